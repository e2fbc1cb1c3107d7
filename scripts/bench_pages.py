"""A web server for the bench: article pages as newspapers serve them, made up here, and a feed that leads to them.

``python scripts/bench_pages.py --pages 300`` prints its port and serves until its input ends. Every host name it is asked under is
a site of its own: ``/rss?n=50`` names that many articles of it, and ``/times`` tells when articles of each were asked for. A page has
menus, styles, scripts, JSON-LD, columns of other articles, and some 4,000 letters of text; it comes in two sizes, ``/bai/7`` as
newspapers have it and ``/ngan/7``, lean as on a small portal (``/rss?n=50&co=ngan``). Pages are made by the same seed every time and
kept in memory, so that serving one costs next to nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

SEED = 20261127
FULL, LEAN = "bai", "ngan"
BYTES = {FULL: (70_000, 140_000), LEAN: (30_000, 60_000)}
"""Of a page. Full pages are as large as those of the article-extraction benchmark are for trafilatura, which reads 44 of them a second on
one core as a crawler would call it (23 ms a page); of lean ones it reads three times as many."""

HAS_PHONE = 0.25
"""Share of articles that end with a number to call, which masking takes out."""

FIRST_DAY = datetime(2026, 9, 1, 7, tzinfo=UTC)
WHO = (
    "Ủy ban nhân dân xã", "Bộ phận một cửa", "Trạm y tế xã", "Ban quản lý chợ", "Trường tiểu học của xã",
    "Tổ công nghệ số cộng đồng", "Hợp tác xã nông nghiệp", "Đội quản lý đường bộ", "Nhà văn hóa thôn",
)  # fmt: skip
DOES = (
    "thông báo lịch tiếp nhận hồ sơ", "niêm yết công khai mức thu", "hướng dẫn người dân kê khai", "sửa lại đoạn đường",
    "mở thêm một buổi làm việc", "phát phiếu lấy ý kiến", "tổ chức buổi đối thoại", "kiểm tra lại danh sách",
    "nhận trả kết quả tại nhà",
)  # fmt: skip
WHAT = (
    "cấp đổi giấy tờ tùy thân", "hỗ trợ hộ mới thoát nghèo", "tiêm nhắc lại cho trẻ", "thu gom rác theo giờ", "tưới tiêu vụ đông",
    "đăng ký tạm trú trực tuyến", "học phí học kỳ một", "chuyển đổi cây trồng", "sửa chữa cầu treo",
)  # fmt: skip
WHEN = (
    "từ ngày 01/12/2026", "trong tuần tới", "trước ngày 15 hằng tháng", "vào sáng thứ bảy", "đến hết quý một năm sau",
    "ngay sau khi có kết quả", "trong bảy ngày làm việc", "theo lịch đã dán tại trụ sở",
)  # fmt: skip
THEN = (
    "người dân mang theo bản chính để đối chiếu", "không phải nộp thêm khoản nào", "ai ở xa có thể hẹn trước qua điện thoại",
    "danh sách được dán ở cổng trụ sở", "cán bộ trực đến năm giờ chiều", "các thôn cử người nhận giấy giúp bà con",
    "mức thu giữ như năm ngoái, là 25.000 đồng một tháng", "hồ sơ thiếu sẽ được báo ngay trong ngày",
)  # fmt: skip


def page(number: int, size: str) -> bytes:
    """One article page, the same for the same number and size."""
    luck = random.Random(SEED + number)  # noqa: S311  (makes pages, keeps no secret)
    title, day = sentence(luck).rstrip("."), (FIRST_DAY + timedelta(hours=number)).isoformat()
    linked = json.dumps(
        {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": day},
        ensure_ascii=False,
    )
    head = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title} - Tin trong huyện</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="description" content="{sentence(luck)}">'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{day}"><link rel="stylesheet" href="/css/chung.css">'
        f'<script type="application/ld+json">{linked}</script>\n<style>{_style(luck)}</style>'
        f"<script>{_script(luck)}</script></head>\n"
    )
    menu = "".join(
        f'<li class="parent"><a href="/muc/{one}" class="menu-link">{luck.choice(WHAT)}</a><ul class="sub">{_links(luck, 6)}</ul></li>'
        for one in range(12)
    )
    body = (
        f'<body class="page-detail top-header"><header class="section top-header"><div class="container"><a href="/" class="logo">Tin</a>'
        f'<form action="/tim" class="search"><input type="text" name="q"><button>Tìm</button></form></div></header>'
        f'<nav class="main-nav"><ul class="parent">{menu}</ul></nav>'
        f'<section class="section page-detail"><div class="container"><div class="sidebar-1">{_article(luck, title, day, number)}</div>'
        f'<aside class="sidebar-2"><div class="box-category"><h2 class="title-box">Tin khác</h2>{_others(luck, 18)}</div></aside></div></section>'
    )
    foot = (
        f'<footer class="footer container"><div class="row"><ul class="list-menu-footer">{_links(luck, 24)}</ul></div>'
        '<p class="copyright">Trang thử, nội dung tự viết.</p></footer></body></html>'
    )
    whole = body
    wanted = luck.randint(*BYTES[size]) - len((head + foot).encode())
    while len(whole.encode()) < wanted - 3_000:
        whole += f'<section class="section box-news"><h2 class="title-box">{luck.choice(WHAT)}</h2>{_others(luck, 4)}</section>'
    return f"{head}{whole}{foot}".encode()


def sentence(luck: random.Random) -> str:
    """A sentence of news from a commune."""
    return f"{luck.choice(WHO)} {luck.choice(DOES)} về việc {luck.choice(WHAT)} {luck.choice(WHEN)}, {luck.choice(THEN)}."


def paragraph(luck: random.Random) -> str:
    """Two or three sentences."""
    return " ".join(sentence(luck) for _ in range(luck.randint(2, 3)))


def _article(luck: random.Random, title: str, day: str, number: int) -> str:
    text = "".join(f'<p class="Normal">{paragraph(luck)}</p>\n' for _ in range(luck.randint(8, 13)))
    text += (
        '<p class="Normal">Ai cần hỏi thêm xin gọi số 0900 000 123.</p>' if luck.random() < HAS_PHONE else ""
    )
    picture = (
        f'<figure class="tplCaption"><div class="fig-picture"><picture><source srcset="/anh/{number}-2x.jpg">'
        f'<img src="/anh/{number}.jpg" alt=""></picture></div><figcaption class="Image">{sentence(luck)}</figcaption></figure>'
    )
    shares = "".join(
        f'<li><a href="#" class="btn-{one}" rel="nofollow"><svg class="ic"><use href="#{one}"></use></svg></a></li>'
        for one in ("chia-se", "luu", "in", "gui", "binh-luan")
    )
    return (
        f'<div class="header-content"><ul class="breadcrumb">{_links(luck, 2)}</ul><span class="date">{day[:10]}</span></div>'
        f'<h1 class="title-detail">{title}</h1><p class="description">{sentence(luck)}</p><ul class="social">{shares}</ul>'
        f'<article class="fck_detail">{text}{picture}<p class="Normal" style="text-align:right"><strong>Cọ Xanh</strong></p></article>'
        f'<div class="tags"><h4 class="tag-item"><a href="/tag/1">{luck.choice(WHAT)}</a></h4></div>'
    )


def _others(luck: random.Random, count: int) -> str:
    """Other articles with a picture, a title and a line, as the columns of a newspaper have them."""
    return "".join(
        f'<article class="item-news thumb-left"><div class="thumb-art"><a href="/bai/{at}" class="thumb thumb-5x3" title="">'
        f'<picture><img src="/anh/{at}-nho.jpg" alt="" loading="lazy"></picture></a></div>'
        f'<h3 class="title-news"><a href="/bai/{at}" data-medium="Item-{at}">{luck.choice(WHO)} {luck.choice(DOES)}</a></h3>'
        f'<p class="description"><a href="/bai/{at}">{luck.choice(WHAT)} {luck.choice(WHEN)}</a></p></article>\n'
        for at in luck.sample(range(1, 10_000), count)
    )


def feed(host: str, articles: int, first: int, size: str) -> bytes:
    """A feed that names so many articles of a host, from a number on."""
    items = "".join(
        f"<item><title>Tin số {number}</title><link>http://{host}/{size}/{number}</link></item>"
        for number in range(first, first + articles)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
    )


def _links(luck: random.Random, count: int) -> str:
    return "".join(
        f'<li class="item"><a href="/muc/{luck.randint(1, 999)}" class="link" title="">{luck.choice(WHAT)}</a></li>'
        for _ in range(count)
    )


def _style(luck: random.Random) -> str:
    return "".join(
        f".box-{number}{{margin:{luck.randint(0, 40)}px;color:#{luck.randint(0, 0xFFFFFF):06x}}}"
        for number in range(80)
    )


def _script(luck: random.Random) -> str:
    return "".join(
        f"window.q=window.q||[];q.push(['set','k{at}',{luck.randint(0, 10**6)}]);" for at in range(60)
    )


class _Site(asyncio.Protocol):
    """Answers GET over connections that stay open; everything else is closed."""

    def __init__(self, pages: dict[str, list[bytes]], asked: dict[str, list[float]]) -> None:
        self._pages, self._asked, self._heard = pages, asked, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            asked, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._answer(asked.decode("latin-1").split("\r\n"))

    def _answer(self, lines: list[str]) -> None:
        headers = {
            name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines[1:])
        }
        address = urlsplit(lines[0].split(" ")[1])
        folder, _, number = address.path[1:].partition("/")
        status, kind, body = "200 OK", "text/html; charset=utf-8", b""
        if address.path == "/rss":
            given = parse_qs(address.query)
            n, first, size = (
                given.get(name, [usual])[0] for name, usual in (("n", "50"), ("tu", "1"), ("co", FULL))
            )
            kind = "application/rss+xml; charset=utf-8"
            body = feed(headers.get("host", ""), int(n), int(first), size)
        elif address.path == "/times":
            body = json.dumps(self._asked).encode()
        elif folder in self._pages:
            self._asked.setdefault(headers.get("host", ""), []).append(time.time())
            body = self._pages[folder][int(number) % len(self._pages[folder])]
        else:
            status = "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        assert isinstance(self._transport, asyncio.Transport)  # noqa: S101  (it is a TCP server)
        self._transport.write(head.encode("latin-1") + body)


async def serve(pages: int) -> None:
    """Serve until the input ends."""
    made = {size: [page(number, size) for number in range(pages)] for size in BYTES}
    asked: dict[str, list[float]] = {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Site(made, asked), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--core", type=int)
    given = parser.parse_args()
    if given.core is not None:
        os.sched_setaffinity(0, {given.core})
    asyncio.run(serve(given.pages))
