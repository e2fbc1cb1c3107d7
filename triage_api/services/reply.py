"""Replies: drafted from passages, approved by another person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import audit, official, replies
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from models.tables.reply import Reply
from models.vocabulary import Action, EventKind, ItemState, ReplyState
from triage_api.catalogue import said
from triage_api.formats import number
from triage_api.services import moves
from triage_api.services.reply_basis import check_basis, what_is_missing

MAX_SENTENCES = 12
MAX_SENTENCE = 2000
EDITABLE = frozenset({ReplyState.DRAFT, ReplyState.RETURNED})


def save_draft(session: Session, person: Person, item_id: int, sentences: Sequence[NewSentence]) -> Reply:
    """Write or rewrite the item's draft.

    Raises:
        BadInput: empty, too long, or citing what is not in the base.
        Conflict: the reply is waiting for approval or stands already.
    """
    moves.require(person, Action.REVIEW)
    item = _awaiting(session, person, item_id)
    _check(session, sentences)
    reply = replies.live_reply(session, item.id)
    if reply is not None and reply.state not in EDITABLE:
        raise Conflict("Câu trả lời đã gửi duyệt; người duyệt trả lại thì mới sửa được.")
    if reply is None:
        reply = replies.new_reply(session, item, person.id)
    if person.id not in replies.writers_of(session, item.id):
        moves.apply(session, item, EventKind.REPLY_DRAFTED, person)
    reply.drafted_by = person.id
    replies.write_sentences(session, reply, sentences)
    return reply


def submit(session: Session, person: Person, item_id: int) -> Reply:
    """Send the draft for approval.

    Raises:
        BadInput: a blank is not filled, a sentence states a fact without a basis, or nothing is cited.
        Conflict: a cited passage does not stand today.
    """
    moves.require(person, Action.REVIEW)
    item = _awaiting(session, person, item_id)
    reply = _live(session, item, EDITABLE)
    _complete(reply)
    check_basis(session, reply)
    reply.state, reply.submitted_at, reply.returned_note = ReplyState.SUBMITTED, datetime.now(UTC), None
    moves.apply(session, item, EventKind.REPLY_SUBMITTED, person)
    return reply


def give_back(session: Session, person: Person, item_id: int, note: str) -> Reply:
    """The approver returns a draft with a note."""
    moves.require(person, Action.APPROVE)
    if not note.strip():
        raise BadInput("Hãy viết góp ý để người soạn biết cần sửa gì.")
    item = _awaiting(session, person, item_id)
    reply = _live(session, item, {ReplyState.SUBMITTED})
    reply.state, reply.returned_note = ReplyState.RETURNED, moves.masked(note.strip()[:MAX_SENTENCE])
    moves.apply(session, item, EventKind.REPLY_RETURNED, person, note=reply.returned_note)
    return reply


def approve(
    session: Session,
    person: Person,
    item_id: int,
    reply_id: int | None = None,
    seen: datetime | None = None,
) -> Reply:
    """Approve a submitted reply; never one's own.

    ``seen`` is when the version the person read was submitted: another one is not approved unread.

    Raises:
        NotAllowed: the person wrote or sent it, or a part of it.
        BadInput: a blank is not filled, or a fact has no basis.
        Conflict: it was changed since, or what it rests on does not stand any more. The reply stays as it is.
    """
    moves.require(person, Action.APPROVE)
    item = _awaiting(session, person, item_id)
    reply = _live(session, item, {ReplyState.SUBMITTED}, reply_id)
    if person.id == reply.drafted_by or person.id in replies.writers_of(session, item.id):
        raise NotAllowed("Người soạn không tự duyệt câu trả lời của mình.")
    if seen is not None and seen != reply.submitted_at:
        raise Conflict("Câu trả lời đã được sửa sau khi bạn mở trang. Hãy đọc lại rồi duyệt.")
    _complete(reply)
    check_basis(session, reply)
    reply.state, reply.approved_by, reply.approved_at = ReplyState.APPROVED, person.id, datetime.now(UTC)
    moves.apply(session, item, EventKind.REPLY_APPROVED, person)
    session.flush()
    audit.record(session, "reply_approved", "reply", reply.id, person.id, item.office_id)
    return reply


def _complete(reply: Reply) -> None:
    problems = what_is_missing(reply)
    if problems:
        raise BadInput(" ".join(said(problem) for problem in problems))


def _awaiting(session: Session, person: Person, item_id: int) -> Item:
    item = moves.own_item(session, person, item_id)
    if item.state is not ItemState.AWAITING_REPLY:
        raise Conflict("Vụ việc này không chờ trả lời.")
    return item


def _live(
    session: Session,
    item: Item,
    states: set[ReplyState] | frozenset[ReplyState],
    reply_id: int | None = None,
) -> Reply:
    reply = replies.live_reply(session, item.id)
    if reply is None or reply_id not in (None, reply.id):
        raise NotFound("Vụ việc này chưa có câu trả lời nào được soạn.")
    if reply.state not in states:
        raise Conflict("Câu trả lời đang ở bước khác; hãy tải lại trang.")
    return reply


def _check(session: Session, sentences: Sequence[NewSentence]) -> None:
    if not sentences:
        raise BadInput("Câu trả lời còn trống.")
    if len(sentences) > MAX_SENTENCES:
        raise BadInput("Câu trả lời có nhiều hơn {most} câu; hãy rút gọn.", most=MAX_SENTENCES)
    if any(not 1 <= len(sentence.text.strip()) <= MAX_SENTENCE for sentence in sentences):
        raise BadInput("Mỗi câu phải có chữ và không dài quá {most} ký tự.", most=number(MAX_SENTENCE))
    cited = {sentence.passage_id for sentence in sentences if sentence.passage_id is not None}
    if len(official.passages_by_id(session, list(cited))) != len(cited):
        raise NotFound("Đoạn văn bản được dẫn không còn trong kho.")
