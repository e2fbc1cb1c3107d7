"""Known claims: two tiers, what differs is told, imported verdicts only suggest, and what has ended is not offered."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Verdict
from nlp.evidence.known_claims import KnownClaim, KnownClaims, KnownMatch, Tier
from nlp.normalise import normalise

POSTED = date(2026, 11, 20)
FEE = KnownClaim(
    "fee",
    Verdict.FALSE,
    ("Từ 1/1/2026 làm thẻ căn cước phải nộp 50.000 đồng",),
    date(2026, 1, 1),
    date(2026, 12, 31),
)
FINE = KnownClaim(
    "fine", Verdict.FALSE, ("Hộ nào không dùng dịch vụ công trực tuyến sẽ bị phạt 2 triệu đồng",)
)
OLD = KnownClaim(
    "old", Verdict.OUTDATED, ("Các cụ trên 75 tuổi lĩnh 500.000 đồng mỗi tháng ở xã",), imported=True
)
KNOWN = KnownClaims([FEE, FINE, OLD])


def match(text: str, on: date | None = POSTED) -> list[KnownMatch]:
    return list(KNOWN.match(normalise(text), on))


@pytest.mark.parametrize(
    "text",
    [
        "Từ 1/1/2026 làm thẻ căn cước phải nộp 50.000 đồng",
        "tu 1/1/2026 lam the can cuoc phai nop 50.000 dong",
        "Bà con ơi! Từ 1/1/2026 làm thẻ căn cước phải nộp 50k nhé. Có ai đi làm chưa?",
    ],
)
def test_a_copy_is_strong_whatever_is_said_around_it(text: str) -> None:
    (found,) = match(text)
    assert (found.claim, found.tier, found.differences) == (FEE, Tier.STRONG, ())
    assert found.part in text
    assert found.wording == FEE.wordings[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Từ 1/1/2026 làm thẻ căn cước phải nộp 30.000 đồng", "number"),
        ("Từ 1/6/2026 làm thẻ căn cước phải nộp 50.000 đồng", "date"),
        ("Từ 1/1/2026 làm thẻ căn cước không phải nộp 50.000 đồng", "negation"),
    ],
)
def test_where_something_differs_it_is_only_suggested_and_told(text: str, kind: str) -> None:
    (found,) = match(text)
    assert found.tier is Tier.SUGGEST
    assert kind in {one.kind for one in found.differences}


def test_other_words_with_the_same_matter_are_suggested() -> None:
    (found,) = match("Nghe bảo phạt 2 triệu đồng những hộ không dùng dịch vụ công trực tuyến đấy")
    assert (found.claim, found.tier) == (FINE, Tier.SUGGEST)


def test_an_imported_verdict_is_never_more_than_suggested() -> None:
    (found,) = match("Các cụ trên 75 tuổi lĩnh 500.000 đồng mỗi tháng ở xã")
    assert (found.claim, found.tier, found.share) == (OLD, Tier.SUGGEST, 1.0)


def test_a_verdict_that_does_not_hold_on_the_day_is_not_offered() -> None:
    text = FEE.wordings[0]
    assert match(text, date(2027, 1, 1)) == []
    assert match(text, date(2025, 12, 31)) == []
    assert [one.claim for one in match(text, None)] == [FEE]


@pytest.mark.parametrize(
    "text",
    ["", "hôm nay trời đẹp", "xin giấy khai sinh cho con ở đâu vậy", "xe buýt tăng giá vé từ tuần sau"],
)
def test_what_is_about_something_else_matches_nothing(text: str) -> None:
    assert match(text) == []


@pytest.mark.parametrize("text", ["làm thẻ căn cước ở đâu vậy", "phạt 2 triệu vì đỗ xe sai chỗ"])
def test_what_only_shares_the_matter_is_never_strong(text: str) -> None:
    assert {one.tier for one in match(text)} <= {Tier.SUGGEST}


@pytest.mark.parametrize(
    "text",
    [
        "lam lai the can cuoc tu 1/1/2026 ton nam chuc ngan do ba con",
        "Chào cả nhà. Nghe bảo qua 1/1/2026 ai đi làm thẻ căn cước đều mất 50k. Nhà mình đi sớm đi.",
    ],
)
def test_the_same_claim_in_other_words_is_suggested(text: str) -> None:
    (found,) = match(text)
    assert (found.claim, found.tier) == (FEE, Tier.SUGGEST)


def test_another_paper_of_the_same_kind_is_told() -> None:
    (found,) = match("Từ 1/1/2026 làm hộ chiếu phải nộp 50.000 đồng")
    assert found.tier is Tier.SUGGEST
    assert ("thing", "hộ chiếu", "căn cước") in [
        (one.kind, one.ours, one.theirs) for one in found.differences
    ]


def test_words_in_the_place_of_others_are_told() -> None:
    (found,) = match("Hộ nào không dùng dịch vụ công trực tuyến sẽ bị cắt điện 2 triệu đồng")
    assert found.tier is Tier.SUGGEST
    assert ("words", "cắt điện", "phạt") in [(one.kind, one.ours, one.theirs) for one in found.differences]


def test_the_opposite_in_other_words_is_told() -> None:
    (found,) = match("Bà con yên tâm, đi làm thẻ căn cước thì khỏi tốn đồng nào đâu, tới 2026 vẫn vậy")
    assert found.tier is Tier.SUGGEST
    assert found.differences


def test_a_wording_of_a_word_or_two_matches_nothing() -> None:
    assert len(KnownClaims([KnownClaim("x", Verdict.TRUE, ("đúng vậy",))])) == 0


@given(
    st.lists(
        st.sampled_from(["căn cước", "nộp", "50k", "không", "từ 1/1", ".", "phạt", "2 triệu", "😀"]),
        max_size=30,
    )
)
def test_parts_are_of_the_text_and_shares_are_shares(words: list[str]) -> None:
    text = " ".join(words)
    for found in match(text):
        assert found.part in text
        assert 0 < found.share <= 1
        assert found.tier is Tier.SUGGEST or not found.differences
