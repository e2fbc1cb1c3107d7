"""What the item page shows, prepared as plain data so that the template only lays it out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from models.queries import (
    assignment,
    channels,
    decisions,
    desk_settings,
    dissent,
    gaps,
    indicators,
    items,
    narratives,
    regrouping,
    replies,
)
from models.queries.accounts import Person
from models.queries.narrative_return import returned
from models.queries.narratives import MemberPost
from models.queries.offices import office_name
from models.session import Session
from models.tables.item import Item, ItemEvent
from models.vocabulary import (
    DISTORTION_NAMES,
    LABEL_NAMES,
    LIVE_STATES,
    VERDICTS_BY_QUEUE,
    Action,
    ActorKind,
    DraftForm,
    EventKind,
    ItemState,
    Label,
    Queue,
)
from nlp.contracts import PassageIndex
from nlp.evidence.known_claims import KnownClaims
from triage_api.catalogue import _
from triage_api.evidence_view import cited_passages, comparisons, find_passages
from triage_api.formats import local
from triage_api.harmless import harmless_segments, lures
from triage_api.marking import Reason, Segment, marked
from triage_api.picking import candidates
from triage_api.services import form_drafts, giving, lease, notes, presence, regroup
from triage_api.services.known import known_beside
from triage_api.services.moves import dismissed_as_opinion
from triage_api.wording import bars, difference_names, urgency

NOTHING_TYPED: dict[str, Any] = {
    "verdict": "",
    "sentence": "",
    "rationale": "",
    "passages": [],
    "no_text": False,
    "until": "",
}
"""The conclusion form before anybody wrote in it. Nothing is preselected."""


def item_context(
    session: Session,
    person: Person,
    item: Item,
    index: PassageIndex | None,
    query: str,
    known_index: KnownClaims,
    typed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything ``item.html`` needs."""
    assessment = item.assessment
    posts = narratives.posts_of(session, item.narrative_id)
    first = narratives.first_post_of(session, item)
    merged_here = regrouping.merged_into(session, item.id)
    posted_on = local(first.at).date()
    segments, reasons = _read(item, first)
    seen = {segment.ref for segment in segments}
    passages = cited_passages(assessment, posted_on)
    shown = [cited.passage.id for cited in passages]
    found = find_passages(session, index, query, shown, posted_on, len(passages) + 1)
    past = decisions.current_decisions(session, item.id)
    deciders = {decision.decided_by for decision in past}
    blind = item.state is ItemState.SECOND_REVIEW
    mine = lease.holder(item) == person.id
    desk = desk_settings.current(session, item.office_id)
    kept = lease.kept_for_another(session, person, item, desk)
    may = _permissions(session, person, item, mine, deciders)
    may["may_take"] = may["may_take"] and kept is None
    history = _history(session, item, person, blind)
    return {
        "person": person,
        "item": item,
        "office_name": office_name(session, item.office_id),
        "label": _(LABEL_NAMES[item.label]),
        "distortion": _(DISTORTION_NAMES[item.distortion]) if item.distortion else "",
        "rivals": _rivals(item),
        "bars": bars(item.severity),
        "urgency": urgency(item.severity),
        "first": first,
        "posts": posts,
        "segments": segments,
        "reasons": [reason for reason in reasons if reason.ref in seen],
        "more_reasons": [reason for reason in reasons if reason.ref not in seen],
        "comparisons": [
            row for row in comparisons(assessment, passages) if row.passage or item.queue is not Queue.SCAM
        ],
        "passages": [*passages, *found],
        "query": query,
        "searched": index is not None,
        "found": found,
        "merged_here": merged_here,
        "known": known_beside(session, known_index, first.text, posted_on, item.office_id, item.id)
        if item.queue is Queue.CLAIMS
        else [],
        "stands_on": {one.assessment.post_id for one in (item, *merged_here)},
        "lookalikes": narratives.lookalikes_of(session, item.narrative_id, item.id),
        "difference_names": difference_names(),
        "indicators": indicators.indicators_of(session, item.id)
        if item.queue is Queue.SCAM and may["may_see_address"]
        else [],
        "history": history,
        "notes": [
            event for event in history if event.kind is EventKind.NOTED and event.actor_id and event.note
        ],
        "verdicts": VERDICTS_BY_QUEUE[item.queue],
        "decisions": [] if blind else past,
        "disagreed": bool(past) and item.state in (ItemState.OPEN, ItemState.ASSIGNED),
        "standing": None if blind else decisions.standing_verdict(session, item.id),
        "reply": None if blind else replies.live_reply(session, item.id),
        "returned": None if blind else returned(session, [item.id]).get(item.id),
        "channels": channels.active_channels(session, item.office_id),
        "typed": typed or NOTHING_TYPED,
        "candidates": candidates(item, first) if may["may_conclude"] else [],
        "concluded_here": person.id in deciders,
        "mine": mine,
        "state_now": lease.state_now(item),
        "taken": not mine and lease.holder(item) is not None,
        "given": assignment.given_item(session, item.id),
        "kept": kept,
        "takers": giving.takers(session, person, item),
        "lease_minutes": desk.lease_minutes,
        "given_minutes": desk.given_minutes,
        "undo_minutes": desk.undo_minutes,
        "blind": blind,
        "watching": presence.watching(session, person, [item.id], [lease.holder(item) or 0]).get(item.id, ""),
        "draft": form_drafts.draft_of(session, person, item.id, DraftForm.CONCLUSION)
        if item.state in LIVE_STATES
        else None,
        "lost_at": _lost_at(history, person, item),
        "seconds_left": _seconds_left(item) if mine else 0,
        "gap_id": None if blind else gaps.ticket_number(session, item.id),
        **may,
    }


def _read(item: Item, first: MemberPost) -> tuple[list[Segment], list[Reason]]:
    """The post with its marks; without them when the post was edited after it was assessed."""
    text = first.text or ""
    segments, reasons = marked(text, item.assessment)
    assessed = (first.month, first.id, first.version) == (
        item.assessment.month,
        item.assessment.post_id,
        item.assessment.post_version,
    )
    return harmless_segments(segments if assessed else [Segment(text)], lures(text)), reasons


def _rivals(item: Item) -> str:
    """What else the machine thought it could be, in words."""
    others = [Label(value) for value in item.assessment.rivals if value != item.label.value]
    return ", ".join(_(LABEL_NAMES[label]) for label in others)


def _history(session: Session, item: Item, person: Person, blind: bool) -> list[ItemEvent]:
    """The newest first. A second reviewer sees what the machine did and what they did, nobody else's name."""
    events = list(reversed(items.history(session, item.id)))
    if not blind:
        return events
    return [
        event for event in events if event.actor_kind is not ActorKind.PERSON or event.actor_id == person.id
    ]


def _lost_at(history: Sequence[ItemEvent], person: Person, item: Item) -> datetime | None:
    """When this person's lease ran out, while nothing has happened since."""
    if lease.over(item) and item.assigned_to == person.id:
        return item.lease_expires_at
    if item.state is not ItemState.OPEN or len(history) < 2:
        return None
    last, before = history[0], history[1]
    lost = last.kind is EventKind.LEASE_EXPIRED and before.actor_id == person.id
    return last.at if lost and before.kind is EventKind.LEASED else None


def _seconds_left(item: Item) -> int:
    until = item.lease_expires_at or datetime.now(UTC)
    return max(0, round((until - datetime.now(UTC)).total_seconds()))


def _permissions(
    session: Session, person: Person, item: Item, mine: bool, deciders: Collection[int]
) -> dict[str, bool]:
    """What this person may do with this item now. Offices above read only."""
    own = item.office_id == person.office_id
    new_to_me = person.id not in deciders and not dissent.has_differed(session, item.id, person.id)
    second = item.state is ItemState.SECOND_REVIEW and person.may(Action.SECOND_REVIEW)
    return {
        "own": own,
        "may_review": person.may(Action.REVIEW),
        "may_take": own
        and lease.state_now(item) is ItemState.OPEN
        and person.may(Action.REVIEW)
        and new_to_me,
        "may_conclude": own and new_to_me and (mine or second),
        "may_undo": lease.may_undo(session, person, item),
        "may_note": notes.may_note(person, item),
        "may_add_wording": own and person.may(Action.COORDINATE),
        "may_regroup": regroup.may_move(session, person, item),
        "may_undo_regroup": regroup.may_undo(session, person, item),
        "may_reopen": own
        and item.state in (ItemState.CLOSED, ItemState.DISMISSED)
        and person.may(Action.REVIEW)
        and not dismissed_as_opinion(session, item),
        "may_see_address": person.may(Action.SEE_ADDRESS)
        or (mine and person.may(Action.SEE_ADDRESS_ON_OWN_LEASE)),
        "may_escalate": own
        and not item.escalated
        and person.may(Action.COORDINATE)
        and item.state in LIVE_STATES,
        "may_ask": own and person.may(Action.APPROVE) and (mine or item.state is ItemState.AWAITING_REPLY),
        "may_record_answer": own and person.may(Action.APPROVE) and item.state is ItemState.WAITING_OFFICE,
        "may_close": own and person.may(Action.APPROVE) and item.state is ItemState.AWAITING_REPLY,
    }
