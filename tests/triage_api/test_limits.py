"""Ceilings on anonymous callers: how many in any window, whose they are, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from models.errors import TooManyRequests
from models.settings import settings
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api import limits
from triage_api.limits import Ceiling, caller_address, hashed_address


class Clock:
    """A clock a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def asked_by(address: str, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    return Request({"type": "http", "client": (address, 1), "headers": headers, "method": "GET", "path": "/"})


@given(st.lists(st.integers(0, 240), max_size=60), st.integers(1, 5), st.integers(1, 20))
def test_no_window_holds_more_than_allowed_and_who_waits_is_let_in(
    eighths: list[int], most: int, seconds: int
) -> None:
    clock = Clock()
    ceiling = Ceiling(most, seconds, clock)
    taken: list[float] = []
    for eighth in eighths:
        clock.now += eighth / 8  # exact in binary
        wait = ceiling.count(b"key")
        if not wait:
            taken.append(clock.now)
            continue
        before = clock.now
        clock.now += wait
        assert ceiling.count(b"key") == 0, before
        taken.append(clock.now)
    for start in taken:
        assert sum(start <= one < start + seconds for one in taken) <= most


def test_one_address_does_not_use_up_anothers() -> None:
    ceiling = Ceiling(1, 60, Clock())
    assert [ceiling.count(key) for key in (b"a", b"a", b"b")] == [0, 60, 0]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ADDRESSES", 10)
    ceiling = Ceiling(1, 60, Clock())
    for number in range(100):
        ceiling.count(str(number).encode())
    assert len(ceiling._calls) == 10


def test_no_address_is_remembered() -> None:
    ceiling = Ceiling(5, 60, Clock())
    limits.limit(asked_by("192.0.2.77"), ceiling)
    assert "192.0.2.77" not in repr(ceiling)
    assert b"192.0.2.77" not in b"".join(ceiling._calls)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_a_subscriber_is_an_address_or_a_network(one: str, other: str, same: bool) -> None:
    assert (hashed_address(asked_by(one)) == hashed_address(asked_by(other))) is same


def test_a_header_counts_only_as_far_as_our_proxies_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    request = asked_by("10.0.0.1", "198.51.100.9, 203.0.113.5")
    assert caller_address(request) == "10.0.0.1"
    for proxies, address in (("1", "203.0.113.5"), ("2", "198.51.100.9"), ("3", "10.0.0.1")):
        monkeypatch.setenv("SANGTIN_TRUSTED_PROXIES", proxies)
        settings.cache_clear()
        assert caller_address(request) == address
    settings.cache_clear()


def test_the_refusal_says_when_to_come_back() -> None:
    for seconds, words in ((60, "sau 60 giây"), (3600, "sau 60 phút")):
        ceiling = Ceiling(1, seconds, Clock())
        limits.limit(asked_by("192.0.2.1"), ceiling)
        with pytest.raises(TooManyRequests, match=words) as refused:
            limits.limit(asked_by("192.0.2.1"), ceiling)
        assert refused.value.retry_after == seconds


@pytest.fixture
def five_at_most(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Five requests of a browser in ten seconds, twenty-five of an address."""
    monkeypatch.setenv("SANGTIN_FLOOD_REQUESTS", "5")
    settings.cache_clear()
    limits.forget()
    yield
    settings.cache_clear()
    limits.forget()


@pytest.mark.database
def test_a_flood_is_refused_before_the_database_is_asked_and_leaves_others_alone(
    desk: Desk, browse: Callable[..., Browser], count_queries: Callable[[], int], five_at_most: None
) -> None:
    desk.person("ctv01"), desk.person("ctv02")
    flooding, other = browse("ctv01"), browse("ctv02")
    limits.forget()
    answers = [flooding.get("/hang-viec") for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert "Bạn gửi nhiều quá. Hãy thử lại sau" in answers[-1].text
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    before = count_queries()
    assert flooding.get("/hang-viec").status_code == 429
    assert count_queries() == before
    assert other.get("/hang-viec").status_code == 200


def test_a_program_is_known_by_its_token_and_an_address_by_what_it_sends(five_at_most: None) -> None:
    def ask(token: str, address: str) -> bool:
        request = asked_by(address)
        request.scope["headers"] = [(b"authorization", f"Bearer {token}".encode())]
        try:
            limits.flood_limit(Request(request.scope))
        except TooManyRequests:
            return False
        return True

    assert [ask("one", f"192.0.2.{number}") for number in range(6)] == [True] * 5 + [False]
    assert [ask(f"made up {number}", "198.51.100.1") for number in range(26)] == [True] * 25 + [False]
