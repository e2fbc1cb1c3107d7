"""Names on platforms: contacts, mentions, and names given without the sign."""

from __future__ import annotations

import pytest

from nlp.handles import find_bare_names, find_handles


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("nhóm tele @nhom_test", [True]),
        ("gửi vào @nhom_test", [True]),
        ("i.b @nhom_test", [True]),
        ("hay lắm, @nhom_test hôm qua thắng", [True]),
        ("ib @mot_test hoặc @hai_test", [True, True]),
        ("@nhom_test là lừa đó", [True]),
        ("@lan_pham ơi vào xem", [False]),
        ("cảm ơn @lan_pham và @minh_le", [False, False]),
        ("cảm ơn, @lan_pham nhiều", [False]),
        ("TikTok @quan_che_test", [False]),
        ("họp lớp @a.b.c", [False]),
    ],
)
def test_contacts(text: str, contacts: list[bool]) -> None:
    assert [handle.contact for handle in find_handles(text)] == contacts


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tele: nhomkin000", ["nhomkin000"]),
        ("telegram: nhanh tay lên", []),
        ("Telegram thuhoi_test", ["thuhoi_test"]),
        ("t.e.l.e thuhoi_test", ["thuhoi_test"]),
        ("nh4n' thuhoi_test", ["thuhoi_test"]),
        ("nhắn anh ấy qua kysu_test", ["kysu_test"]),
        ("liên hệ chuyên viên kysu_test", ["kysu_test"]),
        ("gửi qua bang_ke.xlsx", []),
        ("lưu tên bang_ke rồi", []),
        ("nhắn tele cho nhanh", []),
    ],
)
def test_bare_names(text: str, names: list[str]) -> None:
    assert sorted({text[start:end] for start, end in find_bare_names(text)}) == names
