"""Where a text holds web and mail addresses, plain or disguised.

Shared by the normaliser (which leaves addresses alone), masking and the indicator detector, so
that all three agree on what an address is. Works on a view with plain characters
(``nlp.normalise.characters``), offsets are of that view.

Seen: ``https://…``, ``hxxps[:]//…``, ``h t t p : / / …``, ``abc.com/x``, ``abc[.]com``, ``abc(chấm)com``, ``abc . com``,
``abc chấm com``, ``abc-x,com``, ``t . me/x``, ``a@b.com``, ``a[at]b.com``. Not seen: addresses in pictures, dots left out
altogether, endings that are no public suffix (``nlp.normalise.hosts``).

Most texts hold no address, so each kind is looked for only where a cheap sign of it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary import IndicatorKind
from nlp import lexicons
from nlp.normalise.address_signs import has_slash_of_no_date, has_word_for_a_dot
from nlp.normalise.hosts import (
    believed,
    believed_with_odd_dots,
    believed_with_spaces,
    is_ending,
    is_prose,
    is_sum,
    known_labels,
    public_suffix,
    registered_domain,
)
from nlp.normalise.syllable import is_syllable

__all__ = ["Address", "find_addresses", "public_suffix", "registered_domain"]

_MAX_PATH = 2000
_LONGEST_CHAIN = 700
"""Nine labels of 63 characters with bracketed dots between them."""

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_BRACKETED = r"\s?[\[({]\s?(?:[.。]|dot|chấm|cham)\s?[\])}]\s?"
_TIGHT = rf"(?:[.。]|{_BRACKETED})"
_WORDED = r"\s(?:dấu |dau )?(?:chấm|cham|dot)\s"
_LOOSE = rf"(?:[ ]{{1,2}}[.。][ ]{{0,2}}|[.。][ ]{{1,2}}|{_WORDED}|{_TIGHT})"
_ENDINGS = "|".join(sorted(lexicons.lines("spaced_endings.txt"), key=len, reverse=True))
_ASCII_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ODD_ENDINGS = "com|vn|net|org|xyz|top|example|test"

_SCHEME = re.compile(
    r"(?<![A-Za-z])h\s?(?:t\s?t|x\s?x|\*\s?\*)\s?p\s?(s?)\s?(?:(?:[:;]|\[:\])\s?[/\\](?:\s?[/\\])?|//)\s?",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"[^\s/?#@<>\"]{1,200}@")
_TIGHT_CHAIN = re.compile(rf"(?<![\w.。-]){_LABEL}(?:{_TIGHT}{_LABEL}){{1,8}}", re.IGNORECASE)
_LOOSE_CHAIN = re.compile(
    rf"(?<![\w.。-])(?:{_ASCII_LABEL}{_LOOSE}){{1,4}}(?:{_ENDINGS})(?![\w-])", re.IGNORECASE
)
_ODD_CHAIN = re.compile(
    rf"(?<![\w.。,·•-])({_ASCII_LABEL})(?:[,·•]{_ASCII_LABEL}){{0,3}}[,·•](?:{_ODD_ENDINGS})(?![\w-])",
    re.IGNORECASE,
)
_SHORTENED = re.compile(
    r"(?<![\w.-])(t|zalo|telegram|fb|m|wa|bit|cutt|s)"
    r"\s?(?:[.。•]|[\[(]\s?[.。]\s?[\])]|\s(?:chấm|cham|dot)\s)\s?(me|ly|com|id)\s?/\s?(?=[\w+])",
    re.IGNORECASE,
)
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
_BARE_IP = re.compile(r"(?<![\w.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.\d{1,3}){3}(?=(?::\d{2,5})?/[A-Za-z])")
_PATH_BEGINS = re.compile(r"/[A-Za-z]")  # most texts have dates, whose slashes begin none
_PATH = re.compile(rf"(?:[!#-;=?-~]|\w){{1,{_MAX_PATH}}}")
_TAIL = re.compile(rf"(?::\d{{2,5}}(?!\d))?(?:[/?#](?:[!#-;=?-~]|\w){{0,{_MAX_PATH}}})?")
_DOT = re.compile(_LOOSE, re.IGNORECASE)
_ODD_DOT = re.compile(r"[,·•]")
_EMAIL_AT = r"(?:\s?[\[(]\s?(?:@|at|a còng)\s?[\])]\s?|\s?@\s?|\sa còng\s)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])([\w.+-]{{1,64}}){_EMAIL_AT}(?={_ASCII_LABEL}\s?[.。\[({{]|{_ASCII_LABEL}\s(?:chấm|cham|dot)\s)",
    re.IGNORECASE,
)

_TIGHT_SIGN = re.compile(
    r"[.。][a-z][a-z0-9-]{1,62}(?!\w)|[\[({]\s?(?:[.。]|dot|ch[aấ]m)\s?[\])}]", re.IGNORECASE
)
_PLAIN_SIGN = re.compile(r"\.[A-Za-z][A-Za-z0-9-]{1,62}(?!\w)")
# Signs name both cases: a pattern that ignores case cannot skip to its first letter and is ten times slower.
_LOOSE_SIGN = re.compile(rf"\. {{0,2}}(?:{_ENDINGS}|{_ENDINGS.upper()})(?![\w-])")
_WORDED_SIGN = re.compile(rf"(?:ch[ấa]m|dot)\s(?:gov\s|(?:{_ENDINGS})(?![\w-]))", re.IGNORECASE)
_ODD_SIGN = re.compile(rf",(?:{_ODD_ENDINGS}|{_ODD_ENDINGS.upper()})(?![\w-])")
_LABEL_OR_DOT = re.compile(r"[\w.。-]")


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


def find_addresses(text: str) -> list[Address]:
    """Every address in ``text``, in order, without overlap. Linear in its length."""
    candidates = _candidates(text)
    if not candidates:
        return []
    found: list[Address] = []
    taken = bytearray(len(text))
    for address in candidates:
        if address is None or 1 in taken[address.start : address.end]:
            continue
        found.append(address)
        taken[address.start : address.end] = b"\x01" * (address.end - address.start)
    found.sort(key=lambda address: address.start)
    return found


def _candidates(text: str) -> list[Address | None]:
    """What may be an address, the surest kinds first; may overlap."""
    found: list[Address | None] = []
    has_bracket = "[" in text or "(" in text or "{" in text
    if "\\" in text or has_slash_of_no_date(text):
        found += _with_slashes(text)
    if "@" in text or " a còng " in text or (has_bracket and "at" in text):
        found += [_email(text, match) for match in _EMAIL.finditer(text)]
    if "." in text or has_bracket or "。" in text:
        found += [_tight(text, match) for match in _tight_chains(text, has_bracket or "。" in text)]
        if "。" in text or ((". " in text or " ." in text) and _LOOSE_SIGN.search(text)):
            found += [_loose(text, match) for match in _LOOSE_CHAIN.finditer(text)]
    if has_word_for_a_dot(text) and _WORDED_SIGN.search(text):
        found += [_loose(text, match) for match in _LOOSE_CHAIN.finditer(text)]
    if _ODD_SIGN.search(text) or "·" in text or "•" in text:
        found += [_odd(text, match) for match in _ODD_CHAIN.finditer(text)]
    return found


def _with_slashes(text: str) -> list[Address | None]:
    found: list[Address | None] = []
    if "//" in text or "/ /" in text or ":/" in text or ": /" in text or "\\" in text or "]/" in text:
        found += [_url(text, match) for match in _SCHEME.finditer(text)]
    if "me/" in text or "ly/" in text or "com/" in text or "id/" in text or " /" in text:
        found += [_shortened(text, match) for match in _SHORTENED.finditer(text)]
    if "." in text and _PATH_BEGINS.search(text):
        found += [_finish(text, match.start(), [match.span()]) for match in _BARE_IP.finditer(text)]
    return found


def _tight_chains(text: str, is_disguised: bool) -> Iterator[re.Match[str]]:
    """Labels with dots between them, each looked for only around a dot before what may be a last label."""
    floor = 0
    for hint in (_TIGHT_SIGN if is_disguised else _PLAIN_SIGN).finditer(text):
        if hint.start() < floor or not (hint.group()[-1] in ")]}" or is_ending(hint.group()[1:])):
            continue
        start = _chain_start(text, hint.start(), floor)
        match = _TIGHT_CHAIN.match(text, start) if start is not None else None
        floor = hint.start() + 1
        if match is not None:
            yield match
            floor = max(floor, match.end())


def _chain_start(text: str, at: int, floor: int) -> int | None:
    """Where the run of label characters and dots that ends at ``at`` begins; None before ``floor`` or in a handle."""
    if at > floor and text[at - 1].isspace():
        at -= 1
    least = max(floor, at - _LONGEST_CHAIN)
    while at > least and _LABEL_OR_DOT.match(text[at - 1]):
        at -= 1
    return at if at == 0 or not (text[at - 1] == "@" or _LABEL_OR_DOT.match(text[at - 1])) else None


def _labels(text: str, start: int, end: int, dot: re.Pattern[str] = _DOT) -> list[tuple[int, int]]:
    """The ranges of the labels of a chain of labels and dots."""
    spans = []
    at = start
    for gap in dot.finditer(text, start, end):
        spans.append((at, gap.start()))
        at = gap.end()
    spans.append((at, end))
    return spans


def _words(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def _finish(text: str, start: int, spans: list[tuple[int, int]], scheme: str = "") -> Address:
    host = ".".join(_words(text, spans)).lower()
    host_end = spans[-1][1]
    tail = _TAIL.match(text, host_end)
    end = _trimmed(text, host_end, tail.end() if tail else host_end)
    rest = text[host_end:end].replace("[.]", ".")
    kind = IndicatorKind.URL if scheme or rest else IndicatorKind.DOMAIN
    return Address(start, end, kind, f"{scheme}{host}{rest}", host)


def _trimmed(text: str, start: int, end: int) -> int:
    """The end without the punctuation of the sentence around the address."""
    while end > start and text[end - 1] in ".,;:!?'\"»)]}>*":
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        end -= 1
    return end


def _url(text: str, scheme: re.Match[str]) -> Address | None:
    at = scheme.end()
    userinfo = _USERINFO.match(text, at)
    if userinfo:
        at = userinfo.end()
    prefix = f"http{scheme.group(1).lower()}://"
    ip = _IP.match(text, at)
    if ip:
        return _finish(text, scheme.start(), [ip.span()], prefix)
    chain = _LOOSE_CHAIN.match(text, at)
    tight = _TIGHT_CHAIN.match(text, at) if not chain or " " not in chain.group() else None
    best = tight or chain or _TIGHT_CHAIN.match(text, at)
    if best is None:
        return None
    spans = _labels(text, *best.span())
    count = known_labels(_words(text, spans))
    return _finish(text, scheme.start(), spans[:count], prefix) if count else None


def _email(text: str, match: re.Match[str]) -> Address | None:
    chain = _LOOSE_CHAIN.match(text, match.end()) or _TIGHT_CHAIN.match(text, match.end())
    if chain is None:
        return None
    spans = _labels(text, *chain.span())
    count = known_labels(_words(text, spans))
    if not count:
        return None
    host = ".".join(_words(text, spans[:count])).lower()
    mailbox = f"{match.group(1).lower()}@{host}"
    return Address(match.start(), spans[count - 1][1], IndicatorKind.EMAIL, mailbox, host)


def _shortened(text: str, match: re.Match[str]) -> Address:
    """A messenger's or a shortener's host, whose few letters are believed for the path after them."""
    host = f"{match.group(1)}.{match.group(2)}".lower()
    path = _PATH.match(text, match.end())
    end = _trimmed(text, match.end(), path.end() if path else match.end())
    return Address(match.start(), end, IndicatorKind.URL, f"{host}/{text[match.end() : end]}", host)


def _tight(text: str, match: re.Match[str]) -> Address | None:
    spans = _labels(text, *match.span())
    count = known_labels(_words(text, spans))
    if not count:
        return None
    spans = spans[:count]
    while (
        len(spans) > 2
        and is_prose(text[slice(*spans[0])])
        and known_labels(_words(text, spans[1:])) == len(spans) - 1
    ):
        spans = spans[1:]
    if is_sum(_words(text, spans)):
        return None
    address = _finish(text, spans[0][0], spans)
    if address.kind is IndicatorKind.URL or believed(text, address.start, _words(text, spans)):
        return address
    return None


def _loose(text: str, match: re.Match[str]) -> Address | None:
    spans = _labels(text, *match.span())
    while len(spans) > 2 and _loose_word(text, spans):
        spans = spans[1:]
    if known_labels(_words(text, spans)) != len(spans):
        return None
    address = _finish(text, spans[0][0], spans)
    gap = text[spans[0][1] : spans[1][0]]
    has_path = address.kind is IndicatorKind.URL
    return address if believed_with_spaces(_words(text, spans), gap, has_path) else None


def _loose_word(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether the first label is the last word of the sentence before the address."""
    gap = text[spans[0][1] : spans[1][0]]
    label = text[slice(*spans[0])].lower()
    return len(gap) > 1 and is_syllable(label) and known_labels(_words(text, spans[1:])) == len(spans) - 1


def _odd(text: str, match: re.Match[str]) -> Address | None:
    spans = _labels(text, *match.span(), _ODD_DOT)
    if not believed_with_odd_dots(match.group(1)) or known_labels(_words(text, spans)) != len(spans):
        return None
    return _finish(text, spans[0][0], spans)
