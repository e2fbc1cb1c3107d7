"""What a document does to others, from its words; every document here is invented."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.vocabulary import DocumentRelation
from nlp.official.clauses import clauses_of, quotations
from nlp.official.contents import TITLE, Link
from nlp.official.document import parse_document, to_json
from nlp.official.references import passages_meant
from nlp.official.relations import MAX_SENTENCE, find_links

HERE = Path(__file__).parent / "data"
R = DocumentRelation
FIRST_DAY = date(2026, 8, 1)
A, B, C = "31/2024/QĐ-UBND", "32/2024/QĐ-UBND", "61/2025/NĐ-CP"


def edges(text: str, path: str = "Điều 6 khoản 1") -> list[tuple[str, str, tuple[str, ...], date | None]]:
    """(relation, number, passages, since) of everything that is more than a mention."""
    found = find_links([(path, text)], FIRST_DAY)
    return [
        (one.relation.value, one.number, one.target_paths, one.since)
        for one in found
        if one.relation is not R.CITES
    ]


WHOLE = [
    (f"1. Quyết định này có hiệu lực từ ngày 01 tháng 8 năm 2026 và thay thế Quyết định số {A} ngày 12/12/2024.", "replaces"),
    (f"Quyết định này thay thế Quyết định số {A}.", "replaces"),
    (f"Bãi bỏ toàn bộ Quyết định số {A} ngày 12 tháng 12 năm 2024 của Ủy ban nhân dân tỉnh.", "repeals"),
    (f"Điều 1. Bãi bỏ Quyết định số {A} về mức thu.", "repeals"),
    (f"a) Hủy bỏ văn bản: Quyết định số {A};", "repeals"),
    (f"2. Quyết định số {A} hết hiệu lực kể từ ngày Quyết định này có hiệu lực.", "repeals"),
    (f"Quyết định số {A} của UBND tỉnh hết hiệu lực thi hành.", "repeals"),
    (f"Quyết định số {A} được thay thế bằng Quyết định này.", "replaces"),
    (f"Quyết định số {A} bị bãi bỏ.", "repeals"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "relation"), WHOLE)
def test_the_whole_document_ends_with_the_first_day_of_the_new_one(text: str, relation: str) -> None:
    assert edges(text) == [(relation, A, (), FIRST_DAY)]


PARTS = [
    (f"Bãi bỏ khoản 2 Điều 3 Quyết định số {A}.", "repeals", ("Điều 3 khoản 2",)),
    (f"Thay thế điểm a, b khoản 1 Điều 4 và Điều 7 của Quyết định số {A}.", "replaces",
     ("Điều 4 khoản 1 điểm a", "Điều 4 khoản 1 điểm b", "Điều 7")),
    (f"Điều 1. Sửa đổi, bổ sung khoản 2 Điều 3 của Quyết định số {A} như sau:", "amends", ("Điều 3 khoản 2",)),
    (f"Thay thế cụm từ “một cửa” bằng cụm từ “hành chính công” tại khoản 2 Điều 3 Quyết định số {A}.", "amends", ("Điều 3 khoản 2",)),
    (f"Khoản 2 Điều 3 Quyết định số {A} hết hiệu lực kể từ ngày Quyết định này có hiệu lực.", "repeals", ("Điều 3 khoản 2",)),
    (f"Bãi bỏ Phụ lục II ban hành kèm theo Quyết định số {A}.", "repeals", ("Phụ lục II",)),
    (f"Bãi bỏ Điều 5 của Quy chế ban hành kèm theo Quyết định số {A}.", "repeals", ("Quy chế kèm theo Điều 5",)),
    (f"Sửa đổi, bổ sung một số điều của Quyết định số {A}.", "amends", ()),
    (f"Bãi bỏ một số điều của Quyết định số {A}.", "amends", ()),
    (f"Bãi bỏ Chương II của Quyết định số {A}.", "amends", ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "relation", "paths"), PARTS)
def test_a_part_is_told_as_a_part(text: str, relation: str, paths: tuple[str, ...]) -> None:
    assert edges(text) == [(relation, A, paths, FIRST_DAY)]


NOTHING_ENDS = [
    f"Thực hiện theo Quyết định số {A} và các văn bản sửa đổi, bổ sung, thay thế.",
    f"Nghị định số {C} được sửa đổi, bổ sung bởi Quyết định số {A}.",
    f"Áp dụng cho đến khi Quyết định số {A} hết hiệu lực.",
    f"Trường hợp Quyết định số {A} được thay thế thì áp dụng văn bản thay thế.",
    f"Quyết định số {A} được thay thế bởi Quyết định số {B}.",
    f"Quyết định số {A} không bị bãi bỏ.",
    f"Sở Tư pháp rà soát, đề nghị bãi bỏ Quyết định số {A}.",
    f"Theo Nghị định số {C} bãi bỏ Quyết định số {A}.",
    f"2. Sửa đổi như sau: “Quyết định này thay thế Quyết định số {A}.”",
    f"Hồ sơ nhận trước; Quyết định số {A} tiếp tục được áp dụng.",
    f"Hồ sơ nhận trước ngày 01/8/2026 được giải quyết theo Quyết định số {A}.",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING_ENDS)
def test_what_is_not_this_documents_doing_ends_nothing(text: str) -> None:
    assert edges(text) == []


def test_a_row_of_documents_shares_its_verb_and_a_title_within_it_does_not() -> None:
    row = f"Quyết định này thay thế Quyết định số {A} ngày 12/12/2024 của Ủy ban nhân dân tỉnh và Quyết định số {B}."
    assert [edge[:2] for edge in edges(row)] == [("replaces", A), ("replaces", B)]
    within = f"Quyết định này thay thế Quyết định số {A} quy định chi tiết Nghị định số {C}."
    assert [edge[:2] for edge in edges(within)] == [("replaces", A)]
    ended = f"Quyết định số {A}, Quyết định số {B} hết hiệu lực kể từ ngày 15/9/2026."
    assert edges(ended) == [("repeals", number, (), date(2026, 9, 15)) for number in (A, B)]


def test_a_named_day_comes_before_the_first_day() -> None:
    assert edges(f"Bãi bỏ Quyết định số {A} ngày 12/12/2024 của UBND tỉnh kể từ ngày 01/10/2026.") == [
        ("repeals", A, (), date(2026, 10, 1))
    ]
    (link,) = find_links([("Điều 2", f"Bãi bỏ Quyết định số {A}.")])
    assert link.since is None


def test_grounds_end_where_the_advice_begins() -> None:
    text = f"Căn cứ Luật Phí số 97/2015/QH13 được sửa đổi bởi Luật số 12/2025/QH15; Nghị định số {C}; theo đề nghị tại Tờ trình số 8/TTr-STP."
    found = find_links([("mở đầu 2", text)])
    assert [(one.relation.value, one.number) for one in found] == [
        ("based_on", "97/2015/QH13"), ("based_on", "12/2025/QH15"), ("based_on", C), ("cites", "08/TTr-STP"),
    ]  # fmt: skip
    assert edges(f"Căn cứ Nghị định số {C}, các xã lập kế hoạch.", "III.2") == []


@pytest.mark.parametrize(
    ("title", "relation"),
    [
        (f"NGHỊ ĐỊNH\nSửa đổi, bổ sung một số điều\ncủa Nghị định số {C}", "amends"),
        (f"QUYẾT ĐỊNH\nVề việc bãi bỏ Nghị định số {C}", "repeals"),
        (f"THÔNG TƯ\nHướng dẫn thi hành Nghị định số {C}", "guides"),
        (f"THÔNG TƯ\nQuy định chi tiết một số điều của Nghị định số {C}", "guides"),
        (f"KẾ HOẠCH\nTriển khai thực hiện Nghị định số {C}", "based_on"),
    ],
)
def test_a_title_speaks_of_the_document_itself(title: str, relation: str) -> None:
    assert [edge[:2] for edge in edges(title, TITLE)] == [(relation, C)]


@pytest.mark.parametrize(
    "task",
    [
        f"- Tuyên truyền, hướng dẫn cán bộ, hội viên thực hiện Nghị định số {C}.",
        f"- Hướng dẫn, vận động hội viên tham gia thực hiện Nghị định số {C}.",
        f"Hướng dẫn các xã triển khai Nghị định số {C}.",
    ],
)
def test_what_offices_shall_do_guides_no_document(task: str) -> None:
    assert edges(task, "III.2") == []


def test_a_document_guides_what_it_says_it_guides() -> None:
    own = f"Thông tư này hướng dẫn một số điều của Nghị định số {C}."
    assert [edge[:2] for edge in edges(own, "Điều 1")] == [("guides", C)]


def test_items_of_an_amending_article_are_about_its_document() -> None:
    parts = [
        ("Điều 1", f"Điều 1. Sửa đổi, bổ sung một số điều của Quyết định số {A} ngày 12/12/2024 như sau:"),
        (
            "Điều 1 khoản 1",
            "1. Sửa đổi, bổ sung khoản 2 Điều 3 như sau:\n“2. Miễn thu đối với người thuộc hộ nghèo.",
        ),
        ("Điều 1 khoản 2", "3. Bãi bỏ Điều 9.”"),
        ("Điều 1 khoản 3", "3. Bổ sung khoản 3a vào sau khoản 3 Điều 5 như sau:"),
        ("Điều 1 khoản 4", "4. Bãi bỏ điểm b khoản 1 Điều 4."),
        ("Điều 2", "Điều 2. Bãi bỏ khoản 7 Điều 8."),
    ]
    found = [(one.relation.value, one.path, one.target_paths) for one in find_links(parts, FIRST_DAY)]
    assert found == [
        ("amends", "Điều 1", ()),
        ("amends", "Điều 1 khoản 1", ("Điều 3 khoản 2",)),
        ("amends", "Điều 1 khoản 3", ()),
        ("repeals", "Điều 1 khoản 4", ("Điều 4 khoản 1 điểm b",)),
    ]
    assert {one.issued for one in find_links(parts)} == {date(2024, 12, 12)}


def test_a_list_of_repealed_documents() -> None:
    parts = [
        ("Điều 2", "Điều 2. Bãi bỏ các văn bản sau đây:"),
        ("Điều 2 khoản 1", f"1. Quyết định số {A} quy định chi tiết Nghị định số {C};"),
        ("Điều 2 khoản 2", f"2. Quyết định số {B}."),
        ("Điều 3", f"Điều 3. Quyết định số {A} đã gửi các sở."),
    ]
    found = [(one.relation.value, one.number, one.path) for one in find_links(parts, FIRST_DAY)]
    assert found == [
        ("repeals", A, "Điều 2 khoản 1"), ("cites", C, "Điều 2 khoản 1"), ("repeals", B, "Điều 2 khoản 2"), ("cites", A, "Điều 3"),
    ]  # fmt: skip


def test_a_whole_document_is_read_with_its_links() -> None:
    document = parse_document((HERE / "quyet-dinh-hu-cau.txt").read_bytes(), "quyet-dinh-hu-cau.txt")
    assert [(one.relation.value, one.number) for one in document.links] == [
        ("based_on", "72/2025/QH15"),
        ("based_on", "61/2018/NĐ-CP"),
        ("cites", "95/TTr-STP"),
        ("repeals", "12/2021/QĐ-UBND"),
    ]
    last = document.links[-1]
    assert (last.issued, last.issuer) == (date(2021, 3, 9), "Ủy ban nhân dân tỉnh")
    assert (last.path, last.since) == ("Điều 4 khoản 2", date(2026, 6, 1))
    assert to_json(document)["links"][-1]["relation"] == "repeals"


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("các Điều 5, 6 và 7", ("Điều 5", "Điều 6", "Điều 7")),
        ("khoản 1, khoản 3 Điều 12a", ("Điều 12a khoản 1", "Điều 12a khoản 3")),
        ("điểm đ khoản 2 Điều 4; khoản 1 Điều 9", ("Điều 4 khoản 2 điểm đ", "Điều 9 khoản 1")),
        ("khoản này, Điều này, điều kiện 5, Điều 5000", ()),
        ("Quy định ban hành kèm theo", ("Quy định kèm theo",)),
    ],
)
def test_references_become_addresses(text: str, paths: tuple[str, ...]) -> None:
    assert passages_meant(text) == paths


PIECES = st.sampled_from(
    ["Bãi bỏ", "thay thế", "sửa đổi, bổ sung", "Quyết định này", "khoản 2 Điều 3", "các", "sau đây:", "“", "”", ";", ". ", "\n",
     f"Quyết định số {A}", f"Nghị định số {C}", "ngày 01/8/2026", "kể từ ngày 15/9/2026", "hết hiệu lực", "được", "bởi", "và", ",",
     "Căn cứ", "Điều 4.", "1. ", "một số điều của", "ban hành kèm theo", "của Ủy ban nhân dân tỉnh", " ", "điểm a"]
)  # fmt: skip
PATHS = st.sampled_from([TITLE, "mở đầu", "Điều 1", "Điều 1 khoản 1", "Điều 2", "II/1/gạch 1", "chú thích 1"])
PARTS_OF_ANY = st.lists(st.tuples(PATHS, st.lists(PIECES, max_size=12).map(" ".join)), max_size=6)


@given(PARTS_OF_ANY)
@settings(max_examples=150, deadline=None)
@example([("Điều 1", f"Bãi bỏ “ Quyết định số {A}"), ("Điều 2", "”")])
def test_whatever_the_words_every_mention_is_an_edge_and_every_edge_is_sound(
    parts: list[tuple[str, str]],
) -> None:
    links = find_links(parts, FIRST_DAY)
    assert {(link.number, link.path) for link in links} >= {
        (number, path) for path, text in parts for number in (A, C) if number in text
    }
    for link in links:
        _sound(link, dict_of(parts))
    quoted = quotations([text for _, text in parts])
    for link in find_links([("Điều 1", f"“{text.replace('“', '').replace('”', '')}”") for _, text in parts]):
        assert link.relation is R.CITES
    assert all(start <= end for ranges in quoted for start, end in ranges)


def dict_of(parts: list[tuple[str, str]]) -> dict[str, str]:
    """All the text at each path."""
    return {
        path: " ".join(" ".join(text.split()) for other, text in parts if other == path) for path, _ in parts
    }


def _sound(link: Link, texts: dict[str, str]) -> None:
    assert len(link.sentence) <= MAX_SENTENCE
    assert link.sentence in texts[link.path]
    assert (link.since is not None) == (link.relation in (R.AMENDS, R.REPLACES, R.REPEALS))
    assert not link.target_paths or link.relation in (R.AMENDS, R.REPLACES, R.REPEALS)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=100, deadline=None)
def test_clauses_lie_in_order_and_leave_out_nothing_but_marks(text: str) -> None:
    clauses = clauses_of(text)
    assert (clauses[0].start, clauses[-1].end) == (0, len(text))
    for one, following in pairwise(clauses):
        assert text[one.end : following.start] in {";", "\n", "."}
