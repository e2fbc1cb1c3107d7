"""Official text beside a post: cited passages with their dates, the comparison, and searching for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.queries import official
from models.session import Session
from models.tables.assessment import AssessmentEvidence, AssessmentSlot, PostAssessment
from models.tables.official import DocumentPassage
from models.vocabulary import SLOT_NAMES, Relation
from nlp.contracts import PassageIndex
from nlp.normalise import normalise
from triage_api.catalogue import _
from triage_api.marking import Segment, quoted
from triage_api.wording import modality_phrase, slot_phrase

MOST_FOUND = 5
EDGE, NEAR, MIDDLE, FAR = 24, 76, 128, 200
"""Places on the 256 wide drawing of a passage's validity. Order matters there, not scale."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where a post falls in the life of a document; ``x`` values of a drawing 256 wide."""

    starts: date
    ends: date | None
    posted: date
    start_x: int
    end_x: int | None
    post_x: int


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A numbered passage with its dates and where the post falls."""

    number: int
    passage: DocumentPassage
    segments: Sequence[Segment]
    timeline: Timeline
    in_force: bool
    suggested: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing the post says beside what official text says of it."""

    name: str
    ours: str
    firmness: str
    passage: CitedPassage | None
    quote: str
    relation: Relation | None
    explanation: str


def cited_passages(assessment: PostAssessment, posted_on: date) -> list[CitedPassage]:
    """The passages the machine suggests, those that contradict first."""
    order = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1, Relation.RELATED: 2}
    rows = sorted(assessment.evidence, key=lambda row: (order[row.relation], -row.score, row.id))
    unique = {row.passage_id: row.passage for row in rows}
    quotes = {
        key: [row.quote for row in rows if row.passage_id == key and row.relation is not Relation.RELATED]
        for key in unique
    }
    return [
        cite(number, passage, posted_on, quotes[key])
        for number, (key, passage) in enumerate(unique.items(), start=1)
    ]


def cite(
    number: int,
    passage: DocumentPassage,
    posted_on: date,
    quotes: Sequence[str] = (),
    *,
    suggested: bool = True,
) -> CitedPassage:
    """One passage as the page shows it."""
    line = timeline(passage, posted_on)
    in_force = line.starts <= posted_on and (line.ends is None or posted_on <= line.ends)
    return CitedPassage(number, passage, quoted(passage.text, quotes), line, in_force, suggested)


def timeline(passage: DocumentPassage, posted_on: date) -> Timeline:
    """The order of start, end and post, as places on a line."""
    document = passage.document
    starts, ends = document.effective_from or document.issued, passage.holds_until
    if posted_on < starts:
        places = (MIDDLE, FAR if ends else None, NEAR)
    elif ends is not None and posted_on > ends:
        places = (EDGE, MIDDLE, FAR)
    else:
        places = (EDGE, FAR if ends else None, MIDDLE if ends else FAR - 20)
    start_x, end_x, post_x = places
    return Timeline(starts, ends, posted_on, start_x, end_x, post_x)


def find_passages(
    session: Session,
    index: PassageIndex | None,
    query: str,
    known: Sequence[int],
    posted_on: date,
    first_number: int,
) -> list[CitedPassage]:
    """Passages about ``query`` that are not among the ``known`` ids, numbered from ``first_number`` on."""
    if index is None or not query:
        return []
    hits = index.search(normalise(query), posted_on, limit=MOST_FOUND + len(known))
    wanted = [int(hit.passage.key) for hit in hits if int(hit.passage.key) not in known][:MOST_FOUND]
    rows = official.passages_by_id(session, wanted)
    there = [rows[passage_id] for passage_id in wanted if passage_id in rows]
    return [
        cite(number, passage, posted_on, suggested=False)
        for number, passage in enumerate(there, start=first_number)
    ]


def comparisons(assessment: PostAssessment, passages: Sequence[CitedPassage]) -> list[Comparison]:
    """One row per slot: differences first, then agreement, then what no passage speaks of."""
    shown = {cited.passage.id: cited for cited in passages}
    by_slot: dict[int, AssessmentEvidence] = {}
    for row in sorted(assessment.evidence, key=lambda row: -row.score):
        if row.slot_id is not None and row.relation is not Relation.RELATED:
            by_slot.setdefault(row.slot_id, row)
    rows = [_comparison(slot, by_slot.get(slot.id), shown) for slot in assessment.slots]
    order = {Relation.CONTRADICTS: 0, Relation.SUPPORTS: 1, None: 2}
    return sorted(rows, key=lambda row: order.get(row.relation, 2))


def _comparison(
    slot: AssessmentSlot, evidence: AssessmentEvidence | None, shown: Mapping[int, CitedPassage]
) -> Comparison:
    base = Comparison(_(SLOT_NAMES[slot.kind]), slot_phrase(slot), modality_phrase(slot), None, "", None, "")
    if evidence is None:
        return base
    return replace(
        base,
        passage=shown[evidence.passage_id],
        quote=evidence.quote,
        relation=evidence.relation,
        explanation=evidence.explanation,
    )
