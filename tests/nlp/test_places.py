"""Names of communes of before July 2025, by the table of mergers."""

from __future__ import annotations

import pytest

from nlp.places import name_today


@pytest.mark.parametrize(
    ("name", "above", "today"),
    [
        ("Xã Đồng Mây", "UBND tỉnh Sông Lam", "Xã Đồng Mây"),
        ("Ban Xây dựng Đảng", None, "Ban Xây dựng Đảng"),
        ("x" * 500 + " xã A, huyện B", None, "x" * 500 + " xã A, huyện B"),
        ("Xã A, huyện B, tỉnh C", None, "Xã A, huyện B, tỉnh C"),
    ],
)
def test_what_the_table_does_not_know_stays(name: str, above: str | None, today: str) -> None:
    assert name_today(name, above) == today


def test_a_ward_that_became_part_of_another_is_called_by_it() -> None:
    before = name_today("UBND phường Trúc Bạch, quận Ba Đình", "UBND thành phố Hà Nội")
    assert before == "UBND phường Ba Đình"


def test_a_ward_that_was_split_keeps_its_name() -> None:
    """The library picks one of its parts; which one is right nobody knows."""
    name = "Phường Dịch Vọng, quận Cầu Giấy, thành phố Hà Nội"
    assert name_today(name) == name
