"""Logs of the crawler process carry no words of anybody else."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from crawler.quiet import QuietFormatter, QuietLogFormatter

SECRET = "Nguyễn Thị Bưởi 0900 000 401"


def line(name: str, message: str, *args: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return QuietFormatter().format(logging.LogRecord(name, logging.ERROR, __file__, 1, message, args, info))


def raised() -> ValueError:
    with pytest.raises(ValueError, match="Bưởi") as caught:
        int(SECRET)
    return caught.value


def test_our_lines_are_kept_and_those_of_others_lose_their_words() -> None:
    assert "run 7: page set aside: not_a_feed" in line(
        "crawler.pipelines", "run %d: page set aside: %s", 7, "not_a_feed"
    )
    for name in ("scrapy.core.scraper", "twisted", "asyncio", "py.warnings", "crawlerx"):
        assert SECRET not in line(name, "Dropped: %s", SECRET)


def test_an_exception_is_its_kind_and_place_only() -> None:
    for name in ("crawler.walk", "scrapy.core.scraper"):
        logged = line(name, "parser failed", error=raised())
        assert SECRET not in logged
        assert "ValueError raised:" in logged


def test_scrapys_own_messages_have_no_item_and_no_address() -> None:
    formatter = QuietLogFormatter()
    assert formatter.crawled(SECRET) is None
    assert formatter.scraped(SECRET) is None
    for result in (formatter.dropped(SECRET), formatter.item_error(SECRET), formatter.spider_error(SECRET)):
        assert SECRET not in str(result)
    assert SECRET not in str(formatter.download_error(SECRET, errmsg=SECRET))


def test_an_uncaught_exception_keeps_its_words_to_itself(capsys) -> None:  # type: ignore[no-untyped-def]
    from crawler.quiet import _uncaught

    error = raised()
    _uncaught(type(error), error, error.__traceback__)
    assert SECRET not in capsys.readouterr().err
    assert sys.excepthook is not _uncaught


UNHANDLED = f"""
from crawler import quiet
quiet.install()
quiet.install()
from twisted.internet.defer import Deferred
lost = Deferred()
lost.addCallback(lambda _: int("{SECRET}"))
lost.callback(None)
"""


def test_a_failure_nobody_handles_keeps_its_words_to_itself() -> None:
    """Twisted prints such a one by itself, before anything has begun its log."""
    done = subprocess.run([sys.executable, "-c", UNHANDLED], capture_output=True, text=True, check=True)
    assert "Bưởi" not in done.stdout + done.stderr
