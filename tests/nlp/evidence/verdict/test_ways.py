"""What a sentence says in which way."""

from __future__ import annotations

import pytest

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.sides import read_side
from nlp.evidence.verdict.ways import statements_of


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("Cửa hàng phải tắt biển sau 22 giờ, trừ hiệu thuốc.", ["must", "out"]),
        ("Cửa hàng phải phun thuốc trừ sâu.", ["must"]),
        ("Bến phà mở cửa lúc 5 giờ.", ["is"]),
        ("Thuyền thúng không thuộc diện phải đăng kiểm.", ["free"]),
        ("Thuyền thúng không thuộc diện áp dụng.", ["out"]),
        ("Hộ nhận con giống phải làm chuồng.", ["must"]),
        ("Hộ nhận con giống trong tháng.", ["may"]),
        ("Thuyền thúng có phải đăng kiểm không? Chủ thuyền được tự kiểm tra.", ["may"]),
        ("Xã phấn đấu trồng 300 cây.", ["urged"]),
        ("Nhà dưới ba phòng thì khỏi lắp chuông.", ["free"]),
        ("Đò không chở xe máy.", ["not"]),
    ],
)
def test_each_mark_opens_a_statement_in_its_way(text: str, ways: list[str]) -> None:
    assert [one.way for one in statements_of(read_side(plain_text(text)))] == ways


def test_what_is_taken_out_knows_the_rule_it_is_taken_from() -> None:
    text = "Xe tải không được vào phố; xe con phải gửi ở bãi, trừ xe cấp cứu."
    statements = statements_of(read_side(plain_text(text)))
    assert [statements[at].way for at in statements[-1].rules] == ["must"]
