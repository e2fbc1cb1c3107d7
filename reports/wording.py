"""Words for the report: sentences of posts made safe to quote, days, lists, a natural middle of a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlsplit

from models.vocabulary import TOPIC_NAMES, Placeholder, Topic
from nlp.defang import defang
from nlp.normalise import plain_view
from nlp.normalise.addresses import find_addresses
from nlp.official_names import is_official_host
from nlp.privacy import mask
from reports.period import ZONE

QUOTE = 140
"""Characters of a quoted sentence in a table; longer ones are cut at a word."""

HIDDEN_WORDS = {
    Placeholder.NAME: "(tên đã ẩn)",
    Placeholder.PHONE: "(số điện thoại đã ẩn)",
    Placeholder.ACCOUNT: "(số tài khoản đã ẩn)",
    Placeholder.EMAIL: "(địa chỉ thư đã ẩn)",
    Placeholder.NATIONAL_ID: "(số giấy tờ đã ẩn)",
    Placeholder.PLATE: "(biển số đã ẩn)",
    Placeholder.HANDLE: "(tên liên hệ đã ẩn)",
}
_SCHEME = re.compile(r"(?<![A-Za-z])h(?:tt|xx)ps?://", re.IGNORECASE)


def quoted(text: str, limit: int = QUOTE) -> str:
    """A sentence ready to print: masked once more, addresses harmless, short, on one line.

    Words a reviewer typed go the same way as a post's. Official addresses stay readable.

    >>> quoted("Vào http://vneid-capnhat.example/tai, gặp chị Nguyễn Thị Hoa ở dichvucong.gov.vn")
    'Vào vneid-capnhat[.]example/tai, gặp chị (tên đã ẩn) ở dichvucong.gov.vn'
    """
    flat = " ".join("".join(" " if _picture(one) else one for one in text[: 4 * limit]).split())
    safe = _defanged(mask(flat).text)
    for placeholder, words in HIDDEN_WORDS.items():
        safe = safe.replace(placeholder, words)
    return shortened(safe, limit)


def _picture(letter: str) -> bool:
    """Emojis and their joiners: they say nothing in a report, and the letters of office documents have none of them."""
    return unicodedata.category(letter) in ("So", "Sk", "Cs", "Co", "Cn") or letter in "\u200d\ufe0f"


def shortened(text: str, limit: int) -> str:
    """Cut at a word so that nothing is longer than ``limit``.

    >>> shortened("một hai ba bốn", 9)
    'một hai…'
    """
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    kept = cut[: cut.rfind(" ")] if " " in cut else cut
    return kept.rstrip(" ,;:.–-") + "…"


def topic_name(topic: Topic) -> str:
    """The name of a topic at the head of a row."""
    return "Chủ đề khác" if topic is Topic.KHAC else TOPIC_NAMES[topic]


def inside(name: str) -> str:
    """A name as it stands in the middle of a sentence.

    >>> inside("Định danh điện tử"), inside("SIM"), inside("VNeID")
    ('định danh điện tử', 'SIM', 'VNeID')
    """
    word = name.partition(" ")[0]
    return name if sum(letter.isupper() for letter in word) > 1 else name[:1].lower() + name[1:]


def listed(names: Sequence[str]) -> str:
    """``a``, ``a và b``, ``a, b và c``; with semicolons where a name has a comma of its own.

    >>> listed(["thuế"]), listed(["thuế", "an sinh"]), listed(["viễn thông, SIM", "thuế", "an sinh"])
    ('thuế', 'thuế và an sinh', 'viễn thông, SIM; thuế; an sinh')
    """
    if any("," in name for name in names):
        return "; ".join(names)
    return " và ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


class Numbered(Protocol):
    """What an official document is called by."""

    @property
    def kind(self) -> str:
        """Nghị quyết, Thông báo, …"""

    @property
    def number(self) -> str:
        """``12/2026/NQ-HĐND``."""

    @property
    def issued(self) -> date:
        """The day on it."""


def named(document: Numbered) -> str:
    """An official document by kind, number and day."""
    return f"{document.kind} số {document.number}, ngày {day(document.issued)}"


def web_address(given: str | None) -> str | None:
    """An address a reader can open; None of anything else, as of a file an office put into the base.

    >>> web_address("https://congbao.songlam.example/nq-12"), web_address("javascript:x"), web_address("D:/nq-12.pdf")
    ('https://congbao.songlam.example/nq-12', None, None)
    """
    if given is None or not given.isprintable() or " " in given:
        return None
    try:
        parts = urlsplit(given)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return None
    return given if known else None


def day(value: date | datetime) -> str:
    """``20/11/2026``, in Vietnam."""
    local = value.astimezone(ZONE).date() if isinstance(value, datetime) else value
    return f"{local:%d/%m/%Y}"


def short_day(value: date | datetime) -> str:
    """``20/11``, where the year is plain."""
    return day(value)[:5]


def _defanged(text: str) -> str:
    view = plain_view(text)
    pieces: list[str] = []
    done = 0
    for address in sorted(find_addresses(view.text), key=lambda found: found.start):
        start, end = view.source(address.start, address.end)
        if start < done:
            continue
        harmless = (
            text[start:end] if is_official_host(address.host) else defang(address.kind, address.normalised)
        )
        pieces += (text[done:start], harmless)
        done = end
    return _SCHEME.sub("", "".join([*pieces, text[done:]]))
