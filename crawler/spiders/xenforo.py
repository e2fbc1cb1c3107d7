"""XenForo 2 and 1: the threads of a board, by its list or its feed, and every post with its own words.

Posts keep their address when a thread is renamed or its pages shift: it is made of the numbers of thread and post.
Not handed on: quotations, signatures, attachments, notes of the software, and posts of which only a placeholder is
left. What is folded up as a spoiler is public and the writer's own, and is read.

It cannot see: boards for members, edits older than a day's look (``crawler.listed``), threads further down than
``MAX_LISTS`` pages of the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.errors import NotAThread
from crawler.feed_document import parse_feed
from crawler.forum_layouts import XENFORO, XENFORO_BOARDS, BoardLayout
from crawler.forum_posts import following, layout_posts, outermost, posts_of, stretch, thread_address
from crawler.forum_schema import Seen
from crawler.incremental import stamp
from crawler.items import Found, Lead, RawPost, Reader
from crawler.jsonld import json_ld
from crawler.markup import Node, absolute, read_html
from crawler.safety import same_site
from models.vocabulary import PostKind

MAX_THREADS = 100
MAX_LISTS = 5
"""Pages of a board that are read, the threads with the newest posts first (20 on each)."""
MAX_PAGES = 50
"""Pages of a thread that are read: the first and the newest."""

MAX_STATE = 5
"""Places of a list that say what state a thread is in."""

_FEED = "index.rss"
_FULL = stamp("full page")
_THREAD = re.compile(r"([/?])(?:[^/?#]*\.)?(\d{1,12})(?=[/#]|$)")
"""Where an address names its thread or board: "slug.12" or "12"."""
_POST = re.compile(r"post-(\d{1,12})/?$")
_PAGE = re.compile(r"/page-(\d{1,6})/?(?:[?#]|$)")


def first(url: str) -> Lead:
    """The list of a board, and its feed where the list cannot be read; or the thread, or the feed, that was given.

    >>> first("https://dd.example/f/hoi-dap.2/").instead[0].url
    'https://dd.example/f/hoi-dap.2/index.rss'
    """
    if url.endswith(f"/{_FEED}"):
        return Lead(url, "feed", instead=(Lead(url.removesuffix(_FEED), "start"),))
    if re.search(r"[/?]threads/", url):
        return Lead(url, "start")
    board = _PAGE.sub("/", url).rstrip("/") + "/"
    if not _THREAD.search(urlsplit(url).path + urlsplit(url).query):
        return Lead(url, "start", instead=(Lead(f"{board}forums/-/{_FEED}", "feed"),))
    return Lead(url, "start", instead=(Lead(f"{board}{_FEED}", "feed"),))


def read_page(body: bytes, url: str) -> Found:
    """The posts of a thread page and its continuation, or the threads of a board.

    Raises:
        NotAThread: neither posts nor threads of XenForo.
        UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``.
    """
    tree = read_html(body)
    base = _base(tree, url)
    seen = _seen(tree)
    posts = _posts(seen, tree, url)
    if posts:
        return stretch(posts, seen, tree, url, _thread(url), base)
    threads = next((found for board in XENFORO_BOARDS if (found := tuple(_threads(tree, board, base)))), ())
    if not threads:
        raise _not_xenforo()
    return Found((), threads + tuple(replace(lead, role="start") for lead in _next_list(tree, base)))


def read_one_page(body: bytes, url: str) -> Found:
    """The posts of one page of a thread whose pages the list has named.

    Raises:
        NotAThread: no posts. UnreadablePage, PageTooLarge: see ``crawler.markup.read_html``.
    """
    tree = read_html(body)
    seen = _seen(tree)
    posts = _posts(seen, tree, url)
    if not posts:
        raise _not_xenforo()
    return replace(stretch(posts, seen, tree, url, _thread(url), _base(tree, url)), leads=())


def read_feed(body: bytes, url: str) -> Found:
    """The threads that the feed of a board names, each with the state the feed gives of it.

    Raises:
        NotAFeed, PageTooLarge: see ``crawler.feed_document.parse_feed``.
    """
    leads = [
        Lead(
            entry.link,
            "thread",
            as_of=stamp(entry.published, entry.replies) if entry.published else None,
            shows=_thread_in(entry.link),
        )
        for entry in parse_feed(body, url)[:MAX_THREADS]
        if entry.link is not None and same_site(entry.link, url)
    ]
    return Found((), tuple(leads))


READERS: Mapping[str, Reader] = {
    "start": read_page,
    "thread": read_page,
    "page": read_one_page,
    "feed": read_feed,
}


def again(address: str) -> Lead:
    """The thread of a post."""
    thread = _thread_in(address) or thread_address(address.partition("#")[0])
    return Lead(thread, "thread", shows=thread)


def _seen(tree: Node) -> list[Seen]:
    return max((layout_posts(tree, layout) for layout in XENFORO), key=len)


def _thread(url: str) -> str:
    return _thread_in(url) or thread_address(url)


def _posts(seen: list[Seen], tree: Node, url: str) -> tuple[RawPost, ...]:
    return tuple(_steady(post, url) for post in posts_of(seen, tree, json_ld(tree), url)) if seen else ()


def _threads(tree: Node, board: BoardLayout, base: str) -> Iterator[Lead]:
    """Every page of every thread on a list. A page that is not the last holds until tomorrow's look."""
    for item in outermost(tree.xpath(board.item)[:MAX_THREADS]):
        address = next((absolute(base, one) for one in item.xpath(board.title)), None)
        if address is None or not same_site(address, base):
            continue
        address = address.partition("#")[0].removesuffix("unread").removesuffix("latest")
        said = item.xpath(board.state)[:MAX_STATE]
        pages = (_page_number(one) for one in item.xpath(board.pages))
        last = max(pages, default=1)
        if last == 1 or not said:
            yield Lead(address, "thread", as_of=stamp(said) if said else None, shows=_thread_in(address))
            continue
        yield Lead(address, "page", as_of=_FULL, shows=_thread_in(address))
        for page in range(max(2, last - MAX_PAGES + 2), last + 1):
            state = stamp(said) if page == last else _FULL
            yield Lead(f"{address.rstrip('/')}/page-{page}", "page", as_of=state)


def _next_list(tree: Node, base: str) -> tuple[Lead, ...]:
    return tuple(lead for lead in following(tree, base) if _page_number(lead.url) <= MAX_LISTS)


def _page_number(url: str) -> int:
    found = _PAGE.search(url)
    return int(found[1]) if found else 1


def _steady(post: RawPost, url: str) -> RawPost:
    """The post under an address that neither a new title of its thread nor a new page of it changes."""
    thread = _thread_in(url)
    if thread is None:
        return post
    number = _POST.search(post.address)
    if post.kind is PostKind.THREAD:
        return replace(post, address=thread, thread=thread)
    return replace(post, address=f"{thread}post-{number[1]}" if number else post.address, thread=thread)


def _thread_in(url: str) -> str | None:
    """The lasting address of the thread an address belongs to; None where it names no number."""
    start = len(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
    numbers = list(_THREAD.finditer(url, start))
    if not numbers:
        return None
    named = numbers[-1]  # folders before it may be numbers too
    return f"{url[: named.start()]}{named[1]}{named[2]}/"


def _not_xenforo() -> NotAThread:
    return NotAThread(
        "Trang này không có chủ đề nào đọc được như diễn đàn XenForo. Hãy kiểm tra lại địa chỉ và loại nguồn."
    )


def _base(tree: Node, url: str) -> str:
    """What links of the page are relative to: XenForo 1 names its front page."""
    given = absolute(url, next(iter(tree.xpath("//base[1]/@href")), None))
    return given if given is not None and same_site(given, url) else url
