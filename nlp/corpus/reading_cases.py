"""What a figure, a time or a duty in a post says: sentences with the words asked for, the day of the post and what they mean.

One JSON object a line of ``readings/*.jsonl``: ``id``, ``text``, ``posted`` (ISO day), ``kind`` (of a slot, or ``duration``), ``span_text`` (the
words asked for, as they stand in the text) and ``expect``: ``value``, or ``low`` and ``high`` of a range, in VND or percent; ``from`` and
``to``, the first and the last day the words may mean; ``number`` (or ``low`` and ``high``) and ``unit`` of a duration; or ``modality``. The files
``*_exam.jsonl`` are of writers who saw nothing of the others: measured, never looked into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from models.vocabulary import Modality
from nlp.contracts import Span
from nlp.corpus.lines import Place, by_id, check_fields, matching, member, text_of
from nlp.corpus.load import MAX_FILE_BYTES, MAX_TEXT

NAMES = ("money", "times", "modality")

_FIELDS = frozenset({"id", "text", "posted", "kind", "span_text", "expect"})
_ID = re.compile(r"[a-z]\d{3}")
_UNITS = ("day", "working_day", "month", "hour")


class Asked(StrEnum):
    """What is asked of the words."""

    FEE = "fee"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"
    DEADLINE = "deadline"
    DURATION = "duration"
    OBLIGATION = "obligation"


@dataclass(frozen=True, slots=True)
class ReadingCase:
    """One case. Of what is expected only the part that is asked for is there.

    ``values``: one, or both ends of a range. ``days``: first and last. ``unit``: of a duration.
    """

    id: str
    text: str
    posted: date
    asked: Asked
    span: Span
    values: tuple[float, ...] = ()
    unit: str | None = None
    days: tuple[date, date] | None = None
    modality: Modality | None = None


def load_reading_cases(name: str, path: Path | None = None) -> list[ReadingCase]:
    """All cases of a file (``money``, ``money_exam`` …), by default of those that ship with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a file with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("readings", f"{name}.jsonl") if path is None else path
    return by_id(source, MAX_FILE_BYTES, _case)


def _case(given: dict[str, Any], place: Place) -> ReadingCase:
    check_fields(given, _FIELDS, place)
    text = text_of(given["text"], "text", MAX_TEXT, place)
    words = text_of(given["span_text"], "span_text", MAX_TEXT, place)
    at = text.find(words)
    if at < 0:
        raise place.error("«span_text» không có trong bài")
    asked = member(Asked, given["kind"], "kind", place)
    return ReadingCase(
        matching(given["id"], _ID, "id", place),
        text,
        _day(given["posted"], "posted", place),
        asked,
        Span(at, at + len(words)),
        **_expected(given["expect"], asked, place),
    )


def _expected(given: object, asked: Asked, place: Place) -> dict[str, Any]:
    match given:
        case {"modality": word, **rest} if not rest:
            return {"modality": member(Modality, word, "modality", place)}
        case {"from": first, "to": last, **rest} if not rest and asked in (Asked.DATE, Asked.DEADLINE):
            return {"days": (_day(first, "from", place), _day(last, "to", place))}
        case {"number": number, "unit": unit, **rest} if not rest and asked is Asked.DURATION:
            return {"values": _numbers((number,), place), "unit": _unit(unit, place)}
        case {"low": low, "high": high, "unit": unit, **rest} if not rest and asked is Asked.DURATION:
            return {"values": _numbers((low, high), place), "unit": _unit(unit, place)}
        case {"value": value, **rest} if not rest and asked in (Asked.FEE, Asked.AMOUNT, Asked.PERCENT):
            return {"values": _numbers((value,), place)}
        case {"low": low, "high": high, **rest} if not rest:
            return {"values": _numbers((low, high), place)}
        case _:
            raise place.error("«expect» không hợp với «kind»")


def _numbers(given: tuple[object, ...], place: Place) -> tuple[float, ...]:
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in given):
        raise place.error("giá trị trong «expect» phải là số")
    return tuple(float(one) for one in given if isinstance(one, int | float))


def _unit(given: object, place: Place) -> str:
    if given not in _UNITS:
        raise place.error(f"«unit» phải là một trong: {', '.join(_UNITS)}")
    return str(given)


def _day(given: object, field: str, place: Place) -> date:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise place.error(f"«{field}» không phải ngày") from None
