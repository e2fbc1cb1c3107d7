"""Hosts: which names can be one, and which only look like one."""

from __future__ import annotations

import pytest

from nlp.normalise.addresses import find_addresses
from nlp.normalise.hosts import believed_with_odd_dots, believed_with_spaces, is_ending, is_sum, known_labels


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("vào (abc.example).", ["abc.example"]),
        ("xem abc.example/a_(b)).", ["abc.example/a_(b)"]),
        ("abc.example/x👉", ["abc.example/x"]),
        ("@ten.nhom.test kể", []),
        ("1.OOO.OOO đồng", []),
        ("ok.vn nha, u23.vn", []),
        ("bấm l.ink, lập fan.page", []),
        ("c.ũ, x.anh, b.án, h.ết, c.as.set", []),
        ("x = a.b.c", []),
        ("192.0.2.10/tai", ["192.0.2.10/tai"]),
        ("mục 1.2.3.4/5", []),
    ],
)
def test_found(text: str, written: list[str]) -> None:
    assert [text[one.start : one.end] for one in find_addresses(text)] == written


def test_a_disguised_dot_in_a_path_is_taken_off() -> None:
    (one,) = find_addresses("hxxp://abc[.]test/a[.]php")
    assert one.normalised == "http://abc.test/a.php"


def test_labels() -> None:
    assert known_labels(["abc", "gov", "vn", "Theo"]) == 3
    assert known_labels(["xong", "mai"]) == 0
    assert is_ending("example")
    assert not is_ending("apk")
    assert is_sum(["1", "OOO"])
    assert not is_sum(["o9a", "com"])


def test_hosts_with_spaces() -> None:
    assert believed_with_spaces(["capnhat-cccd", "com"], " . ", has_path=False)
    assert believed_with_spaces(["gdt", "gov", "vn"], " . ", has_path=False)
    assert not believed_with_spaces(["xong", "com"], " . ", has_path=False)
    assert not believed_with_spaces(["facebook", "link"], ". ", has_path=False)
    assert believed_with_spaces(["facebook", "link"], ". ", has_path=True)
    assert believed_with_odd_dots("vneid-moi")
    assert not believed_with_odd_dots("nhanh")
