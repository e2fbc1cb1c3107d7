"""Giving an open item to one person, giving it back, who has which topics, and who is away.

An item given away stays open. Others get it as soon as its time is over, the person gives it back, or they are away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.errors import BadInput, Conflict, NotFound
from models.queries import assignment, audit, decisions, dissent, notices
from models.queries.accounts import Person
from models.session import Session
from models.settings import settings
from models.tables.account import Account
from models.tables.item import Item
from models.vocabulary import Action, EventKind, ItemState, Queue, Topic
from nlp.privacy import mask
from triage_api.catalogue import _
from triage_api.formats import today
from triage_api.services import moves

MAX_NOTE = 300
LONGEST_ABSENCE = timedelta(days=180)


def give(session: Session, person: Person, item_id: int, account_id: int, reason: str = "") -> Item:
    """Give an open item of the office to a colleague, who is told. What was given to another goes to the new one.

    Raises:
        NotAllowed: the person does not coordinate.
        NotFound: no such item or colleague.
        BadInput: the colleague is away, or concluded on the item already.
        IllegalMove: somebody is on it, or it is not waiting for a first look.
    """
    moves.require(person, Action.COORDINATE)
    item = moves.own_item(session, person, item_id)
    colleague = _colleague(session, person.office_id, account_id)
    if not assignment.is_there(session, colleague.id):
        raise BadInput("{who} đang vắng mặt. Hãy chọn người khác.", who=colleague.label)
    if has_concluded(session, item.id, colleague.id):
        raise BadInput("{who} đã kết luận vụ việc này. Hãy chọn người khác.", who=colleague.label)
    event = moves.apply(session, item, EventKind.GIVEN, person, note=_note(colleague.label, reason))
    assignment.give(session, item.id, colleague.id, person.id)
    notices.tell(session, event.id, {colleague.id} - {person.id})
    return item


def decline(session: Session, person: Person, item_id: int, reason: str = "") -> Item:
    """Give back what was given to one; a coordinator takes it back from anybody. Others are offered it at once.

    Raises:
        Conflict: it is not given to the person (any more).
    """
    moves.require(person, Action.REVIEW)
    item = moves.own_item(session, person, item_id)
    whose = None if person.may(Action.COORDINATE) else person.id
    if item.state is not ItemState.OPEN or not assignment.take_back(session, item.id, whose):
        raise Conflict("Việc này không còn giao cho bạn.")
    moves.apply(session, item, EventKind.DECLINED, person, note=_note("", reason))
    return item


def takers(session: Session, person: Person, item: Item) -> Sequence[Account]:
    """To whom this person may give the item now; nobody where they may not."""
    if (
        item.state is not ItemState.OPEN
        or item.office_id != person.office_id
        or not person.may(Action.COORDINATE)
    ):
        return []
    people = assignment.desk_people(session, item.office_id)
    away = assignment.absences(session, [one.id for one in people])
    return [one for one in people if one.id not in away and not has_concluded(session, item.id, one.id)]


def has_concluded(session: Session, item_id: int, account_id: int) -> bool:
    """Whether a person has concluded on an item, or differed: it waits for somebody else then."""
    earlier = decisions.current_decisions(session, item_id)
    return any(one.decided_by == account_id for one in earlier) or dissent.has_differed(
        session, item_id, account_id
    )


def add_rule(
    session: Session, person: Person, account_id: int, queue: Queue | None, topic: Topic | None
) -> None:
    """Let a colleague have a topic, a queue, or a topic within a queue.

    Raises:
        BadInput: neither topic nor queue.
        Conflict: they have it already.
    """
    moves.require(person, Action.COORDINATE)
    colleague = _colleague(session, person.office_id, account_id)
    if queue is None and topic is None:
        raise BadInput("Hãy chọn chủ đề, loại việc, hoặc cả hai.", field="chu_de")
    added = assignment.add_rule(session, person.office_id, colleague.id, queue, topic, person.id)
    if added is None:
        raise Conflict("{who} đã phụ trách phần này rồi.", who=colleague.label)
    audit.record(
        session, "rule_added", "account", colleague.id, person.id, person.office_id, _codes(queue, topic)
    )


def drop_rule(session: Session, person: Person, rule_id: int) -> None:
    """Take a topic or queue from a colleague.

    Raises:
        NotFound: no such rule of the office.
    """
    moves.require(person, Action.COORDINATE)
    gone = assignment.drop_rule(session, person.office_id, rule_id)
    if gone is None:
        raise NotFound("Không có phân công này, hoặc nó đã được bỏ.")
    detail = _codes(gone.queue, gone.topic)
    audit.record(session, "rule_dropped", "account", gone.account_id, person.id, person.office_id, detail)


def set_away(session: Session, person: Person, account_id: int, until: date | None) -> None:
    """Somebody is away until the end of a day: oneself, or a colleague. None: they are back.

    Raises:
        NotAllowed: a colleague's, and the person does not coordinate.
        BadInput: a day gone by, or too far off.
    """
    if account_id != person.id:
        moves.require(person, Action.COORDINATE)
        _colleague(session, person.office_id, account_id)
    else:
        moves.require(person, Action.REVIEW)
    if until is not None and not today() <= until <= today() + LONGEST_ABSENCE:
        raise BadInput("Ngày vắng mặt phải từ hôm nay và không quá sáu tháng.", field="den")
    back = None
    if until is not None:
        zone = ZoneInfo(settings().timezone)
        back = datetime.combine(until + timedelta(days=1), time(), zone).astimezone(UTC)
    assignment.set_absence(session, account_id, back, person.id)
    action = "came_back" if until is None else "away_set"
    detail = until.isoformat() if until else None
    audit.record(session, action, "account", account_id, person.id, person.office_id, detail)


def _colleague(session: Session, office_id: int, account_id: int) -> Account:
    people = assignment.desk_people(session, office_id)
    found = next((one for one in people if one.id == account_id), None)
    if found is None:
        raise NotFound("Không có người này ở bàn việc của cơ quan bạn.")
    return found


def _codes(queue: Queue | None, topic: Topic | None) -> str:
    return " ".join(code for code in (queue, topic) if code)


def _note(about: str, reason: str) -> str | None:
    said = reason.strip()
    if len(said) > MAX_NOTE:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=MAX_NOTE)
    words = _("cho {who}").format(who=about) if about else ""
    return ": ".join(part for part in (words, mask(said).text) if part) or None
