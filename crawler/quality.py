"""How much of a page's own words the readers take, and how little else: `python -m crawler.quality DIRECTORY`.

A layout is a page ``NAME.html`` with ``NAME.json`` beside it: which reader reads it, the posts a person would copy from it
(written before any reader saw the page), the time of each, and words that must not appear. A page in an old encoding is kept as its
bytes look in Latin-1 (``stored_as``). The pages of the half ``seen`` may
be looked at when a reader is changed. Those of the half ``left`` are counted only together, unless ``--all`` is given: who
looks at them one by one has no measure left.

Measured as in the article-extraction benchmark of Scrapinghub (2020): a text is the bag of its runs of four words, and precision and
recall of a page are averaged over pages; F1 is theirs. Runs do not cross posts, and a post is compared with the one post of the
other side that it shares most with, so that a thread read as one text is not a thread read well.
Beside the readers stand trafilatura alone and jusText, which know one text a page; their time is the measure of ours.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from justext import get_stoplist, justext
from trafilatura import bare_extraction

from crawler.article import read_article_page
from crawler.dates import VIETNAM
from crawler.items import Reader
from crawler.page_clock import answered_at
from crawler.spiders.forum import read_thread
from models.errors import TriageError
from models.vocabulary import Placeholder

READERS: dict[str, Reader] = {"article": read_article_page, "thread": read_thread}
HALVES = ("seen", "left")
RUN = 4
"""Words of a run. A text of fewer words is one run."""
FOUND = 0.9
"""F1 from which on an expected post counts as found."""
ROUNDS = 5

_WORD = re.compile(r"\w+")
_PEOPLE = re.compile("|".join(re.escape(one.value) for one in Placeholder))
"""What stands in place of a person in what we read; the expected text has nothing there."""

Post = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class Layout:
    """A page and what a person would copy from it. A time without an hour ("2026-11-20") is right on that day."""

    name: str
    reader: str
    half: str
    url: str
    body: bytes = field(repr=False)
    posts: tuple[tuple[str, str | None], ...] = field(repr=False)
    absent: tuple[str, ...] = field(repr=False)
    fetched_at: datetime | None = None
    """For pages that count their times back from now."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One page read: shares of runs, posts and dates as (right, expected), further posts, and words that must not be there."""

    layout: Layout
    precision: float
    recall: float
    posts: tuple[int, int]
    dates: tuple[int, int]
    further: int
    leaked: tuple[str, ...]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class Total:
    """Pages together: means of precision and recall, and sums of the rest."""

    pages: int
    precision: float
    recall: float
    posts: tuple[int, int]
    dates: tuple[int, int]
    further: int
    leaked: int

    @property
    def f1(self) -> float:
        """The harmonic mean of mean precision and mean recall."""
        return harmonic(self.precision, self.recall)


def load(directory: Path) -> list[Layout]:
    """The layouts of a directory, by name."""
    return [_layout(path) for path in sorted(directory.glob("*.json"))]


def _layout(path: Path) -> Layout:
    given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    posts = tuple((post["text"], post["posted_at"]) for post in given["posts"])
    body = path.with_suffix(".html").read_bytes()
    if "stored_as" in given:
        body = body.decode("utf-8").encode(given["stored_as"])
    return Layout(
        path.stem, given["reader"], given["half"], given["url"], body, posts, tuple(given["absent"]),
        datetime.fromisoformat(given["fetched_at"]) if "fetched_at" in given else None,
    )  # fmt: skip


def ours(layout: Layout) -> list[Post]:
    """The posts that the product's reader takes; none where it refuses the page."""
    try:
        with answered_at(layout.fetched_at):
            found = READERS[layout.reader](layout.body, layout.url)
    except TriageError:
        return []
    return [(post.text, post.posted_at) for post in found.posts]


def trafilatura_alone(layout: Layout) -> list[Post]:
    """Title and text as trafilatura reads them by itself, in its fast way and without comments."""
    document: Any = bare_extraction(
        layout.body, url=layout.url, fast=True, include_comments=False, with_metadata=True
    )
    if document is None:
        return []
    day = datetime.fromisoformat(document.date).replace(tzinfo=VIETNAM) if document.date else None
    return [(f"{document.title or ''}\n{document.text or ''}", day)]


def justext_alone(layout: Layout) -> list[Post]:
    """What jusText takes for text."""
    paragraphs = justext(layout.body, get_stoplist("Vietnamese"))
    return [("\n".join(one.text for one in paragraphs if not one.is_boilerplate), None)]


def runs(text: str) -> Counter[tuple[str, ...]]:
    """The bag of runs of four words, small letters, NFC.

    >>> sorted(runs("Không thu phí."))
    [('không', 'thu', 'phí')]
    """
    words = _WORD.findall(unicodedata.normalize("NFC", _PEOPLE.sub(" ", text)).lower())
    last = max(1, len(words) - RUN + 1)
    return Counter(tuple(words[at : at + RUN]) for at in range(last)) if words else Counter()


def measure(layout: Layout, found: Sequence[Post]) -> Figures:
    """What was read of a page against what is on it."""
    expected = [runs(text) for text, _ in layout.posts]
    taken = [runs(text) for text, _ in found]
    pairs = _pairs(expected, taken)
    shared = sum((expected[one] & taken[other]).total() for one, other in pairs)
    everything = unicodedata.normalize("NFC", "\n".join(text for text, _ in found))
    return Figures(
        layout,
        precision=shared / max(1, sum(bag.total() for bag in taken)),
        recall=shared / max(1, sum(bag.total() for bag in expected)),
        posts=(sum(_alike(expected[one], taken[other]) >= FOUND for one, other in pairs), len(expected)),
        dates=(
            sum(_same_time(layout.posts[one][1], found[other][1]) for one, other in pairs),
            len(expected),
        ),
        further=len(found) - len(pairs),
        leaked=tuple(word for word in layout.absent if word in everything),
    )


def _pairs(
    expected: Sequence[Counter[tuple[str, ...]]], taken: Sequence[Counter[tuple[str, ...]]]
) -> list[tuple[int, int]]:
    """Each post beside the one it shares most with, the most alike first; no post twice."""
    scored = sorted(
        (
            (-_alike(one, other), at, to)
            for at, one in enumerate(expected)
            for to, other in enumerate(taken)
            if one & other
        )
    )
    pairs: dict[int, int] = {}
    for _, at, to in scored:
        if at not in pairs and to not in pairs.values():
            pairs[at] = to
    return list(pairs.items())


def _alike(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def _same_time(expected: str | None, found: datetime | None) -> bool:
    if expected is None or found is None:
        return expected is None and found is None
    if len(expected) == len("2026-11-20"):
        return found.astimezone(VIETNAM).date().isoformat() == expected
    minute = datetime.fromisoformat(expected).replace(second=0)
    return found.astimezone(VIETNAM).replace(second=0, microsecond=0) == minute


def total(figures: Iterable[Figures]) -> Total:
    """Pages together."""
    pages = list(figures)
    return Total(
        len(pages),
        statistics.fmean(one.precision for one in pages) if pages else 0.0,
        statistics.fmean(one.recall for one in pages) if pages else 0.0,
        (sum(one.posts[0] for one in pages), sum(one.posts[1] for one in pages)),
        (sum(one.dates[0] for one in pages), sum(one.dates[1] for one in pages)),
        sum(one.further for one in pages),
        sum(len(one.leaked) for one in pages),
    )


def harmonic(one: float, other: float) -> float:
    """The harmonic mean of two shares."""
    return 2 * one * other / (one + other) if one + other else 0.0


def relative_time(layouts: Sequence[Layout]) -> float:
    """Processor time of our reader over that of trafilatura alone on the article pages, the best of ``ROUNDS`` rounds each."""
    articles = [one for one in layouts if one.reader == "article"]
    best = {ours: float("inf"), trafilatura_alone: float("inf")}
    for _ in range(ROUNDS):
        for extractor in best:
            start = time.process_time()
            for layout in articles:
                extractor(layout)
            best[extractor] = min(best[extractor], time.process_time() - start)
    return best[ours] / best[trafilatura_alone]


def _row(name: str, given: Figures | Total) -> str:
    further = f"{given.further:+d}" if given.further else ""
    leaked = given.leaked if isinstance(given.leaked, int) else ", ".join(given.leaked)
    return (
        f"{name:30} {given.f1:6.3f} {given.precision:6.3f} {given.recall:6.3f}   {given.posts[0]:3d}/{given.posts[1]:<3d}"
        f" {further:>4}   {given.dates[0]:3d}/{given.dates[1]:<3d}   {leaked or ''}".rstrip()
    )


def table(layouts: Sequence[Layout], everything: bool = False) -> list[str]:
    """The lines of the table: pages of the half ``seen`` (with ``everything`` all), and sums by half, kind and reader."""
    lines = [
        f"{'layout':30} {'F1':>6} {'prec.':>6} {'recall':>6}   {'posts':>7} more   {'dates':>7}   leaked"
    ]
    read = [measure(layout, ours(layout)) for layout in layouts]
    lines += [_row(one.layout.name, one) for one in read if everything or one.layout.half == "seen"]
    lines.append("")
    for half in HALVES:
        lines.append(_row(half, total(one for one in read if one.layout.half == half)))
        for reader in READERS:
            some = [one for one in read if one.layout.half == half and one.layout.reader == reader]
            lines.append(_row(f"  {half}: {reader}", total(some)))
    lines.append(_row("both halves", total(read)))
    lines.append("")
    articles = [one for one in layouts if one.reader == "article"]
    for name, extractor in (
        ("ours", ours),
        ("trafilatura alone", trafilatura_alone),
        ("jusText alone", justext_alone),
    ):
        lines.append(
            _row(f"articles by {name}", total(measure(layout, extractor(layout)) for layout in articles))
        )
    return lines


def main(arguments: Sequence[str]) -> int:
    """Print the table of a directory of layouts; ``--all`` each page, ``--time`` also the time against trafilatura alone."""
    directories = [Path(one) for one in arguments if not one.startswith("--")]
    if len(directories) != 1 or not directories[0].is_dir():
        sys.stderr.write("python -m crawler.quality DIRECTORY [--all] [--time]\n")
        return 2
    layouts = load(directories[0])
    for line in table(layouts, everything="--all" in arguments):
        sys.stdout.write(line + "\n")
    if "--time" in arguments:
        sys.stdout.write(f"\ntime of ours / of trafilatura alone, articles: {relative_time(layouts):.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
