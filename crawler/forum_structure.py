"""Posts of forum pages whose software is not known: blocks alike beside or inside each other, each with a time and words of its own.

What tells them from a list of articles: most blocks do not lead, at the same place, to a page of their own by a headline.

It cannot see: posts without times, a thread with a single post, signatures that no class calls so.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, islice, takewhile

from lxml import etree

from crawler.article_body import SURE, Run, is_chrome, runs_of
from crawler.dates import date_line, dated_label, is_recent, read_date
from crawler.forum_layouts import ASIDES
from crawler.forum_people import is_profile
from crawler.forum_schema import Seen
from crawler.forum_units import NEARLY_ALL, contents, name_of
from crawler.markup import UNSEEN, Node

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
_CLOCK = re.compile(r"\d(?::|h|g)\d\d")
_LONGEST = 80
_MAX_STAMPS = 2_000
_STAMPS = 8
"""Times in attributes that are kept for each element: the first ones."""
_MAX_TIMES = 50
"""Times and headlines of a block that are looked at."""
_TIMES = frozenset({"datetime", "data-time", "data-timestamp", "data-date"})
_TIPS = frozenset({"title", "data-original-title", "data-bs-original-title", "data-tooltip"})


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
    """The runs of a page with what they tell of times, headlines, and words outside links before each; each looked at once."""

    def __init__(self, tree: Node, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.times = [
            None if is_chrome(run) and not _DIGITS.search(run.text) else _time_in(run) for run in runs
        ]
        timed = [time is not None or is_recent(run.text) for run, time in zip(runs, self.times, strict=True)]
        said = [
            0 if told or is_chrome(run) else max(0, run.words - run.linked)
            for run, told in zip(runs, timed, strict=True)
        ]
        self.timed = [at for at, told in enumerate(timed) if told]
        self.words = [0, *accumulate(said)]
        self.headlines = [at for at, run in enumerate(runs) if _is_headline(run)]
        self.stamps: dict[Node, list[tuple[Node, datetime]]] = {}
        for node, time in islice(_stamped(tree), _MAX_STAMPS):
            for outer in (node, *node.iterancestors()):
                held = self.stamps.setdefault(outer, [])
                if len(held) < _STAMPS:
                    held.append((node, time))


def _stamped(tree: Node) -> Iterator[tuple[Node, datetime]]:
    """The elements with a time in an attribute, or that hold nothing but a time of day: what stands beside them may touch it."""
    for node in tree.iter(etree.Element):
        keys = node.keys()
        found = next((time for key in keys if key in _TIMES and (time := read_date(node.get(key)))), None)
        found = found or next(
            (time for key in keys if key in _TIPS and (time := date_line(node.get(key)))), None
        )
        if found is None and len(node) == 0 and node.text and node.tag not in UNSEEN:
            found = date_line(node.text) if _CLOCK.search(node.text[:_LONGEST]) else None
        if found is not None:
            yield node, found


def structural_posts(tree: Node) -> tuple[list[Seen], bool]:
    """The posts of a page by the structure of the page, and whether they are comments on an article above them; nothing where no
    two blocks are alike.
    """
    runs = runs_of(tree)
    if len(runs) > MAX_RUNS:
        return [], False
    asides = frozenset(tree.xpath(ASIDES))
    page = _Page(tree, runs)
    if len(page.timed) < 2 and len(page.stamps.get(tree, ())) < 2:
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
        told = _between(page.timed, first, last)[:_MAX_TIMES]
        own = [at for at in told if not any(start <= at <= end for start, end in held[:_MAX_TIMES])]
        above = _between(page.timed, near, first - 1)[::-1]
        given = [time for at in (*own, *above) if (time := page.times[at]) is not None]
        given.sort(key=lambda time: time.hour == time.minute == 0)  # a day alone may be that of joining
        absolute = _stamp_of(node, among, page)
        headlines = [
            (_headline(page.runs[at]), f"{page.runs[at].place.tag}.{name_of(page.runs[at].place)}")
            for at in _between(page.headlines, near, last)[:_MAX_TIMES]
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


def _between(given: list[int], first: int, last: int) -> list[int]:
    """Those of ascending numbers from ``first`` to ``last``."""
    return given[bisect_left(given, first) : bisect_right(given, last)]


def _stamp_of(block: Node, among: set[Node], page: _Page) -> datetime | None:
    """The time that an attribute of an element of the block gives, but of no block inside it."""
    for node, time in page.stamps.get(block, ()):
        inside = takewhile(lambda outer: outer is not block, (node, *node.iterancestors()))
        if node is block or not any(outer in among for outer in inside):
            return time
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
