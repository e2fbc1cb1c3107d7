"""How firmly a text tells something: in force, a target, a proposal, denied, hearsay …

The words are data (``nlp/lexicons/modality.yaml``). A figure takes the modality of the words around it
in its own sentence. What it cannot see: irony, and a sentence before this one that says "mới là dự thảo".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from models.vocabulary import Modality
from nlp import lexicons
from nlp.contracts import Text
from nlp.evidence.phrasebook import Cue, PhraseBook, Runs
from nlp.evidence.scan import Scan, Word, kept
from nlp.evidence.spelling import NOT

REACHES = frozenset({"sentence", "anywhere", "clause", "backward"})

# The first that applies wins: a denial survives hearsay, a draft survives an aim.
_ORDER = (
    Modality.DENIED,
    Modality.PROPOSAL,
    Modality.TARGET,
    Modality.HEARSAY,
    Modality.PROHIBITED,
    Modality.PERMITTED,
)


def load_lexicon(name: str) -> dict[str, Any]:
    """A YAML lexicon as plain data."""
    loaded: dict[str, Any] = lexicons.described(name)
    return loaded


@dataclass(frozen=True)
class ModalityWords:
    """The modality lexicon, checked: cue labels are ``code/reach``."""

    cues: PhraseBook
    negators: tuple[str, ...]
    not_before: tuple[str, ...]
    stops: tuple[str, ...]
    distance: int
    time_distance: int
    benefits: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> ModalityWords:
    """Read and check the lexicon once. Raises ``ValueError`` naming the entry that is wrong."""
    data = load_lexicon("modality.yaml")
    phrases: dict[str, list[str]] = {}
    for entry in data["modality"]:
        if entry["reach"] not in REACHES:
            raise ValueError(f"modality.yaml: reach {entry['reach']!r} is none of {sorted(REACHES)}")
        phrases.setdefault(f"{Modality(entry['code'])}/{entry['reach']}", []).extend(entry["phrases"])
    negation = data["negation"]
    return ModalityWords(
        PhraseBook(phrases, data["accented_only"]),
        tuple(form for form in negation["words"] if " " not in form),
        tuple(negation["not_before"]),
        tuple(negation["stops"]),
        int(negation["distance"]),
        int(negation["time_distance"]),
        tuple(data["obligation_context"]["benefit_verbs"]),
    )


def find_cues(text: Text, runs: Runs | None = None) -> tuple[Cue, ...]:
    """Every word of modality in a text. ``runs``: those of the text, where they are known."""
    return words().cues.find(text, runs)


@kept
def cues_of(scan: Scan) -> tuple[Cue, ...]:
    """``find_cues`` of a text that is scanned."""
    return find_cues(scan.text, scan.runs)


def modality_at(scan: Scan, cues: Sequence[Cue], start: int, end: int, when: bool = False) -> Modality:
    """The modality of what stands at ``start:end``.

    ``when``: it is a time. Then words of aim behind it count as well ("Đến năm 2030, phấn đấu …"), and of the
    negations only "không phải" right before it ("không phải 1/12"): others deny what happens then.
    """
    found = context_modalities(scan, cues, start, end)
    if when and Modality.TARGET in context_modalities(scan, cues, *[scan.sentence(start)[1]] * 2):
        found.add(Modality.TARGET)
    if _time_is_denied(scan, start) if when else is_denied(scan, start):
        found.add(Modality.DENIED)
    return next((modality for modality in _ORDER if modality in found), Modality.IN_FORCE)


def _asks(scan: Scan, end: int) -> bool:
    """Whether the sentence ends in a question mark: what is asked is not asserted."""
    return scan.text.folded[end : end + 1] == "?"


def context_modalities(scan: Scan, cues: Sequence[Cue], start: int, end: int) -> set[Modality]:
    """All modalities whose words reach ``start:end``."""
    low, high = scan.sentence(start)
    found = {Modality.HEARSAY} if _asks(scan, high) else set()
    for cue in cues:
        if cue.start < low or cue.end > high or (cue.start < end and start < cue.end):
            continue
        code, _, reach = cue.label.partition("/")
        if _reaches(scan, cue, reach, start, end) and not _negated(scan, cue):
            found.add(Modality(code))
    return found


def _reaches(scan: Scan, cue: Cue, reach: str, start: int, end: int) -> bool:
    if reach == "anywhere":
        return True
    if reach == "sentence":
        return cue.end <= start
    if reach == "backward":
        return end <= cue.start
    low, high = scan.clause(start)
    return low <= cue.start and cue.end <= min(start, high)


def _negated(scan: Scan, cue: Cue) -> bool:
    """ "không phải dự thảo", "chưa có đề xuất": the cue itself is denied."""
    if cue.phrase.startswith(("không", "chưa")):
        return False
    before = scan.before(cue.start, 2)
    return any(word.reads(*NOT) for word in before)


def _time_is_denied(scan: Scan, start: int) -> bool:
    before = scan.before(start, words().time_distance, scan.clause(start))
    return any(one.reads(*NOT) and two.reads("phải") for one, two in pairwise(before))


def is_denied(scan: Scan, start: int) -> bool:
    """Whether a negation in the same clause governs the figure: "không phải nộp 50k", "không thu 50k"."""
    lexicon = words()
    before = scan.before(start, lexicon.distance, scan.clause(start))
    for at in range(len(before) - 1, -1, -1):
        word = before[at]
        if word.reads(*lexicon.stops):
            return False
        if word.reads(*lexicon.negators) and _is_negation(before, at, lexicon):
            return True
    return False


def sanction_modality(scan: Scan, cues: Sequence[Cue], start: int, end: int) -> Modality:
    """Like ``modality_at``, but only "không" right before a sanction denies it.

    Who does not register *is* fined ("không đăng ký bị phạt"), and "không có phạt" is mostly "if not, a fine".
    """
    found = context_modalities(scan, cues, start, end)
    before = scan.before(start, 2)
    if before and before[-1].reads(*NOT) and not (len(before) > 1 and before[0].reads("có")):
        found.add(Modality.DENIED)
    return next((modality for modality in _ORDER if modality in found), Modality.IN_FORCE)


def _is_negation(before: Sequence[Word], at: int, lexicon: ModalityWords) -> bool:
    following = before[at + 1] if at + 1 < len(before) else None
    if following is not None and following.reads(*lexicon.not_before):
        return False
    if following is not None and following.reads("được"):  # forbids, unless a benefit is taken away
        benefit = before[at + 2] if at + 2 < len(before) else None
        return benefit is not None and benefit.reads(*lexicon.benefits)
    preceding = before[at - 1] if at else None
    return preceding is None or not preceding.reads("có", "hay", "nếu", "ai", "mà")
