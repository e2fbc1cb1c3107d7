"""What a number is: a phone, a Zalo contact, an account, papers, a plate, or nothing of these."""

from __future__ import annotations

import pytest

from nlp.identifiers import Sort, find_numbers


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        ("gọi 0900 000 123", [Sort.PHONE]),
        ("stk 0900 000 123", [Sort.ACCOUNT]),
        ("stk 123456", [Sort.ACCOUNT]),
        ("stk 123456789 hoặc 987654321", [Sort.ACCOUNT, Sort.ACCOUNT]),
        ("ngân hàng Bến Lúa gọi từ 0900 000 123", [Sort.PHONE]),
        ("9999000011 ngân hàng Bến Lúa", [Sort.ACCOUNT]),
        ("căn cước 001090000123", [Sort.PERSONAL_ID]),
        ("căn cước gửi zalo o900000611", [Sort.PHONE]),
        ("kết bạn zalo 0900 000 123, MB Bank", [Sort.PHONE]),
        ("xe 29A-123.45", [Sort.PLATE]),
        ("gọi 113", [Sort.HOTLINE]),
        ("giá 385.000đ, 1.200.000 đồng", []),
        ("năm 2026, ngày 01.12.2026", []),
        ("[TK] 385.000", []),
        ("", []),
    ],
)
def test_sorts(text: str, sorts: list[Sort]) -> None:
    assert [number.sort for number in find_numbers(text)] == sorts


def test_the_second_of_two_is_what_the_first_is() -> None:
    first, second = find_numbers("zalo 0900 000 123 hoặc 0900 000 456")
    assert first.zalo
    assert second.zalo
    first, second = find_numbers("zalo 0900 000 123, gọi 0900 000 456")
    assert first.zalo
    assert not second.zalo


def test_an_account_in_the_form_of_a_phone_has_a_phone_s_digits() -> None:
    (one,) = find_numbers("chuyển vào tk +84 900 000 741")
    assert (one.sort, one.digits) == (Sort.ACCOUNT, "0900000741")
