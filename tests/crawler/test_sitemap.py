"""Sitemaps: newest first, own host only, and nothing that a poisoned one could do."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.dates import FUTURE
from crawler.errors import NotASitemap, PageTooLarge
from crawler.items import Found
from crawler.markup import MAX_BYTES
from crawler.sitemap_file import MAX_UNPACKED
from crawler.spiders import sitemap
from models.errors import TriageError
from tests.crawler.frozen import PAGES, READ, as_plain, read

URL = "https://a.example/sitemap.xml"
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def urlset(*entries: str) -> bytes:
    return f"<urlset>{''.join(f'<url>{entry}</url>' for entry in entries)}</urlset>".encode()


def index(*addresses: str) -> bytes:
    inside = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex>{inside}</sitemapindex>".encode()


def paths(found: Found) -> list[str]:
    return [lead.url.removeprefix("https://a.example/") for lead in found.leads]


def take(body: bytes, depth: int = 0) -> Found:
    return sitemap.read_sitemap(body, URL, depth, NOW)


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap_index.xml", "sitemap_news.xml", "sitemap.txt"])
def test_a_packed_sitemap_says_the_same(name: str) -> None:
    body = (PAGES / name).read_bytes()
    assert as_plain(read(name, gzip.compress(body))) == as_plain(read(name, body))


def test_a_packed_file_cut_in_the_middle_gives_what_there_is_of_it() -> None:
    rows = [
        f"<loc>https://a.example/tin/{n}</loc><lastmod>2026-01-01T01:{n % 60:02}:07Z</lastmod>"
        for n in range(400)
    ]
    packed = gzip.compress(urlset(*rows))
    assert 10 < len(take(packed[: len(packed) // 2]).leads) < 400


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "trống hoặc hỏng"),
        (b"\x00\x01", "trống hoặc hỏng"),
        (b"%PDF-1.7", "trống hoặc hỏng"),
        (b"{}", "trống hoặc hỏng"),
        (b"<a/>", "không phải sơ đồ trang"),
        (b"<!doctype html><title>x</title>", "trang web"),
        (b"\xef\xbb\xbf \n<html><body>x", "trang web"),
        (b"<rss><channel/></rss>", "nguồn cấp tin"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "nguồn cấp tin"),
        (b"\x1f\x8bkhong", "Tệp nén"),
        (gzip.compress(gzip.compress(urlset(), mtime=0), mtime=0), "trống hoặc hỏng"),
        (b'<!DOCTYPE u [<!ENTITY a "b">]><urlset><url><loc>https://a.example/&a;</loc></url></urlset>', "thực thể"),
        (b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset>&a;</urlset>', "thực thể"),
    ],
)  # fmt: skip
def test_what_is_no_sitemap_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(NotASitemap, match=words):
        take(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset>" + b"a" * MAX_BYTES,
        gzip.compress(b"<urlset>" + b"a" * MAX_UNPACKED, mtime=0),
        gzip.compress(b"<urlset>" + b"<a/>" * 1_100_000, mtime=0),
        gzip.compress(b"<urlset>" + b"&" * 1_100_000, mtime=0),
    ],
    ids=["bytes", "unpacked", "elements", "references"],
)
def test_a_sitemap_over_a_limit_is_refused(body: bytes) -> None:
    with pytest.raises(PageTooLarge):
        take(body)


def test_an_empty_sitemap_leads_nowhere() -> None:
    assert take(urlset()) == take(index()) == Found()


def test_a_sitemap_cut_in_the_middle_still_gives_what_is_whole() -> None:
    whole = urlset(*(f"<loc>https://a.example/tin/{n}</loc>" for n in range(3)))
    assert sorted(paths(take(whole[: whole.index(b"tin/2")]))) == ["tin/0", "tin/1"]


@pytest.mark.parametrize(
    "before", ["", "<url><loc>https://a.example/x</url>"], ids=["whole", "after a mistake"]
)
@pytest.mark.parametrize("sign", ["&", "&amp;", "&#38;", "&#x26;"])
def test_addresses_keep_their_parameters_however_they_are_written(before: str, sign: str) -> None:
    body = f"<urlset>{before}<url><loc>https://a.example/tin?l=tin{sign}ItemID=1</loc></url></urlset>"
    assert "tin?l=tin&ItemID=1" in paths(take(body.encode()))


def test_signs_in_titles_are_themselves_in_any_writing() -> None:
    titles = ("<![CDATA[Thuế & phí]]>", "Thuế &amp; phí", "<![CDATA[Thuế &amp; phí]]>", "Thuế & phí")
    rows = (
        f"<loc>https://a.example/{n}</loc><news><title>{one}</title></news>" for n, one in enumerate(titles)
    )
    assert {lead.fallback.text for lead in take(urlset(*rows)).leads if lead.fallback} == {"Thuế & phí"}


def test_indexes_are_followed_two_levels_down_and_no_further() -> None:
    body = index(*(f"https://a.example/s{n}.xml" for n in range(20)))
    found = [take(body), take(body, 1)]
    assert [{lead.role for lead in one.leads} for one in found] == [{"nested"}, {"innermost"}]
    assert [len(one.leads) for one in found] == list(sitemap.CHILDREN[:2])
    assert all(lead.more for one in found for lead in one.leads), (
        "an unchanged index says nothing of its sitemaps"
    )
    with pytest.raises(NotASitemap, match="hai tầng"):
        take(body, 2)


def test_an_index_that_names_itself_leads_nowhere() -> None:
    assert take(index(URL)) == Found()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("author-sitemap.xml", False),
        ("wp-sitemap-users-1.xml", False),
        ("sitemap.php?type=author", False),
        ("post_tag-sitemap.xml", False),
        ("wp-sitemap-taxonomies-category-1.xml", False),
        ("post-sitemap12.xml.gz", True),
        ("sitemap-news.xml", True),
        ("sitemaps-2026-11.xml", True),
    ],
)
def test_sitemaps_of_persons_and_other_things_are_not_read(name: str, kept: bool) -> None:
    assert (f"https://a.example/{name}" in [lead.url for lead in take(index("https://a.example/bai.xml", f"https://a.example/{name}")).leads]) is kept  # fmt: skip


def test_a_sitemap_of_categories_is_read_where_there_is_nothing_else_but_never_one_of_persons() -> None:
    assert paths(take(index("https://a.example/category.xml", "https://a.example/author.xml"))) == [
        "category.xml"
    ]


def test_only_the_newest_are_taken_and_a_page_once() -> None:
    rows = [
        f"<loc>https://a.example/tin/{n // 2}</loc><lastmod>{(NOW - timedelta(hours=n, minutes=5)).isoformat()}</lastmod>"
        for n in range(2_400)
    ]
    found = take(urlset(*reversed(rows)))
    assert paths(found) == [f"tin/{n}" for n in range(sitemap.MAX_ENTRIES)]
    assert found.leads[7].changed_at == NOW - timedelta(hours=14, minutes=5)


def test_undated_pages_are_taken_from_both_ends() -> None:
    found = take(urlset(*(f"<loc>https://a.example/tin/{n}</loc>" for n in range(2_000))))
    assert paths(found)[:4] == ["tin/1999", "tin/0", "tin/1998", "tin/1"]
    assert len(found.leads) == len(set(found.leads)) == sitemap.MAX_ENTRIES


@pytest.mark.parametrize(
    ("lastmod", "changed_at"),
    [
        ("2026-11-20T08:00:00+07:00", datetime(2026, 11, 20, 1, tzinfo=UTC)),
        ("2026-11-20T08:00:00", datetime(2026, 11, 20, 1, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, 17, tzinfo=UTC)),
        ("2026-11-20T00:00:00+07:00", datetime(2026, 11, 20, 17, tzinfo=UTC)),
        ("2026-11", None),
        ("2026-11-28T00:00:00Z", NOW + FUTURE + timedelta(days=1)),
        ("2026-11-28T00:00:01Z", None),
        ("2099-01-01", None),
        ("0000-00-00", None),
        ("mới", None),
    ],
)
def test_a_date_that_cannot_be_believed_is_none_and_a_day_lasts_until_its_end(
    lastmod: str, changed_at: datetime | None
) -> None:
    (lead,) = take(urlset(f"<loc>https://a.example/1</loc><lastmod>{lastmod}</lastmod>")).leads
    assert lead.changed_at == changed_at
    assert lead.rest == (sitemap.UNDATED_RESTS if changed_at is None else sitemap.KNOWN_RESTS)


def poisoned() -> bytes:
    """More entries than allowed: other hosts, scripts, files of the machine, dates to come."""
    rows = (
        f"<url><loc>https://h{n}.example/x</loc><lastmod>2026-11-26</lastmod></url>"
        f"<url><loc>javascript:alert({n})</loc></url><url><loc>file:///etc/{n}</loc></url>"
        f"<url><loc>http://127.0.0.1/{n}</loc></url><url><loc>https://a.example:8443/{n}</loc></url>"
        f"<url><loc>https://a.example@evil{n}.example/</loc></url><url><loc>https://a.example/t/{n}</loc><lastmod>2098-01-01</lastmod></url>"
        for n in range(8_000)
    )
    return gzip.compress(f"<urlset>{''.join(rows)}</urlset>".encode(), 1)


def test_a_poisoned_sitemap_is_harmless_and_quick() -> None:
    body, peer = poisoned(), urlset("<loc>https://a.example/tin/1</loc>", *[""] * 50_000)
    took = []
    for one in (peer, body):
        start = time.process_time()
        found = take(one)
        took.append(time.process_time() - start)
    assert len(found.leads) == sitemap.MAX_ENTRIES
    assert all(
        lead.url.startswith("https://a.example/t/") and lead.changed_at is None for lead in found.leads
    )
    assert took[1] < 40 * max(took[0], 0.05), "as many entries, empty ones, in the same run"


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damage_to_a_packed_file_raises_only_typed_errors(data: st.DataObject) -> None:
    body = bytearray(gzip.compress((PAGES / "sitemap.xml").read_bytes()))
    for _ in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    del body[data.draw(st.integers(2, len(body))) :]
    try:
        found = READ["sitemap.xml"][0](bytes(body), URL)
    except TriageError:
        return
    assert all(lead.url.startswith("https://a.example/") for lead in found.leads)


ADDRESSES = st.sampled_from(
    [
        "https://a.example/1",
        "https://www.a.example/1",
        "http://a.example/2#x",
        "/3",
        "//b.example/4",
        "x:y",
        "",
        "https://a.example/1?utm_id=4",
    ]
)
DATES = st.sampled_from(["", "2026-11-20", "2026-11-21T01:00:00Z", "2099-01-01", "x"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(ADDRESSES, DATES), max_size=12))
def test_leads_are_of_the_host_distinct_and_newest_first(rows: list[tuple[str, str]]) -> None:
    found = take(urlset(*(f"<loc>{address}</loc><lastmod>{date}</lastmod>" for address, date in rows)))
    assert all(lead.url.startswith(("https://a.example/", "https://www.a.example/", "http://a.example/")) for lead in found.leads)  # fmt: skip
    assert len({lead.url for lead in found.leads}) == len(found.leads)
    dates = [lead.changed_at for lead in found.leads]
    dated = [date for date in dates if date is not None]
    assert dates == [*sorted(dated, reverse=True), *[None] * (len(dates) - len(dated))]
