"""Why a verdict: the part of claim and passage that decides, in one Vietnamese sentence."""

from __future__ import annotations

from models.vocabulary import Relation
from nlp.contracts import Text
from nlp.evidence.verdict.clashes import Clash
from nlp.evidence.verdict.figures import Match
from nlp.evidence.verdict.limits import limit_start
from nlp.evidence.verdict.measures import MEASURED
from nlp.evidence.verdict.model import Verdict
from nlp.evidence.verdict.opening import days_of, hours_of
from nlp.evidence.verdict.polarity import CLEAR
from nlp.evidence.verdict.quantity import AGE, WEEKDAY, Quantity
from nlp.evidence.verdict.settled import ABOUT
from nlp.evidence.verdict.sides import Side
from nlp.evidence.verdict.stances import opposites
from nlp.evidence.verdict.vector import Pair
from nlp.evidence.wording import both_sides

SUNDAY = 7.0
_OPEN = {True: "có làm việc", False: "nghỉ", None: ""}

MAX_SHOWN = 3
MOST_WORDS = 14
"""Words of a clause that the explanation shows."""


def reason(pair: Pair, verdict: Verdict) -> str:
    """One sentence; never a bare probability."""
    if verdict == "refuted":
        return _against(pair)
    return _for(pair) if verdict == "supported" else _unsaid(pair)


def _against(pair: Pair) -> str:
    if pair.clashing:
        return _clash(pair, max(pair.clashing, key=lambda one: one.sure))
    ranked = sorted(
        (one for one in pair.judged if one.relation is Relation.CONTRADICTS), key=lambda one: -one.overlap
    )
    if ranked:
        return ranked[0].explanation
    for match in sorted(pair.matches, key=lambda one: -(one.other.score if one.other else 0.0)):
        if match.rival is not None and match.state in ("rival", "swapped"):
            return _figures(pair, match)
    told = _other_body(pair) or _other_way(pair)
    if told is not None:
        return told
    passage = pair.aligned.passage
    near = [passage.scan.sentences[one] for one in pair.aligned.best]
    for said, written in opposites(pair.aligned, near):
        return both_sides(said, written)
    if pair.figures["draft_told_hard"] or pair.figures["soft_told_hard"]:
        return both_sides("nói như đang áp dụng", "mới là mục tiêu hoặc dự thảo")
    if pair.figures["denied_claim_only"] or pair.figures["denied_passage_only"]:
        return "một bên phủ định, một bên khẳng định: " + _quote(pair)
    return "bài viết nói khác với đoạn văn bản: " + _quote(pair)


def _clash(pair: Pair, clash: Clash) -> str:
    """What stands against what, of a clash that is sure."""
    if clash.match is not None:
        return _figures(pair, clash.match)
    claim, passage = pair.aligned.claim, pair.aligned.passage
    if clash.kind == "hours":
        return both_sides(", ".join(_hours(claim)), ", ".join(_hours(passage)))
    if clash.kind == "days_other":
        return both_sides(", ".join(_days(claim)), ", ".join(_days(passage)))
    if clash.kind == "days_turned":
        said, written = days_of(claim), days_of(passage)
        turned = next(day for day in sorted(said.keys() & written.keys()) if said[day] is (not written[day]))
        name = f"{'Chủ nhật' if turned == SUNDAY else f'thứ {int(turned) + 1}'}"
        return both_sides(f"{name} {_OPEN[said[turned]]}", f"{name} {_OPEN[written[turned]]}")
    return "bài viết nói buổi khác với văn bản: " + _quote(pair)


def _hours(side: Side) -> list[str]:
    return [side.text.normalised[one.low.start : one.high.end].strip() for one in hours_of(side)]


def _days(side: Side) -> list[str]:
    return [
        side.text.normalised[one.start : one.end].strip() for one in side.quantities if one.kind == WEEKDAY
    ]


def _other_body(pair: Pair) -> str | None:
    """Another office does it: both named, when the claim's is nowhere in the passage."""
    for one in pair.bodies:
        if one.told >= CLEAR and pair.figures["bodies_nowhere"]:
            return both_sides(
                _cut(pair.aligned.claim.text, one.said.start, one.said.end),
                _cut(pair.aligned.passage.text, one.written.start, one.written.end),
            )
    return None


def _other_way(pair: Pair) -> str | None:
    """The clause of each side that goes its own way on who pays, what is allowed, what is a duty or who is entitled."""
    turned = [one for one in pair.met if one.against and one.fit >= CLEAR]
    for one in sorted(turned, key=lambda one: -one.fit * one.told):
        return both_sides(
            f"«{_cut(pair.aligned.claim.text, one.said.start, one.said.high)}»",
            f"«{_cut(pair.aligned.passage.text, one.written.start, one.written.high)}»",
        )
    if pair.figures["taken_out_told"] > 0:
        return "văn bản loại trừ trường hợp được nói tới: " + _quote(pair)
    return None


def _cut(text: Text, start: int, end: int) -> str:
    """Words of a text as they are written there, cut short at a word."""
    words = text.normalised[start:end].split()
    shown = " ".join(words[:MOST_WORDS])
    return f"{shown} …" if len(words) > MOST_WORDS else shown.strip(" ,;:.")


def _figures(pair: Pair, match: Match) -> str:
    said = _written(pair, match.said, True)
    if match.state == "swapped" and match.rival is not None:
        return f"con số {said} trong văn bản gắn với đối tượng khác; chỗ được nói tới ghi {_written(pair, match.rival, False)}"
    return both_sides(said, _written(pair, match.rival, False) if match.rival else "")


def _written(pair: Pair, one: Quantity, claim: bool) -> str:
    side = pair.aligned.claim if claim else pair.aligned.passage
    text = side.text.normalised
    start = limit_start(side.scan, one)
    after = _word_after(text, one.end) if one.kind == AGE or one.kind.startswith(("count:", "no:")) else ""
    known = one.kind.removeprefix("count:") in MEASURED
    return f"{text[start : one.end].strip()}{'' if known else after}"


def _word_after(text: str, end: int) -> str:
    following = text[end : end + 20].split()
    return f" {following[0].strip('.,;:')}" if following else ""


def _for(pair: Pair) -> str:
    for one in pair.judged:
        if one.relation is Relation.SUPPORTS and one.distortion is None:
            return one.explanation
    same = [one for one in pair.matches if one.state == "same" and one.same is not None]
    if same:
        return both_sides(
            _written(pair, same[0].said, True), _written(pair, same[0].same or same[0].said, False)
        )
    return "đoạn văn bản nói đúng như vậy: " + _quote(pair)


def _unsaid(pair: Pair) -> str:
    loose = [
        term for term, places in zip(pair.aligned.claim.terms, pair.aligned.found, strict=True) if not places
    ]
    if pair.figures["cover"] < ABOUT or not loose:
        return "đoạn văn bản không nói đến điều này"
    text = pair.aligned.claim.text.normalised
    words = ", ".join(f"«{text[term.start : term.end]}»" for term in loose[:MAX_SHOWN])
    return f"đoạn văn bản chỉ nói đến một phần của điều này; không thấy nói về {words}"


def _quote(pair: Pair) -> str:
    """The sentence of the passage that is nearest, cut short."""
    if not pair.aligned.best:
        return "không có câu nào nói tới"
    low, high = pair.aligned.passage.scan.sentences[pair.aligned.best[0]]
    sentence = " ".join(pair.aligned.passage.text.original[low:high].split())
    return f"«{sentence if len(sentence) <= 160 else sentence[:157] + '…'}»"
