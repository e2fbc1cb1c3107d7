"""A page written out once: its elements and its texts in the order in which they are read.

Readers that look at every element ask the tree for the same words again and again; coming upon an element takes longer than
looking at it. So the tree is walked once, and the words of an element are a stretch of one list. Holding the elements also keeps the
library from making them anew each time. What is written out does not change with the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from crawler.markup import Node


@dataclass(frozen=True, slots=True)
class ReadingOrder:
    """Elements in the order of the page, one entry each in ``nodes``, ``tags``, ``keys``, ``outer``, ``first`` and ``last``.

    ``keys`` are the names of its attributes. ``outer`` is the number of the element around, -1 for the first. ``texts[first:last]`` are the texts in an element, as its
    ``itertext`` gives them.
    """

    nodes: Sequence[Node] = field(repr=False)
    tags: Sequence[str]
    keys: Sequence[tuple[str, ...]]
    outer: Sequence[int]
    texts: Sequence[str] = field(repr=False)
    first: Sequence[int]
    last: Sequence[int]

    def words(self, at: int, most: int) -> list[str]:
        """The texts in element ``at``, at most so many."""
        return list(self.texts[self.first[at] : min(self.last[at], self.first[at] + most)])


def reading_order(tree: Node) -> ReadingOrder:
    """The elements and texts of a tree without comments."""
    nodes: list[Node] = []
    tags: list[str] = []
    keys: list[tuple[str, ...]] = []
    outer: list[int] = []
    texts: list[str] = []
    first: list[int] = []
    last: list[int] = []
    around = [-1]
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            outer.append(around[-1])
            around.append(len(nodes))
            nodes.append(node)
            tags.append(node.tag)
            keys.append(tuple(node.keys()))
            first.append(len(texts))
            last.append(0)
            text = node.text
        else:
            last[around.pop()] = len(texts)
            text = node.tail if node is not tree else None
        if text:
            texts.append(text)
    return ReadingOrder(nodes, tags, keys, outer, texts, first, last)
