"""Posts of forum pages whose software is not known: blocks alike beside each other, each with a time and words of its own.

What tells them from a list of articles: no block leads to a page of its own by a headline.

It cannot see: posts without times, a thread with a single post, signatures that no class calls so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from lxml import etree

from crawler.article_body import Run, is_chrome, runs_of
from crawler.dates import date_line, dated_label, read_date
from crawler.forum_layouts import ASIDES
from crawler.forum_schema import Seen
from crawler.markup import Node

MAX_RUNS = 5_000
_FEWEST_WORDS = 3
_HEADLINE = 4
_NEARLY_ALL = 0.75
_GAP = 6
"""Lines before a block among which its time may stand."""
_DIGITS = re.compile(r"\d+")
_POSTS = frozenset({"div", "li", "tr", "article", "section", "table", "dd", "td"})


@dataclass(slots=True)
class _Block:
    """What stands in one of several blocks alike, and just before it."""

    node: Node = field(repr=False)
    words: int
    posted_at: datetime | None
    headlines: list[str] = field(repr=False)


def structural_posts(tree: Node) -> list[Seen]:
    """The posts of a page by the structure of the page; nothing where no two blocks are alike."""
    runs = runs_of(tree)
    if len(runs) > MAX_RUNS:
        return []
    asides = frozenset(tree.xpath(ASIDES))
    times = [None if is_chrome(run) and not _DIGITS.search(run.text) else _time_in(run) for run in runs]
    words = [
        0 if time is not None or is_chrome(run) else run.words - run.linked
        for run, time in zip(runs, times, strict=True)
    ]
    if sum(time is not None for time in times) < 2 and sum(1 for _ in tree.iter("time")) < 2:
        return []
    told = [group for nodes in _groups(runs, asides) if _are_posts(group := _read(nodes, runs, times, words))]
    if not told:
        return []
    most = max(told, key=lambda group: sum(block.words for block in group))
    posts = [block for block in most if block.words and block.posted_at is not None]
    name = _content_name(posts, asides)
    return [
        Seen(
            opening=number == 0,
            content=_content(block.node, name, asides),
            posted_at=block.posted_at,
            mark=block.node.get("id"),
        )
        for number, block in enumerate(posts)
    ]


def _groups(runs: Sequence[Run], asides: frozenset[Node]) -> list[list[tuple[Node, int, int]]]:
    """Elements that are called the same at the same depth, at least two, each with its first and last run."""
    spans: dict[Node, list[int]] = {}
    for number, run in enumerate(runs):
        for outer in (run.place, *run.place.iterancestors()):
            spans.setdefault(outer, [number, number])[1] = number
    alike: dict[tuple[str, str, int], list[tuple[Node, int, int]]] = {}
    for node, (first, last) in spans.items():
        name = _name(node)
        if name and node.tag in _POSTS and not _aside(node, asides):
            depth = sum(1 for _ in node.iterancestors())
            alike.setdefault((node.tag, name, depth), []).append((node, first, last))
    return [group for group in alike.values() if len(group) > 1]


def _name(node: Node) -> str:
    tokens = (node.get("class") or node.get("id") or "")[:200].split()
    return _DIGITS.sub("", tokens[0]) if tokens else ""


def _read(
    nodes: Sequence[tuple[Node, int, int]],
    runs: Sequence[Run],
    times: Sequence[datetime | None],
    words: Sequence[int],
) -> list[_Block]:
    """Blocks with their words and times: a time inside or, where there is none, the nearest between it and the one before."""
    found: list[_Block] = []
    before = -1
    for node, first, last in nodes:
        stamp = next(islice(node.iter("time"), 1), None)
        posted_at = read_date(stamp.get("datetime")) if stamp is not None else None
        near = max(before + 1, first - _GAP)
        inside = (time for time in times[first : last + 1] if time is not None)
        above = (time for time in times[near:first][::-1] if time is not None)
        headlines = [run.text.removeprefix("Re: ") for run in runs[near : last + 1] if _is_headline(run)]
        posted_at = posted_at or next(inside, None) or next(above, None)
        found.append(_Block(node, sum(words[first : last + 1]), posted_at, headlines))
        before = last
    return found


def _time_in(run: Run) -> datetime | None:
    return date_line(run.text) or dated_label(run.text)


def _is_headline(run: Run) -> bool:
    return run.linked >= _HEADLINE and run.linked >= _NEARLY_ALL * run.words


def _are_posts(group: Sequence[_Block]) -> bool:
    said = [block for block in group if block.words >= _FEWEST_WORDS]
    dated = [block for block in said if block.posted_at is not None]
    if len(dated) < 2 or len(dated) < _NEARLY_ALL * len(group):
        return False
    shown = Counter(words for block in group for words in set(block.headlines))
    own = sum(any(shown[words] == 1 for words in block.headlines) for block in group)
    return own < len(group) / 2


def _aside(node: Node, asides: frozenset[Node]) -> bool:
    return node in asides or any(outer in asides for outer in node.iterancestors())


def _content_name(posts: Sequence[_Block], asides: frozenset[Node]) -> str:
    """The class that holds the words in nearly every post, and the fewest others: the smallest block with most words of a post."""
    seen: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for block in posts:
        names: dict[str, int] = {}
        for node in islice(block.node.iterdescendants(etree.Element), 300):
            name = _name(node)
            if name and name not in names and not _aside(node, asides):
                names[name] = sum(len(text.split()) for text in islice(node.itertext(), 300))
        seen.update(names.keys())
        held.update(names)
    common = [name for name, count in seen.items() if count >= _NEARLY_ALL * len(posts)]
    everything = max((held[name] for name in common), default=0)
    large = [name for name in common if held[name] >= everything / 2]
    return min(large, key=lambda name: held[name], default="")


def _content(node: Node, name: str, asides: frozenset[Node]) -> Node:
    for inside in node.iterdescendants(etree.Element) if name else ():
        if _name(inside) == name and not _aside(inside, asides):
            return inside
    return node
