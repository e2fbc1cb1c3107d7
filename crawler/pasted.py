"""What people paste as the address of a source: without a scheme, with words around it, with marks of where they came from.

Pure, and asks nothing of any network; what may be asked at all is judged afterwards (``crawler.safety``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

import idna

from models.errors import BadInput

MAX_PASTED = 4_000
"""Code points of what is pasted; an address itself has at most ``MAX_ADDRESS``."""
MAX_ADDRESS = 2_000

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DEFANGED = re.compile(r"\s?[\[({]\s?\.\s?[\])}]\s?")
_SPACED = re.compile(r"^(h(?:tt|xx)ps?|feed) ?: ?/ ?/ ?", re.IGNORECASE)
_FULL = re.compile(r"h(?:tt|xx)ps?://[^\s<>\"“”]{1,4000}|feed://[^\s<>\"“”]{1,4000}", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]{1,20}):(?!\d{1,5}(?:/|$))", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]{1,63}\.){1,10}[\w-]{2,63}(?::\d{1,5})?(?:[/?#]\S{0,2000})?")
_AROUND = "<>\"'“”‘’«»()[]{}"
_BEHIND = ".,;:!…" + _AROUND
_TRACKING = re.compile(
    r"utm_[\w-]{1,40}|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|yclid|msclkid|ttclid|zarsrc|zalo_[\w-]{1,40}|mibextid"
    r"|igshid|igsh|mc_cid|mc_eid|_gl|_ga|__cft__.{0,10}|__tn__|ref_src|ref_url|s_cid|vero_id|spm|share_source",
    re.IGNORECASE,
)
"""Parameters that say where a reader comes from; a page is the same without them."""
_WRAPPERS = {
    "l.facebook.com": ("u",),
    "lm.facebook.com": ("u",),
    "www.google.com": ("q", "url"),
    "google.com": ("q", "url"),
    "www.youtube.com": ("q",),
}
_WRAPPED = frozenset({"/l.php", "/url", "/redirect"})
_MOBILE = re.compile(r"(?:m|mobile|amp|wap)\.(?=[^.]+\.)")
_ALLOWED = "%/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Pasted:
    """The address to ask first. ``instead`` are ways to write the same that are asked where it does not answer.

    ``notes`` say in words what was changed.
    """

    url: str = field(repr=False)
    instead: tuple[str, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()


def read_pasted(text: str) -> Pasted:
    """The one address in a pasted text.

    Raises:
        BadInput: nothing, several addresses, something that is no web address, or too long.

    >>> read_pasted(" Xem: tinh.example/tin-tuc?utm_source=zalo&trang=2#dau ").url
    'https://tinh.example/tin-tuc?trang=2'
    >>> read_pasted("https://m.tinh.example/").instead
    ('https://m.tinh.example/',)
    """
    if len(text) > MAX_PASTED:
        raise BadInput("Phần dán vào dài quá. Hãy dán riêng địa chỉ của một trang.")
    found, guessed = _address_in(_tidied(text))
    notes: list[str] = []
    url = _unwrapped(_written_out(found))
    bare = _without_tracking(url)
    if bare != url:
        notes.append("Đã bỏ phần theo dõi người đọc khỏi địa chỉ.")
    if len(bare) > MAX_ADDRESS:
        raise BadInput("Địa chỉ dài quá 2.000 ký tự.")
    parts = urlsplit(bare)
    instead: list[str] = []
    wide = _MOBILE.sub("", parts.netloc, count=1) if _MOBILE.match(parts.netloc) else parts.netloc
    if wide != parts.netloc and not _has_address_form(parts.netloc):
        instead.append(bare)
        bare = urlunsplit(parts._replace(netloc=wide))
        notes.append("Thử trang đầy đủ trước trang dành cho điện thoại.")
    if guessed:
        instead.append(f"http://{bare.removeprefix('https://')}")
    return Pasted(bare, tuple(instead), tuple(notes))


def compared(url: str) -> str:
    """An address as it is compared with others: scheme, ``www.`` or ``m.``, letters of the host and a last slash left out.

    >>> compared("http://www.Tinh.example/rss/") == compared("https://tinh.example/rss?utm_source=x")
    True
    """
    try:
        parts = urlsplit(_without_tracking(url.strip()))
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:
        return url
    host = _MOBILE.sub("", (parts.hostname or "").removeprefix("www."), count=1)
    query = "&".join(sorted(piece for piece in parts.query.split("&") if piece))
    return f"{host}{port}{unquote(parts.path).rstrip('/')}?{query}"


def _tidied(text: str) -> str:
    """One line without what cannot be seen. A line break inside an address is where somebody's screen ended."""
    lines = [line.strip() for line in _UNSEEN.sub("", text).replace("\xa0", " ").splitlines()]
    joined = " ".join(line for line in lines if line)
    return _SPACED.sub(r"\1://", _DEFANGED.sub(".", joined)).strip()


def _address_in(text: str) -> tuple[str, bool]:
    """The address, and whether its scheme was guessed."""
    if not text.strip(_BEHIND + " "):
        raise BadInput("Hãy dán địa chỉ của một trang công khai.")
    full = list(dict.fromkeys(one.rstrip(_BEHIND) for one in _FULL.findall(text)))
    if len(full) > 1:
        raise BadInput("Có nhiều địa chỉ. Mỗi lần hãy dán một địa chỉ.")
    if full:
        return full[0], False
    words = [word.lstrip(_AROUND).rstrip(_BEHIND).removeprefix("//") for word in text.split()]
    other = _OTHER_SCHEME.match(words[0]) if words else None
    if other is not None and len(words) == 1:
        raise BadInput("Chỉ đọc trang web, địa chỉ bắt đầu bằng http:// hoặc https://.")
    bare = list(dict.fromkeys(word for word in words if "@" not in word and _BARE.fullmatch(word)))
    if len(bare) > 1:
        raise BadInput("Có nhiều địa chỉ. Mỗi lần hãy dán một địa chỉ.")
    if not bare:
        raise BadInput("Chưa thấy địa chỉ trang web nào. Địa chỉ có dạng https://tinh.example/tin-tuc.")
    return f"https://{bare[0]}", True


def _written_out(found: str) -> str:
    """The address in the letters that are sent: host by IDNA, everything else percent-encoded, no fragment."""
    scheme, _, rest = found.partition("://")
    scheme = {"hxxp": "http", "hxxps": "https", "feed": "https"}.get(scheme.lower(), scheme.lower())
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadInput("Địa chỉ viết chưa đúng.") from None
    host = host.rstrip(".")
    if not host:
        raise BadInput("Địa chỉ viết chưa đúng.")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise BadInput("Tên miền viết chưa đúng.") from None
    netloc = f"[{host}]" if ":" in host else host
    if "@" in parts.netloc:
        netloc = f"{parts.netloc.rpartition('@')[0]}@{netloc}"  # refused later, with its own sentence
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        netloc = f"{netloc}:{port}"
    path, query = quote(parts.path or "/", safe=_ALLOWED), quote(parts.query, safe=_ALLOWED + "?[]")
    return urlunsplit((scheme, netloc, path, query, ""))


def _unwrapped(url: str) -> str:
    """The page that a link shared from a platform leads to."""
    parts = urlsplit(url)
    names = _WRAPPERS.get(parts.netloc.lower(), ())
    if parts.path not in _WRAPPED:
        return url
    given = dict(parse_qsl(parts.query))
    inside = next(
        (given[name] for name in names if given.get(name, "").startswith(("http:", "https:"))), None
    )
    return _written_out(inside) if inside is not None and _FULL.fullmatch(inside) else url


def _without_tracking(url: str) -> str:
    parts = urlsplit(url)
    pieces = [piece for piece in parts.query.split("&") if piece]
    kept = "&".join(piece for piece in pieces if not _TRACKING.fullmatch(piece.partition("=")[0]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, kept, ""))


def _has_address_form(netloc: str) -> bool:
    """Whether a host is an IP address."""
    return netloc.startswith("[") or netloc.partition(":")[0].replace(".", "").isdigit()
