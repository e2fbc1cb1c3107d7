"""Whether a run of capitals behind a word for an application or for installing is the name of one.

Official and everyday applications (``lexicons/known_apps.txt``) are no indicator by their plain name, only when they are
to be installed from a link, a file or a person; with something added (``VNeID Plus``, ``VssID 5.0``) they are.
Other names are believed by their form (capitals inside a word, a digit) or, at an install, by several words
with capitals. Works on folded text; ``start`` and ``end`` are of it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from nlp import lexicons
from nlp.normalise.syllable import is_syllable


class Way(NamedTuple):
    """How the words lead to a name.

    ``has_noun``: past a word for an application; ``is_install``: from a word for installing; ``loose``: how many words
    stand between that say nothing of an application; ``is_bare_verb``: from a word for installing without its
    diacritics, which may be another word; ``is_quoted``: the name stands in quotation marks.
    """

    has_noun: bool
    is_install: bool
    loose: int
    is_bare_verb: bool
    is_quoted: bool


CAMEL = re.compile(r"[a-zà-ỹ][A-ZĐ]|[a-z]{2}[0-9](?![a-z])|[A-Z]{2,}[a-zà-ỹ]{2}")
"""Capitals or digits inside a word, as names of applications have them and words have not."""
PACKAGE_END = re.compile(r"\.(?:apk|xapk|apks|apkm|ipa)$", re.IGNORECASE)
_VERSION = re.compile(r"v?\d{1,4}(?:\.\d{1,3}){0,2}|\d{1,2}[a-z]")
_NOT_NAMES = (
    "bo cong",
    "cong an",
    "chinh phu",
    "uy ban",
    "ngan hang",
    "bao hiem xa",
    "quoc gia",
    "nha nuoc",
    "viet nam",
)
_OUTSIDE = re.compile(
    r"(?:link|duong dan|apk|file|tep|qua zalo|(?:gui|dua) (?:cho|qua|$)|(?<!\w)(?:em|con|chau|ben|minh|t|e|tui|toi) (?:gui|dua)"
    r"|ngoai (?:ch play|app store|cua hang)|ket ban|huong dan cua|theo huong dan|bam vao|truy cap|quet (?:ma )?qr|khong ro nguon)"
)
_INSTALL = re.compile(r"(?<!\w)(?:app|ung dung|phan mem|tai|cai|install|download|cap nhat|nang cap)(?!\w)")
_SHOP = re.compile(r"(?:ch ?play|google play|app ?store|kho ung dung|cua hang ung dung|chinh thuc)")
_ADVISED_AGAINST = re.compile(r"(?:khong|dung|ko|k|chua|tranh)(?: \w+){0,3}$")
_TERMS = lexicons.word_set(
    "ai android apk cccd cmnd excel gps ios iphone link nfc otp pdf qr sim esim sms ubnd usb web wifi windows word"
)
"""Words with capitals that no application of a lure begins its name with."""
_MOST_LOOSE = 3
_AROUND_BEFORE = 60
_AROUND_AFTER = 90


def is_believed(text: str, folded: str, start: int, end: int, way: Way) -> bool:
    """Whether ``text[start:end]``, where ``way`` led to, is the name of an application to report."""
    name = folded[start:end]
    words = text[start:end].split()
    if PACKAGE_END.search(name):
        return True
    if name in known_apps():
        return way.is_install and way.loose == 0 and _is_from_outside(folded, start, end)
    if name.startswith(_NOT_NAMES) or all(
        word in _TERMS or _VERSION.fullmatch(word) for word in name.split(" ")
    ):
        return False
    is_camel = any(CAMEL.search(word) for word in words)
    if way.loose:
        return way.has_noun and way.loose <= _MOST_LOOSE and is_camel
    base = _known_base(name)
    if base:
        return _is_believed_addition(name[len(base) + 1 :], folded, start, end, way)
    if way.is_bare_verb:
        return is_camel
    if is_camel:
        return True
    if len(words) == 1:
        return way.has_noun and way.is_install and not is_syllable(name) and not words[0].isupper()
    strange = any(not is_syllable(word) for word in name.split())
    if way.is_quoted:
        return way.has_noun
    return (way.has_noun or strange) and (way.is_install or strange)


def _is_believed_addition(added: str, folded: str, start: int, end: int, way: Way) -> bool:
    """Whether what stands behind a known name makes another application of it."""
    if all(_VERSION.fullmatch(word) for word in added.split()):
        return way.is_install and not (
            _shop_around(folded, start, end) and not _outside_around(folded, start, end)
        )
    return way.has_noun or way.is_install


def _known_base(name: str) -> str:
    """The longest known name that ``name`` begins with, or nothing."""
    words = name.split(" ")
    bases = (" ".join(words[:count]) for count in range(len(words) - 1, 0, -1))
    return next((base for base in bases if base in known_apps()), "")


def _is_from_outside(folded: str, start: int, end: int) -> bool:
    """Whether the install is meant from a link, a file or a person, and is not advised against."""
    if _ADVISED_AGAINST.search(_clause_before(folded, start)):
        return False
    return _outside_around(folded, start, end) and not _shop_around(folded, start, end)


def _clause_before(folded: str, start: int) -> str:
    before = folded[max(0, start - _AROUND_BEFORE) : start]
    verb = _INSTALL.search(before)
    return before[: verb.start()].rstrip() if verb else before.rstrip()


def _outside_around(folded: str, start: int, end: int) -> bool:
    return _OUTSIDE.search(_around(folded, start, end)) is not None


def _shop_around(folded: str, start: int, end: int) -> bool:
    return _SHOP.search(_around(folded, start, end)) is not None


def _around(folded: str, start: int, end: int) -> str:
    return f"{folded[max(0, start - _AROUND_BEFORE) : start]} {folded[end : end + _AROUND_AFTER]}"


@cache
def known_apps() -> frozenset[str]:
    """Folded names of official and everyday applications."""
    return frozenset(lexicons.lines("known_apps.txt"))
