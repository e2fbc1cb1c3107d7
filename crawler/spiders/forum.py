"""Forum threads: every post with its own words, without quotations, signatures and authors.

A page is read four ways (schema.org microdata, common layouts, JSON-LD, what classes are called) and the reading with
most posts is taken, the first of several. A page without posts that links to threads is a board.

It cannot see: posts loaded by script, and edits to an old page of a thread whose last page is all that
the site announces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from crawler.article import read_article
from crawler.errors import NotAThread
from crawler.forum_hints import are_comments, hinted_posts, hinted_threads, states
from crawler.forum_layouts import LAYOUTS, THREAD_LINKS
from crawler.forum_posts import (
    MAX_POSTS,
    following,
    layout_posts,
    layouts_on,
    posts_of,
    stretch,
    thread_address,
)
from crawler.forum_questions import question_posts
from crawler.forum_schema import Seen, json_ld_posts, json_ld_thread_links, microdata_posts
from crawler.forum_structure import structural_posts
from crawler.identity import remove_people
from crawler.items import Found, Lead, RawPost, Reader
from crawler.jsonld import json_ld
from crawler.markup import Node, absolute, drop, read_html
from crawler.safety import same_site
from models.errors import TriageError
from models.vocabulary import PostKind

MAX_THREADS = 200
_FEWEST_WORDS = 3
_DATED = re.compile(r"\d[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d")


def read_thread(body: bytes, url: str) -> Found:
    """The posts of a thread page and its continuation, or the threads of a board.

    Raises:
        NotAThread: neither posts nor threads.
        UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``.
    """
    tree = read_html(body)
    linked = json_ld(tree)
    seen, comments = _best_reading(tree, linked)
    if seen:
        posts = tuple(posts_of(seen, tree, linked, url))
        if posts:
            if comments:
                posts = (*_article(_without(body, tree, seen), url), *posts)
            return stretch(posts, seen, tree, url, thread_address(url))
    threads = _threads(tree, linked, url)
    if not threads:
        raise NotAThread("Trang này không có chủ đề diễn đàn nào đọc được.")
    return Found((), threads + following(tree, url))


READERS: Mapping[str, Reader] = {"start": read_thread, "thread": read_thread}


def again(address: str) -> Lead:
    """The thread of a post."""
    return Lead(thread_address(address), "thread")


def _best_reading(tree: Node, linked: Iterable[Mapping[str, Any]]) -> tuple[list[Seen], bool]:
    """The posts of the page as most of them are seen, and whether they are comments on the article of the page."""
    readings = [(_opened(microdata_posts(tree)), False)]
    readings.extend((layout_posts(tree, layout), layout.comments) for layout in layouts_on(tree, LAYOUTS))
    readings.append((json_ld_posts(linked), False))
    seen, comments = max(readings, key=lambda reading: len(reading[0]))
    if len(seen) < 2 and not comments:
        unknown, about = _unknown(tree)
        if len(unknown) > len(seen):
            seen, comments = unknown, about
    return seen[:MAX_POSTS], comments


def _unknown(tree: Node) -> tuple[list[Seen], bool]:
    """The posts of software nobody has described, and whether they are comments on the article of the page."""
    if questions := question_posts(tree):
        return questions, False
    built, about = structural_posts(tree)
    if len(hinted_threads(tree)) >= len(
        built
    ):  # blocks with times that bear titles of threads are the rows of a board
        built, about = [], False
    called = hinted_posts(tree)
    if len(built) < 2 <= len(called) or _telling(called) > len(built) or _as_good(called, built):
        built, about = called, False
    if about or are_comments(built):
        return [replace(post, opening=False) for post in built], True
    return built, False


def _as_good(called: list[Seen], built: list[Seen]) -> bool:
    """Whether classes tell as many posts and times as the structure does, and no content they name has a line with a date."""
    if not called or not built:
        return bool(called)
    if len(called) < len(built) or _timed(called) < _timed(built):
        return False
    texts = (text for post in called if post.content is not None for text in post.content.itertext())
    return not any(_DATED.search(text[:200]) for text in texts)


def _timed(posts: Iterable[Seen]) -> int:
    return sum(post.posted_at is not None for post in posts)


def _telling(posts: Iterable[Seen]) -> int:
    """How many of the posts say more than the head of a column does."""
    return sum(
        post.content is not None and len("".join(post.content.itertext()).split()) >= _FEWEST_WORDS
        for post in posts
    )


def _opened(seen: list[Seen]) -> list[Seen]:
    """With the first post as the opening one where the markup calls all of them comments."""
    if len(seen) < 2 or any(post.opening for post in seen):
        return seen
    return [replace(seen[0], opening=True), *seen[1:]]


def _without(body: bytes, tree: Node, seen: Iterable[Seen]) -> bytes:
    """The page without the blocks that are comments: an article reader that knows no class of theirs takes them for its own."""
    blocks = [post.block for post in seen if post.block is not None]
    for block in blocks:
        drop(block)
    return etree.tostring(tree, encoding="utf-8", method="html") if blocks else body


def _article(body: bytes, url: str) -> tuple[RawPost, ...]:
    """The article that comments are about, as the opening of their thread."""
    try:
        article = read_article(body, url)
    except TriageError:
        return ()
    thread = thread_address(url)
    return (replace(article, kind=PostKind.THREAD, address=thread, thread=thread),)


def _threads(tree: Node, linked: Iterable[Mapping[str, Any]], url: str) -> tuple[Lead, ...]:
    """The threads of a board, each with the state the board gives of it, so that an unchanged one is not asked for."""
    remove_people(tree)
    links = [reference.getparent() for path in THREAD_LINKS for reference in tree.xpath(path)]
    links.extend(hinted_threads(tree))
    found = [(address, link) for link in links if (address := _on_site(link.get("href"), url)) is not None]
    addresses = dict.fromkeys(address for address, _ in found)
    described = (_on_site(reference, url) for reference in json_ld_thread_links(linked))
    addresses.update((address, None) for address in described if address is not None)
    said = states(found)
    return tuple(
        Lead(address, "thread", as_of=said.get(address), shows=thread_address(address))
        for address in list(addresses)[:MAX_THREADS]
    )


def _on_site(reference: str | None, url: str) -> str | None:
    """The address of a thread that a board links to; None for another site and for the board itself."""
    address = absolute(url, reference)
    if address is None or not same_site(address, url):
        return None
    address = address.partition("#")[0]
    return address if address != url else None
