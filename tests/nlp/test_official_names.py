"""The two lists: well-formed, apart from each other, and what they say of a host."""

from __future__ import annotations

from collections import Counter

import pytest

from nlp.normalise import fold
from nlp.normalise.addresses import registered_domain
from nlp.official_names import brand_names, imitated_names, is_official_host, is_own_host, official_names

STATE = {"portal", "identity", "insurance", "police", "tax", "government", "security", "court", "province", "electricity"}  # fmt: skip
OTHERS = {"bank", "wallet", "telecom", "post", "water", "shop"}


def test_every_body_has_a_category_of_its_list() -> None:
    assert {body.category for body in official_names()} == STATE
    assert {body.category for body in brand_names()} == OTHERS
    assert all(body.public for body in official_names())
    assert not any(body.public for body in brand_names())


def test_domains_and_names_are_of_the_form_and_listed_once() -> None:
    domains = Counter(domain for body in imitated_names() for domain in (body.domain, *body.own))
    names = Counter(name for body in imitated_names() for name in (*body.names, *body.weak))
    assert [one for one, count in (domains + names).items() if count > 1] == []
    assert [domain for domain in domains if registered_domain(domain) is None] == []
    assert [name for name in names if name != fold(name) or not name.isalnum()] == []


def test_a_weak_name_is_short_or_marked() -> None:
    by_domain = {body.domain: body for body in imitated_names()}
    assert by_domain["evn.com.vn"].weak == ("evn",)
    assert "sendo" in by_domain["sendo.vn"].weak
    assert "bidv" in by_domain["bidv.com.vn"].names
    assert by_domain["hanoi.gov.vn"].names == ()
    assert by_domain["vietcombank.com.vn"].near
    assert not by_domain["tingia.gov.vn"].near


@pytest.mark.parametrize(
    ("host", "official", "own"),
    [
        ("xabenla.hanoi.gov.vn", True, True),
        ("gov.vn", True, True),
        ("evn.com.vn", True, True),
        ("cskh.evnspc.vn", True, True),
        ("vietcombank.com.vn", False, True),
        ("online.acbs.com.vn", False, True),
        ("vietcombank.abc.example", False, False),
        ("dichvucong.gov.vn.abc.example", False, False),
        ("xn--dchvucong-6yb.gov.vn", False, False),
        ("com.vn", False, False),
    ],
)
def test_whose_a_host_is(host: str, official: bool, own: bool) -> None:
    assert (is_official_host(host), is_own_host(host)) == (official, own)
