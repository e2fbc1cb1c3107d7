"""Claims that say themselves that a rule or a campaign is over."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import pytest

from nlp.evidence.verdict.bygone import says_it_is_over, tells_of_last_time
from nlp.evidence.verdict.model import Weights
from nlp.evidence.verdict.sides import read_side
from nlp.evidence.verdict.vector import read_pair
from nlp.evidence.verify import judge
from nlp.normalise import normalise

PASSAGE = "Hộ dân đăng ký lắp đồng hồ nước tại Ủy ban nhân dân phường phải nộp lệ phí 45.000 đồng, hộ nghèo được miễn."
BY_RULES_ALONE = cast("Weights", None)
"""The pairs below are settled by rules; no weight is asked."""


@pytest.mark.parametrize(
    ("claim", "over"),
    [
        ("Quy định thu phí bến thuyền đã hết hiệu lực từ tháng 9.", True),
        ("chính sách tặng cây giống kết thúc rồi", True),
        ("dot tang cay giong da ket thuc tuan truoc", True),
        ("Hiện nay quy định đó đã hết hiệu lực.", True),
        ("năm ngoái phường cho mượn máy bơm không lấy tiền", True),
        ("Hồi đó gửi thuyền mất 6.000 đồng một đêm.", True),
        ("hoi do gui thuyen mat 6 ngan", True),
        ("Quy định thu phí bến thuyền chưa hết hiệu lực.", False),
        ("đợt tặng cây giống sắp kết thúc, ai chưa nhận thì đi lẹ", False),
        ("hồi trước sao giờ vẫn vậy, gửi thuyền 6.000 đồng", False),
        ("Gửi thuyền hiện nay vẫn 6.000 đồng một đêm.", False),
        ("gửi thuyền 6.000 đồng một đêm", False),
        ("", False),
    ],
)
def test_what_a_claim_says_of_the_time(claim: str, over: bool) -> None:
    assert says_it_is_over(normalise(claim)) is over


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Hồi đó đăng ký lắp đồng hồ nước phải nộp lệ phí 45.000 đồng", "supported"),
        ("dạo trước đăng ký lắp đồng hồ nước nộp lệ phí 45.000 đồng", "supported"),
        ("đăng ký lắp đồng hồ nước phải nộp lệ phí 45.000 đồng", "refuted"),
        ("hiện giờ phải nộp lệ phí 45.000 đồng khi đăng ký lắp đồng hồ nước", "refuted"),
    ],
)
def test_a_claim_of_what_is_over_stays_borne_out(claim: str, verdict: str) -> None:
    posted, last = datetime(2026, 10, 5), date(2026, 8, 31)  # noqa: DTZ001
    pair = read_pair(PASSAGE, claim, posted, {}, 1.0)
    assert judge(pair, PASSAGE, BY_RULES_ALONE, posted, None, last) == verdict


@pytest.mark.parametrize(
    ("claim", "last_time"),
    [
        ("Năm ngoái cả xã mới có 4 hộ nuôi hàu.", True),
        ("nam ngoai ca xa moi co 4 ho nuoi hau", True),
        ("Tiền gửi thuyền kỳ trước là 5.000 đồng.", True),
        ("Năm rồi gửi thuyền có 5.000 đồng.", True),
        ("Tiền gửi thuyền tăng 10% so với năm ngoái.", False),
        ("Gửi thuyền sáu tháng rồi mới thu tiền.", False),
        ("Gửi thuyền 6 tháng trước mùa bão.", False),
        ("Cuối năm ngoái thu tới đâu thì nay thu tới đó.", False),
        ("Gửi thuyền 5.000 đồng.", False),
        ("", False),
    ],
)
def test_what_tells_of_the_time_before(claim: str, last_time: bool) -> None:
    assert tells_of_last_time(read_side(normalise(claim))) is last_time
