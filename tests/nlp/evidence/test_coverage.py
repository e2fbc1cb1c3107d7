"""What a passage covers of what is asked, and terms in one pass."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.coverage import APART_WEIGHT, PAIR_WEIGHT, Asked, TermRows
from nlp.evidence.terms import WEAK, offered, plain_text, terms_by_the_book, terms_of, total_weight, weight_of
from nlp.normalise import normalise

WORDS = st.lists(
    st.sampled_from(
        ["lệ", "phí", "lệ phí", "chợ", "chỗ", "cho", "sử dụng", "dùng", "dung", "hồ", "sơ", "50k", "24h", "3,5", "là",
         "cấp lại", "căn cước", ",", "\n", "Đ", "khoá", "nhà", "İ"]
    ),
    max_size=14,
)  # fmt: skip


def plain_weight(_: str) -> float:
    return 1.0


def plainly(query: list[str], passage: str) -> float:
    """The same share counted from sets of features, every word weighing one."""
    features = offered(terms_of(plain_text(passage)))
    wanted = shared = 0.0
    for feature in {*query, *(f"{one}|{two}" for one, two in pairwise(query))}:
        if "|" not in feature:
            wanted, shared = wanted + 1, shared + (feature in features)
        elif feature in features:
            wanted, shared = wanted + PAIR_WEIGHT, shared + PAIR_WEIGHT
        elif all(part in features for part in feature.split("|")):
            wanted += APART_WEIGHT * PAIR_WEIGHT
    return shared / wanted if wanted else 0.0


def keys(passage: str) -> list[tuple[str, str]]:
    return [(term.folded, term.exact) for term in terms_of(plain_text(passage))]


def share(query: list[str], passage: str) -> float:
    rows = TermRows()
    rows.add(keys("một hàng khác đứng trước"))
    rows.add(keys(passage))
    return Asked(query, [(0, len(query))], rows, plain_weight).share(1)


@pytest.mark.parametrize(
    ("query", "passage", "expected"),
    [
        (["chợ"], "chợ", 1.0),
        (["chợ"], "chỗ", 0.0),
        (["cho"], "chợ", 1.0),
        (["chợ", "hoa"], "chợ hoa", 1.0),
        (["chợ", "hoa"], "hoa chợ", 2 / (2 + APART_WEIGHT * PAIR_WEIGHT)),
        (["chợ", "hoa"], "chợ", 0.5),
        ([], "chợ", 0.0),
    ],
)
def test_shares(query: list[str], passage: str, expected: float) -> None:
    assert share(query, passage) == pytest.approx(expected)


def test_the_best_part_counts_and_a_repeated_word_once() -> None:
    rows = TermRows()
    rows.add(keys("chợ hoa"))
    query = ["xe", "chợ", "hoa", "chợ", "hoa"]
    assert Asked(query, [(0, 5), (1, 3)], rows, plain_weight).share(0) == 1.0
    assert Asked(query[1:], [(0, 4)], rows, plain_weight).share(0) < 1.0  # "hoa chợ" stands apart
    assert Asked(["hoa", "hoa"], [(0, 2)], rows, plain_weight).share(0) == pytest.approx(
        1 / (1 + APART_WEIGHT * PAIR_WEIGHT)
    )


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_the_share_is_that_of_the_sets_of_features(query: list[str], passage: list[str]) -> None:
    forms = [term.exact for term in terms_of(plain_text(" ".join(query)))]
    text = " ".join(passage)
    counted, expected = share(forms, text), plainly(forms, text)
    assert counted >= expected - 1e-9  # neighbours may be met one with its marks, one without
    if all(form.startswith("=") or not form.isascii() for form in forms):
        assert counted == pytest.approx(expected)


def test_weights_add_up_to_the_same_in_any_order() -> None:
    terms = [
        term.exact for term in terms_of(plain_text("Ủy ban nhân dân xã cấp giấy xác nhận cho hộ có đơn"))
    ]
    assert {weight_of(term) for term in terms} == {WEAK, 1.0}
    assert total_weight(frozenset(terms)) == pytest.approx(sum(map(weight_of, set(terms))))
    assert len({total_weight(frozenset(order)) for order in permutations(terms[:6])}) == 1


@given(WORDS)
@settings(max_examples=150, deadline=None)
def test_terms_in_one_pass_are_those_of_the_book(words: list[str]) -> None:
    for text in (plain_text(" ".join(words)), normalise(" ".join(words))):
        assert terms_of(text) == terms_by_the_book(text)


@given(st.text(st.sampled_from("aáổđß9 .,_-\nкİ²٣"), max_size=4), WORDS)
@settings(max_examples=150, deadline=None)
def test_strange_letters_and_glued_ones_too(strange: str, words: list[str]) -> None:
    text = plain_text(strange.join(words))
    assert terms_of(text) == terms_by_the_book(text)
