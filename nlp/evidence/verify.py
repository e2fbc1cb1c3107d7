"""One claim against one given passage: supported, refuted, or not enough information.

Slots, quantities, duties, denials and words of both are compared (``nlp.evidence.verdict``); learned weights say what that is worth,
and the part that decided is named. Time comes last: a rule that had ended bears nothing out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.errors import BadInput, InvalidJson, TooLarge, TriageError
from nlp.evidence.slots import local_day
from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.bygone import says_it_is_over
from nlp.evidence.verdict.model import Verdict, Weights, decide, load_weights
from nlp.evidence.verdict.official import is_official
from nlp.evidence.verdict.reasons import reason
from nlp.evidence.verdict.rules import SlotVerdict
from nlp.evidence.verdict.settled import certain
from nlp.evidence.verdict.vector import Pair, read_pair
from nlp.evidence.wording import say_date

__all__ = ["SlotVerdict", "Verdict", "Verification", "verify", "verify_lines"]

MAX_CHARACTERS = 50_000

SURE = 0.9
"""How clearly a verdict follows that rules settle alone: about as often they were right on the evidence corpus."""


@dataclass(frozen=True, slots=True)
class Verification:
    """``score`` in 0..1: how clearly the verdict follows. ``explanation`` is one Vietnamese sentence."""

    verdict: Verdict
    score: float
    slots: tuple[SlotVerdict, ...]
    explanation: str


def verify(
    passage: str,
    claim: str,
    posted_at: datetime | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Verification:
    """Whether ``passage`` bears out ``claim``, as of ``posted_at``; without it the passage is taken as in force.

    A stronger modality and a draft told as in force are refuted; so is a rule that had ended by then, unless the claim itself
    says that it is over, and one that had not begun unless the claim itself says from when.

    Raises:
        TooLarge: one of the two is longer than ``MAX_CHARACTERS``.

    >>> verify("Phấn đấu 100% hộ gia đình dùng dịch vụ công.", "100% hộ gia đình phải dùng dịch vụ công").verdict
    'refuted'
    """
    for text in (passage, claim):
        if len(text) > MAX_CHARACTERS:
            raise TooLarge(f"Văn bản dài quá {MAX_CHARACTERS} ký tự; hãy gửi từng phần ngắn hơn.")
    weights = load_weights()
    pair = read_pair(passage, claim, posted_at, weights.rarity, weights.unknown)
    verdict, score = _by_words(pair, passage, weights)
    late = _out_of_time(pair, verdict, posted_at, valid_from, valid_until)
    if late is not None:
        return Verification("refuted", round(score, 4), pair.judged, late)
    return Verification(verdict, round(score, 4), pair.judged, reason(pair, verdict))


def judge(
    pair: Pair,
    passage: str,
    weights: Weights,
    posted_at: datetime | None,
    valid_from: date | None,
    valid_until: date | None,
) -> Verdict:
    """The verdict alone, by given weights: what ``verify`` says with those that ship."""
    verdict, _ = _by_words(pair, passage, weights)
    return "refuted" if _out_of_time(pair, verdict, posted_at, valid_from, valid_until) else verdict


def _by_words(pair: Pair, passage: str, weights: Weights) -> tuple[Verdict, float]:
    official = is_official(plain_text(passage))
    sure = certain(pair, official)
    if sure is not None:
        return sure, SURE
    if official:
        return decide(weights.official(pair.figures), weights.least_refuted)
    return decide(weights.plain(pair.figures), 0.0)


def _out_of_time(
    pair: Pair,
    verdict: Verdict,
    posted_at: datetime | None,
    valid_from: date | None,
    valid_until: date | None,
) -> str | None:
    """Why a claim that the words bear out was not true on its day; None when it was."""
    day = local_day(posted_at)
    if day is None or verdict != "supported":
        return None
    if valid_until is not None and valid_until < day:
        if says_it_is_over(pair.aligned.claim.text):
            return None
        return f"quy định này chỉ đúng đến {say_date(valid_until)}"
    if valid_from is not None and day < valid_from:
        says_when = any(str(valid_from) == str(one.slot.value) for one in pair.judged)
        return None if says_when else f"quy định này đến {say_date(valid_from)} mới có hiệu lực"
    return None


def verify_lines(stream: Iterable[bytes | str]) -> Iterator[dict[str, Any]]:
    """JSONL in, JSON objects out, in order: the form of ``sangtin verify`` (CONTRACT).

    A line that cannot be used gives ``{"id", "line", "error": {"code", "message"}}`` in its place and the rest
    goes on. Lines end with ``\\n`` only; empty lines are passed over.
    """
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        identifier: Any = None
        try:
            fields = _fields(line, number)
            identifier = fields.get("id")
            yield {"id": identifier, **_answer(fields, number)}
        except TriageError as error:
            problem = {"code": error.code, "message": error.message}
            yield {"id": identifier, "line": number, "error": problem}


def _fields(line: bytes | str, number: int) -> dict[str, Any]:
    try:
        loaded = json.loads(line.decode("utf-8") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError):
        raise InvalidJson(f"Dòng {number} không phải JSON hợp lệ.") from None
    if not isinstance(loaded, dict):
        raise InvalidJson(f"Dòng {number} không phải một đối tượng JSON.")
    return loaded


def _answer(fields: dict[str, Any], number: int) -> dict[str, Any]:
    for name in ("passage", "claim"):
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise BadInput(f"Dòng {number}: thiếu «{name}» hoặc không phải chuỗi chữ.")
    result = verify(
        fields["passage"],
        fields["claim"],
        _moment(fields, "posted_at", number),
        _day(fields, "passage_valid_from", number),
        _day(fields, "passage_valid_until", number),
    )
    return {
        "verdict": result.verdict,
        "score": result.score,
        "slots": [_slot_json(one) for one in result.slots],
        "explanation": result.explanation,
    }


def _slot_json(one: SlotVerdict) -> dict[str, Any]:
    slot = one.slot
    return {
        "kind": slot.kind.value,
        "text": slot.text,
        "value": slot.value,
        "unit": slot.unit,
        "modality": slot.modality.value,
        "span": [slot.span.start, slot.span.end],
        "relation": one.relation.value if one.relation else None,
        "distortion": one.distortion.value if one.distortion else None,
        "explanation": one.explanation or None,
    }


def _moment(fields: dict[str, Any], name: str, number: int) -> datetime | None:
    value = fields.get(name)
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadInput(f"Dòng {number}: «{name}» không phải thời điểm ISO 8601.") from None


def _day(fields: dict[str, Any], name: str, number: int) -> date | None:
    moment = _moment(fields, name, number)
    return local_day(moment)
