"""The façade: masked texts in, assessments out.

For each text: three views, indicators, slots, topics, the model's reading and the label
that stands (``nlp.labelling``), detectors, and, for a claim or a question, what official text says. Spans are of the
text given. Nothing is stored and nothing leaves the process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from models.vocabulary import IndicatorKind, Label, Placeholder
from nlp import thresholds
from nlp.contracts import (
    Assessment,
    Circumstances,
    DetectorInput,
    Evidence,
    Finding,
    Indicator,
    PassageIndex,
    Reading,
    Slot,
    Span,
    Text,
)
from nlp.detectors.indicators import find_indicators
from nlp.detectors.link_impersonation import annotate
from nlp.evidence.comparison import answers, find_evidence
from nlp.evidence.slots import extract_slots
from nlp.labelling import settle
from nlp.normalise import normalise
from nlp.registry import SPEAKS_FOR, detectors
from nlp.topics import topics_of
from nlp.words import words_of

_MASKED_CONTACTS = {
    Placeholder.PHONE: IndicatorKind.PHONE,
    Placeholder.ACCOUNT: IndicatorKind.BANK_ACCOUNT,
    Placeholder.HANDLE: IndicatorKind.TELEGRAM,
    Placeholder.EMAIL: IndicatorKind.EMAIL,
}
"""A masked text still shows that a contact stood there; its value is kept apart, encrypted."""


class Reader(Protocol):
    """Anything that reads texts as the label model does."""

    @property
    def version(self) -> str:
        """Which model this is."""
        ...

    def read(self, texts: Sequence[Text]) -> Sequence[Reading]:
        """One reading for each text, in order."""
        ...


class Assessor:
    """A model and, where there is one, the official base. Thread-safe once built."""

    def __init__(
        self,
        model: Reader,
        index: PassageIndex | None = None,
        scam_threshold: float = thresholds.CERTAIN[Label.SCAM],
    ) -> None:
        """``scam_threshold``: calibrated probability from which a scam is not in doubt."""
        self._model = model
        self._index = index
        self._scam_threshold = scam_threshold

    @property
    def official_known(self) -> bool:
        """Whether an official base is consulted at all."""
        return self._index is not None

    def assess(self, batch: Sequence[tuple[str, Circumstances]]) -> list[Assessment]:
        """One assessment for each text, in order.

        Raises:
            TooLarge: a text is longer than ``nlp.normalise.MAX_CHARACTERS``.
        """
        texts = [normalise(text) for text, _ in batch]
        readings = self._model.read(texts)
        return [
            self._assess(text, circumstances, reading)
            for text, (_, circumstances), reading in zip(texts, batch, readings, strict=True)
        ]

    def _assess(self, text: Text, circumstances: Circumstances, read: Reading) -> Assessment:
        indicators = (*annotate(find_indicators(text)), *masked_contacts(text.original))
        slots = extract_slots(text, circumstances.posted_at)
        given = DetectorInput(text, indicators, circumstances)
        found = {detector.name: tuple(detector.detect(given)) for detector in detectors()}
        settled = settle(read.scores, self._scam_threshold)
        candidates = settled.rivals | {settled.label}
        return Assessment(
            label=settled.label,
            scores=settled.scores,
            abstained=settled.abstained,
            rivals=settled.rivals,
            topics=topics_of(text, words_of(text, indicators)),
            slots=slots,
            indicators=tuple(sorted(indicators, key=lambda one: one.span)),
            findings=_relevant(found, candidates),
            evidence=self._evidence(text, slots, circumstances, candidates),
            model=self._model.version,
        )

    def _evidence(
        self,
        text: Text,
        slots: tuple[Slot, ...],
        circumstances: Circumstances,
        candidates: frozenset[Label],
    ) -> tuple[Evidence, ...]:
        if self._index is None:
            return ()
        if Label.CLAIM in candidates:
            return find_evidence(text, slots, self._index, circumstances.posted_at)
        if Label.QUESTION in candidates:
            return answers(text, self._index, circumstances.posted_at)
        return ()


def masked_contacts(text: str) -> list[Indicator]:
    """Placeholders of contacts as indicators without a value."""
    found = []
    for placeholder, kind in _MASKED_CONTACTS.items():
        at = text.find(placeholder)
        while at >= 0:
            span = Span(at, at + len(placeholder))
            found.append(Indicator(kind, str(placeholder), str(placeholder), span))
            at = text.find(placeholder, span.end)
    return found


def _relevant(found: dict[str, tuple[Finding, ...]], candidates: frozenset[Label]) -> tuple[Finding, ...]:
    """Findings of the detectors that speak for a candidate label or for all, in the order of the text."""
    kept = [
        finding
        for name, findings in found.items()
        if SPEAKS_FOR.get(name) is None or SPEAKS_FOR[name] in candidates
        for finding in findings
    ]
    return tuple(sorted(kept, key=lambda finding: finding.span))
