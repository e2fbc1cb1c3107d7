"""Writes the resolution of the demonstration as a Word file, the form most offices receive.

The text is fictional and written for this project. The head block and the appendix are tables, as in
real documents, so that reading them is exercised too. The file is the same byte for byte on every run:
``python -m pipeline.demo.make_docx`` after a change of the text, then commit the result.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Pt

TARGET = Path(__file__).parent / "documents" / "nq-12-2026-nq-hdnd.docx"

HEAD = (
    ("HỘI ĐỒNG NHÂN DÂN\nTỈNH SÔNG LAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("Số: 12/2026/NQ-HĐND", "Sông Lam, ngày 10 tháng 7 năm 2026"),
)

TITLE = (
    "NGHỊ QUYẾT",
    "Quy định mức thu phí, lệ phí và chính sách hỗ trợ người dân thực hiện dịch vụ công trực tuyến "
    "trên địa bàn tỉnh Sông Lam",
)

BODY = (
    "HỘI ĐỒNG NHÂN DÂN TỈNH SÔNG LAM\nKHÓA I, KỲ HỌP THỨ BA",
    "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025;",
    "Căn cứ Luật Phí và lệ phí số 97/2015/QH13 ngày 25 tháng 11 năm 2015;",
    "Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025 của Chính phủ về thực hiện thủ tục hành "
    "chính theo cơ chế một cửa, một cửa liên thông tại Bộ phận Một cửa và Cổng Dịch vụ công quốc gia;",
    "Xét Tờ trình số 134/TTr-UBND ngày 25 tháng 6 năm 2026 của Ủy ban nhân dân tỉnh Sông Lam; báo cáo thẩm "
    "tra của Ban Pháp chế Hội đồng nhân dân tỉnh; ý kiến thảo luận của đại biểu Hội đồng nhân dân tỉnh tại "
    "kỳ họp;",
    "Hội đồng nhân dân tỉnh Sông Lam ban hành Nghị quyết quy định mức thu phí, lệ phí và chính sách hỗ trợ "
    "người dân thực hiện dịch vụ công trực tuyến trên địa bàn tỉnh Sông Lam.",
    "Điều 1. Phạm vi điều chỉnh, đối tượng áp dụng",
    "1. Nghị quyết này quy định cách thức nộp hồ sơ, mức thu phí, lệ phí và chính sách hỗ trợ người dân đối "
    "với các thủ tục hành chính tại Phụ lục I kèm theo Nghị quyết này.",
    "2. Nghị quyết này áp dụng đối với tổ chức, cá nhân nộp hồ sơ trên địa bàn tỉnh Sông Lam và các cơ quan "
    "tiếp nhận, giải quyết hồ sơ.",
    "Điều 2. Nguyên tắc thực hiện",
    "1. Mức thu, thời hạn và giấy tờ của từng thủ tục được niêm yết tại Bộ phận một cửa và trên Cổng dịch vụ "
    "công.",
    "2. Cơ quan tiếp nhận không được đặt thêm giấy tờ, khoản thu ngoài quy định của Nghị quyết này.",
    "Điều 3. Tài khoản và bảo vệ người dân",
    "1. Người dân đăng nhập Cổng dịch vụ công bằng tài khoản định danh điện tử của mình.",
    "2. Cán bộ, công chức không được yêu cầu người dân đọc mã OTP, mật khẩu hoặc giao điện thoại để làm thay "
    "khi người dân không đồng ý.",
    "Điều 4. Cách thức nộp hồ sơ",
    "1. Tổ chức, cá nhân được lựa chọn một trong các cách thức nộp hồ sơ sau:",
    "a) Nộp trực tuyến trên Cổng dịch vụ công;",
    "b) Nộp trực tiếp tại Bộ phận một cửa;",
    "c) Gửi qua dịch vụ bưu chính công ích.",
    "2. Khuyến khích tổ chức, cá nhân nộp hồ sơ trên Cổng dịch vụ công. Tổ chức, cá nhân được lựa chọn nộp hồ "
    "sơ trực tiếp tại Bộ phận một cửa; cơ quan tiếp nhận không được từ chối vì lý do chưa nộp trực tuyến.",
    "3. Hồ sơ giấy và hồ sơ trực tuyến được giải quyết trong cùng thời hạn.",
    "Điều 5. Mức thu phí, lệ phí",
    "1. Không thu phí đăng ký tài khoản, phí nộp hồ sơ trên Cổng dịch vụ công đối với các thủ tục tại Phụ "
    "lục I.",
    "2. Miễn lệ phí khi nộp hồ sơ trực tuyến đối với các thủ tục sau:",
    "a) Đăng ký khai sinh;",
    "b) Đăng ký khai tử;",
    "c) Cấp giấy xác nhận tình trạng hôn nhân;",
    "d) Đăng ký thành lập hộ kinh doanh.",
    "3. Lệ phí cấp bản sao trích lục hộ tịch là 15.000 đồng/bản, áp dụng như nhau với hồ sơ nộp trực tiếp và "
    "hồ sơ nộp trực tuyến.",
    "4. Không thu lệ phí đối với trẻ em, người cao tuổi, người khuyết tật, người thuộc hộ nghèo, hộ cận "
    "nghèo.",
    "Điều 6. Hỗ trợ người cao tuổi, người không có điện thoại thông minh",
    "1. Người từ đủ 60 tuổi trở lên, người khuyết tật, người không có điện thoại thông minh được nộp hồ sơ "
    "giấy tại Bộ phận một cửa cấp xã, không phải có tài khoản định danh điện tử.",
    "2. Bộ phận một cửa bố trí người hướng dẫn và nhập hồ sơ thay; không thu tiền cho việc này.",
    "3. Tổ công nghệ số cộng đồng hỗ trợ tại nhà khi người cao tuổi, người khuyết tật đề nghị.",
    "Điều 7. Kinh phí thực hiện",
    "Kinh phí thực hiện Nghị quyết này do ngân sách địa phương bảo đảm theo phân cấp hiện hành.",
    "Điều 8. Tổ chức thực hiện",
    "1. Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết này và hằng năm báo cáo Hội đồng nhân dân tỉnh.",
    "2. Thường trực, các Ban và đại biểu Hội đồng nhân dân tỉnh giám sát việc thực hiện Nghị quyết này.",
    "Điều 9. Hiệu lực thi hành",
    "1. Nghị quyết này có hiệu lực từ ngày 01 tháng 8 năm 2026.",
    "2. Hồ sơ đã tiếp nhận trước ngày Nghị quyết này có hiệu lực mà mức thu cao hơn thì được áp dụng mức thu "
    "của Nghị quyết này.",
    "Nghị quyết này đã được Hội đồng nhân dân tỉnh Sông Lam khóa I, Kỳ họp thứ ba thông qua ngày 10 tháng 7 "
    "năm 2026./.",
)

SIGNED = (
    "Nơi nhận:\n- Ủy ban Thường vụ Quốc hội, Chính phủ (để b/c);\n- Thường trực Tỉnh ủy (để b/c);\n"
    "- Ủy ban nhân dân tỉnh;\n- Đại biểu Hội đồng nhân dân tỉnh;\n- Hội đồng nhân dân, Ủy ban nhân dân các "
    "xã, phường;\n- Công báo tỉnh;\n- Lưu: VT, PC.",
    "CHỦ TỊCH\n\n[đã ký]",
)

APPENDIX_TITLE = (
    "PHỤ LỤC I",
    "Danh mục thủ tục hành chính áp dụng (Kèm theo Nghị quyết số 12/2026/NQ-HĐND ngày 10 tháng 7 năm 2026 của "
    "Hội đồng nhân dân tỉnh Sông Lam)",
)

APPENDIX = (
    ("TT", "Tên thủ tục", "Nơi tiếp nhận"),
    ("1", "Đăng ký khai sinh", "Bộ phận một cửa cấp xã"),
    ("2", "Đăng ký khai tử", "Bộ phận một cửa cấp xã"),
    ("3", "Cấp giấy xác nhận tình trạng hôn nhân", "Bộ phận một cửa cấp xã"),
    ("4", "Cấp bản sao trích lục hộ tịch", "Bộ phận một cửa cấp xã"),
    ("5", "Đăng ký thành lập hộ kinh doanh", "Bộ phận một cửa cấp xã"),
    ("6", "Cập nhật thông tin địa chỉ trên giấy tờ sau sắp xếp đơn vị hành chính", "Bộ phận một cửa cấp xã"),
)

_CENTRED = WD_ALIGN_PARAGRAPH.CENTER
_WRITTEN = datetime(2026, 7, 10)  # noqa: DTZ001 - core properties of a Word file carry no zone
_ZIP_TIME = (2026, 7, 10, 0, 0, 0)


def build() -> bytes:
    """The whole Word file; two calls give the same bytes."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    _table(document, HEAD, centred=True)
    for line in TITLE:
        _paragraph(document, line, centred=True, bold=True)
    for line in BODY:
        _paragraph(document, line, bold=line.startswith("Điều "))
    _table(document, [SIGNED], centred=False)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for line in APPENDIX_TITLE:
        _paragraph(document, line, centred=True)
    _table(document, APPENDIX, centred=False, grid=True)
    properties = document.core_properties
    properties.author, properties.title = "Tỉnh Sông Lam (hư cấu)", TITLE[1]
    properties.created = properties.modified = _WRITTEN
    raw = io.BytesIO()
    document.save(raw)
    return _with_fixed_times(raw.getvalue())


def _paragraph(document: Document, text: str, *, centred: bool = False, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).bold = bold
    if centred:
        paragraph.alignment = _CENTRED


def _table(document: Document, rows: Sequence[Sequence[str]], *, centred: bool, grid: bool = False) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    if grid:
        table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            lines = text.split("\n")
            cell.text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
            for paragraph in cell.paragraphs:
                if centred:
                    paragraph.alignment = _CENTRED


def _with_fixed_times(raw: bytes) -> bytes:
    """The same archive with one fixed time on every member; the time of writing is not part of the text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return packed.getvalue()


def main() -> None:
    """Write the file beside the other three documents."""
    TARGET.write_bytes(build())


if __name__ == "__main__":
    main()
