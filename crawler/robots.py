"""robots.txt by RFC 9309, as rules over one host. Pure: the bytes come from elsewhere.

Why not the framework's: it crawls on when robots.txt answers 5xx, and parses Crawl-delay without applying it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from crawler.errors import CrawlDelayTooLong, RobotsRefused, RobotsUnreachable

PRODUCT = "SangTin"
"""The product token sites can name in their robots.txt."""

MAX_ROBOTS = 512_000
"""Bytes that are read (RFC 9309, 2.5: at least 500 KiB)."""

MAX_CRAWL_DELAY = 120.0
"""Seconds. A site that asks for more is not read by a run, rather than read impolitely."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows. ``rules`` None with ``reachable`` means everything."""

    reachable: bool
    rules: Protego | None = None

    def check(self, url: str) -> None:
        """Refuse a page the host does not want read.

        Raises:
            RobotsUnreachable: robots.txt answered 5xx, 429 or nothing.
            RobotsRefused: disallowed.
            CrawlDelayTooLong: the pause asked for is over ``MAX_CRAWL_DELAY``.
        """
        if not self.reachable:
            raise RobotsUnreachable(
                "Không đọc được robots.txt của trang (máy chủ báo lỗi), nên coi như trang không cho đọc."
            )
        if self.rules is not None and not self.rules.can_fetch(url, PRODUCT):
            raise RobotsRefused("Trang không cho phép đọc tự động (robots.txt).")
        if self.crawl_delay > MAX_CRAWL_DELAY:
            raise CrawlDelayTooLong(
                f"Trang yêu cầu nghỉ {self.crawl_delay:.0f} giây giữa hai lần đọc, quá lâu để đọc tự động."
            )

    @property
    def crawl_delay(self) -> float:
        """Seconds the host asks to wait between two requests; 0 when it asks for none."""
        delay = self.rules.crawl_delay(PRODUCT) if self.rules is not None else None
        return max(0.0, float(delay or 0.0))


ANYTHING = Rules(reachable=True)
NOTHING = Rules(reachable=False)


def read_robots(status: int, body: bytes) -> Rules:
    """The rules behind an answer: 2xx are parsed, 4xx mean no rules, 429 and 5xx mean stay away.

    (RFC 9309, 2.3.1.3 and 2.3.1.4; 429 is treated as a server that cannot answer now.)
    """
    if not could_be_read(status):
        return NOTHING
    if status < 300:
        return Rules(reachable=True, rules=Protego.parse(body[:MAX_ROBOTS].decode("utf-8", "replace")))
    return ANYTHING


def could_be_read(status: int) -> bool:
    """Whether an answer says what may be read: rules, or that there are none."""
    return 200 <= status < 300 or (400 <= status < 500 and status != 429)


_RULE = re.compile(r"user[ -]?agent|di[as]+l+[ao]+w|allow|crawl[ -]delay", re.IGNORECASE)
_OF_THE_SITE = re.compile(r"site-?maps?|host", re.IGNORECASE)


def rules_only(body: bytes) -> bytes:
    """The lines of a robots.txt that say what we may read, and no other: comments are where people leave names and addresses.

    A line of another kind stays as a bare ``x:``, since it may end a group.

    >>> rules_only(b"# Web: a.nguyen@songlam.example\nUser-agent: * # all\nDisallow: /nhap\nSitemap: https://songlam.example/s.xml")
    b'User-agent: *\nDisallow: /nhap'
    """
    kept = []
    for line in body[:MAX_ROBOTS].decode("utf-8", "replace").splitlines():
        rule = line.partition("#")[0].strip()
        if _RULE.match(rule):
            kept.append(rule)
        elif ":" in rule and not _OF_THE_SITE.match(rule):
            kept.append("x:")
    return "\n".join(kept).encode()[:MAX_ROBOTS]
