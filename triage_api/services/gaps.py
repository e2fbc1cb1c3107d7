"""Information-gap tickets: the office in charge answers, another is put in charge, and the item comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import gaps, items, notices, official
from models.queries.accounts import Person
from models.queries.gaps import GapLine
from models.session import Session
from models.tables.gap import InformationGap
from models.tables.item import Item
from models.vocabulary import Action, EventKind, GapEventKind, ItemState, Verdict
from triage_api.services import moves
from triage_api.services.sight import offices_in_sight

DUE = timedelta(days=3)
"""How long the office in charge has. Own choice; it begins anew with an office that is put in charge later."""
MAX_TEXT = 4000


def open_gap(session: Session, item: Item, verdict: Verdict, missing: str, person: Person) -> None:
    """Open the ticket of an item for the office in charge; the office's own item, until somebody says otherwise."""
    gaps.open_gap(session, item, verdict, missing[:MAX_TEXT], person.id, datetime.now(UTC) + DUE)


def gap_in_sight(session: Session, person: Person, gap_id: int) -> GapLine:
    """A ticket the person may read: their office or one below asked it, or has it in charge.

    Raises:
        NotFound: there is none, or it is not in sight; the two are not told apart.
    """
    require_reader(person)
    found = gaps.find_gap(session, gap_id, offices_in_sight(session, person))
    if found is None:
        raise _none()
    return found


def require_reader(person: Person) -> None:
    """Let those read tickets who work at the desk and those who read reports.

    Raises:
        NotAllowed: the person does neither.
    """
    moves.require(person, Action.REVIEW if person.may(Action.REVIEW) else Action.READ_REPORTS)


def may_answer(person: Person, gap: InformationGap) -> bool:
    """Whether the person answers for the office in charge, or writes down what it answered to the office that asked."""
    return (
        gap.answered_at is None
        and person.may(Action.APPROVE)
        and person.office_id in (gap.in_charge_id, gap.office_id)
    )


def may_reassign(person: Person, gap: InformationGap) -> bool:
    """Whether the person may put another office in charge."""
    return (
        gap.answered_at is None
        and person.may(Action.COORDINATE)
        and person.office_id in (gap.in_charge_id, gap.office_id)
    )


def answer(
    session: Session, person: Person, gap_id: int, text: str, passage_id: int | None, idempotency_key: str
) -> InformationGap:
    """Answer a ticket with a passage, words, or both: the item that waits for it comes back, and its people are told.

    The same key with the same answer changes nothing more.

    Raises:
        BadInput: neither passage nor words, or too long.
        Conflict: answered already, or the key was used for something else.
        NotAllowed: the person does not answer for an office of this ticket.
    """
    gap = _locked(session, person, Action.APPROVE, gap_id)
    note = _text(text, may_be_empty=passage_id is not None)
    if _repeated(session, person, gap, idempotency_key, GapEventKind.ANSWERED, (note, passage_id)):
        return gap
    _check_open(gap)
    if passage_id is not None and passage_id not in official.passages_by_id(session, [passage_id]):
        raise NotFound("Đoạn văn bản đã chọn không còn trong kho.")
    gap.answered_at = datetime.now(UTC)
    gaps.add_event(session, gap, GapEventKind.ANSWERED, person.id, note, passage_id, idempotency_key)
    _bring_back(session, person, gap, note)
    return gap


def reassign(
    session: Session, person: Person, gap_id: int, office_id: int, reason: str, idempotency_key: str
) -> InformationGap:
    """Put another office in charge; its clock begins now.

    Raises:
        BadInput: no reason, no such office, or the same office.
    """
    gap = _locked(session, person, Action.COORDINATE, gap_id)
    note = _text(reason)
    if office_id not in {office.id for office in gaps.offices_to_ask(session)}:
        raise BadInput("Hãy chọn cơ quan phụ trách.", field="co_quan")
    if _repeated(session, person, gap, idempotency_key, GapEventKind.REASSIGNED, (note, office_id)):
        return gap
    _check_open(gap)
    if office_id == gap.in_charge_id:
        raise BadInput("Cơ quan này đang phụ trách rồi.", field="co_quan")
    gap.in_charge_id, gap.due_at = office_id, datetime.now(UTC) + DUE
    gaps.add_event(session, gap, GapEventKind.REASSIGNED, person.id, note, idempotency_key=idempotency_key)
    return gap


def answered_on_item(session: Session, person: Person, item_id: int, text: str) -> None:
    """The answer was written on the item's own page: the ticket is told, where there is one that waits."""
    gap = gaps.gap_of_item(session, item_id)
    if gap is None or gap.answered_at is not None:
        return
    gap.answered_at = datetime.now(UTC)
    gaps.add_event(session, gap, GapEventKind.ANSWERED, person.id, text)


def _bring_back(session: Session, person: Person, gap: InformationGap, note: str) -> None:
    """The ticket gives the office in charge the right to this one move on the item, wherever the item lies."""
    item = items.lock_item(session, gap.item_id, [gap.office_id])
    if item is None:
        raise _none()
    if item.state in gaps.OUT_OF_WORK:
        raise Conflict(
            "Vụ việc của phiếu này đã gộp hoặc đã đưa ra khỏi hàng việc, nên phiếu không còn hỏi ai."
        )
    told = note or "Cơ quan phụ trách đã chỉ ra đoạn văn bản."
    if item.state is ItemState.WAITING_OFFICE:
        event = moves.apply(session, item, EventKind.OFFICE_ANSWERED, person, note=told)
    else:
        event = moves.apply(session, item, EventKind.NOTED, person, item.state, note=told)
    people = {*notices.owners_of(session, item.id), gap.opened_by} - {person.id}
    notices.tell(session, event.id, people)


def _locked(session: Session, person: Person, action: Action, gap_id: int) -> InformationGap:
    moves.require(person, action)
    gap = gaps.lock_gap(session, gap_id, offices_in_sight(session, person))
    if gap is None:
        raise _none()
    if person.office_id not in (gap.in_charge_id, gap.office_id):
        raise NotAllowed("Phiếu của cơ quan cấp dưới: bạn xem được nhưng không làm thay.")
    return gap


def _check_open(gap: InformationGap) -> None:
    if gap.answered_at is not None:
        raise Conflict("Phiếu này đã được trả lời. Phần bạn viết chưa ghi.")


def _repeated(
    session: Session,
    person: Person,
    gap: InformationGap,
    key: str,
    kind: GapEventKind,
    content: tuple[str, int | None],
) -> bool:
    if not key:
        raise BadInput("Thiếu khóa gửi một lần.")
    known = gaps.event_with_key(session, key)
    if known is None:
        return False
    other = known.passage_id if kind is GapEventKind.ANSWERED else known.in_charge_id
    if (known.gap_id, known.kind, known.actor_id, (known.note, other)) != (gap.id, kind, person.id, content):
        raise Conflict("Khóa gửi một lần đã dùng cho nội dung khác. Tải lại trang rồi gửi lại.")
    return True


def _text(text: str, *, may_be_empty: bool = False) -> str:
    note = text.strip()
    if not note and not may_be_empty:
        raise BadInput("Hãy viết vài chữ, hoặc chọn một đoạn văn bản.", field="noi_dung")
    if len(note) > MAX_TEXT:
        raise BadInput("Phần viết dài quá {most} ký tự.", field="noi_dung", most=MAX_TEXT)
    return moves.masked(note)


def _none() -> NotFound:
    return NotFound("Không có phiếu này, hoặc nó thuộc cơ quan khác.")
