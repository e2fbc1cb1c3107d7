"""Which passages read like rules."""

from __future__ import annotations

import pytest

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.official import is_official


@pytest.mark.parametrize(
    "passage",
    [
        "Vé đò dọc 12.000 đồng/lượt, vé tháng 210.000 đồng; miễn vé cho trẻ dưới 6 tuổi.",
        "Người dân đặt lịch khám qua tổng đài; trạm y tế trả kết quả trong 2 ngày làm việc, không thu phí.",
        "Năm nay bảy trên mười sạp ở chợ nổi có cân đúng, cuối mùa nước thì sạp nào cũng có. Công chức lo việc chợ báo tiến độ trước ngày 25 hằng tháng; "
        "chậm hai lần liền thì bị phê bình trước mọi người. Trong lúc đổi cân, ghe bán bún, bán chè vẫn đậu ở bến cũ như mọi hôm, ai đến sau thì neo phía ngoài. "
        "Hộ gia đình có ghe nhỏ nên ghép hai nhà một cân. Cơ quan nhà nước đặt một cân mẫu ở đầu bến, bà con ghé thử lúc nào cũng vui. Chỉ tiêu này chưa tính ghe hàng khô.",
        "Đề án xe buýt: đến năm 2035 xe buýt đáp ứng 18% nhu cầu đi lại, 60% xe buýt chạy điện.",
        "Công ty Cấp nước tạm ngừng cấp nước từ 22 giờ ngày 14/3 tại hai phường, khách hàng lấy nước xe bồn.",
        "Sở Xây dựng chủ trì đặt 40 điểm sạc trong năm 2034; xe buýt đang chạy còn chạy đến hết niên hạn.",
        "Điện lực tạm ngừng cấp điện từ 6 giờ đến 14 giờ để thay máy biến áp.",
    ],
)
def test_short_rules(passage: str) -> None:
    assert is_official(plain_text(passage))


@pytest.mark.parametrize(
    "passage",
    [
        "Ngọn hải đăng Mũi Sừng được xây năm 1893, cao 41 mét. Người gác đèn phải thắp đèn trước lúc mặt trời lặn, ai bỏ ca bị phạt một tháng lương.",
        "Loài ốc này sống bám trên đá, lớn chậm và đẻ trứng vào mùa mưa.",
    ],
)
def test_stories_and_descriptions(passage: str) -> None:
    assert not is_official(plain_text(passage))
