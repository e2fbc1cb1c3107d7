"""Steps a reader cannot take back: reading out a code, transferring, installing from a link.

Says nothing of who asks. The scam rules ask for an authority as well; this one explains a post that
the label model takes for a scam without any (jobs, loans, shares). Does not count what is refused
("không đọc mã"). Cannot see: steps that follow by telephone.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.contracts import DetectorInput, Finding
from nlp.rules.match import shipped_rules
from nlp.words import words_of

MOST_FINDINGS = 3


class IrreversibleStep:
    """Detector ``irreversible_step``: the first step of each kind."""

    name = "irreversible_step"

    def detect(self, given: DetectorInput) -> Sequence[Finding]:
        """At most three findings, in the order of the text."""
        matcher = shipped_rules()
        words = words_of(given.text, given.indicators)
        markers = matcher.markers(words)
        firsts = [
            (matches[0], matcher.book.groups[key].reason)
            for key, matches in markers.found.items()
            if matcher.book.groups[key].role == "step" and "." not in key  # groups all families share
        ]
        return [
            Finding(
                self.name,
                match.key,
                given.text.to_original(words[match.first].start, words[match.last].end),
                reason,
            )
            for match, reason in sorted(firsts, key=lambda one: one[0].first)[:MOST_FINDINGS]
        ]
