"""Where numbers that lead to a person may stand in a text, told cheaply: most texts hold prices, dates and counts only.

Works on a view with plain characters, for ``nlp.identifiers``. Patterns begin with a digit, so that they are searched for fast;
most of them are looked for among the digits of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from nlp.telephones import SHORT, has_short, is_spoken

_FEW_DIGITS = re.compile(r"[0-9](?:[ \t\u00a0.·•\-_–/,*~|:()]{0,3}[0-9oOlIi]){2,}")
"""What every number of this module holds; most posts have nothing like it."""
_EIGHT_DIGITS = re.compile(r"[0-9](?:[ \t\u00a0.·•\-_–()]{0,3}[0-9oOlIi]){7}")
_SEVEN_TOGETHER = re.compile(r"[0-9]{7}")
_ODD_GROUPS = re.compile(r"0[35789][0-9]{1,2}(?:[,/*~|:]| chấm | cham )[0-9]{3}")
_SIX_DIGITS = re.compile(r"[0-9](?:[ \t\u00a0.·•\-_–]{0,3}[0-9oOlI]){5}")
_SIX_OR_LETTERS = re.compile(r"[0-9](?:[ \t\u00a0.·•\-_–()]{0,3}[0-9oOlIi]){5}")
_AROUND = 200
"""Characters on each side of a sign of a number: more than the longest number goes on behind its first six digits, with the words that
are read before and behind it."""
_MOST_AROUND = 0.7
"""Share of a text up to which only what is around its numbers is read (measured: beyond, the ranges cost what they spare)."""
_ACCOUNT_SIGN = re.compile(r"[kK] ?ho[ảa]n|KHO[ẢA]N|t\W?k|T\W?K|th[ẻe]|Th[ẻe]|account")
_PLATE_SIGN = re.compile(r"[1-9][0-9][ -]?[A-Za-zĐđ]{1,2}[0-9]?[ .-]{0,3}[0-9]{3}")
_PLATE_LEAD = 9
"""Characters of ``_PLATE_SIGN`` before its last three digits at most."""
_ANY = (_SIX_OR_LETTERS, _ODD_GROUPS, _PLATE_SIGN, SHORT)
"""One of these stands in every number of this module that is written in digits."""


class Signs(NamedTuple):
    """Which sorts of numbers may stand in a text: those with many digits, licence plates, short numbers of services."""

    many: bool
    plate: bool
    short: bool


def signs_of(text: str, few: Sequence[tuple[int, int]] | None = None) -> Signs:
    """Which sorts of numbers may stand in a text, told by what is cheap to look for; ``few``: its ``few_digits``, if known."""
    few = few_digits(text) if few is None else few
    if not few:
        return Signs(many=False, plate=False, short=is_spoken(text))
    digits = joined(text, few)
    return Signs(_has_many_digits(text, digits), _may_be_plate(text, few), has_short(text, digits))


def few_digits(text: str) -> list[tuple[int, int]]:
    """Where three digits or more stand with little between them. One look at the text: every other sign is looked for in these."""
    return [match.span() for match in _FEW_DIGITS.finditer(text)]


def joined(text: str, few: Sequence[tuple[int, int]]) -> str:
    """The digits of a text line by line, without what stands between them."""
    return "\n".join([text[start:end] for start, end in few])


def _may_be_plate(text: str, few: Sequence[tuple[int, int]]) -> bool:
    """Whether there is the sign of a licence plate: it ends with three digits, and ``_PLATE_LEAD`` characters lead to them."""
    return any(_PLATE_SIGN.search(text, max(0, start - _PLATE_LEAD), end) for start, end in few)


def _has_many_digits(text: str, digits: str) -> bool:
    """Whether there are digits enough for more than a hotline: most prices and dates have less.

    ``digits``: all its runs of three digits or more with what may stand between them, and nothing else.
    """
    return (
        _EIGHT_DIGITS.search(digits) is not None
        or _SEVEN_TOGETHER.search(digits) is not None
        or _ODD_GROUPS.search(text) is not None
        or (_SIX_DIGITS.search(digits) is not None and _ACCOUNT_SIGN.search(text) is not None)
    )


def surroundings(text: str) -> list[tuple[int, int]]:
    """The ranges of a text where its numbers stand, with ``_AROUND`` characters on both sides; all of it where these are most of it."""
    ranges: list[tuple[int, int]] = []
    covered = 0
    for start, end in sorted(match.span() for sign in _ANY for match in sign.finditer(text)):
        first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
        if ranges and first <= ranges[-1][1]:
            first, last = ranges[-1][0], max(ranges[-1][1], last)
            covered -= ranges[-1][1] - ranges.pop()[0]
        ranges.append((first, last))
        covered += last - first
    return ranges if covered < len(text) * _MOST_AROUND else [(0, len(text))]
