"""Web pages as offices write them: tables of fees, numbered lists, letter heads and whole pages laid out by tables."""

import pytest

from nlp.official.document import parse_document
from nlp.official.html_text import html_text


def lines(page):
    return [line for line in html_text(page).split("\n") if line]


def test_a_row_of_a_table_of_data_is_one_line():
    page = (
        "<p>Mức thu:</p><table><tr><th><p>Việc</p></th><th>Mức thu</th></tr>"
        "<tr><td><p>Khai sinh</p><p>quá hạn</p></td><td><div>8.000 đồng<br>một việc</div></td></tr></table><p>Hết.</p>"
    )
    assert lines(page) == ["Mức thu:", "Việc | Mức thu", "Khai sinh quá hạn | 8.000 đồng một việc", "Hết."]


def test_the_head_of_a_letter_is_no_table_of_data():
    page = (
        "<table><tr><td><p>ỦY BAN NHÂN DÂN</p><p>TỈNH BÃI NGÀN</p><p>Số: 12/2026/QĐ-UBND</p></td>"
        "<td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Bãi Ngàn, ngày 05 tháng 3 năm 2026</p></td></tr></table>"
        "<p>QUYẾT ĐỊNH</p><p>Quy định mức thu</p><p>Điều 1. Mức thu</p>"
    )
    document = parse_document(page.encode(), "a.html")
    assert (document.number, document.issuer) == ("12/2026/QĐ-UBND", "Ủy ban nhân dân tỉnh Bãi Ngàn")
    assert document.issued.isoformat() == "2026-03-05"


def test_a_page_laid_out_by_tables_keeps_its_paragraphs():
    inner = "<table><tr><td>Khai sinh</td><td>8.000 đồng</td></tr></table>"
    page = f"<table><tr><td>Trái</td><td><p>Điều 1. Mức thu</p>{inner}<p>Điều 2. Hết</p></td></tr></table>"
    assert lines(page) == ["Trái", "Điều 1. Mức thu", "Khai sinh | 8.000 đồng", "Điều 2. Hết"]
    long = f"<table><tr><td>Trái</td><td><p>Điều 1. {'Dài. ' * 300}</p><p>Điều 2. Hết</p></td></tr></table>"
    assert lines(long)[2] == "Điều 2. Hết"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<ol><li>Một</li><li><p>Hai</p></li></ol>", ["1. Một", "2. Hai"]),
        ("<ol start=3><li>Ba</li><li value=7>Bảy</li><li>Tám</li></ol>", ["3. Ba", "7. Bảy", "8. Tám"]),
        ("<ol type=I><li>A<ol type=a><li>b</li></ol></li><li>C</li></ol>", ["I. A", "a) b", "II. C"]),
        ("<ol><li>1. Một</li><li>a) Hai</li><li>Ba</li></ol>", ["1. Một", "a) Hai", "3. Ba"]),
        ("<ol style='list-style-type:none'><li>Một</li></ol>", ["Một"]),
        (
            "<ul><li><p>Gạch</p></li><li>- Có gạch</li><li></li></ul><p>Sau</p>",
            ["- Gạch", "- Có gạch", "Sau"],
        ),
        ("<li>Mồ côi</li>", ["Mồ côi"]),
        ("<ol start=x><li value=-5>Một</li></ol>", ["1. Một"]),
    ],
)
def test_list_numbers_are_those_a_browser_shows(page, shown):
    assert lines(page) == shown
