"""A site that speaks every crawled kind and puts two invented people into every field that can hold one.

Running text holds what the rules of masking are claimed to catch (``nlp.privacy``): full names with a family name,
handles behind an at sign, telephone numbers, e-mail addresses, account pages. A given name alone in running text is
not planted: those rules do not claim to know one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from models.vocabulary import SourceKind
from tests.crawler.frozen import IDENTITIES, READ
from tests.crawler.frozen import PAGES as FROZEN
from tests.crawler.hostile_server import HostileServer, Talk
from tests.crawler.wordpress_stub import WordPress
from tests.crawler.workbooks import cell, workbook

NAME, OTHER = "Nguyễn Thị Bưởi", "Trần Văn Măng"
HANDLE, OTHER_HANDLE = "buoi_mang_1975", "mangtre.2020"
NUMBER = 9004170001
MAIL, PHONE = "buoi.mang@hopthu.example", "0900 000 417"
PROFILE, AVATAR = f"/members/buoi-mang.{NUMBER}/", f"/anh-dai-dien/buoi-{NUMBER}.png"
HOME = "https://nha-buoi-mang.example/"
SIGNATURE = "Bưởi Diễn ngọt lịm giao tận nhà"
RANK = "Hội viên Kim Cương Lâu Năm"

PLANTED = (
    *(NAME, OTHER, HANDLE, OTHER_HANDLE, str(NUMBER), MAIL, PHONE, SIGNATURE, RANK),
    *("buoi-mang", "nha-buoi-mang", f"buoi-{NUMBER}", "buoi.mang"),
    *IDENTITIES,
)
"""Everything planted; those of the frozen pages too."""

SAID = (
    f"Trả lời @{HANDLE}: không phải đâu. Chị {NAME} ở xã bên bảo gọi {PHONE} hoặc viết thư tới {MAIL},"
    f" còn {OTHER} viết: mai mỗi hộ đóng 50.000 đồng. @{OTHER_HANDLE} xem giúp. Trang nhà facebook.com/{HANDLE} nhé."
)
"""Running text with everybody in it."""


def told(number: int) -> str:
    """A claim of its own, and ``SAID``."""
    return f"Nghe nói từ ngày {number % 28 + 1}/12/2026 mỗi hộ phải đóng {number}0.000 đồng phí làm căn cước. {SAID}"


def _person(tag: str = "span") -> str:
    return (
        f'<div class="user-info" data-user-id="{NUMBER}"><a class="username author" rel="author" href="{PROFILE}"'
        f' data-username="{HANDLE}" title="{NAME}"><img class="avatar" src="{AVATAR}" alt="{NAME}">{NAME}</a>'
        f'<{tag} class="usertitle">{RANK}</{tag}></div>'
    )


def article(number: int) -> str:
    """A page with an author everywhere a page can name one."""
    linked = {
        "@type": "NewsArticle",
        "headline": f"Tin số {number}",
        "datePublished": "2026-11-20T08:00:00+07:00",
        "author": {
            "@type": "Person",
            "name": NAME,
            "url": PROFILE,
            "image": AVATAR,
            "email": MAIL,
            "identifier": NUMBER,
        },
        "editor": [{"@type": "Person", "name": OTHER}],
    }
    return (
        f'<html><head><meta charset="utf-8"><meta name="author" content="{NAME}"><title>Tin số {number}</title>'
        f'<meta property="article:author" content="{OTHER}"><meta name="twitter:creator" content="@{HANDLE}">'
        f'<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script></head><body>'
        f"<article><h1>Tin số {number}</h1>{_person()}<p class='byline'>Bài và ảnh: {NAME}</p><p>{told(number)}</p>"
        f'<p class="tac-gia">{OTHER}</p></article><div class="author-box">{_person("p")}<p>{SIGNATURE}</p></div>'
        "</body></html>"
    )


def feed(site: str) -> str:
    """Entries of the site's own, and one of another site that is read from the feed alone."""
    items = "".join(
        f"<item><title>Tin số {n} – {NAME}</title><link>{link}</link><guid>{PROFILE}{n}</guid>"
        f"<author>{MAIL} ({NAME})</author><dc:creator>{NAME}</dc:creator><media:credit>{NAME}</media:credit>"
        f"<description><![CDATA[{_person()}<p>{told(n)}</p>]]></description></item>"
        for n, link in ((1, f"{site}/bai/1"), (2, "https://noi-khac.example/bai/2"))
    )
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel><managingEditor>{MAIL} ({NAME})</managingEditor><webMaster>{HANDLE}</webMaster>{items}</channel></rss>"
    )


def comments_feed(_site: str) -> str:
    """As WordPress gives it: the title of a comment says whose it is."""
    items = "".join(
        f"<item><title>Bởi: {NAME}</title><link>https://noi-khac.example/bai/#comment-{n}</link>"
        f"<dc:creator>{NAME}</dc:creator><guid>{n}</guid><content:encoded><![CDATA[<p>Trả lời <a href='{PROFILE}'>{NAME}</a>.</p>"
        f"<blockquote>{OTHER} viết: …</blockquote><p>{told(n)}</p>]]></content:encoded></item>"
        for n in (11, 12)
    )
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{items}</channel></rss>'
    )


def listing(site: str) -> str:
    """A list of articles with their authors."""
    rows = "".join(
        f'<li class="tin"><h3><a href="{site}/bai/{n}">Thông báo số {n} về căn cước của xã</a></h3>'
        f'<span class="date">20/11/2026</span><span class="author">{NAME}</span><p>Người viết {NAME}, lời dẫn số {n}.</p></li>'
        for n in range(21, 25)
    )
    return f"<html><body><main><ul class='danh-sach'>{rows}</ul></main></body></html>"


def sitemap(site: str) -> str:
    """Articles, and the page of a person."""
    urls = "".join(
        f"<url><loc>{site}{path}</loc></url>"
        for path in ("/bai/31", "/bai/32", PROFILE, "/tac-gia/buoi-mang")
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def thread(_site: str) -> str:
    """XenForo 2."""
    posts = "".join(
        f'<article class="message message--post js-post" data-author="{name}" data-content="post-{n}" id="js-post-{n}">'
        f'<div class="message-user">{_person("h5")}</div><div class="message-main"><header class="message-attribution">'
        f'<a href="/xf/threads/le-phi.7/post-{n}"><time datetime="2026-11-20T08:0{n % 10}:00+0700">20/11</time></a></header>'
        f'<div class="message-body"><div class="bbWrapper"><blockquote class="bbCodeBlock bbCodeBlock--quote"'
        f' data-quote="{NAME}"><div>{NAME} viết:</div>mỗi người đóng 50k</blockquote><a class="username" data-user-id="{NUMBER}"'
        f' href="{PROFILE}">@{NAME}</a> {told(n)}</div></div><aside class="message-signature"><div class="bbWrapper">'
        f"{SIGNATURE}</div></aside></div></article>"
        for n, name in ((41, NAME), (42, OTHER))
    )
    return f"<html><body class='template-thread_view'><h1 class='p-title-value'>Lệ phí căn cước</h1>{posts}</body></html>"


def board(_site: str) -> str:
    """XenForo 2: the list that leads to the thread."""
    return (
        f'<html><body><div class="structItem structItem--thread js-threadListItem-7" data-author="{NAME}"><div class="structItem-cell'
        f' structItem-cell--icon"><a class="avatar" data-user-id="{NUMBER}" href="{PROFILE}"><img alt="{NAME}" src="{AVATAR}"></a></div>'
        '<div class="structItem-title"><a href="/xf/threads/le-phi.7/">Lệ phí căn cước</a></div><ul class="structItem-parts">'
        f'<li><a class="username" href="{PROFILE}">{NAME}</a></li></ul><div class="structItem-cell structItem-cell--latest"><a'
        f' class="username" href="{PROFILE}">{NAME}</a><time datetime="2026-11-20T08:00:00+0700">20/11</time></div></div></body></html>'
    )


def discourse(path: str) -> dict[str, Any] | None:
    """A forum of one topic."""
    who = {
        "username": HANDLE,
        "name": NAME,
        "display_username": NAME,
        "user_id": NUMBER,
        "avatar_template": AVATAR,
    }
    if path == "/dc/latest.json":
        topics = [
            {
                "id": 51,
                "title": "Lệ phí",
                "visible": True,
                "last_poster_username": HANDLE,
                "posters": [{"user_id": NUMBER}],
            }
        ]
        return {"users": [{"id": NUMBER, **who}], "topic_list": {"topics": topics}}
    posts = [
        {
            "id": n, "post_number": at, "post_type": 1, "topic_id": 51, "created_at": "2026-11-20T01:15:00Z", **who,
            "user_title": RANK, "reply_to_user": who, "user_signature": SIGNATURE,
            "cooked": f'<aside class="quote" data-username="{HANDLE}"><div class="title"><img class="avatar" src="{AVATAR}">'
            f'{NAME}:</div><blockquote>…</blockquote></aside><p><a class="mention" href="/u/{HANDLE}">@{HANDLE}</a> {told(n)}</p>',
        }
        for at, n in ((1, 51), (2, 52))
    ]  # fmt: skip
    details = {"created_by": who, "participants": [who]}
    return {
        "id": 51,
        "title": f"Lệ phí – {NAME} hỏi",
        "details": details,
        "post_stream": {"posts": posts, "stream": [51, 52]},
    }


def isso(url: str) -> Any:
    """A comment server: what it lists, and the thread."""
    who = {
        "author": NAME,
        "email": MAIL,
        "website": HOME,
        "hash": str(NUMBER),
        "gravatar_image": AVATAR,
        "mode": 1,
    }
    if urlsplit(url).path.endswith("/latest"):
        return [{"id": 61, "uri": "/tin/thue/", "text": "…", **who}]
    assert "uri" in parse_qs(urlsplit(url).query)
    replies = [
        {
            "id": n,
            "text": f"<p>{told(n)}</p>",
            "created": 1795000000.0,
            "modified": None,
            "replies": [],
            "hidden_replies": 0,
            **who,
        }
        for n in (61, 62)
    ]
    return {"id": None, "total_replies": 2, "hidden_replies": 0, "replies": replies}


def files() -> Mapping[str, bytes]:
    """Tables as offices keep them, with columns about people."""
    heads = ["Họ tên", "Số điện thoại", "Email", "Tài khoản", "Ảnh đại diện", "Nội dung", "Đường dẫn"]
    rows = [
        [NAME, PHONE, MAIL, HANDLE, AVATAR, told(n), f"https://noi-khac.example{PROFILE}{n}"]
        for n in range(71, 77)
    ]
    written = io.StringIO()
    csv.writer(written).writerows([heads, *rows[:2]])
    cells = "".join(
        f"<row r='{at}'>{''.join(cell(f'{chr(65 + column)}{at}', words) for column, words in enumerate(row))}</row>"
        for at, row in enumerate([heads, *rows[2:4]], 1)
    )
    objects = [
        {
            "text": row[5],
            "address": row[6],
            "author": NAME,
            "user": {"id": NUMBER, "name": NAME},
            "email": MAIL,
            "phone": PHONE,
        }
        for row in rows[4:]
    ]
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)
    return {
        "bang.csv": written.getvalue().encode(),
        "bang.xlsx": workbook(cells),
        "bang.jsonl": lines.encode(),
    }


def plant(server: HostileServer) -> dict[str, SourceKind]:
    """Put the site onto the server; its sources by their paths."""
    wordpress = WordPress(home=f"{server.url}/wp/")
    wordpress.publish(81, told(81))
    wordpress.comment(82, 81, told(82))
    site = server.url
    pages: dict[str, tuple[SourceKind, Callable[[str], str]]] = {
        "/rss": (SourceKind.FEED, feed),
        "/rss-binh-luan": (SourceKind.FEED, comments_feed),
        "/sitemap.xml": (SourceKind.SITEMAP, sitemap),
        "/chuyen-muc": (SourceKind.LISTING, listing),
        "/xf/forums/hoi-dap.2/": (SourceKind.XENFORO, board),
        "/xf/threads/le-phi.7/": (SourceKind.FORUM, thread),
    }
    for path, (_, page) in pages.items():
        server.cases[path] = lambda talk, page=page: talk.page(page(site), "text/html; charset=utf-8")  # type: ignore[misc]
    sources = {path: kind for path, (kind, _) in pages.items()}

    def bai(talk: Talk) -> None:
        talk.page(article(int(talk.path.rpartition("/")[2])))

    def wp(talk: Talk) -> None:
        given = wordpress(f"{site}{talk.path}")
        talk.page(given.body, given.kind, status=given.status)

    server.cases |= {
        "/bai/": bai,
        "/wp/": wp,
        "/dc/": lambda talk: talk.page(
            json.dumps(discourse(talk.path.partition("?")[0])), "application/json"
        ),
        "/isso/": lambda talk: talk.page(json.dumps(isso(talk.path)), "application/json"),
    }
    sources |= {"/wp/": SourceKind.WORDPRESS, "/dc/": SourceKind.DISCOURSE, "/isso/": SourceKind.ISSO}
    for name in sorted(READ):
        kind = next((kind for start, kind in _FROZEN_KINDS.items() if name.startswith(start)), None)
        if kind is not None:
            body = (FROZEN / name).read_bytes()
            for host in ("anson.example", "dd.example"):
                body = body.replace(f"https://{host}".encode(), site.encode())
            server.cases[f"/dong-bang/{name}"] = lambda talk, body=body: talk.page(body)  # type: ignore[misc]
            sources[f"/dong-bang/{name}"] = kind
    return sources


_FROZEN_KINDS = {
    **dict.fromkeys(("rss", "atom", "feed.json"), SourceKind.FEED),
    **dict.fromkeys(("thread_", "xenforo1_thread", "xenforo_thread"), SourceKind.FORUM),
}
