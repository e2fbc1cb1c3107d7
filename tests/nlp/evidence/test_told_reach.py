"""Whither a word of modality reaches: its own statement, not the other one of the sentence."""

import pytest

from models.vocabulary import Modality
from nlp.evidence.modality import context_modalities, find_cues
from nlp.evidence.scan import scan
from nlp.normalise import normalise


def around(text, part):
    read = normalise(text)
    at = read.normalised.index(part)
    return context_modalities(scan(read), find_cues(read), at, at + len(part))


@pytest.mark.parametrize(
    ("text", "part", "modality"),
    [
        ("nghe đồn lên năm chục nhưng phí vẫn 21 nghìn", "năm chục", Modality.HEARSAY),
        ("phường thu 50k, còn cái 100k là bản dự thảo", "100k", Modality.PROPOSAL),
        ("80% là con số phường hướng tới", "80%", Modality.TARGET),
        ("tin thu 50k là bịa đặt", "50k", Modality.DENIED),
        ("thu 50k á, tào lao nha mấy bà", "50k", Modality.DENIED),
        ("không có chuyện thu 50k", "50k", Modality.DENIED),
        ("Quét mã bị trừ 3%. Bịa nha mấy chị.", "3%", Modality.DENIED),
        ("thu 50k, đang lấy ý kiến", "50k", Modality.PROPOSAL),
        ("thu 50k nhưng mới là đề xuất", "50k", Modality.PROPOSAL),
        ("bác bỏ tin thu 50k", "50k", Modality.DENIED),
        ("đính chính tin thu 50k", "50k", Modality.DENIED),
        ("phải nộp là sai", "phải nộp", Modality.DENIED),
        ("từ 1/12 phải đổi, chớ hổng đổi ngang nữa, thằng con tui làm bên đại lý nó nói", "1/12", Modality.HEARSAY),
    ],
)  # fmt: skip
def test_reached(text, part, modality):
    assert modality in around(text, part)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("nghe đồn lên năm chục nhưng phí vẫn 21 nghìn", "21 nghìn"),
        ("phường thu 50k, còn cái 100k là bản dự thảo", "50k"),
        ("trước đề xuất bảy chục, rốt cuộc tỉnh chốt ba chục", "ba chục"),
        ("luật ghi 1% rồi chứ hổng phải ai đề xuất", "1%"),
        ("thu 50k nghe bà con", "50k"),
        ("đã đạt 82%, vượt mục tiêu", "82%"),
        ("ăn bán trú vẫn 28k, tin 35k là nhầm trường khác", "28k"),
        ("sáng thứ năm làm, thứ ba là lịch cũ", "thứ năm"),
        ("không có vụ thu tiền đâu, trên 10 triệu mới quét", "10 triệu"),
        ("khởi công tháng 1, dự kiến trước mùa mưa là xong", "tháng 1"),
        ("nay là 1,5%, trước đây chỉ là đề xuất", "1,5%"),
        ("đính chính tên trên sổ đỏ phí 28 nghìn", "28 nghìn"),
        ("đính chính: thu 30k", "30k"),
        ("thu thêm 1% là sai quy định", "1%"),
        ("bỏ giấy chuyển tuyến là có thật", "bỏ giấy chuyển tuyến"),
    ],
)
def test_not_reached(text, part):
    assert around(text, part) == set()
