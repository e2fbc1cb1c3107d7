"""The façade: masked texts in, assessments out.

A cheap gate comes first: what plainly has nothing to do with any watched policy is ``off_topic`` and is read no further but for
its indicators. For each other text: three views, indicators, slots, topics, the model's reading and the label
that stands (``nlp.labelling``), detectors, and, for a claim or a question, what official text says. Spans are of the
text given. Nothing is stored and nothing leaves the process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from models.vocabulary import IndicatorKind, Label, Placeholder, Relation, Topic
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
from nlp.evidence.figure_signs import may_hold_figures
from nlp.evidence.slots import extract_figures, slots_of_each
from nlp.evidence.tagger import SlotTagger
from nlp.labelling import settle
from nlp.marks import Marks, marks_in, marks_of
from nlp.normalise import as_written, normalise
from nlp.registry import SPEAKS_FOR, STEP_DETECTORS, detectors

_MASKED_CONTACTS = {
    Placeholder.PHONE: IndicatorKind.PHONE,
    Placeholder.ACCOUNT: IndicatorKind.BANK_ACCOUNT,
    Placeholder.HANDLE: IndicatorKind.TELEGRAM,
    Placeholder.EMAIL: IndicatorKind.EMAIL,
}
"""A masked text still shows that a contact stood there; its value is kept apart, encrypted."""


WITHOUT_SLOTS = frozenset({Label.SCAM, Label.OFF_TOPIC})
"""Labels whose posts assert nothing about a policy, so that nothing in them is a slot (annotation guide): a fee a lure asks for
is no fee of a procedure."""


class Reader(Protocol):
    """Anything that reads texts as the label model does."""

    @property
    def version(self) -> str:
        """Which model this is."""
        ...

    @property
    def tagger(self) -> SlotTagger | None:
        """Says where the slots of a post stand; rules do without it."""
        ...

    @property
    def stopped(self) -> Reading:
        """What is said of a text the gate stopped."""
        ...

    def passes(self, texts: Sequence[str]) -> Sequence[bool]:
        """For each text, raw or masked, whether the gate lets it through."""
        ...

    def read(self, texts: Sequence[Text], marks: Sequence[Marks]) -> Sequence[Reading]:
        """One reading for each text and its marks, in order."""
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

    def passes(self, texts: Sequence[str]) -> Sequence[bool]:
        """For each text, raw or masked, whether it needs to be read closely."""
        return self._model.passes(texts)

    def assess(self, batch: Sequence[tuple[str, Circumstances]]) -> list[Assessment]:
        """One assessment for each text, in order.

        Raises:
            TooLarge: a text is longer than ``nlp.normalise.MAX_CHARACTERS``.
        """
        passes = self.passes([text for text, _ in batch])
        close = iter(
            self.assess_closely([one for one, through in zip(batch, passes, strict=True) if through])
        )
        return [
            next(close) if through else self.unrelated(_indicators(as_written(text)))
            for (text, _), through in zip(batch, passes, strict=True)
        ]

    def assess_closely(self, batch: Sequence[tuple[str, Circumstances]]) -> list[Assessment]:
        """The same for texts that have passed the gate."""
        texts = [normalise(text) for text, _ in batch]
        indicators = [_indicators(text) for text in texts]
        marks = [marks_of(*given) for given in zip(texts, indicators, strict=True)]
        inputs = [
            DetectorInput(text, found, circumstances, marked)
            for text, found, (_, circumstances), marked in zip(texts, indicators, batch, marks, strict=True)
        ]
        readings = self._model.read(texts, marks)
        found = [{detector.name: tuple(detector.detect(one)) for detector in detectors()} for one in inputs]
        settled = [
            settle(read.scores, self._scam_threshold, read.topics, _leads(said))
            for read, said in zip(readings, found, strict=True)
        ]
        slots = self.slots(inputs, settled)
        return [self._assess(*given) for given in zip(inputs, found, settled, slots, strict=True)]

    def unrelated(self, indicators: tuple[Indicator, ...]) -> Assessment:
        """The assessment of a text that the gate stopped."""
        stopped = self._model.stopped
        return Assessment(
            label=stopped.label,
            scores=stopped.scores,
            abstained=False,
            rivals=frozenset(),
            topics=(Topic.KHAC,),
            slots=(),
            indicators=indicators,
            findings=(),
            evidence=(),
            model=self._model.version,
        )

    def _assess(
        self,
        given: DetectorInput,
        found: dict[str, tuple[Finding, ...]],
        settled: Reading,
        slots: tuple[Slot, ...],
    ) -> Assessment:
        candidates = settled.rivals | {settled.label}
        evidence = self._evidence(given.text, slots, given.circumstances, candidates)
        if settled.abstained and any(map(_says_otherwise, evidence)):
            settled = settle(settled.scores, self._scam_threshold, settled.topics, _leads(found), told=True)
            candidates = settled.rivals | {settled.label}
        return Assessment(
            label=settled.label,
            scores=settled.scores,
            abstained=settled.abstained,
            rivals=settled.rivals,
            topics=settled.topics or marks_in(given).topics,
            slots=slots,
            indicators=given.indicators,
            findings=_relevant(found, candidates),
            evidence=evidence,
            model=self._model.version,
        )

    def slots(self, inputs: Sequence[DetectorInput], settled: Sequence[Reading]) -> list[tuple[Slot, ...]]:
        """The slots of each text: all kinds where it may be a claim, else figures alone."""
        found: list[tuple[Slot, ...]] = [()] * len(inputs)
        claims = []
        for at, (given, read) in enumerate(zip(inputs, settled, strict=True)):
            if may_be_claim(read):
                claims.append(at)
            elif _asserts(read) and may_hold_figures(marks_in(given).words, given.text.folded):
                found[at] = extract_figures(given.text, given.circumstances.posted_at)
        texts = [inputs[at].text for at in claims]
        posted = [inputs[at].circumstances.posted_at for at in claims]
        for at, slots in zip(claims, slots_of_each(texts, posted, self._model.tagger), strict=True):
            found[at] = slots
        return found

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


def _says_otherwise(evidence: Evidence) -> bool:
    return evidence.relation is Relation.CONTRADICTS and evidence.score >= thresholds.TOLD


def may_be_claim(read: Reading) -> bool:
    """Whether a post may tell a rule, so that every kind of slot is looked for."""
    return (
        read.label is Label.CLAIM
        or Label.CLAIM in read.rivals
        or (read.scores[Label.CLAIM] >= thresholds.SLOTS and _asserts(read))
    )


def _asserts(read: Reading) -> bool:
    return not read.rivals | {read.label} <= WITHOUT_SLOTS


def _indicators(text: Text) -> tuple[Indicator, ...]:
    """Indicators and masked contacts of a masked text, in its order."""
    found = (*annotate(find_indicators(text)), *masked_contacts(text.original))
    return tuple(sorted(found, key=lambda one: one.span))


def masked_contacts(text: str) -> list[Indicator]:
    """Placeholders of contacts as indicators without a value."""
    if "[" not in text:
        return []
    found = []
    for placeholder, kind in _MASKED_CONTACTS.items():
        at = text.find(placeholder)
        while at >= 0:
            span = Span(at, at + len(placeholder))
            found.append(Indicator(kind, str(placeholder), str(placeholder), span))
            at = text.find(placeholder, span.end)
    return found


def _leads(found: dict[str, tuple[Finding, ...]]) -> bool:
    """Whether a detector pointed at an irreversible step."""
    return any(found[name] for name in STEP_DETECTORS)


def _relevant(found: dict[str, tuple[Finding, ...]], candidates: frozenset[Label]) -> tuple[Finding, ...]:
    """Findings of the detectors that speak for a candidate label or for all, in the order of the text."""
    kept = [
        finding
        for name, findings in found.items()
        if SPEAKS_FOR.get(name) is None or SPEAKS_FOR[name] in candidates
        for finding in findings
    ]
    return tuple(sorted(kept, key=lambda finding: finding.span))
