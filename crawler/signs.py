"""What a web page says of itself and points to: its software, its feeds, its interfaces. Pure; nothing is asked.

A sign is a hint where to look, never a proof: whether a kind of source really reads something is for its readers to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from lxml import etree

from crawler.jsonld import json_ld, types_of
from crawler.markup import Node, absolute, has_class, local_name, plain_text, read_html
from crawler.safe_xml import SAFELY, declares_entities
from crawler.safety import same_site
from models.errors import TriageError

MAX_FEEDS = 6
"""Feeds of a page that are kept, those nearest to the page first."""
MAX_ANCHORS = 3_000
FEW_WORDS = 200
"""Characters below which a page with scripts shows what it has by script only."""
MAX_TITLE = 150

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_PATH = re.compile(
    r"(?:^|/)(?:rss|feeds?|atom)(?:\.(?:xml|rss|aspx|php|html?))?/?$|\.(?:rss|atom|rdf)$|/rss/[\w./-]{1,200}$"
    r"|/(?:rss|atom|feed|index)\.xml$",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(r"\bcomments?\b|bình luận|binh-luan", re.IGNORECASE)
_INTERFACE = "https://api.w.org/"
_FILTERED = re.compile(r"^(.*)/(categories|tags)/(\d{1,9})/?$")
_GENERATORS = (
    "wordpress", "discourse", "xenforo", "phpbb", "vbulletin", "mybb", "smf", "flarum", "nukeviet", "joomla", "drupal",
    "blogger", "sharepoint", "liferay",
)  # fmt: skip
FORUM_SOFTWARE = frozenset({"discourse", "xenforo", "phpbb", "vbulletin", "mybb", "smf", "flarum"})
_ARTICLE_TYPES = frozenset({"Article", "NewsArticle", "BlogPosting", "Report", "ReportageNewsArticle"})
_LIST_TYPES = frozenset({"ItemList", "CollectionPage"})
_COMMENTS = (
    f"//*[@id='comments' or @id='disqus_thread' or @id='isso-thread' or {has_class('fb-comments', 'comment-list')}"
    " or contains(@class, 'binh-luan') or contains(@id, 'binh-luan')]"
)


@dataclass(frozen=True, slots=True)
class Signs:
    """Addresses are absolute and of the page's own site; those of other sites are in ``elsewhere``.

    ``wordpress`` is the address to save for its interface, narrowed to the section the page shows; ``isso`` the comment
    server. ``article``: the page calls itself one article. ``scripted``: hardly any words without its scripts.
    """

    title: str = field(default="", repr=False)
    software: frozenset[str] = frozenset()
    feeds: tuple[str, ...] = field(default=(), repr=False)
    sitemaps: tuple[str, ...] = field(default=(), repr=False)
    wordpress: str | None = field(default=None, repr=False)
    isso: str | None = field(default=None, repr=False)
    elsewhere: tuple[str, ...] = field(default=(), repr=False)
    article: bool = False
    comments: bool = False
    scripted: bool = False


NO_SIGNS = Signs()


def signs_of(body: bytes, url: str) -> Signs:
    """The signs of a page; of a feed or an answer in JSON only its title. Never raises.

    >>> page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>a</body></html>'
    >>> signs_of(page, "https://tinh.example/tin").feeds
    ('https://tinh.example/rss',)
    """
    start = body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start.startswith(b"<") or (start.startswith(b"<?xml") and b"<html" not in start):
        return Signs(title=_document_title(body))
    try:
        tree = read_html(body)
    except TriageError:
        return NO_SIGNS
    if local_name(tree) != "html" or tree.find("body") is None or tree.xpath("//rss | //feed | //urlset"):
        return Signs(title=_document_title(body))
    software = frozenset(_software(tree))
    feeds, other_feeds = _parted(iter(_feeds(tree, url)), url)
    isso = next(_comment_servers(tree, url), None)
    elsewhere = [*other_feeds, *([isso] if isso and not same_site(isso, url) else [])]
    return Signs(
        title=_title(tree),
        software=software,
        feeds=tuple(feeds[:MAX_FEEDS]),
        sitemaps=tuple(_parted(_sitemaps(tree, url), url)[0]),
        wordpress=_wordpress(tree, url) if "wordpress" in software else None,
        isso=isso if isso and same_site(isso, url) else None,
        elsewhere=tuple(dict.fromkeys(elsewhere))[:MAX_FEEDS],
        article=_is_article(tree),
        comments=bool(tree.xpath(_COMMENTS)),
        scripted=len(plain_text(tree)) < FEW_WORDS and bool(tree.xpath("//script")),
    )


def _software(tree: Node) -> Iterator[str]:
    said = " ".join(
        tree.xpath("//meta[translate(@name,'GENRATO','genrato')='generator']/@content")[:3]
    ).lower()
    yield from (name for name in _GENERATORS if name in said)
    if tree.xpath(f"//link[@rel='{_INTERFACE}'] | //link[contains(@href, '/wp-content/')]"):
        yield "wordpress"
    if tree.xpath("//*[@id='data-discourse-setup'] | //discourse-assets"):
        yield "discourse"
    if tree.xpath("//html[@id='XF' or @id='XenForo' or @data-xf]"):
        yield "xenforo"
    if tree.xpath("//body[@id='phpbb']"):
        yield "phpbb"


def _feeds(tree: Node, url: str) -> list[str]:
    """Feeds the page declares or links to by the usual names: those under its own path first, those of comments last."""
    found: list[str] = []
    of_comments: list[str] = []
    for link in tree.xpath("//link[@href and @type]")[:200]:
        tokens = (link.get("rel") or "").lower().split()
        address = absolute(url, link.get("href"))
        if (
            address is None
            or "alternate" not in tokens
            or link.get("type").strip().lower() not in _FEED_TYPES
        ):
            continue
        named = _OF_COMMENTS.search(f"{address} {link.get('title') or ''}")
        (of_comments if named else found).append(address)
    for anchor in islice(tree.iter("a"), MAX_ANCHORS):
        address = absolute(url, anchor.get("href"))
        if address is None or not same_site(address, url):
            continue
        words = " ".join("".join(islice(anchor.itertext(), 10)).split()).lower()
        if _FEED_PATH.search(urlsplit(address).path) or words in {"rss", "atom", "nguồn cấp tin"}:
            found.append(address.partition("#")[0])
    path = urlsplit(url).path.rstrip("/")
    return sorted(found, key=lambda one: not (path and urlsplit(one).path.startswith(path))) + of_comments


def _sitemaps(tree: Node, url: str) -> Iterator[str]:
    for reference in tree.xpath("//link[@rel='sitemap']/@href")[:3]:
        address = absolute(url, reference)
        if address is not None:
            yield address


def _parted(addresses: Iterator[str], url: str) -> tuple[list[str], list[str]]:
    """Those of the page's own site, and the others; each once."""
    distinct = list(dict.fromkeys(addresses))
    own = [one for one in distinct if same_site(one, url)]
    return own, [one for one in distinct if one not in own]


def _wordpress(tree: Node, url: str) -> str:
    """The site's folder; or its interface narrowed to the category or tag that the page lists."""
    parts = urlsplit(url)
    for reference in tree.xpath("//link[@rel='alternate' and @type='application/json']/@href")[:3]:
        narrowed = _narrowed(absolute(url, reference))
        if narrowed is not None and same_site(narrowed, url):
            return narrowed
    given = absolute(url, next(iter(tree.xpath(f"//link[@rel='{_INTERFACE}']/@href")), None))
    if given is not None and same_site(given, url):
        found = urlsplit(given)
        return urlunsplit(
            (found.scheme, found.netloc, found.path.partition("/wp-json")[0].rstrip("/") + "/", "", "")
        )
    return urlunsplit((parts.scheme, parts.netloc, "/", "", ""))


def _narrowed(address: str | None) -> str | None:
    """The articles of a category or tag, from the interface's address of that category or tag.

    >>> _narrowed("https://dd.example/wp-json/wp/v2/categories/5")
    'https://dd.example/wp-json/wp/v2/posts?categories=5'
    """
    if address is None:
        return None
    parts = urlsplit(address)
    route = dict(parse_qsl(parts.query)).get("rest_route")
    found = _FILTERED.match(route if route is not None else parts.path)
    if found is None:
        return None
    base = urlunsplit((parts.scheme, parts.netloc, parts.path if route is not None else "", "", ""))
    joined = f"?rest_route={found[1]}/posts&" if route is not None else f"{found[1]}/posts?"
    return f"{base}{joined}{found[2]}={found[3]}"


def _comment_servers(tree: Node, url: str) -> Iterator[str]:
    for reference in tree.xpath("//script[@data-isso]/@data-isso")[:1]:
        address = absolute(url, reference)
        if address is not None:
            yield address if address.endswith("/") else f"{address}/"


def _is_article(tree: Node) -> bool:
    if any(one.strip().lower() == "article" for one in tree.xpath("//meta[@property='og:type']/@content")):
        return True
    said = json_ld(tree)
    if any(types_of(node) & _LIST_TYPES for node in said):
        return False
    return any(types_of(node) & _ARTICLE_TYPES and "headline" in node for node in said[:3])


def _title(tree: Node) -> str:
    for path in ("//head/title//text()", "//meta[@property='og:site_name']/@content", "//h1[1]//text()"):
        found = " ".join(" ".join(tree.xpath(path)[:20]).split())
        if found:
            return found[:MAX_TITLE]
    return ""


def _document_title(body: bytes) -> str:
    """The title of a feed in XML or JSON; empty for anything else."""
    if body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            return ""
        title = said.get("title") if isinstance(said, dict) else None
        return " ".join(title.split())[:MAX_TITLE] if isinstance(title, str) else ""
    try:
        root = etree.fromstring(body, parser=etree.XMLParser(**SAFELY))
    except (etree.LxmlError, ValueError):
        return ""
    if root is None or declares_entities(root):
        return ""
    channel = next((node for node in root if local_name(node) == "channel"), root)
    title = next((node for node in channel if local_name(node) == "title"), None)
    return " ".join("".join(title.itertext()).split())[:MAX_TITLE] if title is not None else ""
