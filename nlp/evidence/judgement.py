"""One statement of a post against one statement of a passage.

Contradiction needs the same matter; the caller has checked that. This module only compares values,
duties and how firmly each side is told.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.vocabulary import Distortion, Modality, Relation, SlotKind, Unit
from nlp.contracts import Slot
from nlp.evidence import obligations as duty
from nlp.evidence.calendar import bounds
from nlp.evidence.durations import HOURS
from nlp.evidence.reading import Statement
from nlp.evidence.wording import both_sides, say_modality, say_side
from nlp.normalise import fold


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an official statement says of a claim's slot, and why in one Vietnamese clause."""

    relation: Relation
    distortion: Distortion | None
    explanation: str


_DURATIONS = frozenset({Unit.DAY.value, Unit.WORKING_DAY.value, Unit.MONTH.value, Unit.HOUR.value})
_INTERCHANGEABLE = (Unit.HOUR, Unit.DAY, Unit.MONTH)
"""Units of which one may be told in another; a working day is told as nothing else."""
_MONEY = frozenset({SlotKind.FEE, SlotKind.AMOUNT})
"""A post rarely says which it means, so equal sums agree across both; another sum contradicts only its own kind."""

_SOFT = frozenset({Modality.TARGET, Modality.PROPOSAL, Modality.PERMITTED})
_NEGATIVE = frozenset({Modality.DENIED, Modality.PROHIBITED})


def comparable(claim: Slot, official: Slot) -> bool:
    """Whether two slots answer the same kind of question."""
    if claim.kind is SlotKind.OBLIGATION or official.kind is SlotKind.OBLIGATION:
        return claim.kind is official.kind
    if {claim.kind, official.kind} <= {SlotKind.DATE, SlotKind.DEADLINE}:
        return (claim.unit == Unit.DATE) == (official.unit == Unit.DATE)
    if {claim.kind, official.kind} <= _MONEY:
        return claim.unit == official.unit == Unit.VND
    return claim.kind is official.kind is SlotKind.PERCENT


def judge(claim: Statement, official: Statement, draft: bool) -> Judgement:
    """Compare two statements about the same matter. ``draft``: the passage is of a draft."""
    said = Modality.PROPOSAL if draft else official.modality
    if claim.slot.kind is SlotKind.OBLIGATION:
        return _judge_duty(claim, official, said)
    words = both_sides(say_side(claim.slot, _told(claim)), say_side(official.slot, said))
    match _same_value(claim, official):
        case True:
            return _judge_modality(_told(claim), said, words)
        case False if claim.slot.kind is official.slot.kind or _MONEY.isdisjoint({claim.slot.kind}):
            return _judge_difference(_told(claim), said, words)
    return Judgement(Relation.RELATED, None, words)


def _told(claim: Statement) -> Modality:
    """Hearsay asserts what follows it."""
    return Modality.IN_FORCE if claim.modality is Modality.HEARSAY else claim.modality


def _judge_modality(told: Modality, said: Modality, words: str) -> Judgement:
    if told is said or (told in _NEGATIVE and said in _NEGATIVE):
        return Judgement(Relation.SUPPORTS, None, words)
    if (told in _NEGATIVE) != (said in _NEGATIVE):
        if told in _SOFT or said in _SOFT:
            return Judgement(Relation.RELATED, None, words)
        return Judgement(Relation.CONTRADICTS, Distortion.CONTRADICTED, words)
    if told is Modality.IN_FORCE and said in _SOFT:
        return Judgement(Relation.CONTRADICTS, Distortion.MODALITY, words)
    if told is Modality.PERMITTED and said is Modality.IN_FORCE:
        return Judgement(Relation.SUPPORTS, None, words)
    return Judgement(Relation.RELATED, None, words)


def _judge_difference(told: Modality, said: Modality, words: str) -> Judgement:
    """Another figure. A denial of another figure, or of this one, settles nothing."""
    if told in _NEGATIVE or said in _NEGATIVE:
        return Judgement(Relation.RELATED, None, words)
    return Judgement(Relation.CONTRADICTS, Distortion.CONTRADICTED, words)


def _same_value(claim: Statement, official: Statement) -> bool | None:
    """True / False, or None when the two cannot be told apart from what is written."""
    one, two = claim.slot, official.slot
    if Unit.DATE in (one.unit, two.unit):
        if {claim.bound, official.bound} == {"from", "until"}:
            return None  # a beginning against an end
        return _same_date(str(one.value), str(two.value))
    if not isinstance(one.value, int | float) or not isinstance(two.value, int | float):
        return None
    if one.unit in _DURATIONS:
        same = _same_duration(one, two)
        return None if same is False and _between_ends(claim, official, _hours(one) - _hours(two)) else same
    if one.value == two.value:
        return True
    if _between_ends(claim, official, one.value - two.value):
        return None
    # The official figure is a limit and the post's keeps to it.
    within = (official.bound == "max" and one.value < two.value) or (
        official.bound == "min" and one.value > two.value
    )
    return None if within else False


def _between_ends(claim: Statement, official: Statement, more: float) -> bool:
    """Whether a figure is on the side of the other where the range goes on, whose end one of them is: "2-3 ngày" leaves room for three.

    ``more``: by how much the claim's figure is above the official one.
    """
    return (more < 0 and (claim.bound == "low" or official.bound == "high")) or (
        more > 0 and (claim.bound == "high" or official.bound == "low")
    )


def _hours(slot: Slot) -> float:
    """A length for comparing which is longer: a working day as a day."""
    return float(slot.value or 0) * HOURS.get(slot.unit or "", 1)


def _same_duration(one: Slot, two: Slot) -> bool | None:
    if one.unit == two.unit:
        return one.value == two.value
    if one.unit in _INTERCHANGEABLE and two.unit in _INTERCHANGEABLE:
        return _hours(one) == _hours(two)
    # Calendar against working days: people drop "làm việc"; only another figure is a difference.
    days = {Unit.DAY.value, Unit.WORKING_DAY.value}
    if {one.unit, two.unit} == days:
        return None if one.value == two.value else False
    return None


def _same_date(one: str, two: str) -> bool | None:
    if one == two:
        return True
    if not all(value[:1].isdigit() or value.startswith(("-", "P")) for value in (one, two)):
        return None  # told in words: "sáng thứ bảy"
    first, second = bounds(one), bounds(two)
    if first is None or second is None:
        return _same_day_of_year(one, two)
    if first[1] < second[0] or second[1] < first[0]:
        return False
    return None if first != second else True


def _same_day_of_year(one: str, two: str) -> bool | None:
    """``--12-01`` against ``2026-12-01``: the same day, or surely another one."""
    tails = [value[2:] if value.startswith("--") else value[5:] for value in (one, two)]
    if any(value.startswith(("P", "-P")) for value in (one, two)):
        return None
    if all(len(tail) == 5 for tail in tails):
        return tails[0] == tails[1]
    return None


# (claim, passage) → relation and distortion; what is not here is related.
_DUTIES: dict[tuple[str, str], tuple[Relation, Distortion | None]] = {
    (duty.MUST, duty.NEED_NOT): (Relation.CONTRADICTS, Distortion.CONTRADICTED),
    (duty.MUST, duty.ENCOURAGED): (Relation.CONTRADICTS, Distortion.MODALITY),
    (duty.MUST, duty.MAY): (Relation.CONTRADICTS, Distortion.MODALITY),
    (duty.NEED_NOT, duty.MUST): (Relation.CONTRADICTS, Distortion.CONTRADICTED),
    (duty.NEED_NOT, duty.ENCOURAGED): (Relation.SUPPORTS, None),
    (duty.NEED_NOT, duty.MAY): (Relation.SUPPORTS, None),
    (duty.MUST_NOT, duty.MAY): (Relation.CONTRADICTS, Distortion.CONTRADICTED),
    (duty.MUST_NOT, duty.ENCOURAGED): (Relation.CONTRADICTS, Distortion.CONTRADICTED),
    (duty.MAY, duty.MUST_NOT): (Relation.CONTRADICTS, Distortion.CONTRADICTED),
    (duty.ENCOURAGED, duty.MUST_NOT): (Relation.CONTRADICTS, Distortion.CONTRADICTED),
    (duty.ENCOURAGED, duty.MAY): (Relation.SUPPORTS, None),
    (duty.MAY, duty.ENCOURAGED): (Relation.SUPPORTS, None),
}


def _judge_duty(claim: Statement, official: Statement, said: Modality) -> Judgement:
    value, other = claim.duty, official.duty
    says = other if said is official.modality else say_modality(said)
    words = both_sides(value, says)
    if _refuses(claim.slot) != _refuses(official.slot):
        return Judgement(Relation.RELATED, None, words)
    softened = said in (Modality.TARGET, Modality.PROPOSAL)
    if value == other:
        told = _told(claim)
        if softened and told not in (Modality.TARGET, Modality.PROPOSAL):
            words = both_sides(value, f"{say_modality(said)} ({other})")
            return Judgement(Relation.CONTRADICTS, Distortion.MODALITY, words)
        return Judgement(Relation.SUPPORTS, None, words)
    relation, distortion = _DUTIES.get((value, other), (Relation.RELATED, None))
    if softened and relation is Relation.CONTRADICTS and distortion is Distortion.CONTRADICTED:
        return Judgement(Relation.RELATED, None, words)
    return Judgement(relation, distortion, words)


def _refuses(slot: Slot) -> bool:
    """Whether a duty is about turning people away: that nobody may do so says no more than that they may ask."""
    return "tu choi" in fold(slot.text)


def judge_sentence(claim: Statement, said: Modality, draft: bool) -> Judgement | None:
    """A duty against a sentence that names none: an aim, a draft or an encouragement is no duty.

    None when the sentence plainly states something, which settles no duty.
    """
    modality = Modality.PROPOSAL if draft else said
    told = _told(claim)
    if claim.slot.kind is not SlotKind.OBLIGATION or modality not in _SOFT:
        return None
    words = both_sides(claim.duty, say_modality(modality))
    if claim.duty == duty.NEED_NOT and not draft:
        return Judgement(Relation.SUPPORTS, None, words)
    if claim.duty == duty.MUST and told not in (Modality.TARGET, Modality.PROPOSAL):
        return Judgement(Relation.CONTRADICTS, Distortion.MODALITY, words)
    return Judgement(Relation.RELATED, None, words)
