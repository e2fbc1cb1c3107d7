"""For whom and by which way: "chỉ" against a list, all against a condition, one channel against two, and plans told as rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.evidence.phrasebook import Cue
from nlp.evidence.verdict.cue_books import CueBooks
from nlp.evidence.verdict.sides import Aligned

_cues = CueBooks("reach.yaml", ("reach", "channel", "firm")).cues


def reach_features(aligned: Aligned) -> Iterator[tuple[str, float]]:
    """Named figures; what they are worth is learned."""
    near = [aligned.passage.scan.sentences[one] for one in aligned.best[:1]]
    yield from _reach(aligned, near)
    yield from _channels(aligned, near)
    yield from _firmness(aligned, near)


def _labels(cues: Sequence[Cue], ranges: Sequence[tuple[int, int]]) -> set[str]:
    return {cue.label for cue in cues if any(low <= cue.start < high for low, high in ranges)}


def _reach(aligned: Aligned, near: Sequence[tuple[int, int]]) -> Iterator[tuple[str, float]]:
    claim, passage = aligned.claim, aligned.passage
    said, written = {cue.label for cue in _cues(claim, "reach")}, _labels(_cues(passage, "reach"), near)
    yield "only_against_list", float("only" in said and "also" in written and "only" not in written)
    yield (
        "list_against_only",
        float(bool(said & {"also", "all"}) and "only" in written and "only" not in said),
    )
    yield "all_against_limit", float("all" in said and "limit" in written and "limit" not in said)
    yield "claim_widens", float(bool(said & {"all", "also"}))
    yield "claim_narrows", float("only" in said)
    yield "governed_only", _governed(aligned, "only", said)


def _governed(aligned: Aligned, label: str, said: set[str]) -> float:
    """Share of the claim that the passage has behind such a word alone, when the claim does not say the word."""
    if label in said:
        return 0.0
    passage = aligned.passage
    ranges = [
        (cue.start, passage.scan.clause(cue.start)[1])
        for cue in _cues(passage, "reach")
        if cue.label == label
    ]
    if not ranges:
        return 0.0
    return aligned.share(
        [
            bool(places)
            and all(any(low <= passage.terms[at].start < high for low, high in ranges) for at in places)
            for places in aligned.found
        ]
    )


def _channels(aligned: Aligned, near: Sequence[tuple[int, int]]) -> Iterator[tuple[str, float]]:
    claim, passage = aligned.claim, aligned.passage
    said = {cue.label for cue in _cues(claim, "channel")}
    written = _labels(_cues(passage, "channel"), near)
    narrow = any(cue.label == "only" for cue in _cues(claim, "reach")) or len(said) > 1
    yield "channel_same", float(bool(said & written))
    yield "channel_other", float(bool(said) and bool(written) and not said & written)
    yield "channel_narrowed", float(narrow and bool(said) and len(written) > 1)
    yield "channel_widened", float(len(said) > 1 and len(written) == 1)


def _firmness(aligned: Aligned, near: Sequence[tuple[int, int]]) -> Iterator[tuple[str, float]]:
    said = {cue.label for cue in _cues(aligned.claim, "firm")}
    now = "now" in said
    if now:
        said.add("force")
    cues = _cues(aligned.passage, "firm")
    here, anywhere = _labels(cues, near), {cue.label for cue in cues}
    yield "plan_told_in_force", float("plan" in anywhere and "plan" not in said and "force" in said)
    yield "plan_told_now", float("plan" in anywhere and "plan" not in said and now)
    yield "plan_told_flat", float("plan" in anywhere and "plan" not in said)
    yield "plan_told_as_plan", float("plan" in anywhere and "plan" in said)
    yield "rule_told_as_plan", float("plan" not in anywhere and "plan" in said)
    yield "aim_told_hard", float("aim" in here and not said & {"aim", "plan"})
    yield "aim_told_forced", float("aim" in here and "aim" not in said and "force" in said)
    yield "aim_told_as_aim", float("aim" in here and "aim" in said)
