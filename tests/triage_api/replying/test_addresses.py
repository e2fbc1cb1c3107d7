"""One form for each address, and what is never registered as an office's own channel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from triage_api.replying.addresses import canonical, channel_prefix, thread_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://m.facebook.com/xa/posts/1", "https://www.facebook.com/xa/posts/1/?fbclid=x"),
        ("https://Xa.Example/t/1#p3", "https://xa.example/t/1/"),
        ("https://xa.example:443/t/1", "https://xa.example//t/1"),
        ("https://xa.example/t?b=2&a=1", "https://xa.example/t?a=1&b=2&utm_source=z"),
        ("https://xã.example/t", "https://xn--x-yfa.example/t"),
    ],
)
def test_the_same_thread_has_one_name(one: str, other: str) -> None:
    assert thread_of(one) == thread_of(other) != "?"


def test_threads_that_differ_have_two() -> None:
    assert len({thread_of(f"https://xa.example/t{rest}") for rest in ("", "/2", "?id=1", "?id=2")}) == 4


@given(st.text(max_size=80).map("https://xa.example/".__add__) | st.text(max_size=80))
def test_the_canonical_form_is_its_own(text: str) -> None:
    found = canonical(text)
    assert found is None or canonical(found) == found


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://dichvucong-gov-vn.example/", "giống dichvucong.gov.vn"),
        ("https://vneid-capnhat.example/", "giống vneid.gov.vn"),
        ("http://xa.example/", "https"),
        ("https://ai-do@xa.example/", "dạng https"),
        ("https://xa.example:8443/", "dạng https"),
        ("https://10.0.0.1/", "dạng https"),
        ("https://localhost/", "dạng https"),
        ("https://may.local/", "mạng nội bộ"),
        ("https://bit.ly/xa", "rút gọn"),
        ("https://www.facebook.com/", "trang riêng"),
        ("https://m.facebook.com/groups/xa", "trang riêng"),
        ("https://xa.example/?a=1", "dấu hỏi"),
        ("javascript:alert(1)", "dạng https"),
        ("<script>", "dạng https"),
        ("https://xa.example/" + "a" * 600, "dài quá"),
    ],
)
def test_what_is_not_an_offices_own_is_refused_with_its_reason(url: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        channel_prefix(url)
    assert why in refused.value.template.format_map(refused.value.values)


def test_an_offices_page_is_registered_in_one_form() -> None:
    assert channel_prefix(" https://M.facebook.com/XaDongMay ") == "https://www.facebook.com/XaDongMay/"
