"""TCVN3 and VNI: told from what they read as, converted without loss, refused when not certain."""

import contextlib
import io
import unicodedata
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import SecretDocument, TriageError, UnsupportedDocument
from nlp.official import legacy
from nlp.official.document import parse_document
from nlp.official.legacy import Legacy, convert, tell, tell_bytes
from nlp.official.read import read

DECISION = (Path(__file__).parent / "data" / "quyet-dinh-hu-cau.txt").read_text(encoding="utf-8")
# Written by hand from the fonts' charts, not with the tables under test.
PLAIN = "Điều 3. Người nộp hồ sơ trực tuyến được miễn lệ phí đến hết năm, trừ những việc ở nước ngoài."
IN_TCVN3 = "§iÒu 3. Ng­êi nép hå s¬ trùc tuyÕn ®­îc miÔn lÖ phÝ ®Õn hÕt n¨m, trõ nh÷ng viÖc ë n­íc ngoµi."
IN_VNI = "Ñieàu 3. Ngöôøi noäp hoà sô tröïc tuyeán ñöôïc mieãn leä phí ñeán heát naêm, tröø nhöõng vieäc ôû nöôùc ngoaøi."
TONES = "\u0300\u0301\u0309\u0303\u0323"
LETTERS = sorted(
    {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in ("", *TONES)} | {"đ"}
)


def in_tcvn3(text):
    """As typed in an ABC font: a toned capital is typed as its small letter."""
    signs = {letter: chr(sign) for sign, letter in sorted(legacy._TCVN3.items()) if sign < 256}
    capitals = {letter: sign for letter, sign in signs.items() if letter in "ĂÂÊÔƠƯĐ" or letter.islower()}
    return "".join(capitals.get(letter, capitals.get(letter.lower(), letter)) for letter in text)


def in_vni(text):
    """As typed in a VNI font."""
    ones = {letter: sign for sign, letter in legacy._VNI_ONE.items()}
    marks = {"".join(sorted(mark)): sign for sign, mark in legacy._VNI_MARKS.items()}
    return "".join(_vni_letter(letter, ones, marks) for letter in text)


def _vni_letter(letter, ones, marks):
    if letter in ones:
        return ones[letter]
    base, *above = unicodedata.normalize("NFD", letter)
    if "\u031b" in above:  # the horn belongs to the letter, not to its marks
        above.remove("\u031b")
        base = ones[unicodedata.normalize("NFC", base + "\u031b")]
    mark = marks.get("".join(sorted(above)))
    if mark is None:
        return letter
    return base + (mark.upper() if letter.isupper() else mark)


WORDS = st.lists(
    st.text(st.sampled_from([*LETTERS, *"bcdghklmnpqrstvx"]), min_size=1, max_size=6), max_size=12
)


@pytest.mark.parametrize(("text", "kind"), [(IN_TCVN3, Legacy.TCVN3), (IN_VNI, Legacy.VNI)])
def test_hand_typed_sentences_are_told_and_converted(text, kind):
    assert tell(text) == (kind, True)
    assert convert(text, kind) == PLAIN
    assert tell_bytes(text.encode("latin-1")) == (kind, True)


@pytest.mark.parametrize(("encode", "kind"), [(in_tcvn3, Legacy.TCVN3), (in_vni, Legacy.VNI)])
def test_every_letter_has_its_own_sign(encode, kind):
    text = " ".join(LETTERS)
    assert len(LETTERS) == 73
    assert convert(encode(text), kind) == text
    assert len({encode(letter) for letter in LETTERS}) == 73
    encode(text).encode("latin-1")  # nothing beyond one byte a sign


@given(WORDS)
@settings(max_examples=200, deadline=None)
def test_small_letters_come_back_from_both(words):
    text = " ".join(words)
    assert convert(in_tcvn3(text), Legacy.TCVN3) == text
    assert convert(in_vni(text), Legacy.VNI) == text


@given(WORDS)
@settings(max_examples=200, deadline=None)
def test_capitals_come_back_from_both(words):
    text = " ".join(["QUY", *words]).upper()
    assert convert(in_tcvn3(text), Legacy.TCVN3) == text
    assert convert(in_vni(text), Legacy.VNI) == text


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_nothing_but_western_signs_is_changed(text):
    for kind in Legacy:
        for before, after in zip(text.split("\n"), convert(text, kind).split("\n"), strict=True):
            assert before == after or legacy._MARKED.search(before) or "\xad" in before


@pytest.mark.parametrize("encode", [in_tcvn3, in_vni])
@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "signs in Unicode"])
def test_a_whole_document_reads_as_its_unicode_form(encode, as_bytes):
    encoded = encode(unicodedata.normalize("NFC", DECISION))
    data = encoded.encode("cp1252", errors="replace") if as_bytes else encoded.encode()
    found, wanted = parse_document(data, "cu.txt"), parse_document(DECISION.encode(), "moi.txt")
    assert [one.text for one in found.passages] == [one.text for one in wanted.passages]
    assert found.citations == wanted.citations
    assert (found.number, found.kind, found.issuer, found.issued, found.title) == (
        wanted.number, wanted.kind, wanted.issuer, wanted.issued, wanted.title,
    )  # fmt: skip
    assert any("phông cũ" in warning for warning in found.warnings)


def test_a_page_and_an_office_file_in_an_old_font():
    page = f"<html><body><p>{IN_TCVN3}</p><p>{IN_TCVN3}</p></body></html>"
    assert PLAIN in read(page.encode(), "cu.html").text
    document = docx.Document()
    document.add_paragraph(IN_VNI)
    document.add_paragraph("Dòng này đã là Unicode, được giữ nguyên.")
    out = io.BytesIO()
    document.save(out)
    text = read(out.getvalue(), "cu.docx").text
    assert PLAIN in text
    assert "Dòng này đã là Unicode, được giữ nguyên." in text


def test_a_capitals_only_font_of_an_office_file():
    document = docx.Document()
    document.add_paragraph().add_run("quyÕt ®Þnh").font.name = ".VnTimeH"
    document.add_paragraph(IN_TCVN3)
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue(), "cu.docx").text.startswith("QUYẾT ĐỊNH")


@pytest.mark.parametrize(
    "text",
    [
        DECISION,
        "Lệ phí là 8.000 đồng và không thu khi nộp trực tuyến.",
        "là và có không phí tại cá bà ông thì",
        "L'été dernier, le café près du théâtre a fermé; où êtes-vous allés après la fête à Orléans?",
        "Die Behörde prüft, ob Gebühren für ältere Bürger später ermäßigt würden.",
        "no mark at all",
    ],
)
def test_other_text_is_left_alone(text):
    assert tell(text) == (None, True)
    assert read(text.encode(), "a.txt").text == text


def test_a_secrecy_mark_in_an_old_font_is_seen():
    for encode in (in_tcvn3, in_vni):
        text = encode("TỈNH ỦY SÔNG LAM\nTỐI MẬT\n" + PLAIN + "\n" + PLAIN)
        with pytest.raises(SecretDocument):
            parse_document(text.encode(), "cu.txt")


def test_what_cannot_be_told_for_certain_is_refused():
    half = IN_TCVN3 + " " + IN_VNI
    with pytest.raises(UnsupportedDocument, match="phông cũ"):
        read(half.encode(), "lan.txt")
    with pytest.raises(UnsupportedDocument, match="bảng mã"):
        read(half.encode("latin-1"), "lan.txt")
    with pytest.raises(UnsupportedDocument, match="bảng mã"):
        read("ab¤c d§e ¥¦".encode("latin-1") * 30, "la.txt")


def test_text_that_lost_its_soft_hyphens_is_refused():
    """They are the letter ư: "n­íc" would read "nớc", which looks well and is wrong."""
    lost = (IN_TCVN3.replace("\xad", "") + " ") * 30
    with pytest.raises(UnsupportedDocument, match="phông cũ"):
        read(lost.encode(), "mat-chu.txt")
    assert PLAIN in read((IN_TCVN3 + "\n").encode() * 30, "du-chu.txt").text


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_end_in_text_or_a_typed_error(data):
    with contextlib.suppress(TriageError):
        assert read(b"\xb8\xb5 " + data, "a.txt").text
