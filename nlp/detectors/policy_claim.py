"""Words with which a post tells a rule: from when, who must, what it costs, what happens otherwise.

Explains to a reviewer why a post reads as a claim; decides nothing, since opinions and complaints
tell rules too. Cannot see: rules that are only alluded to.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.contracts import DetectorInput, Finding
from nlp.marks import marks_in

_REASONS = {
    "rule_told": "nói như một quy định: từ khi nào, ai phải làm, mức bao nhiêu",
    "hears": "nói là nghe được, không nêu nguồn",
}


class PolicyClaim:
    """Detector ``policy_claim``: the first words of each way of telling a rule."""

    name = "policy_claim"

    def detect(self, given: DetectorInput) -> Sequence[Finding]:
        """At most one finding of each kind, in the order of the text."""
        marks = marks_in(given)
        words = marks.words
        found: dict[str, Finding] = {}
        for match in marks.cues:
            if match.key in _REASONS and match.key not in found:
                span = given.text.to_original(words[match.first].start, words[match.last].end)
                found[match.key] = Finding(self.name, match.key, span, _REASONS[match.key])
        return list(found.values())
