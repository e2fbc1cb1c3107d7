"""Replies: drafted from passages, approved by another person, posted by people on the office's own channels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from models.crypto import vault
from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import audit, channels, official, replies
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from models.tables.reply import Reply
from models.vocabulary import Action, EventKind, ItemState, ReplyState
from triage_api.services import moves

MAX_SENTENCES = 12
MAX_SENTENCE = 2000
EDITABLE = frozenset({ReplyState.DRAFT, ReplyState.RETURNED})
_FIGURE = re.compile(r"\d")


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
    if reply is None:
        reply = replies.new_reply(session, item, person.id)
        moves.apply(session, item, EventKind.REPLY_DRAFTED, person)
    elif reply.state not in EDITABLE:
        raise Conflict("Câu trả lời đã gửi duyệt; người duyệt trả lại thì mới sửa được.")
    reply.drafted_by = person.id
    replies.write_sentences(session, reply, sentences)
    return reply


def submit(session: Session, person: Person, item_id: int) -> Reply:
    """Send the draft for approval.

    Raises:
        BadInput: a sentence states a figure without a basis, or nothing is cited.
    """
    moves.require(person, Action.REVIEW)
    item = _awaiting(session, person, item_id)
    reply = _live(session, item, EDITABLE)
    problems = what_is_missing(reply)
    if problems:
        raise BadInput(" ".join(problems))
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
    reply.state, reply.returned_note = ReplyState.RETURNED, note.strip()[:MAX_SENTENCE]
    moves.apply(session, item, EventKind.REPLY_RETURNED, person, note=reply.returned_note)
    return reply


def approve(session: Session, person: Person, item_id: int) -> Reply:
    """Approve a submitted reply; never one's own.

    Raises:
        NotAllowed: the person drafted it.
        Conflict: a cited document has ended meanwhile.
    """
    moves.require(person, Action.APPROVE)
    item = _awaiting(session, person, item_id)
    reply = _live(session, item, {ReplyState.SUBMITTED})
    if reply.drafted_by == person.id:
        raise NotAllowed("Người soạn không tự duyệt câu trả lời của mình.")
    today = datetime.now(UTC).date()
    for sentence in reply.sentences:
        ended = sentence.passage.document.effective_until if sentence.passage else None
        if ended is not None and ended < today:
            raise Conflict(
                f"Văn bản được dẫn đã hết hiệu lực từ {ended:%d/%m/%Y}. Trả lại để chọn văn bản khác."
            )
    reply.state, reply.approved_by, reply.approved_at = ReplyState.APPROVED, person.id, datetime.now(UTC)
    moves.apply(session, item, EventKind.REPLY_APPROVED, person)
    session.flush()
    audit.record(session, "reply_approved", "reply", reply.id, person.id, item.office_id)
    return reply


def record_posting(session: Session, person: Person, item_id: int, url: str) -> Reply:
    """Record where a person posted the approved reply; the first posting closes the item.

    Raises:
        BadInput: the address is not on a channel registered as the office's own.
        Conflict: it was posted in that thread already.
    """
    moves.require(person, Action.APPROVE)
    item = moves.own_item(session, person, item_id)
    reply = _live(session, item, {ReplyState.APPROVED, ReplyState.POSTED})
    url = url.strip()
    channel = next(
        (one for one in channels.active_channels(session, item.office_id) if url.startswith(one.url_prefix)),
        None,
    )
    if channel is None or len(url) > 2000 or any(character.isspace() for character in url):
        raise BadInput("Địa chỉ này không thuộc kênh chính thức đã đăng ký của cơ quan.")
    if not replies.add_posting(session, vault(), reply, channel, url, person.id):
        raise Conflict("Câu trả lời đã đăng ở luồng này; mỗi luồng chỉ đăng một lần.")
    if reply.state is ReplyState.APPROVED:
        reply.state = ReplyState.POSTED
        moves.apply(session, item, EventKind.REPLY_POSTED, person, note=channel.name)
        moves.apply(session, item, EventKind.CLOSED, person)
    session.flush()
    audit.record(session, "reply_posted", "reply", reply.id, person.id, item.office_id)
    return reply


def what_is_missing(reply: Reply) -> list[str]:
    """Sentences for the drafter: what stands between this draft and approval."""
    problems = []
    if not any(sentence.passage_id is not None for sentence in reply.sentences):
        problems.append("Câu trả lời chưa dẫn đoạn văn bản nào.")
    for number, sentence in enumerate(reply.sentences, start=1):
        figure = _FIGURE.search(sentence.text)
        if sentence.passage_id is None and figure is not None:
            problems.append(f"Câu {number} có con số mà chưa có căn cứ. Chọn căn cứ hoặc bỏ con số.")
    return problems


def full_text(office_name: str, reply: Reply) -> str:
    """The reply as it is posted: openly the office's, each source named with number, date and passage."""
    marks: dict[int, int] = {}
    pieces, sources = [], []
    for sentence in reply.sentences:
        if sentence.passage is None:
            pieces.append(sentence.text)
            continue
        if sentence.passage.id not in marks:
            marks[sentence.passage.id] = len(marks) + 1
            document = sentence.passage.document
            link = f", {document.source_url}" if document.source_url else ""
            sources.append(
                f"[{marks[sentence.passage.id]}] {document.kind} số {document.number}, ngày"
                f" {document.issued:%d/%m/%Y}, {document.issuer}, {sentence.passage.path}{link}."
            )
        pieces.append(f"{sentence.text} [{marks[sentence.passage.id]}]")
    return f"{office_name} trả lời: " + " ".join(pieces) + "\n\n" + "\n".join(sources)


def _awaiting(session: Session, person: Person, item_id: int) -> Item:
    item = moves.own_item(session, person, item_id)
    if item.state is not ItemState.AWAITING_REPLY:
        raise Conflict("Vụ việc này không chờ trả lời.")
    return item


def _live(session: Session, item: Item, states: set[ReplyState] | frozenset[ReplyState]) -> Reply:
    reply = replies.live_reply(session, item.id)
    if reply is None:
        raise NotFound("Vụ việc này chưa có câu trả lời nào được soạn.")
    if reply.state not in states:
        raise Conflict("Câu trả lời đang ở bước khác; hãy tải lại trang.")
    return reply


def _check(session: Session, sentences: Sequence[NewSentence]) -> None:
    if not sentences:
        raise BadInput("Câu trả lời còn trống.")
    if len(sentences) > MAX_SENTENCES:
        raise BadInput(f"Câu trả lời có nhiều hơn {MAX_SENTENCES} câu; hãy rút gọn.")
    if any(not 1 <= len(sentence.text.strip()) <= MAX_SENTENCE for sentence in sentences):
        raise BadInput("Mỗi câu phải có chữ và không dài quá 2.000 ký tự.")
    cited = {sentence.passage_id for sentence in sentences if sentence.passage_id is not None}
    if len(official.passages_by_id(session, list(cited))) != len(cited):
        raise NotFound("Đoạn văn bản được dẫn không còn trong kho.")
