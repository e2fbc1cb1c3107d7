"""Blocks alike on a page, with what each of them tells: times, words outside links, headlines, signs that somebody speaks.

Alike are elements called the same at the same depth or inside each other, and nameless ones made the same beside each other.

It cannot see: blocks whose names differ from one to the next, at the same depth or not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile

from crawler.article_body import Run
from crawler.forum_page import Page, headline
from crawler.forum_units import name_of, names_of
from crawler.markup import Node

MAX_RUNS = 5_000
_GAP = 6
"""Lines before a block among which its time may stand."""
_MAX_SHAPE = 12
_HEAD = 3
"""Elements at the beginning of a nameless one by which it is told among others at other depths: those below may be replies."""
_POSTS = frozenset({"div", "li", "tr", "article", "section", "table", "dl", "dd", "td"})
_NAMED_LITTLE = frozenset({"tr", "li", "dl", "dd"})
_SHAPED = frozenset({"tr", "div", "table"})
"""Elements that are alike by what they hold where nothing calls them anything."""
_MAX_TIMES = 50
"""Times and headlines of a block that are looked at."""


@dataclass(slots=True)
class Block:
    """What stands in one of several blocks alike, and just before it. ``timed``: a time is told, if only counted back from now;
    ``told``: inside it; ``signed``: it has a link to a profile or a button to answer.
    """

    node: Node = field(repr=False)
    words: int
    timed: bool
    signed: bool
    told: bool
    posted_at: datetime | None
    headlines: list[tuple[str, str]] = field(repr=False)


Span = tuple[Node, int, int]
"""An element with the numbers of its first and last run."""
Spans = Sequence[Span]


def groups(runs: Sequence[Run], asides: frozenset[Node]) -> Iterator[Spans]:
    """Elements that are called the same at the same depth, or the same inside each other, or nameless and made the same beside
    each other: at least two, each with its first and last run.
    """
    alike, trees = _alike(runs, asides)
    given: set[tuple[Node, ...]] = set()
    for group in alike.values():
        nodes = tuple(node for node, _, _ in group)
        if len(group) > 1 and nodes not in given:
            given.add(nodes)
            yield group
    for group in trees.values():
        among = {node for node, _, _ in group}
        depths = {sum(1 for _ in node.iterancestors()) for node in among}
        if len(depths) > 1:
            yield sorted(group, key=lambda span: (span[1], -span[2]))


def _alike(
    runs: Sequence[Run], asides: frozenset[Node]
) -> tuple[dict[tuple[object, ...], list[Span]], dict[tuple[str, str], list[Span]]]:
    """Elements by what they are called or made of at one depth or under one element, and by what they are called at any depth."""
    spans: dict[Node, list[int]] = {}
    for number, run in enumerate(runs):
        for outer in (run.place, *run.place.iterancestors()):
            spans.setdefault(outer, [number, number])[1] = number
    alike: dict[tuple[object, ...], list[Span]] = {}
    trees: dict[tuple[str, str], list[Span]] = {}
    for node, (first, last) in spans.items():
        if node.tag not in _POSTS or _aside(node, asides):
            continue
        span = (node, first, last)
        shape = tuple(str(child.tag) for child in islice(node, _MAX_SHAPE))
        name = name_of(node)
        if name:
            depth = sum(1 for _ in node.iterancestors())
            for token in names_of(node):
                alike.setdefault((node.tag, token, depth), []).append(span)
            trees.setdefault((node.tag, name), []).append(span)
        elif node.tag == "li":
            trees.setdefault((node.tag, " ".join(shape[:_HEAD])), []).append(span)
        if not name or node.tag in _NAMED_LITTLE:
            made = shape if node.tag in _SHAPED else ()
            alike.setdefault((node.tag, node.getparent(), made), []).append(span)
    return alike, trees


def read_blocks(spans: Spans, page: Page) -> list[Block]:
    """Blocks with their words and times: a time inside or, where there is none, the nearest between it and the one before."""
    found: list[Block] = []
    before = -1
    inner = _inside_each(spans)
    among = {node for node, _, _ in spans}
    for (node, first, last), held in zip(spans, inner, strict=True):
        words = page.words[last + 1] - page.words[first]
        words -= sum(page.words[end + 1] - page.words[start] for start, end in held)
        near = max(before + 1, first - _GAP)
        told = _between(page.timed, first, last)[:_MAX_TIMES]
        own = [at for at in told if not any(start <= at <= end for start, end in held[:_MAX_TIMES])]
        above = _between(page.timed, near, first - 1)[::-1]
        given = [time for at in (*own, *above) if (time := page.times[at]) is not None]
        given.sort(key=lambda time: time.hour == time.minute == 0)  # a day alone may be that of joining
        absolute = _stamp_of(node, among, page)
        leading = next(
            iter(_between(page.sentences, first, last)), last
        )  # what follows a sentence leads it nowhere
        headlines = [
            (headline(page.runs[at]), f"{page.runs[at].place.tag}.{name_of(page.runs[at].place)}")
            for at in _between(page.headlines, near if found else first, leading)[:_MAX_TIMES]
        ]
        posted_at = absolute or next(iter(given), None)
        signed = _first_own(node, among, page.signs.get(node, ())) is not None
        found.append(
            Block(
                node,
                words,
                bool(own or above or absolute),
                signed,
                bool(own or absolute),
                posted_at,
                headlines,
            )
        )
        before = max(before, first if held else last)
    return found


def _inside_each(spans: Spans) -> list[list[tuple[int, int]]]:
    """Of each block the spans of the blocks directly inside it."""
    inner: list[list[tuple[int, int]]] = [[] for _ in spans]
    place = {node: number for number, (node, _, _) in enumerate(spans)}
    for node, first, last in spans:
        outer = next((place[around] for around in node.iterancestors() if around in place), None)
        if outer is not None:
            inner[outer].append((first, last))
    return inner


def _between(given: list[int], first: int, last: int) -> list[int]:
    """Those of ascending numbers from ``first`` to ``last``."""
    return given[bisect_left(given, first) : bisect_right(given, last)]


def _stamp_of(block: Node, among: set[Node], page: Page) -> datetime | None:
    """The time that an attribute of an element of the block gives, but of no block inside it."""
    given = dict(page.stamps.get(block, ()))
    node = _first_own(block, among, given)
    return None if node is None else given[node]


def _first_own(block: Node, among: set[Node], nodes: Iterable[Node]) -> Node | None:
    """The first of elements inside a block that lies in no block inside it."""
    for node in nodes:
        inside = takewhile(lambda outer: outer is not block, (node, *node.iterancestors()))
        if node is block or not any(outer in among for outer in inside):
            return node
    return None


def _aside(node: Node, asides: frozenset[Node]) -> bool:
    return node in asides or any(outer in asides for outer in node.iterancestors())
