"""Obligations and modality: negation survives, and what only looks like a duty is none."""

import pytest

from models.vocabulary import SlotKind
from nlp.evidence.modality import find_cues
from nlp.evidence.obligations import find_obligations
from nlp.evidence.scan import scan
from nlp.evidence.slots import extract_slots
from nlp.normalise import normalise


def of_kind(text, kind):
    return [
        (slot.value, slot.modality.value)
        for slot in extract_slots(normalise(text), None)
        if slot.kind is kind
    ]


def duties(text):
    """The kind of duty, and the modality of its slot."""
    scanned = scan(normalise(text))
    kinds = [one.duty for one in find_obligations(scanned, find_cues(scanned.text))]
    slots = of_kind(text, SlotKind.OBLIGATION)
    assert len(kinds) == len(slots)
    return [(kind, modality) for kind, (_, modality) in zip(kinds, slots, strict=True)]


@pytest.mark.parametrize(
    ("text", "value", "modality"),
    [
        ("mỗi nhà bắt buộc phải có người dùng DVC", "bắt buộc", "in_force"),
        ("bat buoc moi nha co nguoi dung dvc", "bắt buộc", "in_force"),
        ("ai cũng phải cài VNeID", "bắt buộc", "in_force"),
        ("người dân phải đổi căn cước", "bắt buộc", "in_force"),
        ("không bắt buộc đổi căn cước", "không bắt buộc", "denied"),
        ("khong bat buoc doi can cuoc", "không bắt buộc", "denied"),
        ("ko phải nộp gì thêm", "không bắt buộc", "denied"),
        ("k phải nộp", "không bắt buộc", "denied"),
        ("không cần mang bản sao", "không bắt buộc", "denied"),
        ("không ai bắt buộc", "không bắt buộc", "denied"),
        ("không hề bắt buộc", "không bắt buộc", "denied"),
        ("hổng phải đổi gì hết", "không bắt buộc", "denied"),
        ("khôn ai bắt đổi", "không bắt buộc", "denied"),
        ("không bắt ai mua", "không bắt buộc", "denied"),
        ("không có chuyện phải đặt lịch", "không bắt buộc", "denied"),
        ("bắt xác thực mới cho bán", "bắt buộc", "in_force"),
        ("có đúng là phải đổi hết không?", "bắt buộc", "hearsay"),
        ("chưa bắt buộc", "không bắt buộc", "denied"),
        ("cấm thu thêm", "không được", "prohibited"),
        ("không được thu thêm", "không được", "prohibited"),
        ("khong duoc thu them", "không được", "prohibited"),
        ("không được hỗ trợ nữa", "không được hưởng", "denied"),
        ("được phép nộp bản giấy", "được", "permitted"),
        ("được nộp online", "được", "permitted"),
        ("khuyến khích nộp trực tuyến", "khuyến khích", "permitted"),
        ("dự thảo bắt buộc cài ứng dụng", "bắt buộc", "proposal"),
        ("dự thảo không bắt buộc cài ứng dụng", "không bắt buộc", "proposal"),
        ("nghe nói phải đổi hết", "bắt buộc", "hearsay"),
        ("nghe nói không phải đổi", "không bắt buộc", "hearsay"),
    ],
)
def test_duties(text, value, modality):
    assert duties(text) == [(value, modality)]


@pytest.mark.parametrize(
    "text",
    [
        "có phải nộp phí không?", "đây không phải lừa đảo", "không phải ai cũng biết", "phải không mọi người",
        "BHXH bắt buộc", "nền tảng bắt buộc trong phát triển", "phải chăng là thế", "sao phải làm lại?",
        "bắt đầu thu hồ sơ", "hổng phải vậy đâu", "bên phải đường", "làm được rồi", "không được tốt lắm", "cam quýt", "cảm ơn", "cắm trại", "phải lòng nhau",
    ],
)  # fmt: skip
def test_what_is_no_duty(text):
    assert duties(text) == []


def test_the_slot_shows_what_is_governed():
    text = "Từ 1/12 mỗi nhà bắt buộc phải có người dùng DVC, không có thì thôi"
    (slot,) = [one for one in extract_slots(normalise(text), None) if one.kind is SlotKind.OBLIGATION]
    assert slot.text == "bắt buộc phải có người dùng DVC"
    assert text[slot.span.start : slot.span.end] == slot.text


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("thu phí 50k", "in_force"),
        ("phấn đấu thu 50k", "target"),
        ("mục tiêu là thu 50k", "target"),
        ("dự thảo thu phí 50k", "proposal"),
        ("du thao thu phi 50k", "proposal"),
        ("thu phí 50k mới là đề xuất thôi", "proposal"),
        ("không phải dự thảo, thu phí 50k", "in_force"),
        ("nghe nói thu phí 50k", "hearsay"),
        ("thu phí 50k, nghe đồn vậy", "hearsay"),
        ("không thu phí 50k", "denied"),
        ("ko phải nộp phí 50k", "denied"),
        ("không có chuyện thu phí 50k", "denied"),
        ("thu phí 50k là tin giả", "denied"),
        ("nghe nói không phải nộp 50k nữa", "denied"),
        ("không chỉ phí 50k", "in_force"),
        ("phí không quá 50k", "in_force"),
        ("không nộp thì mất phí 50k", "in_force"),
        ("nếu không nộp phí 50k", "in_force"),
        ("cấm thu phí 50k", "prohibited"),
        ("có thể mất phí 50k", "permitted"),
    ],
)
def test_modality_of_a_fee(text, modality):
    assert [found for _, found in of_kind(text, SlotKind.FEE)] == [modality]


def test_a_time_is_denied_only_by_a_negation_of_its_own():
    assert of_kind("sim không chính chủ qua ngày 20 là khóa", SlotKind.DATE) == [("---20", "in_force")]
    assert of_kind("không phải từ 1/12", SlotKind.DATE) == [("--12-01", "denied")]


def test_what_is_asked_is_not_asserted():
    assert of_kind("phí 50k ạ?", SlotKind.FEE) == [(50_000, "hearsay")]
    assert of_kind("phí 50k đúng không mọi người", SlotKind.FEE) == [(50_000, "hearsay")]


def test_modality_stays_in_its_sentence():
    assert of_kind("Phấn đấu 100% hộ dân. Lệ phí 50k.", SlotKind.FEE) == [(50_000, "in_force")]
    assert of_kind("Phấn đấu 100% hộ dân. Lệ phí 50k.", SlotKind.PERCENT) == [(100, "target")]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("không đăng ký bị phạt 2 triệu", "in_force"),
        ("không có phạt 2 triệu", "in_force"),
        ("không bị phạt 2 triệu", "denied"),
        ("dự thảo phạt 2 triệu", "proposal"),
    ],
)
def test_a_sanction_and_its_sum_are_told_alike(text, modality):
    assert [found for _, found in of_kind(text, SlotKind.SANCTION)] == [modality]
    assert of_kind(text, SlotKind.SANCTION) == [(2_000_000, modality)]
    assert of_kind(text, SlotKind.AMOUNT) == [(2_000_000, modality)]
