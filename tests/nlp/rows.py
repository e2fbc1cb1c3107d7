"""What the tests of hard indicators share: found indicators as pairs, and rows as they are written down."""

from __future__ import annotations

from nlp.detectors.indicators import find_indicators
from nlp.normalise import normalise


def found(text: str) -> list[tuple[str, str]]:
    """Kind and canonical form of each indicator of a text, in order."""
    return [(one.kind.value, one.normalised) for one in find_indicators(normalise(text))]


def wanted(row: str) -> list[tuple[str, str]]:
    """``kind value|kind value`` as pairs."""
    return [(kind, value) for kind, _, value in (one.partition(" ") for one in row.split("|") if one)]
