"""Steps a reader cannot take back: reading out a code, transferring, installing from a link, keeping silent.

Says nothing of who asks. The scam rules ask for somebody to trust as well; this one explains a post that
the label model takes for a scam without any. Does not count what is refused ("không đọc mã"). Cannot see:
steps that follow by telephone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from nlp.contracts import DetectorInput, Finding
from nlp.marks import marks_in
from nlp.rules.match import shipped_rules

MOST_FINDINGS = 3


@cache
def _reasons() -> dict[str, str]:
    """What the groups of steps say that all families share, by their keys."""
    groups = shipped_rules().book.groups
    return {key: group.reason for key, group in groups.items() if group.role == "step" and "." not in key}


class IrreversibleStep:
    """Detector ``irreversible_step``: the first step of each kind."""

    name = "irreversible_step"

    def detect(self, given: DetectorInput) -> Sequence[Finding]:
        """At most three findings, in the order of the text."""
        marks = marks_in(given)
        reasons = _reasons()
        met = marks.rules.found.keys() & reasons.keys()
        if not met:
            return ()
        firsts = [(matches[0], reasons[key]) for key, matches in marks.rules.found.items() if key in met]
        return [
            Finding(
                self.name,
                match.key,
                given.text.to_original(marks.words[match.first].start, marks.words[match.last].end),
                reason,
            )
            for match, reason in sorted(firsts, key=lambda one: one[0].first)[:MOST_FINDINGS]
        ]
