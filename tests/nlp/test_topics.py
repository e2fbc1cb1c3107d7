"""Topics are read with and without marks; nothing watched is ``khac``."""

from __future__ import annotations

import pytest

from models.vocabulary import Topic
from nlp.marks import marks_of
from nlp.normalise import fold, normalise
from nlp.topics import lexicon

POSTS = [
    (Topic.DICH_VU_CONG, "Nộp hồ sơ trên cổng dịch vụ công mất mấy ngày?"),
    (Topic.DINH_DANH_DIEN_TU, "Tài khoản định danh mức 2 làm ở đâu?"),
    (Topic.BINH_DAN_HOC_VU_SO, "Lớp bình dân học vụ số ở thôn mở tối thứ ba"),
    (Topic.THANH_TOAN_SO, "Chợ giờ trả tiền bằng mã QR hết rồi"),
    (Topic.DU_LIEU_SO, "Dữ liệu dân cư của tôi bị sai"),
    (Topic.AN_TOAN_THONG_TIN, "Tin nhắn lạ xin mã OTP thì đừng gửi"),
    (Topic.HA_TANG_SO, "Bản em vùng lõm, chưa phủ sóng 4G"),
    (Topic.THUE_HO_KINH_DOANH, "Hộ kinh doanh bỏ thuế khoán từ năm sau"),
    (Topic.BHXH_BHYT, "Thẻ bảo hiểm y tế hết hạn thì gia hạn sao?"),
    (Topic.GIAY_TO_DIA_GIOI, "Sau sáp nhập có phải đổi sổ đỏ không?"),
    (Topic.GIAO_THONG_GPLX, "Đổi giấy phép lái xe lệ phí bao nhiêu?"),
    (Topic.GIAO_DUC, "Học phí năm nay của học sinh mầm non"),
    (Topic.VIEN_THONG_SIM, "Sim không chính chủ bị khóa hai chiều"),
    (Topic.NGAN_HANG_SINH_TRAC, "Chuyển khoản phải quét sinh trắc học ở ngân hàng"),
    (Topic.DIEN_NUOC, "Tiền điện tháng này tăng gấp đôi"),
    (Topic.AN_SINH, "Trợ cấp hưu trí xã hội 500 nghìn một tháng"),
]


def test_there_is_a_post_for_every_watched_topic() -> None:
    assert [topic for topic, _ in POSTS] == [topic for topic in Topic if topic is not Topic.KHAC]
    assert set(lexicon()) == {topic.value for topic, _ in POSTS}


@pytest.mark.parametrize(("topic", "text"), POSTS)
def test_a_topic_is_found_with_and_without_marks(topic: Topic, text: str) -> None:
    assert topic in marks_of(normalise(text)).topics
    assert topic in marks_of(normalise(fold(text))).topics


@pytest.mark.parametrize("text", ["", "Mưa to quá, chiều nay nấu canh chua ăn thôi", "😂😂😂"])
def test_anything_else_is_khac(text: str) -> None:
    assert marks_of(normalise(text)).topics == (Topic.KHAC,)


def test_the_answer_is_in_the_order_of_the_closed_list() -> None:
    found = marks_of(normalise("thuế hộ kinh doanh, bảo hiểm y tế, dịch vụ công, định danh")).topics
    assert list(found) == [topic for topic in Topic if topic in found]
    assert len(found) >= 4
