"""Frozen pages and the readers that read them; expectations are beside the pages as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from crawler.items import Found, Lead, Reader
from crawler.spiders import (
    discourse,
    facebook,
    feed,
    forum,
    isso,
    listing,
    sitemap,
    wordpress,
    xenforo,
    youtube,
    zalo,
)

PAGES = Path(__file__).parent / "pages"
read_sitemap = partial(sitemap.read_sitemap, now=datetime(2025, 11, 21, tzinfo=UTC))

YOUTUBE = "https://www.googleapis.com/youtube/v3/"
READ: dict[str, tuple[Reader, str]] = {
    "rss2.xml": (feed.read_feed, "https://anson.example/rss"),
    "rss1.xml": (feed.read_feed, "https://anson.example/rdf"),
    "atom.xml": (feed.read_feed, "https://dd.example/atom"),
    "feed.json": (feed.read_feed, "https://anson.example/f.json"),
    "article_jsonld.html": (feed.read_article_page, "https://anson.example/tin/cap-lai-can-cuoc"),
    "article_plain.html": (feed.read_article_page, "https://anson.example/tin/2"),
    "thread_xenforo.html": (forum.read_thread, "https://dd.example/t/dinh-danh.12/"),
    "thread_page2.html": (forum.read_thread, "https://dd.example/t/dinh-danh.12/page-2"),
    "thread_microdata.html": (forum.read_thread, "https://dd.example/t/77"),
    "thread_jsonld.html": (forum.read_thread, "https://dd.example/t/88"),
    "thread_phpbb.html": (forum.read_thread, "https://dd.example/viewtopic.php?t=5"),
    "wordpress_posts.json": (
        wordpress.read_posts,
        "https://dd.example/wp-json/wp/v2/posts?per_page=3&orderby=modified&categories=5&page=2",
    ),
    "wordpress_comments.json": (
        wordpress.read_comments,
        "https://dd.example/?rest_route=/wp/v2/comments&post=412,377&per_page=4",
    ),
    "isso_thread.json": (isso.read_thread, "https://dd.example/isso/?uri=/tin/thue/&limit=50&nested_limit=2"),
    "isso_latest.json": (isso.read_latest, "https://dd.example/isso/latest?limit=1000"),
    "board.html": (forum.read_thread, "https://dd.example/f/2/"),
    "sitemap.xml": (read_sitemap, "https://anson.example/sitemap.xml"),
    "sitemap_index.xml": (read_sitemap, "https://anson.example/sitemap_index.xml"),
    "sitemap_news.xml": (read_sitemap, "https://bao-anson.example/google-news-sitemap.xml"),
    "sitemap.txt": (read_sitemap, "https://anson.example/sitemap.txt"),
    "listing_nukeviet.html": (listing.read_listing, "https://hadong.example/vi/news/chuyen-doi-so/"),
    "listing_sharepoint.html": (listing.read_listing, "https://anson.example/Pages/tin-hoat-dong.aspx"),
    "listing_liferay.html": (listing.read_listing, "https://khcn.example/web/so-khcn/tin-tuc"),
    "listing_newspaper.html": (listing.read_listing, "https://bao-anson.example/doi-song-so"),
    "discourse_latest.json": (discourse.read_list, "https://dd.example/latest.json"),
    "discourse_topic.json": (discourse.read_topic, "https://dd.example/t/12.json"),
    "discourse_posts.json": (discourse.read_topic, "https://dd.example/t/12/posts.json?post_ids%5B%5D=201"),
    "discourse_latest.rss": (discourse.read_feed, "https://dd.example/latest.rss"),
    "xenforo_board.html": (xenforo.read_page, "https://dd.example/f/hoi-dap.2/"),
    "xenforo_board.rss": (xenforo.read_feed, "https://dd.example/f/hoi-dap.2/index.rss"),
    "xenforo_thread.html": (xenforo.read_page, "https://dd.example/t/dinh-danh.12/"),
    "xenforo1_board.html": (xenforo.read_page, "https://dd.example/dd/forums/hoi-dap.2/"),
    "xenforo1_thread.html": (xenforo.read_page, "https://dd.example/dd/threads/le-phi.31/page-2"),
    "facebook_feed.json": (facebook.read_feed, "https://graph.facebook.com/v26.0/104417/feed?limit=50"),
    "facebook_post.json": (facebook.read_post, "https://graph.facebook.com/v26.0/104417_2001?fields=id"),
    "facebook_comments.json": (
        facebook.read_comments,
        "https://graph.facebook.com/v26.0/104417_2001/comments?limit=100&after=MzAz#2",
    ),
    "youtube_uploads.json": (youtube.read_uploads, f"{YOUTUBE}playlistItems?playlistId=UU0"),
    "youtube_videos.json": (youtube.read_videos, f"{YOUTUBE}videos?id=vD_00000001,vD-00000002"),
    "youtube_comments.json": (youtube.read_comments, f"{YOUTUBE}commentThreads?videoId=vD_00000001"),
    "youtube_replies.json": (youtube.read_replies, f"{YOUTUBE}comments?parentId=Ugx_B2#vD_00000001/1"),
    "zalo_list.json": (zalo.read_list, "https://openapi.zalo.me/v2.0/article/getslice?offset=0&type=normal"),
    "zalo_article.json": (
        zalo.read_article,
        "https://openapi.zalo.me/v2.0/article/getdetail?id=9cd034fbf5be1ce045af#1795136400000",
    ),
}

IDENTITIES = (
    "Nguyễn Thị Bưởi",
    "Trần Văn Măng",
    "buoi_mang_1975",
    "mangtre.2020",
    "900417",
    "900418",
    "90041",
    "buoi.mang@anson.example",
    "Bưởi Diễn",
)
"""Names, handles, ids, counts and signatures planted in the frozen pages."""


def read(name: str, body: bytes | None = None) -> Found:
    """A frozen page (or other bytes in its place) as its reader reads it."""
    reader, url = READ[name]
    return reader((PAGES / name).read_bytes() if body is None else body, url)


def as_plain(found: Found) -> dict[str, Any]:
    """Everything a reader handed on, as JSON would have it."""

    def post(given: Any) -> dict[str, Any] | None:
        if given is None:
            return None
        return {
            "kind": given.kind.value,
            "address": given.address,
            "text": given.text,
            "thread": given.thread,
            "posted_at": given.posted_at.isoformat() if given.posted_at else None,
        }

    def dated(lead: Lead) -> dict[str, Any]:
        return {"changed_at": lead.changed_at.isoformat()} if lead.changed_at else {}

    return {
        "posts": [post(one) for one in found.posts],
        "leads": [
            {"url": lead.url, "role": lead.role, "more": lead.more, "fallback": post(lead.fallback)}
            | dated(lead)
            | ({} if lead.as_of is None else {"as_of": lead.as_of})
            for lead in found.leads
        ],
    }
