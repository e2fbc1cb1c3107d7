"""Words taken apart to hide them: ``c ô n g a n``, ``s.t.k``, ``ch.uyển``, ``vn eid``.

Rule 4 of the handling rules for social text. Four or more single letters in a row are joined; two
or three spaces are a gap between words. Dotted pieces are joined only when they make a Vietnamese
syllable of parts that are none, or are three or more single letters, so ``TP.HCM``, ``v.v.`` and a
forgotten space after a full stop stay as they are. Names said letter by letter or by ear (``ô tê pê``, ``za lô``)
and ``a/c`` are written out.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from nlp import lexicons
from nlp.normalise.alignment import Edit
from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable

_SPACED = re.compile(r"(?<![\w.])[^\W\d_](?: {1,3}[^\W\d_]){3,40}(?!\w)")
_SPACED_HINT = re.compile(r"(?<!\w)[^\W\d_] {1,3}[^\W\d_] {1,3}[^\W\d_](?!\w)")
_GAP = re.compile(r" {2,3}")
_DOTTED = re.compile(r"(?<![\w.])[^\W\d_](?:[.·•_*][^\W\d_]){2,10}(?![\w.])")
_PARTED = re.compile(r"(?<![\w.])([^\W\d_]{1,6})[.·•_*]([^\W\d_]{1,6})(?![\w.])")
_PART_HINT = re.compile(r"[.·•_*](?=[^\W\d_])(?<=[^\W\d_].)")
_VNEID = re.compile(r"(?<!\w)v[ .]?n[ .]?e[ .]?[il1][ .]?d(?!\w)", re.IGNORECASE)
_VNEID_HINT = re.compile(r"[vV][ .]?[nN][ .]?[eE]")
_VNEID_BEGUN = re.compile(r"(?:\W|^)v(?:[.]?n(?:[.]?e(?:[.]?[il1])?)?)?[.]?$", re.IGNORECASE)
_BY_EAR = (
    (" lô", re.compile(r"(?<!\w)(?:[Zz]a|[Dd]a|[Gg]ia) lô(?!\w)"), "Zalo"),
    ("tê", re.compile(r"(?<!\w)[Ôô] ?tê ?pê(?!\w)"), "OTP"),
    ("a/c", re.compile(r"(?<![\w/])a/c(?![\w/])"), "anh chị"),
    ("a/c/e", re.compile(r"(?<![\w/])a/c/e(?![\w/])"), "anh chị em"),
    ("A/c", re.compile(r"(?<![\w/])A/c(?![\w/])"), "Anh chị"),
)
"""A sign that is cheap to look for, what is looked for where it stands, and what is meant."""
_HEARD = re.compile(r"lô(?!\w)|tê(?:pê)?(?!\w)")
"""What one piece at least of each of them holds."""
_VOWEL = re.compile(r"[aeiouy]")


def join_edits(text: str) -> list[Edit]:
    """What to put in place of words taken apart; may overlap, earlier ones are surer."""
    edits = []
    if _VNEID_HINT.search(text):
        edits += [Edit(*match.span(), "VNeID") for match in _VNEID.finditer(text) if match.group() != "VNeID"]
    for sign, pattern, meant in _BY_EAR:
        if sign in text:
            edits += [Edit(*match.span(), meant) for match in pattern.finditer(text)]
    if _SPACED_HINT.search(text):
        for match in _SPACED.finditer(text):
            pieces = [piece.replace(" ", "") for piece in _GAP.split(match.group())]
            if all(_VOWEL.search(fold(piece)) for piece in pieces):
                joined = " ".join(pieces)
                edits.append(Edit(*match.span(), _phrases().get(fold("".join(pieces)), joined)))
    if _PART_HINT.search(text):
        for match in _DOTTED.finditer(text):
            joined = re.sub(r"[.·•_*]", "", match.group())
            if joined.islower():
                edits.append(Edit(*match.span(), _phrases().get(fold(joined), joined)))
        for match in _PARTED.finditer(text):
            if _hides_a_syllable(*match.groups()):
                edits.append(Edit(*match.span(), "".join(match.groups())))
    return edits


def may_be_part_of_a_join(chunk: str) -> bool:
    """Whether a piece of text without white space is joined in itself or with others, single letters apart."""
    return (
        _HEARD.search(chunk) is not None or _VNEID_BEGUN.search(chunk) is not None or bool(join_edits(chunk))
    )


@lru_cache(maxsize=4096)
def _hides_a_syllable(left: str, right: str) -> bool:
    first, second = fold(left), fold(right)
    return (
        is_syllable(first + second) and not (is_syllable(first) and is_syllable(second)) and right.islower()
    )


@cache
def _phrases() -> dict[str, str]:
    """Joined, folded spelling to the phrase it hides; only phrases no single word is spelt like."""
    return {fold(phrase).replace(" ", ""): phrase for phrase in lexicons.lines("hidden_phrases.txt")}
