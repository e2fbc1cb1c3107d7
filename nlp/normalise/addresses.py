"""Where a text holds web and mail addresses, plain or disguised.

Shared by the normaliser (which leaves addresses alone), masking and the indicator detector, so
that all three agree on what an address is. Works on a view with plain characters
(``nlp.normalise.characters``), offsets are of that view.

Seen: ``https://…``, ``hxxps[:]//…``, ``abc.com/x``, ``abc[.]com``, ``abc(chấm)com``, ``abc . com``, ``abc chấm com``,
``a@b.com``, ``a[at]b.com``. Not seen: addresses in pictures, dots left out altogether, endings that
are no public suffix (``.example`` and ``.test`` count as one, for invented examples).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

from models.vocabulary import IndicatorKind
from nlp import lexicons
from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable

_RESERVED_ENDINGS = frozenset({"example", "test"})
_FILE_ENDINGS = lexicons.word_set("md py sh pl ps rs zip mov so ai")
_COMMON_ENDINGS = lexicons.word_set("com net org vn info")
_ABBREVIATIONS = lexicons.word_set(
    "tp tx tt q p h x k d đ ts bs ths th gs pgs ks cn ct v vv st mr ms dr no nd"
)
_MAX_PATH = 2000

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_BRACKETED = r"\s?[\[({]\s?(?:[.。]|dot|chấm|cham)\s?[\])}]\s?"
_TIGHT = rf"(?:[.。]|{_BRACKETED})"
_WORDED = r"\s(?:chấm|cham|dot)\s"
_LOOSE = rf"(?:[ ]{{1,2}}[.。][ ]{{0,2}}|[.。][ ]{{1,2}}|{_WORDED}|{_TIGHT})"
_ENDINGS = "|".join(sorted(lexicons.lines("spaced_endings.txt"), key=len, reverse=True))
_ASCII_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

_SCHEME = re.compile(r"(?<![A-Za-z])(h(?:tt|xx|\*\*)p(s?))\s?(?:\[:\]|:)\s?//\s?", re.IGNORECASE)
_USERINFO = re.compile(r"[^\s/?#@<>\"]{1,200}@")
_TIGHT_CHAIN = re.compile(rf"(?<![\w.。-]){_LABEL}(?:{_TIGHT}{_LABEL}){{1,8}}", re.IGNORECASE)
_LOOSE_CHAIN = re.compile(
    rf"(?<![\w.。-])(?:{_ASCII_LABEL}{_LOOSE}){{1,4}}(?:{_ENDINGS})(?![\w-])", re.IGNORECASE
)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_TAIL = re.compile(rf"(?::\d{{2,5}}(?!\d))?(?:[/?#][^\s<>\"“”]{{0,{_MAX_PATH}}})?")
_DOT = re.compile(_LOOSE, re.IGNORECASE)
_EMAIL_AT = r"(?:\s?[\[(]\s?(?:@|at|a còng)\s?[\])]\s?|\s?@\s?|\sa còng\s)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])([\w.+-]{{1,64}}){_EMAIL_AT}(?={_ASCII_LABEL}\s?[.。\[({{]|{_ASCII_LABEL}\s(?:chấm|cham|dot)\s)",
    re.IGNORECASE,
)
_TIGHT_HINT = re.compile(r"\w[.。]\w|[\[({]\s?(?:[.。]|dot|ch[aấ]m)", re.IGNORECASE)
_LOOSE_HINT = re.compile(r"\w(?:\s+[.。]|[.。]\s|\s(?:ch[aấ]m|dot)\s)", re.IGNORECASE)
_NUMERAL = re.compile(r"[0-9o.-]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CUE = re.compile(
    r"(?:link|web|website|site|trang|vao|truy cap|tai|url|mien|dan|bam|click|www|dia chi)\W{0,3}$"
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address found at ``start..end``.

    ``normalised`` has its disguise taken off and its host in lower case; ``host`` is that host.
    ``kind`` is ``url`` (with scheme or path), ``domain`` (a bare host) or ``email``.
    """

    start: int
    end: int
    kind: IndicatorKind
    normalised: str
    host: str


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
    if ending in _RESERVED_ENDINGS:
        return ending
    found = _suffixes().publicsuffix(host, accept_unknown=False)
    return found if isinstance(found, str) else None


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


def find_addresses(text: str) -> list[Address]:
    """Every address in ``text``, in order, without overlap. Linear in its length."""
    found: list[Address] = []
    taken = bytearray(len(text))

    def add(address: Address | None) -> None:
        if address is None or 1 in taken[address.start : address.end]:
            return
        found.append(address)
        taken[address.start : address.end] = b"\x01" * (address.end - address.start)

    if "//" in text:
        for match in _SCHEME.finditer(text):
            add(_url(text, match))
    if "@" in text or "a còng" in text or "at" in text:
        for match in _EMAIL.finditer(text):
            add(_email(text, match))
    if _TIGHT_HINT.search(text):
        for match in _TIGHT_CHAIN.finditer(text):
            add(_tight(text, match))
    if _LOOSE_HINT.search(text):
        for match in _LOOSE_CHAIN.finditer(text):
            add(_loose(text, match))
    return sorted(found, key=lambda address: address.start)


def _labels(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the labels of a chain of labels and dots."""
    spans = []
    at = start
    for dot in _DOT.finditer(text, start, end):
        spans.append((at, dot.start()))
        at = dot.end()
    spans.append((at, end))
    return spans


def _known(text: str, spans: list[tuple[int, int]]) -> int:
    """How many labels, counted from the left, make the longest host with a known suffix."""
    words = [text[start:end].lower() for start, end in spans]
    for count in range(len(words), 1, -1):
        if registered_domain(".".join(words[:count])) is not None:
            return count
    return 0


def _host(text: str, spans: list[tuple[int, int]]) -> str:
    return ".".join(text[start:end] for start, end in spans).lower()


def _finish(text: str, start: int, spans: list[tuple[int, int]], scheme: str = "") -> Address:
    host = _host(text, spans)
    host_end = spans[-1][1]
    tail = _TAIL.match(text, host_end)
    end = _trimmed(text, host_end, tail.end() if tail else host_end)
    rest = text[host_end:end]
    kind = IndicatorKind.URL if scheme or rest else IndicatorKind.DOMAIN
    return Address(start, end, kind, f"{scheme}{host}{rest}", host)


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without the punctuation of the sentence around the address."""
    while end > start and text[end - 1] in ".,;:!?…'\"”’»)]}>*":
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return end


def _url(text: str, scheme: re.Match[str]) -> Address | None:
    at = scheme.end()
    userinfo = _USERINFO.match(text, at)
    if userinfo:
        at = userinfo.end()
    prefix = f"http{scheme.group(2).lower()}://"
    ip = _IP.match(text, at)
    if ip:
        return _finish(text, scheme.start(), [ip.span()], prefix)
    chain = _LOOSE_CHAIN.match(text, at)
    tight = _TIGHT_CHAIN.match(text, at) if not chain or " " not in chain.group() else None
    best = tight or chain or _TIGHT_CHAIN.match(text, at)
    if best is None:
        return None
    spans = _labels(text, *best.span())
    count = _known(text, spans)
    return _finish(text, scheme.start(), spans[:count], prefix) if count else None


def _email(text: str, match: re.Match[str]) -> Address | None:
    chain = _LOOSE_CHAIN.match(text, match.end()) or _TIGHT_CHAIN.match(text, match.end())
    if chain is None:
        return None
    spans = _labels(text, *chain.span())
    count = _known(text, spans)
    if not count:
        return None
    host = _host(text, spans[:count])
    return Address(
        match.start(), spans[count - 1][1], IndicatorKind.EMAIL, f"{match.group(1).lower()}@{host}", host
    )


def _tight(text: str, match: re.Match[str]) -> Address | None:
    spans = _labels(text, *match.span())
    count = _known(text, spans)
    if not count:
        return None
    spans = spans[:count]
    while (
        len(spans) > 2 and _prose_label(text[slice(*spans[0])]) and _known(text, spans[1:]) == len(spans) - 1
    ):
        spans = spans[1:]
    address = _finish(text, spans[0][0], spans)
    if address.kind is IndicatorKind.URL or _credible(text, spans, address):
        return address
    return None


def _prose_label(label: str) -> bool:
    return not label.isascii() and is_syllable(fold(label))


def _credible(text: str, spans: list[tuple[int, int]], address: Address) -> bool:
    """Whether a bare host is meant as one, and is not two sentences without a space between."""
    labels = [text[start:end] for start, end in spans]
    ending, name = labels[-1], labels[-2]
    if _NUMERAL.fullmatch(address.normalised):
        return False
    if _CUE.search(fold(text[max(0, address.start - 20) : address.start])):
        return True
    if any(_prose_label(label) for label in labels[:-1]):
        return False
    if _abbreviation(labels):
        return False
    lowered = ending.lower()
    if lowered in _COMMON_ENDINGS or lowered in _RESERVED_ENDINGS:
        return not (name.isdigit() and len(name) < 3)
    if lowered in _FILE_ENDINGS and len(labels) == 2:
        return False
    if ending[:1].isupper() and not name.isupper():
        return False
    if is_syllable(lowered):
        return not all(_wordlike(label) for label in labels[:-1])
    return not (name.isdigit() and len(name) < 3)


def _abbreviation(labels: list[str]) -> bool:
    """``TP.HN``, ``TS.BS``, ``th.s``: letters of a title or a place, not an address."""
    if labels[-1].lower() in _COMMON_ENDINGS:
        return False
    if all(len(label) <= 4 and label.isupper() for label in labels):
        return True
    return len(labels[-1]) == 2 and labels[-2].lower() in _ABBREVIATIONS


def _wordlike(label: str) -> bool:
    if label.isdigit():
        return len(label) < 4 or _YEAR.fullmatch(label) is not None
    return len(label) <= 2 or is_syllable(fold(label))


def _loose(text: str, match: re.Match[str]) -> Address | None:
    spans = _labels(text, *match.span())
    while len(spans) > 2 and _loose_word(text, spans):
        spans = spans[1:]
    if _known(text, spans) != len(spans):
        return None
    name = text[slice(*spans[0])]
    first_dot = text[spans[0][1] : spans[1][0]]
    if len(name) < 4 and not any(char.isdigit() or char == "-" for char in name):
        return None
    if "chấm" not in first_dot.lower() and is_syllable(name.lower()):
        return None
    if first_dot.startswith((".", "。")) and text[spans[-1][0]].isupper() and not name.isupper():
        return None
    return _finish(text, spans[0][0], spans)


def _loose_word(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether the first label is the last word of the sentence before the address."""
    gap = text[spans[0][1] : spans[1][0]]
    label = text[slice(*spans[0])].lower()
    return len(gap) > 1 and is_syllable(label) and _known(text, spans[1:]) == len(spans) - 1
