"""Addresses of the office's own channels: one form for each, and what cannot be registered as the office's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit

from models.errors import BadInput
from models.tables.reply import Channel
from nlp.detectors.link_impersonation import lookalike_of

MAX_ADDRESS = 2000
_TRACKER = re.compile(
    r"(?:utm_\w{1,30}|fbclid|gclid|zarsrc|mibextid|si|__tn__|__cft__.{0,40})=", re.IGNORECASE
)
_HOST = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
SAME_HOSTS = {
    "facebook.com": "www.facebook.com",
    "m.facebook.com": "www.facebook.com",
    "web.facebook.com": "www.facebook.com",
    "mbasic.facebook.com": "www.facebook.com",
    "youtube.com": "www.youtube.com",
    "m.youtube.com": "www.youtube.com",
    "tiktok.com": "www.tiktok.com",
}
"""Doors of one house: the same page whichever is written."""
PLATFORMS = frozenset(
    {
        "www.facebook.com",
        "www.youtube.com",
        "www.tiktok.com",
        "zalo.me",
        "oa.zalo.me",
        "t.me",
        "x.com",
        "www.instagram.com",
    }
)
"""Hosts where everybody has a page: the office's own is named by the path below."""
NOT_OWN = frozenset(
    {"groups", "profile.php", "people", "messages", "share", "watch", "results", "hashtag", "g"}
)
"""First steps of a path on a platform that lead to no office's page."""
SHORTENERS = frozenset(
    {"bit.ly", "tinyurl.com", "fb.me", "youtu.be", "goo.gl", "t.co", "is.gd", "cutt.ly", "rb.gy", "s.id"}
)


def canonical(url: str) -> str | None:
    """The one form of an address; None when it is none or leads out of itself.

    Host in small letters and ASCII, telephone and desktop doors of a platform made one, without trackers and fragment.

    >>> canonical("HTTPS://M.Facebook.com/XaDongMay/posts/1/?mibextid=x#binh-luan")
    'https://www.facebook.com/XaDongMay/posts/1'
    >>> canonical("https://xa.example@khac.example/") is None
    True
    """
    if (
        not url.isprintable()
        or any(letter.isspace() for letter in url)
        or len(url) > MAX_ADDRESS
        or "\\" in url
    ):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc
    if not plain or port not in (None, {"http": 80, "https": 443}[parts.scheme]) or not _HOST.fullmatch(host):
        return None
    steps = unquote(parts.path).replace("\\", "/").split("/")
    if any(step in {".", ".."} for step in steps):
        return None
    path = "/".join(quote(step, safe="!$&'()*+,;=:@~.-_") for step in steps if step)
    pairs = sorted(pair for pair in parts.query.split("&") if pair and not _TRACKER.match(pair))
    found = f"{parts.scheme}://{SAME_HOSTS.get(host, host)}/{path}".rstrip("/")
    return f"{found}?{'&'.join(pairs)}" if pairs else found


def own_address(registered: Sequence[Channel], url: str) -> tuple[Channel, str] | None:
    """The registered channel an address stands below (not the channel's first page itself), and the address as it is kept."""
    found = canonical(url)
    if found is None:
        return None
    for one in registered:
        prefix = canonical(one.url_prefix)
        if prefix is not None and found.startswith(prefix + "/"):
            return one, one.url_prefix.rstrip("/") + found.removeprefix(prefix)
    return None


def thread_of(url: str) -> str:
    """The thread an address points into, without scheme; empty for what is no address."""
    address, _, query = (canonical(url) or "").partition("://")[2].partition("?")
    return f"{address}?{query}"


def channel_prefix(url: str) -> str:
    """The address of a channel as it is registered: canonical, with a slash at its end.

    Raises:
        BadInput: it is no public https address, imitates a listed body, is a short link, or is everybody's.
    """
    found = canonical(url.strip())
    if found is None or "?" in found:
        raise BadInput(
            "Địa chỉ kênh phải có dạng https://ten-trang/…, không có dấu hỏi, tên đăng nhập hay cổng.",
            field="dia_chi",
        )
    if not found.startswith("https://"):
        raise BadInput("Kênh chính thức phải dùng https.", field="dia_chi")
    host, _, path = found.removeprefix("https://").partition("/")
    if _is_inside(host):
        raise BadInput("Địa chỉ này nằm trong mạng nội bộ; người dân không mở được.", field="dia_chi")
    if host in SHORTENERS:
        raise BadInput("Đây là địa chỉ rút gọn. Hãy mở nó và chép địa chỉ đầy đủ của kênh.", field="dia_chi")
    imitated = lookalike_of(host)
    if imitated is not None:
        raise BadInput(
            "Tên {host} giống {official} nhưng không thuộc cơ quan đó, nên không đăng ký được.",
            host=host,
            official=imitated,
            field="dia_chi",
        )
    if host in PLATFORMS and (not path or path.split("/")[0].lower() in NOT_OWN):
        raise BadInput(
            "Hãy ghi địa chỉ trang riêng của cơ quan, không phải cả mạng xã hội hay một nhóm.",
            field="dia_chi",
        )
    if len(found) > 499:
        raise BadInput("Địa chỉ kênh dài quá {most} ký tự.", most=499, field="dia_chi")
    return found + "/"


def _is_inside(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".internal", ".localhost", ".lan"))
    return True
