"""Confirming documents and endings: who may, what is refused, what changes, and that it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.errors import BadInput, Conflict, NotAllowed, NotFound, TriageError
from models.queries import jobs
from models.queries.accounts import Person
from models.queries.endings import waiting_proposals
from models.queries.official import add_document
from models.queries.standing import standing_among
from models.session import Session, transaction
from models.tables.audit import AuditEvent
from models.tables.official import Document, DocumentEnding, DocumentLink, DocumentPassage
from models.vocabulary import DocumentRelation, Role
from tests.documents import LAST_DAY, NEW, OLD, document, link
from tests.triage_api.desk import Desk
from triage_api.services import library

pytestmark = pytest.mark.database
R = DocumentRelation
PASSAGES = {"Điều 1": "Mức thu.", "Điều 1 khoản 1": "30.000 đồng.", "Điều 12": "Hiệu lực."}


@pytest.fixture
def approver(desk: Desk) -> Person:
    return desk.person("duyet1", Role.APPROVER)


def old_and_new(session: Session, desk: Desk, *links: object, draft: bool = False) -> tuple[int, list[int]]:
    """The old decision, and the links of a new one to it."""
    old = add_document(session, desk.office_id, document(passages=PASSAGES)).document_id
    record = document(NEW, links=links or (link(),), draft=draft)  # type: ignore[arg-type]
    new = add_document(session, desk.office_id, record).document_id
    rows = session.query(DocumentLink).filter_by(document_id=new).order_by(DocumentLink.position)
    return old, [row.id for row in rows]


def test_only_those_of_the_table_confirm(desk: Desk) -> None:
    for role in Role:
        person = desk.person(f"ai-{role.value}", role)
        with transaction() as session:
            old, (first,) = old_and_new(session, desk)
            if role in (Role.COORDINATOR, Role.APPROVER):
                assert library.confirm_document(session, person, old).confirmed_by == person.id
                (row,) = library.confirm_ending(session, person, jobs.nudge, first, old)
                assert library.undo_ending(session, person, jobs.nudge, row.id, "nhầm").undone_by == person.id
                continue
            for refused in (
                lambda person=person, old=old: library.confirm_document(session, person, old),
                lambda person=person, old=old, first=first: library.confirm_ending(
                    session, person, jobs.nudge, first, old
                ),
                lambda person=person: library.undo_ending(session, person, jobs.nudge, 1, "nhầm"),
            ):
                with pytest.raises(NotAllowed):
                    refused()


def test_a_document_is_confirmed_once_by_its_own_office(desk: Desk, approver: Person) -> None:
    with transaction() as session:
        office = desk.office_id
        old, _ = old_and_new(session, desk)
        library.confirm_document(session, approver, old)
        confirmed = session.get_one(Document, old)
        assert (confirmed.confirmed_by, confirmed.confirmed_at is not None) == (approver.id, True)
        with pytest.raises(Conflict):
            library.confirm_document(session, approver, old)
        with pytest.raises(NotFound):
            library.confirm_document(session, approver, 999_999)
        row = session.query(AuditEvent).filter_by(action="document_confirmed").one()
        assert (row.subject_id, row.actor_id, row.office_id, row.detail) == (old, approver.id, office, OLD)
    from models.queries.sources import ROOT_OFFICE, office_by_code

    with transaction() as session:
        root = office_by_code(session, ROOT_OFFICE).id
        theirs = add_document(session, root, document("12/2025/QĐ-UBND")).document_id
        with pytest.raises(NotAllowed, match="cơ quan khác"):
            library.confirm_document(session, approver, theirs)


def test_an_ending_is_confirmed_said_and_undone(desk: Desk, approver: Person) -> None:
    with transaction() as session:
        old, (first,) = old_and_new(session, desk)
        (row,) = library.confirm_ending(session, approver, jobs.nudge, first, old)
        assert (row.ends_on, row.path, row.confirmed_by) == (LAST_DAY, "", approver.id)
        assert session.get_one(Document, old).effective_until == LAST_DAY
        assert library.confirm_ending(session, approver, jobs.nudge, first, old) == []
        assert waiting_proposals(session) == ()
        with pytest.raises(BadInput):
            library.undo_ending(session, approver, jobs.nudge, row.id, "  ")
        library.undo_ending(session, approver, jobs.nudge, row.id, "đọc nhầm số")
        assert session.get_one(Document, old).effective_until is None
        assert [one.link_id for one in waiting_proposals(session)] == [first]
        with pytest.raises(Conflict):
            library.undo_ending(session, approver, jobs.nudge, row.id, "lần nữa")
        actions = [row.action for row in session.query(AuditEvent).order_by(AuditEvent.id)]
        assert actions == ["document_ended", "document_ending_undone"]
        assert jobs.waiting_jobs(session) == {"todo": 1}, "one nudge waits"


def test_a_named_passage_ends_with_what_lies_in_it(desk: Desk, approver: Person) -> None:
    with transaction() as session:
        old, (first,) = old_and_new(session, desk, link(R.REPEALS, OLD, "Điều 1"))
        rows = library.confirm_ending(session, approver, jobs.nudge, first, old)
        assert sorted(row.path for row in rows) == ["Điều 1", "Điều 1 khoản 1"]
        passages = session.query(DocumentPassage).filter_by(document_id=old).all()
        stand = standing_among(session, [one.id for one in passages], date(2026, 8, 1))
        assert [one.path for one in passages if one.id in stand] == ["Điều 12"]
        assert session.get_one(Document, old).effective_until is None


REFUSED: dict[str, Callable[[Session, Person, Desk], object]] = {
    "a draft": lambda s, p, d: _confirm(s, p, *old_and_new(s, d, draft=True)),
    "merely cited": lambda s, p, d: _confirm(s, p, *old_and_new(s, d, link(R.CITES))),
    "no day": lambda s, p, d: _confirm(s, p, *old_and_new(s, d, link(since=None))),
    "before it began": lambda s, p, d: _confirm(s, p, *old_and_new(s, d, link(since=date(2025, 1, 1)))),
    "only amended": lambda s, p, d: _confirm(s, p, *old_and_new(s, d, link(R.AMENDS))),
    "no such passage": lambda s, p, d: _confirm(s, p, *old_and_new(s, d, link(R.REPEALS, OLD, "Điều 2"))),
    "another document": lambda s, p, d: _confirm(
        s, p, add_document(s, d.office_id, document("9/2026/QĐ-UBND")).document_id, old_and_new(s, d)[1]
    ),
    "an older version": lambda s, p, d: _confirm(s, p, *_superseded(s, d)),
}


def _confirm(session: Session, person: Person, target: int, links: list[int]) -> object:
    return library.confirm_ending(session, person, jobs.nudge, links[0], target)


def _superseded(session: Session, desk: Desk) -> tuple[int, list[int]]:
    found = old_and_new(session, desk)
    add_document(session, desk.office_id, document(NEW))
    return found


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_confirmed_changes_nothing(desk: Desk, approver: Person, case: str) -> None:
    with transaction() as session:
        with pytest.raises(BadInput):
            REFUSED[case](session, approver, desk)
        assert session.query(DocumentEnding).count() == 0
        assert not any(one.effective_until for one in session.query(Document))


def test_a_person_says_the_day_or_the_passages_the_words_leave_open(desk: Desk, approver: Person) -> None:
    with transaction() as session:
        old, (whole, part) = old_and_new(session, desk, link(since=None), link(R.AMENDS))
        day = date(2026, 9, 1)
        (row,) = library.confirm_ending(session, approver, jobs.nudge, whole, old, day)
        assert row.ends_on == date(2026, 8, 31)
        rows = library.confirm_ending(session, approver, jobs.nudge, part, old, None, ["Điều 12"])
        assert [row.path for row in rows] == ["Điều 12"]
        with pytest.raises(TriageError):
            library.confirm_ending(session, approver, jobs.nudge, 999_999, old)
