"""The platforms an office reads with a token of its own: which host answers for them, and whose address is whose.

Each has one interface on one fixed host. A source of such a kind asks that host and no other, over HTTPS, and never the
pages people look at; ``robots.txt`` of those pages does not concern it, the platform's terms do (``docs/sources.md``).

The demonstration's own server may stand in for the interface: only for a source whose address is that very server, and
only while the process has the allowance for it (``crawler.safety.Allowance``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from crawler.errors import NotAnAccount
from crawler.safety import Allowance, parse_address
from models.vocabulary import SourceKind

_NAME = re.compile(r"[A-Za-z0-9.\-]{2,80}")
_HANDLE = re.compile(r"@[\w.\-·]{3,30}")
_CHANNEL = re.compile(r"UC[A-Za-z0-9_\-]{22}")
_USER = re.compile(r"[A-Za-z0-9_\-]{1,60}")
_LONG_NUMBER = re.compile(r"[0-9]{12,25}")
_NUMBER = re.compile(r"[0-9]{3,25}")
_NUMBER_AT_END = re.compile(r"(?:^|-)([0-9]{3,25})$")

_NO_PAGE = frozenset(
    ["events", "groups", "hashtag", "login", "marketplace", "people", "permalink.php", "photo", "photo.php", "plugins", "reel", "search", "share", "sharer", "sharer.php", "story.php", "watch"]
)  # fmt: skip
"""Paths of Facebook that no Page can be called by."""


@dataclass(frozen=True, slots=True)
class Account:
    """What an address names, in the platform's own words, and the address as it is stored."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Api:
    """The interface of a platform: its host, the header its credential travels in, the variable it comes from."""

    title: str
    host: str
    header: str
    variable: str
    read: Callable[[str], Account]
    before: str = ""

    @property
    def origin(self) -> str:
        """What every address of the interface begins with."""
        return f"https://{self.host}"


def account_of(kind: SourceKind, text: str) -> Account:
    """The account an administrator means, by its address or by its bare number or handle.

    Raises:
        NotAnAccount: no account of this platform; the message says what is needed.

    >>> account_of(SourceKind.FACEBOOK_PAGE, "https://m.facebook.com/xahadong.example/?ref=1").address
    'https://www.facebook.com/xahadong.example'
    >>> account_of(SourceKind.YOUTUBE, "@xahadong").address
    'https://www.youtube.com/@xahadong'
    """
    api, text = APIS[kind], text.strip()
    if "://" not in text:
        text = f"https://{_HOME[kind]}/{text}"
    if _on_this_machine(text):
        path = [step for step in urlsplit(text).path.split("/") if step]
        return Account(api.read(f"https://{_HOME[kind]}/{'/'.join(path)}").name, text)
    return api.read(text)


def may_ask(kind: SourceKind, url: str, source: str, allowance: Allowance | None) -> bool:
    """Whether an address is the interface of this kind, or what stands in for it."""
    api = APIS[kind]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if _on_this_machine(source):
        standing_in = stand_in(kind, source, allowance)
        return standing_in is not None and f"{parts.scheme}://{parts.netloc}" == standing_in
    return parts.scheme == "https" and host == api.host and port in {None, 443}


def stand_in(kind: SourceKind, source: str, allowance: Allowance | None) -> str | None:
    """The origin that is asked in place of the interface: the demonstration's own server, where it is the source itself."""
    if kind not in APIS or allowance is None or not _on_this_machine(source):
        return None
    parts = urlsplit(source)
    return f"http://{parts.netloc}" if allowance.covers(parts.hostname or "", parts.port) else None


def asked_at(kind: SourceKind, url: str, origin: str | None) -> str:
    """Where an address of the interface is asked: there, or at what stands in for it."""
    api = APIS.get(kind)
    return url if api is None or origin is None else origin + url.removeprefix(api.origin)


def _on_this_machine(url: str) -> bool:
    """Whether an address is a loopback address in numbers, the only form the demonstration has."""
    try:
        parts = urlsplit(url)
        address = parse_address(parts.hostname or "")
        return parts.scheme == "http" and parts.port is not None and bool(address and address.is_loopback)
    except ValueError:
        return False


def _steps(url: str, *sites: str) -> list[str] | None:
    """The steps of the path of an address on one of these sites; None for another address."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not any(
        host == site or host.endswith(f".{site}") for site in sites
    ):
        return None
    return [unquote(step) for step in parts.path.split("/") if step]


def _facebook(url: str) -> Account:
    steps = _steps(url, "facebook.com", "fb.com")
    name = _page_name(steps, urlsplit(url).query) if steps else None
    if name is None:
        raise NotAnAccount(
            "Địa chỉ này không phải một Trang Facebook. Hãy đưa địa chỉ dạng https://www.facebook.com/TÊN-TRANG"
            " hoặc mã số của Trang; nhóm và trang cá nhân không được đọc."
        )
    return Account(name, f"https://www.facebook.com/{name}")


def _page_name(steps: list[str], query: str) -> str | None:
    """A Page's name or number, in each form in which Facebook writes its address."""
    if steps[0] == "profile.php":
        match = re.search(r"(?:^|&)id=([0-9]{3,25})(?:&|$)", query)
        return match[1] if match else None
    if steps[0] in {"pages", "p"}:
        match = _NUMBER_AT_END.search(steps[-1])
        return match[1] if match else None
    known = _NAME.fullmatch(steps[0]) and steps[0].lower() not in _NO_PAGE
    return steps[0] if known and not steps[0].endswith(".php") else None


def _youtube(url: str) -> Account:
    steps = _steps(url, "youtube.com") or [""]
    name = steps[0]
    if name in {"channel", "user"} and len(steps) > 1:
        name = steps[1] if name == "channel" else f"user/{steps[1]}"
    if _CHANNEL.fullmatch(name):
        return Account(name, f"https://www.youtube.com/channel/{name}")
    if _HANDLE.fullmatch(name):
        return Account(name, f"https://www.youtube.com/{quote(name, safe='@')}")
    if name.startswith("user/") and _USER.fullmatch(name.removeprefix("user/")):
        return Account(name, f"https://www.youtube.com/{name}")
    raise NotAnAccount(
        "Địa chỉ này không phải một kênh YouTube. Hãy đưa địa chỉ dạng https://www.youtube.com/@tenkenh"
        " hoặc https://www.youtube.com/channel/UC…; một video hay danh sách phát không phải là nguồn."
    )


def _zalo(url: str) -> Account:
    steps = _steps(url, "oa.zalo.me", "zalo.me")
    if not steps or not _LONG_NUMBER.fullmatch(steps[0]):
        raise NotAnAccount(
            "Địa chỉ này không phải một Zalo OA. Hãy đưa địa chỉ dạng https://oa.zalo.me/SỐ-CỦA-OA"
            " (số có trong trang quản trị OA); tài khoản cá nhân không được đọc."
        )
    return Account(steps[0], f"https://oa.zalo.me/{steps[0]}")


APIS: Mapping[SourceKind, Api] = {
    SourceKind.FACEBOOK_PAGE: Api(
        "Facebook",
        "graph.facebook.com",
        "Authorization",
        "SANGTIN_FACEBOOK_TOKEN",
        _facebook,
        before="Bearer ",
    ),
    SourceKind.YOUTUBE: Api(
        "YouTube", "www.googleapis.com", "X-Goog-Api-Key", "SANGTIN_YOUTUBE_KEY", _youtube
    ),
    SourceKind.ZALO_OA: Api("Zalo", "openapi.zalo.me", "access_token", "SANGTIN_ZALO_TOKEN", _zalo),
}
_HOME = {
    SourceKind.FACEBOOK_PAGE: "www.facebook.com",
    SourceKind.YOUTUBE: "www.youtube.com",
    SourceKind.ZALO_OA: "oa.zalo.me",
}
