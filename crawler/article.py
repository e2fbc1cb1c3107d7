"""One article page: its text and its date, nothing about who wrote it.

The text is found by structure (``crawler.article_around``, ``crawler.article_body``); where too few sentences stand together for that,
by trafilatura (``fast=True, include_comments=False``). `python -m crawler.quality tests/crawler/layouts` shows both side by side: on
portals whose pages are tables, one big form or `div` with `br`, trafilatura alone misses articles or takes what stands around them.
Dates from JSON-LD and OpenGraph first, then the line beside the title, then htmldate without its search through the running
text, which would take the date of a rule for the date of the article.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from crawler.article_around import clear
from crawler.article_body import Run, article_runs, by_line, lines, runs_of, without_title, writers_of
from crawler.article_comments import drop_comments
from crawler.article_signed import signed_names
from crawler.article_title import find_title, squeezed
from crawler.dates import date_line, is_recent, read_date
from crawler.errors import NoArticle, PageTooLarge
from crawler.identity import clean_names, names_in, people_nodes, remove_people, scrub
from crawler.items import MAX_TEXT, Found, RawPost, with_title
from crawler.jsonld import json_ld, text_in, types_of
from crawler.markup import MAX_HEADING, Node, heading, read_html
from crawler.page_clock import counted_back, page_now
from crawler.reading_order import reading_order
from models.vocabulary import PostKind

_ARTICLE_TYPES = frozenset(
    (
        *(
            "Article",
            "NewsArticle",
            "ReportageNewsArticle",
            "BlogPosting",
            "WebPage",
            "TechArticle",
            "Report",
        ),
        *("LiveBlogPosting", "AnalysisNewsArticle", "VideoObject"),
    )
)
_PUBLISHED_META = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//*[@itemprop='datePublished'][not(@content)][not(@datetime)]/text()",
    "//meta[@name='pubdate' or @name='dc.date' or @name='DC.date.issued']/@content",
)
_HEADINGS = frozenset({"h1", "h2", "h3"})
MAX_LINKS = 5_000
"""An article page has some hundreds."""
_NEAR = 60
"""Elements before and after the title among which its machine-readable time stands."""
_BESIDE = 8
"""Lines before and after the title among which its date stands."""
_SIGNED = 10
"""Words of a line that says when something was put on line, perhaps also who and how often it was looked at."""
_LATEST_DATE = "2100-12-31"


def read_article(body: bytes, url: str) -> RawPost:
    """The article on a page.

    Raises:
        NoArticle: no running text was found.
        UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``; more than ``MAX_LINKS`` links.
    """
    tree = read_html(body)
    page = reading_order(tree)
    if page.tags.count("a") > MAX_LINKS:
        raise PageTooLarge("Trang có quá nhiều đường dẫn nên không đọc như một bài viết.")
    linked = json_ld(tree)
    named = _named(tree, linked)
    people = people_nodes(tree, page)
    title = find_title(tree, named, people, page)
    posted_at = _declared(tree, linked) or _stamped(tree, title)
    names = names_in(tree, linked, people, page)
    remove_people(tree, people)
    words = squeezed("".join(title.itertext())) if title is not None else _first(named)
    clear(tree, title)
    drop_comments(tree, title)
    names |= signed_names(tree)
    runs = without_title(runs_of(tree), words)
    article = article_runs(tree, runs, title)
    if posted_at is None:
        posted_at = _beside(runs, article, title) or _searched(tree)
    if title is None and article and article[0].place.tag in _HEADINGS:
        words = ""  # it is the first line
    if article:
        writers = dict(writers_of(article))
        names |= clean_names(writers.values())
        text = "\n".join(lines(run for run in article if run not in writers))[:MAX_TEXT]
    else:
        text = _by_trafilatura(tree, url)
    if not text:
        raise NoArticle("Trang không có nội dung bài viết đọc được.")
    return RawPost(
        PostKind.ARTICLE, url, scrub(with_title(words, text), names), thread=url, posted_at=posted_at
    )


def read_article_page(body: bytes, url: str) -> Found:
    """The reader of pages of the role ``article``; see ``read_article``."""
    return Found((read_article(body, url),))


def _declared(tree: Node, linked: Iterable[Mapping[str, Any]]) -> datetime | None:
    for node in linked:
        if types_of(node) & _ARTICLE_TYPES:
            found = read_date(text_in(node, "datePublished", "dateCreated", "uploadDate"))
            if found is not None:
                return found
    for path in _PUBLISHED_META:
        for value in tree.xpath(path)[:5]:
            found = read_date(value)
            if found is not None:
                return found
    return None


def _stamped(tree: Node, title: Node | None) -> datetime | None:
    """The machine-readable time nearest to the title."""
    if title is None or tree.find(".//time[@datetime]") is None:
        return None
    near: list[tuple[int, datetime]] = []
    places = list(tree.iter(etree.Element))
    at = places.index(title)
    for number, node in enumerate(places[max(0, at - _NEAR) : at + _NEAR], start=max(0, at - _NEAR)):
        found = read_date(node.get("datetime")) if node.tag == "time" else None
        if found is not None:
            near.append((abs(number - at), found))
    return min(near)[1] if near else None


def _beside(runs: Sequence[Run], article: Sequence[Run], title: Node | None) -> datetime | None:
    """The date that a line of its own gives near the title, nearest first; after it and before the first sentences."""
    if not article:
        return None
    first = runs.index(article[0])
    around = runs[max(0, first - _BESIDE) : first + _BESIDE]
    near = sorted(around, key=lambda run: abs(run.number - article[0].number)) if title is None else around
    told = next((found for run in near if (found := _date_in(run.text)) is not None), None)
    return told or _counted_back(near)


def _counted_back(near: Iterable[Run]) -> datetime | None:
    """The time that a short line near the title counts back from now, where now is known."""
    recent = [run.text for run in near if run.words <= _SIGNED and is_recent(run.text)]
    now = page_now(()) if recent else None
    return next((found for text in recent if now and (found := counted_back(text, now)) is not None), None)


def _date_in(text: str) -> datetime | None:
    signed = by_line(text)
    return signed[1] if signed is not None else date_line(text)


def _searched(tree: Node) -> datetime | None:
    from htmldate import find_date  # slow to load, and few pages come here

    try:
        day = find_date(
            copy.deepcopy(tree), extensive_search=False, original_date=True, max_date=_LATEST_DATE
        )
    except Exception:  # a library's way of giving up on a broken page; the date is then unknown
        return None
    return read_date(day)


def _named(tree: Node, linked: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the page calls its article, the surest first."""
    return [name for name in _names(tree, linked) if name and len(name) <= MAX_HEADING]


def _names(tree: Node, linked: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for node in linked:
        if types_of(node) & (_ARTICLE_TYPES - {"WebPage"}):
            yield text_in(node, "headline", "name")
    yield from (" ".join(one.split()) for one in tree.xpath("//meta[@property='og:title']/@content")[:1])
    yield heading(tree, "//title")


def _first(named: Sequence[str]) -> str:
    return named[0] if named else ""


def _by_trafilatura(tree: Node, url: str) -> str:
    from trafilatura import bare_extraction  # few pages come here, and it loads a tenth of what a crawl needs

    try:
        document = bare_extraction(tree, url=url, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # whatever a broken page does to the extractor, the page has no article
        return ""
    text = getattr(document, "text", None)
    return text.strip()[:MAX_TEXT] if isinstance(text, str) else ""
