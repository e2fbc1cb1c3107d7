"""The page about sources names every code an administrator can meet, and no other."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import crawler.errors
import crawler.server_errors
from crawler import pace
from crawler.manners import MAX_WAIT
from crawler.markup import MAX_BYTES
from crawler.plan import RUN_BYTES, RUN_SECONDS
from crawler.platforms import APIS
from crawler.registry import KINDS
from crawler.remarks import REMARKS
from crawler.robots import MAX_CRAWL_DELAY
from crawler.sitemap_file import MAX_LISTED, MAX_UNPACKED
from crawler.spiders import discourse, facebook, isso, listing, sitemap, wordpress, xenforo, youtube, zalo
from crawler.youtube_refusals import UNITS_A_DAY
from models.errors import AddressRefused, NotAFeed, SourceError
from models.queries import hosts, robots
from models.queries.purging import UNREAD
from models.settings import Settings
from models.vocabulary import SourceKind

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[str]:
    """The codes in the first column of the table under a heading."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([a-z_]+)` \| .+ \| .+ \|$", section, re.MULTILINE)


def test_every_code_is_explained() -> None:
    codes = {
        kind.code
        for kind in (
            *vars(crawler.errors).values(),
            *vars(crawler.server_errors).values(),
            *REMARKS,
            AddressRefused,
            NotAFeed,
        )
        if isinstance(kind, type)
        and issubclass(kind, SourceError)
        and kind not in {SourceError, crawler.errors.OfServer}
    }
    assert sorted(rows("Khi một nguồn có vấn đề")) == sorted(codes)


def test_every_kind_is_listed_and_the_limits_are_true() -> None:
    assert sorted(rows("Các loại nguồn đang đọc được")) == sorted(kind.value for kind in KINDS)
    assert f"tới {MAX_CRAWL_DELAY:.0f} giây" in PAGE
    assert f"{RUN_BYTES // 1_000_000} MB và {RUN_SECONDS // 60} phút" in PAGE


def test_what_the_page_says_of_each_interface_is_true() -> None:
    assert f"mỗi trang {wordpress.POSTS} bài" in PAGE
    assert f"{wordpress.COMMENTS} bình luận" in PAGE
    assert f"xin {isso.LATEST:,} bình luận".replace(",", ".") in PAGE
    assert f"{isso.COMMENTS} bình luận mỗi trang và {isso.ANSWERS} trả lời" in PAGE
    assert f"`_fields={wordpress.COMMENT_FIELDS}`" in PAGE


def test_what_the_page_says_of_the_platforms_is_true() -> None:
    words = " ".join(PAGE.split())
    assert all(f"`{api.variable}`" in words for api in APIS.values())
    assert f"`{facebook.POST_FIELDS}` của bài và `{facebook.COMMENT_FIELDS}` của bình luận" in words
    assert f"Graph API {facebook.VERSION}." in words
    assert f"mỗi trang {facebook.POSTS} bài, {facebook.MAX_LISTS} trang gần nhất" in words
    assert f"mỗi trang {facebook.COMMENTS} bình luận, tới {facebook.MAX_COMMENTS} trang mỗi bài" in words
    assert f"{youtube.MAX_LISTS} trang, mỗi trang {youtube.VIDEOS} video" in words
    assert f"mỗi trang {youtube.COMMENTS} bình luận, tới {youtube.MAX_COMMENTS} trang mỗi video" in words
    assert f"{UNITS_A_DAY:,} đơn vị một ngày".replace(",", ".") in words
    assert f"tối đa {50 * 86_400 // 1_800:,} đơn vị một ngày".replace(",", ".") in words
    assert (
        f"mỗi trang {zalo.ARTICLES} bài (Zalo không cho nhiều hơn), {zalo.MAX_LISTS} trang mỗi loại" in words
    )
    assert f"Bài {UNREAD[SourceKind.YOUTUBE].days} ngày không được đọc lại" in words


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


def test_the_limits_of_the_kinds_of_forum_are_true() -> None:
    words = " ".join(PAGE.split())
    lists = "trang danh sách có bài mới nhất"
    posts = f"{discourse.PORTION} bài đầu và {discourse.MAX_POSTS} bài gần nhất"
    assert f"{discourse.MAX_LISTS} {lists}, mỗi chủ đề {posts}" in words
    assert (
        f"{xenforo.MAX_LISTS} {lists}; mỗi chủ đề trang đầu và {xenforo.MAX_PAGES - 1} trang gần nhất"
        in words
    )


def test_the_limits_of_good_manners_are_true() -> None:
    words = " ".join(PAGE.split())
    assert f"nhớ tới {robots.KEPT.days * 24} giờ" in words
    assert f"trong {robots.OLDEST_COPY.days} ngày gần nhất" in words
    assert f"`Retry-After` tới {MAX_WAIT:.0f} giây" in words
    assert pace.RANGE == 8
    assert "không vượt quá tám lần và không dưới một phần tám nhịp đã đặt" in words
    assert (pace.HARD_LIMIT, pace.HARD_AGAIN) == (3, 6 * 3600)
    assert "thử lại sau 6 giờ; ba lần liền thì nguồn **bị tắt**" in words
    assert Settings.model_fields["crawl_floor_seconds"].default == 5 * 60
    assert timedelta(minutes=2) == hosts.STALE
    assert "mất lượt sau hai phút" in words
