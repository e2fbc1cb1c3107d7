"""One thing denied for another, one of a list told as the only one, groups brought in that a rule takes out, penalties out of step."""

from __future__ import annotations

import pytest

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.contrasts import contrast_features
from nlp.evidence.verdict.sides import align, read_side
from nlp.evidence.verdict.vector import read_pair
from nlp.normalise import normalise


def told(claim: str, passage: str) -> dict[str, float]:
    aligned = align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)
    return dict(contrast_features(aligned))


KILN = "Ban quản lý làng nghề cấp thẻ lò gốm; Trạm y tế xã khám bụi phổi cho thợ mỗi năm."


@pytest.mark.parametrize(
    "claim",
    [
        "Khám bụi phổi do bệnh viện tỉnh làm chứ không phải trạm y tế xã.",
        "thợ gốm lên bệnh viện tỉnh khám bụi phổi, trạm y tế xã không làm",
    ],
)
def test_an_office_that_does_it_is_denied(claim: str) -> None:
    assert told(claim, KILN)["other_denied_body"] > 0.5


def test_an_office_that_the_passage_denies_too_is_no_contrast() -> None:
    passage = "Thợ khám bụi phổi ở bệnh viện tỉnh, trạm y tế xã không khám."
    claim = "khám bụi phổi lên bệnh viện tỉnh chứ không phải trạm y tế xã"
    assert told(claim, passage)["other_denied_body"] == 0
    assert told("Khám bụi phổi ở trạm y tế xã.", KILN)["other_denied_body"] == 0


def test_one_of_a_list_as_the_only_one() -> None:
    passage = "Vé đò ngang mua tại bến hoặc qua tin nhắn."
    assert told("Vé đò ngang chỉ được mua qua tin nhắn.", passage)["only_of_list"] == 1
    assert told("Vé đò ngang mua qua tin nhắn được.", passage)["only_of_list"] == 0
    assert told("Vé đò ngang chỉ mua tại bến.", "Vé đò ngang mua tại bến.")["only_of_list"] == 0


BARN = "Cấm xe lu vào đê từ 5 giờ, trừ xe cứu hộ đê."


def test_who_is_taken_out_is_brought_in() -> None:
    assert told("xe cứu hộ đê cũng bị cấm vào", BARN)["also_against"] == 1
    along = told("xe cứu hộ đê vẫn được vào", BARN)
    assert (along["also_against"], along["also_along"]) == (0, 1)
    assert told("xe lu cũng bị cấm vào", BARN)["also_against"] < 1


def test_relief_and_denial_of_a_group() -> None:
    relief = "Giá thuê sạp gốm 50.000 đồng; hộ nghèo được miễn."
    assert told("hộ nghèo vẫn phải đóng tiền sạp", relief)["also_against"] == 1
    assert told("hộ nghèo cũng được miễn", relief)["also_against"] == 0
    denial = "Thợ gốm được hỗ trợ than. Lò của doanh nghiệp không được hưởng."
    assert told("lò của doanh nghiệp cũng được hỗ trợ than", denial)["also_against"] > 0.5
    assert told("lò của doanh nghiệp không được hưởng", denial)["also_against"] == 0


STEPS = "Lò gốm xả khói lần đầu bị nhắc nhở, lần hai bị phạt 400.000 đồng."


def test_penalties_out_of_step() -> None:
    early = told("lò gốm xả khói lần đầu là bị phạt liền", STEPS)
    assert early["step_turned"] > 0.5
    assert early["hard_at_once"] > 0.5
    for claim in ("lò gốm xả khói lần đầu bị nhắc nhở", "lò gốm xả khói lần hai bị phạt 400 ngàn"):
        said = told(claim, STEPS)
        assert said["step_same"] > 0
        assert said["step_turned"] == said["hard_at_once"] == 0


def test_what_is_not_spoken_of_has_no_step() -> None:
    assert told("quán nhậu mở nhạc lần đầu là bị phạt", STEPS)["step_turned"] < 0.6


def test_the_clearest_sign_is_one_figure() -> None:
    figures = read_pair(BARN, "xe cứu hộ đê cũng bị cấm vào", None, {}, 1.0).figures
    assert figures["contrary"] == 1
    assert figures["contrary_near"] == figures["cover_best"]
    assert read_pair(BARN, "hôm nay trời đẹp", None, {}, 1.0).figures["contrary"] == 0
