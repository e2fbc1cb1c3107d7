"""A claim laid over a passage: words in other words, and figures tied to what stands around them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.figures import match_quantities
from nlp.evidence.verdict.sides import PARTLY, Aligned, align, read_side
from nlp.evidence.verdict.words import names_in
from nlp.normalise import normalise

PARKING = "Phí gửi xe máy ban ngày 3.000 đồng/lượt, ban đêm 5.000 đồng/lượt. Ô tô gửi ban đêm 30.000 đồng."


def laid(claim: str, passage: str) -> Aligned:
    return align(read_side(normalise(claim)), read_side(plain_text(passage)), {}, 1.0)


def test_every_word_in_the_passage_covers_the_claim() -> None:
    one = laid("gửi xe máy ban đêm", PARKING)
    assert one.share([bool(places) for places in one.found]) == 1.0
    assert one.best[0] == 0


def test_a_word_without_marks_is_found_and_another_word_is_not() -> None:
    passage = "Người bán ở chợ được miễn phí."
    assert laid("cho", passage).found[0] if laid("cho", passage).claim.terms else True
    assert not laid("chỗ đậu", passage).found[0]


def test_words_of_like_meaning_count_less() -> None:
    one = laid("bằng lái bị giam", "Người vi phạm bị tước giấy phép lái xe.")
    assert max(one.credit) == 1.0
    two = laid("cúp điện", "Hộ chậm trả bị ngừng cấp điện.")
    assert {credit for credit, places in zip(two.credit, two.found, strict=True) if places} <= {
        1.0,
        PARTLY,
        0.75,
    }
    assert all(two.found)


def test_a_figure_of_another_group_is_swapped() -> None:
    assert [one.state for one in match_quantities(laid("gửi xe máy ban đêm mất 5k", PARKING))] == ["same"]
    (swapped,) = match_quantities(laid("xe máy gửi ban đêm mất 3k, ban ngày rẻ hơn", PARKING))
    assert swapped.same is not None
    assert swapped.rival_fit > 0
    (rival,) = match_quantities(laid("gửi xe máy ban đêm mất 8k", PARKING))
    assert (rival.state, rival.rival and rival.rival.value) == ("rival", 5_000)
    (none,) = match_quantities(laid("gửi xe máy ban đêm phải chờ 3 ngày", PARKING))
    assert none.state == "none"


def test_what_is_denied() -> None:
    side = read_side(plain_text("Người dân không phải nộp bản sao; cán bộ tự in."))
    denied = {term.exact: one for term, one in zip(side.terms, side.denied, strict=True)}
    assert (denied["=nop"], denied["in"]) == (True, False)


def test_names_that_only_begin_a_sentence_are_none() -> None:
    assert names_in(plain_text("Cầu do Trần Văn Đá xây. Nhà thơ Xuân Mây đề thơ.")) == {
        "tran van da",
        "xuan may",
    }


@given(st.text(max_size=120), st.text(max_size=120))
@settings(max_examples=100, deadline=None)
def test_any_pair(claim: str, passage: str) -> None:
    one = laid(claim, passage)
    assert 0 <= one.share([bool(places) for places in one.found]) <= 1.0 + 1e-9
    assert all(0 <= at < len(one.passage.terms) for places in one.found for at in places)
    assert all(0 <= match.same_fit <= 1 and 0 <= match.rival_fit <= 1 for match in match_quantities(one))


def test_leaving_a_place_denies_nothing() -> None:
    left, freed = read_side(normalise("dời khỏi khu lũ")), read_side(normalise("nhà khỏi mang giấy"))
    assert not any(left.denied)
    assert any(freed.denied)


def test_talk_counts_for_nothing_with_marks_and_without() -> None:
    assert [term.exact for term in read_side(normalise("phải nộp rồi nha mấy bác")).terms] == [
        term.exact for term in read_side(normalise("phải nộp mấy bác")).terms
    ]
    assert "bi" not in [term.exact for term in read_side(normalise("xe lan tuyen la bi phat")).terms]
