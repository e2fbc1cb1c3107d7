"""What all forum pages have in common: the words of a post, its address, its thread, and the next page.

Used by every kind of source whose posts are HTML, so that quotations, signatures and people are left out alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from crawler.article_body import runs_of
from crawler.dates import in_figures, is_recent, read_date
from crawler.forum_echoes import without_echoes
from crawler.forum_layouts import (
    APART,
    ASIDES,
    NEXT_LINKS,
    PREVIOUS_LINKS,
    Layout,
)
from crawler.forum_people import linked_people
from crawler.forum_questions import askers
from crawler.forum_schema import OPENING_TYPES, Seen, post_mark
from crawler.forum_title import thread_title
from crawler.forum_units import without_template
from crawler.forum_words import own_words
from crawler.identity import clean_names, names_in, scrub
from crawler.items import Found, Lead, RawPost, tidy, with_title
from crawler.jsonld import text_in, types_of
from crawler.markup import Node, absolute, same_host
from crawler.page_clock import counted_back, page_now
from crawler.safety import same_site
from models.vocabulary import PostKind

MAX_POSTS = 500
MAX_CONTENTS = 50
"""Places of a post that are looked at in search of its words."""

_PAGE_IN_PATH = re.compile(r"/(?:page|trang)[-/](\d{1,6})/?$")
_FIRST_PAGE = {"page": 1, "trang": 1, "start": 0}
_PAGE_PARAMETERS = frozenset({*_FIRST_PAGE, "sid"})
_TO_FIGURE = re.compile(r"^\D{0,200}")
_LABEL = re.compile(
    r"^(?:(?:trả lời|phản hồi|reply to)\s{1,3}(?:\[@\]|\[TÊN\])\s?[:,]?|trả lời\s?:|\[TÊN\]\s?:(?=\n))\s{1,9}",
    re.IGNORECASE,
)
"""What is put before the words of a reply: that it is one, and to whom."""
_ORDINAL = re.compile(r"#\d{1,6}")


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
    kept: list[Node] = []
    opening_gone = False
    posts = _all(tree, layout.post)[:MAX_POSTS]
    apart = frozenset(_all(tree, APART)) if posts else frozenset()
    clock = _Clock(tree)
    for post in outermost(posts) if layout.flat else posts:
        if layout.gone & set((post.get("class") or "").split()):
            opening_gone = True
            continue
        content = next(
            (one for one in _all(post, layout.content)[:MAX_CONTENTS] if not _inside(one, post, apart)), None
        )
        if content is None:
            continue
        given = _all(post, layout.date)[:5]
        dates = (read_date(_said(value)) for value in given)
        kept.append(post)
        found.append(
            Seen(
                opening=not found and not opening_gone and not layout.comments,
                content=content,
                link=next(iter(_all(post, layout.link)), None),
                posted_at=next((date for date in dates if date is not None), None) or clock.time_in(given),
                mark=post_mark(post) or post.get("data-content") or content.get("id"),
            )
        )
    if layout.loose and found:
        bare = without_template(kept, [one.content for one in found], frozenset(tree.xpath(ASIDES)))
        return [replace(one, content=content) for one, content in zip(found, bare, strict=True)]
    return found


class _Clock:
    """The clock of a page, looked for when the first post counts back from it."""

    def __init__(self, tree: Node) -> None:
        self._tree: Node | None = tree
        self._now: datetime | None = None

    def time_in(self, given: Iterable[Any]) -> datetime | None:
        """The time that one of the texts or elements counts back from the clock."""
        texts = [
            " ".join((one if isinstance(one, str) else "".join(one.itertext())).split()) for one in given
        ]
        recent = [text for text in texts if is_recent(text)]
        if recent and self._tree is not None:
            self._now, self._tree = page_now(run.text for run in runs_of(self._tree)), None
        found = (counted_back(text, self._now) for text in recent if self._now is not None)
        return next((time for time in found if time is not None), None)


def layouts_on(tree: Node, layouts: Iterable[Layout]) -> list[Layout]:
    """The layouts of whose posts the page has a class: looking for all of them costs more than reading the page."""
    tokens = {token for node in tree.iter(etree.Element) for token in (node.get("class") or "").split()}
    return [layout for layout in layouts if not tokens.isdisjoint(_classes_in(layout.post))]


@lru_cache(maxsize=64)
def _classes_in(path: str) -> frozenset[str]:
    """The class tokens that a path made with ``has_class`` asks for."""
    return frozenset(re.findall(r"' ([\w-]{1,60}) '", path))


@lru_cache(maxsize=256)
def _compiled(path: str) -> Any:
    return etree.XPath(path)


def _all(node: Node, path: str) -> list[Any]:
    """What a path of ``crawler.forum_layouts`` finds; compiled once, which takes longer than finding."""
    found: list[Any] = _compiled(path)(node)
    return found


def _said(value: Any) -> str:
    """What an XPath found: a text, or the words of an element from its first figure on."""
    words = value if isinstance(value, str) else " ".join(" ".join(value.itertext()).split())
    return words if isinstance(value, str) else _TO_FIGURE.sub("", in_figures(_ORDINAL.sub("", words[:200])))


def _inside(content: Node, post: Node, apart: frozenset[Node]) -> bool:
    """Whether what may be the content of a post lies in something of it that is set apart."""
    return any(
        around in apart for around in takewhile(lambda node: node is not post, content.iterancestors())
    )


def posts_of(seen: list[Seen], tree: Node, linked: list[Mapping[str, Any]], url: str) -> Iterator[RawPost]:
    """What a thread page hands on: posts with words, the opening one with the title of the thread."""
    thread = thread_address(url)
    names = names_in(tree, linked) | clean_names(askers(tree)) | linked_people(tree)
    names |= clean_names(said for post in seen for said in post.beside)
    later_page = _is_later_page(tree, url)
    title = thread_title(tree, linked, seen) if sum(post.opening for post in seen) == 1 else ""
    said = [_LABEL.sub("", scrub(tidy(own_words(post, url)), names)) for post in seen]
    if len(seen) > 1 and not said[0] and seen[0].posted_at == seen[1].posted_at is not None:
        seen, said = (
            [replace(seen[1], opening=seen[0].opening), *seen[2:]],
            said[1:],
        )  # the thread, then its first post
    for number, (post, words) in enumerate(zip(seen, without_echoes(said, title), strict=True), start=1):
        opening = post.opening and not later_page
        if not words and not (opening and title):
            continue
        yield RawPost(
            kind=PostKind.THREAD if opening else PostKind.COMMENT,
            address=_permalink(post, url, thread, number),
            text=with_title(scrub(title, names), words) if opening else words,
            thread=thread,
            posted_at=post.posted_at or (_posted_at(linked) if opening else None),
        )


def _posted_at(linked: Iterable[Mapping[str, Any]]) -> datetime | None:
    """When the thread began, where only JSON-LD says so."""
    given = (
        text_in(node, "datePublished", "dateCreated") for node in linked if types_of(node) & OPENING_TYPES
    )
    return next((found for one in given if (found := read_date(one)) is not None), None)


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


def _permalink(post: Seen, url: str, thread: str, number: int) -> str:
    given = absolute(url, post.link)
    if given is not None and same_site(given, url) and given != url:
        mark = urlsplit(given).fragment
        on_this_page = mark and urlsplit(given).path == urlsplit(url).path and same_host(given, url)
        return f"{thread}#{mark[:100]}" if on_this_page else given
    if post.mark:
        return f"{thread}#{post.mark[:100]}"
    return thread if post.opening else f"{url}#{number}"


def following(tree: Node, url: str) -> tuple[Lead, ...]:
    """The next page of a list or a thread, on the same site."""
    for path in NEXT_LINKS:
        for reference in tree.xpath(path)[:1]:
            address = absolute(url, reference)
            if address is not None and address != url and same_site(address, url):
                return (Lead(address, "thread", more=True),)
    return ()
