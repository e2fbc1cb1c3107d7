"""Into which group of a rule with limits a thing of the claim falls."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.figures import match_quantities
from nlp.evidence.verdict.limit_groups import find_groups, limit_group_features
from nlp.evidence.verdict.quantity import AGE
from nlp.evidence.verdict.sides import align, read_side
from nlp.normalise import normalise

KITES = "Diều dài từ 9 m trở lên phải xin phép; diều từ 4 m đến dưới 9 m chỉ đăng ký."


def told(claim: str, passage: str) -> dict[str, float]:
    aligned = align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)
    return dict(limit_group_features(aligned, match_quantities(aligned)))


def test_a_thing_told_the_rule_of_another_group() -> None:
    assert told("diều dài 6 m phải xin phép", KITES)["limit_other_told"] > 0.5
    own = told("diều dài 12 m phải xin phép", KITES)
    assert own["limit_other_told"] == 0
    assert own["limit_own"] > own["limit_other"]


def test_denied_it_is_no_clash() -> None:
    assert told("diều dài 6 m không phải xin phép", KITES)["limit_other_told"] == 0


def test_a_sum_of_another_group() -> None:
    passage = "Thuê đất trồng sen dưới 3 km cách bến 70.000 đồng, từ 3 km trở lên 40.000 đồng."
    assert told("ruộng sen cách bến 8 km thuê 70 ngàn", passage)["limit_other_figure"] == 1
    assert told("ruộng sen cách bến 8 km thuê 40 ngàn", passage)["limit_other_figure"] == 0
    assert told("ruộng sen cách bến 2 km thuê 70 ngàn", passage)["limit_other_figure"] == 0


def test_the_limit_itself_is_not_judged() -> None:
    figures = told("diều dài 9 m phải xin phép", KITES)
    assert figures["limit_own"] == figures["limit_other"] == 0


@given(st.integers(1, 110), st.integers(1, 110))
def test_a_limit_holds_what_reaches_it(limit: int, age: int) -> None:
    side = read_side(plain_text(f"Người từ {limit} tuổi trở lên được tặng sen."))
    groups = find_groups(side, AGE)
    assert [group.holds(age) for group in groups] == [age >= limit]
    assert all(0 <= group.low <= group.high <= len(side.text.folded) for group in groups)
