"""A page written out for counting: how many words each element holds outside links and in them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from crawler.markup import Node

ARTICLES = frozenset({"article", "main"})
UNREAD = frozenset({"script", "style"})


class Attributes(NamedTuple):
    """Which attributes of some weight an element has: ``called``, a class or an id; ``says``, one that tells its part or hides it."""

    called: bool
    says: bool


class Counted:
    """One entry per element in the order of the page, filled by one walk.

    ``outer`` is the number of the element around, ``last`` that of the last one inside. ``around`` and ``articles`` count the links and
    articles around an element, ``leading`` tells whether it is a link itself. ``words`` outside links and ``linked`` ones are at first
    those of its own texts; with ``links`` and ``headlines`` among these they grow by what is handed on from inside. ``everything``: the
    words of the page outside links and scripts, at least 1.
    """

    def __init__(self, tree: Node) -> None:
        self.nodes: list[Node] = []
        self.tags: list[str] = []
        self.named: list[Attributes] = []
        self.outer: list[int] = []
        self.last: list[int] = []
        self.around: list[int] = []
        self.articles: list[int] = []
        self.leading: list[bool] = []
        self.words: list[int] = []
        self.linked: list[int] = []
        self.everything = 0
        self._walk(tree)
        self.everything = max(1, self.everything)
        self.links = [0] * len(self.nodes)
        self.headlines = [0] * len(self.nodes)

    def _walk(self, tree: Node) -> None:
        nodes, last, outer, around, articles = self.nodes, self.last, self.outer, self.around, self.articles
        inside = [-1]
        links = held = 0
        for event, node in etree.iterwalk(tree, events=("start", "end")):
            if event == "start":
                at, tag = len(nodes), node.tag
                leading = tag == "a" and leads(node)
                nodes.append(node)
                self.tags.append(tag)
                self.named.append(_named(tuple(node.keys())))
                outer.append(inside[-1])
                last.append(at)
                around.append(links)
                articles.append(held)
                self.leading.append(leading)
                self.words.append(0)
                self.linked.append(0)
                inside.append(at)
                links += leading
                held += tag in ARTICLES
                text, unread = node.text, tag in UNREAD
            else:
                ended = inside.pop()
                last[ended] = len(nodes) - 1
                links, held = around[ended], articles[ended]
                at = inside[-1]
                text, unread = (node.tail, False) if at >= 0 else (None, False)
            if text and (words := len(text.split())):
                (self.linked if links else self.words)[at] += words
                self.everything += words * (1 - links - unread)

    def hand_on(self, at: int, headline: bool) -> None:
        """Add what element ``at`` holds to what the element around it holds; ``headline``: as a link it would be one."""
        outer = self.outer[at]
        self.words[outer] += self.words[at]
        self.linked[outer] += self.linked[at]
        self.links[outer] += self.links[at] + self.leading[at]
        self.headlines[outer] += self.headlines[at] + (self.leading[at] and headline)


def leads(node: Node) -> bool:
    """Whether an element is a link to another page; what unfolds a part of the page itself is no link away from it."""
    if node.tag != "a":
        return False
    reference = node.get("href") or ""
    return not (reference.startswith("#") and len(reference) > 1)


@lru_cache(maxsize=4_096)
def _named(keys: tuple[str, ...]) -> Attributes:
    return Attributes("class" in keys or "id" in keys, "role" in keys or "hidden" in keys or "style" in keys)
