"""Forum threads: every post with its own words, without quotations, signatures and authors.

A page is read three ways (schema.org microdata, common layouts, JSON-LD) and the reading with most posts
is taken. A page without posts that links to threads is a board.

It cannot see: posts loaded by script, and edits to an old page of a thread whose last page is all that
the site announces.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.dates import read_date
from crawler.errors import NotAThread
from crawler.forum_layouts import (
    LAYOUTS,
    MENTIONS,
    NEXT_LINKS,
    NOT_OF_THE_POST,
    OUTSIDE_ASIDES,
    PREVIOUS_LINKS,
    THREAD_LINKS,
    Layout,
)
from crawler.forum_schema import Seen, json_ld_posts, json_ld_thread_links, microdata_posts
from crawler.identity import names_in, remove_people, scrub
from crawler.items import Found, Lead, RawPost, Reader, tidy, with_title
from crawler.jsonld import json_ld, text_in, types_of
from crawler.markup import Node, absolute, drop, heading, plain_text, read_html
from crawler.replies import own_lines
from crawler.safety import same_site
from models.vocabulary import Placeholder, PostKind

MAX_POSTS = 500
MAX_THREADS = 200

_PAGE_IN_PATH = re.compile(r"/(?:page|trang)[-/]\d{1,6}/?$")
_PAGE_PARAMETERS = frozenset({"page", "trang", "start", "sid"})


def read_thread(body: bytes, url: str) -> Found:
    """The posts of a thread page and its continuation, or the threads of a board.

    Raises:
        NotAThread: neither posts nor threads.
        UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``.
    """
    tree = read_html(body)
    linked = json_ld(tree)
    following = _following(tree, url)
    seen = _best_reading(tree, linked)
    if seen:
        posts = tuple(_posts(seen, tree, linked, url))
        if posts:
            whole = None if following or _later_page(tree) or len(seen) >= MAX_POSTS else thread_address(url)
            return Found(posts, following, whole)
    threads = _threads(tree, linked, url)
    if not threads:
        raise NotAThread("Trang này không có chủ đề diễn đàn nào đọc được.")
    return Found((), threads + following)


READERS: Mapping[str, Reader] = {"start": read_thread, "thread": read_thread}


def again(address: str) -> Lead:
    """The thread of a post."""
    return Lead(thread_address(address), "thread")


def thread_address(url: str) -> str:
    """The address of a thread whichever of its pages is given.

    >>> thread_address("https://dd.example/t/phi-dinh-danh.12/page-3#post-9")
    'https://dd.example/t/phi-dinh-danh.12/'
    """
    parts = urlsplit(url)
    path = _PAGE_IN_PATH.sub("/", parts.path)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _PAGE_PARAMETERS]
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def _best_reading(tree: Node, linked: Iterable[Mapping[str, Any]]) -> list[Seen]:
    readings = [microdata_posts(tree)]
    readings.extend(_layout_posts(tree, layout) for layout in LAYOUTS)
    readings.append(json_ld_posts(linked))
    return max(readings, key=len)[:MAX_POSTS]


def _layout_posts(tree: Node, layout: Layout) -> list[Seen]:
    found: list[Seen] = []
    for post in tree.xpath(layout.post)[:MAX_POSTS]:
        content = next(iter(post.xpath(layout.content + OUTSIDE_ASIDES)), None)
        if content is None:
            continue
        dates = (read_date(value) for value in post.xpath(layout.date)[:5])
        found.append(
            Seen(
                opening=not found,
                content=content,
                link=next(iter(post.xpath(layout.link)), None),
                posted_at=next((date for date in dates if date is not None), None),
                mark=post.get("id") or post.get("data-content"),
            )
        )
    return found


def _posts(seen: list[Seen], tree: Node, linked: list[Mapping[str, Any]], url: str) -> Iterator[RawPost]:
    thread = thread_address(url)
    names = names_in(tree, linked)
    later_page = _later_page(tree)
    title = _title(tree, linked)
    for number, post in enumerate(seen, start=1):
        words = _own_words(post, url)
        opening = post.opening and not later_page
        if not words and not (opening and title):
            continue
        text = with_title(title, words) if opening else words
        yield RawPost(
            kind=PostKind.THREAD if opening else PostKind.COMMENT,
            address=_permalink(post, url, thread, number),
            text=scrub(tidy(text), names),
            thread=thread,
            posted_at=post.posted_at,
        )


def _later_page(tree: Node) -> bool:
    return any(tree.xpath(path) for path in PREVIOUS_LINKS)


def _own_words(post: Seen, url: str) -> str:
    """The words of a post itself."""
    if post.content is None:
        text = post.words
    else:
        content = copy.deepcopy(post.content)
        content.tail = None
        for node in content.xpath(MENTIONS):
            node.tail = f"{Placeholder.HANDLE.value}{node.tail or ''}"
            drop(node)
        for node in content.xpath(NOT_OF_THE_POST):
            drop(node)
        remove_people(content)
        text = plain_text(content, page_url=url)
    return own_lines(text)


def _permalink(post: Seen, url: str, thread: str, number: int) -> str:
    given = absolute(url, post.link)
    if given is not None and same_site(given, url) and given != url:
        return given
    if post.mark:
        return f"{thread}#{post.mark[:100]}"
    return thread if post.opening else f"{url}#{number}"


def _title(tree: Node, linked: Iterable[Mapping[str, Any]]) -> str:
    for node in linked:
        if "DiscussionForumPosting" in types_of(node) and (headline := text_in(node, "headline", "name")):
            return headline
    bare = copy.deepcopy(tree)
    remove_people(bare)
    return heading(bare) or heading(bare, "//h2[contains(@class, 'topic-title')]") or heading(bare, "//title")


def _following(tree: Node, url: str) -> tuple[Lead, ...]:
    for path in NEXT_LINKS:
        for reference in tree.xpath(path)[:1]:
            address = absolute(url, reference)
            if address is not None and address != url and same_site(address, url):
                return (Lead(address, "thread", more=True),)
    return ()


def _threads(tree: Node, linked: Iterable[Mapping[str, Any]], url: str) -> tuple[Lead, ...]:
    remove_people(tree)
    references = [reference for path in THREAD_LINKS for reference in tree.xpath(path)]
    references.extend(json_ld_thread_links(linked))
    addresses = dict.fromkeys(
        address.partition("#")[0]
        for reference in references
        if (address := absolute(url, reference)) is not None and same_site(address, url)
    )
    addresses.pop(url, None)
    return tuple(Lead(address, "thread") for address in list(addresses)[:MAX_THREADS])
