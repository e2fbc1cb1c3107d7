"""Personal data out of a raw text, before anything is written.

Typed placeholders stand for handles and profile links, phones, mail addresses, identity papers,
bank accounts, licence plates and plain personal names. Official hotlines, official mail addresses,
places, document numbers, prices and firms stay. What could be a scam's contact is handed back beside
the masked text as a candidate, with its range in the raw text.

What it cannot see is written in ``nlp.privacy.names`` (names in lower case or without diacritics are
masked only where nothing else is meant) and ``nlp.identifiers`` (numbers written out in words). Pictures,
house numbers and birthdays are not masked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.vocabulary import IndicatorKind, Placeholder
from nlp.contracts import Indicator, Masked, Replacement, Span
from nlp.handles import find_handles, profile_kind
from nlp.identifiers import Number, Sort, find_numbers, is_hotline
from nlp.normalise import plain_view
from nlp.normalise.addresses import Address, find_addresses
from nlp.normalise.alignment import Aligned
from nlp.number_signs import few_digits
from nlp.official_names import is_official_host
from nlp.privacy.names import find_names, signature
from nlp.privacy.numbers import find_stray_numbers
from nlp.privacy.words import Words

__all__ = ["mask"]

_MAX_ROUNDS = 4
_PLACEHOLDER = re.compile("|".join(re.escape(placeholder) for placeholder in Placeholder))
_MAILBOX_HOSTS = frozenset(
    {"gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com", "icloud.com"}
)
"""Hosts nobody puts after an ``@`` unless to write to a mailbox."""
_QUERY = re.compile(r"\?(?=\w)(?<=\w.)")
_OF_SORT = {
    Sort.PHONE: Placeholder.PHONE,
    Sort.ACCOUNT: Placeholder.ACCOUNT,
    Sort.PERSONAL_ID: Placeholder.NATIONAL_ID,
    Sort.PLATE: Placeholder.PLATE,
}


@dataclass(frozen=True, slots=True)
class _Finding:
    """Something to mask, in offsets of the plain view; ``kind`` when it may be an indicator."""

    start: int
    end: int
    placeholder: Placeholder
    kind: IndicatorKind | None = None
    normalised: str = ""


def mask(raw: str, words: Words | None = None) -> Masked:
    """``raw`` with placeholders for what identifies a person, and the indicator candidates.

    Masking a masked text changes nothing. Time is linear in the length. ``words`` stand for the name lexicons that ship
    with the program, to measure what they are worth.

    Raises:
        TooLarge: the raw or the masked text has more than ``nlp.normalise.MAX_CHARACTERS`` characters.

    >>> mask("Chị Nguyễn Thị Hoa, gọi 0900 000 123 hoặc 156").text
    'Chị [TÊN], gọi [SĐT] hoặc 156'
    """
    masked = Masked(raw)
    for _ in range(_MAX_ROUNDS):
        more = _round(raw, masked, words)
        if more is None:
            break
        masked = more
    return masked


def _round(raw: str, masked: Masked, words: Words | None) -> Masked | None:
    """One more pass over the masked text; None when there is nothing left to mask."""
    chosen = _chosen(masked.text, words)
    if not chosen:
        return None
    replacements = list(masked.replacements)
    candidates = list(masked.candidates)
    ends = [replacement.masked.end for replacement in masked.replacements]
    for finding, place in chosen:
        at = bisect_right(ends, place.start) - 1  # what is chosen overlaps no placeholder
        before = masked.replacements[at] if at >= 0 else None
        shift = before.raw.end - before.masked.end if before else 0
        span = Span(place.start + shift, place.end + shift)
        replacements.append(Replacement(finding.placeholder, span, span))
        if finding.kind is not None:
            candidates.append(Indicator(finding.kind, raw[span.start : span.end], finding.normalised, span))
    return _rebuilt(raw, replacements, candidates)


def _with_invisible(view: Aligned, finding: _Finding, length: int) -> Span:
    """The range behind a finding and the dropped characters right after it (``3️⃣`` is three)."""
    start, _ = view.source(finding.start, finding.end)
    return Span(start, view.starts[finding.end] if finding.end < len(view.starts) else length)


def _rebuilt(raw: str, replacements: list[Replacement], candidates: list[Indicator]) -> Masked:
    parts: list[str] = []
    placed: list[Replacement] = []
    done = 0
    length = 0
    for item in sorted(replacements, key=lambda item: item.raw):
        kept = raw[done : item.raw.start]
        start = length + len(kept)
        parts += (kept, item.placeholder)
        length = start + len(item.placeholder)
        placed.append(Replacement(item.placeholder, item.raw, Span(start, length)))
        done = item.raw.end
    parts.append(raw[done:])
    ordered = tuple(sorted(candidates, key=lambda candidate: candidate.span))
    return Masked("".join(parts), tuple(placed), ordered)


def _chosen(text: str, words: Words | None) -> list[tuple[_Finding, Span]]:
    """What to mask and where in ``text``; the surer sort wins where two overlap."""
    placed = _placed(text, words)
    if not placed:
        return []
    taken = bytearray(len(text))
    for match in _PLACEHOLDER.finditer(text):
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    chosen = []
    for finding, span in placed:
        if 1 not in taken[span.start : span.end]:
            chosen.append((finding, span))
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    return chosen


def _placed(text: str, words: Words | None) -> list[tuple[_Finding, Span]]:
    """Findings of the plain view, then numbers that only an invisible character keeps apart from others."""
    view = plain_view(text)
    placed = [(finding, _with_invisible(view, finding, len(text))) for finding in _findings(view.text, words)]
    if view.text != text:
        placed += [(finding, Span(finding.start, finding.end)) for finding in _numbers(text)]
    return placed


def _findings(text: str, words: Words | None) -> list[_Finding]:
    addresses = find_addresses(text) if _may_hold_contacts(text) else []
    names = find_names(text, words)
    last = signature(text)
    if last is not None:
        names.append(last)
    few = few_digits(text)
    return [
        *(_contacts(text, addresses) if addresses or "@" in text else ()),
        *_numbers(text, few),
        *_stray_numbers(text, few, addresses),
        *(_Finding(start, end, Placeholder.NAME) for start, end in names),
    ]


def _may_hold_contacts(text: str) -> bool:
    """Whether there can be a mailbox or an address with a path; a bare host is nobody's."""
    return (
        "/" in text
        or "@" in text
        or "\\" in text
        or "#" in text
        or " a còng " in text
        or ("at" in text and ("[" in text or "(" in text or "{" in text))
        or ("?" in text and _QUERY.search(text) is not None)
    )


def _contacts(text: str, addresses: list[Address]) -> Iterator[_Finding]:
    """Mailboxes, links to profiles and names on platforms."""
    handles = find_handles(text)
    named = {handle.start for handle in handles}
    for address in addresses:
        kind = profile_kind(address)
        if address.kind is IndicatorKind.EMAIL:
            if not is_official_host(address.host) and not _is_handle(text, address, named):
                yield _Finding(
                    address.start, address.end, Placeholder.EMAIL, IndicatorKind.EMAIL, address.normalised
                )
        elif kind is not None:
            yield _Finding(address.start, address.end, Placeholder.HANDLE, kind, address.normalised)
    for handle in handles:
        name = text[handle.start : handle.end].lower()
        kind = IndicatorKind.TELEGRAM if handle.contact else None
        yield _Finding(handle.start, handle.end, Placeholder.HANDLE, kind, name)


def _stray_numbers(text: str, few: Sequence[tuple[int, int]], addresses: list[Address]) -> Iterator[_Finding]:
    """Numbers nothing speaks of, unless they stand in an address."""
    starts = [address.start for address in addresses]
    for start, end, placeholder, digits in find_stray_numbers(text, few):
        at = bisect_left(starts, end) - 1
        if at < 0 or addresses[at].end <= start:
            kind = IndicatorKind.BANK_ACCOUNT if placeholder is Placeholder.ACCOUNT else None
            yield _Finding(start, end, placeholder, kind, digits)


def _is_handle(text: str, address: Address, named: set[int]) -> bool:
    """Whether what looks like a mailbox with a space in it is a word and an ``@name`` after it."""
    if address.host in _MAILBOX_HOSTS:
        return False
    at = text.find("@", address.start, address.end)
    return at in named and text[at - 1].isspace()


def _numbers(text: str, few: Sequence[tuple[int, int]] | None = None) -> Iterator[_Finding]:
    for number in find_numbers(text, few):
        if number.sort in _OF_SORT and not is_hotline(number.digits):
            yield _Finding(number.start, number.end, _OF_SORT[number.sort], _kind(number), number.digits)


def _kind(number: Number) -> IndicatorKind | None:
    if number.sort is Sort.PHONE:
        return IndicatorKind.ZALO if number.zalo else IndicatorKind.PHONE
    return IndicatorKind.BANK_ACCOUNT if number.sort is Sort.ACCOUNT else None
