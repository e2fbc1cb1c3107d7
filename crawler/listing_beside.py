"""What stands beside the title of an article in a list: its date, and what the list tells of it.

A date counts only where it stands by itself ("Ngày đăng: 20/11/2026"): the date of a rule in the words of a list is
not the date of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from unicodedata import normalize

from crawler.dates import read_date
from crawler.items import tidy
from crawler.markup import Node

TEASER_LONG = 8
"""Words from which what stands beside a title tells something."""
MAX_NODES = 400
"""Elements looked at around one title."""
MAX_RUN = 2_000
_MAX_MARKED = 5

_SUMMED_UP = re.compile(
    r"(?:^|[-_])(?:sapo|summary|description|desc|teaser|excerpt|hometext|intro|introtext|lead|mota|mo-ta|trichdan|trich-dan)"
    r"(?:$|[-_\d])",
    re.IGNORECASE,
)
_DATE_WORDS = frozenset(
    (
        *("ngày", "đăng", "cập", "nhật", "lúc", "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy"),
        *("chủ", "xuất", "bản", "gửi", "vào", "thời", "gian", "giờ", "am", "pm", "sa", "ch"),
        *("gmt", "posted", "on", "date", "lượt", "đã", "xem", "views"),
    )
)
"""Words that may stand beside a date that dates the article; "từ", "đến", "hạn" may not."""
_IN_LINE = frozenset({"b", "strong", "i", "em", "u", "font", "span", "small", "mark", "time"})
_OTHER_WORDS = 2
"""More words of another kind in the same line make it a sentence."""
_LONG_DATE = re.compile(r"(\d{1,2}) tháng (\d{1,2})(?:,| năm)? (\d{4})")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}")
_AGO = re.compile(r"\d{1,3} (?:phút|giờ|ngày|tuần) trước")
_LETTERS = re.compile(r"[^\W\d_]+")
_MAX_DATE = 60
_BEFORE_MARK = re.compile(r" ([,.;:!?)])")


def date_beside(block: Node, link: Node) -> tuple[bool, datetime | None]:
    """Whether a date stands beside a title, and which: a machine-readable one, else one that stands by itself."""
    for stamp in islice(block.iter("time"), 3):
        found = read_date(stamp.get("datetime"))
        if found is not None:
            return True, found
    ago = False
    for text, place in _texts_outside(block, link):
        words = " ".join(text.split()).strip("()[]| ,-–").lower()
        if not words or len(words) > _MAX_DATE:
            continue
        words = _LONG_DATE.sub(r"\1/\2/\3", normalize("NFC", words))
        if _DATE.search(words) and not _others(words) and _stands_by_itself(place):
            return True, read_date(words)
        ago = ago or bool(_AGO.fullmatch(words))
    return ago, None


def _others(words: str) -> int:
    return sum(1 for word in _LETTERS.findall(words) if word not in _DATE_WORDS)


def _stands_by_itself(place: Node) -> bool:
    """Whether the line around a date is no sentence."""
    line = place.getparent() if place.tag in _IN_LINE and place.getparent() is not None else place
    texts = [line.text or "", *(child.tail or "" for child in islice(line, 20))]
    own = " ".join(text[:_MAX_DATE] for text in texts)
    return _others(normalize("NFC", own).lower()) <= _OTHER_WORDS


def _texts_outside(block: Node, link: Node) -> Iterator[tuple[str, Node]]:
    """The texts of a block outside the title, each with the element whose line it stands in."""
    inside = set(link.iter())
    for node in islice(block.iter(), MAX_NODES):
        if node.text and node not in inside:
            yield node.text, node
        if node.tail and node is not block and (node is link or node not in inside):
            yield node.tail, node.getparent()


def teaser(block: Node, link: Node) -> tuple[str, int]:
    """What the list tells of an article where the page marks it as such, and how many words stand beside the title."""
    beside = sum(len(text.split()) for text, _ in _texts_outside(block, link))
    if block is link:
        return "", 0
    marked = (
        node
        for node in islice(block.iter(), MAX_NODES)
        if node.tag == "p" or _SUMMED_UP.search(class_of(node))
    )
    for node in islice(marked, _MAX_MARKED):
        if link not in set(node.iter()):
            words = _BEFORE_MARK.sub(r"\1", " ".join(" ".join(_told(node)).split()))
            if len(words.split()) >= TEASER_LONG:
                return tidy(words), beside
    return "", beside


def _told(node: Node) -> Iterator[str]:
    """The words of a block without its small links ("Đọc thêm", numbers of comments)."""
    small = {
        inside
        for link in islice(node.iter("a"), 20)
        if len(squeezed(link.itertext()).split()) < TEASER_LONG
        for inside in link.iter()
    }
    for piece in islice(node.iter(), 200):
        if piece.text and piece not in small:
            yield piece.text
        if piece.tail and piece is not node and (piece.tag == "a" or piece not in small):
            yield piece.tail


def squeezed(parts: Iterable[str]) -> str:
    """Runs of text as one line; only the beginning of a very long run is read."""
    return " ".join("".join(part[:MAX_RUN] for part in parts).split())


def class_of(node: Node) -> str:
    """The classes of an element; ``shorten_names`` has taken out those of unreasonable length."""
    return node.get("class") or ""
