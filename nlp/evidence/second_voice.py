"""What the learned verdict says of a sentence and the passage that fits it best, where rules settle nothing.

Rules ask for nearly the same words; people write "bằng lái nộp qua mạng" for "đổi giấy phép lái xe trực tuyến". The weights of
``sangtin verify`` read the pair as a whole, other kinds of slot included. They are asked about one passage a sentence: of further
ones, most of what they call refuted is about something else (.54 of it right on the evidence corpus with one, .50 with two).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.vocabulary import Distortion, Modality, Relation, SlotKind
from nlp.contracts import Evidence, Passage, PassageHit, Slot, Span
from nlp.evidence.reading import read_passage
from nlp.evidence.retrieval import in_force
from nlp.evidence.terms import telling_terms, weight_of
from nlp.evidence.told_part import told_part
from nlp.evidence.verdict.model import VERDICTS, load_weights
from nlp.evidence.verdict.reasons import reason
from nlp.evidence.verdict.settled import certain
from nlp.evidence.verdict.vector import Pair, read_pair
from nlp.evidence.weighing import SAME_MATTER
from nlp.evidence.wording import MAX_QUOTE, name_of, say_date
from nlp.official.context import told_under

REFUTED, REFUTED_UNNAMED = 0.5, 0.6
"""Least probability of ``refuted``: with another value, duty or firmness to point at, and without. Chosen on the evidence corpus by
weights that never saw the passage: at .6 as many are right as by the rules alone (.61, .57), at .5 only with something to point at (.56)."""

ONCE = 0.5
"""Least probability that an ended passage bore the sentence out. On the evidence corpus 6 of 7 told so were outdated."""

DOUBTED = 0.25
"""A difference found by rules is not told when the pair as a whole is less likely refuted than this. On the evidence corpus 3 wrong ones
of 60 go for 2 right ones of 80; from .3 on as many right ones go as wrong."""

MOST_SENTENCES = 3
"""Sentences of one post that are judged; reading a pair is the slow part. Own choice."""

MIN_SHARED = 2
"""Least telling words a sentence and a passage must share, what every fee and every time limit has left aside. On the evidence corpus
of nine that had fewer one was rightly refuted."""

_OF_ANY_MATTER = frozenset({"=le_phi", "=thoi_han_giai_quyet"})

MOST_NEAR = 3
"""Passages of a sentence among which the best one that stands, and the best that has ended, are looked for. Own choice."""

MOST_ASKED = 3
"""Further passages read to tell an outdated rule. Own choice."""

_SUPPORTED, _REFUTED = VERDICTS.index("supported"), VERDICTS.index("refuted")
_UNLIKELY = frozenset({SlotKind.PROCEDURE, SlotKind.DOCUMENT, SlotKind.AGENCY})
"""What a sentence is about rather than what it claims."""


@dataclass(frozen=True)
class Part:
    """A sentence as written, where it stands in the original, and what the search found for it, best first."""

    written: str
    span: Span
    hits: Sequence[PassageHit]


def second_voice(
    parts: Iterable[Part], slots: Sequence[Slot], posted_at: datetime | None, day: date | None
) -> tuple[Evidence, ...]:
    """A contradiction for each sentence whose best passage refutes it, with the slot it turns on (index in ``slots``)."""
    found = []
    for part in [one for one in parts if one.hits][:MOST_SENTENCES]:
        own = [at for at, slot in enumerate(slots) if slot.span.overlaps(part.span)]
        claims = any(slots[at].kind not in _UNLIKELY for at in own)
        told = _judge(part, slots, own, posted_at, day) if claims else None
        if told is not None:
            found.append(told)
    return tuple(found)


def stands(passage: Passage, day: date | None) -> bool:
    """Whether a passage is compared with what is told on a day: in force, or a draft, which holds on no day yet and is told as if it did."""
    return in_force(passage, day) or (passage.draft and not _ended(passage, day))


def bears_out(passage: Passage, written: str, posted_at: datetime | None) -> bool:
    """Whether a passage and what a sentence tells of it allow the difference that rules found in a part of them."""
    return _read(passage, written, posted_at)[1][_REFUTED] >= DOUBTED


def _judge(
    part: Part, slots: Sequence[Slot], own: Sequence[int], posted_at: datetime | None, day: date | None
) -> Evidence | None:
    """By the passage that fits best among those that stand, else by the best that has ended."""
    near = part.hits[:MOST_NEAR]
    current = next((hit for hit in near if stands(hit.passage, day)), None)
    ended = next((hit for hit in near if _ended(hit.passage, day)), None)
    told = _refuted(current, part, posted_at, day) if current else None
    if told is None and ended:
        told = _ended_since(ended, part, posted_at, day)
    if told is None:
        return None
    hit, pair, words, distortion = told
    number = _slot(pair, part.span.start + told_part(part.written, hit.passage).start, slots, own)
    if number is None:
        return None
    score = round(min(1.0, (pair.figures["cover_best"] + hit.score) / 2), 4)
    return Evidence(
        hit.passage, _quote(pair, hit.passage), Relation.CONTRADICTS, number, words, distortion, score
    )


_Told = tuple[PassageHit, Pair, str, Distortion]


def _refuted(hit: PassageHit, part: Part, posted_at: datetime | None, day: date | None) -> _Told | None:
    """A passage that stands and says otherwise."""
    if not _may_be_same(part.written, hit.passage):
        return None
    pair, chances = _read(hit.passage, part.written, posted_at)
    sure = certain(pair, official=True)
    least = REFUTED if _points_at_something(pair) else REFUTED_UNNAMED
    refuted = sure == "refuted" or (sure is None and chances[_REFUTED] >= least)
    if not refuted or not _same_matter(pair):
        return None
    once = _once(part, posted_at, day)
    words = reason(pair, "refuted") + (f" ({_until(once)})" if once else "")
    return hit, pair, words, Distortion.OUTDATED if once else _distortion(pair, hit.passage)


def _ended_since(hit: PassageHit, part: Part, posted_at: datetime | None, day: date | None) -> _Told | None:
    """A passage that has ended and bore the sentence out, which none in force does."""
    if not _may_be_same(part.written, hit.passage):
        return None
    pair, chances = _read(hit.passage, part.written, posted_at)
    bore = certain(pair, official=True) == "supported" or chances[_SUPPORTED] >= ONCE
    if not bore or _still(part, posted_at, day):
        return None
    return hit, pair, _until(hit.passage), Distortion.OUTDATED


def _read(passage: Passage, written: str, posted_at: datetime | None) -> tuple[Pair, tuple[float, ...]]:
    """What of a sentence a passage is about, and the passage with its headings: "1. Tại quầy: 8.000 đồng" alone does not say what costs so much."""
    weights = load_weights()
    told, _ = told_under(passage.context, passage.text)
    about = told_part(written, passage)
    pair = read_pair(told, written[about.start : about.end], posted_at, weights.rarity, weights.unknown)
    return pair, weights.official(pair.figures)


def _points_at_something(pair: Pair) -> bool:
    figures = pair.figures
    return bool(
        figures["figures_rival"]
        or figures["figures_swapped"]
        or figures["rules_modality"]
        or figures["rules_against"]
    )


def _may_be_same(written: str, passage: Passage) -> bool:
    """Whether there are telling words enough in common, without reading the pair: that is a hundred times slower."""
    return len(telling_terms(written) & read_passage(passage).terms) >= MIN_SHARED


def _same_matter(pair: Pair) -> bool:
    """Enough telling words in common, no other procedure, and nothing that rules compared and left open ("từ 2027", "đến 2030")."""
    shared = {
        term.exact
        for term, places in zip(pair.aligned.claim.terms, pair.aligned.found, strict=True)
        if places and weight_of(term.exact) == 1 and term.exact not in _OF_ANY_MATTER
    }
    left_open = pair.figures["rules_open_overlap"] >= SAME_MATTER
    return len(shared) >= MIN_SHARED and not left_open and not pair.figures["procedure_rival"]


def _ended(passage: Passage, day: date | None) -> bool:
    return day is not None and passage.valid_until is not None and passage.valid_until < day


def _until(passage: Passage) -> str:
    return f"đúng đến {say_date(passage.valid_until or '') or ''} theo {name_of(passage)}"


def _once(part: Part, posted_at: datetime | None, day: date | None) -> Passage | None:
    """The ended passage with the very value that the sentence tells, if one was found."""
    ended = [hit.passage for hit in part.hits if _ended(hit.passage, day)][:MOST_ASKED]
    for passage in ended:
        pair, chances = _read(passage, part.written, posted_at)
        if pair.figures["figures_same"] and chances[_SUPPORTED] > chances[_REFUTED]:
            return passage
    return None


def _still(part: Part, posted_at: datetime | None, day: date | None) -> bool:
    """Whether a passage in force bears the sentence out."""
    current = [hit.passage for hit in part.hits if stands(hit.passage, day)][:MOST_ASKED]
    return any(_read(one, part.written, posted_at)[1][_SUPPORTED] >= ONCE for one in current)


def _distortion(pair: Pair, passage: Passage) -> Distortion:
    """An aim, a draft or advice told as a rule; with another figure it is plainly contradicted."""
    figures = pair.figures
    if figures["figures_rival"]:
        return Distortion.CONTRADICTED
    told = {one.slot.modality for one in pair.judged}
    soft = figures["rules_modality"] or figures["soft_told_hard"] or figures["draft_told_hard"]
    draft = passage.draft and Modality.PROPOSAL not in told
    return Distortion.MODALITY if soft or draft else Distortion.CONTRADICTED


def _slot(pair: Pair, start: int, slots: Sequence[Slot], own: Sequence[int]) -> int | None:
    """The slot with the figure that differs, None when nobody asked about it; else the first that claims something. ``start``: where the
    claim of the pair begins in the post."""
    text = pair.aligned.claim.text
    for match in pair.matches:
        if match.state in ("rival", "swapped"):
            said = text.to_original(match.said.start, match.said.end)
            low, high = start + said.start, start + said.end
            for at in own:
                if slots[at].span.start < high and low < slots[at].span.end:
                    return at
            return None
    return next((at for at in own if slots[at].kind not in _UNLIKELY), own[0])


def _quote(pair: Pair, passage: Passage) -> str:
    """The sentence of the passage that is nearest, without what it stands under."""
    if not pair.aligned.best:
        return passage.text[:MAX_QUOTE].strip()
    read = pair.aligned.passage
    span = read.text.to_original(*read.scan.sentences[pair.aligned.best[0]])
    _, own = told_under(passage.context, passage.text)
    return (read.text.original[max(span.start, own) : span.end].strip() or passage.text.strip())[:MAX_QUOTE]
