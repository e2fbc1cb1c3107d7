"""One article page: its text and its date, nothing about who wrote it.

Text by trafilatura (``fast=True, include_comments=False``: F1 .962 on the article-extraction benchmark);
dates from JSON-LD and OpenGraph first, then htmldate without its search through the running text, which
would take the date of a rule for the date of the article.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from htmldate import find_date
from lxml import etree
from trafilatura import bare_extraction

from crawler.dates import read_date
from crawler.errors import NoArticle, PageTooLarge
from crawler.identity import names_in, people_nodes, remove_people, scrub
from crawler.items import MAX_TEXT, Found, RawPost, with_title
from crawler.jsonld import json_ld, text_in, types_of
from crawler.markup import MAX_HEADING, Node, drop, heading, read_html
from models.vocabulary import PostKind

_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "WebPage", "TechArticle", "Report"}
)
_PUBLISHED_META = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='dc.date' or @name='DC.date.issued']/@content",
)
_NOT_THE_ARTICLE = (
    "//nav | //aside | //form | //footer[not(ancestor::article)]"
    " | //header[not(ancestor::article or ancestor::main)]"
)
_ITS_OWN_HEADING = "//h1[ancestor::article or ancestor::main]"
"""A site may put its own name, too, into a heading of the first rank."""
_LISTS = frozenset({"ul", "ol"})
_MOSTLY = 0.9
MAX_LINKS = 5_000
"""The extractor weighs every link once per level of nesting; an article page has some hundreds."""
_LATEST_DATE = "2100-12-31"


def read_article(body: bytes, url: str) -> RawPost:
    """The article on a page.

    Raises:
        NoArticle: no running text was found.
        UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``; more than ``MAX_LINKS`` links.
    """
    tree = read_html(body)
    if sum(1 for _ in tree.iter("a")) > MAX_LINKS:
        raise PageTooLarge("Trang có quá nhiều đường dẫn nên không đọc như một bài viết.")
    linked = json_ld(tree)
    posted_at = _published(tree, linked)
    people = people_nodes(tree)
    names = names_in(tree, linked, people)
    remove_people(tree, people)
    title = _title(tree, linked)
    _remove_surroundings(tree)
    text = _main_text(tree, url)
    if not text:
        raise NoArticle("Trang không có nội dung bài viết đọc được.")
    return RawPost(
        PostKind.ARTICLE, url, scrub(with_title(title, text), names), thread=url, posted_at=posted_at
    )


def read_article_page(body: bytes, url: str) -> Found:
    """The reader of pages of the role ``article``; see ``read_article``."""
    return Found((read_article(body, url),))


def _published(tree: Node, linked: Iterable[Mapping[str, Any]]) -> datetime | None:
    for node in linked:
        if types_of(node) & _ARTICLE_TYPES:
            found = read_date(text_in(node, "datePublished", "dateCreated"))
            if found is not None:
                return found
    for path in _PUBLISHED_META:
        for value in tree.xpath(path):
            found = read_date(value)
            if found is not None:
                return found
    try:
        day = find_date(
            copy.deepcopy(tree), extensive_search=False, original_date=True, max_date=_LATEST_DATE
        )
    except Exception:  # a library's way of giving up on a broken page; the date is then unknown
        return None
    return read_date(day)


def _title(tree: Node, linked: Iterable[Mapping[str, Any]]) -> str:
    for node in linked:
        if types_of(node) & (_ARTICLE_TYPES - {"WebPage"}) and (headline := text_in(node, "headline")):
            return headline
    given = " ".join(" ".join(tree.xpath("//meta[@property='og:title']/@content")[:1]).split())
    return given[:MAX_HEADING] or heading(tree, _ITS_OWN_HEADING) or heading(tree) or heading(tree, "//title")


def _remove_surroundings(tree: Node) -> None:
    """Menus and lists of links: on a page without an article the extractor would fall back to them."""
    for node in tree.xpath(_NOT_THE_ARTICLE):
        drop(node)
    for node in _lists_of_links(tree):
        drop(node)


def _lists_of_links(tree: Node) -> list[Node]:
    """Lists whose words are nearly all inside links; one pass, whatever is nested in what."""
    found: list[Node] = []
    open_lists: list[list[int]] = []  # per list being read: words, words inside links
    links = 0

    def count(text: str | None) -> None:
        words = len(text.split()) if text and open_lists else 0
        if words:
            open_lists[-1][0] += words
            open_lists[-1][1] += words if links else 0

    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            links += node.tag == "a"
            if node.tag in _LISTS:
                open_lists.append([0, 0])
            count(node.text)
            continue
        links -= node.tag == "a"
        if node.tag in _LISTS:
            words, linked = open_lists.pop()
            if linked and linked >= _MOSTLY * words:
                found.append(node)
            if open_lists:
                open_lists[-1][0] += words
                open_lists[-1][1] += linked
        count(node.tail)
    return found


def _main_text(tree: Node, url: str) -> str:
    try:
        document = bare_extraction(tree, url=url, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # whatever a broken page does to the extractor, the page has no article
        return ""
    text = getattr(document, "text", None)
    return text.strip()[:MAX_TEXT] if isinstance(text, str) else ""
