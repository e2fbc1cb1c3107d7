"""Discourse: the topics of a forum by its own JSON, every post with its own words.

Of the people behind the posts only names are looked at, and only to take them out of the words around them; they are
forgotten with the page. Not handed on: whispers and the software's own notes, posts that are deleted, hidden or
withdrawn by their writer.

It cannot see: private categories, edits older than a day's look (``crawler.listed``), topics further down than
``MAX_LISTS`` pages of the list. The feed, read where the JSON is refused, holds the opening posts alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from crawler.dates import read_date
from crawler.errors import NotAThread, PageTooLarge, UnreadablePage
from crawler.feed_document import parse_feed
from crawler.forum_schema import Seen
from crawler.forum_words import own_words
from crawler.identity import clean_names, scrub
from crawler.incremental import stamp
from crawler.items import Found, Lead, RawPost, Reader, tidy, with_title
from crawler.markup import MAX_BYTES, Node, drop, read_html
from models.vocabulary import PostKind

PORTION = 20
"""Posts asked for at once: what Discourse gives with a topic, and what its own pages ask for."""
MAX_POSTS = 500
"""Posts of a topic that are read; of a longer one the first portion and the newest."""
MAX_TOPICS = 100
MAX_LISTS = 5
"""Pages of a list that are read, the topics with the newest posts first (30 on each)."""

_WRITTEN = frozenset({1, 2})
"""Post types that people write: regular posts and moderators' posts. Not 3 (small action), not 4 (whisper)."""
_WITHDRAWN = ("deleted_at", "hidden", "user_deleted")
_LISTS = frozenset({"latest", "new", "top", "hot", "unread", "categories", "posts", "about"})
_NAMES = ("username", "name", "display_username")
_MAX_PEOPLE = 5_000


def first(url: str) -> Lead:
    """The list of topics of a site, a category or a tag; or the one topic whose address was given.

    >>> first("https://dd.example/c/hoi-dap/5").url
    'https://dd.example/c/hoi-dap/5.json'
    >>> first("https://dd.example/").url, first("https://dd.example/").instead[0].url
    ('https://dd.example/latest.json', 'https://dd.example/latest.rss')
    """
    parts = urlsplit(url)
    path = [step for step in parts.path.split("/") if step]
    if path:
        path[-1] = path[-1].removesuffix(".json").removesuffix(".rss")
    if "l" in path[1:]:
        path = path[: path.index("l", 1)]
    at = next((at for at, step in enumerate(path) if step in {"t", "c", "tag", "tags"}), None)
    if at is not None and path[at] == "t":
        topic = next((step for step in path[at + 1 :] if _is_id(step)), None)
        if topic is not None:
            return Lead(_at(url, [*path[:at], "t", f"{topic}.json"]), "topic")
    if at is None or len(path) == at + 1:
        root = path if at is None else path[:at]
        path = [*(root[:-1] if root and root[-1] in _LISTS else root), "latest"]
    feed = Lead(_at(url, [*path[:-1], f"{path[-1]}.rss"]), "feed")
    return Lead(_at(url, [*path[:-1], f"{path[-1]}.json"]), "start", instead=(feed,))


def read_list(body: bytes, url: str) -> Found:
    """The topics of a list, each with the state the list gives of it, and the next page of the list.

    Raises:
        NotAThread: no list of Discourse. PageTooLarge: over ``crawler.markup.MAX_BYTES``.
    """
    listed = _json(body).get("topic_list")
    topics = listed.get("topics") if isinstance(listed, dict) else None
    if not isinstance(topics, list):
        raise _not_discourse()
    root = _root(url)
    leads = [
        Lead(f"{root}/t/{topic['id']}.json", "topic", as_of=_state(topic), shows=f"{root}/t/{topic['id']}")
        for topic in topics[:MAX_TOPICS]
        if isinstance(topic, dict) and _is_number(topic.get("id")) and topic.get("visible") is not False
    ]
    more = listed.get("more_topics_url") if isinstance(listed, dict) else None
    page = parse_qs(urlsplit(more).query).get("page", [""])[0] if isinstance(more, str) else ""
    if leads and _is_id(page) and int(page) < MAX_LISTS:
        leads.append(Lead(f"{url.partition('?')[0]}?page={int(page)}", "start", more=True))
    return Found((), tuple(leads))


def read_topic(body: bytes, url: str) -> Found:
    """The posts of a topic's first answer, and the portions in which the others are asked for.

    Raises:
        NotAThread: no topic of Discourse. PageTooLarge: over ``crawler.markup.MAX_BYTES``.
    """
    topic = _json(body)
    stream = topic.get("post_stream")
    given = stream.get("posts") if isinstance(stream, dict) else None
    if not isinstance(stream, dict) or not isinstance(given, list):
        raise _not_discourse()
    posts = [post for post in given[:MAX_POSTS] if isinstance(post, dict)]
    ids = stream.get("stream")
    number = topic.get("id") if _is_number(topic.get("id")) else _topic_in(url, posts)
    if number is None:
        raise _not_discourse()
    here = {post.get("id") for post in posts}
    waiting = [one for one in ids if _is_number(one) and one not in here] if isinstance(ids, list) else []
    thread = f"{_root(url)}/t/{number}"
    portions = tuple(_portions(waiting, f"{thread}/posts.json"))
    everything = len(waiting) <= MAX_POSTS and len(given) < MAX_POSTS
    begins = bool(posts) and isinstance(ids, list)
    return Found(
        tuple(_posts(posts, topic, thread)),
        portions,
        whole=(thread,) if begins and everything else (),
        onward=tuple(lead.url for lead in portions) if everything else None,
    )


def again(address: str) -> Lead:
    """The topic of a post."""
    lead = first(address)
    return replace(lead, shows=lead.url.removesuffix(".json"))


def read_feed(body: bytes, url: str) -> Found:
    """The opening posts that the feed of the newest topics holds.

    Raises:
        NotAFeed, PageTooLarge: see ``crawler.feed_document.parse_feed``.
    """
    posts = []
    for entry in parse_feed(body, url):
        number = _topic_in(entry.link or "", ())
        if number is None:
            continue
        address = f"{_root(entry.link or '')}/t/{number}"
        words = _words(entry.html, url, from_feed=True)
        text = with_title(entry.title, words)
        if words and _root(url) == _root(address):
            posts.append(RawPost(PostKind.THREAD, address, text, thread=address, posted_at=entry.published))
    return Found(tuple(posts))


READERS: Mapping[str, Reader] = {"start": read_list, "topic": read_topic, "feed": read_feed}


def _posts(posts: Iterable[Mapping[str, Any]], topic: Mapping[str, Any], thread: str) -> Iterator[RawPost]:
    names = clean_names(_names(topic))
    title = topic.get("title")
    for post in posts:
        number, cooked = post.get("post_number"), post.get("cooked")
        if post.get("post_type", 1) not in _WRITTEN or any(post.get(key) for key in _WITHDRAWN):
            continue
        if not _is_number(number) or not isinstance(cooked, str):
            continue
        words = _words(cooked, thread)
        if not words:
            continue
        opening = number == 1
        text = with_title(title, words) if opening and isinstance(title, str) else words
        created = post.get("created_at")
        yield RawPost(
            kind=PostKind.THREAD if opening else PostKind.COMMENT,
            address=thread if opening else f"{thread}/{number}",
            text=scrub(tidy(text), names),
            thread=thread,
            posted_at=read_date(created) if isinstance(created, str) else None,
        )


def _portions(waiting: list[int], address: str) -> Iterator[Lead]:
    """Requests for the posts that did not come with the topic; what lies between the limits is left out.

    The ids stand in the address, so a portion read today need not be read again until tomorrow.
    """
    starts = range(0, len(waiting), PORTION)
    for start in starts[-(MAX_POSTS // PORTION) :]:
        ids = [("post_ids[]", one) for one in waiting[start : start + PORTION]]
        yield Lead(f"{address}?{urlencode(ids)}", "topic", more=True, as_of=stamp("portion"))


def _words(cooked: str, url: str, from_feed: bool = False) -> str:
    if not cooked.strip() or len(cooked) > MAX_BYTES:
        return ""
    try:
        tree = read_html(f"<div>{cooked}</div>".encode("utf-8", "replace"))
    except (UnreadablePage, PageTooLarge):
        return ""
    if from_feed:
        _drop_feed_notes(tree)
    return own_words(Seen(opening=False, content=tree), url)


def _drop_feed_notes(tree: Node) -> None:
    """What the feed adds below a post: the count of posts and people, and a link to the topic."""
    for node in tree.xpath("//p[small and not(text()[normalize-space()])][following-sibling::p[a]]"):
        drop(node)
    for node in tree.xpath("//body/div/p[last()][count(*)=1 and a and not(text()[normalize-space()])]"):
        drop(node)


def _state(topic: Mapping[str, Any]) -> str | None:
    """What changes with a new post or a new title; None when the list does not say."""
    said = [topic.get(key) for key in ("bumped_at", "last_posted_at", "highest_post_number", "posts_count")]
    return stamp(*said, topic.get("title")) if any(said) else None


def _names(node: object) -> Iterator[str]:
    """Names of people anywhere in an answer: an object with a ``username`` is a person."""
    waiting, seen = [node], 0
    while waiting and seen < _MAX_PEOPLE * 20:
        seen += 1
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            if isinstance(value.get("username"), str):
                yield from (name for key in _NAMES if isinstance(name := value.get(key), str))


def _json(body: bytes) -> Mapping[str, Any]:
    if len(body) > MAX_BYTES:
        raise PageTooLarge(f"Trang lớn hơn {MAX_BYTES // 1_000_000} MB nên không đọc.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _not_discourse()
    return found


def _not_discourse() -> NotAThread:
    return NotAThread(
        "Địa chỉ này không trả lời như một diễn đàn Discourse. Hãy kiểm tra lại địa chỉ và loại nguồn."
    )


def _root(url: str) -> str:
    """The address of the forum, from that of one of its pages, without a slash at its end."""
    parts = urlsplit(url)
    path = parts.path.split("/")
    for at, step in enumerate(path):
        if step in {"t", "c", "tag", "tags"} or step.partition(".")[0] in _LISTS:
            path = path[:at]
            break
    return urlunsplit((parts.scheme, parts.netloc, "/".join(path).rstrip("/"), "", ""))


def _topic_in(url: str, posts: Iterable[Mapping[str, Any]]) -> int | None:
    """The number of the topic an address or its posts belong to."""
    path = urlsplit(url).path.split("/")
    if "t" in path:
        steps = (step.removesuffix(".json") for step in path[path.index("t") + 1 :])
        found = next((int(step) for step in steps if _is_id(step)), None)
        if found is not None:
            return found
    return next((post["topic_id"] for post in posts if _is_number(post.get("topic_id"))), None)


def _at(url: str, path: Iterable[str]) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/" + "/".join(path), "", ""))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**12
