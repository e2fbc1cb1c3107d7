"""Hints about a document a post shows: a number of another kind, a date that cannot be, a body that had ended.

Each is a hint with its rule, never a verdict and never a reason to queue: forged documents can be perfectly formed and genuine
ones often are not. Cannot see: pictures of documents.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.contracts import DetectorInput, Finding, Span
from nlp.evidence.slots import local_day
from nlp.official.lint import lint


class DocumentLint:
    """Detector ``document_lint``: what does not fit, in the order of the text."""

    name = "document_lint"

    def detect(self, given: DetectorInput) -> Sequence[Finding]:
        """At most six findings."""
        return [
            Finding(self.name, hint.code, Span(hint.start, hint.end), hint.reason)
            for hint in lint(given.text.original, local_day(given.circumstances.posted_at))
        ]
