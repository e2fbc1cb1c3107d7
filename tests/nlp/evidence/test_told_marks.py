"""Words of modality beyond the lexicon of cues, and what only looks like them."""

import pytest

from nlp.evidence.scan import scan
from nlp.evidence.told_marks import comments_of, marks_of
from nlp.normalise import normalise


def told(text):
    return [one.told.value for one in marks_of(scan(normalise(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bệnh viện cố gắng sang năm đạt 75%", "target"),
        ("trạm đang nhắm tới 40% bệnh nhân", "target"),
        ("sở đang soạn tờ trình hỗ trợ 2,5 triệu", "proposal"),
        ("xã đề nghị sửa thời hạn thành 45 ngày", "proposal"),
        ("thu thêm 5k mà cư dân chưa biểu quyết nên chưa thu", "proposal"),
        ("nghe dì Sáu kể thu 50k", "hearsay"),
        ("mấy ông ngoài quán cà phê nói thu 50k", "hearsay"),
        ("thằng con tui làm bên đại lý nó nói vậy", "hearsay"),
        ("cả bến đồn Tết phát dầu", "hearsay"),
        ("ko có vụ thu 50k", "denied"),
        ("thu 50k, tào lao nha mấy bà", "denied"),
    ],
)
def test_marks(text, expected):
    assert expected in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "bà con cố gắng nộp trước 30/9", "lấy phiếu đề nghị sửa ở bàn ngoài", "đề nghị bà con nộp 50k", "Đề nghị nâng mức nộp trước 15 ngày", "hồ sơ đề nghị giảm tiền thuê", "ai chưa ký thì nộp trước 30/9",
        "nghe chú trưởng ấp nói thu 50k", "nghe loa xã nói thu 50k", "thu 50k nghe bà con, xã nói rồi", "đừng nghe mấy bà kể", "cả nhà nghe em nói này",
        "nghe dân bán bảo hiểm nó dọa", "ban quản lý chợ nói thu 50k", "anh làm thủ tục rồi nói cô kiểm lại", "ra đồn biên phòng lãnh dầu",
        "bà con bán ở chợ kê khai thuế", "mấy bà đừng nghe bà Tư đồn",
    ],
)  # fmt: skip
def test_what_only_looks_like_one(text):
    assert told(text) == []


def test_a_sentence_may_speak_of_the_one_before():
    read = scan(normalise("Quét mã bị trừ 3% á. Bịa nha mấy chị."))
    assert [one.told.value for one in comments_of(read)] == ["denied"]
    assert not comments_of(scan(normalise("Quét mã bị trừ 3%. Ngân hàng nói ai bịa là phạt.")))
