"""Lists of articles: layouts that were not written into the reader, what is left out, and paging that ends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.errors import NotAListing, PageTooLarge
from crawler.identity import names_in, remove_people
from crawler.items import Found
from crawler.markup import MAX_BYTES, read_html
from crawler.spiders import listing
from models.errors import TriageError

URL = "https://a.example/tin-tuc"
TITLES = (
    "Xã mở thêm hai buổi hướng dẫn nộp hồ sơ qua mạng",
    "Lệ phí cấp lại thẻ căn cước từ tháng sau",
    "Điểm giao dịch bưu điện nhận trả kết quả tại nhà",
    "Tổ công nghệ số thôn Thượng dạy quét mã ở chợ",
)
MENU = """<div class="top"><ul><li><a href="/thong-tin-tuyen-truyen-pho-bien-phap-luat">Thông tin tuyên truyền, phổ biến pháp
luật</a></li><li><a href="/co-cau-to-chuc-bo-may-hanh-chinh">Cơ cấu tổ chức bộ máy hành chính của xã</a></li>
<li><a href="/chien-luoc-quy-hoach-phat-trien">Chiến lược, quy hoạch phát triển của tỉnh nhà</a></li></ul></div>"""

LAYOUTS = {
    "wordpress": (
        '<article id="post-{n}" class="post-{n} post category-{n}"><header class="entry-header"><h2 class="entry-title">'
        '<a href="{url}" rel="bookmark">{title}</a></h2><span class="byline">Nguyễn Thị Bưởi</span>'
        '<time class="entry-date" datetime="2025-11-{day}T08:00:00+07:00">{day} Tháng Mười Một</time></header></article>'
    ),
    "joomla": (
        '<div class="item column-1"><div class="page-header"><h2><a href="{url}">{title}</a></h2></div><dl class="article-info">'
        "<dd>Ngày đăng: {day} Tháng 11 2025</dd></dl><p>Người dân mang theo giấy tờ gốc khi đến làm thủ tục.</p></div>"
    ),
    "cards": (
        '<div class="col"><a class="card" href="{url}"><img alt=""><h3>{title}</h3><p>Người dân mang theo giấy tờ gốc khi'
        " đến làm thủ tục tại xã.</p><span>{day}/11/2025</span></a></div>"
    ),
    "table": '<tr><td>{n}</td><td><a href="{url}">{title}</a></td><td>{day}-11-2025</td></tr>',
    "list": '<li class="odd"><a href="{url}">{title}</a> <i>({day}/11/2025)</i></li>',
    "titles": '<li class="item{n}"><a href="{url}">{title}</a></li>',
    "labelled": (
        '<div class="row"><a class="cat" href="/linh-vuc/cai-cach-hanh-chinh">Cải cách hành chính công</a><div><h4><a href="{url}">'
        '{title}</a></h4></div><div class="info"><span>08:30 | {day}/11/2025</span></div></div>'
    ),
}


def page(entry: str, count: int = 6, inside: str = "", around: str = MENU) -> bytes:
    """A page with a menu, a list of ``count`` articles ``/tin-tuc/…-100n.html`` and a footer."""
    entries = "".join(
        entry.format(n=n, url=f"/tin-tuc/bai-viet-so-{1000 + n}.html", title=TITLES[n % 4], day=20 - n)
        for n in range(count)
    )
    kind = "table" if entry.startswith("<tr") else "ul" if entry.startswith("<li") else "div"
    return (
        f"<html><body><div id='page'>{around}<div class='main'><{kind}>{entries}</{kind}>{inside}</div>"
        "<footer><a href='/lien-he-voi-ban-bien-tap-cua-xa'>Liên hệ với ban biên tập của xã</a></footer></div></body></html>"
    ).encode()


def articles(found: Found) -> list[str]:
    return [lead.url.rpartition("/")[2] for lead in found.leads if lead.role == "article"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_articles_of_a_layout_are_found_and_nothing_else(name: str) -> None:
    found = listing.read_listing(page(LAYOUTS[name]), URL)
    assert articles(found) == [f"bai-viet-so-{1000 + n}.html" for n in range(6)]
    posts = [lead.fallback for lead in found.leads]
    if name == "titles":
        assert posts == [None] * 6
    else:
        assert [post.text.split("\n")[0] for post in posts if post] == [TITLES[n % 4] for n in range(6)]
        assert [post.posted_at.day for post in posts if post and post.posted_at] == [20 - n for n in range(6)]
    assert "Bưởi" not in str([post.text for post in posts if post])


@pytest.mark.parametrize("word", ["has-sidebar", "layout-menu-left", "page_share"])
def test_a_block_around_the_whole_page_is_no_sidebar_whatever_it_is_called(word: str) -> None:
    body = page(LAYOUTS["joomla"]).replace(b"id='page'", f"class='{word}'".encode())
    assert articles(listing.read_listing(body, URL)) == [f"bai-viet-so-{1000 + n}.html" for n in range(6)]


def test_the_sections_a_list_belongs_to_are_no_articles() -> None:
    sections = "".join(
        f'<h2 class="{place}"><a href="{address}">Tin tức và sự kiện mới của xã nhà</a></h2>'
        for place, address in (
            ("up", "/tin-tuc"),
            ("up", "/tin-tuc/chuyen-doi-so"),
            ("up", "/tin-tuc/chuyen-doi-so/"),
        )
    )
    found = listing.read_listing(page(LAYOUTS["list"], around=sections), f"{URL}/chuyen-doi-so")
    assert articles(found) == [f"bai-viet-so-{1000 + n}.html" for n in range(6)]


def test_a_lone_link_does_not_borrow_the_dates_of_the_list_beside_it() -> None:
    stray = '<p><a href="/he-thong/trang-noi-bo-1234">Trang nội bộ dành cho cán bộ của xã</a></p>'
    body = page(LAYOUTS["table"], 2, around=stray)
    assert articles(listing.read_listing(body, URL)) == ["bai-viet-so-1000.html", "bai-viet-so-1001.html"]


def test_a_single_article_with_heading_and_date_is_a_list_too() -> None:
    assert articles(listing.read_listing(page(LAYOUTS["wordpress"], 1), URL)) == ["bai-viet-so-1000.html"]


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><p>x</p></body></html>",
        page("", 0),
        page('<p><a href="{url}">Tin {n}</a></p>'),
        page('<p><a href="https://khac.example/{n}">{title}</a> {day}/11/2025</p>'),
        page('<p><a href="javascript:void({n})">{title}</a> {day}/11/2025</p>'),
        page('<p><a href="/tac-gia/{n}">{title}</a> {day}/11/2025</p>'),
    ],
    ids=["no links", "menu", "labels", "elsewhere", "script", "persons"],
)
def test_a_page_without_articles_says_so(body: bytes) -> None:
    with pytest.raises(NotAListing, match="danh sách"):
        listing.read_listing(body, URL)


def test_a_page_over_the_limit_is_refused() -> None:
    with pytest.raises(PageTooLarge):
        listing.read_listing(b"<html>" + b"a" * MAX_BYTES, URL)


@pytest.mark.parametrize(
    "heading", ["Xem nhiều", "Tin đọc nhiều nhất", "Tin liên quan", "Bài viết khác:", "Quảng cáo"]
)
def test_a_box_of_something_else_is_left_out(heading: str) -> None:
    box = f'<div class="b"><h3>{heading}</h3><ul>' + "".join(
        f'<li><h4><a href="/tin-cu/bai-viet-cu-so-{n}">{TITLES[n]}</a></h4> 01/0{n + 1}/2025</li>'
        for n in range(3)
    )
    found = listing.read_listing(page(LAYOUTS["list"], inside=box + "</ul></div>"), URL)
    assert articles(found) == [f"bai-viet-so-{1000 + n}.html" for n in range(6)]


def test_a_list_that_has_such_a_heading_itself_is_read() -> None:
    body = page(LAYOUTS["list"], inside="").replace(b"<ul>", "<div><h1>Xem nhiều</h1><ul>".encode())
    assert len(articles(listing.read_listing(body, URL))) >= 6


def test_a_date_in_the_words_of_a_list_is_not_the_date_of_the_article() -> None:
    entry = "<div><h3><a href='{url}'>{title}</a></h3><p>Từ ngày <b>{day}/12/2026</b>, hồ sơ nộp tại xã nơi cư trú.</p></div>"
    assert [lead.fallback for lead in listing.read_listing(page(entry), URL).leads] == [None] * 6


NEXT = {
    "declared": '<link rel="next" href="?trang=2">',
    "rel": '<a rel="next" href="?trang=2">xem</a>',
    "class": '<div class="x"><a class="btn next-page" href="?trang=2"><i></i></a></div>',
    "words": '<p><a href="?trang=2">Trang sau »</a></p>',
    "number": '<ul class="pagination"><li><a href="#">1</a></li><li><a href="?trang=2">2</a></li><li><a href="?trang=9">»</a></li></ul>',
    "arrow": '<div class="phan-trang"><a href="?trang=0">«</a><a href="?trang=2">»</a></div>',
}


@pytest.mark.parametrize("name", NEXT)
def test_the_next_page_is_found(name: str) -> None:
    found = listing.read_listing(page(LAYOUTS["list"], inside=NEXT[name]), URL)
    assert [(lead.url, lead.role) for lead in found.leads if lead.more] == [(f"{URL}?trang=2", "page2")]


@pytest.mark.parametrize(
    "inside",
    [
        '<a rel="next" href="#">x</a>',
        '<a rel="next" href="https://khac.example/?p=2">x</a>',
        '<a class="next" href="javascript:void(0)">x</a>',
        '<a rel="next" href="/tin-tuc#dau">x</a>',
        '<table class="lich"><td><a href="?ngay=2">2</a></td></table>',
    ],
)
def test_what_leads_nowhere_is_no_next_page(inside: str) -> None:
    assert not [
        lead for lead in listing.read_listing(page(LAYOUTS["list"], inside=inside), URL).leads if lead.more
    ]


def test_the_pages_of_a_list_end() -> None:
    body = page(LAYOUTS["list"], inside=NEXT["rel"])
    roles = ["start"]
    while len(roles) < 10:
        more = [lead for lead in listing.READERS[roles[-1]](body, URL).leads if lead.more]
        if not more:
            break
        roles.append(more[0].role)
    assert roles == ["start", "page2", "page3"]
    assert set(roles) == listing.LISTS


def link(number: int) -> bytes:
    return b"<a href=/bai-%d-1>mot hai ba bon nam sau bay</a>" % number


HOSTILE = {
    "one class around all": b"<div class='"
    + b"a " * 100_000
    + b"'>"
    + b"".join(link(n) for n in range(1_000)),
    "headings in headings": b"<div class=title>" * 240 + b"x " * 500_000,
    "links in links": b"".join(b"<a href=/bai-%d><span>" % n for n in range(200)) + b"x " * 500_000,
    "a long text before": b"<div><div><div>" + b"x " * 500_000 + b"".join(link(n) for n in range(1_000)),
    "words in words": b"".join(
        b"<div>" + link(n) + b"<div class=sapo>" * 100 + b"</div>" * 101 for n in range(30)
    ),
    "dates in a line": b"<div>"
    + b"".join(b"<span>20/11/2025</span>" + link(n) + b"tu ngay" for n in range(1_200)),
    "boxes in boxes": b"<div>" * 200 + "<h3>Xem nhiều</h3>".encode() * 100 + b"<a>x</a>" * 3_000,
    "many pages": b"<div class=pagination>" + b"<a href=#>2</a>" * 3_000,
    "many places": b"".join(
        b"<div class=c%s>%s</div>" % (bytes([97 + n % 26, 97 + n // 26 % 26]), link(n)) for n in range(1_500)
    ),
    "deep links": b"<div>" * 240 + b"".join(link(n) for n in range(1_500)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_made_to_take_long_does_not(name: str) -> None:
    """At most some times as long as what every page costs: its tree, and the search for people in it."""
    body = b"<html><body>" + HOSTILE[name]
    start = time.process_time()
    tree = read_html(body)
    names_in(tree)
    remove_people(tree)
    peer = time.process_time() - start
    try:
        found = listing.read_listing(body, URL)
    except NotAListing:
        found = Found()
    assert len(found.leads) <= listing.MAX_ARTICLES + 1
    assert time.process_time() - start - peer < 10 * max(peer, 0.1)


WORDS = st.text(alphabet="abc 12/.:-áđ\n", max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(LAYOUTS)), WORDS, WORDS), max_size=8))
def test_whatever_stands_in_a_list_only_pages_of_its_host_are_led_to(
    parts: list[tuple[str, str, str]],
) -> None:
    entries = "".join(
        LAYOUTS[name].format(n=1, day=11, url=address, title=title) for name, address, title in parts
    )
    try:
        found = listing.read_listing(f"<html><body>{entries}".encode(), URL)
    except TriageError:
        return
    assert all(lead.url.startswith("https://a.example/") for lead in found.leads)
    assert len({lead.url for lead in found.leads}) == len(found.leads)
