"""Money and percents in every spelling, and figures that are neither."""

import pytest

from models.vocabulary import SlotKind
from nlp.evidence.slots import extract_slots
from nlp.normalise import normalise


def figures(text, *kinds):
    return [
        (slot.kind.value, slot.value) for slot in extract_slots(normalise(text), None) if slot.kind in kinds
    ]


def money(text):
    return figures(text, SlotKind.FEE, SlotKind.AMOUNT)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("phí 50k", 50_000),
        ("lệ phí 22k", 22_000),
        ("tiền điện 4k5 một số", 4_500),
        ("mất 1tr5", 1_500_000),
        ("mất 1tr250", 1_250_000),
        ("nộp 1.5tr", 1_500_000),
        ("phí 1,5 triệu đồng", 1_500_000),
        ("phí 1 triệu 200 nghìn đồng", 1_200_000),
        ("phí 2 triệu rưỡi", 2_500_000),
        ("nộp phí năm mươi nghìn", 50_000),
        ("nộp phí hai trăm năm mươi lăm nghìn đồng", 255_000),
        ("phí mười hai nghìn", 12_000),
        ("mất 1 củ", 1_000_000),
        ("tốn 5 lít", 500_000),
        ("thu phí 3 xị", 300_000),
        ("thu phí 50 cành", 50_000),
        ("lệ phí 50.000đ", 50_000),
        ("lệ phí 50.000 đồng", 50_000),
        ("lệ phí 50,000 VNĐ", 50_000),
        ("lệ phí 135.000/thẻ", 135_000),
        ("nộp phí 50000 đồng", 50_000),
        ("phi 50.000 dong", 50_000),
        ("phai nop nam muoi nghin dong", 50_000),
        ("làm lại cccd hết 70k", 70_000),
        ("lam lai cccd het 70k", 70_000),
        ("lệ phí 0 đồng", 0),
    ],
)
def test_fee_values(text, value):
    assert money(text) == [("fee", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hỗ trợ 500.000 đồng", 500_000),
        ("hỗ trợ mỗi hộ 1 tỷ", 1_000_000_000),
        ("trợ cấp 4 tỷ 500 triệu", 4_500_000_000),
        ("phạt 2 triệu", 2_000_000),
        ("doanh thu trên 500 triệu đồng/năm", 500_000_000),
        ("đóng BHYT 1.263.600 đồng", 1_263_600),
        ("chuyển khoản trên 10 triệu", 10_000_000),
        ("trưởng thôn thu 50k tiền quỹ", 50_000),
        ("thu bảo hiểm y tế 660k một cháu", 660_000),
        ("ai bán dưới 200tr", 200_000_000),
    ],
)
def test_other_sums_are_amounts(text, value):
    assert money(text) == [("amount", value)]


def test_fee_or_amount_goes_by_the_nearest_word():
    assert money("lệ phí 20k, hộ nghèo nhận 500k") == [("fee", 20_000), ("amount", 500_000)]
    assert money("được hỗ trợ 300k nhưng phải nộp 50k") == [("amount", 300_000), ("fee", 50_000)]


@pytest.mark.parametrize(
    "text", ["thu 50-70k mỗi hộ", "thu 50 - 70 nghìn", "thu từ 50 đến 70 nghìn đồng", "thu 50k-70k"]
)
def test_a_range_is_two_values_over_the_same_words(text):
    found = [slot for slot in extract_slots(normalise(text), None) if slot.kind is SlotKind.FEE]
    assert [slot.value for slot in found] == [50_000, 70_000]
    if "k-" not in text:
        assert found[0].span == found[1].span


@pytest.mark.parametrize(
    "text",
    [
        "hổng mất đồng nào", "không phải trả đồng nào", "miễn phí", "mien phi", "không thu phí", "khong thu phi", "ko mất tiền", "không mất đồng nào",
        "được miễn lệ phí", "không phải nộp phí",
    ],
)  # fmt: skip
def test_free_is_a_fee_of_nought(text):
    assert money(text) == [("fee", 0)]


@pytest.mark.parametrize(
    "text",
    [
        "50 nghìn người", "100 triệu lượt truy cập", "cách 50km", "mất 5 lít xăng", "mua 2 củ khoai",
        "5 đồng chí", "hợp đồng 5 trang", "lớp 12k3", "không thu tiền mặt", "tầng 3 phòng 201", "Nghị định 168", "sinh năm 1980",
        "0900 000 000", "đường 5K", "nam nay", "ngày 20/11", "24/7", "Điều 3 đ",
    ],
)  # fmt: skip
def test_what_is_no_money(text):
    assert money(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("100% hộ dân", [100]),
        ("100 % hộ dân", [100]),
        ("giảm 30 phần trăm", [30]),
        ("giam ba muoi phan tram", [30]),
        ("tăng 2,5%", [2.5]),
        ("từ 10-15%", [10, 15]),
        ("từ 10 đến 15%", [10, 15]),
        ("một trăm phần trăm", [100]),
        ("5 phần quà", []),
        ("20 người", []),
    ],
)
def test_percents(text, values):
    assert [value for _, value in figures(text, SlotKind.PERCENT)] == values


def test_spans_point_into_the_text_as_given():
    text = "Nghe nói  lệ phí\u200b là 50k ạ"
    (slot,) = [one for one in extract_slots(normalise(text), None) if one.kind is SlotKind.FEE]
    assert text[slot.span.start : slot.span.end] == slot.text == "50k"
    assert slot.unit == "VND"
