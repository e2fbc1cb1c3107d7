"""Lists of articles on web pages: the articles a page lists, and the next pages of the list.

For sites that have neither a feed nor a sitemap. The links of articles are found by structure
(``crawler.listing_layout``), after menus, sidebars and boxes of what others read have been taken out.

It cannot see: lists loaded by script, pages of a list behind a button that sends a form (``__doPostBack``), and what
stands further back than ``MAX_PAGES`` pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import islice

from crawler.addresses import own_host
from crawler.article import read_article_page
from crawler.errors import NotAListing
from crawler.identity import names_in, remove_people, scrub
from crawler.items import Found, Lead, RawPost, Reader, with_title
from crawler.jsonld import json_ld
from crawler.listing_beside import class_of, squeezed
from crawler.listing_layout import Listed, articles_of
from crawler.listing_surroundings import drop_surroundings, shorten_names
from crawler.markup import Node, absolute, read_html
from models.vocabulary import PostKind

MAX_ARTICLES = 100
"""Articles taken from one page of a list, in its order."""
MAX_PAGES = 3
"""Pages of a list that are read, the first included."""
RESTS = timedelta(days=1)
"""A list does not say when an article changed, so one that was read is asked for again once a day."""

_NEXT_TOKEN = re.compile(r"(?:^|[-_])next(?:$|[-_])|^trang-?(?:sau|tiep)$", re.IGNORECASE)
_NEXT_WORDS = frozenset(
    [
        "trang sau",
        "trang tiếp",
        "trang tiếp theo",
        "trang kế",
        "sau",
        "tiếp",
        "tiếp theo",
        "kế tiếp",
        "next",
        "next page",
    ]
)
_ARROWS = frozenset("»›>→⟩")
_PAGER = re.compile(r"pagin|paging|pager|page-?(?:nav|num|link|list|item)|phan-?trang", re.IGNORECASE)
_MAX_LINKS = 5_000


def read_listing(body: bytes, url: str, page: int = 1) -> Found:
    """Where a page of a list leads: its articles, and its next page while ``page`` is below ``MAX_PAGES``.

    Raises:
        NotAListing: no list of articles was found.
        UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``.
    """
    tree = read_html(body)
    names = names_in(tree, json_ld(tree))
    remove_people(tree)
    shorten_names(tree)
    following = _next_page(tree, url, page + 1) if page < MAX_PAGES else None
    drop_surroundings(tree)
    articles = articles_of(tree, url)[:MAX_ARTICLES]
    if not articles:
        raise NotAListing("Trang này không có danh sách bài viết nào đọc được.")
    leads = [_article_lead(one, names) for one in articles if one.address != following]
    if following is not None:
        leads.append(Lead(following, _ROLES[page], more=True))
    return Found((), tuple(leads))


_ROLES = ("start", *(f"page{number}" for number in range(2, MAX_PAGES + 1)))
LISTS = frozenset(_ROLES)
READERS: Mapping[str, Reader] = {
    **{role: partial(read_listing, page=page) for page, role in enumerate(_ROLES, start=1)},
    "article": read_article_page,
}


def _article_lead(one: Listed, names: frozenset[str]) -> Lead:
    """An article to read. What the list tells of it stands in for it only where a date says that it is an article."""
    post = None
    if one.posted_at is not None:
        text = scrub(with_title(one.title, one.words), names)
        post = RawPost(PostKind.ARTICLE, one.address, text, thread=one.address, posted_at=one.posted_at)
    return Lead(one.address, "article", fallback=post, rest=RESTS)


def _next_page(tree: Node, url: str, number: int) -> str | None:
    """The address of the next page: as the page declares it, as it names it, or by its number among the pages."""
    for reference in _next_references(tree, number):
        address = absolute(url, reference)
        if address is not None and own_host(address, url):
            address = address.partition("#")[0]
            if address != url.partition("#")[0]:
                return address
    return None


def _next_references(tree: Node, number: int) -> Iterator[str | None]:
    yield from tree.xpath("//link[@rel='next']/@href")[:1]
    links = list(islice(tree.iter("a"), _MAX_LINKS))
    for link in links:
        if link.get("rel") == "next" or any(_NEXT_TOKEN.search(token) for token in _tokens(link)):
            yield link.get("href")
    numbered: list[str | None] = []
    for link in links:
        words = squeezed(islice(link.itertext(), 10)).lower()
        bare = words.strip("»›>→⟩ ")
        if bare in _NEXT_WORDS:
            yield link.get("href")
        elif (
            words
            and (words == str(number) or (set(words) <= _ARROWS and len(words) == 1))
            and _in_pager(link)
        ):
            numbered.append(link.get("href"))
    yield from numbered


def _tokens(link: Node) -> list[str]:
    parent = link.getparent()
    return f"{class_of(link)} {class_of(parent) if parent is not None else ''}".split()


def _in_pager(link: Node) -> bool:
    return any(
        _PAGER.search(f"{class_of(node)} {node.get('id') or ''}") for node in islice(link.iterancestors(), 4)
    )
