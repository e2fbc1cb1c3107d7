"""Zalo: the articles of an office's own official account (OA), over the OA's own interface and token.

Which account is read is the token's; the address of the source only names it. The interface always sends the name of who
signed an article (``author``) along; it is not looked at, and goes no further than the memory of the run.

It cannot see: comments and messages, which Zalo hands out through webhooks alone (this program is never called by anybody),
articles that are hidden, and articles further back than ``MAX_LISTS`` pages of the list.

Forms: developers.zalo.me/docs/official-account (article: getslice, getdetail; error codes).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.answers import objects, read_json, words
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
from crawler.items import Found, Lead, RawPost, Reader, tidy, with_title
from crawler.platforms import APIS, account_of
from crawler.replies import article_words
from models.errors import SourceError
from models.vocabulary import PostKind, SourceKind

ARTICLES = 10
"""Articles per page of the list, the most Zalo gives."""
MAX_LISTS = 5
TYPES = ("normal", "video")

WAIT = timedelta(hours=1)
"""Zalo says neither when nor how its limits end. Own choice."""

_ROOT = f"{APIS[SourceKind.ZALO_OA].origin}/v2.0/article/"
_PUBLIC = "https://post.oa.zalo.me/d"
_IDENTIFIER = re.compile(r"[A-Za-z0-9_\-]{6,64}")

_EXPIRED = frozenset({-124, -216, -220})
_NOT_ALLOWED = frozenset({-207, -209, -212, -215, -219, -221, -224})
_LIMITED = frozenset({-32, -211, -218, -223})
_RETIRED = frozenset({-240})
_NO_ACCOUNT = frozenset({-204, -205, -208})
_NO_ARTICLE = frozenset({-201})
"""Said of every parameter Zalo does not take; of the number of an article it is that there is none (any more)."""


def first(url: str) -> Lead:
    """The list of articles; of which account, the token says.

    Raises:
        NotAnAccount: see ``crawler.platforms.account_of``.

    >>> first("https://oa.zalo.me/1234567890123456789").url
    'https://openapi.zalo.me/v2.0/article/getslice?offset=0&limit=10&type=normal'
    """
    account_of(SourceKind.ZALO_OA, url)
    return Lead(_slice(TYPES[0], 0), "list")


def read_list(body: bytes, url: str) -> Found:
    """The articles of a page of the list, the page after it, and after the first page the list of videos.

    Raises:
        NotJson: no answer of the interface. What ``refused`` raises: an error, which comes under a good status.
    """
    medias = _data(body).get("medias")
    given = dict(parse_qsl(urlsplit(url).query))
    shown = objects(medias, ARTICLES)
    leads = [lead for item in shown if (lead := _article_lead(item)) is not None]
    offset, kind = _offset(given), given.get("type", TYPES[0])
    if len(shown) == ARTICLES and offset + ARTICLES < ARTICLES * MAX_LISTS:
        leads.append(Lead(_slice(kind, offset + ARTICLES), "list", more=True))
    if offset == 0 and kind == TYPES[0]:
        leads.append(Lead(_slice(TYPES[1], 0), "list", more=True))
    return Found((), tuple(leads))


def read_article(body: bytes, url: str) -> Found:
    """An article: title, summary and text. A hidden one is no longer public, so nothing of it is there.

    Raises:
        NotJson: no answer of the interface. What ``refused`` raises: an error, which comes under a good status.
    """
    answer = read_json(body)
    if isinstance(answer, Mapping) and answer.get("error") in _NO_ARTICLE:
        raise NoSuchObject("Zalo không còn bài viết này.")
    given = _data(body)
    identifier = dict(parse_qsl(urlsplit(url).query)).get("id", "")
    address = article_address(identifier)
    if words(given.get("status")) == "hide":
        return Found(whole=(address,), onward=())
    parts = [article_words(words(one.get("content")), address) for one in objects(given.get("body"), 200)]
    summary = tidy(words(given.get("description")))
    text = "\n".join(part for part in (summary, *parts) if part)
    text = with_title(words(given.get("title")), text)
    if not text:
        return Found()
    posted_at = _time(given.get("create_date")) or _time(urlsplit(url).fragment)
    return Found((RawPost(PostKind.ARTICLE, address, text, thread=address, posted_at=posted_at),))


def again(address: str) -> Lead:
    """The article of an address of ours.

    >>> again("https://post.oa.zalo.me/d?id=9cd034fbf5be").url
    'https://openapi.zalo.me/v2.0/article/getdetail?id=9cd034fbf5be'
    """
    identifier = dict(parse_qsl(urlsplit(address).query)).get("id", "")
    return Lead(_detail(identifier), "article", shows=article_address(identifier))


def refused(_status: int, body: bytes) -> Found | None:
    """What an error answer means; None where it is not the interface's.

    Raises:
        TokenExpired, PermissionMissing, RateLimited, ApiRetired, NoSuchObject: by its code.
        AnsweredWithError: another code.
    """
    try:
        answer = read_json(body)
    except SourceError:
        return None
    if isinstance(answer, Mapping):
        _raise_error(answer)
    return None


def article_address(identifier: str) -> str:
    """Where people read an article."""
    return f"{_PUBLIC}?{urlencode({'id': identifier})}"


LISTS = frozenset({"list"})
READERS: Mapping[str, Reader] = {"list": read_list, "article": read_article}


def _data(body: bytes) -> Mapping[str, Any]:
    answer = read_json(body)
    if not isinstance(answer, Mapping):
        raise _no_zalo()
    _raise_error(answer)
    data = answer.get("data")
    if not isinstance(data, Mapping):
        raise _no_zalo()
    return data


def _article_lead(item: Mapping[str, Any]) -> Lead | None:
    """Where an article is read; its state in the list says whether it must be. Its date, which the article itself may
    lack, goes along behind ``#``, which is never sent."""
    identifier, title = words(item.get("id")), tidy(words(item.get("title")))
    if not _IDENTIFIER.fullmatch(identifier) or words(item.get("status")) == "hide":
        return None
    made = item.get("create_date")
    state = stamp(item.get("update_date"), made, title)
    mark = f"#{made}" if _time(made) else ""
    return Lead(
        _detail(identifier) + mark, "article", more=True, as_of=state, shows=article_address(identifier)
    )


def _time(given: Any) -> datetime | None:
    """Milliseconds since 1970, as a number or as digits."""
    return read_date(str(given)) if isinstance(given, int | str) and not isinstance(given, bool) else None


def _offset(given: Mapping[str, str]) -> int:
    text = given.get("offset", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _slice(kind: str, offset: int) -> str:
    return f"{_ROOT}getslice?{urlencode({'offset': offset, 'limit': ARTICLES, 'type': kind})}"


def _detail(identifier: str) -> str:
    return f"{_ROOT}getdetail?{urlencode({'id': identifier})}"


def _raise_error(answer: Mapping[str, Any]) -> None:
    """Raise what the ``error`` of an answer means; 0 is none. Its words are not repeated: they can hold anything."""
    code = answer.get("error")
    if not isinstance(code, int) or isinstance(code, bool) or code == 0:
        return
    if code in _EXPIRED:
        raise TokenExpired(
            "Zalo không còn nhận mã truy cập của OA (mã chỉ có giá trị khoảng một ngày)."
            " Hãy lấy mã mới bằng refresh token rồi thay vào SANGTIN_ZALO_TOKEN."
        )
    if code in _LIMITED:
        raise RateLimited("Zalo báo ứng dụng đã dùng hết lượt gọi; khoảng một giờ nữa sẽ đọc tiếp.").until(
            datetime.now(UTC) + WAIT
        )
    if code in _NOT_ALLOWED:
        raise PermissionMissing(
            "Ứng dụng chưa có quyền “Quản lý bài viết” của OA, hoặc gói OA không gồm quyền này."
            " Hãy cấp quyền trong trang quản trị Zalo rồi lấy lại mã truy cập."
        )
    if code in _RETIRED:
        raise ApiRetired("Zalo đã ngừng phiên bản v2.0 của giao diện bài viết; hãy cập nhật chương trình.")
    if code in _NO_ACCOUNT:
        raise NoSuchObject("Zalo không có OA này. Hãy kiểm tra mã truy cập và địa chỉ nguồn.")
    raise AnsweredWithError(f"Zalo trả lời lỗi (mã {code}).")


def _no_zalo() -> NotJson:
    return NotJson("Câu trả lời không có dạng của giao diện Zalo OA.")
