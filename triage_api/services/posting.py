"""Where people posted approved replies: on the office's own channels, once per thread, while the answer held.

A person posts first and tells afterwards, sometimes days later. So what counts is the time of the posting: the answer had to be
approved by then, and its basis in force. An answer that was taken back since is still told as posted: only so is it known
where the new version has to go.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models.crypto import vault
from models.errors import BadInput, Conflict, NotFound
from models.queries import audit, channels, decisions, replies, standing
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item
from models.tables.reply import Reply
from models.vocabulary import Action, EventKind, ReplyState
from triage_api.formats import day, local, moment
from triage_api.replying.addresses import own_address, thread_of
from triage_api.services import moves


def record_posting(
    session: Session,
    person: Person,
    item_id: int,
    url: str,
    reply_id: int | None = None,
    posted_at: datetime | None = None,
) -> Reply:
    """Record where a person posted an approved reply; the first posting of the one that stands closes the item.

    ``posted_at`` (with a zone): when; None is now. Of several approved versions the one that was out then is meant.

    Raises:
        BadInput: the address is not on a channel registered as the office's own, or the time cannot be.
        Conflict: the answer was posted in that thread already, or did not hold at that time.
        NotFound: nothing was approved for the item.
    """
    moves.require(person, Action.APPROVE)
    item = moves.own_item(session, person, item_id)
    now = datetime.now(UTC)
    at = posted_at or now
    if at > now:
        raise BadInput(
            "Giờ đăng không thể ở sau lúc này. Hãy ghi ngày giờ bài đã hiện trên kênh.", field="luc"
        )
    reply = _standing(session, item, reply_id) if posted_at is None else _out_at(session, item, at, reply_id)
    own = own_address(channels.active_channels(session, item.office_id), url.strip())
    if own is None:
        raise BadInput("Địa chỉ này không thuộc kênh chính thức đã đăng ký của cơ quan.", field="dia_chi")
    channel, url = own
    _held(session, reply, at)
    if not replies.add_posting(session, vault(), reply, channel, url, thread_of(url), person.id, at):
        raise Conflict("Câu trả lời đã đăng ở luồng này; mỗi luồng chỉ đăng một lần.")
    if reply.state is ReplyState.APPROVED:
        reply.state = ReplyState.POSTED
        moves.apply(session, item, EventKind.REPLY_POSTED, person, note=channel.name)
        moves.apply(session, item, EventKind.CLOSED, person)
    session.flush()
    audit.record(session, "reply_posted", "reply", reply.id, person.id, item.office_id)
    return reply


def withdrawn_reply(session: Session, item_id: int) -> Reply | None:
    """The newest approved answer that was taken back: it may have been posted before, untold. None while a newer one stands."""
    newest = next(iter(replies.approved_replies(session, item_id)), None)
    return newest if newest is not None and newest.state not in replies.STANDING_STATES else None


def _standing(session: Session, item: Item, reply_id: int | None) -> Reply:
    reply = replies.live_reply(session, item.id)
    if reply is None or reply_id not in (None, reply.id):
        raise NotFound("Vụ việc này chưa có câu trả lời nào được soạn.")
    if reply.state not in replies.STANDING_STATES:
        raise Conflict("Câu trả lời đang ở bước khác; hãy tải lại trang.")
    return reply


def _out_at(session: Session, item: Item, at: datetime, reply_id: int | None) -> Reply:
    approved = [one for one in replies.approved_replies(session, item.id) if reply_id in (None, one.id)]
    if not approved:
        return _standing(session, item, reply_id)
    # People tell minutes: 14:20 is any time until 14:21.
    latest = at if at.second or at.microsecond else at + timedelta(minutes=1)
    for reply in approved:
        if _approved(reply) <= latest:
            return reply
    raise BadInput(
        "Giờ đăng sớm hơn lúc câu trả lời được duyệt ({moment}). Hãy xem lại ngày giờ.",
        field="luc",
        moment=moment(_approved(approved[-1])),
    )


def _held(session: Session, reply: Reply, at: datetime) -> None:
    """Refuse what was posted when its basis did not stand. The base is held until the move is done."""
    standing.hold_base(session)
    on = local(at).date()
    _not_taken_back(session, reply, at)
    verdict = decisions.verdict_when(session, reply.item_id, _approved(reply))
    if verdict is not None and verdict.valid_until < on:
        raise Conflict(
            "Kết luận chỉ có giá trị đến hết {day}. Nếu đã đăng trước đó, hãy ghi đúng ngày giờ đăng.",
            day=day(verdict.valid_until),
        )
    cited = {one.passage.id: one.passage for one in reply.sentences if one.passage is not None}
    stood = standing.stood_among(session, cited, on, max(at, _approved(reply)))
    for passage in (one for number, one in cited.items() if number not in stood):
        session.refresh(passage, ["effective_until"])
        session.refresh(passage.document, ["effective_until"])
        ended = passage.holds_until
        if ended is not None and ended < on:
            raise Conflict(
                "Văn bản số {number} chỉ có hiệu lực đến hết {day}. Nếu đã đăng trước đó, hãy ghi đúng ngày giờ đăng.",
                number=passage.document.number,
                day=day(ended),
            )
        raise Conflict(
            "{path} của văn bản số {number} đã có nội dung mới hoặc không còn. Nếu đã đăng trước đó, hãy ghi đúng ngày giờ đăng.",
            path=passage.path,
            number=passage.document.number,
        )


def _not_taken_back(session: Session, reply: Reply, at: datetime) -> None:
    first = session.get_one(Reply, reply.reused_from) if reply.reused_from is not None else None
    for one in (reply, first):
        if one is None:
            continue
        session.refresh(one, ["state"])
        if one.state is not ReplyState.SUPERSEDED:
            continue
        verdict = decisions.verdict_when(session, one.item_id, _approved(one))
        over = verdict.withdrawn_at if verdict is not None else None
        if over is None or at >= over:
            if one is first:
                raise Conflict("Câu trả lời gốc đã được thay bằng bản mới. Hãy dùng bản mới.")
            raise Conflict(
                "Câu trả lời này đã rút lúc {moment}. Chỉ ghi được nơi đã đăng trước lúc đó.",
                moment=moment(over),
            )


def _approved(reply: Reply) -> datetime:
    assert reply.approved_at is not None  # noqa: S101  (only approved ones come here)
    return reply.approved_at
