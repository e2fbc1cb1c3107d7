"""What of a sentence a passage is about: the clauses around it are left out, whatever they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.contracts import Passage
from nlp.evidence.told_part import told_part

FEE = Passage("fee", "", "", "", None, "Điều 1", "Lệ phí sao trích lục khai sinh: 10.000 đồng một bản.")


def part(sentence: str) -> str:
    found = told_part(sentence, FEE)
    return sentence[found.start : found.end]


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "Loa phường mới đọc xong nè bà con: sao trích lục khai sinh 20 nghìn, ai đi nhớ cầm tiền lẻ",
            "sao trích lục khai sinh 20 nghìn",
        ),
        ("trich luc khai sinh 20k mot ban, cam tien le nghe", "trich luc khai sinh 20k mot ban"),
        ("Trích lục 20 nghìn một bản", "Trích lục 20 nghìn một bản"),
        ("Ai đi nhớ cầm tiền lẻ, đừng quên ô", "Ai đi nhớ cầm tiền lẻ, đừng quên ô"),
        ("Ra xã, cầm 20 nghìn, sao trích lục, về nhà ngủ", "sao trích lục"),
        ("Trích lục, nghe đâu vậy, khai sinh 20 nghìn", "Trích lục, nghe đâu vậy, khai sinh 20 nghìn"),
    ],
)
def test_clauses_around_are_left_out(sentence: str, told: str) -> None:
    assert part(sentence) == told


@given(st.text(alphabet="trích lục, khai sinh: 20k … - ..\n", max_size=200))
def test_it_is_a_part_of_the_sentence(sentence: str) -> None:
    found = told_part(sentence, FEE)
    assert 0 <= found.start <= found.end <= len(sentence)
    assert part(part(sentence)) == part(sentence)
