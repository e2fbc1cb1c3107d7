"""What people regroup: one item merged into another, a merged item split off again, a post taken out of an item.

Each is one event, and each can be undone: a merge by a split, a split by a merge. What the machine grouped wrongly is
corrected here and nowhere else; the machine itself never merges across a changed number, date, denial, document or office.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.crypto import vault
from models.errors import BadInput, Conflict, IllegalMove, NotFound
from models.queries import grouping, indicators, items, regrouping, routing
from models.queries.accounts import Person
from models.queries.indicators import FoundIndicator
from models.session import Session
from models.tables.assessment import PostAssessment
from models.tables.item import Item, ItemEvent
from models.tables.narrative import Narrative
from models.tables.post import Post
from models.vocabulary import Action, ActorKind, EventKind, IndicatorKind, ItemState, Placeholder, Queue
from nlp import priority
from nlp.defang import defang, same_thing
from nlp.headline import shorten
from triage_api.catalogue import _
from triage_api.services import lease, moves
from triage_api.services.transitions import LIVE

MAX_NOTE = 500


def merge(session: Session, person: Person, item_id: int, into_id: int, reason: str = "") -> Item:
    """Merge an item into another of the office: its posts join the other's narrative, its history stays its own.

    Raises:
        BadInput: an item into itself.
        Conflict: somebody else holds the item, or the router is busy.
        IllegalMove: merged already, dismissed as opinion, into one that has ended without an answer, or a petition
            with anything else: what a citizen asked of the office is not put up for rebuttal.
    """
    if item_id == into_id:
        raise BadInput("Không gộp một vụ việc vào chính nó.")
    item, target = _both(session, person, item_id, into_id)
    if target.state not in LIVE | {ItemState.CLOSED}:
        raise IllegalMove("VV-{number} không còn nhận gộp.", number=target.id)
    if (item.queue is Queue.GRIEVANCES) is not (target.queue is Queue.GRIEVANCES):
        raise IllegalMove("Phản ánh, kiến nghị không gộp chung với việc loại khác.")
    event = moves.apply(session, item, EventKind.MERGED, person, note=_note(f"VV-{target.id}", reason))
    item.merged_into = target.id
    session.flush()
    regrouping.move_posts(session, event.id, item.narrative_id, target.narrative_id)
    _spread(session, target)
    return item


def split(session: Session, person: Person, item_id: int, reason: str = "") -> Item:
    """Split a merged item off again: back to the state it had (one that was held is open), with the posts it brought.

    Posts that were taken out meanwhile stay where they are.

    Raises:
        Conflict: the router is busy.
        IllegalMove: the item is not merged, or the one it was merged into is itself in another: that comes first.
    """
    moves.require(person, Action.COORDINATE)
    found = items.find_item(session, item_id, [person.office_id])
    if found is None or found.merged_into is None:
        item = moves.own_item(session, person, item_id)
        raise IllegalMove("VV-{number} không ở trong vụ việc nào khác.", number=item.id)
    item, target = _both(session, person, item_id, found.merged_into)
    merged = regrouping.last_event(session, item.id, EventKind.MERGED)
    if item.merged_into != target.id or merged is None or merged.from_state is None:
        raise Conflict("Vụ việc vừa được người khác chuyển; hãy tải lại trang.")
    if target.state is ItemState.MERGED:
        raise IllegalMove("Hãy tách VV-{number} ra trước.", number=target.id)
    before = merged.from_state
    if before is ItemState.ASSIGNED or _undone_since(session, item, merged):
        before = ItemState.OPEN
    event = moves.apply(session, item, EventKind.SPLIT, person, before, _note(f"VV-{target.id}", reason))
    item.merged_into = None
    session.flush()
    brought = [(move.month, move.post_id) for move in regrouping.moves_of(session, merged.id)]
    regrouping.move_posts(session, event.id, target.narrative_id, item.narrative_id, brought)
    _spread(session, target)
    _spread(session, item)
    return item


def take_out(session: Session, person: Person, item_id: int, post_id: int, reason: str = "") -> Item | None:
    """Take one post out of an item that it does not belong to; the item stays as it is.

    Returns the item the post got; None where it can be none: nothing in it can be checked, or it is opinion.

    Raises:
        NotFound: the item has no such post.
        Conflict: somebody else holds the item, or the router is busy.
        IllegalMove: the item stands on this post, or the post came with a merged item, which is split off as a whole.
    """
    moves.require(person, Action.COORDINATE)
    _turn(session, person)
    item = moves.own_item(session, person, item_id)
    _free(session, person, item)
    key = regrouping.member_key(session, item.narrative_id, post_id)
    if key is None:
        raise NotFound("Vụ việc này không có bài đó.")
    if key == (item.assessment.month, item.assessment.post_id):
        raise IllegalMove("Vụ việc dựa trên bài này nên không tách riêng nó ra.")
    standing = regrouping.narrative_standing_on(session, key)
    whose = routing.item_of(session, standing.id) if standing else None
    if whose is not None:
        raise IllegalMove("Bài này đến từ VV-{number}; hãy tách cả VV-{number} ra.", number=whose.id)
    event = moves.apply(session, item, EventKind.SPLIT, person, item.state, _note("", reason))
    narrative = standing or regrouping.narrative_of_its_own(session, key)
    regrouping.move_posts(session, event.id, item.narrative_id, narrative.id, [key])
    _spread(session, item)
    return _item_for(session, person, item, narrative, key)


def undo(session: Session, person: Person, item_id: int) -> Item:
    """Undo the last merge or split of an item, whichever it was. Returns the item asked about.

    Raises:
        IllegalMove: there is none, or it was undone.
    """
    moves.require(person, Action.COORDINATE)
    _turn(session, person)
    item = moves.own_item(session, person, item_id)
    if item.state is ItemState.MERGED:
        return split(session, person, item_id)
    done = _undoable(session, item)
    if done is None:
        raise IllegalMove("Vụ việc này không có lần gộp, tách nào để hoàn tác.")
    event_id, other = done
    if isinstance(other, Narrative):
        _free(session, person, item)
        note = _("đưa bài đã tách trở lại")
        event = moves.apply(session, item, EventKind.NOTED, person, item.state, note)
        brought = [(move.month, move.post_id) for move in regrouping.moves_of(session, event_id)]
        regrouping.move_posts(session, event.id, other.id, item.narrative_id, brought)
        _spread(session, item)
    elif other.narrative_id == regrouping.moves_of(session, event_id)[0].from_id:
        merge(session, person, item.id, other.id)
    else:
        merge(session, person, other.id, item.id)
    return item


def may_move(session: Session, person: Person, item: Item) -> bool:
    """Whether this person may merge the item into another or take posts out of it now."""
    held = item.state is ItemState.ASSIGNED and item.assigned_to != person.id and not lease.over(item)
    ended = item.state is ItemState.MERGED or moves.dismissed_as_opinion(session, item)
    return person.may(Action.COORDINATE) and item.office_id == person.office_id and not held and not ended


def may_undo(session: Session, person: Person, item: Item) -> bool:
    """Whether the last merge or split of this item can be taken back by this person."""
    if item.office_id != person.office_id or not person.may(Action.COORDINATE):
        return False
    return item.state is ItemState.MERGED or _undoable(session, item) is not None


def _undoable(session: Session, item: Item) -> tuple[int, Item | Narrative] | None:
    """The last split of an item that still stands: the item or bare narrative on its other side."""
    last = regrouping.last_event(session, item.id, EventKind.MERGED, EventKind.SPLIT)
    moved = regrouping.moves_of(session, last.id) if last and last.kind is EventKind.SPLIT else []
    if last is None or not moved:
        return None
    if last.from_state is ItemState.MERGED:
        origin = routing.item_of(session, moved[0].from_id)
        return (last.id, origin) if origin is not None and origin.state is not ItemState.MERGED else None
    if regrouping.member_key(session, moved[0].to_id, moved[0].post_id) is None:
        return None
    taken = routing.item_of(session, moved[0].to_id)
    return last.id, taken if taken is not None else session.get_one(Narrative, moved[0].to_id)


def _undone_since(session: Session, item: Item, merged: ItemEvent) -> bool:
    """Whether the item's verdict was withdrawn by the clock while the item was merged."""
    noted = regrouping.last_event(session, item.id, EventKind.NOTED)
    return noted is not None and noted.actor_kind is ActorKind.CLOCK and noted.sequence > merged.sequence


def _both(session: Session, person: Person, item_id: int, other_id: int) -> tuple[Item, Item]:
    """Two items of the office, locked. Nobody waits the other way round: who regroups has the router's turn."""
    moves.require(person, Action.COORDINATE)
    _turn(session, person)
    item, other = (moves.own_item(session, person, number) for number in (item_id, other_id))
    _free(session, person, item)
    return item, other


def _turn(session: Session, person: Person) -> None:
    if not grouping.keep_router_out(session, person.office_id):
        raise Conflict("Máy đang xếp bài mới vào các vụ việc; hãy thử lại sau ít giây.")


def _free(session: Session, person: Person, item: Item) -> None:
    """Refuse while somebody else holds the item; a lease that is over ends here."""
    if item.state is not ItemState.ASSIGNED or item.assigned_to == person.id:
        return
    if not lease.over(item):
        raise Conflict("Người khác đang xem việc này.")
    moves.apply(session, item, EventKind.LEASE_EXPIRED, None)


def _item_for(
    session: Session, person: Person, parent: Item, narrative: Narrative, key: tuple[date, int]
) -> Item | None:
    assessment = routing.current_assessments(session, [key]).get(key)
    post = session.get_one(Post, key)
    item = None
    if assessment is not None and post.text is not None:
        line = shorten(" ".join(post.text.split()))
        item = regrouping.open_split_item(session, parent, narrative, assessment, line, person.id)
    if item is None or assessment is None:
        regrouping.let_go(session, key)
        return None
    if item.queue is Queue.SCAM:
        indicators.keep_for_item(session, vault(), item.office_id, item.id, _lures(assessment))
    return item


def _lures(assessment: PostAssessment) -> list[FoundIndicator]:
    """What of a scam stands in its text; what was masked went with the item it was first put in."""
    found = []
    for one in assessment.addresses:
        if not one.official and not any(mark in one.normalised for mark in Placeholder):
            kind = IndicatorKind(one.kind)
            value = same_thing(kind, one.normalised)
            found.append(FoundIndicator(kind, value, defang(kind, value), one.lookalike_of))
    return found


def _spread(session: Session, item: Item) -> None:
    """How far the item's narrative reaches, now that it has other posts; their texts are kept for it while it is open."""
    if item.state in LIVE:
        routing.keep_narrative_texts(session, item.narrative_id)
    narrative = session.get_one(Narrative, item.narrative_id)
    item.reach = Decimal(str(round(priority.reach(narrative.thread_count), 3)))
    session.flush()


def _note(about: str, reason: str) -> str | None:
    said = reason.strip()
    if len(said) > MAX_NOTE:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=MAX_NOTE)
    return ": ".join(part for part in (about, said) if part) or None
