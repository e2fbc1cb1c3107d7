"""Described scam rules: an authority is named and the reader is led to an irreversible step.

Independent of the label model. Reads the words of a post only, so it cannot see: lures without any
authority (jobs, dating, shares), what happens on the phone or behind a link, pictures.

>>> from nlp.normalise import normalise
>>> lure = "Công an phường: VNeID của bạn sẽ bị khóa, kết bạn Zalo [SĐT] cài app trong 24h"
>>> [f.code for f in ScamRules().detect(DetectorInput(normalise(lure)))][:1]
['vneid_authority_step']
>>> ScamRules().detect(DetectorInput(normalise("Cảnh báo: " + lure + ", là lừa đảo nhé")))
()
"""

from __future__ import annotations

from nlp.contracts import DetectorInput, Finding, Text
from nlp.rules.match import Hit, RuleMatcher, shipped_rules
from nlp.words import Word, words_of

MOST_FINDINGS = 8
"""A reviewer reads reasons, not lists."""

GENERAL_FAMILY = "authority_step"


class ScamRules:
    """Detector ``scam_rules``: one finding for each part of each rule that holds."""

    name = "scam_rules"

    def __init__(self, matcher: RuleMatcher | None = None) -> None:
        """Use the shipped rules unless others are given."""
        self._matcher = matcher or shipped_rules()

    def detect(self, given: DetectorInput) -> tuple[Finding, ...]:
        """Findings in the order of the text; the reason of the first names what the rule means."""
        words = words_of(given.text, given.indicators)
        hits = self._matcher.hits(words)
        special = sorted(
            (hit for hit in hits if hit.rule.family != GENERAL_FAMILY), key=lambda hit: -len(hit.parts)
        )
        findings: list[Finding] = []
        taken: set[tuple[int, int]] = set()
        for hit in special or hits:
            findings.extend(self._explain(given.text, words, hit, taken))
        return tuple(sorted(findings[:MOST_FINDINGS], key=lambda finding: finding.span))

    def _explain(self, text: Text, words: list[Word], hit: Hit, taken: set[tuple[int, int]]) -> list[Finding]:
        findings = []
        for role, match in hit.parts:
            span = text.to_original(words[match.first].start, words[match.last].end)
            if (span.start, span.end) in taken:
                continue
            taken.add((span.start, span.end))
            reason = self._matcher.book.groups[match.key].reason
            if role == "step":
                reason = f"{reason}: {hit.rule.reason}"
            findings.append(Finding(self.name, hit.rule.code, span, reason))
        return findings
