"""One text laid over another word for word, also over one without marks."""

from __future__ import annotations

import pytest

from nlp.evidence.verdict.laid_over import laid_over
from nlp.evidence.verdict.sides import Side, read_side
from nlp.normalise import fold, normalise

WORDING = "Hộ kinh doanh cũng bắt buộc dùng máy tính tiền kết nối cơ quan thuế"


def side(text: str) -> Side:
    return read_side(normalise(text))


@pytest.mark.parametrize("copy", [WORDING, fold(WORDING), f"Nghe bảo là {WORDING.lower()} đó bà con"])
def test_a_copy_has_every_word(copy: str) -> None:
    assert all(laid_over(side(WORDING), side(copy)).found)


def test_what_is_not_there_is_not_found() -> None:
    laid = laid_over(side(WORDING), side(fold(WORDING.replace("kết nối", "khai báo"))))
    lost = [term.folded for term, places in zip(laid.claim.terms, laid.found, strict=True) if not places]
    assert lost == ["ket"]  # without its marks "nối" may be "nói" or "nơi" and is no word that tells


@pytest.mark.parametrize("said", ["Ko phải đóng 50k, hộ k.d dc miễn lệ phí", WORDING])
def test_words_stand_where_they_stand_in_the_text_with_its_marks(said: str) -> None:
    one = side(said)
    laid = laid_over(one, side("ho kinh doanh khong phai nop le phi"))
    whole = one.text.folded
    assert [whole[term.start : term.end] for term in laid.claim.terms if term.folded.isalpha()] == [
        term.folded for term in laid.claim.terms if term.folded.isalpha()
    ]
    assert laid.claim.terms
