"""Facebook: the posts on an office's own Pages with their comments, over the Graph API and the Page's own token.

Every request names the fields it wants: numbers, words and times. Who wrote (``from``), who is tagged and whom a post is
addressed to are never among them. Addresses are made from the numbers of post and comment, since a ``permalink_url`` can hold
the name of a visitor who wrote on the Page, and changes.

It cannot see: posts and comments Facebook has hidden or holds for review, stories, reels and pictures without words, posts
further back than ``MAX_LISTS`` pages of the feed, and comments of more than ``MAX_COMMENTS`` pages under one post.

Forms and error codes: developers.facebook.com/docs/graph-api (Page feed, object comments, handling errors, rate limits).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.answers import number, objects, read_json, words
from crawler.dates import read_date
from crawler.errors import (
    AnsweredWithError,
    ApiRetired,
    NoSuchObject,
    NotJson,
    PermissionMissing,
    RateLimited,
    TokenExpired,
)
from crawler.incremental import stamp
from crawler.items import Found, Lead, RawPost, Reader, tidy
from crawler.platforms import APIS, account_of
from crawler.replies import own_lines
from models.errors import SourceError
from models.vocabulary import PostKind, SourceKind

VERSION = "v26.0"
"""Each version answers for about two years (developers.facebook.com/docs/graph-api/guides/versioning)."""

POSTS = 50
COMMENTS = 100
"""Posts and comments per page; Facebook gives at most a hundred."""
MAX_LISTS = 4
MAX_COMMENTS = 10
"""Pages of the feed, and pages of comments of one post, that are read in a run."""

POST_FIELDS = "id,message,created_time,updated_time"
COMMENT_FIELDS = "id,message,created_time"

WAIT = timedelta(hours=1)
"""Limits are counted over a rolling hour (…/docs/graph-api/overview/rate-limiting)."""

_ROOT = f"{APIS[SourceKind.FACEBOOK_PAGE].origin}/{VERSION}/"
_SITE = "https://www.facebook.com/"
_IDENTIFIER = re.compile(r"[0-9]{1,25}(?:_[0-9]{1,25})?")
_ADDRESS = re.compile(
    r"https://www\.facebook\.com/([0-9]{1,25})(?:/posts/([0-9]{1,25}))?(?:\?comment_id=[0-9]{1,25})?"
)
_CURSOR = re.compile(r"[A-Za-z0-9_=\-]{1,500}")

_EXPIRED = frozenset({102, 190, 463, 467})
_LIMITED = frozenset({4, 17, 32, 341, 368, 613})
_BUSINESS_LIMITS = range(80_000, 80_015)
_RETIRED = frozenset({12, 2635})
_UNKNOWN = frozenset({803})
_PASSING = frozenset({1, 2})


def first(url: str) -> Lead:
    """The feed of the Page at ``url``.

    Raises:
        NotAnAccount: see ``crawler.platforms.account_of``.

    >>> first("https://www.facebook.com/xahadong.example").url.partition("?")[0]
    'https://graph.facebook.com/v26.0/xahadong.example/feed'
    """
    return Lead(_feed(account_of(SourceKind.FACEBOOK_PAGE, url).name), "feed")


def read_feed(body: bytes, url: str) -> Found:
    """The posts of a page of the feed, where their comments are, and the page after it.

    ``updated_time`` moves with every edit and every comment, so a post whose time stands is left alone that day.

    Raises:
        NotJson: no answer of the Graph API. What ``refused`` raises: an error under a good status.
    """
    answer = _answer(body)
    posts, leads = [], []
    for item in objects(_data(answer), POSTS):
        post = _post(item)
        identifier = _identifier(item)
        if post is not None:
            posts.append(post)
        if identifier is not None:
            state = stamp(words(item.get("updated_time")), words(item.get("message")))
            leads.append(
                Lead(_node(identifier), "post", more=True, as_of=state, shows=post_address(identifier))
            )
    return Found(tuple(posts), (*leads, *_following(answer, url, "feed", MAX_LISTS)))


def read_post(body: bytes, _url: str) -> Found:
    """A post with the first page of its comments; the whole thread where there is no other page.

    The summary is asked for so that ``comments`` is there also where there are none. Facebook leaves out silently what a token
    may not read: an answer without it says nothing of comments, least of all that they are gone.

    Raises:
        NotJson: no answer of the Graph API. What ``refused`` raises: an error under a good status.
    """
    answer = _answer(body)
    identifier = _identifier(answer)
    if identifier is None:
        raise _no_graph()
    thread = post_address(identifier)
    opening = _post(answer)
    comments = answer.get("comments")
    given = comments if isinstance(comments, Mapping) else {}
    cursor = _cursor(given)
    found = (*((opening,) if opening else ()), *_comments(given, thread))
    if cursor is None:
        all_told = isinstance(given.get("data"), list)
        return Found(found, whole=(thread,) if all_told else (), onward=() if all_told else None)
    following = _comments_page(identifier, cursor, 2)
    return Found(found, (Lead(following, "comments", more=True, shows=thread),))


def read_comments(body: bytes, url: str) -> Found:
    """Further comments of a post and the page after them.

    Raises:
        NotJson: no answer of the Graph API. What ``refused`` raises: an error under a good status.
    """
    thread = post_address(urlsplit(url).path.split("/")[-2])
    answer = _answer(body)
    _data(answer)
    leads = _following(answer, url, "comments", MAX_COMMENTS, thread)
    return Found(tuple(_comments(answer, thread)), tuple(leads))


def again(address: str) -> Lead:
    """The post of an address of ours, with its comments.

    >>> again("https://www.facebook.com/11/posts/22?comment_id=33").shows
    'https://www.facebook.com/11/posts/22'
    """
    match = _ADDRESS.fullmatch(address)
    identifier = "_".join(filter(None, match.groups())) if match else ""
    return Lead(_node(identifier), "post", shows=post_address(identifier)) if match else Lead(address, "post")


def refused(_status: int, body: bytes) -> Found | None:
    """What an error answer means; None where it is not the Graph API's.

    Raises:
        TokenExpired, PermissionMissing, RateLimited, ApiRetired, NoSuchObject: by its code.
        AnsweredWithError: another code, or one that passes.
    """
    try:
        answer = read_json(body)
    except SourceError:
        return None
    if isinstance(answer, Mapping):
        _raise_error(answer)
    return None


def post_address(identifier: str) -> str:
    """Where people see a post: made of numbers alone, so it stays and names nobody.

    >>> post_address("11_22")
    'https://www.facebook.com/11/posts/22'
    """
    return _SITE + identifier.replace("_", "/posts/")


READERS: Mapping[str, Reader] = {"feed": read_feed, "post": read_post, "comments": read_comments}


def _answer(body: bytes) -> Mapping[str, Any]:
    answer = read_json(body)
    if not isinstance(answer, Mapping):
        raise _no_graph()
    _raise_error(answer)
    return answer


def _data(answer: Mapping[str, Any]) -> list[Any]:
    data = answer.get("data")
    if not isinstance(data, list):
        raise _no_graph()
    return data


def _post(item: Mapping[str, Any]) -> RawPost | None:
    """A post on the Page. Who wrote it is not known, so it is an article, be it the office's or a visitor's."""
    identifier, text = _identifier(item), tidy(words(item.get("message")))
    if identifier is None or not text:
        return None
    address = post_address(identifier)
    return RawPost(PostKind.ARTICLE, address, text, thread=address, posted_at=_time(item))


def _comments(given: Mapping[str, Any], thread: str) -> list[RawPost]:
    posts = []
    for item in objects(given.get("data"), COMMENTS):
        identifier, text = _identifier(item), tidy(own_lines(words(item.get("message"))))
        if identifier is not None and text:
            address = f"{thread}?comment_id={identifier.rpartition('_')[2]}"
            posts.append(RawPost(PostKind.COMMENT, address, text, thread=thread, posted_at=_time(item)))
    return posts


def _time(item: Mapping[str, Any]) -> datetime | None:
    return read_date(words(item.get("created_time")))


def _identifier(item: Mapping[str, Any]) -> str | None:
    given = words(item.get("id"))
    return given if _IDENTIFIER.fullmatch(given) else None


def _cursor(given: Mapping[str, Any]) -> str | None:
    """The cursor of the next page. Its ready-made address (``next``) may hold the token and is not looked at."""
    paging = given.get("paging")
    if not isinstance(paging, Mapping) or not paging.get("next"):
        return None
    cursors = paging.get("cursors")
    after = words(cursors.get("after")) if isinstance(cursors, Mapping) else ""
    return after if _CURSOR.fullmatch(after) else None


def _following(
    answer: Mapping[str, Any], url: str, role: str, limit: int, shows: str | None = None
) -> list[Lead]:
    """The page after this one, up to ``limit`` of them; which one this is stands behind ``#``, which is never sent."""
    cursor = _cursor(answer)
    asked, _, mark = url.partition("#")
    page = int(mark) if mark.isdecimal() and len(mark) < 4 else 1
    if cursor is None or page >= limit:
        return []
    address, _, query = asked.partition("?")
    given = {**dict(parse_qsl(query)), "after": cursor}
    return [Lead(f"{address}?{urlencode(given, safe=',')}#{page + 1}", role, more=True, shows=shows)]


def _feed(name: str) -> str:
    return f"{_ROOT}{name}/feed?{urlencode({'fields': POST_FIELDS, 'limit': POSTS}, safe=',')}"


def _node(identifier: str) -> str:
    """A post together with its comments, replies among them, in the order they were written."""
    inside = f"comments.filter(stream).order(chronological).limit({COMMENTS}).summary(total_count){{{COMMENT_FIELDS}}}"
    return f"{_ROOT}{identifier}?{urlencode({'fields': f'{POST_FIELDS},{inside}'}, safe=',.(){}')}"


def _comments_page(identifier: str, cursor: str, page: int) -> str:
    asked = {"fields": COMMENT_FIELDS, "filter": "stream", "order": "chronological", "limit": COMMENTS}
    return f"{_ROOT}{identifier}/comments?{urlencode({**asked, 'after': cursor}, safe=',')}#{page}"


def _raise_error(answer: Mapping[str, Any]) -> None:
    """Raise what the ``error`` of an answer means. Its words are not repeated: they can hold anything."""
    error = answer.get("error")
    if not isinstance(error, Mapping):
        return
    code, subcode = number(error.get("code")) or 0, number(error.get("error_subcode")) or 0
    if code in _EXPIRED:
        raise TokenExpired(
            "Facebook không còn nhận mã truy cập của Trang (hết hạn, bị thu hồi hoặc sai)."
            " Hãy lấy mã Trang mới và thay vào SANGTIN_FACEBOOK_TOKEN."
        )
    if code in _LIMITED or code in _BUSINESS_LIMITS:
        raise RateLimited(
            "Facebook báo đã hỏi quá nhiều trong một giờ; khoảng một giờ nữa sẽ đọc tiếp."
            " Nếu gặp thường xuyên, hãy giãn nhịp thu thập."
        ).until(datetime.now(UTC) + WAIT)
    if code in _RETIRED:
        raise ApiRetired(f"Facebook đã ngừng phiên bản {VERSION} của giao diện; hãy cập nhật chương trình.")
    if code in {3, 10} or 200 <= code < 300:
        raise PermissionMissing(
            "Mã truy cập không có quyền đọc bài hoặc bình luận của Trang. Hãy cấp quyền pages_read_engagement và"
            " pages_read_user_content cho ứng dụng rồi lấy lại mã Trang."
        )
    if code in _UNKNOWN or (code == 100 and subcode == 33):
        raise NoSuchObject(
            "Facebook không tìm thấy Trang hoặc bài này, hoặc mã truy cập là của Trang khác."
            " Hãy kiểm tra địa chỉ nguồn và mã."
        )
    passing = "; lần sau sẽ đọc lại" if code in _PASSING else ""
    raise AnsweredWithError(f"Facebook trả lời lỗi (mã {code}){passing}.")


def _no_graph() -> NotJson:
    return NotJson("Câu trả lời không có dạng của giao diện Facebook.")
