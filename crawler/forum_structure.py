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

from crawler.article_body import Run, is_chrome, runs_of, squeezed
from crawler.dates import date_line, dated_label, read_date
from crawler.forum_schema import Seen
from crawler.markup import Node

MAX_RUNS = 5_000
_FEWEST_WORDS = 3
_HEADLINE = 4
_NEARLY_ALL = 0.75
_DIGITS = re.compile(r"\d+")
_POSTS = frozenset({"div", "li", "tr", "article", "section", "table", "dd", "td"})


@dataclass(slots=True)
class _Block:
    """What stands in one of several blocks alike."""

    node: Node = field(repr=False)
    words: int = 0
    posted_at: datetime | None = None
    headlines: list[str] = field(default_factory=list)


def structural_posts(tree: Node) -> list[Seen]:
    """The posts of a page by the structure of the page; nothing where no two blocks are alike."""
    runs = runs_of(tree)
    if len(runs) > MAX_RUNS:
        return []
    groups = _groups(tree)
    blocks = {node: _Block(node) for group in groups for node in group}
    _fill(blocks, runs)
    kept = [[blocks[node] for node in group] for group in groups]
    told = [group for group in kept if _are_posts(group)]
    if not told:
        return []
    most = max(told, key=lambda group: sum(block.words for block in group))
    posts = [block for block in most if block.words and block.posted_at is not None]
    name = _content_name(posts)
    return [
        Seen(
            opening=number == 0,
            content=_content(block.node, name),
            posted_at=block.posted_at,
            mark=block.node.get("id"),
        )
        for number, block in enumerate(posts)
    ]


def _groups(tree: Node) -> list[list[Node]]:
    """Elements that lie beside each other and are called the same, at least two."""
    alike: dict[tuple[Node, str, str], list[Node]] = {}
    for node in tree.iter(*_POSTS):
        name = _name(node)
        if name:
            alike.setdefault((node.getparent(), node.tag, name), []).append(node)
    return [group for group in alike.values() if len(group) > 1]


def _name(node: Node) -> str:
    tokens = (node.get("class") or node.get("id") or "")[:200].split()
    return _DIGITS.sub("", tokens[0]) if tokens else ""


def _fill(blocks: dict[Node, _Block], runs: Sequence[Run]) -> None:
    for node, block in blocks.items():
        stamp = next(islice(node.iter("time"), 1), None)
        block.posted_at = read_date(stamp.get("datetime")) if stamp is not None else None
        block.headlines = [
            words
            for link in islice(node.iter("a"), 20)
            if len((words := squeezed("".join(islice(link.itertext(), 10)))).split()) >= _HEADLINE
        ]
    for run in runs:
        given = date_line(run.text) or dated_label(run.text)
        for outer in (run.place, *run.place.iterancestors()):
            block = blocks.get(outer)
            if block is not None:
                if given is None and not is_chrome(run):
                    block.words += run.words - run.linked
                block.posted_at = block.posted_at or given


def _are_posts(group: Sequence[_Block]) -> bool:
    said = [block for block in group if block.words >= _FEWEST_WORDS]
    dated = [block for block in said if block.posted_at is not None]
    if len(dated) < 2 or len(dated) < _NEARLY_ALL * len(group):
        return False
    shown = Counter(words.removeprefix("Re: ") for block in group for words in set(block.headlines))
    own = sum(any(shown[words.removeprefix("Re: ")] == 1 for words in block.headlines) for block in group)
    return own < len(group) / 2


def _content_name(posts: Sequence[_Block]) -> str:
    """The class that holds the words in nearly every post, and the fewest others: the smallest block with most words of a post."""
    seen: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for block in posts:
        names: dict[str, int] = {}
        for node in islice(block.node.iterdescendants(etree.Element), 300):
            name = _name(node)
            if name and name not in names:
                names[name] = sum(len(text.split()) for text in islice(node.itertext(), 300))
        seen.update(names.keys())
        held.update(names)
    common = [name for name, count in seen.items() if count >= _NEARLY_ALL * len(posts)]
    everything = max((held[name] for name in common), default=0)
    large = [name for name in common if held[name] >= everything / 2]
    return min(large, key=lambda name: held[name], default="")


def _content(node: Node, name: str) -> Node:
    return next(
        (inside for inside in node.iterdescendants(etree.Element) if name and _name(inside) == name), node
    )
