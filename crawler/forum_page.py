"""What the lines of a page tell: times, headlines, words outside links, and signs that somebody speaks; each looked at once.

The time of joining, of the last visit, of a change, or of a post that is quoted is not that of a post.

It cannot see: times in pictures, and such as only a script fills in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import accumulate, islice

from lxml import etree

from crawler.article_body import SENTENCE, Run, is_chrome
from crawler.dates import date_line, dated_label, is_recent, read_date
from crawler.forum_people import is_profile
from crawler.forum_units import BYLINE, NEARLY_ALL
from crawler.forum_words import is_edit_log
from crawler.markup import UNSEEN, Node
from crawler.page_clock import counted_back, page_now

MAX_RUNS = 5_000
_HEADLINE = 4
_BUTTONS = 6
_DIGITS = re.compile(r"\d")
_MAX_LINKS = 5
_CLOCK = re.compile(r"\d(?::|h|g)\d\d")
_ANSWERING = re.compile(
    r"[\W\d]{0,6}(?:trả lời|phản hồi|trích dẫn|hữu ích|thích|đáp(?: lời)?|cảm ơn|báo (?:cáo|xấu|vi phạm)|reply|quote|like|report)[\W\d]{0,6}",
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
_TIME_CLASS = re.compile(r"(?:^|[-_])(?:date|time|ago|tm|thoi-?gian|ngay)(?:$|[-_])", re.IGNORECASE)
_TIMES = frozenset({"datetime", "data-time", "data-timestamp", "data-date"})
_MACHINE_TIME = re.compile(r"1\d{9}(?:\d{3})?|20\d\d-\d\d-\d\d[T ]\d\d:\d\d.{0,20}")
"""Seconds or thousandths since 1970, from 2001 to 2033, and ISO 8601."""
_TIPS = frozenset({"title", "data-original-title", "data-bs-original-title", "data-tooltip"})


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
        self.sentences = [at for at, count in enumerate(said) if count >= SENTENCE]
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
        for node, time in islice(_stamped(tree, now), _MAX_STAMPS):
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


def _stamped(tree: Node, now: datetime | None) -> Iterator[tuple[Node, datetime]]:
    """The elements with a time in an attribute, or that hold nothing but a time of day: what stands beside them may touch it. Where
    now is known also those that are called a time and hold a bare count ("3 giờ").
    """
    for node in tree.iter(etree.Element):
        keys = node.keys()
        found = next(
            (time for key in keys if _may_tell(key, node) and (time := read_date(node.get(key)))), None
        )
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
        if found is None and now is not None and len(node) == 0 and node.text and _called_a_time(node):
            found = counted_back(" ".join(node.text[:_LONGEST].split()), now, called=True)
        if found is not None and not _quoting(node):
            yield node, found


def _called_a_time(node: Node) -> bool:
    return any(_TIME_CLASS.search(token) for token in (node.get("class") or "").split())


def _may_tell(key: str, node: Node) -> bool:
    """Whether an attribute may hold a time: by its name or, of those a site makes itself, by its value."""
    if key in _TIMES:
        return True
    return key.startswith("data-") and _MACHINE_TIME.fullmatch(node.get(key) or "") is not None


def _quoting(node: Node) -> bool:
    """Whether a time stands in the line above a quotation: it is that of the post which is quoted."""
    outer = node.getparent()
    if outer is None or node.tag in {"time", "abbr"}:
        return False
    words = " ".join("".join(islice(outer.itertext(), _MAX_TIMES))[:_LONGEST_LINE].split())
    return _ATTRIBUTED.search(words) is not None


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


def headline(run: Run) -> str:
    """The words of a headline; of a short one, which may be a row of buttons, without what they count."""
    return _DIGITS.sub("", run.text) if run.words <= _BUTTONS else run.text.removeprefix("Re: ")


def _is_headline(run: Run) -> bool:
    if run.linked < _HEADLINE or run.linked < NEARLY_ALL * run.words:
        return False
    links = list(islice(run.place.iter("a"), _MAX_LINKS))
    return not links or any(not is_profile(link.get("href")) for link in links)
