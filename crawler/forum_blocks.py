"""Blocks alike on a page, with what each of them tells: times, words outside links, headlines, signs that somebody speaks.

Alike are elements called the same at the same depth or inside each other, and nameless ones made the same beside each other.

It cannot see: blocks whose names differ from one to the next, at the same depth or not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, islice, takewhile

from lxml import etree

from crawler.article_body import Run, is_chrome
from crawler.dates import date_line, dated_label, is_recent, read_date
from crawler.forum_people import is_profile
from crawler.forum_units import BYLINE, NEARLY_ALL, name_of, names_of
from crawler.forum_words import is_edit_log
from crawler.markup import UNSEEN, Node
from crawler.page_clock import counted_back, page_now

MAX_RUNS = 5_000
_FEWEST_WORDS = 3
_HEADLINE = 4
_BUTTONS = 6
_GAP = 6
"""Lines before a block among which its time may stand."""
_MAX_SHAPE = 12
_HEAD = 3
"""Elements at the beginning of a nameless one by which it is told among others at other depths: those below may be replies."""
_DIGITS = re.compile(r"\d")
_POSTS = frozenset({"div", "li", "tr", "article", "section", "table", "dl", "dd", "td"})
_NAMELESS = frozenset({"tr", "li", "dl", "dd", "article", "section", "table", "div"})
_SHAPED = frozenset({"tr", "div", "table"})
"""Elements that are alike by what they hold where nothing calls them anything."""
_ABOUT = re.compile(r"comment|cmt|binh-?_?luan|y-?_?kien|gop-?_?y|phan-?_?hoi|remark", re.IGNORECASE)
_NEARLY_AS_MANY = 0.6
_MAX_CLIMB = 6
_MAX_LINKS = 5
_CLOCK = re.compile(r"\d(?::|h|g)\d\d")
_ANSWERING = re.compile(
    r"[\W\d]{0,6}(?:trả lời|phản hồi|trích dẫn|hữu ích|thích|báo (?:cáo|xấu|vi phạm)|reply|quote|like|report)[\W\d]{0,6}",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\W{0,3}(?:ngày |đã )?(?:tham gia|gia nhập|đăng ký|joined?|registered|thành viên từ|member since|hoạt động (?:cuối|gần nhất)|lần cuối"
    r"|last (?:seen|activity|visit))\b.{0,20}",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:viết|wrote|said|đã nói)\s{0,3}:|^(?:trích dẫn|nguyên văn|originally)\b", re.IGNORECASE
)
_LONGEST_LINE = 120
_BUTTON_PARTS = 5
_LONGEST = 80
_MAX_STAMPS = 2_000
_STAMPS = 8
"""Times in attributes that are kept for each element: the first ones."""
_MAX_TIMES = 50
"""Times and headlines of a block that are looked at."""
_TIMES = frozenset({"datetime", "data-time", "data-timestamp", "data-date"})
_TIPS = frozenset({"title", "data-original-title", "data-bs-original-title", "data-tooltip"})


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


Spans = Sequence[tuple[Node, int, int]]


class Page:
    """The runs of a page with what they tell of times, headlines, and words outside links before each; each looked at once."""

    def __init__(self, tree: Node, runs: Sequence[Run]) -> None:
        self.runs = runs
        now = page_now(run.text for run in runs)
        others = [_of_something_else(runs, at) for at in range(len(runs))]
        self.times = [
            None if other or (is_chrome(run) and not _DIGITS.search(run.text)) else _time_in(run, now)
            for run, other in zip(runs, others, strict=True)
        ]
        timed = [
            time is not None or (is_recent(run.text) and not other)
            for run, time, other in zip(runs, self.times, others, strict=True)
        ]
        said = [
            0 if told or is_chrome(run) else max(0, run.words - run.linked)
            for run, told in zip(runs, timed, strict=True)
        ]
        self.timed = [at for at, told in enumerate(timed) if told]
        self.words = [0, *accumulate(said)]
        self.first: dict[Node, int] = {}
        """The number of the first run of each element."""
        self.span: dict[Node, tuple[int, int]] = {}
        for at, run in enumerate(runs):
            for outer in (run.place, *run.place.iterancestors()):
                self.span[outer] = (self.first.setdefault(outer, at), at)
        self.signs: dict[Node, list[Node]] = {}
        for node in islice(_signs(tree), _MAX_STAMPS):
            for outer in (node, *node.iterancestors()):
                held_signs = self.signs.setdefault(outer, [])
                if len(held_signs) < _STAMPS:
                    held_signs.append(node)
        self.stamps: dict[Node, list[tuple[Node, datetime]]] = {}
        for node, time in islice(_stamped(tree), _MAX_STAMPS):
            for outer in (node, *node.iterancestors()):
                held = self.stamps.setdefault(outer, [])
                if len(held) < _STAMPS:
                    held.append((node, time))
        self.bylines = frozenset(
            at
            for at, run in enumerate(runs)
            if timed[at] or (run.words <= BYLINE and run.place in self.stamps)
        )
        """The numbers of the lines that say when, perhaps also who."""
        self.headlines = [
            at for at, run in enumerate(runs) if at not in self.bylines and _is_headline(run)
        ]  # a time that links to its post is none


def _signs(tree: Node) -> Iterator[Node]:
    """The links to profiles with words, and the buttons to answer, quote, like or report."""
    for node in tree.iter("a", "button", "span"):
        if (node.tag == "a" and is_profile(node.get("href"))) or (
            len(node) < _BUTTON_PARTS
            and _ANSWERING.fullmatch(" ".join("".join(islice(node.itertext(), _BUTTON_PARTS)).split()))
        ):
            yield node


def _stamped(tree: Node) -> Iterator[tuple[Node, datetime]]:
    """The elements with a time in an attribute, or that hold nothing but a time of day: what stands beside them may touch it."""
    for node in tree.iter(etree.Element):
        keys = node.keys()
        found = next((time for key in keys if key in _TIMES and (time := read_date(node.get(key)))), None)
        found = found or next(
            (time for key in keys if key in _TIPS and (time := date_line(node.get(key)))), None
        )
        if (
            found is not None
            and found.hour == found.minute == 0
            and _CLOCK.search((node.tail or "")[:_LONGEST])
        ):
            found = read_date(f"{found:%d/%m/%Y} {' '.join((node.tail or '')[:_LONGEST].split())}") or found
        if found is None and len(node) == 0 and node.text and node.tag not in UNSEEN:
            found = date_line(node.text) if _CLOCK.search(node.text[:_LONGEST]) else None
        if found is not None and not _quoting(node):
            yield node, found


def _quoting(node: Node) -> bool:
    """Whether a time stands in the line above a quotation: it is that of the post which is quoted."""
    outer = node.getparent()
    if outer is None or node.tag in {"time", "abbr"}:
        return False
    words = " ".join("".join(islice(outer.itertext(), _MAX_TIMES))[:_LONGEST_LINE].split())
    return _ATTRIBUTED.search(words) is not None


def groups(runs: Sequence[Run], asides: frozenset[Node]) -> Iterator[Spans]:
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
            for token in names_of(node):
                alike.setdefault((node.tag, token, depth), []).append((node, first, last))
            trees.setdefault((node.tag, name), []).append((node, first, last))
        if not name or node.tag in _NAMELESS:
            shape = tuple(child.tag for child in islice(node, _MAX_SHAPE))
            alike.setdefault(
                (node.tag, node.getparent(), shape if node.tag in _SHAPED else ()), []
            ).append((node, first, last))
            if not name and node.tag == "li":
                trees.setdefault(("li", " ".join(map(str, shape[:_HEAD]))), []).append((node, first, last))
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
        headlines = [
            (_headline(page.runs[at]), f"{page.runs[at].place.tag}.{name_of(page.runs[at].place)}")
            for at in _between(page.headlines, near, last)[:_MAX_TIMES]
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


def _time_in(run: Run, now: datetime | None) -> datetime | None:
    found = date_line(run.text) or dated_label(run.text)
    return counted_back(run.text, now) if found is None and now and is_recent(run.text) else found


def _of_something_else(runs: Sequence[Run], at: int) -> bool:
    """Whether the time of a line is that of joining, of the last visit or of a change, not that of a post."""
    text = runs[at].text
    if len(text) > _LONGEST_LINE:
        return False
    label = runs[at - 1].text if at and runs[at - 1].words <= _BUTTONS else ""
    return bool(_JOINED.match(text) or _JOINED.fullmatch(label) or _ATTRIBUTED.search(text)) or is_edit_log(
        text
    )


def _headline(run: Run) -> str:
    """The words of a headline; of a short one, which may be a row of buttons, without what they count."""
    return _DIGITS.sub("", run.text) if run.words <= _BUTTONS else run.text.removeprefix("Re: ")


def _is_headline(run: Run) -> bool:
    if run.linked < _HEADLINE or run.linked < NEARLY_ALL * run.words:
        return False
    links = list(islice(run.place.iter("a"), _MAX_LINKS))
    return not links or any(not is_profile(link.get("href")) for link in links)


def _aside(node: Node, asides: frozenset[Node]) -> bool:
    return node in asides or any(outer in asides for outer in node.iterancestors())
