"""Which names can be hosts, and which only look like one because a full stop has no space after it.

A host ends in a public suffix (``.example`` and ``.test`` count as one, for invented examples). Many suffixes are
also Vietnamese or English words (``la``, ``co``, ``link``), and many sentences lack a space, so a bare host is believed
only when its labels and the words before it speak for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice

from publicsuffixlist import PublicSuffixList

from nlp import lexicons
from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable

RESERVED_ENDINGS = frozenset({"example", "test"})
COMMON_ENDINGS = lexicons.word_set("com net org vn info")
_FILE_ENDINGS = lexicons.word_set("md py sh pl ps rs zip mov so ai")
_WORDS_TOO = lexicons.word_set(
    "app bid buzz center click cloud club fun help info life link live online pro services shop space store support"
    " tech vip web website win work"
)
"""Endings that are everyday words in Vietnamese posts: after a full stop and a space they begin a sentence."""
_LOANWORDS = lexicons.word_set(
    "facebook fanpage gmail group link livestream online shop shopee telegram tiktok video youtube zalo"
)
_CHAT_WORDS = lexicons.word_set("ok oke okie alo uh hi hihi haha hehe kkk u22 u23")
_ABBREVIATIONS = lexicons.word_set(
    "tp tx tt q p h x k d đ ts bs ths th gs pgs ks cn ct v vv st mr ms dr no nd"
)
_NUMERAL = re.compile(r"[0-9oO.-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CUE = re.compile(
    r"(?:link|web|website|site|trang|vao|truy cap|tai|url|mien|dan|bam|click|www|dia chi)\W{0,3}$"
)
_REACH = 20
_PIECE = re.compile(r"(?<![\w.])[^\W\d_]{1,4}[.·][^\W\d_]{1,5}(?![\w.])")
_SHORT_PIECES = re.compile(r"[^\W\d_]{1,5}")
_MANY_PIECES = 4
"""From so many words taken apart with dots on, a text is believed to be written that way (own threshold)."""
_SHORTEST_SPACED = 4
_SHORTEST_NUMBER = 3
_SHORTEST_WITHOUT_A_SPACE = 4


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def public_suffix(host: str) -> str | None:
    """The public suffix of a lower-case host, or None when its ending is not a known one.

    >>> public_suffix("dichvucong.gov.vn"), public_suffix("a.b.example"), public_suffix("xong.mai")
    ('gov.vn', 'example', None)
    """
    ending = host.rsplit(".", 1)[-1]
    if ending in RESERVED_ENDINGS:
        return ending
    found = _suffixes().publicsuffix(host, accept_unknown=False)
    return found if isinstance(found, str) else None


@lru_cache(maxsize=4096)
def is_ending(label: str) -> bool:
    """Whether a host can end in ``label``."""
    return public_suffix(label.lower()) is not None


def registered_domain(host: str) -> str | None:
    """The part of a lower-case host somebody registered: its public suffix and one label more.

    >>> registered_domain("dichvucong.gov.vn.abc.example")
    'abc.example'
    """
    suffix = public_suffix(host)
    if suffix is None or suffix == host:
        return None
    label = host[: -len(suffix) - 1].rsplit(".", 1)[-1]
    return f"{label}.{suffix}"


def known_labels(labels: Sequence[str]) -> int:
    """How many labels, counted from the left, make the longest host with a known suffix; 0 for none."""
    words = [label.lower() for label in labels]
    for count in range(len(words), 1, -1):
        if registered_domain(".".join(words[:count])) is not None:
            return count
    return 0


def is_prose(label: str) -> bool:
    """Whether a label is a Vietnamese word with its diacritics."""
    return not label.isascii() and is_syllable(fold(label))


def is_sum(labels: Sequence[str]) -> bool:
    """Whether labels are the digits of a sum, some of them written ``o`` (``1.OOO.OOO``: ``ooo`` is an ending)."""
    return _NUMERAL.fullmatch("".join(labels)) is not None


def believed(text: str, start: int, labels: Sequence[str]) -> bool:
    """Whether a bare host of ``labels`` at ``start`` is meant as one, and is not two sentences run together."""
    ending, name = labels[-1], labels[-2]
    if _is_a_word_apart(text, labels):
        return False
    if _CUE.search(fold(text[max(0, start - _REACH) : start])):
        return True
    if any(is_prose(label) for label in labels[:-1]) or _is_abbreviation(labels):
        return False
    lowered = ending.lower()
    if lowered in COMMON_ENDINGS or lowered in RESERVED_ENDINGS:
        return not _is_small_number(name) and (len(labels) > 2 or name.lower() not in _CHAT_WORDS)
    if lowered in _FILE_ENDINGS and len(labels) == 2:
        return False
    if ending[:1].isupper() and not name.isupper():
        return False
    if is_syllable(lowered):
        return not all(_is_wordlike(label) for label in labels[:-1])
    return not _is_small_number(name)


def believed_with_spaces(labels: Sequence[str], gap: str, has_path: bool) -> bool:
    """Whether a host written with spaces around its dots or with words for them is meant as one.

    ``gap`` is what stands between its first label and the next.
    """
    name = labels[1] if labels[0].lower() == "www" else labels[0]
    ending = labels[-1]
    marked = any(char.isdigit() or char == "-" for char in name)
    if len(name) < _SHORTEST_SPACED and len(labels) == 2 and not marked:
        return False
    spelt = "chấm" in gap.lower()
    if not spelt and is_syllable(name.lower()):
        return False
    if gap[0] in ".。":
        if ending[0].isupper() and not name.isupper():
            return False
        return marked or has_path or ending.lower() not in _WORDS_TOO
    return True


def believed_with_odd_dots(name: str) -> bool:
    """Whether ``name`` before a comma or a bullet and an ending is the first label of a host."""
    if len(name) < _SHORTEST_WITHOUT_A_SPACE:
        return False
    return not is_syllable(name.lower()) or "-" in name


def _is_a_word_apart(text: str, labels: Sequence[str]) -> bool:
    """Whether the host is a word taken apart (``l.ink``, ``xo.ng``): alone a loanword, or one of many such pieces."""
    if not all(_SHORT_PIECES.fullmatch(label) for label in labels):
        return False
    joined = fold("".join(labels))
    if joined in _LOANWORDS:
        return True
    lowered = labels[-1].lower()
    if lowered in RESERVED_ENDINGS or lowered in COMMON_ENDINGS:
        return False
    return sum(1 for _ in islice(_PIECE.finditer(text), _MANY_PIECES)) == _MANY_PIECES


def _is_abbreviation(labels: Sequence[str]) -> bool:
    """``TP.HN``, ``TS.BS``, ``th.s``: letters of a title or a place, not an address."""
    if labels[-1].lower() in COMMON_ENDINGS:
        return False
    if all(len(label) <= 4 and label.isupper() for label in labels):
        return True
    return len(labels[-1]) == 2 and labels[-2].lower() in _ABBREVIATIONS


def _is_small_number(label: str) -> bool:
    return label.isdigit() and len(label) < _SHORTEST_NUMBER


def _is_wordlike(label: str) -> bool:
    if label.isdigit():
        return len(label) < 4 or _YEAR.fullmatch(label) is not None
    return len(label) <= 2 or is_syllable(fold(label))
