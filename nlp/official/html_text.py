"""The visible text of an HTML page: one block a line, a row of a table of data a line, list numbers as a browser shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nlp.official.letter_head import LETTER_HEAD
from nlp.official.numbering import figure, whole

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "form",
        "nav",
        "footer",
        "head",
        "select",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "dd",
        "dt",
        "figure",
    ]
)


_NUMBERED = re.compile(r"\s*(?:[-–+•*]|\(?(?:\d{1,3}|[a-zđ]|[IVX]{1,5})\s?[.)\-–])", re.IGNORECASE)
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
MAX_CELL = 1_000
"""A cell with more to say is one of a page laid out by tables, and its blocks are lines."""


def html_text(page: str) -> str:
    """Text of ``page`` without scripts, styles, forms and navigation; ``<sup>1</sup>`` becomes ``[^1]``.

    The parser opens no address and expands no entity but the characters HTML names.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = html.document_fromstring(page.encode("utf-8", errors="replace"), parser=parser)
    writer = _Writer()
    skipping = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            skipping += tag in _DROPPED
            if not skipping:
                writer.open(node, tag)
        else:
            if not skipping:
                writer.close(tag)
            skipping -= tag in _DROPPED
            if not skipping:
                writer.write(node.tail)
    lines = (re.sub(r"[ \t]{2,}", "  ", line).strip() for line in "".join(writer.parts).split("\n"))
    lines = (" ".join(line.split()) if " | " in line else line for line in lines)
    return "\n\n".join(line for line in lines if line)


@dataclass
class _Writer:
    """``tables``: of each open table whether it is one of data; ``lists``: of each open list how far it has counted."""

    parts: list[str] = field(default_factory=list)
    tables: list[bool] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    waiting: str = ""

    def write(self, text: str | None) -> None:
        """Words where they stand; a list's sign goes before the first of them."""
        flat = re.sub(r"\s+", " ", text) if text else ""
        if self.waiting and flat.strip():
            self.parts.append(self.waiting)
            self.waiting = ""
        self.parts.append(flat)

    def open(self, node: Any, tag: str) -> None:
        """What a tag begins, and its first words."""
        text = node.text or ""
        if tag == "sup" and re.fullmatch(r"\s*\[?\d{1,3}\]?\s*", text):
            self.write(f"[^{re.sub(r'[^0-9]', '', text)}]")
            return
        if tag == "table":
            self.tables.append(_is_data(node))
        if tag in _BLOCKS or tag == "br":
            self._break(tag)
        if tag in ("td", "th"):
            first = node.getprevious() is None
            self.parts.append("" if first and self._in_data else " | " if self._in_data else "  ")
        if tag in ("ol", "ul"):
            self.lists.append(whole(node.get("start"), 1) - 1)
        if tag == "li":
            self.waiting = self._sign(node)
        self.write(text)

    def close(self, tag: str) -> None:
        """What a tag ends."""
        if tag in _BLOCKS:
            self._break(tag)
        if tag == "table":
            self.tables.pop()
        if tag in ("ol", "ul"):
            self.lists.pop()
        if tag == "li":
            self.waiting = ""

    @property
    def _in_data(self) -> bool:
        return bool(self.tables) and self.tables[-1]

    def _break(self, tag: str) -> None:
        self.parts.append(" " if self._in_data and tag not in ("table", "tr") else "\n")

    def _sign(self, item: Any) -> str:
        """The number or dash a browser shows before an item that writes none itself."""
        parent = item.getparent()
        if parent is None or parent.tag not in ("ol", "ul") or not self.lists:
            return ""
        if parent.tag == "ol":
            self.lists[-1] = whole(item.get("value"), self.lists[-1] + 1)
        bare = "list-style" in (parent.get("style") or "") and "none" in parent.get("style")
        if bare or _NUMBERED.match(_beginning(item)):
            return ""
        if parent.tag == "ul":
            return "- "
        form = _FORMS.get(parent.get("type") or "", "decimal")
        return figure(self.lists[-1], form) + (") " if form == "lowerLetter" else ". ")


def _is_data(table: Any) -> bool:
    """Whether rows of a table belong together: no table within, no head of a letter, nothing long in a cell."""
    if table.find(".//table") is not None:
        return False
    cells = [sum(map(len, cell.itertext())) for cell in table.iter("td", "th")]
    rows = sum(1 for _ in table.iter("tr"))
    if len(cells) <= rows or max(cells) > MAX_CELL:
        return False
    return not any(LETTER_HEAD.search(text) for text in table.itertext())


def _beginning(item: Any) -> str:
    """The first words of an item, however deep they stand."""
    words: Iterator[str] = (text for text in item.itertext() if text.strip())
    return next(words, "")[:20]
