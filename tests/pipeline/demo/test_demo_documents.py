"""The four fictional documents say what the demonstration's posts are held against, and can be read."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from lxml import html

from nlp.official.document import parse_document
from pipeline.demo import make_docx
from pipeline.demo.expectations import DOCUMENTS, DemoDocument


def words_of(document: DemoDocument) -> str:
    raw = document.path.read_bytes()
    if document.path.suffix == ".docx":
        opened = docx.Document(io.BytesIO(raw))
        cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
        text = "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])
    elif document.path.suffix == ".html":
        text = html.fromstring(raw).text_content()
    else:
        text = raw.decode("utf-8")
    return " ".join(text.split())


BY_NUMBER = {document.number: document for document in DOCUMENTS}


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("12/2026/NQ-HĐND", "Không thu phí đăng ký tài khoản"),
        ("12/2026/NQ-HĐND", "Lệ phí cấp bản sao trích lục hộ tịch là 15.000 đồng/bản"),
        ("12/2026/NQ-HĐND", "Khuyến khích tổ chức, cá nhân nộp hồ sơ trên Cổng dịch vụ công"),
        ("12/2026/NQ-HĐND", "không được từ chối vì lý do chưa nộp trực tuyến"),
        ("12/2026/NQ-HĐND", "Người từ đủ 60 tuổi trở lên"),
        ("12/2026/NQ-HĐND", "có hiệu lực từ ngày 01 tháng 8 năm 2026"),
        (
            "05-KH/TU",
            "Phấn đấu 100% hộ gia đình có ít nhất một người biết sử dụng dịch vụ công trực tuyến và các dịch vụ số "
            "thiết yếu đến năm 2030",
        ),
        ("05-KH/TU", "Các lớp học không thu học phí"),
        ("05-KH/TU", "Việc tham gia lớp học là tự nguyện"),
        ("31/2024/QĐ-UBND", "30.000 đồng/giấy"),
        ("31/2024/QĐ-UBND", "10 ngày làm việc"),
        ("31/2024/QĐ-UBND", "từ ngày 01 tháng 01 năm 2025 đến hết ngày 31 tháng 7 năm 2026"),
        ("47/2026/QĐ-UBND", "03 ngày làm việc"),
        ("47/2026/QĐ-UBND", "Không thu phí, lệ phí khi cập nhật thông tin địa chỉ trên giấy tờ"),
        ("47/2026/QĐ-UBND", "Không bắt buộc người dân đổi giấy tờ ngay khi giấy tờ chưa hết hạn"),
        ("47/2026/QĐ-UBND", "thay thế Quyết định số 31/2024/QĐ-UBND"),
    ],
)
def test_the_needed_sentences_are_there(number: str, sentence: str) -> None:
    assert sentence in words_of(BY_NUMBER[number])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.file)
def test_the_form_is_complete(document: DemoDocument) -> None:
    text = words_of(document)
    party = document.number.endswith("/TU")
    head = "ĐẢNG CỘNG SẢN VIỆT NAM" if party else "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    day = f"ngày {document.issued.day:02d} tháng {document.issued.month} năm {document.issued.year}"
    assert head in text
    assert document.number in text
    assert day in text
    assert "Nơi nhận:" in text
    assert text.count("[đã ký]") == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.file)
def test_the_parser_reads_the_head_and_the_time_in_force(document: DemoDocument) -> None:
    read = parse_document(document.path.read_bytes(), document.file)
    assert (read.number, read.issued) == (document.number, document.issued)
    assert (read.issuer or "").casefold() == document.issuer.casefold()
    assert (read.effective_from, read.effective_until) == (document.valid_from, document.valid_until)
    assert read.title
    assert read.warnings == ()
    assert not read.draft


@pytest.mark.parametrize(
    ("number", "path", "opening"),
    [
        ("12/2026/NQ-HĐND", "Điều 4 khoản 2", "2. Khuyến khích tổ chức, cá nhân nộp hồ sơ"),
        ("12/2026/NQ-HĐND", "Điều 5 khoản 1", "1. Không thu phí đăng ký tài khoản"),
        ("12/2026/NQ-HĐND", "Điều 5 khoản 3", "3. Lệ phí cấp bản sao trích lục hộ tịch là 15.000 đồng/bản"),
        ("12/2026/NQ-HĐND", "Điều 6 khoản 1", "1. Người từ đủ 60 tuổi trở lên"),
        ("05-KH/TU", "II/1/gạch 1", "Phấn đấu 100% hộ gia đình có ít nhất một người"),
        ("31/2024/QĐ-UBND", "Điều 3 khoản 1", "1. Mức thu khi điều chỉnh thông tin địa chỉ"),
        ("47/2026/QĐ-UBND", "Điều 2 khoản 2", "2. Không bắt buộc người dân đổi giấy tờ ngay"),
    ],
)
def test_the_deciding_passages_can_be_cited(number: str, path: str, opening: str) -> None:
    document = BY_NUMBER[number]
    passages = {
        passage.path: passage.text
        for passage in parse_document(document.path.read_bytes(), document.file).passages
    }
    assert passages[path].startswith(opening)


def test_the_old_decision_ends_where_the_new_one_begins() -> None:
    new = BY_NUMBER["47/2026/QĐ-UBND"]
    old = BY_NUMBER[new.replaces or ""]
    assert old.valid_until is not None
    assert new.valid_from is not None
    assert (new.valid_from - old.valid_until).days == 1
    cited = parse_document(new.path.read_bytes(), new.file).citations
    assert (old.number, old.issued) in {(citation.number, citation.issued) for citation in cited}


def test_no_target_runs_out_before_2030() -> None:
    text = words_of(BY_NUMBER["05-KH/TU"])
    years = {int(year) for year in re.findall(r"(?:đến năm|giai đoạn 2026 -) (20\d\d)", text)}
    assert years
    assert min(years) >= 2030


def test_the_formats_are_two_texts_a_web_page_and_a_word_file() -> None:
    suffixes = sorted(document.path.suffix for document in DOCUMENTS)
    assert suffixes == [".docx", ".html", ".txt", ".txt"]
    assert {document.path for document in DOCUMENTS} == {
        path for path in DOCUMENTS[0].path.parent.iterdir() if path.is_file()
    }


def test_the_word_file_is_what_the_script_writes() -> None:
    """Members are compared, not the archive: how hard zlib squeezes differs between builds of Python."""
    assert _members(make_docx.TARGET.read_bytes()) == _members(make_docx.build())


def _members(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
