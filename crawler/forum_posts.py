"""What all forum pages have in common: the words of a post, its address, its thread, and the next page.

Used by every kind of source whose posts are HTML, so that quotations, signatures and people are left out alike.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.dates import read_date
from crawler.forum_layouts import (
    ASIDES,
    MENTIONS,
    NEXT_LINKS,
    NOT_OF_THE_POST,
    PREVIEWED,
    PREVIEWS,
    PREVIOUS_LINKS,
    Layout,
)
from crawler.forum_schema import Seen
from crawler.identity import names_in, remove_people, scrub
from crawler.items import Found, Lead, RawPost, tidy, with_title
from crawler.jsonld import text_in, types_of
from crawler.markup import Node, absolute, drop, has_class, heading, plain_text, same_host
from crawler.replies import own_lines
from crawler.safety import same_site
from models.vocabulary import Placeholder, PostKind

MAX_POSTS = 500
MAX_CONTENTS = 50
"""Places of a post that are looked at in search of its words."""

_PAGE_IN_PATH = re.compile(r"/(?:page|trang)[-/](\d{1,6})/?$")
_FIRST_PAGE = {"page": 1, "trang": 1, "start": 0}
_PAGE_PARAMETERS = frozenset({*_FIRST_PAGE, "sid"})
_FILE_SIZE = re.compile(r"^\s{0,3}\(\d{1,6}(?:[.,]\d{1,3})? ?[KMG]?B\)")


def thread_address(url: str) -> str:
    """The address of a thread whichever of its pages is given.

    >>> thread_address("https://dd.example/t/phi-dinh-danh.12/page-3#post-9")
    'https://dd.example/t/phi-dinh-danh.12/'
    """
    parts = urlsplit(url)
    path = _PAGE_IN_PATH.sub("/", parts.path)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _PAGE_PARAMETERS]
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))


def outermost(nodes: Iterable[Node]) -> Iterator[Node]:
    """Those of the nodes, in the order of the page, that lie inside no other of them."""
    taken: set[Node] = set()
    for node in nodes:
        if not any(around in taken for around in node.iterancestors()):
            taken.add(node)
            yield node


def layout_posts(tree: Node, layout: Layout) -> list[Seen]:
    """The posts of a page in one layout, in the order of the page, at most ``MAX_POSTS``; deleted ones left out."""
    found: list[Seen] = []
    opening_gone = False
    posts = tree.xpath(layout.post)[:MAX_POSTS]
    asides = frozenset(tree.xpath(ASIDES)) if posts else frozenset()
    for post in outermost(posts) if layout.flat else posts:
        if layout.gone & set((post.get("class") or "").split()):
            opening_gone = True
            continue
        content = next(
            (one for one in post.xpath(layout.content)[:MAX_CONTENTS] if not _inside(one, asides)), None
        )
        if content is None:
            continue
        dates = (read_date(value) for value in post.xpath(layout.date)[:5])
        found.append(
            Seen(
                opening=not found and not opening_gone,
                content=content,
                link=next(iter(post.xpath(layout.link)), None),
                posted_at=next((date for date in dates if date is not None), None),
                mark=post.get("id") or post.get("data-content"),
            )
        )
    return found


def _inside(node: Node, asides: frozenset[Node]) -> bool:
    return any(around in asides for around in node.iterancestors())


def posts_of(seen: list[Seen], tree: Node, linked: list[Mapping[str, Any]], url: str) -> Iterator[RawPost]:
    """What a thread page hands on: posts with words, the opening one with the title of the thread."""
    thread = thread_address(url)
    names = names_in(tree, linked)
    later_page = _is_later_page(tree, url)
    title = _title(tree, linked)
    for number, post in enumerate(seen, start=1):
        words = own_words(post, url)
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


def stretch(
    posts: tuple[RawPost, ...], seen: list[Seen], tree: Node, url: str, thread: str, base: str | None = None
) -> Found:
    """A page of a thread: its posts, the page after it, and whether the thread begins here. Links are relative to ``base``."""
    onward = following(tree, base or url)
    if len(seen) >= MAX_POSTS:
        return Found(posts, onward)
    begins = not _is_later_page(tree, url)
    return Found(posts, onward, (thread,) if begins else (), tuple(lead.url for lead in onward))


def _is_later_page(tree: Node, url: str) -> bool:
    parts = urlsplit(url)
    numbered = _PAGE_IN_PATH.search(parts.path)
    numbers = [int(numbered[1])] if numbered else []
    for key, value in parse_qsl(parts.query):
        if key in _FIRST_PAGE and value.isascii() and value.isdigit() and len(value) <= 6:
            numbers.append(int(value) - _FIRST_PAGE[key] + 1)
    return any(number > 1 for number in numbers) or any(tree.xpath(path) for path in PREVIOUS_LINKS)


def own_words(post: Seen, url: str) -> str:
    """The words of a post itself: no quotations, no people, a linked page as its address."""
    if post.content is None:
        text = post.words
    else:
        content = copy.deepcopy(post.content)
        content.tail = None
        for node in content.xpath(MENTIONS):
            node.tail = f"{Placeholder.HANDLE.value}{node.tail or ''}"
            drop(node)
        for node in content.xpath(PREVIEWS):
            node.tail = f" {_previewed(node, url)} {node.tail or ''}"
            drop(node)
        for node in content.xpath(NOT_OF_THE_POST):
            node.tail = _FILE_SIZE.sub("", node.tail) if node.tag == "a" and node.tail else node.tail
            drop(node)
        for node in content.xpath(".//img"):
            node.tail = f" {node.tail or ''}"  # words on both sides of a picture are two words
        remove_people(content)
        text = plain_text(content, page_url=url)
    return own_lines(text)


def _previewed(node: Node, url: str) -> str:
    """The address a preview stands for; a page of the forum itself needs none (it may be somebody's profile)."""
    link = node.find(".//a[@href]")
    given = [node.get(key) for key in PREVIEWED] + ([link.get("href")] if link is not None else [])
    addresses = (absolute(url, one) for one in given)
    return next((found for found in addresses if found is not None and not same_host(found, url)), "")


def _permalink(post: Seen, url: str, thread: str, number: int) -> str:
    given = absolute(url, post.link)
    if given is not None and same_site(given, url) and given != url:
        mark = urlsplit(given).fragment
        on_this_page = mark and urlsplit(given).path == urlsplit(url).path and same_host(given, url)
        return f"{thread}#{mark[:100]}" if on_this_page else given
    if post.mark:
        return f"{thread}#{post.mark[:100]}"
    return thread if post.opening else f"{url}#{number}"


def _title(tree: Node, linked: Iterable[Mapping[str, Any]]) -> str:
    for node in linked:
        if "DiscussionForumPosting" in types_of(node) and (headline := text_in(node, "headline", "name")):
            return headline
    bare = copy.deepcopy(tree)
    remove_people(bare)
    for label in bare.xpath(f"//h1//*[{has_class('label', 'label-append')}]"):
        drop(label)
    return heading(bare) or heading(bare, "//h2[contains(@class, 'topic-title')]") or heading(bare, "//title")


def following(tree: Node, url: str) -> tuple[Lead, ...]:
    """The next page of a list or a thread, on the same site."""
    for path in NEXT_LINKS:
        for reference in tree.xpath(path)[:1]:
            address = absolute(url, reference)
            if address is not None and address != url and same_site(address, url):
                return (Lead(address, "thread", more=True),)
    return ()
