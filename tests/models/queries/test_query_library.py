"""The library of documents: versions, what stands, the graph, what ended, and what pages ask for."""

from __future__ import annotations

import random
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import event

from models.queries import library_rows
from models.queries.document_graph import edges_from, edges_to, same_issuer
from models.queries.document_page import document_page, documents_numbered
from models.queries.endings import add_endings, covers, endings_of, proposals_of, undo, waiting_proposals
from models.queries.library import LibraryFilter, count_library, library_choices, list_library
from models.queries.official import add_document, base_version, current_passages
from models.queries.passage_page import passage_at, passage_page
from models.queries.standing import newest_of, standing_among
from models.tables.official import Document, DocumentEnding, DocumentLink
from models.vocabulary import DocumentRelation, Role
from tests.documents import DAY_NEW, DAY_OLD, ISSUER, LAST_DAY, NEW, OLD, document, link
from tests.models.rows import Rows

pytestmark = pytest.mark.database
R = DocumentRelation
TODAY = date(2026, 11, 20)


def add(rows: Rows, *given: object, **more: object) -> Document:
    added = add_document(rows.session, rows.root, document(*given, **more))  # type: ignore[arg-type]
    return rows.session.get_one(Document, added.document_id)


def passage_id(rows: Rows, of: Document, path: str = "Điều 1") -> int:
    found = passage_at(rows.session, of.id, path)
    assert found is not None
    return found.id


def stands(rows: Rows, of: Document, path: str = "Điều 1", on: date = TODAY) -> bool:
    wanted = passage_id(rows, of, path)
    return wanted in standing_among(rows.session, [wanted], on)


def searched(rows: Rows) -> list[tuple[str, int]]:
    return sorted({(row.document.number, row.document.version) for row in current_passages(rows.session)})


def test_the_newest_version_is_searched_and_the_old_one_stays(rows: Rows) -> None:
    first = add(rows)
    second = add(rows, passages={"Điều 1": "Mức thu 40.000 đồng.", "Điều 1 khoản 2": "Miễn thu."})
    other = add(rows, issued=DAY_OLD + timedelta(days=1))
    assert (first.version, second.version, other.version) == (1, 2, 1)
    assert searched(rows) == [(OLD, 1), (OLD, 2)]
    assert {row.document_id for row in current_passages(rows.session)} == {second.id, other.id}
    assert newest_of(rows.session, first) is second
    assert not stands(rows, first)
    assert stands(rows, first, "Điều 1 khoản 2"), "the same words at the same path"
    assert stands(rows, second)


def test_a_passage_that_is_gone_does_not_stand(rows: Rows) -> None:
    first = add(rows)
    add(rows, passages={"Điều 1": "Mức thu 30.000 đồng."})
    assert stands(rows, first)
    assert not stands(rows, first, "Điều 1 khoản 2")


def test_a_draft_supersedes_drafts_only(rows: Rows) -> None:
    early = add(rows, draft=True)
    final = add(rows, passages={"Điều 1": "Mức thu 30.000 đồng."})
    late = add(rows, draft=True, passages={"Điều 1": "Mức thu 99.000 đồng."})
    assert stands(rows, final)
    assert {row.document_id for row in current_passages(rows.session)} == {final.id, late.id}
    assert [newest_of(rows.session, one) for one in (early, final, late)] == [final] * 3


def test_a_passage_stands_to_its_last_day(rows: Rows) -> None:
    old = add(rows, effective_until=LAST_DAY)
    assert stands(rows, old, on=LAST_DAY)
    assert not stands(rows, old, on=LAST_DAY + timedelta(days=1))


def test_the_graph_is_read_both_ways(rows: Rows) -> None:
    old = add(rows)
    new = add(rows, NEW, links=[link(), link(R.BASED_ON, "61/2018/NĐ-CP", path="mở đầu")])
    replaced, basis = edges_from(rows.session, new)
    assert (replaced.link.relation, replaced.target) == (R.REPLACES, old)
    assert replaced.passage_id == passage_id(rows, new)
    assert (basis.target, basis.candidates, basis.passage_id) == (None, (), None)
    (back,) = edges_to(rows.session, old)
    assert (back.link.document, back.target) == (new, old)
    again = add(rows, NEW, links=[link(R.REPEALS)])
    (back,) = edges_to(rows.session, old)
    assert (back.link.document, back.link.relation) == (again, R.REPEALS), "newest versions only"


def test_a_number_alone_is_not_a_key(rows: Rows) -> None:
    here = add(rows)
    there = add(rows, issuer="Ủy ban nhân dân tỉnh Đồng Mây")
    bare = {"issued": None, "issuer": None}
    new = add(rows, NEW, links=[link(**bare)], issuer="Ủy ban nhân dân tỉnh Thanh Giang")
    (edge,) = edges_from(rows.session, new)
    assert edge.target is None
    assert set(edge.candidates) == {here, there}
    assert proposals_of(rows.session, new) == ()
    named = add(rows, "48/2026/QĐ-UBND", links=[link(issuer="UBND tỉnh Đồng Mây")])
    assert [edge.target for edge in edges_from(rows.session, named)] == [there]


def test_one_fitting_document_is_certain_by_date_issuer_or_a_number_of_one_body(rows: Rows) -> None:
    add(rows)
    add(rows, "61/2018/NĐ-CP", issued=date(2018, 4, 23), issuer="Chính phủ")
    bare = {"issued": None, "issuer": None}
    links = [link(**bare), link(R.CITES, "61/2018/NĐ-CP", **bare)]
    elsewhere = add(rows, NEW, links=links, issuer="Ủy ban nhân dân tỉnh Thanh Giang")
    assert [edge.target is not None for edge in edges_from(rows.session, elsewhere)] == [False, True]
    dated = add(rows, "49/2026/QĐ-UBND", links=[link(), link(**bare, path="Điều 9")], issuer="Hội đồng khác")
    assert all(edge.target for edge in edges_from(rows.session, dated)), "said once, known all through"
    wrong = add(rows, "50/2026/QĐ-UBND", links=[link(issued=DAY_NEW)])
    assert [edge.candidates for edge in edges_from(rows.session, wrong)] == [()]


def test_spellings_of_one_issuer() -> None:
    assert same_issuer("UBND tỉnh", ISSUER)
    assert same_issuer("HĐND tỉnh Sông Lam", "Hội đồng nhân dân tỉnh Sông Lam")
    assert not same_issuer("UBND tỉnh Đồng Mây", ISSUER)


def test_what_is_proposed_and_what_is_not(rows: Rows) -> None:
    old = add(rows)
    links = [link(), link(R.AMENDS), link(R.AMENDS, OLD, "Điều 1 khoản 2"), link(R.CITES), link(R.GUIDES)]
    new = add(rows, NEW, links=links)
    whole, part = proposals_of(rows.session, new)
    assert (whole.relation, whole.source, whole.target, whole.paths) == (R.REPLACES, new, old, ())
    assert (part.relation, part.paths, part.since) == (R.AMENDS, ("Điều 1 khoản 2",), date(2026, 8, 1))
    assert waiting_proposals(rows.session) == proposals_of(rows.session, old) == (whole, part)
    assert old.effective_until is None, "nothing ends by itself"


def test_drafts_and_what_has_ended_anyway_propose_nothing(rows: Rows) -> None:
    add(rows, effective_until=LAST_DAY)
    add(rows, NEW, links=[link()])
    add(rows, "12/2021/QĐ-UBND")
    add(rows, "48/2026/QĐ-UBND", links=[link(number="12/2021/QĐ-UBND", issued=DAY_NEW)], draft=True)
    assert waiting_proposals(rows.session) == ()


def some_links(rows: Rows, of: Document, count: int) -> list[DocumentLink]:
    source = add(rows, NEW, links=[link(path=f"Điều {number}") for number in range(count)])
    return list(rows.session.query(DocumentLink).filter_by(document_id=source.id).order_by(DocumentLink.id))


def test_any_order_of_confirming_and_undoing_leaves_the_earliest_end_that_stands(rows: Rows) -> None:
    chance = random.Random(5)
    person = rows.account(Role.APPROVER).id
    stated = date(2026, 12, 31)
    old = add(rows, effective_until=stated)
    links = some_links(rows, old, 4)
    standing: dict[int, date] = {}
    made: list[DocumentEnding] = []
    for _ in range(40):
        if standing and chance.random() < 0.5:
            number = chance.choice(sorted(standing))
            undo(rows.session, made[number], person, "nhầm")
            del standing[number]
        else:
            day = date(2026, 8, 1) + timedelta(days=chance.randrange(300))
            for row in add_endings(rows.session, chance.choice(links), old, [], day, person):
                made.append(row)
                standing[len(made) - 1] = day
        assert old.effective_until == min([stated, *standing.values()])
    assert len(endings_of(rows.session, old.id)) == len(made)


def test_a_passage_alone_can_end(rows: Rows) -> None:
    old = add(rows)
    before = base_version(rows.session)
    (of,) = some_links(rows, old, 1)
    person = rows.account(Role.APPROVER).id
    (row,) = add_endings(rows.session, of, old, ["Điều 1 khoản 2"], LAST_DAY, person)
    assert base_version(rows.session) != before
    assert (old.effective_until, stands(rows, old), stands(rows, old, "Điều 1 khoản 2")) == (
        None,
        True,
        False,
    )
    ended = passage_at(rows.session, old.id, "Điều 1 khoản 2")
    assert ended is not None
    assert ended.holds_until == LAST_DAY
    assert add_endings(rows.session, of, old, ["Điều 1 khoản 2"], LAST_DAY, person) == []
    undo(rows.session, row, person, "nhầm")
    assert stands(rows, old, "Điều 1 khoản 2")


def test_a_new_version_takes_over_what_was_confirmed(rows: Rows) -> None:
    old = add(rows)
    whole, part, reworded = some_links(rows, old, 3)
    person = rows.account(Role.APPROVER).id
    add_endings(rows.session, whole, old, [], date(2026, 12, 31), person)
    add_endings(rows.session, part, old, ["Điều 1 khoản 2"], LAST_DAY, person)
    add_endings(rows.session, reworded, old, ["Điều 1"], LAST_DAY, person)
    again = add(rows, passages={"Điều 1": "Mức thu 40.000 đồng.", "Điều 1 khoản 2": "Miễn thu."})
    assert again.effective_until == date(2026, 12, 31)
    assert not stands(rows, again, "Điều 1 khoản 2")
    assert stands(rows, again), "its words are others: perhaps the amended ones"
    first = endings_of(rows.session, again.id)[-1]
    undo(rows.session, first, person, "nhầm")
    assert again.effective_until is None
    drafted = add(rows, draft=True)
    assert endings_of(rows.session, drafted.id) == []


def test_covering() -> None:
    assert covers("Điều 5", "Điều 5 khoản 1 điểm a")
    assert covers("Phụ lục I", "Phụ lục I.2")
    assert covers("II", "II/1/gạch 2")
    assert not covers("Điều 5", "Điều 50")
    assert not covers("Điều 5 khoản 1", "Điều 5")


def test_the_same_file_is_one_document_and_gets_its_links_late(rows: Rows) -> None:
    record = document(links=[link(R.REPEALS, "12/2021/QĐ-UBND"), link(R.CITES, "13/2021/QĐ-UBND")])
    added = add_document(rows.session, rows.root, record)
    links = rows.session.query(DocumentLink)
    assert links.count() == 2
    again = add_document(rows.session, rows.root, record)
    assert (again.known, again.document_id, links.count()) == (True, added.document_id, 2)
    old = rows.document(sha256=sha256(b"x").digest())
    rows.session.add(
        DocumentLink(
            document_id=old.id, position=0, relation=R.CITES, number="13/2021/QĐ-UBND", path="", sentence=""
        )
    )
    rows.session.flush()
    add_document(rows.session, rows.root, document(links=record.links, data=b"x"))
    found = links.filter_by(document_id=old.id).order_by(DocumentLink.position)
    assert [(one.position, one.relation) for one in found] == [(0, R.CITES), (1, R.REPEALS)]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (LibraryFilter(), [NEW, "05-KH/TU", OLD]),
        (LibraryFilter(issuer="Tỉnh ủy Sông Lam"), ["05-KH/TU"]),
        (LibraryFilter(kind="Quyết định"), [NEW, OLD]),
        (LibraryFilter(issued_from=date(2026, 1, 1), issued_to=date(2026, 6, 30)), ["05-KH/TU"]),
        (LibraryFilter(in_force_on=LAST_DAY), ["05-KH/TU", OLD]),
        (LibraryFilter(in_force_on=LAST_DAY + timedelta(days=1)), [NEW, "05-KH/TU"]),
        (LibraryFilter(in_force_on=date(2020, 1, 1)), []),
        (LibraryFilter(text="MIỄN thu"), [OLD]),
        (LibraryFilter(text="47/2026"), [NEW]),
        (LibraryFilter(text="100%"), ["05-KH/TU"]),
        (LibraryFilter(text="_"), []),
        (LibraryFilter(text="  "), [NEW, "05-KH/TU", OLD]),
        (LibraryFilter(draft=True), []),
        (LibraryFilter(confirmed=True), [NEW]),
        (LibraryFilter(confirmed=False, kind="Quyết định"), [OLD]),
    ],
)  # fmt: skip
def test_the_library_is_filtered(rows: Rows, wanted: LibraryFilter, numbers: list[str]) -> None:
    add(rows)
    add(rows, effective_until=LAST_DAY)
    new = add(rows, NEW, passages={"Điều 3": "Không thu phí."})
    plan = {"number": "05-KH/TU", "kind": "Kế hoạch", "issuer": "Tỉnh ủy Sông Lam", "effective_from": None}
    add(rows, passages={"II.1": "Phấn đấu 100% hộ."}, issued=date(2026, 4, 15), **plan)
    library_rows.confirm(rows.session, new, rows.account(Role.APPROVER).id)
    found = list_library(rows.session, wanted, 10)
    assert [row.document.number for row in found] == numbers
    assert count_library(rows.session, wanted) == len(numbers)


def test_pages_of_the_library_follow_on(rows: Rows) -> None:
    for number in range(5):
        add(rows, f"{number + 10}/2026/QĐ-UBND")
    add(rows, "10/2026/QĐ-UBND")
    seen: list[str] = []
    after = None
    while page := list_library(rows.session, LibraryFilter(), 2, after):
        seen += [row.document.number for row in page]
        after = (page[-1].document.issued, page[-1].document.id)
    assert sorted(seen) == [f"{number + 10}/2026/QĐ-UBND" for number in range(5)]
    (first, *_) = list_library(rows.session, LibraryFilter(text="10/2026"), 1)
    assert (first.versions, first.passages) == (2, 2)
    assert library_choices(rows.session).issuers == ((ISSUER, 5),)


def test_a_document_with_everything(rows: Rows) -> None:
    old = add(rows)
    new = add(rows, NEW, links=[link()])
    page = document_page(rows.session, old.id)
    assert page is not None
    assert ([one.path for one in page.document.passages], page.newest_id) == (
        ["Điều 1", "Điều 1 khoản 2"],
        old.id,
    )
    assert [edge.link.document for edge in page.cited_by] == [new]
    assert [one.source for one in page.proposals] == [new]
    (of,) = rows.session.query(DocumentLink).filter_by(document_id=new.id)
    add_endings(rows.session, of, old, [], LAST_DAY, rows.account(Role.APPROVER).id)
    page = document_page(rows.session, old.id)
    assert page is not None
    assert (page.proposals, [one.ends_on for one in page.endings]) == ((), [LAST_DAY])
    assert document_page(rows.session, 999_999) is None


def test_a_number_finds_the_newest_of_each(rows: Rows) -> None:
    add(rows)
    second = add(rows)
    other = add(rows, issuer="Ủy ban nhân dân tỉnh Đồng Mây")
    assert set(documents_numbered(rows.session, OLD)) == {second, other}
    assert documents_numbered(rows.session, OLD, DAY_OLD, "UBND tỉnh Đồng Mây") == [other]
    assert documents_numbered(rows.session, OLD, DAY_NEW) == []


def test_a_passage_through_its_versions(rows: Rows) -> None:
    first = add(rows)
    add(rows, passages={"Điều 1": "Mức thu 30.000 đồng."})
    last = add(rows, passages={"Điều 1": "Mức thu 40.000 đồng.", "Điều 1 khoản 2": "Miễn thu."})
    add(rows, NEW, links=[link(R.AMENDS, OLD, "Điều 1"), link(R.REPEALS, OLD, "Điều 2")])
    page = passage_page(rows.session, passage_id(rows, first, "Điều 1 khoản 2"))
    assert page is not None
    assert [(one.version, one.same, one.text) for one in page.versions] == [
        (3, True, "Miễn thu."),
        (2, False, None),
        (1, True, "Miễn thu."),
    ]
    assert page.newest_id == passage_id(rows, last, "Điều 1 khoản 2")
    assert [edge.link.target_paths for edge in page.cited_by] == [["Điều 1"]]
    assert passage_page(rows.session, 999_999) is None


def test_a_page_asks_as_often_however_many_relations(rows: Rows) -> None:
    asked: list[str] = []

    def statements(of: Document) -> int:
        asked.clear()
        assert document_page(rows.session, of.id) is not None
        return len(asked)

    add(rows)
    few = add(rows, NEW, links=[link()])
    many = add(rows, "48/2026/QĐ-UBND", links=[link(path=f"Điều {number}") for number in range(30)])
    engine = rows.session.get_bind()

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert statements(few) == statements(many) < 20
    finally:
        event.remove(engine, "before_cursor_execute", note)
