"""Pieces of HTML inside an answer as the words of who wrote them: no author boxes, and in replies no quotations.

It cannot see: a quotation without any markup, and a person named only in running text (masking's part).
"""

from __future__ import annotations

import re

from crawler.errors import PageTooLarge, UnreadablePage
from crawler.forum_layouts import MENTIONS, NOT_OF_THE_POST
from crawler.identity import names_in, remove_people, scrub
from crawler.items import MAX_TEXT
from crawler.markup import Node, drop, plain_text, read_html
from models.vocabulary import Placeholder

_ATTRIBUTION = re.compile(r"^.{1,80}(?:viết|đã nói|wrote|said)\s{0,3}:\s{0,3}(?:↑)?$", re.IGNORECASE)
_RULE = re.compile(r"\s{0,4}(?:-{5,80}|_{5,80}|-- ?)\s{0,4}")
_SIGNATURE = 4
"""Lines at the end among which a line of dashes has a signature below it."""
_FROM = re.compile(r"\s{0,4}(?:Từ|From|Người gửi)\s?:\s?\S", re.IGNORECASE)
_SENT = re.compile(r"\s{0,4}(?:Đã gửi|Ngày gửi|Gửi lúc|Sent|Date)\s?:\s?\S", re.IGNORECASE)
_HEAD = 3
_QUOTED_LINE = re.compile(r"^\s{0,4}>")


def article_words(fragment: str, page_url: str) -> str:
    """The text of an article's HTML; a link to elsewhere keeps its address, author boxes go with their names."""
    tree = _tree(fragment)
    return "" if tree is None else _words(tree, page_url)


def reply_words(fragment: str, page_url: str) -> str:
    """The text of a reply's HTML without quotations, signatures and the people it speaks to."""
    tree = _tree(fragment)
    if tree is None:
        return ""
    for node in tree.xpath(MENTIONS):
        node.tail = f"{Placeholder.HANDLE.value}{node.tail or ''}"
        drop(node)
    for node in tree.xpath(NOT_OF_THE_POST):
        drop(node)
    return own_lines(_words(tree, page_url))


def own_lines(text: str) -> str:
    """The lines of a reply that are its own: neither quoted nor saying whom it quotes.

    >>> own_lines("Bưởi viết:\\n> mai đóng 50k\\nKhông phải đâu.")
    'Không phải đâu.'
    """
    written = _before_a_letter(text.split("\n"))
    kept = [line for line in written if not (_ATTRIBUTION.match(line) or _QUOTED_LINE.match(line))]
    for at in range(len(kept) - 1, max(-1, len(kept) - 1 - _SIGNATURE), -1):
        if _RULE.fullmatch(kept[at]) and any(kept[:at]):
            return "\n".join(kept[:at]).strip()
    return "\n".join(kept).strip()


def _before_a_letter(lines: list[str]) -> list[str]:
    """The lines above a letter that is answered, as programs for mail put it below: "Từ: …", "Đã gửi: …"."""
    for at, line in enumerate(lines):
        if _FROM.match(line) and any(_SENT.match(after) for after in lines[at + 1 : at + 1 + _HEAD]):
            return lines[:at]
    return lines


def _tree(fragment: str) -> Node | None:
    """The tree of a fragment; none where it is empty or too large, so that one post does not take its page along."""
    try:
        return read_html(f"<div>{fragment}</div>".encode("utf-8", "replace"))
    except (UnreadablePage, PageTooLarge):
        return None


def _words(tree: Node, page_url: str) -> str:
    names = names_in(tree)
    remove_people(tree)
    return scrub(plain_text(tree, page_url)[:MAX_TEXT], names)
