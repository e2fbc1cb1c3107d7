"""One claim against one given passage: supported, refuted, or not enough information.

Slots of policy text decide first (value, duty, how firmly, in force when); what has no slots goes by its words.
Thresholds are set by hand from the meaning of the measures, not fitted to any data set.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from models.errors import BadInput, InvalidJson, TooLarge, TriageError
from models.vocabulary import Distortion, Modality, Relation
from nlp.contracts import Passage, PassageHit, Slot, Text
from nlp.evidence.comparison import COMPARED_KINDS, weigh
from nlp.evidence.judgement import Judgement
from nlp.evidence.lexical import LexicalSignals, compare_words
from nlp.evidence.reading import TextReading, firmness, read_claim
from nlp.evidence.slots import extract_slots, local_day
from nlp.evidence.terms import plain_text
from nlp.evidence.wording import both_sides, say_date, say_modality
from nlp.normalise import normalise

Verdict = Literal["supported", "refuted", "not_enough_info"]

MAX_CHARACTERS = 50_000
COVERED = 0.75
"""A passage with three quarters of a claim's words, in one place, and nothing against it supports it."""

ABOUT = 0.5
"""With half of the words the passage is about the same, so that a difference counts as one."""


@dataclass(frozen=True, slots=True)
class SlotVerdict:
    """What the passage says of one slot of the claim; ``relation`` None when it says nothing."""

    slot: Slot
    relation: Relation | None
    distortion: Distortion | None
    explanation: str


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

    A stronger modality and a draft told as in force are refuted; so is a rule that had ended by then, and one
    that had not begun unless the claim itself says from when.

    >>> verify("Phấn đấu 100% hộ gia đình dùng dịch vụ công.", "100% hộ gia đình phải dùng dịch vụ công").verdict
    'refuted'
    """
    for text in (passage, claim):
        if len(text) > MAX_CHARACTERS:
            raise TooLarge(f"Văn bản dài quá {MAX_CHARACTERS} ký tự; hãy gửi từng phần ngắn hơn.")
    read, official = normalise(claim), plain_text(passage)
    slots = extract_slots(read, posted_at)
    words = compare_words(read, official)
    judged = tuple(_judge_slots(passage, read_claim(read, slots), words.near))
    result = _softened(read, official, words, judged) or _decide(judged, words)
    day = local_day(posted_at)
    if day is not None and result.verdict == "supported":
        return _in_time(result, day, valid_from, valid_until)
    return result


def _judge_slots(passage: str, reading: TextReading, near: float) -> Iterator[SlotVerdict]:
    hit = PassageHit(Passage("", "", "", "", None, "", passage), near)
    for statement in reading.statements:
        weighed = weigh(statement, hit, 1) if statement.slot.kind in COMPARED_KINDS else None
        judgement: Judgement | None = weighed.judgement if weighed else None
        yield SlotVerdict(
            statement.slot,
            judgement.relation if judgement else None,
            judgement.distortion if judgement else None,
            judgement.explanation if judgement else "",
        )


def _decide(judged: tuple[SlotVerdict, ...], words: LexicalSignals) -> Verification:
    against = [one for one in judged if one.relation is Relation.CONTRADICTS]
    if against:
        return Verification("refuted", _score(words.near, 0.5), judged, against[0].explanation)
    if any(one.relation is Relation.SUPPORTS for one in judged) and not _foreign(judged, words):
        best = next(one for one in judged if one.relation is Relation.SUPPORTS)
        return Verification("supported", _score(words.near, 0.5), judged, best.explanation)
    if words.near < ABOUT:
        return Verification(
            "not_enough_info", _score(1 - words.near), judged, "đoạn văn bản không nói đến điều này"
        )
    difference = _difference(judged, words)
    if difference:
        return Verification("refuted", _score(words.near), judged, difference)
    if words.coverage >= COVERED and words.near >= COVERED - 0.15 and not words.foreign_figures:
        return Verification("supported", _score(words.near), judged, "đoạn văn bản nói đúng như vậy")
    return Verification("not_enough_info", 0.5, judged, "đoạn văn bản chỉ nói đến một phần của điều này")


def _softened(
    claim: Text, passage: Text, words: LexicalSignals, judged: tuple[SlotVerdict, ...]
) -> Verification | None:
    """An aim or a draft told as plain fact, where no slot has settled it."""
    if words.near < COVERED or any(one.relation is not None for one in judged):
        return None
    said = firmness(passage, *words.quote)
    told = firmness(claim, 0, len(claim.normalised))
    if said is Modality.IN_FORCE or told is not Modality.IN_FORCE:
        return None
    explanation = both_sides(say_modality(told), say_modality(said))
    return Verification("refuted", _score(words.near), judged, explanation)


def _foreign(judged: tuple[SlotVerdict, ...], words: LexicalSignals) -> bool:
    """Figures the passage does not have, other than those of slots it does bear out."""
    supported = [one.slot.text for one in judged if one.relation is Relation.SUPPORTS]
    return any(not any(figure in text for text in supported) for figure in words.foreign_figures)


def _difference(judged: tuple[SlotVerdict, ...], words: LexicalSignals) -> str | None:
    """A difference of words. Figures of slots the passage was compared with are judged already."""
    known = [one.slot.text for one in judged if one.relation is not None]
    strange = [figure for figure in words.foreign_figures if not any(figure in text for text in known)]
    if words.rival_figures and strange:
        return f"con số {strange[0]} không có trong đoạn văn bản, chỗ đó ghi số khác"
    if words.negated:
        return "một bên phủ định, một bên khẳng định"
    if words.opposite:
        return f"bài viết: {words.opposite[0]}; văn bản: {words.opposite[1]}"
    return None


def _in_time(
    result: Verification, day: date, valid_from: date | None, valid_until: date | None
) -> Verification:
    if valid_until is not None and valid_until < day:
        words = f"quy định này chỉ đúng đến {say_date(valid_until)}"
        return Verification("refuted", result.score, result.slots, words)
    if valid_from is not None and day < valid_from:
        says_when = any(str(valid_from) == str(one.slot.value) for one in result.slots)
        if not says_when:
            words = f"quy định này đến {say_date(valid_from)} mới có hiệu lực"
            return Verification("refuted", result.score, result.slots, words)
    return result


def _score(share: float, floor: float = 0.0) -> float:
    return round(min(1.0, max(floor, share)), 4)


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
