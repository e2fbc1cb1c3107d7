"""Files to text: formats, encodings, limits, and what is refused."""

import io
import zipfile

import docx
import pytest

from models.errors import CorruptDocument, ScannedDocument, TooLarge, UnsupportedDocument
from nlp.official import pdf_text
from nlp.official import read as reading
from nlp.official.document import parse_document
from nlp.official.read import read

SENTENCES = "I. NỘI DUNG\n\n1. Lệ phí là 8.000 đồng.\n\n- Không thu khi nộp trực tuyến."


def pdf_of(pages):
    """A small PDF whose text is found through a ToUnicode map, as in files made by office programs."""
    letters = sorted({letter for page in pages for line in page for letter in line})
    code = {letter: at + 1 for at, letter in enumerate(letters)}
    mapped = "\n".join(f"<{code[one]:04X}> <{ord(one):04X}>" for one in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{mapped}\nendbfchar endcmap end end"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append(
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    objects.append(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (A) /Ordering (I)"
        " /Supplement 0 >> /DW 500 >>"
    )
    objects.append(f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream")
    kids = []
    for page in pages:
        shown = "\n".join(f"<{''.join(f'{code[one]:04X}' for one in line)}> Tj 0 -16 Td" for line in page)
        stream = f"BT /F1 12 Tf 50 800 Td\n{shown}\nET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        contents = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def docx_of(build):
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_pdf_text_layer_with_wrapped_lines_and_page_numbers():
    pages = [
        [
            "QUYẾT ĐỊNH",
            "I. NỘI DUNG",
            "1. Lệ phí đăng ký khai sinh quá hạn nộp trực tiếp là",
            "8.000 đồng mỗi việc.",
            "1",
        ],
        ["2", "2. Không thu khi nộp trực tuyến."],
    ]
    document = parse_document(pdf_of(pages), "qd.pdf")
    assert document.format == "pdf"
    passages = {one.path: one.text for one in document.passages}
    assert passages["I.1"] == "1. Lệ phí đăng ký khai sinh quá hạn nộp trực tiếp là 8.000 đồng mỗi việc."
    assert passages["I.2"] == "2. Không thu khi nộp trực tuyến."


DECREE = ["QUYẾT ĐỊNH", "Quy định mức thu", "Điều 1. Mức thu"]


@pytest.mark.parametrize(
    ("head", "number", "issuer"),
    [
        # one column after the other, each broken where its width ended
        (
            [
                "ỦY BAN NHÂN DÂN", "TỈNH BÃI NGÀN", "-------", "Số: 12/2026/QĐ-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
                "VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Bãi Ngàn, ngày 05 tháng 3 năm", "2026",
            ],
            "12/2026/QĐ-UBND",
            "Ủy ban nhân dân tỉnh Bãi Ngàn",
        ),
        # line by line across both columns
        (
            [
                "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỈNH BÃI NGÀN Độc lập - Tự do - Hạnh phúc",
                "_______    _____", "Số: 12/2026/QĐ-UBND Bãi Ngàn, ngày 05 tháng 3 năm 2026",
            ],
            "12/2026/QĐ-UBND",
            "Ủy ban nhân dân tỉnh Bãi Ngàn",
        ),
        (
            [
                "TỈNH ỦY BÃI NGÀN ĐẢNG CỘNG SẢN VIỆT NAM",
                "BAN TUYÊN GIÁO VÀ DÂN VẬN Bãi Ngàn, ngày 05 tháng 3 năm 2026", "*", "Số 12-QĐ/BTGDVTU",
            ],
            "12-QĐ/BTGDVTU",
            "Ban Tuyên giáo và Dân vận, Tỉnh ủy Bãi Ngàn",
        ),
    ],
)  # fmt: skip
def test_heads_of_two_columns_as_pdfs_give_them(head, number, issuer):
    document = parse_document(pdf_of([[*head, *DECREE]]), "qd.pdf")
    assert (document.number, document.issuer) == (number, issuer)
    assert document.issued is not None
    assert (document.issued.isoformat(), document.title) == ("2026-03-05", "Quy định mức thu")


def test_pdf_without_text_is_a_scan():
    with pytest.raises(ScannedDocument, match="bản chụp"):
        parse_document(pdf_of([["1"], ["2"]]), "quet.pdf")


def test_a_page_without_text_among_others_is_warned():
    long = ["Một dòng chữ đủ dài để là văn bản thật, không phải bản chụp."] * 4
    raw = read(pdf_of([long, [""]]), "a.pdf")
    assert any("1 trang" in warning for warning in raw.warnings)


def test_encrypted_pdf_is_refused():
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of([["Một dòng chữ đủ dài của văn bản."]]))))
    writer.encrypt("matkhau", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnsupportedDocument, match="mật khẩu"):
        read(out.getvalue(), "khoa.pdf")


def test_too_many_pages(monkeypatch):
    monkeypatch.setattr(pdf_text, "MAX_PAGES", 1)
    with pytest.raises(TooLarge, match="trang"):
        read(pdf_of([["Một dòng chữ."], ["Hai."]]), "dai.pdf")


def test_docx_paragraphs_tables_and_letter_head():
    def build(document):
        head = document.add_table(rows=1, cols=2)
        head.rows[0].cells[0].text = "ỦY BAN NHÂN DÂN TỈNH SÔNG LAM\nSố: 12/2026/QĐ-UBND"
        head.rows[0].cells[1].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSông Lam, ngày 05 tháng 6 năm 2026"
        document.add_paragraph("QUYẾT ĐỊNH")
        document.add_paragraph("Về mức thu")
        document.add_paragraph("Điều 1. Mức thu")
        fees = document.add_table(rows=2, cols=2)
        fees.rows[0].cells[0].text, fees.rows[0].cells[1].text = "Khai sinh", "8.000 đồng"
        fees.rows[1].cells[0].text, fees.rows[1].cells[1].text = "Kết hôn", "20.000 đồng"

    document = parse_document(docx_of(build), "qd.docx")
    assert (document.number, document.format) == ("12/2026/QĐ-UBND", "docx")
    assert document.issued.isoformat() == "2026-06-05"
    assert document.issuer == "Ủy ban nhân dân tỉnh Sông Lam"
    (article,) = [one for one in document.passages if one.path == "Điều 1"]
    assert article.text.splitlines()[1:] == ["Khai sinh | 8.000 đồng", "Kết hôn | 20.000 đồng"]


def test_docx_footnotes():
    body = docx_of(lambda document: document.add_paragraph("Câu có chú thích."))
    out = io.BytesIO()
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                data = data.replace(
                    "Câu có chú thích.</w:t>", 'Câu có chú thích</w:t><w:footnoteReference w:id="2"/>'
                )
            if name == "word/_rels/document.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                data = data.replace(
                    "</Relationships>",
                    f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>',
                )
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
                data = data.replace(
                    "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
                )
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
        note = f'<w:footnotes xmlns:w="{w}"><w:footnote w:id="2"><w:p><w:r><w:t>Theo 44-CT/TU.</w:t></w:r></w:p></w:footnote></w:footnotes>'
        new.writestr("word/footnotes.xml", note)
    document = parse_document(out.getvalue(), "a.docx")
    # Word's own number of a note in the file (2: the first two are lines) is not the one it shows
    assert document.footnotes == (("1", "Theo 44-CT/TU."),)
    assert [(one.number, one.path) for one in document.citations] == [("44-CT/TU", "chú thích 1")]


def test_html_without_scripts_navigation_and_entities():
    page = (
        "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><head><title>T</title>"
        "<style>p{}</style></head><body><nav>Trang chủ</nav><script>alert('x')</script>"
        "<h2>I. NỘI DUNG</h2><p>1. Lệ phí&nbsp;là <b>8.000</b> đồng<sup>1</sup>.&x;</p>"
        "<ul><li>Gạch một</li><li>Gạch hai</li></ul><p><sup>1</sup> Ghi chú.</p></body></html>"
    )
    document = parse_document(page.encode(), "a.html")
    passages = {one.path: one.text for one in document.passages}
    assert passages["I.1"].startswith("1. Lệ phí là 8.000 đồng[^1].")
    assert passages["I/1/gạch 2"] == "Gạch hai"
    assert document.footnotes == (("1", "Ghi chú."),)
    everything = " ".join(passages.values())
    assert "alert" not in everything
    assert "Trang chủ" not in everything
    assert "root:" not in everything


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(encoding):
    raw = read(SENTENCES.encode(encoding), "a.txt")
    assert "Lệ phí là 8.000 đồng" in raw.text


def test_windows_1258():
    import unicodedata

    text = "Người dân được hỗ trợ trong tháng của các xã và không thu phí những ngày đầu"
    # cp1258 writes tones apart from their vowels
    apart = "".join(
        letter if letter in "ăâđêôơưĂÂĐÊÔƠƯ" else unicodedata.normalize("NFD", letter)
        for letter in unicodedata.normalize("NFC", text)
    )
    kept = []
    for letter in apart:
        try:
            letter.encode("cp1258")
            kept.append(letter)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            kept.append(unicodedata.normalize("NFC", parts[0] + parts[2:3]) + parts[1:2])
    data = "".join(kept).encode("cp1258", errors="ignore")
    assert "thu phí" in unicodedata.normalize("NFC", read(data, "a.txt").text)


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "a.txt", CorruptDocument),
        (b" \n\t ", "a.txt", CorruptDocument),
        (b"%PDF-1.4 hong", "a.pdf", CorruptDocument),
        (b"khong phai pdf", "a.pdf", CorruptDocument),
        (b"khong phai docx", "a.docx", CorruptDocument),
        (b"PK\x03\x04 cut in half", "a.docx", CorruptDocument),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "a.doc", UnsupportedDocument),
        (b"{\\rtf1 abc}", "a.rtf", UnsupportedDocument),
        (b"GIF89a\x01\x00", "a.gif", UnsupportedDocument),
        (b"a,b\n1,2", "a.csv", UnsupportedDocument),
        (bytes(range(1, 32)) * 40, "a.txt", UnsupportedDocument),
    ],
)
def test_bad_files_are_refused_by_kind_and_named(data, name, error):
    with pytest.raises(error, match=name):
        parse_document(data, f"C:\\thu muc\\{name}")


def test_a_docx_cut_in_half():
    whole = docx_of(lambda document: document.add_paragraph("Câu."))
    with pytest.raises(CorruptDocument):
        parse_document(whole[: len(whole) // 2], "a.docx")


def test_a_zip_that_is_no_docx():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.txt", "x")
    with pytest.raises(UnsupportedDocument):
        parse_document(out.getvalue(), "a.docx")


def test_a_zip_bomb_is_not_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 30_000_000)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(TooLarge, match="bung ra"):
        parse_document(out.getvalue(), "bom.docx")


def test_size_limits(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    with pytest.raises(TooLarge):
        read(b"0" * 11, "a.txt")
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    monkeypatch.setattr(reading, "MAX_CHARACTERS", 20)
    with pytest.raises(TooLarge):
        read(b"0" * 21, "a.txt")
