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
from collections.abc import Iterable, Sequence
from itertools import islice

from lxml import etree

from crawler.dates import date_line, dated_label, is_recent
from crawler.markup import Node

NEARLY_ALL = 0.75
MAX_INSIDE = 300
"""Elements of a block that are looked at."""
_REPEATED = 0.6
"""Share of the blocks in which an element is called the same, from which it belongs to the template."""
_SHORT = 6
"""Words up to which such an element is something about a post, not its words."""
_SOME = 0.15
"""Share of the words of a block from which what is called like the words of other blocks holds its own: the rest may be quoted."""
_LINE = 30
"""Words up to which a text that nearly every block repeats is none of theirs: the title of the thread above each."""
BYLINE = 14
"""Words up to which a line with a time says who wrote when."""
_FEW = 0.3
"""Share of the words of all blocks which such elements may have together."""
_REST = 3
"""Words that may be left of an element whose other words the template repeats."""
_MAX_TEXTS = 300
_AS_FEW = 1.25
"""How many times the words of the smallest candidate one may have that is told by its class, not by its place: a line that only some
blocks begin with moves places.
"""
_ONE_PLACE = 0.8
"""Share of its words that an element called the same several times in a block holds in its largest."""
_NAMES = 4
_ALONE = frozenset(
    {"a", "b", "strong", "i", "em", "span", "small", "font", "u", "cite", "h3", "h4", "h5", "h6"}
)
_DIGITS = re.compile(r"\d+")
_TIME = "<time>"
"""What an element says that says only when."""
_PLACES = frozenset({"td", "th", "div", "dd", "section", "article", "blockquote"})


def name_of(node: Node) -> str:
    """What an element is called: its first class, or its id, without numbers.

    >>> from lxml import html
    >>> name_of(html.fromstring('<td id="postmessage_12">A</td>'))
    'postmessage_'
    """
    tokens = (node.get("class") or node.get("id") or "")[:200].split()
    return _DIGITS.sub("", tokens[0]) if tokens else ""


def names_of(node: Node) -> Iterable[str]:
    """The first ``_NAMES`` classes of an element, or its id, without numbers: posts of two kinds share one that is not the first."""
    tokens = (node.get("class") or node.get("id") or "")[:200].split()[:_NAMES]
    return dict.fromkeys(name for token in tokens if (name := _DIGITS.sub("", token)))


def contents(blocks: Sequence[Node], asides: frozenset[Node]) -> list[tuple[Node, frozenset[str]]]:
    """The words of each block as an element of its own, without blocks inside it and without what the template repeats; and what
    stands beside them at places that are short in every block and say something else in most: who wrote it, among others.
    """
    bare, repeated = _read(blocks, asides)
    name = _content_name(bare)
    people = _beside(bare, repeated)
    return [(_without(one.called(name), one, repeated), said) for one, said in zip(bare, people, strict=True)]


def _beside(bare: Sequence[_Bare], repeated: frozenset[str]) -> list[frozenset[str]]:
    """Of each block the short texts at repeated places; no times, no counts, and nothing that most blocks say alike."""
    said: list[set[str]] = []
    for block in bare:
        texts = (
            " ".join("".join(islice(node.itertext(), _MAX_TEXTS)).split())
            for node in block.names
            if block.called_so.get(node, "") in repeated
        )
        said.append(
            {
                text
                for text in texts
                if len(text) > 1 and len(text.split()) <= _SHORT and not text[0].isdigit()
            }
        )
    often = Counter(text for texts in said for text in texts)
    return [frozenset(text for text in texts if often[text] <= len(bare) / 2) for texts in said]


def without_template(blocks: Sequence[Node], given: Sequence[Node], asides: frozenset[Node]) -> list[Node]:
    """The same where it is known which element of each block holds its words."""
    bare, repeated = _read(blocks, asides)
    return [_without(content, one, repeated) for content, one in zip(given, bare, strict=True)]


def _read(blocks: Sequence[Node], asides: frozenset[Node]) -> tuple[list[_Bare], frozenset[str]]:
    among = frozenset(blocks)
    bare = [_Bare(block, among, asides) for block in blocks]
    keys = [_keys(one) for one in bare]
    repeated = _repeated(keys)
    for one, inside in zip(bare, keys, strict=True):
        one.leave_out(_named(inside, repeated))
    return bare, repeated | _emptied(bare, keys)


def _emptied(bare: Sequence[_Bare], keys: Sequence[Keys]) -> frozenset[str]:
    """Names of elements of which hardly a word is left in nearly every block: what held the buttons and the time."""
    left: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for one, inside in zip(bare, keys, strict=True):
        for node, (name, _), count in inside:
            if name:
                seen[name] += 1
                left[name] += one.words[node] <= _REST and one.words[node] <= count / 2
    return frozenset(
        name
        for name, count in seen.items()
        if count >= _REPEATED * len(bare) and left[name] >= NEARLY_ALL * count
    )


class _Bare:
    """A block without the blocks inside it: its elements with their names and numbers of words."""

    __slots__ = ("apart", "block", "called_so", "names", "words")

    def __init__(self, block: Node, among: frozenset[Node], asides: frozenset[Node]) -> None:
        self.block = block
        self.apart: set[Node] = set()
        self.names: dict[Node, tuple[str, ...]] = {}
        self.called_so: dict[Node, str] = {}
        """What the template may call an element: by its class or, where it has none and stands by itself, by its place."""
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
            if given or (node.tag in _ALONE and stands_alone(node)):
                self.called_so[node] = given[0] if given else place
        self.leave_out(frozenset())

    def leave_out(self, gone: frozenset[Node]) -> None:
        """Count the words of each element anew, without those of ``gone``."""
        self.words = {node: len((node.text or "").split()) for node in (self.block, *self.names)}
        for node in reversed(list(self.block.iterdescendants(etree.Element))):
            outer = node.getparent()
            if outer in self.words:
                if node in gone:
                    self.words[node] = 0
                self.words[outer] += self.words.get(node, 0) + len((node.tail or "").split())

    def called(self, name: str) -> Node:
        """The element called so with most words. Where it has hardly any of them, the smallest that has half; or the block itself."""
        most = self.words[self.block] / 2
        named = max(
            (node for node, names in self.names.items() if name in names),
            key=lambda node: self.words[node],
            default=None,
        )
        if named is not None and self.words[named] >= max(1, _SOME * self.words[self.block]):
            return named
        large = [node for node in self.names if self.words[node] >= most and node.tag in _PLACES]
        return min(large, key=lambda node: self.words[node], default=self.block)


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
    everything = sum(block.words[block.block] for block in bare)
    large = [name for name in common if most[name] >= everything / 2]
    large = [name for name in large if not name.startswith("/")] or large
    fewest = min((most[name] for name in large), default=0)
    near = [name for name in large if most[name] <= _AS_FEW * fewest]
    return min(near, key=lambda name: (name.startswith("/"), most[name]), default="")


def stands_alone(node: Node) -> bool:
    """Whether no words stand beside an element: it is no part of a sentence."""
    outer = node.getparent()
    before = node.getprevious()
    beside = (outer.text if before is None else before.tail) or ""
    return not any(ch.isalnum() for ch in f"{beside}{node.tail or ''}")


Keys = list[tuple[Node, tuple[str, str], int]]


def _keys(block: _Bare) -> Keys:
    """The elements of a block, what each is called and says without figures, and its words."""
    found: Keys = []
    for node in block.names:
        if node.tag not in {"br", "img", "hr"}:
            words = " ".join("".join(islice(node.itertext(), _MAX_TEXTS)).split())
            count = len(words.split())
            told = count <= _SHORT and is_recent(words)
            told = told or (count <= BYLINE and (date_line(words) or dated_label(words)) is not None)
            name = block.called_so.get(node, "")
            found.append((node, (name, _TIME if told else _DIGITS.sub("", words)[:80].strip()), count))
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
            if said and (count <= _LINE or said == _TIME):
                told.add(f" {said}")
        blocks.update(told)
    everything = sum(max((count for _, _, count in block), default=0) for block in keys)
    common = {name for name, count in blocks.items() if count >= fewest}
    return frozenset(
        name
        for name in common
        if name.startswith(" ")
        or (max(words[name]) <= _SHORT and sum(words[name]) <= _FEW * max(everything, 1))
    )


def _named(keys: Keys, repeated: frozenset[str]) -> frozenset[Node]:
    return frozenset(
        node
        for node, (name, said), count in keys
        if name in repeated or ((count <= _LINE or said == _TIME) and f" {said}" in repeated)
    )


def _without(content: Node, block: _Bare, repeated: frozenset[str]) -> Node:
    """A copy of a content without the blocks in it and what is repeated."""
    gone = block.apart | _named(_keys(block), repeated)
    twin = copy.deepcopy(content)
    twin.tail = None
    for node, copied in zip(list(content.iter()), list(twin.iter()), strict=True):
        if node in gone and copied is not twin and copied.getparent() is not None:
            copied.drop_tree()
    return twin
