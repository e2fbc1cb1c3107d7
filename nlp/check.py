"""The stateless check: JSON lines in, JSON-ready answers out, in the form of the outside contract.

Raw text stays in memory: it is masked first, the masked text is assessed as in production, spans
are mapped back to the raw text, and indicators are read from the raw text so that they come out as
written. A bad line becomes an error object in its place and the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from models.errors import InvalidJson, TooLarge, TriageError
from models.vocabulary import Label
from nlp.assess import Assessor, masked_contacts
from nlp.contracts import Assessment, Circumstances, Evidence, Indicator, Masked, Route, Slot, Span
from nlp.detectors.indicators import find_indicators
from nlp.detectors.link_impersonation import annotate
from nlp.normalise import as_written, check_length, normalise
from nlp.privacy import mask
from nlp.route import NOWHERE, route

BATCH = 256
"""Lines assessed together: enough for the model, small enough to stream."""

MAX_LINE_BYTES = 1_000_000
"""A longer line is refused unread (own limit; texts end at 50,000 characters)."""

_DIGITS = 4
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A good line."""

    key: str | int | float | None
    raw: str
    posted_at: datetime | None


class Checker:
    """Checks lines with an assessor that is made when the first good line needs it.

    ``lines`` and ``bad_lines`` count what has gone through; with ``bad_lines`` the command ends 2.
    """

    def __init__(self, assessor_factory: Callable[[], Assessor]) -> None:
        """``assessor_factory`` is called at most once."""
        self._factory = assessor_factory
        self._assessor: Assessor | None = None
        self._stopped: dict[str, Any] | None = None
        self.lines = 0
        self.bad_lines = 0

    def check_lines(self, lines: Iterable[bytes | str]) -> Iterator[dict[str, Any]]:
        """One answer for each line that is not blank, in order; lazy, in batches of ``BATCH``.

        ``lines`` must be split at ``\\n`` only, as a binary file is.

        Raises:
            NoModel: no model has been built.
        """
        numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        while batch := list(islice(numbered, BATCH)):
            yield from self._answer([(number, _read(number, line)) for number, line in batch])

    def _answer(self, batch: list[tuple[int, _Asked | dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        good = [asked for _, asked in batch if isinstance(asked, _Asked)]
        answers = iter(self._check(good))
        for number, asked in batch:
            self.lines += 1
            if isinstance(asked, dict):
                self.bad_lines += 1
                yield asked
                continue
            answer = next(answers)
            if isinstance(answer, TriageError):
                self.bad_lines += 1
                yield _error(number, asked.key, answer)
            else:
                yield answer

    def _check(self, asked: list[_Asked]) -> list[dict[str, Any] | TriageError]:
        if not asked:
            return []
        if self._assessor is None:
            self._assessor = self._factory()
        assessor = self._assessor
        through = assessor.passes([one.raw for one in asked])
        close = iter(self._closely([one for one, passed in zip(asked, through, strict=True) if passed]))
        return [
            next(close) if passed else self._unrelated(one)
            for one, passed in zip(asked, through, strict=True)
        ]

    def _unrelated(self, asked: _Asked) -> dict[str, Any]:
        """The answer for a text that the gate stopped: read no further, so never masked."""
        assert self._assessor is not None  # noqa: S101  (made by the caller)
        indicators = annotate(find_indicators(as_written(asked.raw)))
        if self._stopped is None:
            self._stopped = answer(None, Masked(""), "", self._assessor.unrelated(()), NOWHERE)
        told = self._stopped
        return {
            **told,
            "id": asked.key,
            "scores": told["scores"].copy(),
            "topics": told["topics"].copy(),
            "slots": [],
            "indicators": [_indicator(one) for one in indicators],
            "findings": [],
            "evidence": [],
        }

    def _closely(self, asked: list[_Asked]) -> list[dict[str, Any] | TriageError]:
        """Answers for texts that passed: masked, assessed as in production, with the indicators of the raw text."""
        assert self._assessor is not None  # noqa: S101  (made by the caller)
        known = self._assessor.official_known
        masked = [_masked(one.raw) for one in asked]
        about = [Circumstances(one.posted_at, official_known=known) for one in asked]
        good = [(one.text, its) for one, its in zip(masked, about, strict=True) if isinstance(one, Masked)]
        assessments = iter(self._assessor.assess_closely(good))
        answers: list[dict[str, Any] | TriageError] = []
        for one, safe, its in zip(asked, masked, about, strict=True):
            if isinstance(safe, TriageError):
                answers.append(safe)
                continue
            found = next(assessments)
            if safe.text != one.raw or masked_contacts(
                one.raw
            ):  # else what was assessed is the raw text itself
                found = replace(found, indicators=annotate(find_indicators(normalise(one.raw))))
            answers.append(answer(one.key, safe, one.raw, found, route(found, its)))
        return answers


def _masked(raw: str) -> Masked | TriageError:
    """The text as production sees it, or why not: with its placeholders it may be too long."""
    try:
        return mask(raw)
    except TriageError as error:
        return error


def answer(
    key: str | int | float | None, masked: Masked, raw: str, assessment: Assessment, way: Route
) -> dict[str, Any]:
    """The documented answer; the indicators of the assessment, and spans and wording of the answer, are of the raw text."""
    return {
        "id": key,
        "label": assessment.label._value_,
        "scores": _rounded(assessment.scores),
        "queued": way.queue is not None,
        "queue": way.queue.value if way.queue else None,
        "severity": way.severity.value if way.severity else None,
        "distortion": way.distortion.value if way.distortion else None,
        "topics": [topic.value for topic in assessment.topics],
        "slots": [_slot(slot, raw, masked) for slot in assessment.slots],
        "indicators": [_indicator(indicator) for indicator in assessment.indicators],
        "findings": [
            {
                "detector": finding.detector,
                "code": finding.code,
                "span": _pair(masked.to_raw(finding.span)),
                "reason": finding.reason,
            }
            for finding in assessment.findings
        ],
        "evidence": [_evidence(evidence) for evidence in assessment.evidence],
        "model": assessment.model,
        "abstained": assessment.abstained,
    }


def _rounded(scores: Mapping[Label, float]) -> dict[str, float]:
    return {label._value_: round(score, _DIGITS) for label, score in scores.items()}


def _slot(slot: Slot, raw: str, masked: Masked) -> dict[str, Any]:
    span = masked.to_raw(slot.span)
    return {
        "kind": slot.kind.value,
        "text": raw[span.start : span.end],
        "value": slot.value,
        "unit": slot.unit,
        "modality": slot.modality.value,
        "span": _pair(span),
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    shown = {
        "kind": indicator.kind.value,
        "text": indicator.text,
        "normalised": indicator.normalised,
        "span": _pair(indicator.span),
        "official": indicator.official,
        "lookalike_of": indicator.lookalike_of,
    }
    if indicator.normalised_host is not None:
        shown["normalised_host"] = indicator.normalised_host
    return shown


def _evidence(evidence: Evidence) -> dict[str, Any]:
    passage = evidence.passage
    return {
        "document": passage.document,
        "issued": passage.issued.isoformat() if passage.issued else None,
        "path": passage.path,
        "quote": evidence.quote,
        "relation": evidence.relation.value,
        "slot": evidence.slot,
        "explanation": evidence.explanation,
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _read(number: int, line: bytes | str) -> _Asked | dict[str, Any]:
    """A good line, or the error object that takes its place."""
    key: str | int | float | None = None
    try:
        given = _object(number, line)
        key = _key(number, given)
        raw = _text(number, given)
        return _Asked(key, raw, _posted_at(number, given))
    except TriageError as error:
        return _error(number, key, error)


def _error(number: int, key: str | int | float | None, error: TriageError) -> dict[str, Any]:
    return {"id": key, "line": number, "error": {"code": error.code, "message": error.message}}


def _object(number: int, line: bytes | str) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise TooLarge(f"Dòng {number} dài hơn {MAX_LINE_BYTES:,} byte nên không đọc.".replace(",", "."))
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        given = json.loads(text)
    except UnicodeDecodeError:
        raise InvalidJson(f"Dòng {number} không phải UTF-8.") from None
    except RecursionError:
        raise InvalidJson(f"Dòng {number} lồng quá nhiều lớp.") from None
    except ValueError as error:
        place = f", cột {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InvalidJson(f"Dòng {number}{place} không phải JSON hợp lệ.") from None
    if not isinstance(given, dict):
        raise InvalidJson(f"Dòng {number} phải là một đối tượng JSON có “id” và “text”.")
    return given


def _key(number: int, given: dict[str, Any]) -> str | int | float | None:
    key = given.get("id")
    if key is None or (isinstance(key, str | int | float) and not isinstance(key, bool)):
        if isinstance(key, str):
            _encodable(number, "id", key)
        return key
    raise InvalidJson(f"Dòng {number}: “id” phải là chuỗi hoặc số.")


def _text(number: int, given: dict[str, Any]) -> str:
    raw = given.get("text")
    if not isinstance(raw, str):
        raise InvalidJson(f"Dòng {number}: thiếu “text” hoặc “text” không phải chuỗi.")
    check_length(raw)
    _encodable(number, "text", raw)
    return raw


def _encodable(number: int, name: str, value: str) -> None:
    """Half of a surrogate pair is no character: it could be neither stored nor printed."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidJson(f"Dòng {number}: “{name}” có nửa cặp ký tự thay thế, không phải chữ.") from None


def _posted_at(number: int, given: dict[str, Any]) -> datetime | None:
    """RFC 3339; a time without zone is taken as local to Vietnam."""
    posted = given.get("posted_at")
    if posted is None:
        return None
    try:
        moment = datetime.fromisoformat(posted)
    except (TypeError, ValueError):
        raise InvalidJson(f"Dòng {number}: “posted_at” phải theo mẫu 2026-11-20T08:00:00+07:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_LOCAL)
