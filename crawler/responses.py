"""What an answer over HTTP is: a page to be read, a refusal, a closed door; and why there was none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest
from scrapy.http import Response

from crawler.challenge import MAX_WORDS, is_announced, is_challenge, is_gate, wants_login
from crawler.encodings import with_mark
from crawler.errors import AnsweredWithError, ChallengePage, HostBusy, LoginRequired, NotAPage, PageTooLarge
from crawler.guard import refused_hosts
from crawler.items import Found, Reader
from crawler.page_clock import answered_at
from crawler.server_errors import (
    BY_STATUS,
    BadRedirect,
    BrokenCompression,
    NameUnknown,
    PageRefused,
    RedirectLoop,
    ServerError,
)
from crawler.transport import fault_of
from models.errors import AddressRefused, TriageError

GONE = frozenset({404, 410})
"""Answers that mean there is nothing any more; 401 and 403 only that it is not for us."""

GZIP = b"\x1f\x8b"
"""The first bytes of a gzip file (RFC 1952, 2.3.1)."""

_CHARSET = re.compile(r";\s{0,10}charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_END = re.compile(rb"</(?:html|body)\s{0,20}>", re.IGNORECASE)
_TAIL = 65_536
"""Bytes at the end of a page in which its end is looked for; some servers add to what is finished."""
_NEAR_END = 512
_AGE_DIGITS = 7
_MORE_THAN_A_GATE = 2 * MAX_WORDS
"""Characters of one post that no gate can give, whatever a reader puts before its words as a title and in place of names."""
_READ_TYPES = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom")
_READ_SUFFIXES = ("+xml", "json")


def check_answer(response: Response, packed: bool = False, to_be_read: bool = False) -> None:
    """Refuse an answer that is no page. With ``packed``, a gzip file is one, whatever type the server gives it.

    With ``to_be_read``, whether a page (200) is a gate by its looks is left to ``read_answer``.

    Raises:
        ChallengePage: proof of a browser or a person is asked for, whatever the status.
        LoginRequired: for members only (401). PageGone: other 4xx, by the name of each. HostBusy: 429.
        ServerError: 5xx. BadRedirect: a redirect that leads nowhere. AnsweredWithError: anything else but 200.
        BrokenCompression: packed in a way nobody here can unpack. NotAPage: not text.
    """
    status = response.status
    if status == 304:
        return
    if is_announced(response) if to_be_read and status == 200 else is_challenge(response):
        raise _challenge()
    if wants_login(response):
        raise LoginRequired("Trang chỉ cho thành viên đã đăng nhập đọc nên không được thu thập.")
    if status == 429:
        raise HostBusy("Trang báo bị hỏi quá nhiều và đề nghị quay lại sau; lần chạy sau sẽ đọc tiếp.")
    if 400 <= status < 500 and status not in {408, 425}:
        raise BY_STATUS.get(status, PageRefused)(status=status)
    if 300 <= status < 400:
        raise BadRedirect()
    if status != 200:
        raise (ServerError if 500 <= status < 600 else AnsweredWithError)(status=status)
    if header(response, "Content-Encoding"):
        raise BrokenCompression()
    if packed and response.body.startswith(GZIP):
        return
    kind = (header(response, "Content-Type") or "text/html").partition(";")[0].strip().lower()
    if not kind.startswith(_READ_TYPES) and not kind.endswith(_READ_SUFFIXES):
        if is_gate(response.body):
            raise _challenge()
        raise NotAPage("Địa chỉ trả về tệp không phải trang web hay nguồn cấp tin.")


def explain(error: BaseException | None, url: str) -> TriageError:
    """Why a request brought nothing, as one of our kinds. Words of other libraries are left behind."""
    if isinstance(error, TriageError):
        return error
    parts = urlsplit(url)
    host = parts.hostname or ""
    if isinstance(error, DownloadCancelledError):
        return PageTooLarge()
    if isinstance(error, IgnoreRequest):
        return RedirectLoop()
    if isinstance(error, CannotResolveHostError):
        if host in refused_hosts:
            return AddressRefused("Tên miền dẫn tới mạng nội bộ hoặc máy này nên bị từ chối.")
        return NameUnknown()
    return fault_of(error, host, parts.port or (443 if parts.scheme == "https" else 80))


def readable(response: Response) -> bytes:
    """The body as its reader takes it: where its server names an encoding that its bytes need, in UTF-8 under a mark."""
    if response.body.startswith(GZIP):
        return response.body
    kind = header(response, "Content-Type") or ""
    said = _CHARSET.search(kind)
    return with_mark(response.body, said[1] if said else None)


def read_answer(reader: Reader, response: Response, base: str, came: datetime | None = None) -> Found:
    """What a reader finds in an answer whose links are relative to ``base``; times that count back do so from when it was made.
    ``came``: when the answer came, where that is not now.

    Raises:
        ChallengePage: the page is a gate. One that says more than a gate may is none, so most pages need not be searched for its signs.
        TriageError: see the reader.
    """
    try:
        with answered_at(made_at(response, came or datetime.now(UTC))):
            found = reader(readable(response), base)
    except Exception:
        if is_gate(response.body):
            raise _challenge() from None
        raise
    if not any(len(post.text) > _MORE_THAN_A_GATE for post in found.posts) and is_gate(response.body):
        raise _challenge()
    return found


def _challenge() -> ChallengePage:
    return ChallengePage(
        "Trang đòi xác minh trình duyệt hoặc người thật. Sàng Tin không vượt qua bước này: lần thu thập dừng lại,"
        " hãy xin phép chủ trang hoặc nhập bài bằng tệp."
    )


def made_at(response: Response, now: datetime) -> datetime:
    """When an answer was made: now, less the seconds that stores on the way say they have kept it (RFC 9111, 5.1)."""
    age = (header(response, "Age") or "").strip()
    return (
        now - timedelta(seconds=int(age))
        if age.isascii() and age.isdigit() and len(age) <= _AGE_DIGITS
        else now
    )


def may_be_cut(response: Response) -> bool:
    """Whether a page may have lost its end unnoticed: no length was announced, or a packed one broke off.

    Nothing may then be taken for gone because it does not stand on the page. JSON shows by itself that it is whole.
    """
    body = response.body
    if body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return False
    # Nearly all pages end with it, and looking through a whole page takes longer than asking for it.
    return not any(_END.search(body, max(0, len(body) - reach)) for reach in (_NEAR_END, _TAIL))


def header(response: Response, name: str) -> str | None:
    """A header of an answer as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
