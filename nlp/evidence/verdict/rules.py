"""The parts of a claim against a passage by the careful rules of the item page (``nlp.evidence.weighing``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.vocabulary import Distortion, Relation
from nlp.contracts import Passage, PassageHit, Slot
from nlp.evidence.reading import Statement
from nlp.evidence.slots import FAMILIES
from nlp.evidence.weighing import weigh


@dataclass(frozen=True, slots=True)
class SlotVerdict:
    """What the passage says of one slot of the claim; ``relation`` None when it says nothing. ``overlap`` in 0..1."""

    slot: Slot
    relation: Relation | None
    distortion: Distortion | None
    explanation: str
    overlap: float = 0.0


def judge_slots(passage: str, statements: Sequence[Statement]) -> Iterator[SlotVerdict]:
    """Every slot of a claim, in order."""
    hit = PassageHit(Passage("", "", "", "", None, "", passage), 1.0)
    for statement in statements:
        weighed = weigh(statement, hit, 1) if statement.slot.kind in FAMILIES else None
        if weighed is None:
            yield SlotVerdict(statement.slot, None, None, "")
            continue
        judged = weighed.judgement
        yield SlotVerdict(
            statement.slot, judged.relation, judged.distortion, judged.explanation, weighed.overlap
        )


def rule_features(judged: Sequence[SlotVerdict]) -> Iterator[tuple[str, float]]:
    """How surely the rules speak for and against, and how many parts they leave open."""
    for name, relation in (
        ("for", Relation.SUPPORTS),
        ("against", Relation.CONTRADICTS),
        ("open", Relation.RELATED),
    ):
        own = [one for one in judged if one.relation is relation]
        yield f"rules_{name}", float(len(own))
        yield f"rules_{name}_overlap", max((one.overlap for one in own), default=0.0)
    modality = [one for one in judged if one.distortion is Distortion.MODALITY]
    yield "rules_modality", float(bool(modality))
