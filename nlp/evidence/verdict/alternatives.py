"""Whether the claim speaks of the passage's thing or of another of its kind: marriages where the rule is of births, a private school, the province.

A figure of the passage says nothing of the other thing, so what differs there is left open rather than refuted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.evidence.scan import Scan
from nlp.evidence.verdict.cue_books import CueBooks
from nlp.evidence.verdict.families import segment_of
from nlp.evidence.verdict.figures import Found, Match
from nlp.evidence.verdict.sides import Aligned, Side

Named = dict[str, set[str]]
"""Kind of thing → which of them are named."""


_books = CueBooks("alternatives.yaml", ("things",))


def _named(scanned: Scan, low: int = 0, high: int | None = None) -> Named:
    found: Named = {}
    for cue in _books.cues_in(scanned, "things"):
        if low <= cue.start and (high is None or cue.start < high):
            kind, one = cue.label.split("/")
            found.setdefault(kind, set()).add(one)
    return found


def alternative_features(aligned: Aligned, matches: Sequence[Match]) -> Iterator[tuple[str, float]]:
    """Kinds in which claim and passage name the same, only others, or the same but elsewhere than at the figure or sentence that fits best."""
    claim, passage = aligned.claim, aligned.passage
    said, written = _named(claim.scan), _named(passage.scan)
    others = _other(said, written)
    yield "kind_same", float(len(_same(said, written)))
    yield "kind_other", float(len(others))
    near = _named(passage.scan, *passage.scan.sentences[aligned.best[0]]) if aligned.best else {}
    yield "kind_other_near", float(len(_other(said, near)))
    yield "kind_same_near", float(len(_same(said, near)))
    yield "kind_gone_near", float(len(_other(said, near) & others))
    yield from _at_figures(aligned, said, matches)


def _same(said: Named, written: Named) -> set[str]:
    return {kind for kind, own in said.items() if own & written.get(kind, set())}


def _other(said: Named, written: Named) -> set[str]:
    """Kinds of which the text names some, but none of those that are said."""
    return {kind for kind, own in said.items() if written.get(kind) and not own & written[kind]}


def exchanged(one: Scan, other: Scan) -> list[tuple[str, str]]:
    """Words of two texts that name different things of one kind, for each kind of which they share none."""
    named, others = _named(one), _named(other)
    return [(_words(one, kind), _words(other, kind)) for kind in sorted(_other(named, others))]


def _words(scanned: Scan, kind: str) -> str:
    cue = next(cue for cue in _books.cues_in(scanned, "things") if cue.label.startswith(f"{kind}/"))
    return scanned.text.normalised[cue.start : cue.end]


def _at_figures(aligned: Aligned, said: Named, matches: Sequence[Match]) -> Iterator[tuple[str, float]]:
    """The same where the equal figure stands, and where the differing one stands."""
    for name, founds in (
        ("equal", [one.equal for one in matches if one.equal is not None]),
        ("rival", [one.other for one in matches if one.state == "rival"]),
    ):
        same = other = 0.0
        for found in founds:
            here = _here(aligned.passage, found)
            same = max(same, float(len(_same(said, here))))
            other = max(other, float(len(_other(said, here))))
        yield f"kind_same_{name}", same
        yield f"kind_other_{name}", other


def _here(passage: Side, found: Found | None) -> Named:
    if found is None:
        return {}
    low, high = segment_of(passage, found.one)
    return _named(passage.scan, low, high)
