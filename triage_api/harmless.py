"""Showing what tricks people without handing it on: no address on a page of ours can be followed or dialled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.vocabulary import IndicatorKind
from nlp.contracts import Indicator
from nlp.defang import defang
from nlp.detectors.indicators import find_indicators
from nlp.detectors.link_impersonation import annotate
from nlp.normalise import normalise
from triage_api.marking import Segment

_WORTH_A_LOOK = re.compile(r"\w ?[.,] ?\w|://|@|\d[\d .]{5}|ch[aấ]m|zalo|tele", re.IGNORECASE)
"""Most posts hold nothing of the kind; looking closely at each line of a list would cost two milliseconds."""


def lures(text: str) -> tuple[Indicator, ...]:
    """Addresses and numbers in a text that are not known to be official, in the order of the text."""
    if not _WORTH_A_LOOK.search(text):
        return ()
    found = annotate(find_indicators(normalise(text)))
    return tuple(sorted((one for one in found if not one.official), key=lambda one: one.span))


def harmless(text: str) -> str:
    """The text with its lures defanged.

    >>> harmless("Tải ở vneid-dongmay.example nhé")
    'Tải ở vneid-dongmay[.]example nhé'
    """
    return "".join(piece.text for piece in harmless_segments([Segment(text)], lures(text)))


def harmless_segments(pieces: Sequence[Segment], found: Sequence[Indicator]) -> list[Segment]:
    """Stretches of a text with the lures in them defanged; a lure may reach over several stretches."""
    return [replace(piece, text=_defanged(piece, found)) for piece in pieces]


def _defanged(piece: Segment, found: Sequence[Indicator]) -> str:
    result, at, end = "", piece.start, piece.start + len(piece.text)
    for lure in found:
        first, last = max(at, lure.span.start), min(end, lure.span.end)
        if first >= last:
            continue
        result += piece.text[at - piece.start : first - piece.start]
        result += _part(lure.kind, piece.text[first - piece.start : last - piece.start])
        at = last
    return result + piece.text[at - piece.start :]


def _part(kind: IndicatorKind, text: str) -> str:
    """A lure, or the part of one that falls into a stretch: even half an address is not left clickable."""
    shown = defang(kind, text)
    return shown.replace("://", "[:]//") if "://" in shown else shown
