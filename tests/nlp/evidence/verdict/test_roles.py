"""What a figure is of: a fine, a price, something received, a time of handling."""

from __future__ import annotations

import pytest

from nlp.evidence.scan import scan
from nlp.evidence.verdict.quantities import find_quantities
from nlp.evidence.verdict.roles import role_of
from nlp.normalise import normalise


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("bị phạt 3 triệu đồng", "fine"),
        ("lệ phí 30.000 đồng", "pay"),
        ("hộ dân được hỗ trợ 3 triệu đồng", "receive"),
        ("hỗ trợ tiền ăn 600.000 đồng", "receive"),
        ("hộ có doanh thu từ 900 triệu đồng", "worth"),
        ("được vay tối đa 80 triệu đồng", "loan"),
        ("được giảm 30%", "off"),
        ("phấn đấu đạt 85%", "goal"),
        ("giải quyết trong 4 ngày", "result"),
        ("giấy có giá trị 6 tháng", "valid"),
        ("báo trước 2 ngày", "notice"),
        ("tạm ngừng bán 3 ngày", "cut"),
        ("người 60 tuổi", ""),
        ("Phí cập nhật địa chỉ trên giấy chứng nhận là 50.000 đồng.", "pay"),
        ("Kinh phí do ngân sách lo, mỗi trạm 15 triệu đồng.", ""),
        ("đóng cho tổ 100k tiền giấy tờ", "pay"),
        ("xã trả cho dân 100k", ""),
        ("tỉnh cho mỗi hộ 500k", "receive"),
        ("Phí tham quan cho người lớn là 90.000 đồng.", "pay"),
        ("Người đi khám hưởng tiền ăn 60.000 đồng/ngày.", "receive"),
        ("phường bán thùng rác 90k", "pay"),
        ("Không quá 17 ngày làm việc là có kết quả.", "result"),
        ("Thanh toán chậm nhất 07 ngày.", ""),
        ("Nộp chậm 07 ngày.", "late"),
        ("100% chó trong xã được tiêm", ""),
        ("được hỗ trợ 30% chi phí", "receive"),
    ],
)
def test_the_role_of_a_figure(text: str, role: str) -> None:
    read = scan(normalise(text))
    assert [role_of(read, one) for one in find_quantities(read) if one.kind != "count:ho"] == [role]
