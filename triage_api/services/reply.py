"""Replies: drafted from passages, approved by another person, posted by people on the office's own channels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from urllib.parse import unquote, urlsplit

from models.crypto import vault
from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import audit, channels, official, replies, standing
from models.queries.accounts import Person
from models.queries.replies import NewSentence
from models.session import Session
from models.tables.item import Item
from models.tables.reply import Channel, Reply
from models.vocabulary import Action, EventKind, ItemState, ReplyState
from triage_api.catalogue import _, said
from triage_api.formats import day, number, today
from triage_api.services import moves

MAX_SENTENCES = 12
MAX_SENTENCE = 2000
EDITABLE = frozenset({ReplyState.DRAFT, ReplyState.RETURNED})
MAX_ADDRESS = 2000
_FIGURE = re.compile(r"\d[\d.,]{0,20}")
_TRACKER = re.compile(r"(?:utm_\w{1,30}|fbclid|gclid|zarsrc)=")


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
        BadInput: a sentence states a figure without a basis, or nothing is cited.
    """
    moves.require(person, Action.REVIEW)
    item = _awaiting(session, person, item_id)
    reply = _live(session, item, EDITABLE)
    problems = what_is_missing(reply)
    if problems:
        raise BadInput(" ".join(said(problem) for problem in problems))
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
        Conflict: it was changed since, or a cited document has ended meanwhile.
    """
    moves.require(person, Action.APPROVE)
    item = _awaiting(session, person, item_id)
    reply = _live(session, item, {ReplyState.SUBMITTED}, reply_id)
    if person.id == reply.drafted_by or person.id in replies.writers_of(session, item.id):
        raise NotAllowed("Người soạn không tự duyệt câu trả lời của mình.")
    if seen is not None and seen != reply.submitted_at:
        raise Conflict("Câu trả lời đã được sửa sau khi bạn mở trang. Hãy đọc lại rồi duyệt.")
    _check_basis(session, reply)
    reply.state, reply.approved_by, reply.approved_at = ReplyState.APPROVED, person.id, datetime.now(UTC)
    moves.apply(session, item, EventKind.REPLY_APPROVED, person)
    session.flush()
    audit.record(session, "reply_approved", "reply", reply.id, person.id, item.office_id)
    return reply


def record_posting(
    session: Session, person: Person, item_id: int, url: str, reply_id: int | None = None
) -> Reply:
    """Record where a person posted the approved reply; the first posting closes the item.

    Raises:
        BadInput: the address is not on a channel registered as the office's own.
        Conflict: it was posted in that thread already.
    """
    moves.require(person, Action.APPROVE)
    item = moves.own_item(session, person, item_id)
    reply = _live(session, item, {ReplyState.APPROVED, ReplyState.POSTED}, reply_id)
    url = url.strip()
    channel = own_channel(channels.active_channels(session, item.office_id), url)
    if channel is None:
        raise BadInput("Địa chỉ này không thuộc kênh chính thức đã đăng ký của cơ quan.")
    if not replies.add_posting(session, vault(), reply, channel, url, thread_of(url), person.id):
        raise Conflict("Câu trả lời đã đăng ở luồng này; mỗi luồng chỉ đăng một lần.")
    if reply.state is ReplyState.APPROVED:
        reply.state = ReplyState.POSTED
        moves.apply(session, item, EventKind.REPLY_POSTED, person, note=channel.name)
        moves.apply(session, item, EventKind.CLOSED, person)
    session.flush()
    audit.record(session, "reply_posted", "reply", reply.id, person.id, item.office_id)
    return reply


def own_channel(registered: Sequence[Channel], url: str) -> Channel | None:
    """The registered channel an address stands on: below its prefix, and not stepping out of it again."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    steps = unquote(parts.path).replace("\\", "/").split("/")
    plain = url.isprintable() and not any(letter.isspace() for letter in url) and len(url) <= MAX_ADDRESS
    if not plain or ".." in steps or "." in steps:
        return None
    return next((one for one in registered if url.startswith(one.url_prefix.rstrip("/") + "/")), None)


def thread_of(url: str) -> str:
    """The thread an address points into: without fragment, trackers and last slash."""
    parts = urlsplit(url)
    query = "&".join(sorted(pair for pair in parts.query.split("&") if pair and not _TRACKER.match(pair)))
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{query}"


def what_is_missing(reply: Reply) -> list[BadInput]:
    """What stands between this draft and approval, one sentence each for the drafter."""
    problems = []
    if not any(sentence.passage_id is not None for sentence in reply.sentences):
        problems.append(BadInput("Câu trả lời chưa dẫn đoạn văn bản nào."))
    for position, sentence in enumerate(reply.sentences, start=1):
        figure = _FIGURE.search(sentence.text)
        if sentence.passage_id is None and figure is not None:
            problems.append(
                BadInput(
                    "Câu {position} có con số ({figure}) mà chưa có căn cứ. Chọn căn cứ hoặc bỏ con số.",
                    position=position,
                    figure=figure.group(),
                )
            )
    return problems


def full_text(office_name: str, reply: Reply, valid_until: date | None = None) -> str:
    """The reply as it is posted: openly the office's, each source named with number, date and passage, and
    how long it holds and that anybody may contest it.
    """
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
                f"[{marks[sentence.passage.id]}] "
                + _("{kind} số {number}, ngày {day}, {issuer}, {path}").format(
                    kind=document.kind,
                    number=document.number,
                    day=day(document.issued),
                    issuer=document.issuer,
                    path=sentence.passage.path,
                )
                + f"{link}."
            )
        pieces.append(f"{sentence.text} [{marks[sentence.passage.id]}]")
    opening = _("{office} trả lời:").format(office=office_name)
    closing = _("Ai thấy chưa đúng, xin gửi yêu cầu xem lại cho cơ quan.")
    if valid_until is not None:
        closing = _("Có giá trị đến {day}.").format(day=day(valid_until)) + " " + closing
    return "\n".join([f"{opening} " + " ".join(pieces), "", *sources, closing])


def _check_basis(session: Session, reply: Reply) -> None:
    """Refuse what rests on text that does not stand today. The base is held until the approval is done."""
    standing.hold_base(session)
    cited = [sentence.passage for sentence in reply.sentences if sentence.passage is not None]
    stand = standing.standing_among(session, {passage.id for passage in cited}, today())
    for passage in cited:
        session.refresh(passage, ["effective_until"])
        session.refresh(passage.document, ["effective_until"])
        ended = passage.holds_until
        if ended is not None and ended < today():
            raise Conflict(
                "Văn bản được dẫn chỉ có hiệu lực đến hết {day}. Trả lại để chọn văn bản khác.",
                day=day(ended),
            )
        if passage.id not in stand:
            raise Conflict(
                "{path} của văn bản số {number} đã có nội dung mới hoặc không còn. Trả lại để chọn lại căn cứ.",
                path=passage.path,
                number=passage.document.number,
            )


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
