"""Posts of forum pages whose software is not known: blocks alike beside or inside each other, each with a time and words of its own.

What tells them from a list of articles: most blocks do not lead, at the same place, to a page of their own by a headline.

It cannot see: posts without times, a thread with a single post, signatures that no class calls so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, islice

from lxml import etree

from crawler.article_body import SURE, Run, is_chrome, runs_of
from crawler.dates import date_line, dated_label, is_recent, read_date
from crawler.forum_layouts import ASIDES
from crawler.forum_schema import Seen
from crawler.forum_people import is_profile
from crawler.forum_units import MAX_INSIDE, NEARLY_ALL, contents, name_of
from crawler.markup import Node

MAX_RUNS = 5_000
_FEWEST_WORDS = 3
_HEADLINE = 4
_BUTTONS = 6
_GAP = 6
"""Lines before a block among which its time may stand."""
_MAX_SHAPE = 12
_DIGITS = re.compile(r"\d")
_POSTS = frozenset({"div", "li", "tr", "article", "section", "table", "dd", "td"})
_NAMELESS = frozenset({"tr", "li", "dd"})
"""Elements that are alike by what they hold where nothing calls them anything."""
_ABOUT = re.compile(r"comment|cmt|binh-?_?luan|y-?_?kien|gop-?_?y|phan-?_?hoi|remark", re.IGNORECASE)
_MAX_CLIMB = 6
_MAX_LINKS = 5


@dataclass(slots=True)
class _Block:
    """What stands in one of several blocks alike, and just before it. ``timed``: a time is told, if only counted back from now."""

    node: Node = field(repr=False)
    words: int
    timed: bool
    posted_at: datetime | None
    headlines: list[tuple[str, str]] = field(repr=False)


Spans = Sequence[tuple[Node, int, int]]


class _Page:
    """The runs of a page with what they tell of times, and words outside links before each."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.times = [
            None if is_chrome(run) and not _DIGITS.search(run.text) else _time_in(run) for run in runs
        ]
        self.timed = [
            time is not None or is_recent(run.text) for run, time in zip(runs, self.times, strict=True)
        ]
        said = [
            0 if timed or is_chrome(run) else max(0, run.words - run.linked)
            for run, timed in zip(runs, self.timed, strict=True)
        ]
        self.words = [0, *accumulate(said)]


def structural_posts(tree: Node) -> tuple[list[Seen], bool]:
    """The posts of a page by the structure of the page, and whether they are comments on an article above them; nothing where no
    two blocks are alike.
    """
    runs = runs_of(tree)
    if len(runs) > MAX_RUNS:
        return [], False
    asides = frozenset(tree.xpath(ASIDES))
    page = _Page(runs)
    if sum(page.timed) < 2 and sum(1 for _ in tree.iter("time")) < 2:
        return [], False
    read = (_dated_part(_read(spans, page)) for spans in _groups(runs, asides))
    told = [group for group in read if _are_posts(group)]
    if not told:
        return [], False
    most = max(told, key=lambda group: (sum(block.words for block in group), len(group)))
    posts = [block for block in most if block.words and block.timed]
    words = contents([block.node for block in posts], asides)
    comments = _about_an_article(posts, page)
    found = [
        Seen(
            opening=number == 0 and not comments,
            content=content,
            posted_at=block.posted_at,
            mark=block.node.get("id"),
        )
        for number, (block, content) in enumerate(zip(posts, words, strict=True))
    ]
    return found, comments


def _groups(runs: Sequence[Run], asides: frozenset[Node]) -> Iterator[Spans]:
    """Elements that are called the same at the same depth, or the same inside each other, or nameless and made the same beside
    each other: at least two, each with its first and last run.
    """
    spans: dict[Node, list[int]] = {}
    for number, run in enumerate(runs):
        for outer in (run.place, *run.place.iterancestors()):
            spans.setdefault(outer, [number, number])[1] = number
    alike: dict[tuple[object, ...], list[tuple[Node, int, int]]] = {}
    trees: dict[tuple[str, str], list[tuple[Node, int, int]]] = {}
    for node, (first, last) in spans.items():
        if node.tag not in _POSTS or _aside(node, asides):
            continue
        name = name_of(node)
        if name:
            depth = sum(1 for _ in node.iterancestors())
            alike.setdefault((node.tag, name, depth), []).append((node, first, last))
            trees.setdefault((node.tag, name), []).append((node, first, last))
        if not name or node.tag in _NAMELESS:
            shape = tuple(child.tag for child in islice(node, _MAX_SHAPE)) if node.tag == "tr" else ()
            alike.setdefault((node.tag, node.getparent(), shape), []).append((node, first, last))
    yield from (group for group in alike.values() if len(group) > 1)
    for group in trees.values():
        among = {node for node, _, _ in group}
        if any(outer in among for node in among for outer in node.iterancestors()):
            yield sorted(group, key=lambda span: (span[1], -span[2]))


def _read(spans: Spans, page: _Page) -> list[_Block]:
    """Blocks with their words and times: a time inside or, where there is none, the nearest between it and the one before."""
    found: list[_Block] = []
    before = -1
    inner = _inside_each(spans)
    among = {node for node, _, _ in spans}
    for (node, first, last), held in zip(spans, inner, strict=True):
        words = page.words[last + 1] - page.words[first]
        words -= sum(page.words[end + 1] - page.words[start] for start, end in held)
        near = max(before + 1, first - _GAP)
        own = [at for at in _own(first, last, held) if page.timed[at]]
        above = [at for at in range(first - 1, near - 1, -1) if page.timed[at]]
        given = [time for at in (*own, *above) if (time := page.times[at]) is not None]
        given.sort(key=lambda time: time.hour == time.minute == 0)  # a day alone may be that of joining
        absolute = _attribute(node, among)
        headlines = [
            (_headline(run), f"{run.place.tag}.{name_of(run.place)}")
            for run in page.runs[near : last + 1]
            if _is_headline(run)
        ]
        posted_at = absolute or next(iter(given), None)
        found.append(_Block(node, words, bool(own or above or absolute), posted_at, headlines))
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


def _own(first: int, last: int, held: Sequence[tuple[int, int]]) -> Iterator[int]:
    at = first
    for start, end in held:
        yield from range(at, start)
        at = end + 1
    yield from range(at, last + 1)


def _attribute(block: Node, among: set[Node]) -> datetime | None:
    """The time that an attribute of an element of the block gives; blocks inside it are not looked into."""
    apart: set[Node] = set()
    for node in islice(block.iter(etree.Element), MAX_INSIDE):
        if node is not block and (node in among or node.getparent() in apart):
            apart.add(node)
            continue
        for key in ("datetime", "data-time", "data-timestamp", "data-date"):
            if (found := read_date(node.get(key))) is not None:
                return found
        for key in ("title", "data-original-title", "data-bs-original-title", "data-tooltip"):
            if (found := date_line(node.get(key) or "")) is not None:
                return found
    return None


def _time_in(run: Run) -> datetime | None:
    return date_line(run.text) or dated_label(run.text)


def _headline(run: Run) -> str:
    """The words of a headline; of a short one, which may be a row of buttons, without what they count."""
    return _DIGITS.sub("", run.text) if run.words <= _BUTTONS else run.text.removeprefix("Re: ")


def _is_headline(run: Run) -> bool:
    if run.linked < _HEADLINE or run.linked < NEARLY_ALL * run.words:
        return False
    links = list(islice(run.place.iter("a"), _MAX_LINKS))
    return not links or any(not is_profile(link.get("href")) for link in links)


def _dated_part(group: list[_Block]) -> list[_Block]:
    """Without the blocks before the first and after the last with a time: the head and the foot of a table."""
    dated = [at for at, block in enumerate(group) if block.timed]
    return group[dated[0] : dated[-1] + 1] if dated else []


def _are_posts(group: Sequence[_Block]) -> bool:
    said = [block for block in group if block.words >= _FEWEST_WORDS]
    dated = [block for block in said if block.timed]
    if len(dated) < 2 or len(dated) < NEARLY_ALL * len(group):
        return False
    shown = Counter(words for block in group for words, _ in set(block.headlines))
    own = Counter(
        place for block in group for place in {at for words, at in block.headlines if shown[words] == 1}
    )
    return max(own.values(), default=0) < len(group) / 2


def _about_an_article(posts: Sequence[_Block], page: _Page) -> bool:
    """Whether the blocks, or what holds them, are called comments, and sentences of an article stand before the first of them."""
    if not posts:
        return False
    first = posts[0].node
    named = any(
        _ABOUT.search(f"{node.get('class') or ''} {node.get('id') or ''}"[:200])
        for node in (first, *islice(first.iterancestors(), _MAX_CLIMB))
        if node.tag not in {"body", "html"}
    )
    if not named:
        return False
    inside = set(first.iter())
    start = next((at for at, run in enumerate(page.runs) if run.place in inside), 0)
    return sum(run.told for run in page.runs[:start]) >= SURE


def _aside(node: Node, asides: frozenset[Node]) -> bool:
    return node in asides or any(outer in asides for outer in node.iterancestors())
