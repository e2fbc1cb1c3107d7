"""Official text as it is read for comparison."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.contracts import Passage, PassageHit
from nlp.evidence.reading import official_text, read_claim
from nlp.evidence.slots import extract_slots
from nlp.evidence.weighing import weigh
from nlp.normalise import normalise

ITEMS = (
    "Miễn tiền gửi thuyền: 1. Hộ nghèo; 2. Hộ nuôi hàu: a) dưới 5 bè; b) mới nuôi. 3. Thuyền khác 5.000 đồng."
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (ITEMS, "Miễn tiền gửi thuyền: Hộ nghèo; Hộ nuôi hàu: dưới 5 bè; mới nuôi. Thuyền khác 5.000 đồng."),
        ("3. Thuyền khác 5.000 đồng.", "Thuyền khác 5.000 đồng."),
        ("Thu trước ngày 05. Thuyền khác thu sau.", "Thu trước ngày 05. Thuyền khác thu sau."),
        ("Mức thu: 5.000 đồng; 3.000 đồng.", "Mức thu: 5.000 đồng; 3.000 đồng."),
        ("Mức thu: 12.", "Mức thu: 12."),
    ],
)
def test_numbers_of_items_count_nothing(written: str, read: str) -> None:
    text = official_text(written)
    assert " ".join(text.normalised.split()) == read
    assert text.original == written
    assert len(text.folded) == len(text.normalised) == len(written)


@given(st.text(st.sampled_from("12ab.):; đĐHộ5\n"), max_size=60))
def test_whatever_is_written_keeps_its_places(written: str) -> None:
    text = official_text(written)
    assert text.original == written
    assert all(one in (other, " ") for one, other in zip(text.normalised, written, strict=True))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_quotation_keeps_the_numbers_of_items(form: Literal["NFC", "NFD"]) -> None:
    written = "Tiền gửi thuyền của hộ nuôi hàu: 1. Thuyền máy 5.000 đồng/lượt"
    passage = Passage("", "", "", "", None, "", unicodedata.normalize(form, f"{written}."))
    text = normalise("Tiền gửi thuyền máy của hộ nuôi hàu là 7.000 đồng/lượt")
    (statement,) = read_claim(text, extract_slots(text, None))
    weighed = weigh(statement, PassageHit(passage, 1.0), 1)
    assert weighed is not None
    assert weighed.quote == written
