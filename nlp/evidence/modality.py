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
from nlp.evidence.statements import comments_on, parted
from nlp.evidence.told_marks import Mark, comments_of, made_known, marks_of, told_words

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
    found = context_modalities(scan, cues, start, end, when)
    if _time_is_denied(scan, start) if when else is_denied(scan, start):
        found.add(Modality.DENIED)
    return next((modality for modality in _ORDER if modality in found), Modality.IN_FORCE)


def _asks(scan: Scan, end: int) -> bool:
    """Whether the sentence ends in a question mark: what is asked is not asserted."""
    return scan.text.folded[end : end + 1] == "?"


def context_modalities(
    scan: Scan, cues: Sequence[Cue], start: int, end: int, when: bool = False
) -> set[Modality]:
    """All modalities whose words reach ``start:end``. ``when``: as of ``modality_at``."""
    low, high = scan.sentence(start)
    found = {Modality.HEARSAY} if _asks(scan, high) else set()
    for mark in _marks(scan, cues):
        if mark.start < low or mark.end > high or (mark.start < end and start < mark.end):
            continue
        if _reaches(scan, mark, start, end, when):
            found.add(mark.told)
    found |= {one.told for one in comments_of(scan) if high <= one.start and _is_next(scan, high, one.start)}
    return found


def _is_next(scan: Scan, high: int, at: int) -> bool:
    """Whether the sentence around ``at`` follows that which ends at ``high``."""
    low, _ = scan.sentence(at)
    return not scan.between(high, low)


def _marks(scan: Scan, cues: Sequence[Cue]) -> tuple[Mark, ...]:
    """The words of modality of a text that mean what they say. Kept for the next who asks with the same cues."""
    known: tuple[Sequence[Cue], tuple[Mark, ...]] | None = scan.kept.get(Mark)
    if known is None or known[0] is not cues:
        of_cues = [_mark(cue) for cue in cues if not _is_said_to_you(scan, cue)]
        marks = tuple(one for one in (*of_cues, *marks_of(scan)) if not _negated(scan, one))
        known = scan.kept[Mark] = cues, marks
    return known[1]


_SIDES = {"sentence": "ahead", "anywhere": "both", "backward": "behind"}


def _mark(cue: Cue) -> Mark:
    code, _, reach = cue.label.partition("/")
    return Mark(Modality(code), cue.start, cue.end, _SIDES.get(reach, reach))


def _is_said_to_you(scan: Scan, cue: Cue) -> bool:
    """ "… nghe bà con", "nghe mấy mệ": a word to those who listen; and "tôi nghe đài đọc" tells where it is made known."""
    kin = cue.phrase.startswith("nghe ") and cue.phrase not in _HEARD
    if not kin and cue.phrase != "tôi nghe":
        return False
    first = scan.word_index(cue.start) + (1 if kin else 2)
    words = scan.words
    _, high = scan.clause(cue.start)
    sayings = told_words().lists["sayings"]
    said = next((at for at in range(first, min(first + 8, len(words))) if words[at].reads(*sayings)), None)
    if said is None or words[said].start >= high:
        return kin or made_known(scan, first, min(first + 4, len(words)))
    return made_known(scan, first, said)


_HEARD = frozenset(
    ("nghe nói", "nghe đâu", "nghe đồn", "nghe bảo", "nghe đồn là", "nghe người ta nói", "nghe phong thanh", "nghe kể", "nghe kêu", "nghe người ta")
)  # fmt: skip
"""What is heard, not from whom."""


def _reaches(scan: Scan, mark: Mark, start: int, end: int, when: bool) -> bool:
    if mark.reach == "clause":
        low, high = scan.clause(start)
        return low <= mark.start and mark.end <= min(start, high)
    if mark.end <= start:
        return mark.reach != "behind" and not parted(scan, mark.told, mark.end, start)
    if mark.reach == "ahead" and not (when and mark.told is Modality.TARGET):
        return False
    between = parted(scan, mark.told, end, mark.start)
    return not between or comments_on(scan, between, mark.start)


def _negated(scan: Scan, mark: Mark) -> bool:
    """ "không phải dự thảo", "chưa có đề xuất": the word itself is denied."""
    first = scan.words[scan.word_index(mark.start)]
    if first.reads(*NOT, "hổng", "hông"):
        return False
    before = scan.before(mark.start, 4, scan.clause(mark.start))
    if any(word.reads(*NOT) for word in before[-2:]):
        return True
    return any(one.reads(*NOT) and two.reads("phải", "có") for one, two in pairwise(before))


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
