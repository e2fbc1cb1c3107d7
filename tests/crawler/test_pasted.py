"""What people paste becomes one address, or a sentence that says what is missing."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pasted import MAX_ADDRESS, compared, read_pasted
from crawler.social_hosts import platform_of
from models.errors import BadInput
from models.vocabulary import SourceKind

PLAIN = "https://tinh.example/tin-tuc?trang=2"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "  tinh.example/tin-tuc?trang=2\n",
        "HTTPS://TINH.example:443/tin-tuc?trang=2#binh-luan",
        "Mọi người xem giúp: https://tinh.example/tin-tuc?trang=2. Cảm ơn!",
        "“https://tinh.example/tin-tuc?trang=2”",
        "<https://tinh.example/tin-tuc?trang=2>",
        "//tinh.example/tin-tuc?trang=2",
        "hxxps://tinh[.]example/tin-tuc?trang=2",
        "https : // tinh (.) example/tin-tuc?trang=2",
        "https://tinh.example/tin-tuc?utm_source=zalo&trang=2&fbclid=IwAR0&zarsrc=30",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Ftinh.example%2Ftin-tuc%3Ftrang%3D2%26fbclid%3Dx&h=AT0",
        "https://www.google.com/url?q=https://tinh.example/tin-tuc?trang%3D2&sa=D",
        "https://tinh.example\u200b/tin-tuc?trang=2\ufeff",
        "feed://tinh.example/tin-tuc?trang=2",
    ],
)
def test_an_address_is_found_however_it_is_pasted(text: str) -> None:
    assert read_pasted(text).url == PLAIN


def test_names_in_vietnamese_letters_are_written_out() -> None:
    found = read_pasted("https://xã-đồng-mây.example/tin tức/mới?từ=khóa&a[]=1")
    assert found.url == "https://xn--x-ng-my-uwad57bf71y.example/tin"
    assert (
        read_pasted("https://tinh.example/tin-tức/mới?từ=khóa&a[]=1").url
        == "https://tinh.example/tin-t%E1%BB%A9c/m%E1%BB%9Bi?t%E1%BB%AB=kh%C3%B3a&a[]=1"
    )
    assert read_pasted("https://tinh.example/a%20b?c=%2F").url == "https://tinh.example/a%20b?c=%2F"


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("tinh.example", ("http://tinh.example/",)),
        ("https://tinh.example", ()),
        ("https://m.tinh.example/tin", ("https://m.tinh.example/tin",)),
        ("m.tinh.example/tin", ("https://m.tinh.example/tin", "http://tinh.example/tin")),
        ("http://m.example/tin", ()),
    ],
)
def test_other_ways_to_write_an_address_are_kept_for_when_it_does_not_answer(
    text: str, instead: tuple[str, ...]
) -> None:
    assert read_pasted(text).instead == instead


@pytest.mark.parametrize(
    "text",
    [
        "", " .. ", "một câu không có gì", "a@tinh.example", "mailto:a@tinh.example", "javascript:alert(1)", "ftp://tinh.example/",
        "file:///etc/passwd", "https://tinh.example/ https://khac.example/", "tinh.example và khac.example", "https://[tinh/",
        "https://tinh.example:99999/", f"https://tinh.example/{'a' * MAX_ADDRESS}", "x" * 5_000, "https://xn--\u200dd\u0301.\u0378/",
    ],
)  # fmt: skip
def test_what_is_no_single_web_address_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput):
        read_pasted(text)


@given(
    st.text(max_size=300)
    | st.from_regex(r"(https?://)?[\w.\-]{1,40}\.[a-z]{2,8}(/[^\n]{0,60})?", fullmatch=True)
)
def test_anything_gives_an_address_or_a_sentence(text: str) -> None:
    try:
        found = read_pasted(text)
    except BadInput:
        return
    for url in (found.url, *found.instead):
        parts = urlsplit(url)
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert url.isascii()
        assert not parts.fragment
        assert not any(letter.isspace() for letter in url)
    assert isinstance(compared(found.url), str)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.Tinh.example/rss/", "https://tinh.example/rss", True),
        ("https://tinh.example/?b=2&a=1&utm_source=x", "https://m.tinh.example/?a=1&b=2", True),
        ("https://tinh.example/tin-t%E1%BB%A9c", "https://tinh.example/tin-tức", True),
        ("https://tinh.example/?a=1", "https://tinh.example/?a=2", False),
        ("https://tinh.example/rss", "https://tin.tinh.example/rss", False),
        ("http://tinh.example:8080/", "http://tinh.example/", False),
    ],
)
def test_addresses_are_compared_by_what_they_lead_to(one: str, other: str, same: bool) -> None:
    assert (compared(one) == compared(other)) is same


@pytest.mark.parametrize(
    ("url", "name", "words"),
    [
        ("https://www.facebook.com/groups/xadongmay/posts/1", "Facebook", "Nhóm trên Facebook"),
        ("https://m.facebook.com/profile.php?id=1", "Facebook", "thuộc về một người"),
        ("https://zalo.me/g/abcdef", "Zalo", "Nhóm trên Zalo"),
        ("https://vt.tiktok.com/x", "TikTok", "không đọc"),
        ("https://t.me/s/kenh", "Telegram", "không đọc"),
        ("https://x.com/a/status/1", "X (Twitter)", "không đọc"),
    ],
)
def test_platforms_are_told_by_their_host_and_refused_with_the_reason(
    url: str, name: str, words: str
) -> None:
    found = platform_of(url)
    assert found is not None
    assert (found.name, found.kind) == (name, None)
    assert words in found.sentence


@pytest.mark.parametrize(
    ("url", "values"),
    [
        ("https://www.facebook.com/ubndxadongmay", {"facebook_page", "facebook"}),
        ("https://www.youtube.com/@ubndxadongmay", {"youtube"}),
        ("https://zalo.me/1234567890", {"zalo_oa", "zalo"}),
    ],
)
def test_the_offices_own_pages_are_proposed_by_the_kind_that_reads_them(url: str, values: set[str]) -> None:
    kind = next((one for one in SourceKind if one.value in values), None)
    found = platform_of(url)
    assert found is not None
    assert found.kind is kind
    assert ("chưa đọc được ở bản này" in found.sentence) is (kind is None)


@pytest.mark.parametrize(
    "url", ["https://facebook.com.tinh.example/", "https://notfacebook.com/", "https://best.me/"]
)
def test_a_host_that_only_looks_like_a_platform_is_any_site(url: str) -> None:
    assert platform_of(url) is None
