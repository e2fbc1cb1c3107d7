"""What one of several blocks alike says itself: where its words stand, without what the template repeats in each of them.

The element with the words is the smallest that is called the same, or stands in the same place, in nearly every block and holds most
of their words. Of it is left out what is short in every block and called the same there (who wrote it, when, buttons, counts), and
short texts that nearly every block repeats.

It cannot see: a name in a paragraph of its own that nothing calls anything.
"""

from __future__ import annotations

import copy
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from crawler.markup import Node

NEARLY_ALL = 0.75
MAX_INSIDE = 300
"""Elements of a block that are looked at."""
_REPEATED = 0.6
"""Share of the blocks in which an element is called the same, from which it belongs to the template."""
_SHORT = 8
"""Words up to which such an element is something about a post, not its words."""
_FEW = 0.3
"""Share of the words of all blocks which such elements may have together."""
_MAX_TEXTS = 300
_ONE_PLACE = 0.8
"""Share of its words that an element called the same several times in a block holds in its largest."""
_DIGITS = re.compile(r"\d+")
_PLACES = frozenset({"td", "th", "div", "dd", "section", "article", "blockquote"})


def name_of(node: Node) -> str:
    """What an element is called: its first class, or its id, without numbers.

    >>> from lxml import html
    >>> name_of(html.fromstring('<td id="postmessage_12">A</td>'))
    'postmessage_'
    """
    tokens = (node.get("class") or node.get("id") or "")[:200].split()
    return _DIGITS.sub("", tokens[0]) if tokens else ""


def contents(blocks: Sequence[Node], asides: frozenset[Node]) -> list[Node]:
    """The words of each block as elements of their own, without blocks inside it and without what the template repeats."""
    among = frozenset(blocks)
    bare = [_Bare(block, among, asides) for block in blocks]
    name = _content_name(bare)
    chosen = [one.called(name) for one in bare]
    repeated = _repeated([_keys(node, one) for node, one in zip(chosen, bare, strict=True)])
    return [_without(node, one, repeated) for node, one in zip(chosen, bare, strict=True)]


class _Bare:
    """A block without the blocks inside it: its elements with their names and numbers of words."""

    __slots__ = ("apart", "block", "names", "words")

    def __init__(self, block: Node, among: frozenset[Node], asides: frozenset[Node]) -> None:
        self.block = block
        self.apart: set[Node] = set()
        self.names: dict[Node, tuple[str, ...]] = {}
        self.words: dict[Node, int] = {}
        places: dict[Node, str] = {block: ""}
        seen: Counter[tuple[Node, str]] = Counter()
        for node in islice(block.iterdescendants(etree.Element), MAX_INSIDE):
            outer = node.getparent()
            if outer in self.apart or node in among or node in asides or outer not in places:
                self.apart.add(node)
                continue
            place = f"{places[outer]}/{node.tag}{seen[outer, node.tag]}"
            seen[outer, node.tag] += 1
            places[node] = place
            given = (f"{node.tag}.{name}",) if (name := name_of(node)) else ()
            self.names[node] = (*given, place) if node.tag in _PLACES else given
        self.words[block] = len((block.text or "").split())
        for node in self.names:
            self.words[node] = len((node.text or "").split())
        for node in reversed(list(block.iterdescendants(etree.Element))):
            outer, tail = node.getparent(), len((node.tail or "").split())
            if outer in self.words:
                self.words[outer] += self.words.get(node, 0) + tail

    def called(self, name: str) -> Node:
        """The element called so with most words; the block itself where there is none."""
        return max(
            (node for node, names in self.names.items() if name in names),
            key=lambda node: self.words[node],
            default=self.block,
        )


def _content_name(bare: Sequence[_Bare]) -> str:
    seen: Counter[str] = Counter()
    most: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for block in bare:
        largest: dict[str, int] = {}
        for node, names in block.names.items():
            for name in names:
                largest[name] = max(largest.get(name, 0), block.words[node])
                together[name] += block.words[node]
        seen.update(largest.keys())
        most.update(largest)
    common = [
        name
        for name, count in seen.items()
        if count >= NEARLY_ALL * len(bare) and most[name] >= _ONE_PLACE * together[name]
    ]
    everything = max((most[name] for name in common), default=0)
    large = [name for name in common if most[name] >= everything / 2]
    return min(large, key=lambda name: most[name], default="")


Keys = list[tuple[Node, tuple[str, str], int]]


def _keys(content: Node, block: _Bare) -> Keys:
    """The elements of a content, what each is called and says without figures, and its words."""
    found: Keys = []
    for node in islice(content.iterdescendants(etree.Element), MAX_INSIDE):
        if node in block.names and node.tag not in {"br", "img", "hr"}:
            words = " ".join("".join(islice(node.itertext(), _MAX_TEXTS)).split())
            said = _DIGITS.sub("", words)[:80].strip()
            found.append((node, (f"{node.tag}.{name_of(node)}" if name_of(node) else "", said), len(words.split())))
    return found


def _repeated(keys: Sequence[Keys]) -> frozenset[str]:
    """Names of elements that are short in every block, and texts that nearly every block repeats (written after a space)."""
    fewest = max(2.0, _REPEATED * len(keys))
    blocks: Counter[str] = Counter()
    words: defaultdict[str, list[int]] = defaultdict(list)
    for block in keys:
        told: set[str] = set()
        for _, (name, said), count in block:
            if name:
                words[name].append(count)
                told.add(name)
            if said and count <= _SHORT:
                told.add(f" {said}")
        blocks.update(told)
    everything = sum(max((count for _, _, count in block), default=0) for block in keys)
    common = {name for name, count in blocks.items() if count >= fewest}
    return frozenset(
        name
        for name in common
        if name.startswith(" ") or (max(words[name]) <= _SHORT and sum(words[name]) <= _FEW * max(everything, 1))
    )


def _without(content: Node, block: _Bare, repeated: frozenset[str]) -> Node:
    """A copy of a content without the blocks in it and what is repeated; its name stays, for what it tells."""
    gone = {node for node in _outside(content, block)}
    gone.update(
        node
        for node, (name, said), count in _keys(content, block)
        if name in repeated or (count <= _SHORT and f" {said}" in repeated)
    )
    twin = copy.deepcopy(content)
    twin.tail = None
    for node, copied in zip(list(content.iter()), list(twin.iter()), strict=True):
        if node in gone and copied is not twin and copied.getparent() is not None:
            copied.drop_tree()
    return twin


def _outside(content: Node, block: _Bare) -> Iterator[Node]:
    return (node for node in content.iterdescendants(etree.Element) if node in block.apart)
