"""Pages that ask the visitor for proof instead of showing what was asked for: recognised, never answered.

Recognised by headers, or by the scripts, forms and titles that the common gates put into their pages (Cloudflare,
DDoS-Guard, Sucuri, Imperva, DataDome, Anubis, full-page captchas). A thread in which people write about such a gate
is no gate: words of the page count for nothing, and a title only where hardly any words stand below it.
"""

from __future__ import annotations

import re
from itertools import islice

from scrapy.http import Response

from crawler.markup import Node, plain_text, read_html
from models.errors import TriageError

MAX_BYTES = 131_072
"""A gate is a small page; a larger one is what was asked for."""

MAX_WORDS = 1_000
"""Characters a gate has to say; a page with more is shown for its words."""

_HEADERS = {"cf-mitigated": b"challenge", "x-amzn-waf-action": b"challenge"}
_TITLES = (
    r"just a moment|checking your browser|attention required|ddos-guard|one moment|please wait|security check"
    r"|making sure you|verifying you|(?:đang )?kiểm tra (?:trình duyệt|bảo mật)|xác minh|vui lòng chờ"
)
_SCRIPTS = (
    "_cf_chl_opt",
    "__cf_chl",
    "sucuri_cloudproxy_js",
    "captcha-delivery.com",
    "ddos-guard/js-challenge",
)
_HINTS = tuple(
    words.lower().encode()
    for words in (
        *_SCRIPTS, "challenge-form", "cf-browser-verification", "challenge-running", "challenge-stage", "px-captcha",
        "anubis_challenge", "_Incapsula_Resource",
    )
)  # fmt: skip
_IN_HINTS = (b"challenge", b"cf_chl", b"captcha", b"sucuri", b"cf-browser", b"incapsula")
"""One of these stands in each of the hints: fewer to look for in the many pages that hold none."""
_HINTING_TITLE = re.compile(rf"<title[^>]{{0,80}}>\s{{0,20}}(?:{_TITLES})")
"""Cheap, and looked for in small letters: only pages with one of these are parsed."""
_TITLE_BEGINS = re.compile(rb"<title")
_LONGEST_TITLE, _MOST_TITLES = 600, 50
_TITLE = re.compile(rf"(?:{_TITLES})", re.IGNORECASE)
_SCRIPT = re.compile("|".join(map(re.escape, _SCRIPTS)))
_MARKS = (
    "//form[@id='challenge-form' or contains(@action, '__cf_chl')]"
    " | //*[@id='challenge-running' or @id='cf-challenge-running' or @id='challenge-stage' or @id='px-captcha'"
    " or @id='anubis_challenge' or contains(@class, 'cf-browser-verification')]"
    " | //iframe[contains(@src, '_Incapsula_Resource')]"
)
_CHECKED = re.compile(
    r"browser|trình duyệt|captcha|javascript|cloudflare|ddos|robot|\bbot\b|human|người thật|ray id",
    re.IGNORECASE,
)
_LOGIN = re.compile(rb"\"error_type\"\s{0,5}:\s{0,5}\"not_logged_in\"")


def is_challenge(response: Response) -> bool:
    """Whether an answer, of whatever status, asks for proof of a browser or a person."""
    return is_announced(response) or is_gate(response.body)


def is_announced(response: Response) -> bool:
    """Whether the headers of an answer say that it is a gate."""
    return any(
        (response.headers.get(name) or b"").strip().lower() == value for name, value in _HEADERS.items()
    )


def is_gate(body: bytes) -> bool:
    """Whether a page is a gate, by what stands in it."""
    if len(body) > MAX_BYTES or body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in {b"<", b""}:
        return False
    if not _hints_at_a_gate(body) or body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        return False
    try:
        tree = read_html(body)
    except TriageError:
        return False
    words = plain_text(tree)
    return len(words) <= MAX_WORDS and (_has_script(tree) or _has_title(tree, words))


def wants_login(response: Response) -> bool:
    """Whether an answer says that only members who have signed in may read: 401, or Discourse's own words."""
    return response.status == 401 or (
        response.status == 403 and _LOGIN.search(response.body[:MAX_BYTES]) is not None
    )


def _hints_at_a_gate(body: bytes) -> bool:
    small = body.lower()
    if any(words in small for words in _IN_HINTS) and any(words in small for words in _HINTS):
        return True
    titles = islice(_TITLE_BEGINS.finditer(small), _MOST_TITLES)
    starts = (body[found.start() : found.start() + _LONGEST_TITLE] for found in titles)
    return any(_HINTING_TITLE.match(start.decode("utf-8", "replace").lower()) for start in starts)


def _has_script(tree: Node) -> bool:
    """A gate's own script or form."""
    if tree.xpath(_MARKS):
        return True
    return any(
        _SCRIPT.search(part)
        for script in tree.iter("script")
        for part in (script.text or "", script.get("src") or "")
    )


def _has_title(tree: Node, words: str) -> bool:
    """A gate's title, with a word for what is being checked."""
    title = " ".join("".join(tree.xpath("//title[1]//text()")).split())
    return _TITLE.match(title) is not None and _CHECKED.search(f"{title} {words}") is not None
