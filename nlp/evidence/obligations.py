"""Must, need not, must not, may: obligations in posts, with the words they govern.

The kind of duty ("bắt buộc", "không bắt buộc", "không được", "được", "khuyến khích") is kept beside the
modality, so that a negation survives whatever that is; the words are data (``nlp/lexicons/modality.yaml``).
What it cannot see: duties without such a word ("ai cũng làm lại"), and whether a sentence is a wish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from models.vocabulary import Modality
from nlp.evidence.modality import context_modalities, load_lexicon
from nlp.evidence.phrasebook import Cue, PhraseBook
from nlp.evidence.scan import MAX_FOUND, Scan, Word
from nlp.evidence.spelling import NOT, SPOKEN_NOT

MUST, NEED_NOT, MUST_NOT, MAY, ENCOURAGED = "bắt buộc", "không bắt buộc", "không được", "được", "khuyến khích"
BENEFIT_DENIED = "không được hưởng"
MAX_WORDS = 10
"""Most words after the cue that are shown as part of the slot."""

_OVERRIDES = (Modality.PROPOSAL, Modality.TARGET, Modality.HEARSAY)


@dataclass(frozen=True, slots=True)
class Obligation:
    """``duty``: one of the constants above. Offsets of the cue and what it governs."""

    duty: str
    modality: Modality
    cue_end: int
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    cues: PhraseBook
    modalities: dict[str, Modality]
    context: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data: dict[str, Any] = load_lexicon("modality.yaml")
    entries = data["obligation"]
    return _Words(
        PhraseBook({entry["value"]: entry["phrases"] for entry in entries}, data["accented_only"]),
        {entry["value"]: Modality(entry["modality"]) for entry in entries},
        {name: tuple(forms) for name, forms in data["obligation_context"].items()},
    )


def find_obligations(scan: Scan, cues: Sequence[Cue]) -> tuple[Obligation, ...]:
    """Obligations in order. One for "bắt buộc … phải" of the same clause. Kept for the next who asks with the same cues."""
    known: tuple[Sequence[Cue], tuple[Obligation, ...]] | None = scan.kept.get(Obligation)
    if known is None or known[0] is not cues:
        known = scan.kept[Obligation] = cues, _find(scan, cues)
    return known[1]


def _find(scan: Scan, cues: Sequence[Cue]) -> tuple[Obligation, ...]:
    found: list[Obligation] = []
    for cue in _words().cues.find(scan.text, scan.runs):
        value = _value(scan, cue)
        if value is None or (found and found[-1].duty == value and cue.start < found[-1].end):
            continue
        end, start = _governed_end(scan, cue), cue.start
        if cue.label == MUST and value == NEED_NOT:  # "không hề bắt buộc" is shown with its negation
            negators = [word.start for word in scan.before(cue.start, 2) if word.reads(*NOT)]
            start = min([start, *negators])
        own = Modality.DENIED if value in (NEED_NOT, BENEFIT_DENIED) else _words().modalities[value]
        around = context_modalities(scan, cues, cue.start, cue.end)
        if value == MUST and Modality.DENIED in around:  # "không có chuyện phải …"
            value, own = NEED_NOT, Modality.DENIED
        modality = next((one for one in _OVERRIDES if one in around), own)
        found.append(Obligation(value, modality, cue.end, start, end))
        if len(found) >= MAX_FOUND:
            break
    return tuple(found)


def _value(scan: Scan, cue: Cue) -> str | None:
    """The kind of duty, or None where the words mean something else."""
    context = _words().context
    before = scan.before(cue.start, 4)
    following = scan.after(cue.end, 1)
    next_word = following[0] if following else None
    if cue.label == MUST:
        if next_word is not None and next_word.reads(*context["not_before"]):
            return None
        if any(_ends_with(before, form) for form in context["not_after"]):
            return None
        if any(word.reads(*NOT, "đâu") for word in scan.before(cue.start, 2, scan.clause(cue.start))):
            return NEED_NOT
        if cue.phrase in context["ambiguous_must"]:
            return MUST if next_word is not None and next_word.reads(*context["need_not_verbs"]) else None
        return MUST
    if _standard(cue.phrase) in context["ambiguous_need_not"]:
        return NEED_NOT if next_word is not None and next_word.reads(*context["need_not_verbs"]) else None
    if cue.label == MUST_NOT and cue.phrase.endswith("được"):
        return _forbids(scan, cue)
    if cue.label == MAY and before and before[-1].reads(*NOT):
        return MUST_NOT
    return cue.label


def _standard(phrase: str) -> str:
    """A phrase with its negation as written in the standard language."""
    first, _, rest = phrase.partition(" ")
    return f"không {rest}" if f"{first} " in SPOKEN_NOT else phrase


def _forbids(scan: Scan, cue: Cue) -> str | None:
    context = _words().context
    following = scan.after(cue.end, 1)
    if not following or following[0].reads(*context["not_prohibited_before"]):
        return None
    return BENEFIT_DENIED if following[0].reads(*context["benefit_verbs"]) else MUST_NOT


def _ends_with(before: Sequence[Word], form: str) -> bool:
    parts = form.split()
    tail = before[-len(parts) :]
    return len(tail) == len(parts) and all(word.reads(part) for word, part in zip(tail, parts, strict=True))


def _governed_end(scan: Scan, cue: Cue) -> int:
    _, high = scan.clause(cue.end)
    end = cue.end
    for word in scan.after(cue.end, MAX_WORDS):
        if word.end > high or word.reads("thì", "nhưng", "vì", "nếu", "còn"):
            break
        end = word.end
    return end
