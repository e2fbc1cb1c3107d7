"""How a host is read: decoded, disguises undone, split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.host_reading import Disguise, Label, is_readable, read_host


@pytest.mark.parametrize(
    ("host", "readings"),
    [
        ("vneid.example", [("vneid.example", Disguise.NONE)]),
        ("dịchvụcông.example", [("dichvucong.example", Disguise.MARKS)]),
        ("xn--dchvucong-0k7d.example", [("dichvucong.example", Disguise.MARKS)]),
        ("m0mo.example", [("m0mo.example", Disguise.NONE), ("momo.example", Disguise.FIGURES)]),
        ("еvn.example", [("еvn.example", Disguise.NONE), ("evn.example", Disguise.FOREIGN)]),
        ("127.0.0.1", [("127.0.0.1", Disguise.NONE)]),
        ("xn--\udcff", [("xn--\udcff", Disguise.NONE)]),
    ],
)
def test_readings(host: str, readings: list[tuple[str, Disguise]]) -> None:
    assert [(one.text, one.disguise) for one in read_host(host)] == readings


def test_a_host_is_split_at_dots_and_hyphens() -> None:
    (host,) = read_host("tra-cuu.vay-acb.com.vn")
    assert (host.suffix, host.registered) == ("com.vn", "vay-acb.com.vn")
    assert host.labels == (Label("tracuu", frozenset({0, 3, 6})), Label("vayacb", frozenset({0, 3, 6})))
    assert host.labels[1].stands_alone(3, 6)
    assert not host.labels[1].stands_alone(2, 6)
    assert host.labels[1].words(0, 5) == ["vay", "ac"]


def test_an_unknown_ending_leaves_no_labels() -> None:
    (host,) = read_host("vneid.xong")
    assert (host.suffix, host.labels, host.registered) == ("", (), "vneid.xong")


@pytest.mark.parametrize(
    ("host", "readable"),
    [
        ("a.example", True),
        ("a" * 63 + ".vn", True),
        ("a" * 64 + ".vn", False),
        ("a..vn", False),
        ("", False),
        (".".join(["ab"] * 84), True),
        (".".join(["ab"] * 86), False),
    ],
)
def test_what_can_be_a_host(host: str, readable: bool) -> None:
    assert is_readable(host) is readable


@given(st.text(min_size=1, max_size=40))
def test_any_host_is_read(host: str) -> None:
    readings = read_host(host.lower())
    assert 1 <= len(readings) <= 3
    for one in readings:
        assert one.registered
        assert all(label.text for label in one.labels)
