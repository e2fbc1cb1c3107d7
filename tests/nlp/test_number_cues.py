"""What the words around a number say of it."""

from __future__ import annotations

import pytest

from nlp.normalise import fold
from nlp.number_cues import (
    Family,
    is_bank_after,
    is_connector,
    is_for_pictures,
    is_named_after,
    is_zalo_after,
    nearest,
)


@pytest.mark.parametrize(
    ("before", "family"),
    [
        ("kết bạn Zalo ", Family.ZALO),
        ("z.a.l.o ", Family.ZALO),
        ("Z a l o ", Family.ZALO),
        ("z4lo: ", Family.ZALO),
        ("Zalo/SĐT: ", Family.ZALO),
        ("Zalo cán bộ phụ trách: ", Family.ZALO),
        ("qua Zalo rồi gọi từ số ", Family.CALL),
        ("Zalo của xã. Số ", None),
        ("s.t.k ", Family.ACCOUNT),
        ("số tài khoản và số điện thoại ", Family.CALL),
        ("số tài khoản qua zalo ", Family.ZALO),
        ("ck vào ", Family.TRANSFER),
        ("ai thương thì chuyển vào ", Family.TRANSFER),
        ("ngân hàng Bến Lúa ", Family.BANK),
        ("ck trước gửi tệp cho xong xuôi liền ", None),
        ("mật khẩu với mã OTP ", Family.OTHER),
        ("nh.ận b.iển sau ", None),
        ("m.nh ", None),
        ("stk [[[[ ", None),
        ("", None),
    ],
)
def test_nearest(before: str, family: Family | None) -> None:
    assert nearest(fold(before)) is family


def test_words_behind() -> None:
    assert is_zalo_after(fold(" (Zalo)"))
    assert is_zalo_after(fold(" có zalo nhé"))
    assert not is_zalo_after(fold(" hoặc zalo 0900"))
    assert not is_zalo_after(fold(", zalo em gửi mẫu sau"))
    assert is_named_after(" - techcombank")
    assert not is_named_after(" ngan hang ben lua")
    assert is_bank_after(" ngan hang ben lua")
    assert not is_bank_after(" ngan hang goi toi")


def test_a_list_of_numbers() -> None:
    assert all(is_connector(between) for between in [" hoac ", ", ", " / ", " va so ", "-"])
    assert not any(is_connector(between) for between in [" roi goi ", " zalo ", "x" * 20])


def test_pictures_go_to_a_messenger() -> None:
    assert is_for_pictures(fold("gửi ảnh hai mặt căn cước vào số "))
    assert is_for_pictures(fold("chụp thẻ bảo hiểm qua "))
    assert not is_for_pictures(fold("soạn tin gửi "))
    assert not is_for_pictures(fold("nhờ anh báo qua "))
    assert not is_for_pictures(fold("chụp lại căn cước. Cần thì gọi "))
