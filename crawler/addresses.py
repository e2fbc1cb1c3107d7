"""Which addresses of a list are worth asking for: pages of the same site that may hold an article.

What is dropped here is never asked for: other schemes, addresses with a user name, files, the pages of persons,
lists of other things. An address is shortened to what names the page, so that one page is asked for once.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.markup import absolute

_FILES = (
    *(".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".csv", ".txt", ".rtf"),
    *(".zip", ".rar", ".7z", ".gz", ".exe", ".apk", ".epub", ".css", ".js", ".json", ".xml", ".rss", ".ics"),
    *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".bmp", ".ico"),
    *(".mp3", ".mp4", ".m4a", ".wav", ".avi", ".mov", ".webm"),
)
_PERSONS = frozenset(
    (
        *("author", "authors", "user", "users", "member", "members", "profile", "profiles"),
        *("tac-gia", "tacgia", "but-danh", "butdanh", "thanh-vien", "thanhvien", "ca-nhan"),
        *("nguoi-dung", "nguoi-dang", "nguoi-viet"),
    )
)
"""Parts of a path behind which the pages of persons are."""
_PERSON_KEYS = frozenset(
    ["author", "author_id", "user", "userid", "user_id", "username", "member", "memberid"]
)
_NO_ARTICLES = frozenset(
    (
        *("tag", "tags", "tu-khoa", "tukhoa", "search", "tim-kiem", "timkiem", "feed", "rss", "sitemap"),
        *("login", "logout", "register", "dang-nhap", "dang-ky", "so-do-trang", "print", "in-trang"),
        *("wp-json", "wp-admin", "wp-login.php", "_layouts", "cart", "gio-hang"),
    )
)
_PASSING = re.compile(
    r"utm_[a-z]+|fbclid|gclid|zarsrc|p_auth|phpsessid|jsessionid|(?:[\w-]{0,200}_)?redirect|inheritredirect",
    re.IGNORECASE,
)
"""Parameters that say where a reader comes from or who is signed in, not which page it is (``redirect``: Liferay)."""
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]{0,200}", re.IGNORECASE)


def page_address(base: str, reference: str | None) -> str | None:
    """``reference`` on the page ``base`` as the address of a page of the same host; None for what is not worth asking.

    The front page is not: it changes with every article and is none.

    >>> page_address("https://tinh.example/tin", "/tin/cap-lai-the-can-cuoc-12.html?utm_source=x#binh-luan")
    'https://tinh.example/tin/cap-lai-the-can-cuoc-12.html'
    >>> page_address("https://tinh.example/tin", "https://khac.example/tin/1") is None
    True
    >>> page_address("https://tinh.example/tin", "/tac-gia/mot-nguoi") is None
    True
    """
    found = absolute(base, reference)
    if found is None or not own_host(found, base):
        return None
    parts = urlsplit(found)
    path = _SESSION_IN_PATH.sub("", parts.path)
    segments = {segment for segment in path.lower().split("/") if segment}
    pieces = [piece for piece in parts.query.split("&") if piece]
    keys = {piece.partition("=")[0].lower() for piece in pieces}
    if not (segments or pieces) or path.lower().endswith(_FILES):
        return None
    if segments & (_PERSONS | _NO_ARTICLES) or keys & _PERSON_KEYS:
        return None
    query = "&".join(piece for piece in pieces if not _PASSING.fullmatch(piece.partition("=")[0]))
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def own_host(one: str, other: str) -> bool:
    """Whether two addresses live on one host, ``www.`` or not, without a user name in the first.

    A sitemap speaks for its own host only (sitemaps.org, "Sitemap file location").
    """
    try:
        a, b = urlsplit(one), urlsplit(other)
        ports = a.port, b.port
    except ValueError:
        return False
    return _bare(a.hostname) == _bare(b.hostname) and ports[0] == ports[1] and "@" not in a.netloc


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")
