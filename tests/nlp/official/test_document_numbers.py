"""Numbers of every kind, near-misses, dates, and numbers as people type them."""

from datetime import date

import pytest

from nlp.official.loose_numbers import find_loose_numbers, fits
from nlp.official.numbers import NumberForm, canonical, canonical_number, find_dates, find_numbers, parse_date

HAND_MADE = [
    ("Luật số 91/2025/QH15", "91/2025/QH15", NumberForm.ASSEMBLY),
    ("Nghị quyết số 190 / 2025 / QH15", "190/2025/QH15", NumberForm.ASSEMBLY),
    ("Nghị quyết 1211/2016/UBTVQH13.", "1211/2016/UBTVQH13", NumberForm.ASSEMBLY),
    ("13/2023/NĐ-CP", "13/2023/NĐ-CP", NumberForm.LEGISLATION),
    ("Nghị định số 7/2026/NĐ–CP,", "07/2026/NĐ-CP", NumberForm.LEGISLATION),
    ("08/2026/TT-BKHCN", "08/2026/TT-BKHCN", NumberForm.LEGISLATION),
    ("33/2026/QĐ-TTg", "33/2026/QĐ-TTg", NumberForm.LEGISLATION),
    ("128/2025/QĐ-UBND", "128/2025/QĐ-UBND", NumberForm.LEGISLATION),
    ("05/2026/NQ-HĐND", "05/2026/NQ-HĐND", NumberForm.LEGISLATION),
    ("01/2026/TTLT-BCA-BQP", "01/2026/TTLT-BCA-BQP", NumberForm.LEGISLATION),
    ("(3/2026/PL-UBTVQH)", "03/2026/PL-UBTVQH", NumberForm.LEGISLATION),
    ("57-NQ/TW", "57-NQ/TW", NumberForm.PARTY),
    ("57-CT/TW", "57-CT/TW", NumberForm.PARTY),
    ("06 – NQ/TU", "06-NQ/TU", NumberForm.PARTY),
    ("02-KH/BCĐ", "02-KH/BCĐ", NumberForm.PARTY),
    ("18-HD/BTGDVTU", "18-HD/BTGDVTU", NumberForm.PARTY),
    ("152-BC/ĐU", "152-BC/ĐU", NumberForm.PARTY),
    ("9-CTr/TU", "09-CTr/TU", NumberForm.PARTY),
    ("24-QyĐ/TW", "24-QyĐ/TW", NumberForm.PARTY),
    ("20/CT-TTg", "20/CT-TTg", NumberForm.STATE),
    ("548/QĐ-TTg", "548/QĐ-TTg", NumberForm.STATE),
    ("2345/QĐ-NHNN", "2345/QĐ-NHNN", NumberForm.STATE),
    ("Tờ trình số 95/TTr-STP", "95/TTr-STP", NumberForm.STATE),
    ("112/KH-UBND", "112/KH-UBND", NumberForm.STATE),
    ("7659/BNV-VP", "7659/BNV-VP", NumberForm.LETTER),
    ("424/BYT-KCB", "424/BYT-KCB", NumberForm.LETTER),
    ("31/TTg-NN", "31/TTg-NN", NumberForm.LETTER),
    ("TCVN 6909:2001", "TCVN 6909:2001", NumberForm.STANDARD),
    ("TCVN ISO 9001:2015", "TCVN ISO 9001:2015", NumberForm.STANDARD),
]

NEAR_MISSES = [
    "biển số 36A-000.00",
    "giai đoạn 2023-2030",
    "phí 50.000-70.000 đồng",
    "ngày 22/12/2024",
    "trực 24/7",
    "tổ 12/5 khu B",
    "kinh tế - xã hội, quốc phòng - an ninh",
    "lớp 5A/3B",
    "điện thoại 0900 000 000/1",
    "tỷ lệ 3/4-NN và 10/10",
]


def test_there_are_29_numbers_and_10_near_misses():
    assert len(HAND_MADE) == 29
    assert len(NEAR_MISSES) == 10


@pytest.mark.parametrize(("text", "expected", "form"), HAND_MADE)
def test_number_is_found_in_canonical_form(text, expected, form):
    found = find_numbers(f"Căn cứ {text} của cơ quan")
    assert [(number.canonical, number.form) for number in found] == [(expected, form)]


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_near_miss_is_not_a_number(text):
    assert find_numbers(text) == ()


@pytest.mark.parametrize("text", ["mã 12/04-NQ/TU", "phiên bản 2.04-NQ/TU", "x04-NQ/TU"])
def test_a_number_inside_something_longer_is_none(text):
    assert find_numbers(text) == ()


def test_offsets_are_of_the_number_itself():
    text = "theo Nghị quyết số 06 – NQ/TU, cụ thể"
    (found,) = find_numbers(text)
    assert text[found.start : found.end] == "06 – NQ/TU"
    assert found.kind_code == "NQ"


def test_same_figure_of_two_kinds_is_two_documents():
    found = find_numbers("Nghị quyết số 57-NQ/TW, Chỉ thị số 57-CT/TW")
    assert [number.canonical for number in found] == ["57-NQ/TW", "57-CT/TW"]


def test_only_a_whole_number_has_a_canonical_form():
    assert canonical_number(" 6 - NQ / TU ") == "06-NQ/TU"
    assert canonical_number("Nghị quyết 06-NQ/TU") is None
    assert canonical(" abc  12 ") == "abc 12"
    assert canonical("13/2023/NĐ–CP") == "13/2023/NĐ-CP"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 06/4/2026", date(2026, 4, 6)),
        ("ngày 31 tháng 3 năm 2026", date(2026, 3, 31)),
        ("10/3/2026", date(2026, 3, 10)),
        ("29-01-2026", date(2026, 1, 29)),
        ("31/02/2026", None),
        ("12/2026", None),
    ],
)
def test_dates(text, expected):
    assert parse_date(text) == expected


def test_dates_come_in_order_of_the_text():
    found = [day for _, _, day in find_dates("từ 1 tháng 2 năm 2026 đến 03/4/2026")]
    assert found == [date(2026, 2, 1), date(2026, 4, 3)]


@pytest.mark.parametrize(
    ("text", "kind", "number", "year", "whole"),
    [
        ("theo nđ 168 thì phạt nặng", "NĐ", 168, None, None),
        ("nghi dinh 174/2026 noi the", "NĐ", 174, 2026, None),
        ("nd13/2023/nd-cp", "NĐ", 13, 2023, "13/2023/NĐ-CP"),
        ("NQ57 của Bộ Chính trị", "NQ", 57, None, None),
        ("chỉ thị 20", "CT", 20, None, None),
        ("tt số 08 về sim", "TT", 8, None, None),
        ("nghị quyết 04-nq/tu", "NQ", 4, None, "04-NQ/TU"),
        ("luật 91/2025/qh15", "L", 91, 2025, "91/2025/QH15"),
    ],
)
def test_loose_numbers(text, kind, number, year, whole):
    (found,) = find_loose_numbers(text)
    assert (found.kind_code, found.number, found.year, found.canonical) == (kind, number, year, whole)


@pytest.mark.parametrize(
    "text",
    [
        "ct 20 người",
        "tt 20 phút",
        "hd 5 trang",
        "cv 3 việc",
        "kl 12",
        "nd 5.000 đồng",
        "luật 5 điều",
        "nq 100% dân",
    ],
)
def test_loose_abbreviations_that_mean_something_else(text):
    assert find_loose_numbers(text) == ()


def test_loose_offsets_hold_for_decomposed_unicode():
    import unicodedata

    text = unicodedata.normalize("NFD", "bảo là nghị định 168 đấy")
    (found,) = find_loose_numbers(text)
    assert unicodedata.normalize("NFC", text[found.start : found.end]) == "nghị định 168"


def test_a_loose_number_fits_only_its_own_kind_figure_and_year():
    (nq57,) = find_loose_numbers("NQ57")
    assert fits(nq57, "57-NQ/TW")
    assert not fits(nq57, "57-CT/TW")
    assert not fits(nq57, "157-NQ/TW")
    (dated,) = find_loose_numbers("nghị định 13/2023")
    assert fits(dated, "13/2023/NĐ-CP")
    assert not fits(dated, "13/2024/NĐ-CP")
    (law,) = find_loose_numbers("luật số 91")
    assert fits(law, "91/2025/QH15")
