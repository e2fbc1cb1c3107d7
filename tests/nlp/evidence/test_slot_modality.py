"""How firmly a slot is told depends on its kind."""

import pytest

from models.vocabulary import Modality, SlotKind
from nlp.evidence.modality import find_cues
from nlp.evidence.scan import scan
from nlp.evidence.slot_modality import modality_at, sanction_modality
from nlp.normalise import normalise


def told(text, part, kind):
    read = normalise(text)
    at = read.normalised.index(part)
    place = scan(read), find_cues(read), at, at + len(part)
    return sanction_modality(*place) if kind is SlotKind.SANCTION else modality_at(*place, kind)


@pytest.mark.parametrize(
    ("text", "part", "kind", "expected"),
    [
        ("không thu phí 50k", "50k", SlotKind.FEE, Modality.DENIED),
        ("ai không có máy thì mượn, phí 50k", "50k", SlotKind.FEE, Modality.IN_FORCE),
        ("không nhận giấy và không thu lệ phí", "không thu lệ phí", SlotKind.FEE, Modality.IN_FORCE),
        ("không lương hưu được lãnh 500 ngàn", "500 ngàn", SlotKind.AMOUNT, Modality.IN_FORCE),
        ("moi nguoi dung ten 3 sim thoi", "3 sim", SlotKind.AMOUNT, Modality.IN_FORCE),
        ("nhà nào không có mạng cho con xuống trường", "cho con xuống trường", SlotKind.PROCEDURE, Modality.IN_FORCE),
        ("cấm xe trên 2,5 tấn", "trên 2,5 tấn", SlotKind.AMOUNT, Modality.IN_FORCE),
        ("cấm thu phí 50k", "50k", SlotKind.FEE, Modality.PROHIBITED),
        ("được phép chạy tiếp đến hết tháng 10", "đến hết tháng 10", SlotKind.DEADLINE, Modality.PERMITTED),
        ("thuế cho phép nộp bù đến 30/6", "30/6", SlotKind.DEADLINE, Modality.PERMITTED),
        ("bày hàng ngoài khung giờ cho phép trước 23 giờ", "trước 23 giờ", SlotKind.DEADLINE, Modality.IN_FORCE),
        ("có thể gián đoạn đến 4 giờ", "đến 4 giờ", SlotKind.DEADLINE, Modality.IN_FORCE),
        ("dự thảo nâng phí, góp ý trước 15/12", "15/12", SlotKind.DATE, Modality.IN_FORCE),
        ("dự thảo nâng phí từ 15/12", "15/12", SlotKind.DATE, Modality.PROPOSAL),
        ("xã mình phấn đấu 80% hộ", "xã mình", SlotKind.AGENCY, Modality.TARGET),
        ("công an làm chứ không phải tư pháp", "tư pháp", SlotKind.AGENCY, Modality.DENIED),
        ("chậm thì chưa phạt", "chưa phạt", SlotKind.SANCTION, Modality.DENIED),
        ("không làm cũng chẳng ai phạt", "chẳng ai phạt", SlotKind.SANCTION, Modality.DENIED),
        ("không được xét gia đình văn hóa", "không được xét", SlotKind.SANCTION, Modality.IN_FORCE),
        ("đóng sớm để không bị cắt điện", "bị cắt điện", SlotKind.SANCTION, Modality.IN_FORCE),
    ],
)  # fmt: skip
def test_modalities(text, part, kind, expected):
    assert told(text, part, kind) is expected
