"""The articles of a list, told by structure: links that repeat in the same place of the page, in headings, with a date
or a few words beside them. No class name of any site is known here.

Links are grouped by where they stand (the elements around them). A group is taken for its evidence, so a menu of long
names falls through where a list of short ones does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from statistics import median
from urllib.parse import urlsplit

from crawler.addresses import page_address
from crawler.items import tidy
from crawler.listing_beside import TEASER_LONG, class_of, date_beside, squeezed, teaser
from crawler.markup import MAX_HEADING, Node

MAX_LINKS = 3_000
MIN_WORDS = 4
"""Syllables of a link that may be a title. Menus and labels have fewer; the titles of news hardly ever have."""
MAX_GROUPS = 30
MAX_BESIDE, MAX_PIECES = 2_000, 200
"""Code points and runs of text in the block around one title; a larger one is a column of the page."""
ENOUGH = 3
"""Evidence from which a group is a list of articles: see ``_evidence``."""
ALONE = 5
"""Evidence that a single link needs (the article at the head of a list)."""
PLAIN = 2
"""Evidence of titles and nothing else; the largest such group is taken only where there is no better one."""
PLAIN_GROUP = 5

_LEVELS = 5
_CLIMB = 6
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PASSING = frozenset({"first", "last", "odd", "even", "active", "alt", "clearfix", "clear"})
_DIGITS = re.compile(r"\d+")
_TITLED = re.compile(r"title|tieude|tieu-de|headline", re.IGNORECASE)
_TITLE_LONG = 7
_MOST = 0.6
_ARTICLE_PATH = re.compile(r"\d{3}|(?:[a-z0-9]{1,40}-){4}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One article of a list. ``words`` are what the list tells of it; ``dated`` whether a date stands beside it."""

    address: str = field(repr=False)
    title: str = field(repr=False)
    words: str = field(default="", repr=False)
    dated: bool = False
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Link:
    """``node`` holds the title: the link, or the heading inside a link that is a whole card."""

    node: Node
    address: str
    title: str
    at: int


@dataclass(frozen=True, slots=True)
class _Group:
    links: list[_Link]
    items: list[Listed]
    evidence: int


def articles_of(tree: Node, url: str) -> list[Listed]:
    """The articles a page lists, in the order of the page, each address once."""
    groups: dict[tuple[tuple[str, str], ...], list[_Link]] = {}
    links = list(_links(tree, url))
    for link in links:
        groups.setdefault(_place(link.node), []).append(link)
    largest = sorted(groups.values(), key=len, reverse=True)[:MAX_GROUPS]
    columns: dict[Node, bool] = {}
    judged = [_judge(group, links, columns) for group in largest]
    taken = [group for group in judged if group.evidence >= _needed(group)]
    if not taken:
        plain = [group for group in judged if group.evidence >= PLAIN and len(group.items) >= PLAIN_GROUP]
        taken = sorted(plain, key=lambda group: len(group.items), reverse=True)[:1]
    found: dict[str, tuple[int, Listed]] = {}
    for group in taken:
        first = {link.address: link.at for link in reversed(group.links)}
        for item in group.items:
            at, known = first[item.address], found.get(item.address)
            if known is None or (item.dated and not known[1].dated):
                found[item.address] = (at if known is None else min(at, known[0]), item)
    return [item for _, item in sorted(found.values(), key=lambda one: one[0])]


def _needed(group: _Group) -> int:
    return ENOUGH if len(group.items) > 1 else ALONE


def _links(tree: Node, url: str) -> Iterator[_Link]:
    for at, link in enumerate(islice(tree.iter("a"), MAX_LINKS)):
        node = next((one for one in islice(link.iter(), 30) if one.tag in _HEADINGS), link)
        title = _title(node)
        if len(title.split()) < MIN_WORDS:
            continue
        address = page_address(url, link.get("href"))
        if address is not None and not _above(address, url):
            yield _Link(node, address, title, at)


def _title(node: Node) -> str:
    """The words of a link; the whole title where the page shows its beginning only."""
    shown = squeezed(islice(node.itertext(), 100))[:MAX_HEADING]
    whole = " ".join((node.get("title") or "").split())[:MAX_HEADING]
    beginning = shown.rstrip(".… ")
    return tidy(whole if beginning and shown != beginning and whole.startswith(beginning) else shown)


def _above(address: str, url: str) -> bool:
    """Whether an address is the list itself or one that holds it: the front page, the section."""
    one, own = urlsplit(address), urlsplit(url)
    if one.path.rstrip("/") == own.path.rstrip("/"):
        return one.query == own.query or not one.query
    return not one.query and own.path.startswith(one.path.rstrip("/") + "/")


def _place(node: Node) -> tuple[tuple[str, str], ...]:
    """Where a link stands: names and first classes of the elements around it, numbers left out."""
    place: list[tuple[str, str]] = []
    current: Node | None = node
    while current is not None and len(place) < _LEVELS:
        tokens = [_DIGITS.sub("", token) for token in class_of(current).lower().split()[:4]]
        place.append((str(current.tag), next((token for token in tokens if token not in _PASSING), "")))
        current = current.getparent()
    return tuple(place)


def _judge(links: list[_Link], all_links: list[_Link], columns: dict[Node, bool]) -> _Group:
    """A group with what stands beside each of its links, and its evidence.

    A link that nothing repeats is told from the links around it by all that may be titles.
    """
    alone = len({link.address for link in links}) == 1
    blocks = _blocks(all_links if alone else links, columns)
    items: dict[str, Listed] = {}
    beside = teasers = headed = 0
    for link in links:
        if link.address in items:
            continue
        block = blocks.get(link.address, link.node)
        dated, posted_at = date_beside(block, link.node)
        words = teaser(block, link.node)
        items[link.address] = Listed(link.address, link.title, words[0], dated, posted_at)
        beside += dated
        teasers += words[1] >= TEASER_LONG
        headed += _in_heading(link.node)
    count = len(items)
    evidence = (
        2 * (headed >= _MOST * count)
        + 2 * (beside >= _MOST * count)
        + (teasers >= _MOST * count)
        + (median(len(item.title.split()) for item in items.values()) >= _TITLE_LONG)
        + (sum(_like_an_article(address) for address in items) >= _MOST * count)
    )
    return _Group(links, list(items.values()), evidence)


def _like_an_article(address: str) -> bool:
    parts = urlsplit(address)
    return bool(
        _ARTICLE_PATH.search(parts.path.rpartition("/")[2] or parts.path) or _DIGITS.search(parts.query)
    )


def _in_heading(node: Node) -> bool:
    around = [node, *islice(node.iterancestors(), 2)]
    return any(one.tag in _HEADINGS or _TITLED.search(class_of(one)) for one in around)


def _blocks(links: list[_Link], columns: dict[Node, bool]) -> dict[str, Node]:
    """The largest block around each address that holds no other address of the group, within reason.

    ``columns`` keeps what was found of a block, which may lie around many links.
    """
    owner: dict[Node, str | None] = {}
    for link in links:
        for node in islice(link.node.iterancestors(), _CLIMB):
            owner[node] = link.address if owner.get(node, link.address) == link.address else None
    blocks: dict[str, Node] = {}
    for link in links:
        block = link.node
        for node in islice(link.node.iterancestors(), _CLIMB):
            if owner[node] is None or node.tag in {"body", "main"}:
                break
            if node not in columns:
                columns[node] = _is_column(node)
            if columns[node]:
                break
            block = node
        blocks.setdefault(link.address, block)
    return blocks


def _is_column(node: Node) -> bool:
    """Whether a block holds more than one article of a list would."""
    pieces = list(islice(node.itertext(), MAX_PIECES))
    return len(pieces) == MAX_PIECES or sum(len(piece) for piece in pieces) > MAX_BESIDE
