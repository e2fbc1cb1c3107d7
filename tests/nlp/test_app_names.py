"""Names of applications: package files, and what is to be installed."""

from __future__ import annotations

import pytest

from nlp.app_belief import known_apps
from nlp.app_names import find_named, find_packages
from nlp.normalise import fold


def named(text: str) -> list[str]:
    """The names found in a text, each once."""
    return [text[start:end] for start, end in sorted({*find_named(text, fold(text))})]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mở VNeID_moi.apk", ["VNeID_moi.apk"]),
        ("mở m0i . apk", ["moi.apk"]),
        ("mở moi[.]APK", ["moi.APK"]),
        ("mở moi (1).apk", ["moi (1).apk"]),
        ("tải https://a.example/moi.apk", []),
        ("file apk lạ", []),
        ("mở mau.pdf", []),
    ],
)
def test_packages(text: str, written: list[str]) -> None:
    assert [one.written for one in find_packages(text)] == written


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tải app VNeID Plus em gửi", ["VNeID Plus"]),
        ("cài liền cái ứng dụng ChanSo Pro", ["ChanSo Pro"]),
        ("ứng dụng “Vợ Ngủ”, chính xác 100%", ["Vợ Ngủ"]),
        ("app ‘Vợ Ngủ’", ["Vợ Ngủ"]),
        ("cài một thứ gọi là LopNha Vui rồi đưa máy", ["LopNha Vui"]),
        ("app đóng tiền HocPhiNhanh mỗi lần trừ 5k", ["HocPhiNhanh"]),
        ("cai LopNha Vui", ["LopNha Vui"]),
        ("Cài ứng dụng Bạn Nhà trong nhóm", ["Bạn Nhà"]),
        ("tải VNeID từ link em gửi", ["VNeID"]),
        ("đừng tải VNeID từ link lạ", []),
        ("tải VNeID trên CH Play, link ở cổng của tỉnh", []),
        ("cài VssID 4.0 trên CH Play", []),
        ("cài VssID 4.0 nghe", ["VssID 4.0"]),
        ("app VNeID báo lỗi", []),
        ("cái app của Trường Mầm Non", []),
        ("ứng dụng Sổ liên lạc", []),
        ("cài đặt Công an xã", []),
        ("tai Ben Mo co loa, cai Tet nay", []),
        ("cài cái SIM 5G", []),
        ("cài tệp vneid_moi.apk người ta gửi bảo là VNeID bản mới", []),
        ("hen gap tai Green Park Hotel", []),
        ("TẢI APP NHANH ĐI", []),
    ],
)
def test_named(text: str, names: list[str]) -> None:
    assert named(text) == names


def test_known_names_are_folded() -> None:
    assert all(name == fold(name).strip() for name in known_apps())
    assert "vneid" in known_apps()
