"""robots.txt by RFC 9309, as rules over one host. Pure: the bytes come from elsewhere.

Why not the framework's: it crawls on when robots.txt answers 5xx, and parses Crawl-delay without applying it.
"""

from __future__ import annotations

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
    if 200 <= status < 300:
        return Rules(reachable=True, rules=Protego.parse(body[:MAX_ROBOTS].decode("utf-8", "replace")))
    if 400 <= status < 500 and status != 429:
        return ANYTHING
    return NOTHING
