"""What the item page shows, prepared as plain data so that the template only lays it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.queries import channels, decisions, indicators, items, narratives, official, replies
from models.queries.accounts import Person
from models.session import Session
from models.settings import settings
from models.tables.assessment import AssessmentEvidence, AssessmentSlot, PostAssessment
from models.tables.item import Item, ItemEvent
from models.tables.official import DocumentPassage
from models.vocabulary import (
    DISTORTION_NAMES,
    LABEL_NAMES,
    SLOT_NAMES,
    VERDICTS_BY_QUEUE,
    Action,
    EventKind,
    ItemState,
    Queue,
    Relation,
)
from nlp.contracts import PassageIndex
from nlp.normalise import normalise
from triage_api.rendering import local
from triage_api.services.moves import dismissed_as_opinion
from triage_api.wording import bars, modality_phrase, slot_phrase, slot_reason, urgency

HIDDEN_IN_BLIND_REVIEW = frozenset({EventKind.DECIDED, EventKind.CONFIRMED, EventKind.DISAGREED})

NOTHING_TYPED: dict[str, Any] = {
    "verdict": "",
    "sentence": "",
    "rationale": "",
    "passages": [],
    "no_text": False,
    "until": "",
}
"""The conclusion form before anybody wrote in it. Nothing is preselected."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the post. ``mark`` is ``slot`` or ``trap``; ``ref`` the number of its reason."""

    text: str
    mark: str | None = None
    ref: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One numbered reason of the machine, as a short fact."""

    ref: int
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing the post says beside what official text says of it."""

    name: str
    ours: str
    firmness: str
    passage: int | None
    quote: str
    relation: Relation | None
    explanation: str


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A numbered passage with its dates and where the post falls."""

    number: int
    passage: DocumentPassage
    posted_on: date
    in_force: bool
    suggested: bool


def item_context(
    session: Session,
    person: Person,
    item: Item,
    index: PassageIndex | None,
    query: str,
    typed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything ``item.html`` needs."""
    posts = narratives.posts_of(session, item.narrative_id)
    assessment = item.assessment
    first = next(
        (post for post in posts if (post.month, post.id) == (assessment.month, assessment.post_id)), posts[0]
    )
    posted_on = local(first.posted_at or first.collected_at).date()
    segments, reasons = marked(first.text or "", assessment)
    passages = _passages(assessment, posted_on)
    found = _search(session, index, query, passages, posted_on)
    blind = item.state is ItemState.SECOND_REVIEW
    past = decisions.current_decisions(session, item.id)
    mine = item.state is ItemState.ASSIGNED and item.assigned_to == person.id
    return {
        "person": person,
        "item": item,
        "label": LABEL_NAMES[item.label],
        "distortion": DISTORTION_NAMES[item.distortion] if item.distortion else None,
        "bars": bars(item.severity),
        "urgency": urgency(item.severity),
        "first": first,
        "posts": posts,
        "segments": segments,
        "reasons": reasons,
        "comparisons": _comparisons(assessment, passages),
        "passages": [*passages, *found],
        "query": query,
        "searched": index is not None,
        "lookalikes": narratives.lookalikes_of(session, item.narrative_id),
        "indicators": indicators.indicators_of(session, item.id) if item.queue is Queue.SCAM else [],
        "history": _history(session, item, blind),
        "verdicts": VERDICTS_BY_QUEUE[item.queue],
        "decisions": [] if blind else past,
        "standing": None if blind else decisions.standing_verdict(session, item.id),
        "reply": replies.live_reply(session, item.id),
        "channels": channels.active_channels(session, item.office_id),
        "typed": typed or NOTHING_TYPED,
        "mine": mine,
        "may_take": item.state is ItemState.OPEN
        and person.may(Action.REVIEW)
        and item.office_id == person.office_id,
        "may_conclude": _may_conclude(person, item, mine, [decision.decided_by for decision in past]),
        "may_undo": _may_undo(session, person, item),
        "may_reopen": item.state in (ItemState.CLOSED, ItemState.DISMISSED)
        and person.may(Action.REVIEW)
        and not dismissed_as_opinion(session, item),
        "may_see_address": person.may(Action.SEE_ADDRESS) or mine,
        "blind": blind,
    }


def marked(text: str, assessment: PostAssessment) -> tuple[list[Segment], list[Reason]]:
    """The post cut into stretches, those with a reason numbered in the order of the text.

    Where marks overlap the earlier and longer one is shown; every reason is listed all the same.
    """
    wanted: list[tuple[int, int, str, str]] = [
        (slot.start, slot.end, "slot", f"nêu {slot_reason(slot)}") for slot in assessment.slots
    ]
    wanted += [(found.start, found.end, "trap", found.reason) for found in assessment.findings]
    wanted.sort(key=lambda mark: (mark[0], -mark[1], mark[2]))
    segments: list[Segment] = []
    reasons: list[Reason] = []
    numbers: dict[str, int] = {}
    at = 0
    for start, end, kind, why in wanted:
        ref = numbers.setdefault(why, len(numbers) + 1)
        if ref > len(reasons):
            reasons.append(Reason(ref, why))
        if start < at or end <= start or end > len(text):
            continue
        if start > at:
            segments.append(Segment(text[at:start]))
        segments.append(Segment(text[start:end], kind, ref))
        at = end
    if at < len(text):
        segments.append(Segment(text[at:]))
    return segments, reasons


def _passages(assessment: PostAssessment, posted_on: date) -> list[CitedPassage]:
    order = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1, Relation.RELATED: 2}
    rows = sorted(assessment.evidence, key=lambda row: (order[row.relation], -row.score, row.id))
    unique = {row.passage_id: row.passage for row in rows}
    return [
        CitedPassage(number, passage, posted_on, _in_force(passage, posted_on), suggested=True)
        for number, passage in enumerate(unique.values(), start=1)
    ]


def _search(
    session: Session,
    index: PassageIndex | None,
    query: str,
    known: Sequence[CitedPassage],
    posted_on: date,
) -> list[CitedPassage]:
    if index is None or not query:
        return []
    hits = index.search(normalise(query), posted_on, limit=5)
    shown = {cited.passage.id for cited in known}
    wanted = [int(hit.passage.key) for hit in hits if int(hit.passage.key) not in shown]
    rows = official.passages_by_id(session, wanted)
    return [
        CitedPassage(
            number, rows[passage_id], posted_on, _in_force(rows[passage_id], posted_on), suggested=False
        )
        for number, passage_id in enumerate((one for one in wanted if one in rows), start=len(known) + 1)
    ]


def _in_force(passage: DocumentPassage, on: date) -> bool:
    document = passage.document
    starts = document.effective_from or document.issued
    return starts <= on and (document.effective_until is None or on <= document.effective_until)


def _comparisons(assessment: PostAssessment, passages: Sequence[CitedPassage]) -> list[Comparison]:
    """One row per slot, differences first, then agreement, then what no passage speaks of."""
    numbers = {cited.passage.id: cited.number for cited in passages}
    by_slot: dict[int, AssessmentEvidence] = {}
    for row in sorted(assessment.evidence, key=lambda row: (row.relation is Relation.RELATED, -row.score)):
        if row.slot_id is not None and row.relation is not Relation.RELATED:
            by_slot.setdefault(row.slot_id, row)
    rows = [_comparison(slot, by_slot.get(slot.id), numbers) for slot in assessment.slots]
    order = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1, None: 2}
    return sorted(rows, key=lambda row: order.get(row.relation, 2))


def _comparison(
    slot: AssessmentSlot, evidence: AssessmentEvidence | None, numbers: Mapping[int, int]
) -> Comparison:
    base = Comparison(SLOT_NAMES[slot.kind], slot_phrase(slot), modality_phrase(slot), None, "", None, "")
    if evidence is None:
        return base
    return replace(
        base,
        passage=numbers[evidence.passage_id],
        quote=evidence.quote,
        relation=evidence.relation,
        explanation=evidence.explanation,
    )


def _history(session: Session, item: Item, blind: bool) -> list[ItemEvent]:
    """The newest first; a second reviewer sees nothing of the first conclusion."""
    events = list(reversed(items.history(session, item.id)))
    return [event for event in events if not (blind and event.kind in HIDDEN_IN_BLIND_REVIEW)]


def _may_conclude(person: Person, item: Item, mine: bool, decided_by: Sequence[int]) -> bool:
    if item.office_id != person.office_id or person.id in decided_by:
        return False
    if item.state is ItemState.SECOND_REVIEW:
        return person.may(Action.SECOND_REVIEW)
    return mine


def _may_undo(session: Session, person: Person, item: Item) -> bool:
    if item.state is not ItemState.DISMISSED:
        return False
    last = items.history(session, item.id)[-1]
    return last.actor_id == person.id and last.at > datetime.now(UTC) - timedelta(
        minutes=settings().undo_minutes
    )
