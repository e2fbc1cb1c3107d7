"""The pages of the bench of crawling: of a real size, the same every time, each an article with its day."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crawler.article import read_article
from crawler.feed_document import parse_feed
from tests.scripts import FOLDER, script


def test_pages_are_articles_of_a_real_size() -> None:
    bench = script("bench_pages")
    pages = [bench.page(number) for number in range(6)]
    assert pages == [bench.page(number) for number in range(6)]
    assert all(bench.SMALLEST <= len(page) <= bench.LARGEST for page in pages)
    posts = [read_article(page, "https://a.example/1") for page in pages]
    assert all(post.posted_at is not None and 2_000 < len(post.text) < 8_000 for post in posts)
    assert len({post.text for post in posts}) == len(posts)


def test_the_feed_of_a_server_leads_to_its_own_pages() -> None:
    found = parse_feed(
        script("bench_pages").feed("nguon-1.example:8000", 3, 7), "http://nguon-1.example:8000/rss"
    )
    assert [entry.link for entry in found] == [
        f"http://nguon-1.example:8000/bai/{number}" for number in (7, 8, 9)
    ]


@pytest.mark.parametrize(("seconds", "rounds"), [(5.0, 6), (10.0, 4), (1_000.0, 1)])
def test_rounds_begin_only_while_there_is_time_for_them(
    monkeypatch: pytest.MonkeyPatch, seconds: float, rounds: int
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    bench = script("bench_crawl")
    now, parts = [0.0], []

    def measured(part: str, **_: object) -> dict[str, float]:
        now[0] += seconds
        parts.append(part)
        return {"pages": 1, "cpu": 2.0, "wall": 2.0, "megabytes": 1, "database": 0.0}

    monkeypatch.setattr(bench, "time", SimpleNamespace(monotonic=lambda: now[0]))
    found = bench.compare(SimpleNamespace(port=1, runs=lambda *_: [1], measured=measured))
    assert parts == [*bench.NAMES] * rounds
    assert found["crawl"]["to_extraction"] == 1.0


def test_the_fastest_round_of_each_part_counts_and_the_single_ones_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    bench = script("bench_crawl")
    spent = {"extraction": [9.0, 7.0], "crawl": [10.0, 14.0]}

    def measured(part: str, **_: object) -> dict[str, float]:
        cpu = spent[part].pop(0) if part in spent else 8.0
        return {"pages": 1, "cpu": cpu, "wall": cpu, "megabytes": 1, "database": 0.0}

    found = bench.compare(SimpleNamespace(port=1, runs=lambda *_: [1], measured=measured), rounds=2)
    assert found["crawl"]["to_extraction"] == pytest.approx(0.7)
    assert found["crawl"]["singly"] == pytest.approx([0.5, 0.9])
    assert "0.50 to 0.90, median 0.70" in bench.told(found)
