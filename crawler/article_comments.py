"""Comments below an article: told by the line above them ("4 bình luận") and the buttons in them, whatever they are called.

They are other people's words, with names that nothing else on the page gives.

It cannot see: comments above which nothing stands, and such without buttons to answer or like.
"""

from __future__ import annotations

import re
from itertools import islice
from unicodedata import normalize

from lxml import etree

from crawler.markup import UNSEEN, Node, drop

_COUNT = r"(?:\(?\d{1,6}\)?|các|những|tất cả|có|danh sách|mọi|ý kiến)"
_COMMENTS = re.compile(
    rf"(?:{_COUNT} ){{0,3}}(?:bình luận|góp ý|ý kiến|nhận xét|comments?)(?: (?:của )?(?:bạn đọc|độc giả|bà con))?(?: (?:về|cho) .{{0,160}})?[\s():\d]{{0,12}}(?:(?:ý kiến|bình luận)\))?",
    re.IGNORECASE,
)
_LONGEST = 200
_MAX_TEXTS = 5_000
_MAX_UP = 8
_LONG_TEXT = 80
"""Code points of a text that is no label."""
_ARTICLE = 300
"""Code points of such texts that stand above comments."""
_MAX_PARTS = 100
"""Elements below such a line among which a button stands."""
_PIECES = 8
_MAX_LINES = 50
"""Texts that may call what follows comments; each is looked at in a pass over the page."""
_TEXTS = etree.XPath(
    ".//text()[string-length() < 120][contains(., 'ình luận') or contains(., ' kiến') or contains(., 'óp ý')"
    " or contains(., 'hận xét') or contains(., 'omment')]"
)
_BUTTON = re.compile(
    r"\W{0,3}(?:trả lời|phản hồi|thích|đáp lời|báo (?:cáo|xấu|vi phạm)|reply|like)[\W\d]{0,8}", re.IGNORECASE
)


def calls_comments(line: str) -> bool:
    """Whether a line calls what follows comments.

    >>> calls_comments("4 bình luận"), calls_comments("Ý kiến bạn đọc (3 ý kiến)"), calls_comments("Ý kiến của tôi là không")
    (True, True, False)
    """
    return len(line) <= _LONGEST and _COMMENTS.fullmatch(normalize("NFC", line)) is not None


def drop_comments(tree: Node, title: Node | None) -> None:
    """Take out what such a line stands above: the box that begins with it, or what follows it in its box; never the title."""
    kept = set() if title is None else {title, *title.iterancestors()}
    lines: set[Node] = set()
    for text in _TEXTS(tree)[:_MAX_LINES]:
        node = text.getparent()
        if text.is_tail:
            node = node.getparent()
        if node is not None and calls_comments(" ".join("".join(islice(node.itertext(), _PIECES)).split())):
            lines.add(node)
    for line in _below_an_article(tree, title, lines) if lines else ():
        for part in _below(line, kept):
            drop(part)


def _below_an_article(tree: Node, title: Node | None, lines: set[Node]) -> list[Node]:
    """The lines above which long texts stand, after the title: not one that counts the comments above an article."""
    told = 0
    found: list[Node] = []
    for node in tree.iter(etree.Element):
        if node in lines and told >= _ARTICLE:
            found.append(node)
        elif node is title:
            told = 0
        elif node.tag not in UNSEEN:
            told += sum(len(text) for text in (node.text, node.tail) if text and len(text) >= _LONG_TEXT)
    return found


def _below(line: Node, kept: set[Node]) -> list[Node]:
    """The line, and what stands below it up to the first outer element with a button there; nothing where there is none."""
    for outer in (line, *islice(line.iterancestors(), _MAX_UP)):
        if outer in kept or outer.tag in {"body", "html"}:
            return []
        after = list(outer.itersiblings(etree.Element))
        if any(part in kept for part in after):
            return []
        if any(_has_button(part) for part in after[:_MAX_PARTS]):
            return [outer, *after]
    return []


def _has_button(part: Node) -> bool:
    return any(_BUTTON.fullmatch(text) for text in islice(part.itertext(), _MAX_TEXTS) if len(text) < 40)
