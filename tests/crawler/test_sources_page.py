"""The page about sources names every code an administrator can meet, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import crawler.errors
from crawler.plan import RUN_BYTES, RUN_SECONDS
from crawler.registry import KINDS
from crawler.robots import MAX_CRAWL_DELAY
from crawler.spiders import discourse, xenforo
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
    listed = PAGE.partition("## Các loại nguồn đang đọc được")[2].partition("\n## ")[0]
    assert {kind.value for kind in KINDS} == set(re.findall(r"^\| `([a-z]+)` \|", listed, re.MULTILINE))
    assert f"tới {MAX_CRAWL_DELAY:.0f} giây" in PAGE
    assert f"{RUN_BYTES // 1_000_000} MB và {RUN_SECONDS // 60} phút" in PAGE


def test_the_limits_of_the_kinds_of_forum_are_true() -> None:
    words = " ".join(PAGE.split())
    lists = "trang danh sách có bài mới nhất"
    posts = f"{discourse.PORTION} bài đầu và {discourse.MAX_POSTS} bài gần nhất"
    assert f"{discourse.MAX_LISTS} {lists}, mỗi chủ đề {posts}" in words
    assert (
        f"{xenforo.MAX_LISTS} {lists}; mỗi chủ đề trang đầu và {xenforo.MAX_PAGES - 1} trang gần nhất"
        in words
    )
