"""How much of a claim's words a passage has, in one place and in order, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from nlp.contracts import Text
from nlp.evidence.verdict.sides import Aligned, Side
from nlp.normalise import fold

NEAR = 3
"""Two neighbours of the claim still stand together in the passage with this many words between them. Own choice."""

_RUN = re.compile(r"[^\W\d_]+(?:[ \t-][^\W\d_]+)*")
MAX_WORDS = 400
"""Words of a sentence that are laid over one another; what is longer is cut."""


def word_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Named figures of one pair, most of them shares 0..1."""
    claim = aligned.claim
    covered = [bool(places) for places in aligned.found]
    best, two = aligned.in_sentences(aligned.best[:1]), aligned.in_sentences(aligned.best)
    yield "cover", aligned.share(covered)
    yield "cover_best", aligned.share(best)
    yield "cover_two", aligned.share(two)
    yield "cover_clause", _best_clause(aligned)
    yield "cover_count", sum(covered) / len(covered) if covered else 0.0
    yield "cover_two_count", sum(two) / len(two) if two else 0.0
    yield "back_best", _back(aligned)
    yield from _left_over(aligned, covered, "")
    yield from _left_over(aligned, two, "two_")
    yield from _order(aligned)
    yield from _laid_over(aligned)
    yield from _names(aligned)
    yield "claim_words", float(len(claim.scan.words))


def _best_clause(aligned: Aligned) -> float:
    of = aligned.passage.clause_of
    holding: dict[int, float] = {}
    for weight, places in zip(aligned.weights, aligned.found, strict=True):
        for clause in {of[at] for at in places}:
            holding[clause] = holding.get(clause, 0.0) + weight
    total = sum(aligned.weights)
    return max(holding.values(), default=0.0) / total if total else 0.0


def _back(aligned: Aligned) -> float:
    """Share of the best sentence's words that the claim says too."""
    if not aligned.best:
        return 0.0
    inside = [at for at, number in enumerate(aligned.passage.sentence_of) if number == aligned.best[0]]
    said = {at for places in aligned.found for at in places}
    return sum(at in said for at in inside) / len(inside)


def _left_over(aligned: Aligned, held: Sequence[bool], name: str) -> Iterator[tuple[str, float]]:
    """The words not covered: how rare, how long the longest run, how many runs, and whether at the end."""
    longest = run = runs = 0
    longest_weight = run_weight = 0.0
    loose = [weight for weight, one in zip(aligned.weights, held, strict=True) if not one]
    for weight, one in zip(aligned.weights, held, strict=True):
        runs += not one and run == 0
        run, run_weight = (0, 0.0) if one else (run + 1, run_weight + weight)
        longest, longest_weight = max(longest, run), max(longest_weight, run_weight)
    half, number, total = len(held) // 2, max(1, len(held)), sum(aligned.weights) or 1.0
    yield f"{name}loose_rarest", max(loose, default=0.0) / max(aligned.weights, default=1.0)
    yield f"{name}loose_mean", (sum(loose) / len(loose) if loose else 0.0) / (total / number)
    yield f"{name}loose_run", longest / number
    yield f"{name}loose_run_weight", longest_weight / total
    yield f"{name}loose_runs", runs / number
    yield (
        f"{name}loose_late",
        _share([not one for one in held[half:]]) - _share([not one for one in held[:half]]),
    )


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _order(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Neighbours of the claim that stand together in the passage, forwards or backwards, or apart."""
    pairs = together = backwards = 0
    for one, two in zip(aligned.found, aligned.found[1:], strict=False):
        if not one or not two:
            continue
        pairs += 1
        gaps = [second - first for first in one[:20] for second in two[:20]]
        together += any(0 < gap <= NEAR for gap in gaps)
        backwards += any(-NEAR <= gap < 0 for gap in gaps) and not any(0 < gap <= NEAR for gap in gaps)
    number = max(1, len(aligned.found) - 1)
    yield "pairs_together", together / number
    yield "pairs_backwards", backwards / number
    yield "pairs_apart", (pairs - together - backwards) / number


def _sentence_words(side: Side, sentence: int) -> list[str]:
    low, high = side.scan.sentences[sentence]
    return [word.folded for word in side.scan.between(low, high)][:MAX_WORDS]


def _laid_over(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """All words of the claim, also small ones, laid over those of the best sentences in the order of the passage."""
    said = [word.folded for word in aligned.claim.scan.words][:MAX_WORDS]
    written = [
        word for sentence in sorted(aligned.best) for word in _sentence_words(aligned.passage, sentence)
    ]
    everything = {word.folded for word in aligned.passage.scan.words}
    codes = SequenceMatcher(None, written, said, autojunk=False).get_opcodes() if said and written else []
    same = [hi - lo for tag, _, _, lo, hi in codes if tag == "equal"]
    swaps = [(i2 - i1, hi - lo) for tag, i1, i2, lo, hi in codes if tag == "replace"]
    added = [(lo, hi) for tag, _, _, lo, hi in codes if tag == "insert"]
    number = max(1, len(said))
    yield "laid_same", sum(same) / number
    yield "laid_longest", max(same, default=0) / number
    yield "laid_small_swaps", sum(left <= 3 and right <= 3 for left, right in swaps) / number
    yield "laid_swapped", sum(right for _, right in swaps) / number
    yield "laid_added", sum(hi - lo for lo, hi in added) / number
    yield "words_new", sum(word not in everything for word in said) / number


def _names(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Capitalised names of the claim: in the best sentences, elsewhere, nowhere; and names there that it leaves out."""
    claimed = names_in(aligned.claim.text)
    low_high = [aligned.passage.scan.sentences[one] for one in aligned.best]
    near = " ".join(aligned.passage.text.folded[low:high] for low, high in low_high)
    far = aligned.passage.text.folded
    here = {name for name in claimed if name in near}
    elsewhere = {name for name in claimed if name not in near and name in far}
    nowhere = claimed - here - elsewhere
    spoken = aligned.claim.text.folded
    others = {
        name
        for low, high in low_high
        for name in names_in_range(aligned.passage.text, low, high)
        if name not in spoken
    }
    number = max(1, len(claimed))
    yield "names_here", len(here) / number
    yield "names_elsewhere", len(elsewhere) / number
    yield "names_nowhere", len(nowhere) / number
    yield "names_unknown", float(any(part not in far for name in nowhere for part in name.split()))
    yield "names_rival", float(bool(others) and bool(nowhere or elsewhere))
    yield "names_left_out", float(bool(others))


def names_in(text: Text) -> set[str]:
    """Folded names of a text, those that only begin a sentence left out."""
    return names_in_range(text, 0, len(text.normalised))


def names_in_range(text: Text, low: int, high: int) -> set[str]:
    """Folded capitalised runs within a range; a single word that begins a sentence is no name."""
    found = set()
    for match in _RUN.finditer(text.normalised, low, high):
        before = text.normalised[low : match.start()].rstrip()
        begins = not before or before[-1] in '.!?:;…\n"“('
        name: list[str] = []
        for number, word in enumerate([*re.split(r"[ \t-]", match[0]), ""]):
            if word[:1].isupper():
                name.append(word)
            elif name:
                if len(name) > 1 or not (begins and number == 1):
                    found.add(fold(" ".join(name)))
                name = []
    return found
