"""Servers that misbehave, crawled by the real crawler: each ends soon, by a name, and costs nothing that was good.

All crawls of a test run at once in one process (``tests.crawler.crowd``). Where a server is slow on purpose, the time
for one page is cut from the usual ``PAGE_SECONDS`` to ``PAGE``.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import ExitStack

import brotli
import pytest

from crawler.scrapy_settings import PAGE_SECONDS
from crawler.transport import MAX_HEADERS
from models.queries.remarks import STAGE
from models.session import transaction
from models.tables.post import Post
from models.tables.source import Fetch, Run, SetAside
from models.vocabulary import SourceKind
from tests.crawler.certificates import certificates
from tests.crawler.crawling import add_source, new_run
from tests.crawler.crowd import Crawl, Report, crawl_all
from tests.crawler.hostile_server import Case, HostileServer, Talk, hostile_server
from tests.crawler.old_fonts import ENCODED
from tests.database import TestDatabase

PAGE = 2
MEGABYTE = 1_000_000
XML = "application/rss+xml; charset=utf-8"
BIG = b"<rss>" + b"a" * 20 * MEGABYTE
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


def matryoshka(talk: Talk) -> None:
    """Packed three hundred times over."""
    body = b"<rss>" + b"x" * 1_000
    for _ in range(300):
        body = gzip.compress(body, 1)
    talk.page(body, XML, Content_Encoding=", ".join(["gzip"] * 300))


def sent(*pieces: bytes) -> Case:
    """Just these bytes."""
    return lambda talk: talk.send(*pieces)


def then(start: bytes, endless: bytes, pause: float | None = None) -> Case:
    """A beginning and no end, as fast as it is taken or with a pause between the pieces."""

    def case(talk: Talk) -> None:
        talk.send(start)
        talk.flood(endless) if pause is None else talk.drip(endless, pause)

    return case


def packed(body: bytes, *, encoding: str) -> Case:
    return lambda talk: talk.page(body, XML, Content_Encoding=encoding)


def to(address: str) -> Case:
    return lambda talk: talk.redirect(address)


def status(code: int) -> Case:
    return lambda talk: talk.page("<html><body>Lỗi</body></html>", status=code)


def reset_in_the_middle(talk: Talk) -> None:
    talk.send(OK + b"Content-Length: 5000\r\n\r\n<rss>")
    talk.reset()


FEED = (
    '<rss version="2.0"><channel><item><title>Tin</title><description>{}</description></item></channel></rss>'
)

TRANSPORT: dict[str, tuple[str, Case]] = {
    "a byte now and then": ("timed_out", then(OK + b"\r\n<rss>", b"x", 0.1)),
    "headers now and then": ("timed_out", then(OK, b"X: y\r\n", 0.1)),
    "silence": ("timed_out", lambda talk: talk.closing.wait(30) and None),
    "headers without end": ("not_http", then(OK, b"X: " + b"y" * 1_000 + b"\r\n")),
    "one header without end": ("not_http", then(OK, b" y" * 1_000 + b"\r\n")),
    "one line without end": ("not_http", then(OK + b"X: ", b"y" * 1_000)),
    "interim answers without end": ("not_http", then(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    "trailers without end": ("not_http", then(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: " + b"y" * 1_000 + b"\r\n")),
    "HTTP/0.9": ("not_http", sent(b"<html><body>Xin chao</body></html>")),
    "another protocol": ("not_http", sent(b"SSH-2.0-OpenSSH_9.6\r\n")),
    "no number for a status": ("not_http", sent(b"HTTP/1.1 abc OK\r\n\r\n<rss/>")),
    "null bytes in headers": ("not_http", sent(b"HTTP/1.1 200 OK\r\nX\x00Y: a\x00b\r\n: c\r\nContent-Length: 6\r\n\r\n<rss/>")),
    "two lengths": ("not_http", sent(OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n<rss/>")),
    "a length below nothing": ("not_http", sent(OK + b"Content-Length: -5\r\n\r\n<rss/>")),
    "chunks of garbage": ("not_http", sent(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nxin chao\r\n")),
    "a length too short": ("connection_cut", sent(OK + b"Content-Length: 5000\r\n\r\n<rss/>")),
    "a chunk cut off": ("connection_cut", sent(OK + b"Transfer-Encoding: chunked\r\n\r\n50\r\n<rss/>\r\n")),
    "a reset in the middle": ("connection_cut", reset_in_the_middle),
    "a reset at once": ("connection_cut", lambda talk: talk.reset()),
    "nothing at all": ("connection_cut", sent()),
    "a length without measure": ("page_too_large", sent(OK + b"Content-Length: 99999999999999999999\r\n\r\n<rss/>")),
    "a body without end": ("page_too_large", then(OK + b"\r\n", b"x" * 65_536)),
    "chunks without end": ("page_too_large", then(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65_536 + b"\r\n")),
    "a gzip bomb": ("packed_too_tightly", packed(gzip.compress(BIG, 9), encoding="gzip")),
    "a deflate bomb": ("packed_too_tightly", packed(zlib.compress(BIG, 9), encoding="deflate")),
    "a brotli bomb": ("packed_too_tightly", packed(brotli.compress(BIG, quality=5), encoding="br")),
    "a bomb within the size of a page": ("packed_too_tightly", packed(gzip.compress(b" " * 4 * MEGABYTE), encoding="gzip")),
    "a bomb in a bomb": ("packed_too_tightly", packed(gzip.compress(gzip.compress(BIG)), encoding="gzip, gzip")),
    "three hundred layers": ("packed_too_tightly", matryoshka),
    "broken gzip": ("broken_compression", packed(b"khong phai gzip", encoding="gzip")),
    "broken deflate": ("broken_compression", packed(b"khong phai deflate", encoding="deflate")),
    "broken brotli": ("broken_compression", packed(b"khong phai brotli", encoding="br")),
    "broken zstd": ("broken_compression", packed(b"khong phai zstd", encoding="zstd")),
    "packed in no known way": ("broken_compression", packed(b"<rss/>", encoding="rot13")),
    "a redirect in a circle": ("redirect_loop", to("?lai")),
    "a redirect without end": ("redirect_loop", lambda talk: talk.redirect(f"{talk.path}x")),
    "a redirect to nothing": ("redirect_loop", to("")),
    "a redirect to half an address": ("bad_redirect", to("http://[::1")),
    "a redirect to no port": ("bad_redirect", to("http://127.0.0.1:99999999/")),
    "a redirect to a script": ("bad_redirect", to("javascript:alert(1)")),
    "a redirect to a file": ("bad_redirect", to("file:///etc/passwd")),
    "a redirect to data": ("bad_redirect", to("data:text/xml,<rss/>")),
    "a redirect without an address": ("bad_redirect", status(302)),
    "a redirect to elsewhere": ("source_moved", to("https://trang-khac.example/")),
    "a redirect with a password": ("address_refused", to("http://ai:do@tinh.example/")),
    "401": ("login_required", status(401)),
    "403": ("page_forbidden", status(403)),
    "404": ("page_not_found", status(404)),
    "410": ("page_gone", status(410)),
    "418": ("page_refused", status(418)),
    "429": ("source_busy", status(429)),
    "500": ("server_error", status(500)),
    "503": ("source_busy", status(503)),
    "204": ("http_error", status(204)),
    "999": ("http_error", status(999)),
    "a web page": ("not_a_feed", lambda talk: talk.page("<!doctype html><html><body>Trang chủ</body></html>", XML)),
    "a form to sign in": ("not_a_feed", lambda talk: talk.page("<html><form action='/vao'><input name='mk' type='password'></form></html>")),
    "a picture": ("not_a_page", lambda talk: talk.page(b"\x89PNG\r\n", "image/png")),
    "a picture by the name of a feed": ("not_a_feed", lambda talk: talk.page(b"\x89PNG\r\n\x1a\n\x00\x00", XML)),
    "nothing in it": ("not_a_feed", lambda talk: talk.page(b"", XML)),
    "an empty feed": ("empty_feed", lambda talk: talk.page('<rss version="2.0"><channel></channel></rss>', XML)),
    "nesting": ("not_a_feed", lambda talk: talk.page(b"<a>" * 300_000, XML)),
    "a million attributes": ("empty_feed", lambda talk: talk.page(b"<rss " + b"".join(b'a%d="" ' % n for n in range(300_000)) + b"/>", XML)),
    "null bytes": ("not_a_feed", lambda talk: talk.page(b"\x00" * 100_000, XML)),
}  # fmt: skip
"""What a server does, and the code under which an administrator finds it."""

DISGUISES = (
    *(
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
    ),
    *("http://[64:ff9b::7f00:1]:{port}/", "http://2130706433:{port}/", "http://0x7f000001:{port}/"),
    *(
        "http://0x7f.0.0.1:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://localhost:{port}/",
    ),
    *(
        "http://localhost.:{port}/",
        "http://10.0.0.1/",
        "http://127.0.0.2:{port}/",
        "http://[fe80::1]/",
        "http://0/",
    ),
    *(
        "http://metadata.google.internal/",
        "http://100.100.100.200/",
        "http://[::]:{port}/",
        "http://127.0.0.1./",
    ),
)
"""This machine, its network and its cloud, in disguise."""
RESOLVED = ("http://2130706433", "http://0x7f", "http://0177", "http://127.1", "http://0/")
"""Those that are names by their form, and addresses to whoever resolves them."""
NAMES = {
    "noi-bo.example": ["10.0.0.5"],
    "hai-mat.example": ["93.184.215.14", "127.0.0.1"],
    "may-chu.example": ["169.254.169.254"],
    "v6.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
}
"""Names of the public net that lead inside."""


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with hostile_server() as running:
        yield running


def address_of(name: str) -> str:
    return "/" + "-".join(name.split())


WORDS = "Từ ngày mai mỗi hộ nộp 50.000 đồng tiền phí chuyển đổi số tại xã; người dân hỏi cán bộ đã có văn bản chưa, ở đâu."


def encoded(server: HostileServer, name: str) -> Crawl:
    """A feed and its article in an encoding, of which the server says one wrong thing and the page another."""
    page = f"<html><head><meta charset='windows-1252'></head><body><article><p>{WORDS}</p></article></body></html>"
    body = ENCODED[name](page)
    path = f"/chu/{name}"
    server.cases[f"{path}/bai"] = lambda talk: talk.page(body, "text/html; charset=utf-8")
    feed = f'<rss version="2.0"><channel><item><link>{server.url}{path}/bai</link></item></channel></rss>'
    server.cases[f"{path}/rss"] = lambda talk: talk.page(feed, XML)
    return Crawl(f"in {name}", f"{server.url}{path}/rss", allowed=server.address)


@pytest.fixture(scope="module")
def report(server: HostileServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    """Every server of ``TRANSPORT``, every disguise, every fault of a certificate and every encoding, in one process."""
    server.cases |= {address_of(name): case for name, (_, case) in TRANSPORT.items()}
    crawls = [
        Crawl(
            name,
            f"{server.url}{address_of(name)}",
            allowed=server.address,
            seconds=PAGE if code == "timed_out" else PAGE_SECONDS,
        )
        for name, (code, _) in TRANSPORT.items()
    ]
    disguises = [one.format(port=server.port) for one in DISGUISES]
    server.cases |= {f"/vong/{number}/": to(disguise) for number, disguise in enumerate(disguises)}
    ways = "".join(
        f"<item><link>{server.url}/vong/{number}/</link></item>" for number in range(len(disguises))
    )
    server.cases["/vong"] = lambda talk: talk.page(f"<rss><channel>{ways}</channel></rss>", XML)
    crawls.append(Crawl("redirects", f"{server.url}/vong", allowed=server.address, pages=len(disguises) + 1))
    resolved = [one for one in disguises if one.startswith(RESOLVED)]
    crawls += [Crawl(f"direct {one}", one, allowed=server.address) for one in resolved]
    crawls += [Crawl(name, f"http://{name}:{server.port}/rss") for name in (*NAMES, "khong-co.example")]
    crawls.append(Crawl("refused", "http://127.0.0.1:9/rss", allowed="127.0.0.1:9"))
    crawls += [encoded(server, name) for name in ENCODED]
    directory = tmp_path_factory.mktemp("certificates")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(directory / "trusted.pem"))
        for name, context in certificates(directory).items():
            encrypted = stack.enter_context(hostile_server(context))
            encrypted.cases["/rss"] = lambda talk: talk.page(FEED.format("Lệ phí 50k."), XML)
            crawls.append(Crawl(f"tls {name}", f"https://{encrypted.address}/rss", allowed=encrypted.address))
        yield crawl_all(crawls, NAMES, RETRY_TIMES=0)


@pytest.mark.parametrize("name", TRANSPORT)
def test_a_fault_has_a_name(report: Report, name: str) -> None:
    went = report.went[name]
    assert (went.code, went.texts) == (TRANSPORT[name][0], [])
    assert went.message.endswith(".")


def test_it_takes_no_longer_than_a_page_may_however_slowly_it_comes(report: Report) -> None:
    """The whole answer has one time limit; it does not start anew with each byte."""
    slow = [name for name, (code, _) in TRANSPORT.items() if code == "timed_out"]
    assert len(slow) == 3
    assert max(report.went[name].seconds for name in slow) < PAGE_SECONDS


def test_memory_stays_bounded(report: Report) -> None:
    assert report.grown < 250 * MEGABYTE
    assert MAX_HEADERS < MEGABYTE


def test_the_process_listens_nowhere_and_says_nothing_of_what_it_read(report: Report) -> None:
    assert not report.listened
    assert "Traceback" not in report.errors
    assert "Xin chao" not in report.errors
    assert "/vong/" not in report.errors


def test_no_disguise_of_this_machine_or_its_network_is_asked(report: Report, server: HostileServer) -> None:
    direct = {went.code for name, went in report.went.items() if name.startswith("direct")}
    assert direct == {"address_refused"}
    assert len(report.went["redirects"].problems) == len(DISGUISES)
    assert set(report.went["redirects"].problems) <= {"address_refused", "source_moved", "bad_redirect"}
    assert {report.went[name].code for name in NAMES} == {"address_refused"}
    hosts = {headers.get("host") for _, headers in server.asked}
    assert hosts == {server.address}


def test_no_name_and_no_server_are_told_apart(report: Report) -> None:
    assert report.went["khong-co.example"].code == "dns_failed"
    assert report.went["refused"].code == "connection_refused"


def test_nothing_is_sent_but_plain_reads_and_no_cookie_comes_back(
    report: Report, server: HostileServer
) -> None:
    assert report.went
    assert not [
        headers for _, headers in server.asked if {"cookie", "authorization", "referer"} & set(headers)
    ]


def test_every_fault_of_a_certificate_has_a_name(report: Report) -> None:
    names = ("tls_untrusted", "tls_expired", "tls_wrong_name", "tls_failed")
    assert {name: report.went[f"tls {name}"].code for name in names} == {name: name for name in names}
    assert report.went["tls good"].texts == ["Tin\n\nLệ phí 50k."]


@pytest.mark.parametrize("name", ENCODED)
def test_a_page_is_read_whatever_its_server_and_its_head_say_of_its_encoding(
    report: Report, name: str
) -> None:
    assert WORDS in " ".join(report.went[f"in {name}"].texts)


# Documents


def entries(site: str, count: int, extra: str = "") -> str:
    items = "".join(
        f"<item><title>Tin số {n}</title><link>{site}/bai/{n}</link><guid>trung-nhau</guid>{extra}"
        f"<description>Tóm tắt tin {n}.</description></item>"
        for n in range(1, count + 1)
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'


def article(talk: Talk) -> None:
    number = talk.path.rpartition("/")[2]
    talk.page(f"<html><body><article><h1>Tin số {number}</h1><p>Nộp hồ sơ ở xã, bài {number}.</p></article></body></html>",
              Set_Cookie="phien=bi-mat; Path=/")  # fmt: skip


BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;">' % (c + 1, c, c, c, c, c) for c in range(ord("a"), ord("m"))
    )
    + b"]>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
MONTH = '<html><head><link rel="next" href="/lich/{next}"></head><body><article class="message message--post" id="p{n}"><div class="bbWrapper">Lịch tiếp dân tháng {n} tại xã.</div></article></body></html>'


def calendar(talk: Talk) -> None:
    number = int(talk.path.rpartition("/")[2] or 1)
    talk.page(MONTH.format(next=number + 1, n=number))


def poisoned(server: HostileServer) -> dict[str, Case]:
    """Sitemaps made to lead astray."""
    urls = b"<url><loc>%s/bai/%d</loc></url>"
    site = server.url.encode()
    head = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    foreign = b"".join(b"<url><loc>https://la.example/%d</loc></url>" % n for n in range(1_000))
    many = gzip.compress(head + b"<url><loc>/x</loc></url>" * 900_000)
    loop = b"<sitemapindex>" + b"".join(b"<sitemap><loc>%s/so-do/lap?%d</loc></sitemap>" % (site, n) for n in range(50)) + b"</sitemapindex>"  # fmt: skip
    return {
        "/so-do/lap": lambda talk: talk.page(loop, "application/xml"),
        "/so-do/la": lambda talk: talk.page(head + foreign + urls % (site, 1) + b"</urlset>", "application/xml"),
        "/so-do/nhieu": lambda talk: talk.page(many, "application/gzip"),
        "/so-do/thuc-the": lambda talk: talk.page(BILLION + head + b"<url><loc>&m;</loc></url></urlset>", "application/xml"),
        "/so-do/ngoai": lambda talk: talk.page(OUTSIDE + head + b"<url><loc>&x;</loc></url></urlset>", "application/xml"),
    }  # fmt: skip


@pytest.mark.database
def test_what_is_bad_in_a_document_costs_nothing_that_is_good(
    db: TestDatabase, server: HostileServer
) -> None:
    site = server.url
    future = "<pubDate>Fri, 20 Nov 2099 00:00:00 +0700</pubDate>"
    broken = entries(site, 4).replace("<title>Tin số 2</title>", "<title>Thu & chi</b> số 2")
    server.cases |= poisoned(server) | {
        "/bai/": article,
        "/lich/": calendar,
        "/rss/trung": lambda talk: talk.page(entries(site, 4), XML),
        "/rss/tuong-lai": lambda talk: talk.page(entries(site, 3, future), XML),
        "/rss/gay": lambda talk: talk.page(broken, XML),
        "/rss/nua": lambda talk: talk.page(entries(site, 4)[:-100], XML),
        "/rss/tieu-de": lambda talk: talk.page(FEED.replace("Tin<", "Tin " * 2_400_000 + "<").format("Lời."), XML),
        "/rss/tieu-de-vua": lambda talk: talk.page(FEED.replace("Tin<", "Tin " * 1_000_000 + "<").format("Lời."), XML),
        "/rss/la": lambda talk: talk.page(entries("https://la.example", 3), XML),
        "/rss/thuc-the": lambda talk: talk.page(BILLION + FEED.format("&m;").encode(), XML),
        "/rss/ngoai": lambda talk: talk.page(OUTSIDE + FEED.format("&x;").encode(), XML),
        "/rss/dut": lambda talk: talk.page(entries(f"{site}/dut", 4), XML),
        "/dut/bai/2": reset_in_the_middle,
        "/dut/bai/3": status(500),
        "/dut/bai/": article,
    }  # fmt: skip
    kinds = {"/so-do/": SourceKind.SITEMAP, "/lich/": SourceKind.FORUM, "/rss/": SourceKind.FEED}
    paths = [path for path in server.cases if path.startswith(tuple(kinds)) and path != "/lich/"] + [
        "/lich/1"
    ]
    sources = {}
    for path in paths:
        kind = next(kind for start, kind in kinds.items() if path.startswith(start))
        sources[path] = add_source(f"{site}{path}", kind, pages=12)
    server.asked.clear()
    crawls = [Crawl(path, run_id=new_run(source), allowed=server.address) for path, source in sources.items()]
    report = crawl_all(crawls, RETRY_TIMES=0)
    assert {path: (went.code, went.counts["new"]) for path, went in report.went.items()} == {
        "/so-do/lap": ("nothing_found", 0),
        "/so-do/la": (None, 1),
        "/so-do/nhieu": ("page_too_large", 0),
        "/so-do/thuc-the": ("not_a_sitemap", 0),
        "/so-do/ngoai": ("not_a_sitemap", 0),
        "/rss/trung": (None, 4),
        "/rss/tuong-lai": (None, 3),
        "/rss/gay": (None, 4),
        "/rss/nua": (None, 4),
        "/rss/tieu-de": ("page_too_large", 0),
        "/rss/tieu-de-vua": (None, 1),
        "/rss/la": (None, 3),
        "/rss/thuc-the": ("not_a_feed", 0),
        "/rss/ngoai": ("not_a_feed", 0),
        "/rss/dut": (None, 4),
        "/lich/1": (None, 12),
    }
    assert report.grown < 400 * MEGABYTE
    assert {headers["host"] for _, headers in server.asked} == {server.address}
    assert not [headers for _, headers in server.asked if "cookie" in headers]
    assert len([path for path in server.paths() if path.startswith("/so-do/lap")]) <= 6
    with transaction() as session:
        texts = [post.text or "" for post in session.query(Post)]
        assert not [post for post in session.query(Post) if post.posted_at and post.posted_at.year > 2090]
        assert {run.state.value for run in session.query(Run)} == {"done", "failed"}
        aside = [(row.source_id, row.error_code) for row in session.query(SetAside) if row.stage != STAGE]
        said = {
            path: {row.error_code for row in session.query(SetAside).filter_by(source_id=source, stage=STAGE)}
            for path, source in sources.items()
            if path.startswith("/rss/")
        }
        assert session.query(Fetch).filter(Fetch.source_id == sources["/rss/thuc-the"]).count() == 0
    assert said == {
        "/rss/trung": {"dates_missing", "repeated_ids"},
        "/rss/tuong-lai": {"dates_in_future", "repeated_ids"},
        "/rss/gay": {"dates_missing", "repeated_ids", "xml_mended"},
        "/rss/nua": {"dates_missing", "repeated_ids", "xml_mended"},
        "/rss/tieu-de": set(),
        "/rss/tieu-de-vua": {"dates_missing", "titles_too_long"},
        "/rss/la": {"dates_missing", "repeated_ids", "links_elsewhere"},
        "/rss/thuc-the": set(),
        "/rss/ngoai": set(),
        "/rss/dut": {"dates_missing", "repeated_ids"},
    }
    assert max(map(len, texts)) <= 30_000
    assert not [text for text in texts if "root:" in text or "aaaaaaaaaa" in text]
    cut = sources["/rss/dut"]
    assert sorted(code for source, code in aside if source == cut) == ["connection_cut", "server_error"]
    whole = [text for text in texts if "Nộp hồ sơ ở xã" in text]
    assert len(whole) >= 4 + 3 + 4 + 3 + 2
