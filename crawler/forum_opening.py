"""The post above replies that is made another way than they are: a question above its answers.

Between the title of the page and the first reply, the smallest element with most of the sentences. It counts where a time, a link to
a profile or a button stands beside it, or where a line between it and the replies calls these so ("3 câu trả lời").

It cannot see: an opening of a few words without a time.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import takewhile

from crawler.article_body import SHARE, Run
from crawler.article_comments import calls_comments
from crawler.article_title import find_title
from crawler.forum_page import Page
from crawler.forum_schema import Seen
from crawler.markup import Node, drop, heading

LINES_ABOVE = 8
"""Lines above the first reply among which one says what the replies are."""
_FEWEST = 6
"""Words of sentences of an opening above a line that calls what follows replies."""
_UNCALLED = 15
"""The same where no line does."""
_COUNT = r"(?:\(?\d{1,6}\)?|các|những|tất cả|có|danh sách|mọi|ý kiến)"
_REPLIES = re.compile(
    rf"(?:{_COUNT} ){{0,3}}(?:câu )?(?:trả lời|phản hồi|giải đáp|hồi đáp|answers?|repl(?:y|ies))(?: cho .{{0,80}})?[\s():\d]{{0,12}}",
    re.IGNORECASE,
)
_FIRST = re.compile(r"#1|bài 1|1#|#0", re.IGNORECASE)


def comments_are_called(above: Sequence[Run]) -> bool:
    """Whether one of the lines calls what follows comments."""
    return any(calls_comments(run.text) for run in above)


def opening_above(tree: Node, page: Page, first: Node, apart: Collection[Node]) -> Seen | None:
    """The opening above the replies of which ``first`` is the first; ``apart`` are the posts that are known."""
    start, last = page.span[first]
    if any(_FIRST.fullmatch(run.text) for run in page.runs[start : last + 1]):
        return None
    begins = _below_title(tree, page.runs[:start])
    above = page.runs[begins:start]
    said = [
        run
        for at, run in enumerate(above, start=begins)
        if run.told
        and at not in page.bylines
        and not any(node in apart for node in (run.place, *run.place.iterancestors()))
    ]
    words = sum(run.told for run in said)
    if words < _FEWEST:
        return None
    content = _smallest(said, first)
    if content is None:
        return None
    block = _around(content, first)
    called = any(_REPLIES.fullmatch(run.text) for run in above[above.index(said[-1]) + 1 :])
    posted_at, signed = _time_of(block, page, apart)
    if not called and not (words >= _UNCALLED and signed):
        return None
    twin = copy.deepcopy(content)
    twin.tail = None
    for node, copied in zip(list(content.iter()), list(twin.iter()), strict=True):
        if node in apart:
            drop(copied)
    return Seen(True, twin, posted_at=posted_at, mark=content.get("id") or block.get("id"))


def _below_title(tree: Node, runs: Sequence[Run]) -> int:
    """The number of the run after the title; that after the last of them where there is no title."""
    title = find_title(tree, [heading(tree, "//title")])
    if title is None:
        return len(runs)
    inside = set(title.iter())
    for at in range(len(runs) - 1, -1, -1):
        if runs[at].place in inside:
            return at + 1
    holders = (at for at, run in enumerate(runs) if any(node is title for node in run.place.iter()))
    return next(holders, len(runs) - 1) + 1


def _smallest(said: Sequence[Run], first: Node) -> Node | None:
    """The smallest element with most of the sentences and without the first reply."""
    told: Counter[Node] = Counter()
    order: dict[Node, int] = {}
    for run in said:
        for depth, outer in enumerate((run.place, *run.place.iterancestors())):
            told[outer] += run.told
            order.setdefault(outer, depth)
    everything = sum(run.told for run in said)
    outside = set(first.iterancestors())
    able = [node for node, count in told.items() if count >= SHARE * everything and node not in outside]
    return max(able, key=lambda node: sum(1 for _ in node.iterancestors()), default=None)


def _around(content: Node, first: Node) -> Node:
    """The largest element around the opening that does not hold the first reply."""
    outside = set(first.iterancestors())
    *_, block = takewhile(lambda node: node not in outside, (content, *content.iterancestors()))
    return block


def _time_of(block: Node, page: Page, apart: Collection[Node]) -> tuple[datetime | None, bool]:
    """The time that an opening gives, and whether it has one or is signed."""

    def own(node: Node) -> bool:
        inside = takewhile(lambda outer: outer is not block, (node, *node.iterancestors()))
        return not any(outer in apart for outer in inside)

    given = [time for node, time in page.stamps.get(block, ()) if own(node)]
    start, last = page.span.get(block, (0, -1))
    told = [at for at in page.timed if start <= at <= last and own(page.runs[at].place)]
    given += [time for at in told if (time := page.times[at]) is not None]
    signed = any(own(node) for node in page.signs.get(block, ()))
    return next(iter(given), None), bool(given or told or signed)
