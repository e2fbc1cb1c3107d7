"""The duty told by the words around an action that bears no mark of its own."""

import pytest

from models.vocabulary import Modality
from nlp.evidence.outer_duties import duty_around, is_left_free, is_negated
from nlp.evidence.scan import scan
from nlp.normalise import normalise


def duty(text, part):
    read = normalise(text)
    at = read.normalised.index(part)
    return duty_around(scan(read), at, at + len(part))


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("cấm cán bộ nhận hồ sơ qua cò", "nhận hồ sơ", Modality.PROHIBITED),
        ("trường không cho học sinh xài điện thoại", "xài điện thoại", Modality.PROHIBITED),
        ("đừng có tẩy xóa sổ", "tẩy xóa sổ", Modality.PROHIBITED),
        ("quầy thu đâu có được từ chối tiền mặt", "từ chối tiền mặt", Modality.PROHIBITED),
        ("Nghiêm cấm mua bán, cho thuê tài khoản", "cho thuê tài khoản", Modality.PROHIBITED),
        ("dạy thêm học sinh của mình là cấm tiệt", "dạy thêm", Modality.PROHIBITED),
        ("chụp màn hình thì họ hổng cho đâu", "chụp màn hình", Modality.PROHIBITED),
        ("ép mua máy là sai quy định", "ép mua máy", Modality.PROHIBITED),
        ("chẳng ai cấm dùng bản photo", "dùng bản photo", Modality.PERMITTED),
        ("doanh nghiệp được tiếp tục dùng hóa đơn giấy", "dùng hóa đơn giấy", Modality.PERMITTED),
        ("ai thích thì chuyển thẻ sang VNeID", "chuyển thẻ", Modality.PERMITTED),
        ("đăng ký chữ ký số là tùy chọn", "đăng ký chữ ký số", Modality.PERMITTED),
        ("mua bảo hiểm thì ai muốn thì mua", "mua bảo hiểm", Modality.PERMITTED),
        ("dùng tài khoản của con cũng được", "dùng tài khoản của con", Modality.PERMITTED),
        ("chưa cần mang bản chính", "mang bản chính", Modality.DENIED),
        ("xuất hóa đơn là không cần thiết", "xuất hóa đơn", Modality.DENIED),
        ("không muốn cũng phải ký nhận", "ký nhận", Modality.IN_FORCE),
        ("cài VNeID không phải là không bắt buộc", "cài VNeID", Modality.IN_FORCE),
        ("không đăng ký là bị phạt", "đăng ký", None),
        ("muốn giữ tài khoản thì login một lần", "login một lần", None),
        ("nộp hồ sơ ở xã", "nộp hồ sơ", None),
    ],
)
def test_duties(text, part, expected):
    assert duty(text, part) is expected


def test_a_ban_may_be_denied():
    read = scan(normalise("chợ mình không hề cấm tiền mặt"))
    assert is_negated(read, read.text.normalised.index("cấm"))
    other = scan(normalise("không có thẻ thì trường cấm vào"))
    assert not is_negated(other, other.text.normalised.index("cấm"))


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("quỹ khuyến học 50k là tự nguyện", True),
        ("học phí 50k là bắt buộc", False),
        ("vé 50k học sinh cũng được giảm", False),
    ],
)
def test_a_sum_may_be_left_free(text, free):
    read = scan(normalise(text))
    at = read.text.normalised.index("50k")
    assert is_left_free(read, at + 3) is free
