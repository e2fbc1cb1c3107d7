"""Word files as offices make them: list numbers, text boxes, content controls, tracked changes, running heads."""

import io
import shutil
import subprocess

import docx
import pytest
from docx.oxml import parse_xml

from models.errors import SecretDocument
from nlp.official.document import parse_document
from nlp.official.docx_text import docx_text

SPACES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def listed(text, number, level=0):
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>{run(text)}</w:p>'


def box(text):
    """A text box as Word writes it: once for new programs, once more for old ones."""
    content = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{content}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )


def file_of(*blocks, levels="", numbers="", header=""):
    document = docx.Document()
    for block in blocks:
        node = parse_xml(block.replace(">", f" {SPACES}>", 1))
        document.element.body.insert(len(document.element.body) - 1, node)
    if levels:
        root = document.part.numbering_part.element
        for child in list(root):
            root.remove(child)
        for part in (f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>', *numbers):
            root.append(parse_xml(part.replace(">", f" {SPACES}>", 1)))
    document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines(data):
    return [line for line in docx_text(data, "a.docx")[0].split("\n") if line]


def level(depth, form, text, more=""):
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


LEVELS = level(0, "upperRoman", "%1.") + level(1, "decimal", "%2.") + level(2, "lowerLetter", "%3)")
NUMBERS = (
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>',
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
)


def test_numbers_that_word_makes_are_read_as_it_shows_them():
    data = file_of(
        listed("MỤC ĐÍCH", 1),
        listed("Câu một.", 1, 1),
        listed("Điểm một.", 1, 2),
        listed("Điểm hai.", 1, 2),
        listed("Câu hai.", 1, 1),
        listed("Điểm của câu hai.", 1, 2),
        listed("TỔ CHỨC", 1),
        listed("Lại từ một.", 1, 1),
        listed("Danh sách khác, đếm từ năm.", 2),
        listed("Đã đặt lại.", 2, 1),
        listed("Không thuộc danh sách nào.", 0),
        levels=LEVELS,
        numbers=NUMBERS,
    )
    assert lines(data) == [
        "I. MỤC ĐÍCH",
        "1. Câu một.",
        "a) Điểm một.",
        "b) Điểm hai.",
        "2. Câu hai.",
        "a) Điểm của câu hai.",
        "II. TỔ CHỨC",
        "1. Lại từ một.",
        "V. Danh sách khác, đếm từ năm.",
        "1. Đã đặt lại.",
        "Không thuộc danh sách nào.",
    ]
    paths = [one.path for one in parse_document(data, "a.docx").passages]
    assert paths[:5] == ["I", "I.1", "I.1 điểm a", "I.1 điểm b", "I.2"]


@pytest.mark.parametrize(
    ("form", "text", "more", "first", "third"),
    [
        ("decimal", "Điều %1.", "", "Điều 1.", "Điều 3."),
        ("lowerRoman", "%1)", "", "i)", "iii)"),
        ("upperLetter", "%1.", "", "A.", "C."),
        ("decimalZero", "%1.", "", "01.", "03."),
        ("bullet", "\uf0b7", "", "-", "-"),
        ("bullet", "+", "", "+", "+"),
        ("upperRoman", "%1.", "<w:isLgl/>", "1.", "3."),
        ("vietnameseCounting", "%1.", "", "1.", "3."),
        ("none", "", "", "câu", "câu"),
    ],
)
def test_kinds_of_list_numbers(form, text, more, first, third):
    data = file_of(*(listed("câu", 1) for _ in range(3)), levels=level(0, form, text, more), numbers=NUMBERS)
    assert [line.split(" câu")[0] for line in lines(data)][::2] == [first, third]


def test_a_list_of_a_style_counts_and_an_empty_line_is_none():
    def build():
        document = docx.Document()
        for text in ("Một.", "Hai."):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("Gạch.", style="List Bullet")
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    assert lines(build()) == ["1. Một.", "2. Hai.", "- Gạch."]


def test_a_column_that_only_counts_rows_is_no_item():
    row = f"<w:tr><w:tc>{listed('', 1, 1)}</w:tc><w:tc><w:p>{run('Khai sinh')}</w:p></w:tc></w:tr>"
    data = file_of(f"<w:tbl>{row}{row}</w:tbl>", levels=LEVELS, numbers=NUMBERS)
    assert lines(data) == ["1 | Khai sinh", "2 | Khai sinh"]


def test_what_is_in_boxes_and_controls_is_read_once():
    control = f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('1. Trong khung.')}</w:p></w:sdtContent></w:sdt>"
    assert lines(file_of(f"<w:p>{box('DỰ THẢO')}{run('Số: 12/2026/QĐ-UBND')}</w:p>", control)) == [
        "DỰ THẢO",
        "Số: 12/2026/QĐ-UBND",
        "1. Trong khung.",
    ]


def test_what_was_struck_moved_or_hidden_is_left_out():
    struck = f"<w:del>{run('50.000').replace('w:t', 'w:delText')}</w:del><w:ins>{run('20.000')}</w:ins>"
    moved = f"<w:moveFrom>{run(' bỏ')}</w:moveFrom>"
    hidden = run(" ẩn", "<w:vanish/>") + run(" hiện", '<w:vanish w:val="0"/>')
    assert lines(file_of(f"<w:p>{run('Thu ')}{struck}{moved}{hidden}</w:p>")) == ["Thu 20.000 hiện"]


HEAD = [
    f"<w:p>{run(line)}</w:p>"
    for line in ("TỈNH ỦY SÔNG LAM", "Số 07-BC/TU", "BÁO CÁO", "I. TÌNH HÌNH", "1. Câu.")
]


def test_a_secrecy_mark_in_a_box_or_in_the_running_head_is_seen():
    parse_document(file_of(*HEAD, header="Lưu hành rộng rãi"), "a.docx")
    boxed = f"<w:p>{box('MẬT')}{run('Số 07-BC/TU')}</w:p>"
    for data in (file_of(HEAD[0], boxed, *HEAD[2:]), file_of(*HEAD, header="TỐI MẬT")):
        with pytest.raises(SecretDocument):
            parse_document(data, "a.docx")


def test_a_running_head_is_no_text_of_the_document():
    text, beside = docx_text(file_of(*HEAD, header="Công báo số 5"), "a.docx")
    assert "Công báo" not in text
    assert beside == "Công báo số 5"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="không có LibreOffice để ghi tệp Word")
def test_a_list_as_an_office_program_writes_it(tmp_path):
    page = "<ol type=I><li>MỤC ĐÍCH<ol><li>Câu một.</li><li>Câu hai.</li></ol></li><li>TỔ CHỨC</li></ol>"
    (tmp_path / "a.html").write_text(f"<html><meta charset=utf-8><body>{page}</body></html>", "utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to"]
    command += ["docx:MS Word 2007 XML", "--infilter=HTML (StarWriter)", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.html")], check=True, capture_output=True, timeout=120)
    assert lines((tmp_path / "a.docx").read_bytes()) == [
        "I. MỤC ĐÍCH",
        "1. Câu một.",
        "2. Câu hai.",
        "II. TỔ CHỨC",
    ]
