"""Isso (isso-comments.de), the comment server many small sites run: threads with their replies, over its HTTP interface.

``/latest`` says where there are comments, ``/?uri=…`` gives a thread; both are what the page's own script reads.
Of a comment only its number, state, text and time are looked at. Names, websites, fingerprints and pictures that
the same answer carries are not.

It cannot see: comments of threads that ``/latest`` does not reach (``LATEST``), comments that wait for a moderator,
and the site the thread belongs to (Isso knows the path alone), so posts bear the address of the comment server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.answers import number, objects, read_json, words
from crawler.errors import ApiClosed, NotAThread
from crawler.items import Found, Lead, RawPost, Reader, tidy
from crawler.replies import reply_words
from models.vocabulary import PostKind

LATEST = 1_000
"""Comments of ``/latest`` that are asked for. Isso 0.14 puts every answer after every first comment, whatever their
age, and gives the last of that order: with more answers than this it no longer shows a new first comment."""

COMMENTS = 50
"""First comments of a thread per page; and of each of them the first ``ANSWERS`` answers."""

ANSWERS = 10
MORE_ANSWERS = 100
"""Further answers to one comment, per page."""

MAX_POSTS = 1_000
MAX_URI = 1_000
_PUBLISHED = 1
"""``mode`` of a comment everybody may read; 2 waits for a moderator, 4 is deleted but still has answers."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def first(url: str) -> Lead:
    """The thread an address names with ``?uri=``, else all threads with recent comments.

    >>> first("https://binhluan.example/").url
    'https://binhluan.example/latest?limit=1000'
    >>> first("https://dd.example/isso/?uri=/bai/1/").url
    'https://dd.example/isso/?uri=/bai/1/&limit=50&nested_limit=10'
    """
    server, uri = _server(url), _given(url).get("uri")
    if uri:
        return _thread_lead(server, uri)
    return Lead(f"{server}latest?{urlencode({'limit': LATEST})}", "latest")


def read_latest(body: bytes, url: str) -> Found:
    """The threads with the latest comments, newest comment last as Isso gives them, so the last thread first.

    Raises:
        NotAThread: JSON of another kind. NotJson, PageTooLarge: see ``crawler.answers.read_json``.
    """
    answer = read_json(body)
    if not isinstance(answer, list):
        raise _no_isso()
    given = (words(comment.get("uri")) for comment in reversed(objects(answer, LATEST)))
    uris = dict.fromkeys(uri for uri in given if 0 < len(uri) <= MAX_URI and uri == tidy(uri))
    server = _server(url)
    return Found((), tuple(_thread_lead(server, uri) for uri in uris))


def read_thread(body: bytes, url: str) -> Found:
    """The comments of a thread, or further answers to one of them, and where what was held back is.

    Raises:
        NotAThread: JSON of another kind. NotJson, PageTooLarge: see ``crawler.answers.read_json``.
    """
    answer, given = read_json(body), _given(url)
    uri = given.get("uri", "")
    if not isinstance(answer, dict) or not isinstance(answer.get("replies"), list) or not uri:
        raise _no_isso()
    server = _server(url)
    thread = f"{server}?{_query(uri=uri)}"
    posts, leads = [], []
    for comment, answers in _comments(answer):
        post = _as_post(comment, thread)
        if post is not None:
            posts.append(post)
        parent = number(comment.get("id"))
        if _held_back(comment) and parent is not None:
            leads.append(Lead(_answers_page(server, uri, parent, answers), "thread", more=True))
    shown = len(objects(answer["replies"], MAX_POSTS))
    if _held_back(answer) and shown:
        seen = _offset(given) + shown
        parent = number(answer.get("id"))
        following = (
            _thread_page(server, uri, seen) if parent is None else _answers_page(server, uri, parent, seen)
        )
        leads.append(Lead(following, "thread", more=True))
    begins = number(answer.get("id")) is None and not _offset(given)
    everything = shown < MAX_POSTS and len(posts) <= MAX_POSTS
    return Found(
        tuple(posts[:MAX_POSTS]),
        tuple(leads),
        whole=(thread,) if begins and everything else (),
        onward=tuple(lead.url for lead in leads) if everything else None,
    )


def again(address: str) -> Lead:
    """The thread of a comment."""
    return first(address.partition("#")[0])


def refused(status: int, body: bytes) -> Found | None:
    """What an error answer says: that the server does not list its threads. Isso then names the setting.

    Raises:
        ApiClosed: ``/latest`` is switched off.
    """
    if status == 404 and b"latest-enabled" in body[:10_000]:
        raise ApiClosed(
            "Máy chủ bình luận không mở danh sách bình luận mới (latest-enabled)."
            " Hãy đưa địa chỉ từng trang dạng …/?uri=/duong-dan/."
        )
    return None


READERS: Mapping[str, Reader] = {"latest": read_latest, "thread": read_thread}


def _comments(answer: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Every comment of an answer before those that answer it, and how many of these are there."""
    waiting = objects(answer.get("replies"), MAX_POSTS)[::-1]
    left = MAX_POSTS
    while waiting and left:
        left -= 1
        comment = waiting.pop()
        answers = objects(comment.get("replies"), MAX_POSTS)
        yield comment, len(answers)
        waiting.extend(reversed(answers))


def _as_post(comment: Mapping[str, Any], thread: str) -> RawPost | None:
    """A comment as it stands now. Deleted ones have no words any more, edited ones have their new words."""
    identifier = number(comment.get("id"))
    if identifier is None or comment.get("mode") != _PUBLISHED:
        return None
    text = tidy(reply_words(words(comment.get("text")), thread))
    if not text:
        return None
    address = f"{thread}#isso-{identifier}"
    return RawPost(PostKind.COMMENT, address, text, thread=thread, posted_at=_time(comment.get("created")))


def _time(given: Any) -> datetime | None:
    """Seconds since 1970 as Isso gives them, with fractions."""
    if not isinstance(given, int | float) or isinstance(given, bool):
        return None
    try:
        found = datetime.fromtimestamp(given, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _held_back(node: Mapping[str, Any]) -> bool:
    return bool(number(node.get("hidden_replies")))


def _server(url: str) -> str:
    """The address of the comment server, whichever of its pages is given."""
    parts = urlsplit(url)
    path = f"{parts.path.removesuffix('/latest').rstrip('/')}/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _given(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _offset(given: Mapping[str, str]) -> int:
    text = given.get("offset", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


def _query(**arguments: str | int) -> str:
    return urlencode(arguments, safe="/:")


def _thread_page(server: str, uri: str, offset: int = 0) -> str:
    # Without ``nested_limit`` Isso takes ``limit`` and ``offset`` for the answers too.
    more = {"offset": offset} if offset else {}
    return f"{server}?{_query(uri=uri, limit=COMMENTS, nested_limit=ANSWERS, **more)}"


def _thread_lead(server: str, uri: str) -> Lead:
    return Lead(_thread_page(server, uri), "thread", shows=f"{server}?{_query(uri=uri)}")


def _answers_page(server: str, uri: str, parent: int, offset: int) -> str:
    return f"{server}?{_query(uri=uri, parent=parent, limit=MORE_ANSWERS, offset=offset)}"


def _no_isso() -> NotAThread:
    return NotAThread("Địa chỉ trả về dữ liệu không phải bình luận của Isso.")
