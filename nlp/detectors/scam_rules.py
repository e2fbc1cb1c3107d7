"""Described scam rules: the reader is made to trust somebody and led to an irreversible step.

Independent of the label model. Reads the words of a post only, so it cannot see: lures that name nobody and
promise nothing ("đọc em mã"), what happens on the phone or behind a link, pictures. It is silent where a
post warns, tells, asks, complains or jokes, and so misses a lure that does so for show.

>>> from nlp.normalise import normalise
>>> lure = "Công an phường: VNeID của bạn sẽ bị khóa, kết bạn Zalo [SĐT] gửi ảnh căn cước trong 24h"
>>> {f.code for f in ScamRules().detect(DetectorInput(normalise(lure)))}
{'vneid_authority_step'}
>>> ScamRules().detect(DetectorInput(normalise("Cảnh báo: " + lure + ", là lừa đảo nhé")))
()
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.contracts import DetectorInput, Finding, Text
from nlp.marks import marks_in
from nlp.rules.match import Hit, shipped_rules
from nlp.words import Word

MOST_FINDINGS = 8
"""A reviewer reads reasons, not lists."""

GENERAL_FAMILY = "authority_step"


class ScamRules:
    """Detector ``scam_rules``: one finding for each part of each rule that holds."""

    name = "scam_rules"

    def detect(self, given: DetectorInput) -> tuple[Finding, ...]:
        """Findings in the order of the text; the reason of a step names what the rule means.

        Rules of a family speak before the general ones, and those that rest on more parts before others.
        """
        marks = marks_in(given)
        special = sorted(
            (hit for hit in marks.hits if hit.rule.family != GENERAL_FAMILY), key=lambda hit: -len(hit.parts)
        )
        findings: list[Finding] = []
        taken: set[tuple[int, int]] = set()
        for hit in special or marks.hits:
            findings.extend(self._explain(given.text, marks.words, hit, taken))
        return tuple(sorted(findings[:MOST_FINDINGS], key=lambda finding: finding.span))

    def _explain(
        self, text: Text, words: Sequence[Word], hit: Hit, taken: set[tuple[int, int]]
    ) -> list[Finding]:
        groups = shipped_rules().book.groups
        findings = []
        for role, match in hit.parts:
            span = text.to_original(words[match.first].start, words[match.last].end)
            if (span.start, span.end) in taken:
                continue
            taken.add((span.start, span.end))
            reason = groups[match.key].reason
            if role == "step":
                reason = f"{reason}: {hit.rule.reason}"
            findings.append(Finding(self.name, hit.rule.code, span, reason))
        return findings
