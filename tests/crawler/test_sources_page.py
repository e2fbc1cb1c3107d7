"""The page about sources names every code an administrator can meet, and no other."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import crawler.errors
from crawler.markup import MAX_BYTES
from crawler.plan import RUN_BYTES, RUN_SECONDS
from crawler.registry import KINDS
from crawler.robots import MAX_CRAWL_DELAY
from crawler.sitemap_file import MAX_LISTED, MAX_UNPACKED
from crawler.spiders import listing, sitemap
from models.errors import SourceError

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")


def test_every_code_is_explained() -> None:
    codes = {
        kind.code
        for kind in vars(crawler.errors).values()
        if isinstance(kind, type) and issubclass(kind, SourceError) and kind is not SourceError
    }
    assert set(re.findall(r"^\| `([a-z_]+)` \| .* \| .* \|$", PAGE, re.MULTILINE)) - set(KINDS) == codes


def test_every_kind_is_listed_and_the_limits_are_true() -> None:
    section = PAGE.partition("## Các loại nguồn đang đọc được\n")[2].partition("\n## ")[0]
    assert {kind.value for kind in KINDS} == set(
        re.findall(r"^\| `([a-z]+)` \| .+ \| .+ \|$", section, re.MULTILINE)
    )
    assert f"tới {MAX_CRAWL_DELAY:.0f} giây" in PAGE
    assert f"{RUN_BYTES // 1_000_000} MB và {RUN_SECONDS // 60} phút" in PAGE


def test_the_limits_of_lists_are_true() -> None:
    assert f"{MAX_BYTES // 1_000_000} MB khi tải và {MAX_UNPACKED // 1_000_000} MB sau khi giải nén" in PAGE
    assert f"xem {MAX_LISTED:,} mục đầu, lấy {sitemap.MAX_ENTRIES} bài".replace(",000", ".000") in PAGE
    assert (
        f"mỗi chỉ mục lấy {sitemap.CHILDREN[0]} tệp mới\n  nhất, chỉ mục bên trong lấy {sitemap.CHILDREN[1]}."
        in PAGE
    )
    assert f"tối đa {sitemap.KNOWN_RESTS.days} ngày" in PAGE
    assert f"{listing.MAX_ARTICLES} bài mỗi trang, {listing.MAX_PAGES} trang của danh sách" in PAGE
    assert sitemap.UNDATED_RESTS == listing.RESTS == timedelta(days=1)
