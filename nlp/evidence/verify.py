"""One claim against one given passage: supported, refuted, or not enough information.

Slots, quantities, duties, denials and words of both are compared (``nlp.evidence.verdict``); learned weights say what that is worth,
and the part that decided is named. Where no rule is sure, a model of the office's own may have a say besides (``neural``). Time comes
last: a rule that had ended bears nothing out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol

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

__all__ = [
    "Question",
    "Reader",
    "SlotVerdict",
    "Verdict",
    "Verification",
    "verify",
    "verify_all",
    "verify_lines",
]

MAX_CHARACTERS = 50_000

SURE = 0.9
"""How clearly a verdict follows that rules settle alone: about as often they were right on the evidence corpus."""


@dataclass(frozen=True, slots=True)
class Question:
    """A claim and the passage it is compared with, as of ``posted_at``; without it the passage is taken as in force.

    Raises:
        TooLarge: one of the two texts is longer than ``MAX_CHARACTERS``.
    """

    passage: str
    claim: str
    posted_at: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        for text in (self.passage, self.claim):
            if len(text) > MAX_CHARACTERS:
                raise TooLarge(f"Văn bản dài quá {MAX_CHARACTERS} ký tự; hãy gửi từng phần ngắn hơn.")


class Reader(Protocol):
    """Reads passage and claim in a way of its own (``neural.CrossEncoder``)."""

    @property
    def weight(self) -> float:
        """Its share of the say, in 0..1."""
        ...

    def weigh(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Sequence[float] | None]:
        """Probability of each verdict, in the order of ``VERDICTS``, for each (passage, claim); None where it has nothing to say."""
        ...


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
    (told,) = verify_all([Question(passage, claim, posted_at, valid_from, valid_until)])
    return told


def verify_all(questions: Sequence[Question], reader: Reader | None = None) -> list[Verification]:
    """``verify`` for each question, in order; what no rule is sure of, a ``reader`` is asked too, all at once."""
    weights = load_weights()
    read = [
        _words(read_pair(one.passage, one.claim, one.posted_at, weights.rarity, weights.unknown), one.passage)
        for one in questions
    ]
    told = []
    for one, words, said in zip(questions, read, _also_said(questions, read, reader), strict=True):
        verdict, score = _decided(words, weights, said, reader.weight if reader else 0.0)
        late = _out_of_time(words.pair, verdict, one.posted_at, one.valid_from, one.valid_until)
        verdict, why = ("refuted", late) if late else (verdict, reason(words.pair, verdict))
        told.append(Verification(verdict, round(score, 4), words.pair.judged, why))
    return told


def judge(
    pair: Pair,
    passage: str,
    weights: Weights,
    posted_at: datetime | None,
    valid_from: date | None,
    valid_until: date | None,
) -> Verdict:
    """The verdict alone, by given weights: what ``verify`` says with those that ship."""
    verdict, _ = _decided(_words(pair, passage), weights)
    return "refuted" if _out_of_time(pair, verdict, posted_at, valid_from, valid_until) else verdict


@dataclass(frozen=True, slots=True)
class _Words:
    """A pair by its words: whether its passage is official text, and the verdict that rules alone settle."""

    pair: Pair
    official: bool
    sure: Verdict | None


def _words(pair: Pair, passage: str) -> _Words:
    official = is_official(plain_text(passage))
    return _Words(pair, official, certain(pair, official))


def _also_said(
    questions: Sequence[Question], read: Sequence[_Words], reader: Reader | None
) -> list[Sequence[float] | None]:
    """What a reader says of each question; nothing of those that rules settle."""
    unsure = [one for one, words in zip(questions, read, strict=True) if words.sure is None]
    if reader is None or not unsure:
        return [None] * len(read)
    said = iter(reader.weigh([(one.passage, one.claim) for one in unsure]))
    return [next(said) if words.sure is None else None for words in read]


def _decided(
    words: _Words, weights: Weights, said: Sequence[float] | None = None, share: float = 0.0
) -> tuple[Verdict, float]:
    """The verdict and how likely it is; ``said`` by a reader has its ``share`` of the say."""
    if words.sure is not None:
        return words.sure, SURE
    figures = words.pair.figures
    likely = weights.official(figures) if words.official else weights.plain(figures)
    if said is not None:
        likely = tuple((1 - share) * ours + share * its for ours, its in zip(likely, said, strict=True))
    return decide(likely, weights.least_refuted if words.official else 0.0)


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


def verify_lines(
    stream: Iterable[bytes | str], reader: Reader | None = None, at_once: int = 1
) -> Iterator[dict[str, Any]]:
    """JSONL in, JSON objects out, in order: the form of ``sangtin verify`` (CONTRACT).

    A line that cannot be used gives ``{"id", "line", "error": {"code", "message"}}`` in its place and the rest
    goes on. Lines end with ``\\n`` only; empty lines are passed over. So many lines as ``at_once`` says are answered together.
    """
    lines = ((number, line) for number, line in enumerate(stream, 1) if line.strip())
    while group := list(islice(lines, at_once)):
        asked = [_asked(line, number) for number, line in group]
        told = iter(verify_all([one for _, one in asked if isinstance(one, Question)], reader))
        for (number, _), (identifier, one) in zip(group, asked, strict=True):
            if isinstance(one, Question):
                yield {"id": identifier, **_answer(next(told))}
            else:
                problem = {"code": one.code, "message": one.message}
                yield {"id": identifier, "line": number, "error": problem}


def _asked(line: bytes | str, number: int) -> tuple[Any, Question | TriageError]:
    """The id of a line and its question, or what is wrong with it."""
    identifier: Any = None
    try:
        fields = _fields(line, number)
        identifier = fields.get("id")
        return identifier, _question(fields, number)
    except TriageError as error:
        return identifier, error


def _fields(line: bytes | str, number: int) -> dict[str, Any]:
    try:
        loaded = json.loads(line.decode("utf-8") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError):
        raise InvalidJson(f"Dòng {number} không phải JSON hợp lệ.") from None
    if not isinstance(loaded, dict):
        raise InvalidJson(f"Dòng {number} không phải một đối tượng JSON.")
    return loaded


def _question(fields: dict[str, Any], number: int) -> Question:
    for name in ("passage", "claim"):
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise BadInput(f"Dòng {number}: thiếu «{name}» hoặc không phải chuỗi chữ.")
    return Question(
        fields["passage"],
        fields["claim"],
        _moment(fields, "posted_at", number),
        _day(fields, "passage_valid_from", number),
        _day(fields, "passage_valid_until", number),
    )


def _answer(result: Verification) -> dict[str, Any]:
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
