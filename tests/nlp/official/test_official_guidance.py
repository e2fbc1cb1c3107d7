"""Guidance documents: the fictional twin always, the two reference texts where they are at hand."""

import os
from datetime import date
from pathlib import Path

import pytest

from models.errors import DocumentWithoutNumber
from models.vocabulary import DocumentRelation
from nlp.evidence.retrieval import build_index
from nlp.evidence.verify import verify
from nlp.normalise import normalise
from nlp.official.clean import clean
from nlp.official.document import parse_document, require_number, to_json, to_passages, with_identity
from nlp.official.read import read
from nlp.official.structure import build

TWIN = Path(__file__).parent / "data" / "huong-dan-hu-cau.txt"
REFERENCE = Path(os.environ.get("SANGTIN_REFERENCE", Path(__file__).parents[4] / "shared")) / "official"
THANH_HOA = REFERENCE / "huong-dan-04-NQ-TU-thanh-hoa.txt"
NINH_BINH = REFERENCE / "huong-dan-06-NQ-TU-ninh-binh.txt"

with_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(),
    reason=f"không có bộ văn bản tham chiếu ({REFERENCE}); đặt SANGTIN_REFERENCE để chạy",
)


def parsed(path):
    return parse_document(path.read_bytes(), path.name)


def counted(document):
    numbers = {}
    for citation in document.citations:
        numbers[citation.number] = numbers.get(citation.number, 0) + 1
    return numbers


def tree(path):
    text = clean(read(path.read_bytes(), path.name).text)
    return text, build(text.lines)


def test_twin_citations_are_exact():
    document = parsed(TWIN)
    assert counted(document) == {"31-NQ/TU": 7, "09-KH/BCĐ": 4, "44-CT/TU": 2, "07-HD/BTGDVTU": 1}
    assert all(citation.name for citation in document.citations)
    dated = [(one.number, one.issued, one.issuer) for one in document.citations if one.issued]
    assert dated == [
        ("31-NQ/TU", date(2026, 2, 5), "Ban Thường vụ Tỉnh ủy"),
        ("09-KH/BCĐ", date(2026, 2, 20), "Ban Chỉ đạo tỉnh"),
        ("44-CT/TU", date(2026, 1, 15), "Ban Thường vụ Tỉnh ủy"),
        ("31-NQ/TU", date(2026, 2, 5), "Ban Thường vụ Tỉnh ủy"),
        ("07-HD/BTGDVTU", date(2026, 3, 1), "Ban Tuyên giáo và Dân vận Tỉnh ủy"),
    ]


def test_twin_places_each_citation():
    places = [(one.number, one.path) for one in parsed(TWIN).citations]
    assert places[:2] == [("31-NQ/TU", "tiêu đề"), ("09-KH/BCĐ", "tiêu đề")]
    assert ("44-CT/TU", "II/3/gạch 1") in places
    assert ("31-NQ/TU", "III.1") in places  # written "31 – NQ/TU", without "số"
    assert ("07-HD/BTGDVTU", "chú thích 1") in places  # stands only in a footnote
    assert places[-1] == ("31-NQ/TU", "chú thích 2")


def test_twin_structure_is_exact():
    text, structure = tree(TWIN)
    assert structure.headings == ("I", "II", "III", "III'")
    assert structure.items == 10
    assert structure.dashes == 13
    assert text.joins == 1
    assert [mark for mark, _ in text.footnotes] == ["1", "2"]
    assert any("III'" in warning for warning in structure.warnings)


def test_twin_passages_have_addresses_and_whole_sentences():
    passages = {passage.path: passage.text for passage in parsed(TWIN).passages}
    assert passages["II/1/gạch 1"].startswith("Phấn đấu 100% hộ gia đình")
    assert passages["II/1/gạch 3"].endswith("tại Bộ phận một cửa của các xã, phường trong giờ hành chính.")
    assert passages["III.3"].startswith("3. Tổ chức ngày hội")  # behind a footnote in the middle of the list
    assert passages["III'.2"].splitlines()[1].startswith("Chủ trì theo dõi")
    assert passages["kết"].startswith("Trên đây là")
    assert len(passages) == len(parsed(TWIN).passages)
    everything = "\n".join(passages.values())
    assert "Nơi nhận" not in everything
    assert "TRƯỞNG BAN" not in everything


def test_twin_head_has_no_number_of_its_own():
    document = parsed(TWIN)
    assert document.number is None
    assert document.kind == "Hướng dẫn"
    assert document.issuer == "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    assert document.title.startswith("Tuyên truyền thực hiện Nghị quyết số 31-NQ/TU")
    assert any("Không thấy số" in warning for warning in document.warnings)


def test_contract_form():
    form = to_json(parsed(TWIN))
    assert {
        "number",
        "kind",
        "issuer",
        "issued",
        "title",
        "passages",
        "citations",
        "footnotes",
        "warnings",
    } <= set(form)
    assert form["number"] is None
    assert set(form["citations"][0]) == {"number", "name", "issued", "issuer", "path"}
    assert form["citations"][2]["issued"] == "2026-02-05"
    assert set(form["passages"][0]) == {"path", "text"}


def test_a_guidance_text_is_kept_under_the_document_it_implements_and_says_so():
    kept = require_number(parsed(TWIN))
    assert (kept.number, kept.issued, kept.kind) == (
        "31-NQ/TU",
        date(2026, 2, 5),
        "Hướng dẫn thực hiện Nghị quyết",
    )
    assert kept.issuer == "Ban Tuyên giáo và Dân vận Tỉnh ủy"
    assert "31-NQ/TU" in kept.warnings[-1]


def test_a_given_identity_wins():
    kept = require_number(with_identity(parsed(TWIN), "9 - HD/BTGDVTU", date(2026, 3, 2)))
    assert (kept.number, kept.issued, kept.kind) == ("09-HD/BTGDVTU", date(2026, 3, 2), "Hướng dẫn")


def test_a_wrong_given_number_is_refused():
    with pytest.raises(DocumentWithoutNumber, match="không đúng dạng"):
        with_identity(parsed(TWIN), "số chín")


def test_a_document_that_names_no_document_cannot_enter_the_base():
    document = parse_document("THÔNG BÁO\nLịch tiếp dân\nSáng thứ ba hằng tuần.".encode(), "lich.txt")
    with pytest.raises(DocumentWithoutNumber, match=r"lich\.txt"):
        require_number(document)


def test_passages_of_a_document_without_number_are_named_alike():
    first = to_passages(parsed(TWIN))[0]
    assert first == to_passages(require_number(parsed(TWIN)))[0]
    assert (first.document, first.valid_from) == ("31-NQ/TU", date(2026, 2, 5))
    unnamed = parse_document("THÔNG BÁO\nLịch tiếp dân\nSáng thứ ba.".encode(), "lich.txt")
    assert {one.document for one in to_passages(unnamed)} == {"lich.txt"}


def search(path, query):
    passages = to_passages(require_number(parsed(path)))
    return build_index(passages).search(normalise(query), None, 3)


def test_search_finds_the_aim_in_the_right_passage_of_the_twin():
    best = search(TWIN, "phấn đấu 100% hộ gia đình")[0]
    assert best.passage.path == "II/1/gạch 1"
    assert best.score > 0.9
    assert search(TWIN, "phan dau 100% ho gia dinh")[0].passage.path == "II/1/gạch 1"


@with_reference
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (THANH_HOA, {"04-NQ/TU": 16, "02-KH/BCĐ": 16, "57-CT/TW": 2, "18-HD/BTGDVTU": 1}),
        (NINH_BINH, {"06-NQ/TU": 17, "57-NQ/TW": 4, "57-CT/TW": 1, "28-HD/BTGDVTU": 1}),
    ],
    ids=["35", "23"],
)
def test_reference_citations(path, expected):
    document = parsed(path)
    assert counted(document) == expected
    assert all(citation.name for citation in document.citations)


@with_reference
@pytest.mark.parametrize(("path", "count"), [(THANH_HOA, 4), (NINH_BINH, 7)], ids=["4", "7"])
def test_reference_dates_come_with_issuers(path, count):
    dated = [citation for citation in parsed(path).citations if citation.issued]
    assert len(dated) == count
    assert all(citation.issuer for citation in dated)


@with_reference
@pytest.mark.parametrize(
    ("path", "headings", "items", "dashes", "joins", "notes"),
    [
        (THANH_HOA, ("I", "II", "III", "IV"), 18, 36, 1, 2),
        (NINH_BINH, ("I", "II", "III", "III'"), 17, 30, 3, 0),
    ],
    ids=["thanh-hoa", "ninh-binh"],
)
def test_reference_structure(path, headings, items, dashes, joins, notes):
    text, structure = tree(path)
    assert structure.headings == headings
    assert (structure.items, structure.dashes, text.joins, len(text.footnotes)) == (
        items,
        dashes,
        joins,
        notes,
    )
    assert bool(structure.warnings) == ("III'" in headings)


@with_reference
def test_reference_citation_in_a_footnote():
    paths = [one.path for one in parsed(THANH_HOA).citations if one.number == "18-HD/BTGDVTU"]
    assert paths == ["chú thích 1"]


@with_reference
@pytest.mark.parametrize(
    ("path", "guided", "grounds"),
    [
        (THANH_HOA, ["04-NQ/TU", "02-KH/BCĐ"], ["04-NQ/TU", "02-KH/BCĐ"]),
        (NINH_BINH, ["06-NQ/TU"], ["57-NQ/TW", "06-NQ/TU", "28-HD/BTGDVTU", "06-NQ/TU"]),
    ],
    ids=["thanh-hoa", "ninh-binh"],
)
def test_reference_relations(path, guided, grounds):
    """Guidance guides what its title names and rests on its grounds; all the rest is a mention, also what its offices shall do."""
    links = parsed(path).links
    kinds = {kind: [one.number for one in links if one.relation is kind] for kind in DocumentRelation}
    assert kinds[DocumentRelation.GUIDES] == guided
    assert kinds[DocumentRelation.BASED_ON] == grounds
    assert {one.relation for one in links} == {
        DocumentRelation.GUIDES,
        DocumentRelation.BASED_ON,
        DocumentRelation.CITES,
    }


@with_reference
def test_reference_search_finds_the_right_passage():
    best = search(THANH_HOA, "phấn đấu 100% hộ gia đình")[0]
    assert best.passage.path == "II/2/gạch 3"
    assert best.passage.document == "04-NQ/TU"
    assert best.passage.issued == date(2026, 1, 29)


@with_reference
@pytest.mark.parametrize(
    ("path", "told", "place", "verdict"),
    [
        (THANH_HOA, "cắt giảm ít nhất 30% thời gian giải quyết thủ tục hành chính", "II/3/gạch 1", None),
        (THANH_HOA, "100% hộ gia đình bắt buộc phải dùng dịch vụ công trực tuyến", "II/2/gạch 3", "refuted"),
        (NINH_BINH, "đến năm 2030 tỉnh vào nhóm 10 tỉnh dẫn đầu về chuyển đổi số DTI", "II.3", None),
        (NINH_BINH, "chỉ số đổi mới sáng tạo PII nằm trong 10 tỉnh dẫn đầu", "II.3", None),
    ],
)
def test_reference_evidence_is_the_right_passage(path, told, place, verdict):
    """An aim told as a duty is refuted by the passage itself."""
    best = search(path, told)[0].passage
    assert best.path == place
    if verdict is not None:
        assert verify(best.text, told).verdict == verdict
