"""Whose figure a claim tells: words and limits that only one of two figures of a passage has."""

from __future__ import annotations

import pytest

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.figures import match_quantities
from nlp.evidence.verdict.sides import align, read_side
from nlp.evidence.verdict.told_owners import Weighed
from nlp.evidence.verdict.vector import read_pair
from nlp.normalise import normalise

FUND = "Người làm trong xưởng đóng quỹ đê điều 25.000 đồng, người đi biển 10.000 đồng."
SEAL = "Hộ nghèo được cấp 70 triệu đồng khi xây mới và 35 triệu đồng khi sửa chữa; hộ cận nghèo nhận 50 triệu đồng và 25 triệu đồng."
PASS = "Vé đò tháng 180.000 đồng, riêng học sinh 90.000 đồng."
BOATS = "Thuyền cập bến nộp: dưới 6 mét 10.000 đồng, từ 6 đến dưới 12 mét 30.000 đồng, từ 12 mét trở lên 80.000 đồng."
LATE = "Lệ phí 50.000 đồng đối với cá nhân, 200.000 đồng đối với tổ chức."
WAYS = "Phí trích lục 35.000 đồng, nếu nộp qua mạng còn 25.000 đồng."
PAPER = "Phiếu lý lịch làm qua mạng: phí 100.000 đồng; bản giấy: phí 200.000 đồng."
TEACH = "Giáo viên về xã biên giới nhận 120 triệu đồng; về các xã còn lại 60 triệu đồng."
CARDS = "Tiền cọc phòng là 1.500.000 đồng đối với người có thẻ, 3.000.000 đồng đối với người không có thẻ."
AIMS = "Phấn đấu 85% người nhận tiền công tại phường, 60% tại xã qua tài khoản."
YEARS = "Năm 2026 phấn đấu 70% hồ sơ chợ nổi nộp qua mạng; năm 2030 đạt 95%."

LAKE = "Vé hồ: người lớn 40.000 đồng; trẻ em 20.000 đồng."
TEAM = "Tổ trưởng tổ chèo đò được 600.000 đồng, thành viên 300.000 đồng."
BIRTHS = "Phụ nữ sinh đủ hai con được 3 triệu đồng; nếu là người Rục thì được 4,5 triệu đồng."
WATER = "Năm 2026, phấn đấu 92% hộ nông thôn dùng nước giếng làng, các xã bãi ngang đạt 80%."
RAFTS = "Bè lớn 50.000 đồng; bè chở lúa còn lại 20.000 đồng."


def owner(claim: str, passage: str) -> Weighed | None:
    aligned = align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)
    return next((one.owner for one in match_quantities(aligned) if one.owner is not None), None)


def clear(claim: str, passage: str) -> bool:
    found = owner(claim, passage)
    return found is not None and found.clear


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("người đi biển đóng quỹ đê điều 25k", FUND),
        ("hộ cận nghèo xây mới được 70 triệu", SEAL),
        ("học sinh đi đò mua vé tháng 180k", PASS),
        ("trẻ em mua vé hồ 40k như người lớn", LAKE),
        ("bè chở lúa mất 50k", RAFTS),
        ("thành viên được 600k như tổ trưởng", TEAM),
        ("chị em người Rục sinh đủ hai con nhận 3 triệu", BIRTHS),
        ("năm 2026 xã bãi ngang phấn đấu 92%", WATER),
        ("thuyền 5 mét nộp 30k", BOATS),
        ("thuyền 8 mét nộp 10k", BOATS),
        ("tổ chức nộp 50k", LATE),
        ("làm bản giấy mất 100k", PAPER),
        ("giáo viên về xã không phải biên giới nhận 120 triệu", TEACH),
        ("không có thẻ thì cọc 1.500.000 đồng", CARDS),
        ("ở xã nhận tiền qua tài khoản là 85%", AIMS),
        ("năm 2026 mà 95% hồ sơ nộp qua mạng", YEARS),
    ],
)
def test_the_claim_names_another_figures_group(claim: str, passage: str) -> None:
    assert clear(claim, passage)
    pair = read_pair(passage, claim, None, {}, 1.0)
    assert (
        pair.figures["owner_clear"] == pair.figures["figures_swapped"] == pair.figures["clashes_limit"] == 1
    )


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("người làm xưởng đóng quỹ đê điều 25k", FUND),
        ("hộ cận nghèo xây mới được 50 triệu", SEAL),
        ("hộ nghèo sửa chữa được 35 triệu", SEAL),
        ("hộ cận nghèo sửa chữa được 25 triệu", SEAL),
        ("vé đò tháng 180k", PASS),
        ("học sinh đi đò mất 90k một tháng", PASS),
        ("thuyền 5 mét nộp 10k", BOATS),
        ("thuyền 8 mét nộp 30k", BOATS),
        ("cá nhân nộp 50k", LATE),
        ("trích lục nộp qua mạng mất 25k", WAYS),
        ("làm lý lịch qua mạng mất 100k", PAPER),
        ("giáo viên về xã biên giới nhận 120 triệu", TEACH),
        ("có thẻ thì cọc 1.500.000 đồng", CARDS),
        ("ở phường là 85%", AIMS),
        ("95% hồ sơ chợ nổi nộp qua mạng là của năm 2030", YEARS),
        ("vé tháng 180k, học sinh chỉ 90k", PASS),
        ("người đi biển không đóng 25k mà 10k", FUND),
        ("tổ trưởng được 600k", TEAM),
        ("năm 2026 hộ nông thôn phấn đấu 92%", WATER),
    ],
)
def test_a_figure_told_of_its_own_group(claim: str, passage: str) -> None:
    assert not clear(claim, passage)


def test_the_figure_meant_is_shown_beside_the_one_told() -> None:
    aligned = align(
        read_side(normalise("hộ cận nghèo xây mới được 70 triệu")), read_side(plain_text(SEAL)), {}, 1.0
    )
    (match,) = match_quantities(aligned)
    assert match.rival is not None
    assert match.rival.value in (50_000_000, 25_000_000)


def test_what_stands_before_a_colon_names_a_group_where_it_stands_before_each() -> None:
    found = owner("làm lý lịch qua mạng mất 100k", PAPER)
    assert found is not None
    assert found.margin == 1
