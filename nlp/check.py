"""The stateless check: JSON lines in, JSON-ready answers out, in the form of the outside contract.

Raw text stays in memory: it is masked first, the masked text is assessed as in production, spans
are mapped back to the raw text, and indicators are read from the raw text so that they come out as
written. A bad line becomes an error object in its place and the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.errors import TriageError
from models.vocabulary import Label
from nlp.asked import Asked, Key, error_object, read_line
from nlp.assess import Assessor, masked_contacts
from nlp.contracts import Assessment, Circumstances, Evidence, Indicator, Masked, Route, Slot, Span
from nlp.detectors.indicators import find_indicators, indicators_as_written
from nlp.detectors.link_impersonation import annotate
from nlp.normalise import normalise
from nlp.privacy import mask
from nlp.route import NOWHERE, route

BATCH = 1_000
"""Lines assessed together: what is computed for all texts of a batch at once costs a tenth more of the whole at 256."""

MOST_TOGETHER = 500_000
"""Bytes of lines from which a batch is closed: what is read of a long post takes a hundred times its length."""

_DIGITS = 4
_SCALE = 10_000
_ROUNDED = tuple(number / _SCALE for number in range(_SCALE + 1))
"""Every rounded probability there is."""
_NEAR_HALF = 1e-6
"""So near the middle between two of them, only ``round`` can be trusted."""
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_NO_INDICATORS = '"indicators": []'


@dataclass(frozen=True, slots=True)
class _Unrelated:
    """A line the gate stopped: all such answers are alike but for the id and the indicators."""

    key: Key
    indicators: list[dict[str, Any]]


class Checker:
    """Checks lines with an assessor that is made when the first good line needs it.

    ``lines`` and ``bad_lines`` count what has gone through; with ``bad_lines`` the command ends 2.
    """

    def __init__(self, assessor_factory: Callable[[], Assessor]) -> None:
        """``assessor_factory`` is called at most once."""
        self._factory = assessor_factory
        self._assessor: Assessor | None = None
        self._stopped: dict[str, Any] = {}
        self._around: tuple[str, str, str] = ("", "", "")
        self.lines = 0
        self.bad_lines = 0

    def check_lines(self, lines: Iterable[bytes | str]) -> Iterator[dict[str, Any]]:
        """One answer for each line that is not blank, in order; lazy, in batches of ``BATCH`` or less.

        ``lines`` must be split at ``\\n`` only, as a binary file is.

        Raises:
            NoModel: no model has been built.
        """
        for one in self._answers(lines):
            yield self._unrelated(one) if isinstance(one, _Unrelated) else one

    def json_lines(self, lines: Iterable[bytes | str]) -> Iterator[str]:
        """The same answers as lines of JSON; what is alike in the answers to stopped texts is written once."""
        for one in self._answers(lines):
            yield self._told(one) if isinstance(one, _Unrelated) else _ENCODER.encode(one)

    def _answers(self, lines: Iterable[bytes | str]) -> Iterator[dict[str, Any] | _Unrelated]:
        for batch in _batches(lines):
            yield from self._answer([(number, read_line(number, line)) for number, line in batch])

    def _answer(
        self, batch: list[tuple[int, Asked | dict[str, Any]]]
    ) -> Iterator[dict[str, Any] | _Unrelated]:
        good = [asked for _, asked in batch if isinstance(asked, Asked)]
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
                yield error_object(number, asked.key, answer)
            else:
                yield answer

    def _check(self, asked: list[Asked]) -> list[dict[str, Any] | TriageError | _Unrelated]:
        if not asked:
            return []
        if self._assessor is None:
            self._assessor = self._factory()
            self._stopped = answer(None, Masked(""), "", self._assessor.unrelated(()), NOWHERE)
            self._around = _around(self._stopped)
        through = self._assessor.passes([one.raw for one in asked])
        close = iter(self._closely([one for one, passed in zip(asked, through, strict=True) if passed]))
        stopped = [one for one, passed in zip(asked, through, strict=True) if not passed]
        indicators = iter(indicators_as_written([one.raw for one in stopped]))
        return [
            next(close)
            if passed
            else _Unrelated(one.key, [_indicator(found) for found in annotate(next(indicators))])
            for one, passed in zip(asked, through, strict=True)
        ]

    def _unrelated(self, one: _Unrelated) -> dict[str, Any]:
        """The answer for a text that the gate stopped: read no further, so never masked."""
        told = self._stopped
        return {
            **told,
            "id": one.key,
            "scores": told["scores"].copy(),
            "topics": told["topics"].copy(),
            "slots": [],
            "indicators": one.indicators,
            "findings": [],
            "evidence": [],
        }

    def _told(self, one: _Unrelated) -> str:
        """``_unrelated`` as a line of JSON."""
        first, middle, last = self._around
        found = f'"indicators": {_ENCODER.encode(one.indicators)}' if one.indicators else _NO_INDICATORS
        return f"{first}{_ENCODER.encode(one.key)}{middle}{found}{last}"

    def _closely(self, asked: list[Asked]) -> list[dict[str, Any] | TriageError | _Unrelated]:
        """Answers for texts that passed: masked, assessed as in production, with the indicators of the raw text."""
        assert self._assessor is not None  # noqa: S101  (made by the caller)
        known = self._assessor.official_known
        masked = [_masked(one.raw) for one in asked]
        about = [Circumstances(one.posted_at, official_known=known) for one in asked]
        good = [(one.text, its) for one, its in zip(masked, about, strict=True) if isinstance(one, Masked)]
        assessments = iter(self._assessor.assess_closely(good))
        answers: list[dict[str, Any] | TriageError | _Unrelated] = []
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


def _batches(lines: Iterable[bytes | str]) -> Iterator[list[tuple[int, bytes | str]]]:
    """Lines that are not blank, with their numbers, as many together as may be."""
    batch: list[tuple[int, bytes | str]] = []
    size = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        batch.append((number, line))
        size += len(line)
        if len(batch) == BATCH or size >= MOST_TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _around(stopped: dict[str, Any]) -> tuple[str, str, str]:
    """What stands around the id and the indicators of an answer to a stopped text."""
    middle, last = _ENCODER.encode(stopped).removeprefix('{"id": null').split(_NO_INDICATORS, 1)
    return '{"id": ', middle, last


def _masked(raw: str) -> Masked | TriageError:
    """The text as production sees it, or why not: with its placeholders it may be too long."""
    try:
        return mask(raw)
    except TriageError as error:
        return error


def answer(key: Key, masked: Masked, raw: str, assessment: Assessment, way: Route) -> dict[str, Any]:
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
    return {label._value_: _round(score) for label, score in scores.items()}


def _round(probability: float) -> float:
    """``round`` to four digits, by looking up: a quarter of the time."""
    scaled = probability * _SCALE
    nearest = int(scaled + 0.5)
    if abs(abs(scaled - nearest) - 0.5) < _NEAR_HALF or not 0 <= nearest <= _SCALE:
        return round(probability, _DIGITS)
    return _ROUNDED[nearest]


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
