"""Posts as schema.org describes them: DiscussionForumPosting, Comment, Question, Answer; microdata and JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from crawler.dates import read_date
from crawler.jsonld import text_in, types_of
from crawler.markup import Node, text_of_html

OPENING_TYPES = frozenset({"DiscussionForumPosting", "SocialMediaPosting", "Question"})
REPLY_TYPES = frozenset({"Comment", "Answer"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A post as a page shows it: a node of the tree, or words where the page gives only words. ``block`` is the element of the whole
    post, where the page is cut into such; ``beside`` what short places of it say, names among them, to be taken out of all texts.
    """

    opening: bool
    content: Node | None = field(default=None, repr=False)
    words: str = field(default="", repr=False)
    link: str | None = field(default=None, repr=False)
    posted_at: datetime | None = None
    mark: str | None = None
    block: Node | None = field(default=None, repr=False)
    beside: frozenset[str] = field(default=frozenset(), repr=False)


def microdata_posts(tree: Node) -> list[Seen]:
    """The posts that microdata marks, in the order of the page."""
    found: list[Seen] = []
    for item, properties in _items(tree):
        kinds = {kind.rsplit("/", 1)[-1] for kind in (item.get("itemtype") or "").split()}
        if not kinds & (OPENING_TYPES | REPLY_TYPES):
            continue
        content = next(_named(properties, "text", "articleBody"), None)
        if content is None:
            continue
        dates = (read_date(_value(node)) for node in _named(properties, "datePublished", "dateCreated"))
        found.append(
            Seen(
                opening=bool(kinds & OPENING_TYPES),
                content=content,
                link=next((_value(node) for node in _named(properties, "url")), None) or item.get("itemid"),
                posted_at=next((date for date in dates if date is not None), None),
                mark=post_mark(item) or content.get("id"),
            )
        )
    return found


def post_mark(post: Node) -> str | None:
    """The anchor of a post: its own id, or its number where the software (vBulletin 5) gives the anchor to an empty link in it."""
    number = post.get("data-node-id") or ""
    return post.get("id") or (f"post{number}" if number.isascii() and number.isdigit() else None)


def _items(tree: Node) -> list[tuple[Node, list[Node]]]:
    """Every item with the properties that are its own, not those of an item nested in it. One pass."""
    items: list[tuple[Node, list[Node]]] = []
    around: list[tuple[Node, list[Node]]] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            if around and around[-1][0] is node:
                around.pop()
            continue
        if around and node.get("itemprop") is not None:
            around[-1][1].append(node)
        if node.get("itemscope") is not None:
            around.append((node, []))
            items.append(around[-1])
    return items


def _named(properties: Iterable[Node], *names: str) -> Iterator[Node]:
    return (node for node in properties if set(names) & set(node.get("itemprop").split()))


def _value(node: Node) -> str:
    for attribute in ("content", "datetime", "href"):
        if node.get(attribute):
            return str(node.get(attribute))
    return "".join(node.itertext()).strip()


def json_ld_posts(linked: Iterable[Mapping[str, Any]]) -> list[Seen]:
    """The posts that JSON-LD describes, replies after the post they answer."""
    found: list[Seen] = []
    for node in linked:
        kinds = types_of(node)
        if not kinds & (OPENING_TYPES | REPLY_TYPES):
            continue
        words = text_of_html(text_in(node, "text", "articleBody"))
        if words:
            found.append(
                Seen(
                    opening=bool(kinds & OPENING_TYPES),
                    words=words,
                    link=text_in(node, "url", "@id") or None,
                    posted_at=read_date(text_in(node, "datePublished", "dateCreated")),
                )
            )
    return found


def json_ld_thread_links(linked: Iterable[Mapping[str, Any]]) -> list[str]:
    """Addresses in an ItemList: how a board describes its threads."""
    links: list[str] = []
    for node in linked:
        if "ItemList" not in types_of(node):
            continue
        elements = node.get("itemListElement")
        for element in elements if isinstance(elements, list) else []:
            target = element.get("item") if isinstance(element, Mapping) else element
            for holder in (element, target):
                if isinstance(holder, Mapping) and (url := text_in(holder, "url", "@id")):
                    links.append(url)
                    break
                if isinstance(holder, str):
                    links.append(holder)
                    break
    return links
