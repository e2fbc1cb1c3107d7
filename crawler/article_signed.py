"""The name that signs an article together with where its bearer works: "Quàng Văn Lìn - Trung tâm Văn hóa" at the right below it.

It cannot see: such a line that stands neither at the right nor has the name in a type of its own.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from crawler.identity import clean_names, looks_like_a_name
from crawler.markup import Node

_MAX_SIGNED = 500
_WORDS = 18
"""Words of the line."""
_AT_THE_RIGHT = re.compile(
    r"text-align\s{0,3}:\s{0,3}right|\b(?:text-right|text-end|align-right|rteright|ql-align-right|has-text-align-right)\b"
)
_NAMES = etree.XPath(".//*[self::b or self::strong or self::em or self::i or self::u]")


def signed_names(tree: Node) -> frozenset[str]:
    """The names in a type of their own that begin a short line at the right.

    >>> from lxml import html
    >>> page = html.fromstring("<div><p align='right'><b>Quàng Văn Lìn</b> - Trung tâm Văn hóa</p><p><b>Sùng A Pó</b> nói.</p></div>")
    >>> sorted(signed_names(page))
    ['Quàng Văn Lìn']
    """
    return clean_names(
        words
        for node in islice(_NAMES(tree), _MAX_SIGNED)
        if (words := " ".join((node.text or "").split())) and looks_like_a_name(words) and _signs(node, words)
    )


def _signs(node: Node, words: str) -> bool:
    line = node.getparent()
    if line is None or not _at_the_right(line):
        return False
    said = " ".join("".join(islice(line.itertext(), 20)).split())
    return said.startswith(words) and len(said.split()) <= _WORDS


def _at_the_right(line: Node) -> bool:
    told = f"{line.get('style') or ''} {line.get('class') or ''}"[:500]
    return (line.get("align") or "").lower() == "right" or _AT_THE_RIGHT.search(told) is not None
