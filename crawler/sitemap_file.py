"""A sitemap file as the entries it lists: XML, a plain list of addresses, either also as a gzip file.

Read as a stream, so that a file made to hurt costs time in proportion to its bytes and hardly any memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from itertools import islice

from lxml import etree

from crawler.addresses import own_host, page_address
from crawler.dates import FUTURE, read_date
from crawler.encodings import decode
from crawler.errors import NotASitemap, PageTooLarge
from crawler.items import tidy
from crawler.markup import MAX_BYTES, MAX_HEADING, Node, absolute, local_name
from crawler.safe_xml import SAFELY, declares_entities, mended

MAX_LISTED = 50_000
"""Entries that are looked at: a sitemap may not have more (sitemaps.org, "Using Sitemap index files")."""
MAX_UNPACKED = 20_000_000
"""Bytes a gzip file may unfold to."""
MAX_MARKS = 1_000_000
"""Signs ``<`` or ``&`` in a file, two ``<`` for an element: twice what a full sitemap with all fields has."""
_CHUNK = 65_536
_HTML = re.compile(rb"^\s{0,100}(?:<!doctype\s+html|<html)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One address a sitemap lists. ``changed_at`` and ``published`` by the site's own word; a wrong date is none."""

    address: str = field(repr=False)
    changed_at: datetime | None = None
    published: datetime | None = None
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a file lists: pages, or other sitemaps."""

    entries: tuple[Entry, ...]
    of_sitemaps: bool = False


def parse_sitemap(body: bytes, url: str, now: datetime) -> Sitemap:
    """The entries of a sitemap in its order, those of other hosts left out; only ``MAX_LISTED`` are looked at.

    Raises:
        NotASitemap: a web page, a feed, broken data, or a file that declares entities of its own.
        PageTooLarge: over ``MAX_BYTES`` as sent, ``MAX_UNPACKED`` unfolded, or ``MAX_MARKS``.
    """
    if len(body) > MAX_BYTES:
        raise PageTooLarge(f"Sơ đồ trang lớn hơn {MAX_BYTES // 1_000_000} MB nên không đọc.")
    body = _unpacked(body)
    if max(body.count(b"<"), body.count(b"&")) > MAX_MARKS:
        raise PageTooLarge("Sơ đồ trang có quá nhiều phần tử nên không đọc.")
    start = body[:_CHUNK].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:8].lower().startswith((b"http://", b"https://")):
        return Sitemap(tuple(_text_entries(body, url)))
    if _HTML.match(start):
        raise _web_page()
    return _xml_sitemap(body, url, now)


def _unpacked(body: bytes) -> bytes:
    """The bytes of a gzip file, or the body as it is; a file cut in the middle gives what there is of it."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(body, MAX_UNPACKED + 1)
    except zlib.error:
        raise NotASitemap("Tệp nén của sơ đồ trang bị hỏng, không đọc được.") from None
    if len(unpacked) > MAX_UNPACKED:
        raise PageTooLarge(
            f"Sơ đồ trang sau khi giải nén lớn hơn {MAX_UNPACKED // 1_000_000} MB nên không đọc."
        )
    return unpacked


def _text_entries(body: bytes, url: str) -> Iterator[Entry]:
    for line in islice(decode(body).splitlines(), MAX_LISTED):
        address = page_address(url, line) if line.strip()[:4].lower() == "http" else None
        if address is not None:
            yield Entry(address)


def _xml_sitemap(body: bytes, url: str, now: datetime) -> Sitemap:
    entries: list[Entry] = []
    root: Node | None = None
    of_sitemaps, looked_at = False, 0
    for event, node in _events(mended(body)):
        name = local_name(node)
        if root is None:
            root = node
            of_sitemaps = _is_index(root)
        elif event == "end" and name in {"url", "sitemap"}:
            entry = _sitemap_entry(node, url, now) if of_sitemaps else _page_entry(node, url, now)
            if entry is not None:
                entries.append(entry)
            _forget(node)
            looked_at += 1
            if looked_at >= MAX_LISTED:
                break
    if root is None:
        raise NotASitemap(
            "Địa chỉ này trả về dữ liệu trống hoặc hỏng, không đọc được như sơ đồ trang (sitemap)."
        )
    return Sitemap(tuple(entries), of_sitemaps)


def _events(body: bytes) -> Iterator[tuple[str, Node]]:
    """Starts and ends of elements, read as ``crawler.safe_xml`` says."""
    parser = etree.XMLPullParser(events=("start", "end"), **SAFELY)
    for at in range(0, len(body), _CHUNK):
        try:
            parser.feed(body[at : at + _CHUNK])
            if at + _CHUNK >= len(body):
                parser.close()
        except (etree.LxmlError, ValueError):
            body = b""  # what came before the break is still read
        events = list(parser.read_events())
        yield from events
        if not body:
            return


def _is_index(root: Node) -> bool:
    """Whether a document is an index of sitemaps.

    Raises:
        NotASitemap: it is neither an index nor a sitemap, or declares entities.
    """
    if declares_entities(root):
        raise NotASitemap("Sơ đồ trang tự khai báo thực thể XML nên không được đọc, vì lý do an toàn.")
    name = local_name(root)
    if name.lower() == "html":
        raise _web_page()
    if name in {"rss", "RDF", "feed"}:
        raise NotASitemap(
            "Địa chỉ này là nguồn cấp tin (RSS/Atom), không phải sơ đồ trang. Hãy chọn loại nguồn feed."
        )
    if name not in {"urlset", "sitemapindex"}:
        raise NotASitemap("Địa chỉ này trả về dữ liệu không phải sơ đồ trang (sitemap).")
    return name == "sitemapindex"


def _web_page() -> NotASitemap:
    return NotASitemap(
        "Địa chỉ này trả về một trang web, không phải sơ đồ trang (sitemap)."
        " Địa chỉ đúng thường có trong tệp robots.txt của trang."
    )


def _sitemap_entry(node: Node, url: str, now: datetime) -> Entry | None:
    fields = _fields(node)
    address = absolute(url, fields.get("loc"))
    if address is None or address == url or not own_host(address, url):
        return None
    return Entry(address, _changed_at(fields.get("lastmod"), now))


def _page_entry(node: Node, url: str, now: datetime) -> Entry | None:
    fields = _fields(node)
    address = page_address(url, fields.get("loc"))
    if address is None:
        return None
    news = next((_fields(child) for child in node if local_name(child) == "news"), {})
    return Entry(
        address,
        changed_at=_changed_at(fields.get("lastmod"), now),
        published=_credible(read_date(news.get("publication_date")), now),
        title=tidy(" ".join(unescape(news.get("title", "")).split())[:MAX_HEADING]),
    )


def _fields(node: Node) -> dict[str, str]:
    """The words of an element's children by name, the first of each; what is nested deeper is left out."""
    fields: dict[str, str] = {}
    for child in islice(node, 50):
        fields.setdefault(local_name(child), (child.text or "").strip())
    return fields


def _changed_at(value: str | None, now: datetime) -> datetime | None:
    """The end of the day where only a day is given: the page may change again before it is over."""
    found = _credible(read_date(value), now)
    if found is None:
        return None
    only_a_day = _DAY.fullmatch((value or "").strip()) or not (found.hour or found.minute or found.second)
    return found + timedelta(days=1) if only_a_day else found


def _credible(date: datetime | None, now: datetime) -> datetime | None:
    return None if date is None or date > now + FUTURE else date


def _forget(node: Node) -> None:
    """Free what was read: the element's inside, and what stands before it."""
    node.clear()
    while (before := node.getprevious()) is not None:
        before.getparent().remove(before)
