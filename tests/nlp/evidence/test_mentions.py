"""Procedures by what is asked for."""

from __future__ import annotations

import pytest

from nlp.evidence.mentions import find_matters
from nlp.evidence.scan import scan
from nlp.evidence.terms import plain_text


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("doi bang lai nop qua mang", ["giấy phép lái xe"]),
        ("Lệ phí cấp đổi giấy phép lái xe", ["giấy phép lái xe"]),
        ("Người dân nộp hồ sơ trực tuyến, mang theo căn cước", []),
        ("Đăng ký khai sinh và công chứng", ["khai sinh", "chứng thực"]),
    ],
)
def test_how_one_files_names_no_procedure(text: str, matters: list[str]) -> None:
    assert [one.value for one in find_matters(scan(plain_text(text)))] == matters
