"""The document of a feed: RSS 2.0, RSS 1.0, Atom and JSON Feed as entries. Hardened: no entities, no network.

Authors of entries are never read into an entry; their names are taken out of its words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from crawler.dates import read_date
from crawler.encodings import decode
from crawler.errors import PageTooLarge, UnreadablePage
from crawler.identity import clean_names, names_in, remove_people, scrub
from crawler.items import MAX_TEXT
from crawler.markup import MAX_BYTES, Node, absolute, local_name, plain_text, read_html, text_of_html
from crawler.safe_xml import SAFELY, declares_entities, mended
from models.errors import NotAFeed

MAX_ENTRIES = 500
MAX_COUNT = 12
"""Digits of a count of replies (``slash:comments``); RSS has an address under the same local name."""
_PEOPLE = frozenset({"author", "creator", "contributor", "managingEditor", "webMaster"})
_HTML = re.compile(rb"^\s{0,100}(?:<!doctype\s+html|<html)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. ``html`` is what ``text`` was made of, for software whose markup is known.

    ``identifier`` is what the feed tells its entries apart by; it may hold a person and is compared, never handed on.
    """

    link: str | None = field(repr=False)
    title: str = field(repr=False)
    text: str = field(repr=False)
    published: datetime | None = None
    updated: datetime | None = None
    html: str = field(default="", repr=False)
    replies: str = ""
    identifier: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read. ``mended``: it was not written as XML demands."""

    entries: tuple[Entry, ...]
    mended: bool = False


def parse_feed(body: bytes, url: str) -> tuple[Entry, ...]:
    """The entries of a feed; see ``read_document``."""
    return read_document(body, url).entries


def read_document(body: bytes, url: str) -> Feed:
    """A feed with its entries in its order, at most ``MAX_ENTRIES``.

    Raises:
        NotAFeed: a web page, broken XML, or another kind of document.
        PageTooLarge: over ``MAX_BYTES``.
    """
    if len(body) > MAX_BYTES:
        raise PageTooLarge(f"Nguồn cấp tin lớn hơn {MAX_BYTES // 1_000_000} MB nên không đọc.")
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return Feed(_json_feed(body, url))
    return _xml_feed(body, url)


def _xml_feed(body: bytes, url: str) -> Feed:
    root, broken = _xml_root(body)
    name = local_name(root)
    if name == "feed":
        nodes = [node for node in root if local_name(node) == "entry"]
    elif name in {"rss", "RDF"}:
        nodes = [node for node in root.iter() if local_name(node) == "item"]
    elif name == "html" or _HTML.match(body):
        raise _web_page()
    else:
        raise NotAFeed("Địa chỉ này trả về dữ liệu không phải nguồn cấp tin (RSS/Atom).")
    names = _take_people_out(root)
    return Feed(tuple(_xml_entry(node, url, names) for node in nodes[:MAX_ENTRIES]), broken)


def _take_people_out(root: Node) -> frozenset[str]:
    """Empty every element that names a person, wherever a broken feed has put it; says what the names were."""
    people = [node for node in root.iter() if local_name(node) in _PEOPLE and node is not root]
    names = clean_names(part for node in people for part in _name_parts(node))
    for node in people:
        node.clear(keep_tail=True)
    return names


def _web_page() -> NotAFeed:
    return NotAFeed(
        "Địa chỉ này trả về một trang web, không phải nguồn cấp tin (RSS/Atom)."
        " Hãy lấy đúng địa chỉ RSS của trang."
    )


def _xml_root(body: bytes) -> tuple[Node, bool]:
    """The root of the document, read as ``crawler.safe_xml`` says, and whether something in it was broken."""
    parser = etree.XMLParser(**SAFELY)
    try:
        root = etree.fromstring(mended(body), parser=parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None and _HTML.match(body):
        raise _web_page()
    if root is None:
        raise NotAFeed(
            "Địa chỉ này trả về dữ liệu trống hoặc hỏng, không đọc được như nguồn cấp tin (RSS/Atom)."
        )
    if declares_entities(root):
        raise NotAFeed("Nguồn cấp tin tự khai báo thực thể XML nên không được đọc, vì lý do an toàn.")
    return root, any(error.domain == etree.ErrorDomains.PARSER for error in parser.error_log)


def _xml_entry(node: Node, url: str, names: frozenset[str]) -> Entry:
    fields: dict[str, str] = {}
    for child in node:
        name = local_name(child)
        if name and name != "link":
            fields.setdefault(name, _text(child))
    body = next(
        (fields[key] for key in ("encoded", "content", "description", "summary") if fields.get(key)), ""
    )
    return Entry(
        link=_link(node, url, fields),
        title=scrub(text_of_html(fields.get("title", "")), names),
        text=_words_of(body, names),
        published=_first_date(fields, "pubDate", "published", "issued", "date"),
        updated=_first_date(fields, "updated", "modified"),
        html=scrub(body, names),
        replies=fields.get("comments", "")[:MAX_COUNT],
        identifier=fields.get("guid", "") or fields.get("id", ""),
    )


def _words_of(packed: str, names: frozenset[str]) -> str:
    """The words of an entry's HTML without the people it shows; their names go too, and those the feed gives."""
    if "<" not in packed and "&" not in packed:
        return scrub(packed.strip()[:MAX_TEXT], names)
    try:
        tree = read_html(f"<div>{packed}</div>".encode("utf-8", "replace"))
    except (UnreadablePage, PageTooLarge):  # one entry must not take its feed along
        return ""
    names |= names_in(tree)
    remove_people(tree)
    return scrub(plain_text(tree)[:MAX_TEXT], names)


def _link(node: Node, url: str, fields: Mapping[str, str]) -> str | None:
    candidates: list[str | None] = [fields.get("origLink")]
    links = [
        child
        for child in node
        if local_name(child) == "link" and child.get("rel", "alternate") == "alternate"
    ]
    candidates.extend(child.get("href") or child.text for child in links)
    guids = [
        child for child in node if local_name(child) == "guid" and child.get("isPermaLink", "true") != "false"
    ]
    candidates.extend(child.text for child in guids)
    return next((found for given in candidates if (found := absolute(url, given)) is not None), None)


def _first_date(fields: Mapping[str, str], *names: str) -> datetime | None:
    return next((found for name in names if (found := read_date(fields.get(name))) is not None), None)


def _text(node: Node) -> str:
    if node.get("type") == "xhtml" or len(node):
        return " ".join(part.strip() for part in node.itertext()).strip()
    return (node.text or "").strip()


def _name_parts(node: Node) -> Iterator[str]:
    """The words of an author element; RSS writes "address (name)", Discourse "@handle name"."""
    for part in node.itertext():
        yield part
        if part.lstrip().startswith("@"):
            yield from part.split(maxsplit=1)
        yield from re.split(r"[()]", part)


def _json_feed(body: bytes, url: str) -> tuple[Entry, ...]:
    try:
        feed = json.loads(decode(body))
    except (ValueError, RecursionError):
        feed = None
    version = feed.get("version") if isinstance(feed, dict) else None
    if (
        not isinstance(version, str)
        or "jsonfeed.org" not in version
        or not isinstance(feed.get("items"), list)
    ):
        raise NotAFeed("Địa chỉ này trả về JSON nhưng không phải nguồn cấp tin (JSON Feed).")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    return tuple(_json_entry(item, url) for item in items[:MAX_ENTRIES])


def _json_entry(item: Mapping[str, Any], url: str) -> Entry:
    def given(key: str) -> str:
        value = item.get(key)
        return value if isinstance(value, str) else ""

    people = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = clean_names(
        person["name"]
        for person in people or ()
        if isinstance(person, dict) and isinstance(person.get("name"), str)
    )
    packed = given("content_html") or given("summary")
    text = scrub(given("content_text"), names) or _words_of(packed, names)
    return Entry(
        link=absolute(url, given("url") or given("external_url") or None),
        title=scrub(given("title"), names),
        text=text[:MAX_TEXT],
        published=read_date(given("date_published")),
        updated=read_date(given("date_modified")),
        identifier=given("id"),
    )
