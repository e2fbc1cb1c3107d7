"""What kind of duty the words of a slot tell."""

import pytest

from models.vocabulary import Modality
from nlp.evidence.duty_words import duty_left, duty_of_words
from nlp.evidence.scan import scan
from nlp.normalise import normalise


def words(text):
    return scan(normalise(text)).words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("được miễn học phí", Modality.DENIED),
        ("vẫn nộp như cũ", Modality.IN_FORCE),
        ("vẫn dùng được", None),
        ("hết giá trị", Modality.PROHIBITED),
        ("hết đóng thuế khoán", Modality.DENIED),
        ("tạm dừng giao dịch trực tuyến", Modality.PROHIBITED),
        ("không bán vé giấy nữa", Modality.PROHIBITED),
        ("không phải nộp nữa", None),
        ("không thu nữa", None),
        ("không ai ép", Modality.DENIED),
        ("cho mượn máy", Modality.PERMITTED),
        ("phải kê khai", None),
        ("bỏ lệ phí môn bài", Modality.DENIED),
        ("bỏ tiền mặt", Modality.PROHIBITED),
        ("không được nhận thay", Modality.PROHIBITED),
        ("không được giảm giá", None),
        ("nỏ phải đổi", Modality.DENIED),
        ("không phải khoản bắt buộc", Modality.DENIED),
        ("không có thì phải nộp", None),
        ("vẫn nộp tiền mặt", Modality.PERMITTED),
        ("ai góp thì góp", Modality.PERMITTED),
        ("ai không góp thì phải nộp", None),
        ("nộp đâu cũng được", Modality.PERMITTED),
        ("hết rút tiền", Modality.PROHIBITED),
    ],
)
def test_words_that_leave_nothing_open(text, expected):
    assert duty_of_words(words(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hổng gọi được", Modality.PROHIBITED),
        ("không in thẻ", Modality.DENIED),
        ("không in hóa đơn giấy", Modality.PROHIBITED),
        ("không còn bản giấy", Modality.PROHIBITED),
        ("không còn khoán", Modality.DENIED),
        ("được đổi máy không mất tiền", Modality.PERMITTED),
        ("dùng bình thường", Modality.PERMITTED),
        ("tự nguyện", Modality.PERMITTED),
        ("kê khai hằng quý", Modality.IN_FORCE),
    ],
)
def test_words_read_when_no_duty_is_found(text, expected):
    assert duty_left(words(text)) is expected


def test_no_words_tell_nothing():
    assert duty_of_words(()) is None
