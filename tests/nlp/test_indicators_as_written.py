"""What is looked for quickly in stopped texts is what is found slowly."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.detectors.indicators import find_indicators, indicators_as_written
from nlp.normalise import as_written

PARTS = st.sampled_from(
    [
        "trời mưa", "50k", "12/4", "năm 2026", "gọi 113", "gọi một một ba", "0900 000 123", "0900 .000. 123", "29A1-123.45",
        "STK 0123456789", "tải app An Toàn Plus", "c4p nh4t Mây Xanh", "t4i ung dung Gió Lành", "mở tệp m0i.apk", "tele: ten_nhom",
        "nhắn @ten_nhom", "ib nhóm gio_lanh", "chợ.example", "cho . example", "cho,com", "cho chấm com", "https://cho.example/x",
        "１２３", "0\u200b900 000 123", "𝗮𝗽𝗽 Gió", "😂", "\n", "(", "4", "ud Gió Lành", "a@b.example",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(PARTS, max_size=6).map(" ".join), max_size=4))
def test_the_quick_look_misses_nothing(texts: list[str]) -> None:
    quickly = indicators_as_written(texts)
    assert quickly == [find_indicators(as_written(text)) for text in texts]
    with patch("nlp.detectors.indicators._may_hold_any", return_value=True):
        assert quickly == [find_indicators(as_written(text)) for text in texts]
