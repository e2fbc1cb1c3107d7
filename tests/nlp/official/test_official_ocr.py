"""Scanned pages: read where the optional extra is installed, marked as such, refused with a way out elsewhere."""

import io

import pytest

from models.errors import CorruptDocument, ScannedDocument, SecretDocument, TooLarge
from nlp.official import ocr
from nlp.official.document import parse_document, to_json
from tests.nlp.official.test_official_reading import pdf_of

with_ocr = pytest.mark.skipif(
    not ocr.installed(), reason=f"phần nhận dạng chữ chưa cài trên máy này ({ocr.HOW_TO_INSTALL})"
)
READ = (
    "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM\nSố: 21/2026/QÐ-UBND\nSông Lam, ngày 05 tháng 6 năm 2026\n\nQUYẾT ĐỊNH\nVề mức thu\n\n"
    "Điều 1. Mức thu\n1. Đăng ký khai sinh quá hạn nộp trực tiếp tại Bộ phận một cửa thu\n8.000 đồng mỗi việc.\n\n1"
)
LAYER = [
    "Điều 2. Người dân nộp trực tuyến thì không thu.",
    "Điều 3. Quyết định có hiệu lực từ ngày 01/7/2026.",
]


class Reading:
    """Reads every page alike and remembers which it was asked for."""

    def __init__(self, text=READ):
        self.text, self.asked = text, []

    def read(self, _data, pages, _name):
        self.asked += pages
        return [self.text for _ in pages]


def test_a_scan_is_read_and_every_passage_marked():
    reading = Reading()
    document = parse_document(pdf_of([["1"]]), "quet.pdf", reading)
    assert reading.asked == [0]
    assert document.ocr
    assert all(passage.ocr for passage in document.passages)
    assert document.number == "21/2026/QĐ-UBND"  # read as the Icelandic letter that looks the same
    passages = {one.path: one.text for one in document.passages}
    assert passages["Điều 1 khoản 1"].endswith("một cửa thu 8.000 đồng mỗi việc.")
    assert any("đọc bằng OCR, cần kiểm" in warning for warning in document.warnings)
    assert to_json(document)["ocr"] is True


def test_of_a_mixed_file_only_what_was_read_is_marked():
    reading = Reading()
    document = parse_document(pdf_of([[""], LAYER, LAYER]), "lan.pdf", reading)
    assert reading.asked == [0]
    marked = {one.path: one.ocr for one in document.passages}
    assert marked["Điều 1 khoản 1"]
    assert not marked["Điều 2"]
    assert not marked["Điều 3"]


def test_a_text_layer_is_never_read_again():
    reading = Reading()
    document = parse_document(pdf_of([LAYER]), "chu.pdf", reading)
    assert reading.asked == []
    assert not document.ocr
    assert not any(one.ocr for one in document.passages)
    assert to_json(document)["ocr"] is False


def test_without_a_reader_a_scan_is_refused_with_the_way_to_install():
    with pytest.raises(ScannedDocument, match="tesseract-ocr-vie"):
        parse_document(pdf_of([["1"], ["2"]]), "quet.pdf")
    mixed = parse_document(pdf_of([LAYER * 3, [""]]), "lan.pdf")
    assert any("không có lớp chữ" in warning for warning in mixed.warnings)


def test_a_scan_on_which_nothing_can_be_read_is_refused():
    with pytest.raises(ScannedDocument, match="không nhận dạng được"):
        parse_document(pdf_of([["1"]]), "trang.pdf", Reading(" .\n"))


def test_a_secrecy_mark_on_a_scan_is_seen():
    with pytest.raises(SecretDocument):
        parse_document(pdf_of([["1"]]), "mat.pdf", Reading("TỈNH ỦY SÔNG LAM\nTỐI MẬT\n" + READ))


def test_more_scanned_pages_than_allowed_are_refused_before_any_is_read():
    with pytest.raises(TooLarge, match="3 trang chụp"):
        ocr.Ocr(max_pages=2).read(b"", [0, 1, 2], "dai.pdf")


def test_no_reader_is_made_where_a_part_is_missing(monkeypatch):
    ocr.installed.cache_clear()
    monkeypatch.setattr(ocr.shutil, "which", lambda _: None)
    assert ocr.reader() is None
    ocr.installed.cache_clear()


def scanned(lines):
    """A PDF of one page that is only a picture of words."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("L", (1654, 2339), 255)
    drawing, face = ImageDraw.Draw(picture), ImageFont.truetype("DejaVuSerif.ttf", 34)
    for at, line in enumerate(lines):
        drawing.text((150, 150 + 56 * at), line, font=face, fill=0)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=200)
    return out.getvalue()


@with_ocr
def test_a_real_picture_is_read():
    heard = []
    lines = [line for line in READ.replace("QÐ", "QĐ").split("\n") if line and line != "1"]
    try:
        data = scanned(lines)
    except OSError:
        pytest.skip("phông DejaVu Serif không có trên máy này")
    document = parse_document(data, "quet.pdf", ocr.reader(on_page=lambda *page: heard.append(page)))
    assert heard == [(1, 1)]
    assert (document.number, document.kind) == ("21/2026/QĐ-UBND", "Quyết định")
    assert document.issued.isoformat() == "2026-06-05"
    assert any("8.000 đồng" in one.text and one.ocr for one in document.passages)


@with_ocr
def test_a_file_that_cannot_be_drawn_is_refused():
    with pytest.raises(CorruptDocument, match=r"hong\.pdf"):
        ocr.Ocr().read(b"%PDF-1.7 cut", [0], "hong.pdf")
