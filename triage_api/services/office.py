"""What only the office's coordinators and approvers do with an item: escalate, ask, record an answer, close."""

from __future__ import annotations

from models.errors import BadInput, Conflict
from models.queries import decisions, items, notices
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item
from models.vocabulary import Action, EventKind, ItemState, Verdict
from triage_api.catalogue import N_, _
from triage_api.services import gaps, moves

MAX_NOTE = 2000
PAST_ITS_TIME = N_("Quá thời hạn mà chưa xong nên máy báo cấp trên.")


def escalate(session: Session, person: Person, item_id: int, reason: str) -> Item:
    """Mark an item as one the office above should know of, and tell who coordinates there. Its state stays.

    Raises:
        BadInput: no reason given.
    """
    moves.require(person, Action.COORDINATE)
    item = moves.own_item(session, person, item_id)
    event = moves.apply(session, item, EventKind.ESCALATED, person, item.state, note=_note(reason))
    item.escalated = True
    notices.tell(session, event.id, notices.coordinators_above(session, item.office_id))
    return item


def escalate_overdue(session: Session) -> int:
    """Escalate items past their time by the clock, some at once; returns how many. Never waits for anybody."""
    overdue = items.lock_to_escalate(session)
    for item in overdue:
        moves.apply(session, item, EventKind.ESCALATED, None, item.state, note=_(PAST_ITS_TIME))
        item.escalated = True
    session.flush()
    return len(overdue)


def ask_office(session: Session, person: Person, item_id: int, missing: str) -> Item:
    """Ask the office in charge for what no official text says; opens the information-gap ticket.

    Raises:
        BadInput: it is not said what is missing.
        Conflict: somebody else holds the item.
    """
    moves.require(person, Action.APPROVE)
    item = moves.own_item(session, person, item_id)
    if item.state is ItemState.ASSIGNED:
        moves.check_held(item, person)
    note = _note(missing)
    moves.apply(session, item, EventKind.OFFICE_ASKED, person, note=note)
    standing = decisions.standing_verdict(session, item.id)
    verdict = standing.verdict if standing is not None else Verdict.OFFICIAL_UNCLEAR
    gaps.open_gap(session, item, verdict, note, person)
    return item


def office_answered(session: Session, person: Person, item_id: int, answer: str) -> Item:
    """Record that the office in charge has answered; the item then waits for its reply.

    Raises:
        BadInput: it is not said what the answer was.
    """
    moves.require(person, Action.APPROVE)
    item = moves.own_item(session, person, item_id)
    note = _note(answer)
    event = moves.apply(session, item, EventKind.OFFICE_ANSWERED, person, note=note)
    gaps.answered_on_item(session, person, item.id, note)
    notices.tell(session, event.id, notices.owners_of(session, item.id) - {person.id})
    return item


def close_without_reply(session: Session, person: Person, item_id: int, reason: str) -> Item:
    """End an item that needs no reply.

    Raises:
        BadInput: no reason given.
        Conflict: the item does not wait for a reply.
    """
    moves.require(person, Action.APPROVE)
    item = moves.own_item(session, person, item_id)
    if item.state is not ItemState.AWAITING_REPLY:
        raise Conflict("Vụ việc này không chờ trả lời.")
    moves.apply(session, item, EventKind.CLOSED, person, note=_note(reason))
    return item


def _note(text: str) -> str:
    note = text.strip()
    if not note:
        raise BadInput("Hãy ghi vài chữ để người sau đọc là hiểu.")
    if len(note) > MAX_NOTE:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=MAX_NOTE)
    return moves.masked(note)
