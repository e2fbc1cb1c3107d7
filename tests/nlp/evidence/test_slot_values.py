"""Value, unit and modality where the place of a slot is known."""

from datetime import date

import pytest

from models.vocabulary import Modality, SlotKind, Unit
from nlp.evidence.modality import find_cues
from nlp.evidence.scan import scan
from nlp.evidence.slot_values import SlotValues
from nlp.evidence.tagger import Tagged
from nlp.normalise import normalise


def told(text, part, kind, posted_on=None):
    """Values and modality of ``part`` of ``text``."""
    read = normalise(text)
    at = read.normalised.index(part)
    values = SlotValues(scan(read), find_cues(read), posted_on)
    slot = Tagged(kind, at, at + len(part))
    return list(values.values(slot)), values.modality(slot)


@pytest.mark.parametrize(
    ("text", "part", "kind", "expected"),
    [
        ("lệ phí 50k nhé", "50k", SlotKind.FEE, [(50_000, Unit.VND)]),
        ("phí 50-70k nhé", "50-70k", SlotKind.FEE, [(50_000, Unit.VND), (70_000, Unit.VND)]),
        ("hổng lấy tiền công đâu", "hổng lấy tiền công", SlotKind.FEE, [(0, Unit.VND)]),
        ("giá 7.200 một khối", "7.200 một khối", SlotKind.FEE, [(7_200, Unit.VND)]),
        ("tiền cước bình thường", "tiền cước bình thường", SlotKind.FEE, [("tiền cước bình thường", None)]),
        ("mỗi người ba sim", "ba sim", SlotKind.AMOUNT, [(3, None)]),
        ("giảm 30% thời gian", "30%", SlotKind.PERCENT, [(30, Unit.PERCENT)]),
        ("giảm nửa giá", "nửa giá", SlotKind.PERCENT, [(50, Unit.PERCENT)]),
        ("từ 1/12/2026 áp dụng", "1/12/2026", SlotKind.DATE, [("2026-12-01", Unit.DATE)]),
        ("sáng thứ bảy làm", "sáng thứ bảy", SlotKind.DATE, [("W6", Unit.DATE)]),
        ("chi từ ngày 02 đến 10/12", "từ ngày 02 đến 10/12", SlotKind.DEADLINE, [("--12-02/--12-10", Unit.DATE)]),
        ("mỗi năm một lần", "mỗi năm một lần", SlotKind.DEADLINE, [(12, Unit.MONTH)]),
        ("mỗi năm một lần", "mỗi năm", SlotKind.DATE, [("mỗi năm", Unit.DATE)]),
        ("chừng 2-3 ngày là có", "2-3 ngày", SlotKind.DEADLINE, [(2, Unit.DAY), (3, Unit.DAY)]),
        ("chậm nhất quý sau", "quý sau", SlotKind.DEADLINE, [("P1Q", Unit.DATE)]),
        ("cúng 15/8 âm lịch", "15/8 âm lịch", SlotKind.DATE, [("15/8 âm lịch", Unit.DATE)]),
        ("trong 5 ngày làm việc", "trong 5 ngày làm việc", SlotKind.DEADLINE, [(5, Unit.WORKING_DAY)]),
        ("không có thì phạt 2 triệu", "phạt 2 triệu", SlotKind.SANCTION, [(2_000_000, Unit.VND)]),
        ("không có thì khóa sim", "khóa sim", SlotKind.SANCTION, [("khóa sim", None)]),
        ("theo Nghị quyết 04-NQ/TU", "Nghị quyết 04-NQ/TU", SlotKind.DOCUMENT, [("04-NQ/TU", None)]),
        ("Ra  quầy số 3", "Ra  quầy số 3", SlotKind.PROCEDURE, [("ra quầy số 3", None)]),
    ],
)  # fmt: skip
def test_values(text, part, kind, expected):
    assert told(text, part, kind)[0] == expected


def test_the_day_of_the_post_resolves_a_date():
    assert told("mai nghỉ học", "mai", SlotKind.DATE, date(2026, 11, 20))[0] == [("2026-11-21", Unit.DATE)]
    assert told("ngày mai nghỉ", "ngày mai", SlotKind.DATE, date(2026, 11, 20))[0] == [
        ("2026-11-21", Unit.DATE)
    ]


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("hộ kinh doanh phải kê khai", "phải kê khai", Modality.IN_FORCE),
        ("không phải nộp bản giấy", "không phải nộp bản giấy", Modality.DENIED),
        ("ngân hàng không đến", "không đến", Modality.DENIED),
        ("không nhận tiền mặt nữa", "không nhận tiền mặt", Modality.PROHIBITED),
        ("cấm xe tải", "cấm xe tải", Modality.PROHIBITED),
        ("máy cục gạch vẫn nghe được", "máy cục gạch vẫn nghe được", Modality.PERMITTED),
        ("nghe nói máy cũ hết nghe được", "máy cũ hết nghe được", Modality.HEARSAY),
        ("dự thảo buộc cả xóm lắp camera", "buộc cả xóm lắp camera", Modality.PROPOSAL),
        ("ai nói không phải nộp thuế là nói xàm", "nộp thuế", Modality.IN_FORCE),
        ("ai nói phải nộp thuế là nói xàm", "phải nộp thuế", Modality.DENIED),
        ("không có chuyện xã cấm người ngoài mua đất", "cấm người ngoài mua đất", Modality.DENIED),
        ("không hề cấm dùng tiền mặt", "cấm dùng tiền mặt", Modality.DENIED),
        ("nhắc lại là cấm cho thuê nhà", "cho thuê nhà", Modality.PROHIBITED),
        ("thư viện cho mượn máy", "cho mượn máy", Modality.PERMITTED),
        ("phấn đấu 80% hộ, không bắt buộc ai", "không bắt buộc ai", Modality.DENIED),
        ("hướng tới không dùng hồ sơ giấy", "không dùng hồ sơ giấy", Modality.TARGET),
        ("đang lấy ý kiến, chưa áp dụng", "chưa áp dụng", Modality.DENIED),
        ("phát cho người không có tên thì xã cấm", "phát cho người không có tên", Modality.PROHIBITED),
    ],
)
def test_duties(text, part, expected):
    assert told(text, part, SlotKind.OBLIGATION)[1] is expected


def test_a_figure_takes_the_modality_of_its_sentence_and_a_sanction_its_own():
    assert told("nghe nói thu 50k", "50k", SlotKind.FEE)[1] is Modality.HEARSAY
    assert told("không đăng ký bị phạt 2 triệu", "bị phạt 2 triệu", SlotKind.SANCTION)[1] is Modality.IN_FORCE
