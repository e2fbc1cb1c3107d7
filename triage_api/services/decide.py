"""Deciding: first conclusion, blind second look, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import decisions, examples, official, replies
from models.queries.accounts import Person
from models.queries.decisions import NewDecision
from models.session import Session
from models.tables.decision import Decision
from models.tables.item import Item
from models.tables.official import DocumentPassage
from models.vocabulary import (
    GAP_VERDICTS,
    VERDICTS_BY_QUEUE,
    Action,
    EventKind,
    ItemState,
    Queue,
    Verdict,
)
from triage_api import picking
from triage_api.catalogue import _
from triage_api.formats import today
from triage_api.services import gaps, moves, second_review

DEFAULT_VALIDITY = timedelta(days=180)
"""How long a verdict stands when neither the person nor a cited document says otherwise."""
LONGEST_VALIDITY = timedelta(days=5 * 366)
"""A verdict that would stand for longer is a slip of the pen: rules change."""
NEEDS_TEXT = frozenset(
    {Verdict.TRUE, Verdict.FALSE, Verdict.OUTDATED, Verdict.OFFICIAL_WRONG, Verdict.ANSWERED}
)
CITES = NEEDS_TEXT | {Verdict.MISSING_CONTEXT, Verdict.OFFICIAL_UNCLEAR}
CLOSES = frozenset({Verdict.NOT_SCAM, Verdict.ALREADY_ANSWERED, Verdict.FORWARDED})
"""Verdicts after which no reply is owed; the decision itself is the person who closes."""
MAX_TEXT = 4000
FIRST, SECOND, THIRD = 1, 2, 3
"""Rounds: whoever concludes after a disagreement is the third, also where the second only said that it is an opinion."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a person sends: the checkable sentence they picked, verdict, reasons and basis."""

    verdict: Verdict
    sentence: str
    rationale: str
    passage_ids: tuple[int, ...] = ()
    no_official_text: bool = False
    valid_until: date | None = None
    idempotency_key: str = ""


Look = Callable[[Session, Person, Item, Conclusion], Decision]


def conclude(session: Session, person: Person, item_id: int, given: Conclusion) -> Decision:
    """The conclusion an item waits for now: the first one, or the second look. The same key again returns the same decision.

    Raises:
        See ``decide`` and ``second_look``.
    """
    item = moves.own_item(session, person, item_id)
    second = item.state is ItemState.SECOND_REVIEW
    moves.require(person, Action.SECOND_REVIEW if second else Action.REVIEW)
    return _recorded(session, person, item, given, _second_look if second else _decide)


def decide(session: Session, person: Person, item_id: int, given: Conclusion) -> Decision:
    """The first conclusion on an item the person holds. The same key again returns the same decision.

    Raises:
        BadInput: verdict of another queue, missing basis or reasons.
        NotAllowed: the person does not hold the item.
    """
    moves.require(person, Action.REVIEW)
    return _recorded(session, person, moves.own_item(session, person, item_id), given, _decide)


def _recorded(session: Session, person: Person, item: Item, given: Conclusion, look: Look) -> Decision:
    """The decision this request made already, or the one it makes now, in the form that is kept."""
    given = _as_stored(item, given)
    return _already(session, person, item.id, given) or look(session, person, item, given)


def _decide(session: Session, person: Person, item: Item, given: Conclusion) -> Decision:
    moves.check_held(item, person)
    earlier = decisions.current_decisions(session, item.id)
    if any(decision.decided_by == person.id for decision in earlier):
        raise Conflict("Bạn đã kết luận vụ việc này rồi.")
    passages = _check(session, item, given)
    decision = _write(session, item, THIRD if earlier else FIRST, person, given)
    if earlier:
        _settle(session, item, decision, passages, person, EventKind.DECIDED)
    elif second_review.is_required(session, item, given.verdict):
        moves.apply(session, item, EventKind.DECIDED, person, ItemState.SECOND_REVIEW)
    else:
        _settle(session, item, decision, passages, person, EventKind.DECIDED)
    return decision


def second_look(session: Session, person: Person, item_id: int, given: Conclusion) -> Decision:
    """The second conclusion, made without seeing the first. The same verdict confirms; another sends the
    item to a third person.

    Raises:
        NotAllowed: the person made the first one.
    """
    moves.require(person, Action.SECOND_REVIEW)
    return _recorded(session, person, moves.own_item(session, person, item_id), given, _second_look)


def _second_look(session: Session, person: Person, item: Item, given: Conclusion) -> Decision:
    first = _check_second(session, item, person)
    passages = _check(session, item, given)
    decision = _write(session, item, SECOND, person, given)
    if decision.verdict is first.verdict:
        _settle(session, item, decision, passages, person, EventKind.CONFIRMED)
    else:
        moves.apply(session, item, EventKind.DISAGREED, person)
    return decision


def call_opinion(session: Session, person: Person, item_id: int) -> Item:
    """The second person says that it is an opinion. Nothing is concluded by that; a third person decides, who may take it out.

    Raises:
        NotAllowed: the person made the first conclusion.
        Conflict: the item does not wait for a second look.
    """
    moves.require(person, Action.SECOND_REVIEW)
    item = moves.own_item(session, person, item_id)
    _check_second(session, item, person)
    moves.apply(session, item, EventKind.DISAGREED, person, note=_("Theo người xem lần hai, đây là ý kiến."))
    return item


def reopen(session: Session, person: Person, item_id: int, reason: str) -> Item:
    """Open an ended item again; its verdict is withdrawn, its reply is history. Never one dismissed as opinion.

    Raises:
        BadInput: no reason given.
    """
    moves.require(person, Action.REVIEW)
    if not reason.strip():
        raise BadInput("Hãy nêu lý do mở lại.")
    item = moves.own_item(session, person, item_id)
    if item.state is ItemState.DISMISSED:
        examples.forget_example(session, item.id)
    why = moves.masked(reason[:MAX_TEXT])
    moves.apply(session, item, EventKind.REOPENED, person, note=why)
    decisions.retire_decisions(session, item.id, why)
    replies.retire_reply(session, item.id)
    return item


def _as_stored(item: Item, given: Conclusion) -> Conclusion:
    """What is kept for good holds no names and numbers of people (I1, SPEC §8). A claim's sentence is one of the masked post;
    elsewhere it may have been written anew."""
    sentence = given.sentence if item.queue is Queue.CLAIMS else moves.masked(given.sentence)
    return replace(given, sentence=sentence, rationale=moves.masked(given.rationale))


def _already(session: Session, person: Person, item_id: int, given: Conclusion) -> Decision | None:
    if not given.idempotency_key:
        raise BadInput("Thiếu khóa gửi một lần.")
    known = decisions.decision_with_key(session, given.idempotency_key)
    if known is None:
        return None
    if known.decided_by != person.id or known.item_id != item_id:
        raise Conflict("Khóa gửi một lần đã dùng cho việc khác.")
    if _content(known) != (
        given.verdict,
        given.sentence.strip(),
        given.rationale.strip(),
        frozenset(given.passage_ids),
        given.no_official_text and not given.passage_ids,
        given.valid_until,
    ):
        raise Conflict("Khóa gửi một lần đã dùng cho nội dung khác; kết luận ghi trước còn nguyên.")
    return known


def _content(decision: Decision) -> tuple[object, ...]:
    """What a request says, to tell the same request from another one under the same key."""
    return (
        decision.verdict,
        decision.sentence,
        decision.rationale,
        frozenset(passage.id for passage in decision.passages),
        decision.no_official_text,
        decision.valid_until,
    )


def _check_second(session: Session, item: Item, person: Person) -> Decision:
    """The first conclusion of an item that waits for a second look by this person."""
    earlier = decisions.current_decisions(session, item.id)
    if any(decision.decided_by == person.id for decision in earlier):
        raise NotAllowed("Người kết luận lần đầu không tự xem lần hai.")
    if item.state is not ItemState.SECOND_REVIEW or not earlier:
        raise Conflict("Vụ việc không chờ xem lần hai.")
    return earlier[0]


def _check(session: Session, item: Item, given: Conclusion) -> Collection[DocumentPassage]:
    """Refuse what is not a whole conclusion of this queue; the passages it rests on."""
    if given.verdict not in VERDICTS_BY_QUEUE[item.queue]:
        raise BadInput("Kết luận này không dùng cho loại việc này.")
    if len(given.rationale) > MAX_TEXT or len(given.sentence) > MAX_TEXT:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=MAX_TEXT)
    if not given.sentence.strip():
        raise BadInput("Hãy chọn câu cần đối chiếu.", field="cau")
    if item.queue is Queue.CLAIMS and not picking.stands_in_the_post(session, item, given.sentence):
        raise BadInput(
            "Câu cần đối chiếu phải là một câu của bài, chỉ được rút ngắn: không thêm chữ, không bỏ “không”, “nếu”, “phải”.",
            field="cau",
        )
    if not given.rationale.strip():
        raise BadInput("Hãy viết vì sao bạn kết luận như vậy.", field="ly")
    without_text_allowed = given.no_official_text and given.verdict not in NEEDS_TEXT
    if given.verdict in CITES and not given.passage_ids and not without_text_allowed:
        raise BadInput("Kết luận này cần căn cứ: chọn ít nhất một đoạn văn bản.", field="can_cu")
    if item.queue is Queue.CLAIMS and not given.passage_ids and not given.no_official_text:
        raise BadInput("Chọn căn cứ, hoặc chọn “Không tìm thấy văn bản”.", field="can_cu")
    known = official.passages_by_id(session, list(given.passage_ids)) if given.passage_ids else {}
    if len(known) != len(set(given.passage_ids)):
        raise NotFound("Đoạn văn bản đã chọn không còn trong kho.")
    if given.valid_until is not None and not today() < given.valid_until <= today() + LONGEST_VALIDITY:
        raise BadInput("Ngày hết giá trị phải sau hôm nay và trong vòng năm năm.", field="den")
    return known.values()


def _write(session: Session, item: Item, round_number: int, person: Person, given: Conclusion) -> Decision:
    return decisions.add_decision(
        session,
        item,
        round_number,
        person.id,
        NewDecision(
            verdict=given.verdict,
            sentence=given.sentence.strip(),
            rationale=given.rationale.strip(),
            passage_ids=given.passage_ids,
            no_official_text=given.no_official_text and not given.passage_ids,
            valid_from=today(),
            valid_until=given.valid_until,
            idempotency_key=given.idempotency_key,
        ),
    )


def _settle(
    session: Session,
    item: Item,
    decision: Decision,
    passages: Collection[DocumentPassage],
    person: Person,
    kind: EventKind,
) -> None:
    """The last word of this round: the verdict stands, and the item goes where it leads.

    The ticket for missing information is opened here and not by a first conclusion, which a second person
    may overturn and must not learn of.
    """
    decisions.let_stand(session, decision, _valid_until(decision, passages))
    if decision.verdict in GAP_VERDICTS or decision.no_official_text:
        gaps.open_gap(session, item, decision.verdict, decision.rationale, person)
    if kind is EventKind.CONFIRMED:
        moves.apply(session, item, kind, person)
    elif decision.verdict in CLOSES:
        moves.apply(session, item, kind, person, ItemState.CLOSED)
    elif decision.verdict in GAP_VERDICTS:
        moves.apply(session, item, kind, person, ItemState.WAITING_OFFICE)
    else:
        moves.apply(session, item, kind, person, ItemState.AWAITING_REPLY)


def _valid_until(decision: Decision, passages: Collection[DocumentPassage]) -> date:
    """What the person said; never past the end of a cited document."""
    wanted = decision.valid_until or decision.valid_from + DEFAULT_VALIDITY
    ends = [
        passage.holds_until
        for passage in passages
        if passage.holds_until is not None and passage.holds_until > decision.valid_from
    ]
    return max(min([wanted, *ends]), decision.valid_from + timedelta(days=1))
