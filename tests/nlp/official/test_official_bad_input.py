"""Files that are wrong, locked, cut, enormous or made to harm: each ends in a document or in a reason."""

import contextlib
import io
import itertools
import logging
import time
import zipfile
import zlib

import docx
import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import NameObject

from models.errors import (
    AmbiguousNumber,
    CorruptDocument,
    DocumentWithoutNumber,
    SecretDocument,
    TooLarge,
    TriageError,
    UnsupportedDocument,
)
from nlp.official.document import parse_document, require_number, with_identity
from nlp.official.numbers import find_numbers, first_date
from tests.nlp.official.test_official_reading import docx_of, pdf_of

HEAD = "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM\n{numbers}\nSông Lam, {day}\nQUYẾT ĐỊNH\nVề mức thu\n\nĐiều 1. Mức thu\n1. Thu 8.000 đồng.\n"
DAY = "ngày 05 tháng 6 năm 2026"


def decision(numbers="Số: 21/2026/QĐ-UBND", day=DAY, more=""):
    return parse_document((HEAD.format(numbers=numbers, day=day) + more).encode(), "qd.txt")


def law(articles):
    """A law of so many articles with items, points and citations, as lines."""
    lines = ["QUỐC HỘI", "Luật số: 98/2026/QH16", "LUẬT", "SỐ LIỆU CƠ SỞ", "Căn cứ Hiến pháp;"]
    for number in range(1, articles + 1):
        lines += [
            f"Điều {number}. Trách nhiệm thứ {number}",
            f"1. Cơ quan tiếp nhận theo Nghị định số {number}/2025/NĐ-CP ngày 01/02/2025 của Chính phủ trả kết quả",
            "trong 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ:",
            "a) Nộp trực tiếp thì thu 10.000 đồng mỗi hồ sơ;",
            "b) Nộp trực tuyến thì không thu.",
            "2. Người dân không phải nộp lại giấy tờ đã có trong cơ sở dữ liệu.",
        ]
    return lines


def paged(lines, pages):
    each = -(-len(lines) // pages)
    return [[*lines[at : at + each], str(at // each + 1)] for at in range(0, len(lines), each)]


def seconds(action):
    start = time.process_time()
    action()
    return time.process_time() - start


def test_a_law_of_400_pages_is_read_whole_and_in_linear_time():
    lines = law(399)
    short, whole = pdf_of(paged(lines[: len(lines) // 4], 100)), pdf_of(paged(lines, 400))
    quarter = seconds(lambda: parse_document(short, "luat.pdf"))
    found = []
    full = seconds(lambda: found.append(parse_document(whole, "luat.pdf")))
    (document,) = found
    assert document.number == "98/2026/QH16"
    assert [one.path for one in document.passages if one.path.startswith("Điều 399")] == [
        "Điều 399", "Điều 399 khoản 1", "Điều 399 khoản 1 điểm a", "Điều 399 khoản 1 điểm b", "Điều 399 khoản 2",
    ]  # fmt: skip
    assert len(document.passages) == 1 + 399 * 5
    assert len(document.citations) == 399
    as_text = parse_document("\n".join(lines).encode(), "luat.txt")
    assert [one.text for one in document.passages] == [
        one.text for one in as_text.passages
    ]  # no page numbers
    assert full < 4 * quarter * 1.8


def test_more_than_500_pages_are_refused():
    with pytest.raises(TooLarge, match="500 trang"):
        parse_document(pdf_of([["Một dòng."]] * 501), "dai.pdf")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_pdf_cut_off_is_read_or_refused_but_never_wrong(share):
    whole = pdf_of(paged(law(30), 6))
    wanted = {one.text for one in parse_document(whole, "luat.pdf").passages}
    with contextlib.suppress(TriageError):
        document = parse_document(whole[: int(len(whole) * share)], "luat.pdf")
        assert {one.text for one in document.passages} <= wanted


def test_the_complaints_of_the_pdf_reader_quote_nothing_into_a_log(caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(CorruptDocument):
        parse_document("%PDF-1.7 Hồ-sơ-kín".encode(), "hong.pdf")
    assert caplog.text == ""


def test_a_pdf_locked_with_a_password_is_refused():
    from pypdf import PdfReader, PdfWriter

    for algorithm in ("RC4-128", "AES-256"):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([["Một dòng chữ đủ dài của văn bản."]]))))
        writer.encrypt("matkhau", algorithm=algorithm)
        out = io.BytesIO()
        writer.write(out)
        with pytest.raises(UnsupportedDocument, match="mật khẩu"):
            parse_document(out.getvalue(), "khoa.pdf")


def drawn_often(stream, pages):
    """A PDF that draws one packed stream on every page."""
    kids = " ".join(["4 0 R"] * pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F1"
        b" << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
    ]
    body = b"%PDF-1.5\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (rows, len(body))
    )


def test_a_small_pdf_that_draws_a_large_one_is_refused_early():
    stream = zlib.compress(
        b"BT /F1 12 Tf " + b"(mot dong van ban dai) Tj 0 -16 Td\n" * 40 + b" " * 9_000_000 + b"ET", 9
    )
    data = drawn_often(stream, 400)
    assert len(data) < 30_000
    with pytest.raises(TooLarge, match="bung ra"):
        parse_document(data, "bom.pdf")
    with pytest.raises(CorruptDocument):
        parse_document(drawn_often(zlib.compress(b"\0" * 90_000_000, 9), 1), "bom.pdf")


def test_a_page_with_scripts_of_every_sort_gives_only_its_words():
    page = (
        "<html><body onload='alert(1)'><script>alert(2)</script><svg><script>alert(3)</script></svg>"
        "<iframe src='javascript:alert(4)'>alert(5)</iframe><object data='x'>alert(6)</object><style>a{}</style>"
        "<noscript>alert(7)</noscript><template>alert(8)</template><math><mtext></mtext></math>"
        "<h2>I. NỘI DUNG</h2><p onclick='alert(9)'>1. Lệ phí là <a href='javascript:alert(10)'>8.000 đồng</a>.</p>"
        "<!-- alert(11) --><form><input value='alert(12)'></form></body></html>"
    )
    document = parse_document(page.encode(), "a.html")
    everything = "\n".join(one.text for one in document.passages)
    assert "1. Lệ phí là 8.000 đồng." in everything
    assert "alert" not in everything
    assert "<" not in everything


def test_no_number_and_two_numbers_are_both_for_a_person():
    with pytest.raises(DocumentWithoutNumber, match=r"qd\.txt"):
        require_number(decision(numbers=""))
    two = decision(numbers="Số: 21/2026/QĐ-UBND\nSố: 22/2026/QĐ-UBND")
    assert two.numbers == ("21/2026/QĐ-UBND", "22/2026/QĐ-UBND")
    assert any("2 số" in warning for warning in two.warnings)
    with pytest.raises(AmbiguousNumber, match="22/2026/QĐ-UBND"):
        require_number(two)
    said = require_number(with_identity(two, "22/2026/QĐ-UBND"))
    assert (said.number, said.numbers) == ("22/2026/QĐ-UBND", ("22/2026/QĐ-UBND",))


@pytest.mark.parametrize(
    "numbers",
    [
        "Số: 21/2026/QĐ-UBND",
        "Số: 21/2026/QĐ-UBND\nSố: 21/2026/QĐ-UBND",
        "Số: 21/2026/QĐ-UBND\nV/v trả lời Công văn số 77/STP-HCTP",
        "Số: 21/2026/QĐ-UBND\n(Kèm theo Quyết định số 22/2026/QĐ-UBND)",
        "Số: 21/2026/QĐ-UBND\nNghị quyết số 12/2026/NQ-HĐND",
    ],
)
def test_one_number_and_citations_beside_it_are_one_number(numbers):
    assert require_number(decision(numbers=numbers)).number == "21/2026/QĐ-UBND"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        ("ngày 31 tháng 02 năm 2026", "31 tháng 02 năm 2026"),
        ("ngày 00 tháng 13 năm 2026", "00 tháng 13 năm 2026"),
    ],
)
def test_a_date_that_no_calendar_has_is_said_and_not_mended(day, written):
    document = decision(day=day)
    assert document.issued is None
    assert any(written in warning and "trong lịch" in warning for warning in document.warnings)


def test_a_wrong_date_of_validity_is_not_replaced_by_the_next_one():
    sentence = "Quyết định này có hiệu lực từ ngày 31/02/2026 và thay thế Quyết định ngày 01/3/2020.\n"
    document = decision(more=f"2. {sentence}")
    assert document.effective_from is None
    assert any("31/02/2026" in warning for warning in document.warnings)
    assert first_date("không có ngày nào") == ("", None)


def test_a_bomb_inside_a_real_office_file():
    whole = docx_of(lambda document: document.add_paragraph("Câu."))
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/media/image1.bin", bytes(20_000_000))
    with pytest.raises(TooLarge, match="bung ra"):
        parse_document(out.getvalue(), "bom.docx")


def test_what_is_repeated_without_end_takes_linear_time():
    """Each of these was quadratic once: joined lines, one long paragraph, repeated points, numbers on one line."""
    shapes = {
        "a.html": "<p>x</p>",
        "đoạn": "Câu này.\n",
        "điểm": "a) Câu.\n",
        "chương": "Chương I\n",
        "số": "12/2026/QĐ-UBND ",
        "chú thích": "[^1] a\nb\n",
    }
    slow = {}
    for name, piece in shapes.items():
        head, file = ("", "a.html") if name == "a.html" else ("Điều 1. A\n1. Câu.\n", "a.txt")
        few, many = (reading_time((head + piece * count).encode(), file) for count in (600, 4_800))
        if many > 8 * max(few, 0.005) * 3:
            slow[name] = (few, many)
    assert slow == {}


def reading_time(data, file):
    """The better of two, since other programs share the core."""
    return min(seconds(lambda: parse_document(data, file)) for _ in range(2))


def test_numbers_are_found_in_order_and_apart_in_a_long_line():
    line = "TCVN 6909:2001 57-NQ/TW 13/2023/NĐ-CP 20/CT-TTg " * 50
    found = find_numbers(line)
    assert len(found) == 200
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(one.end <= after.start for one, after in itertools.pairwise(found))


def test_a_secrecy_mark_is_seen_in_every_kind_of_file():
    lines = [
        "TỈNH ỦY SÔNG LAM",
        "TỐI MẬT",
        "Số 07-BC/TU",
        "BÁO CÁO",
        "I. TÌNH HÌNH",
        "1. Một câu đủ dài để là văn bản thật.",
    ]
    office = docx.Document()
    for line in lines:
        office.add_paragraph(line)
    out = io.BytesIO()
    office.save(out)
    kinds = {
        "a.txt": "\n".join(lines).encode(),
        "a.md": "\n\n".join(f"**{line}**" for line in lines).encode(),
        "a.html": "".join(f"<p>{line}</p>" for line in lines).encode(),
        "a.docx": out.getvalue(),
        "a.pdf": pdf_of([lines]),
    }
    for name, data in kinds.items():
        with pytest.raises(SecretDocument, match=name):
            parse_document(data, name)


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp"])
def test_a_secrecy_mark_laid_over_a_pdf_is_seen(kind):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of([["TỈNH ỦY SÔNG LAM", "Số 07-BC/TU", "BÁO CÁO"]])))
    stamp = FreeText(text="TUYỆT MẬT", rect=(50, 700, 200, 730))
    stamp[NameObject("/Subtype")] = NameObject(kind)
    writer.add_annotation(0, stamp)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(SecretDocument, match=r"a\.pdf"):
        parse_document(out.getvalue(), "a.pdf")


BACK = """I. NỘI DUNG
1. Câu có chú thích<sup>1</sup>.
2. Câu cuối.
{closing}
<sup>1</sup> Theo Hướng dẫn số 18-HD/BTGDVTU.
"""


@pytest.mark.parametrize(
    "closing",
    [
        "Nơi nhận:\n- Thường trực Tỉnh ủy (b/c);\n- Lưu VP.\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nTrần Văn Hư Cấu",
        "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nTrần Văn Hư Cấu\nNơi nhận:\n- Lưu VP.",
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Văn Hư Cấu\nNơi nhận:\n- Như trên;\n- Lưu: VT.",
        "K/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\n(đã ký)\nTrần Văn Hư Cấu",
        "Nơi nhận:        TM. ỦY BAN NHÂN DÂN\n- Như trên;        CHỦ TỊCH\n- Lưu: VT.        Trần Văn Hư Cấu",
        "CHỦ TỊCH\nTrần Văn Hư Cấu\nNơi nhận:\n- Như trên;",
    ],
)
def test_signature_recipients_and_footnotes_are_in_no_passage(closing):
    document = parse_document(BACK.format(closing=closing).encode(), "a.txt")
    everything = "\n".join(one.text for one in document.passages)
    assert [one.path for one in document.passages] == ["I", "I.1", "I.2"]
    for word in ("Nơi nhận", "Hư Cấu", "Lưu", "BÍ THƯ", "CHỦ TỊCH", "18-HD"):
        assert word not in everything
    assert document.footnotes == (("1", "Theo Hướng dẫn số 18-HD/BTGDVTU."),)
    assert [(one.number, one.path) for one in document.citations] == [("18-HD/BTGDVTU", "chú thích 1")]
