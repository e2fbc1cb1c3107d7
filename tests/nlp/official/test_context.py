"""What a passage stands under, and that it is found and compared by it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from models.vocabulary import Distortion, Relation
from nlp.contracts import PassageHit
from nlp.evidence.comparison import find_evidence
from nlp.evidence.reading import read_claim
from nlp.evidence.retrieval import build_index
from nlp.evidence.slots import compared_slots, extract_slots
from nlp.evidence.weighing import weigh
from nlp.normalise import normalise
from nlp.official.context import MAX_LINE, contexts
from nlp.official.document import parse_document, to_passages
from tests.nlp.routed.routed import documents


def test_each_passage_has_the_headings_above_it():
    passages = [
        ("mở đầu", "Căn cứ Luật Phí"),
        ("II", "II. NỘI DUNG\nvà một đoạn"),
        ("II.1", "1. Mục tiêu"),
        ("II/1/gạch 1", "Phấn đấu 100%"),
        ("II.2", "2. Việc"),
        ("II.2 điểm a", "a) Thu phí"),
        ("II.2 điểm a/gạch 1", "Tại quầy"),
        ("III", "III. TỔ CHỨC"),
        ("III'", "III. LẠI BA"),
        ("Điều 1", "Điều 1. " + "Dài " * 100),
        ("Điều 12", "Điều 12. Khác"),
        ("Điều 12 khoản 1", "1. Một"),
    ]
    found = dict(zip([path for path, _ in passages], contexts("Đề", passages), strict=True))
    assert found["mở đầu"] == "Đề"
    assert found["II/1/gạch 1"] == "Đề\nII. NỘI DUNG\n1. Mục tiêu"
    assert found["II.2 điểm a/gạch 1"] == "Đề\nII. NỘI DUNG\n2. Việc\na) Thu phí"
    assert found["III'"] == found["Điều 12"] == "Đề"
    assert found["Điều 12 khoản 1"] == "Đề\nĐiều 12. Khác"
    assert contexts("", [("Điều 1", "x" * 900), ("Điều 1 khoản 1", "y")])[1] == "x" * MAX_LINE


DECISION = """ỦY BAN NHÂN DÂN TỈNH BÃI NGÀN
Số: {number}
Bãi Ngàn, ngày 05 tháng 3 năm 2026
QUYẾT ĐỊNH
{title}
Điều 1. {heading}
1. Nộp trực tiếp tại quầy: {fee} đồng một lần.
2. Nộp trực tuyến: không thu.
"""


def base():
    """Two decisions whose clauses say the same words of different matters."""
    for number, title, heading, fee in (
        ("12/2026/QĐ-UBND", "Quy định mức phí trông giữ xe tại chợ", "Mức thu phí trông giữ xe", "5.000"),
        (
            "13/2026/QĐ-UBND",
            "Quy định lệ phí đăng ký nuôi con nuôi",
            "Mức thu lệ phí đăng ký nuôi con nuôi",
            "400.000",
        ),
    ):
        text = DECISION.format(number=number, title=title, heading=heading, fee=fee)
        yield from to_passages(parse_document(text.encode(), "a.txt"))


def evidence(text):
    posted, written = datetime(2026, 6, 1, tzinfo=UTC), normalise(text)
    return find_evidence(written, extract_slots(written, posted), build_index(base()), posted)


def test_a_clause_is_found_by_the_heading_it_stands_under():
    index = build_index(base())
    for about, number in (
        ("phí trông giữ xe nộp tại quầy", "12"),
        ("le phi nuoi con nuoi nop tai quay", "13"),
    ):
        hits = [hit.passage for hit in index.search(normalise(about), None, 6)]
        clauses = [one for one in hits if "khoản" in one.path]
        assert (clauses[0].document[:2], clauses[0].path) == (number, "Điều 1 khoản 1")
        assert hits[0].document[:2] == hits[1].document[:2] == number


def test_a_heading_alone_stands_behind_the_clause_that_says_something():
    index = build_index(documents())
    on = date(2026, 6, 1)
    for about in ("phí cấp bản sao trích lục hộ tịch nộp trực tiếp", "phi ban sao ho tich nop truc tuyen"):
        best = index.search(normalise(about), on, 1)[0].passage
        assert (best.document, best.path[:12]) == ("9107/2025/QĐ-UBND", "Điều 2 khoản")


def test_a_clause_is_compared_by_the_heading_it_stands_under():
    found = evidence("Lệ phí đăng ký nuôi con nuôi nộp trực tiếp tại quầy là 900.000 đồng một lần.")
    told = [one for one in found if one.relation is Relation.CONTRADICTS]
    assert [(one.passage.document, one.passage.path) for one in told] == [
        ("13/2026/QĐ-UBND", "Điều 1 khoản 1")
    ]
    assert told[0].distortion is Distortion.CONTRADICTED
    assert "400.000" in told[0].explanation


def test_what_a_clause_shares_only_with_its_heading_makes_it_the_same_matter():
    passage = next(one for one in base() if one.path == "Điều 1 khoản 1" and one.document.startswith("13"))
    written = normalise("Đăng ký nuôi con nuôi ra quầy mất 400.000 đồng.")
    (claim,) = read_claim(written, compared_slots(written, None))
    told = weigh(claim, PassageHit(passage, 0.5))
    assert told is not None
    assert weigh(claim, PassageHit(replace(passage, context=""), 0.5)) is None
