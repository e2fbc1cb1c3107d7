"""Whatever the bytes, reading a document ends in a document or in a typed error."""

import contextlib
import io
from pathlib import Path

import docx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import TriageError
from nlp.official.document import parse_document, require_number, to_json
from tests.nlp.official.test_official_reading import pdf_of

HERE = Path(__file__).parent / "data"
TEXTS = [(HERE / name).read_bytes() for name in ("huong-dan-hu-cau.txt", "quyet-dinh-hu-cau.txt")]
NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", "a.docx", "a", "../../b.txt"])
PIECES = st.sampled_from(
    [
        "Điều 1.", "I. NỘI DUNG", "1. ", "a) ", "- ", "Số: ", "Số 04-NQ/TU", "12/2026/QĐ-UBND", "ngày 31/02/2026",
        "QUYẾT ĐỊNH", "Nơi nhận:", "Phụ lục", "QUY CHẾ", "kèm theo", "<sup>1</sup>", "[^1]", "\n", "\n\n", " ", "MẬT",
        "DỰ THẢO", "Trên đây là", "XXX. ", "Chương ", "…", "***", "#", "|", "\t", "của", "ngày 1 tháng 2 năm 2026",
    ]
)  # fmt: skip


def whole_docx():
    document = docx.Document()
    document.add_paragraph("QUYẾT ĐỊNH")
    document.add_paragraph("Điều 1. Câu.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


DOCX = whole_docx()
PDF = pdf_of([["QUYẾT ĐỊNH", "Điều 1. Mức thu lệ phí hộ tịch", "1. Khai sinh quá hạn thu 8.000 đồng."]])


def must_end_well(data, name):
    with contextlib.suppress(TriageError):  # anything else is a failure
        document = parse_document(data, name)
        to_json(document)
        require_number(document)


@given(st.binary(max_size=2000), NAMES)
@settings(max_examples=300, deadline=None)
def test_random_bytes(data, name):
    must_end_well(data, name)


@given(
    st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf"]),
    st.binary(max_size=800),
    NAMES,
)
@settings(max_examples=200, deadline=None)
def test_random_bytes_behind_a_known_beginning(start, data, name):
    must_end_well(start + data, name)


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_random_arrangements_of_what_documents_are_made_of(text):
    must_end_well(text.encode(), "a.txt")


@given(st.text(max_size=600), st.sampled_from(["a.txt", "a.html"]))
@settings(max_examples=200, deadline=None)
def test_random_text(text, name):
    must_end_well(text.encode("utf-8", "surrogatepass"), name)


@given(st.sampled_from([*TEXTS, DOCX]), st.integers(0, 20_000), st.binary(max_size=12), st.integers(0, 40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutations_of_good_files(data, at, inserted, cut):
    at %= len(data)
    mutated = data[:at] + inserted + data[at + cut :]
    must_end_well(mutated, "a.docx" if data is DOCX else "a.txt")


def test_time_stays_linear_on_hostile_text():
    import time

    hostile = [
        "1" * 20_000,
        "1 / " * 9_000,
        "Số: " * 9_000,
        "I." * 9_000,
        "của " * 9_000,
        "a) " * 9_000,
        "- " * 9_000,
        "<" * 9_000,
    ]
    for piece in hostile:
        for name in ("a.txt", "a.html"):
            start = time.process_time()
            must_end_well((piece + "\n" + piece).encode(), name)
            assert time.process_time() - start < 3, piece[:10]


@given(st.integers(0, 20_000), st.binary(max_size=12), st.integers(0, 40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutations_of_a_good_pdf(at, inserted, cut):
    at %= len(PDF)
    must_end_well(PDF[:at] + inserted + PDF[at + cut :], "a.pdf")
