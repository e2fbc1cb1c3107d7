"""Another thing of the same kind: what a rule says of one tells nothing of the other."""

from __future__ import annotations

import pytest

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.alternatives import alternative_features
from nlp.evidence.verdict.figures import match_quantities
from nlp.evidence.verdict.sides import align, read_side
from nlp.normalise import normalise

EXTRACT = "Lệ phí cấp bản sao trích lục khai sinh là 12.000 đồng một bản. Bản sao trích lục khai tử không thu lệ phí."
TARGET = "Phấn đấu 65% hồ sơ cấp xã nộp trực tuyến."
TICKETS = "Vé xe máy 6.000 đồng/lượt; ô tô 28.000 đồng/lượt."


def told(claim: str, passage: str) -> dict[str, float]:
    aligned = align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)
    return dict(alternative_features(aligned, match_quantities(aligned)))


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Bản sao trích lục kết hôn mất 15.000 đồng.", EXTRACT),
        ("ban sao trich luc ket hon mat 15k", EXTRACT),
        ("Phấn đấu 80% hồ sơ cấp tỉnh nộp trực tuyến.", TARGET),
        ("Xe đạp điện qua phà mất 3.000 đồng.", TICKETS),
    ],
)
def test_another_of_its_kind(claim: str, passage: str) -> None:
    figures = told(claim, passage)
    assert figures["kind_other"] >= 1
    assert figures["kind_other_rival"] >= 1


def test_the_same_of_its_kind() -> None:
    figures = told("Bản sao trích lục khai sinh mất 20.000 đồng.", EXTRACT)
    assert figures["kind_same"] == 1
    assert figures["kind_other"] == 0
    assert (figures["kind_same_rival"], figures["kind_other_rival"]) == (1, 0)


def test_the_same_but_at_another_figure() -> None:
    figures = told("Xe máy qua phà mất 28.000 đồng.", TICKETS)
    assert figures["kind_other"] == 0
    assert figures["kind_other_equal"] == 1


def test_no_kind_is_named() -> None:
    assert set(told("Họp tổ dân phố tối nay.", EXTRACT).values()) == {0.0}
