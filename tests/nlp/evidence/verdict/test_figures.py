"""Figures of a claim and of a passage: groups, roles, clashes, reliefs, sums worked out, dates moved; and what is said of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.arithmetic import derived, is_difference
from nlp.evidence.verdict.figures import Match, match_quantities
from nlp.evidence.verdict.reasons import reason
from nlp.evidence.verdict.reliefs import find_reliefs
from nlp.evidence.verdict.settled import certain
from nlp.evidence.verdict.sides import Aligned, align, read_side
from nlp.evidence.verdict.vector import Pair, read_pair
from nlp.normalise import normalise

POOL = (
    "Vé bơi tại hồ Lá Sen: người lớn 40.000 đồng/lượt, trẻ em 25.000 đồng/lượt; vé tháng 300.000 đồng. "
    "Miễn vé cho người khuyết tật nặng. Hồ mở từ 5 giờ đến 10 giờ và từ 15 giờ đến 20 giờ, nghỉ thứ Hai. "
    "Nước trong hồ được thay 02 tháng một lần. Đoàn đông phải đặt chỗ trước ít nhất 03 ngày. Quy định áp dụng đến hết ngày 31/12/2028."
)
SCHOOL = (
    "Học phí tại phường là 120.000 đồng/tháng, tại xã là 50.000 đồng/tháng; học sinh cận nghèo được giảm 50%, "
    "học sinh nghèo được miễn học phí. Phạt 2.000.000 đồng đối với cơ sở thu sai. Nhà trường trả lời đơn trong 05 ngày làm việc."
)


def laid(claim: str, passage: str) -> Aligned:
    return align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)


def pair(claim: str, passage: str) -> Pair:
    return read_pair(passage, claim, None, {}, 1.0)


def states(claim: str, passage: str) -> list[str]:
    return [one.state for one in match_quantities(laid(claim, passage))]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("vé bơi người lớn 40k", ["same"]),
        ("vé bơi trẻ em 25k", ["same"]),
        ("vé bơi trẻ em 40k", ["swapped"]),
        ("người lớn bơi mất 25k, còn trẻ em 40k", ["swapped", "swapped"]),
        ("bơi thì trẻ em 25k còn người lớn 40k", ["same", "same"]),
        ("25k cho trẻ em; 40k cho người lớn", ["same", "same"]),
        ("vé người lớn lên 60k", ["rival"]),
        ("đứng tên 3 căn nhà", ["none"]),
    ],
)
def test_each_figure_belongs_to_its_group(claim: str, expected: list[str]) -> None:
    assert states(claim, POOL) == expected


def test_groups_behind_their_figures_and_one_long_head() -> None:
    passage = "Trợ cấp hằng tháng là 700.000 đồng đối với người cao tuổi và 900.000 đồng đối với trẻ mồ côi."
    assert states("trẻ mồ côi lãnh 900k", passage) == ["same"]
    assert states("trẻ mồ côi lãnh 700k", passage) == ["swapped"]
    assert states("ở xã học phí 120k", SCHOOL)[0] == "swapped"
    assert states("ở phường học phí 120k", SCHOOL)[0] == "same"


def test_a_figure_of_another_kind_tells_groups_apart() -> None:
    passage = "Giá nước: dưới 15 m³ là 6.000 đồng/m³; trên 15 m³ là 9.000 đồng/m³."
    assert states("xài trên 15 khối thì tính 9k", passage)[-1] == "same"


def test_a_figure_of_another_role_is_no_rival() -> None:
    (one,) = match_quantities(laid("cơ sở thu sai học phí bị phạt 5 triệu", SCHOOL))
    assert (one.state, one.rival and one.rival.value) == ("rival", 2_000_000)
    (two,) = match_quantities(laid("khách gây mất trật tự bị phạt 5 triệu", POOL))
    assert (two.state, two.elsewhere) == ("none", True)


@pytest.mark.parametrize(
    ("claim", "kind", "said"),
    [
        ("Đoàn đông phải đặt chỗ trước tối thiểu 7 ngày", "limit", "bài viết: tối thiểu 7 ngày; văn bản: ít nhất 03 ngày"),
        ("Nước trong hồ được thay mỗi năm một lần", "figure", "bài viết: mỗi năm một lần; văn bản: 02 tháng một lần"),
        ("Hồ bơi Lá Sen mở từ 5 giờ sáng đến 8 giờ tối", "hours", "bài viết: 5 giờ sáng đến 8 giờ tối; văn bản: 5 giờ đến 10 giờ, 15 giờ đến 20 giờ"),
        ("hồ Lá Sen làm việc cả thứ hai", "days_turned", "bài viết: thứ 2 có làm việc; văn bản: thứ 2 nghỉ"),
        ("Quy định áp dụng đến hết ngày 31/12/2026", "limit", "bài viết: đến hết ngày 31/12/2026; văn bản: đến hết ngày 31/12/2028"),
        ("người lớn bơi mất 25k, còn trẻ em 40k", "crossed", "con số 25k trong văn bản gắn với đối tượng khác; chỗ được nói tới ghi 40.000 đồng"),
    ],
)  # fmt: skip
def test_what_clashes_and_what_is_said_of_it(claim: str, kind: str, said: str) -> None:
    one = pair(claim, POOL)
    assert one.clashing[0].kind == kind
    assert certain(one, official=True) == "refuted"
    assert reason(one, "refuted") == said


@pytest.mark.parametrize(
    "claim",
    [
        "Đoàn đông phải đặt chỗ trước 5 ngày",
        "Nước trong hồ được thay một năm sáu lần",
        "hồ mở từ 3h chiều tới 8h tối",
        "thứ hai hồ nghỉ",
        "Quy định áp dụng đến hết ngày 31/12/2028",
        "Bãi xe của siêu thị thu 90.000 đồng một đêm",
    ],
)
def test_what_does_not_clash(claim: str) -> None:
    assert not pair(claim, POOL).clashing


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("hộ nghèo được miễn phí", [100]),
        ("học sinh cận nghèo được giảm 30%", [30]),
        ("chỉ thu 30% giá", [70]),
        ("trẻ em mua vé nửa giá", [50]),
        ("ai cũng phải đóng đủ như người khác", [0]),
        ("không được giảm đồng nào", [0]),
        ("tăng 30%", []),
        ("phấn đấu 90% hộ", []),
        ("đủ 60 tuổi", []),
    ],
)
def test_reliefs(text: str, shares: list[float]) -> None:
    assert sorted({float(one.value) for one in find_reliefs(read_side(normalise(text)))}) == shares


def test_half_against_free() -> None:
    half = pair("học sinh nghèo chỉ được giảm một nửa học phí", "Học sinh nghèo được miễn học phí.")
    assert half.figures["relief_partly"] == 1
    free = pair("học sinh nghèo khỏi đóng học phí", "Học sinh nghèo được miễn học phí.")
    assert (free.figures["relief_same"], free.figures["relief_against"]) == (1, 0)
    full = pair("học sinh nghèo vẫn đóng đủ học phí", "Học sinh nghèo được miễn học phí.")
    assert full.figures["relief_full_told"] == 1


def _sum(claim: str, passage: str) -> tuple[Aligned, Match]:
    one = laid(claim, passage)
    return one, next(match for match in match_quantities(one) if match.said.kind == "money")


@pytest.mark.parametrize(
    ("claim", "passage", "so"),
    [
        ("giảm rồi còn 60k", "Lệ phí 100.000 đồng, nộp qua mạng được giảm 40%.", True),
        ("đóng một năm 600k", "Quỹ đội mỗi tháng 50.000 đồng, không bắt buộc.", True),
        ("nộp mạng rẻ hơn 20k", "Nộp trực tuyến 80.000 đồng, nộp trực tiếp 100.000 đồng.", True),
        ("nộp mạng rẻ hơn 30k", "Nộp trực tuyến 80.000 đồng, nộp trực tiếp 100.000 đồng.", False),
        ("nộp 90k", "Nộp trực tuyến 80.000 đồng, nộp trực tiếp 100.000 đồng.", False),
    ],
)
def test_sums_that_are_worked_out(claim: str, passage: str, so: bool) -> None:
    one, match = _sum(claim, passage)
    assert derived(one, match.said) is so
    assert is_difference(one.claim, match.said) is ("hơn" in claim)


def test_dates_part_by_part() -> None:
    moved = pair("quy định này áp dụng đến hết năm 2026", POOL).figures
    assert (moved["year_new"], moved["ends_other"]) == (1, 1)
    kept = pair("áp dụng đến hết ngày 31/12/2028", POOL).figures
    assert (kept["year_new"], kept["ends_other"], kept["month_new"]) == (0, 0, 0)


@given(st.text(alphabet="0123456789 .,;:kđồngtriệuphítừđếncònvà giờthứhai%", max_size=90))
@settings(max_examples=80, deadline=None)
def test_any_claim_has_one_match_for_each_quantity(claim: str) -> None:
    one = pair(claim, POOL)
    assert len(one.matches) == len(one.aligned.claim.quantities)
    assert all(-1 <= match.margin <= 1 and 0 <= match.loose <= 1 for match in one.matches)
    assert all(found is None or (0 <= found.cover <= 1 and 0 <= found.bind <= 1) for match in one.matches for found in (match.equal, match.other, match.near))  # fmt: skip
    assert list(one.figures) == list(pair("", POOL).figures)


LAND = "Tàu lớn từ ngày 01/3/2027 khai theo tháng; ghe nhỏ từ ngày 01/9/2027 khai theo quý."


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("ghe nhỏ từ ngày 1/3/2027", LAND, ["swapped"]),
        ("ghe nhỏ từ ngày 1/9/2027", LAND, ["same"]),
        ("tàu lớn thì khai mỗi quý một lần", LAND, ["swapped"]),
        ("ghe nhỏ thì khai mỗi quý một lần", LAND, ["same"]),
    ],
)
def test_dates_and_cadences_belong_to_groups_too(claim: str, passage: str, expected: list[str]) -> None:
    assert [one for one in states(claim, passage) if one in ("same", "swapped")] == expected


def test_what_is_left_to_pay_is_the_rest_of_what_is_taken_off() -> None:
    passage = "Người thứ hai trong hộ được giảm 30% tiền đóng."
    assert states("người thứ hai trong hộ phải đóng 70%", passage)[-1] == "same"
    assert states("người thứ hai trong hộ phải đóng 30%", passage)[-1] == "rival"


def test_an_end_is_measured_against_the_end() -> None:
    passage = "Trường nhận hồ sơ từ ngày 15/5 đến hết ngày 20/8/2026."
    assert states("trường nhận hồ sơ đến hết ngày 30/9/2026", passage) == ["rival"]
    assert states("trường nhận hồ sơ đến hết ngày 20/8/2026", passage) == ["same"]


def test_a_span_told_in_the_same_sentence_whatever_it_is_called() -> None:
    passage = "Chó thả rông bị giữ 72 giờ trước khi xử lý. Kết quả trả trong 05 ngày."
    assert states("chó thả rông bị giữ, chờ 24 giờ là xử lý", passage) == ["rival"]


def test_whom_a_figure_is_not_of_binds_nothing() -> None:
    passage = "Thời hạn là 12 ngày làm việc, đối với xã đảo là 17 ngày làm việc."
    assert states("trừ xã đảo ra, thời hạn là 12 ngày làm việc", passage) == ["same"]
    rule = "Hồ sơ chuyển đất lúa được giải quyết trong 12 ngày làm việc, đối với xã đảo là 17 ngày làm việc."
    assert states("hồ sơ giải quyết trong 12 ngày làm việc, trừ xã đảo", rule) == ["same"]
    assert states("chưa kể xã đảo, hồ sơ được giải quyết trong 12 ngày làm việc", rule) == ["same"]
    assert states("ở xã đảo mất 12 ngày làm việc", passage) == ["swapped"]


def test_a_sum_received_is_told_as_paid() -> None:
    passage = "Người đi khám được hưởng tiền ăn 60.000 đồng/ngày."
    assert pair("người đi khám phải đóng 60k tiền ăn", passage).figures["same_other_role"] == 1
    assert pair("người đi khám được hưởng 60k tiền ăn", passage).figures["same_other_role"] == 0


def test_once_is_a_number_where_a_claim_counts_the_same_thing() -> None:
    passage = "Giấy đậu thuyền được gia hạn một lần. Mỗi bến có một chòi canh."
    assert states("giấy đậu thuyền được gia hạn hai lần", passage) == ["rival"]
    assert states("được gia hạn 1 lần", passage) == ["none"]
    assert states("bến có 3 chòi canh", passage) == ["rival"]
    assert states("bến cần 3 chòi canh mới đủ", "Bến có chòi canh, mỗi năm sơn chòi một lần.") == ["none"]
