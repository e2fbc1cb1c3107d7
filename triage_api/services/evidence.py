"""When evidence changes: what rests on it is reopened by the clock, and those whose work it was are told (I5, SPEC §5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from models.queries import audit, changed_evidence, decisions, notices, replies
from models.queries.changed_evidence import Change
from models.session import Session
from models.vocabulary import EventKind, ItemState, ReplyState
from triage_api.catalogue import _
from triage_api.formats import day
from triage_api.services import moves
from triage_api.services.transitions import ALSO_BY_CLOCK, MOVES

MOST_NAMED = 3
"""How many changed passages a reason names; it is read on a phone."""
MAX_REASON = 300


def reopen_changed(session: Session, item_id: int, on: date) -> bool | None:
    """Reopen an item whose verdict or approved reply rests on what does not stand on a day any more.

    The verdict is withdrawn with the reason, the reply becomes history, and who concluded, wrote and approved are
    told. True when that was done, False when nothing (or nothing more) has changed, None while somebody else moves
    the item: then it is to be asked again. Run twice, it does it once.
    """
    item = changed_evidence.lock_if_free(session, item_id)
    if item is None:
        return None
    changes = changed_evidence.changes_of(session, item_id, on)
    if not changes:
        return False
    live = replies.live_reply(session, item_id)
    reason = why(changes, posted=live is not None and live.state is ReplyState.POSTED)
    owners = notices.owners_of(session, item_id)
    reopens = MOVES[EventKind.REOPENED].sources | ALSO_BY_CLOCK[EventKind.REOPENED].sources
    kind = EventKind.REOPENED if item.state in reopens else EventKind.NOTED
    wanted = ItemState.OPEN if kind is EventKind.REOPENED else item.state
    event = moves.apply(session, item, kind, None, wanted, note=reason)
    decisions.retire_decisions(session, item_id, reason)
    replies.retire_reply(session, item_id)
    notices.tell(session, event.id, owners)
    session.flush()
    audit.record(session, "evidence_changed", "item", item_id, office_id=item.office_id)
    return True


def why(changes: Sequence[Change], *, posted: bool) -> str:
    """What changed, in words for the history and for those who are told; at most 300 characters."""
    named = [_said(change) for change in changes[:MOST_NAMED]]
    if len(changes) > MOST_NAMED:
        named.append(_("{count} đoạn khác").format(count=len(changes) - MOST_NAMED))
    closing = " " + _("Câu trả lời đã đăng cần xem lại.") if posted else ""
    text = _("Căn cứ đã thay đổi: {changes}.").format(changes="; ".join(named))
    if len(text) + len(closing) > MAX_REASON:
        text = text[: MAX_REASON - len(closing) - 1].rstrip() + "…"
    return text + closing


def _said(change: Change) -> str:
    document = change.passage.document
    where = _("{path} của văn bản số {number}").format(path=change.passage.path, number=document.number)
    if change.ended_on is not None:
        return _("{where} hết hiệu lực từ {day}").format(
            where=where, day=day(change.ended_on + timedelta(days=1))
        )
    words = (
        _("{where} có nội dung khác trong bản {version}")
        if change.reworded
        else _("{where} không còn trong bản {version}")
    )
    return words.format(where=where, version=change.version)
