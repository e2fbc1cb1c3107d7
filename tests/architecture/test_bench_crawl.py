"""The pages of the bench of crawling: of a real size, the same every time, each an article with its day."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crawler.article import read_article
from crawler.feed_document import parse_feed
from tests.scripts import FOLDER, script


@pytest.mark.parametrize("size", ["bai", "ngan"])
def test_pages_are_articles_of_a_real_size(size: str) -> None:
    bench = script("bench_pages")
    pages = [bench.page(number, size) for number in range(6)]
    assert pages == [bench.page(number, size) for number in range(6)]
    smallest, largest = bench.BYTES[size]
    assert all(smallest <= len(page) <= largest for page in pages)
    posts = [read_article(page, "https://a.example/1") for page in pages]
    assert all(post.posted_at is not None and 2_000 < len(post.text) < 8_000 for post in posts)
    assert len({post.text for post in posts}) == len(posts)


@pytest.mark.parametrize("size", ["bai", "ngan"])
def test_the_feed_of_a_server_leads_to_its_own_pages(size: str) -> None:
    found = parse_feed(
        script("bench_pages").feed("nguon-1.example:8000", 3, 7, size), "http://nguon-1.example:8000/rss"
    )
    assert [entry.link for entry in found] == [
        f"http://nguon-1.example:8000/{size}/{number}" for number in (7, 8, 9)
    ]


@pytest.mark.parametrize(("seconds", "turns"), [(5.0, 12), (30.0, 3), (1_000.0, 1)])
def test_turns_begin_only_while_there_is_time_for_them(
    monkeypatch: pytest.MonkeyPatch, seconds: float, turns: int
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    bench = script("bench_crawl")
    now, parts = [0.0], []

    def measured(part: str, **_: object) -> dict[str, float]:
        now[0] += seconds
        parts.append(part)
        return {"pages": 1, "cpu": 2.0, "wall": 2.0, "megabytes": 1, "database": 0.0}

    monkeypatch.setattr(bench, "time", SimpleNamespace(monotonic=lambda: now[0]))
    found = bench.compare(SimpleNamespace(port=1, runs=lambda *_, **__: [1], measured=measured), bench.FULL)
    beside = ["library", "fast", "spider"]
    assert parts == [*beside, "extraction", *["crawl", "extraction"] * turns, *beside]
    assert found["crawl"]["to_extraction"] == 1.0


def test_a_crawl_is_compared_with_the_extraction_before_and_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    bench = script("bench_crawl")
    spent = {"extraction": [8.0, 6.0, 10.0], "crawl": [10.0, 16.0]}

    def measured(part: str, **_: object) -> dict[str, float]:
        cpu = spent[part].pop(0) if part in spent else 9.0
        return {"pages": 1, "cpu": cpu, "wall": cpu, "megabytes": 1, "database": 0.0}

    place = SimpleNamespace(port=1, runs=lambda *_, **__: [1], measured=measured)
    found = bench.compare(place, bench.LEAN, turns=2)
    assert found["crawl"]["singly"] == pytest.approx([0.5, 0.7])
    assert found["crawl"]["to_extraction"] == pytest.approx(0.6)
    assert found["spider"]["to_extraction"] == pytest.approx(8 / 9)
    assert "in 2 turns: 0.50 to 0.70" in bench.told(bench.LEAN, found)
