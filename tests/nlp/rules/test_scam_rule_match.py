"""Trust and an irreversible step, near each other and meant: what makes a rule hold, and what keeps it silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise import normalise
from nlp.rules.load import read_rules
from nlp.rules.match import MOST_PLACES, NEAR_WORDS, RuleMatcher, shipped_rules
from nlp.words import words_of

MARKERS = """
lists: {me: em|cháu}
groups:
  nha_mang: {role: trust, reason: nêu danh nhà mạng, phrases: [nhà mạng]}
  otp: {role: step, reason: xin mã, phrases: ["đọc (cho|) ({me}) mã"]}
  data: {role: step, reason: xin giấy tờ, phrases: [gửi căn cước]}
  pressure: {role: pressure, reason: dọa, phrases: [sẽ bị khóa, "khỏi ra (quầy|cửa hàng)"]}
  channel: {role: channel, reason: kênh riêng, phrases: [zalo]}
  call: {role: call, reason: gọi làm, phrases: [vui lòng]}
  shop: {role: exclusion, reason: ra quầy, phrases: [ra quầy]}
  joke: {role: exclusion, reason: đùa, phrases: [haha]}
  last: {role: exclusion, reason: hỏi, at_end: true, phrases: [không ạ]}
"""
FAMILY = """
family: khoa_sim
name: Dọa khóa SIM
forms: [3]
source: nơi đã thấy
rules:
  - code: khoa_sim
    description: một câu
    reason: một vế
    trust: [nha_mang]
    step: [otp]
    weak_step: [data]
    also: [pressure, channel, call]
    examples:
      positive: [a, b, c, d, e]
      negative: [a, b, c, d, e]
"""


def holds(text: str, family: str = FAMILY) -> bool:
    matcher = RuleMatcher(read_rules({"markers.yaml": MARKERS, "khoa_sim.yaml": family}))
    return bool(matcher.hits(words_of(normalise(text))))


def test_trust_step_and_one_sign_make_a_lure() -> None:
    assert holds("Nhà mạng báo sim sẽ bị khóa, đọc cho em mã")


@pytest.mark.parametrize(
    "text",
    [
        "Sim sẽ bị khóa, đọc cho em mã",
        "Nhà mạng báo sim sẽ bị khóa",
        "Nhà mạng đây, đọc cho em mã",
    ],
)
def test_two_of_the_three_are_not_enough(text: str) -> None:
    assert not holds(text)


def test_a_step_far_away_belongs_to_something_else() -> None:
    assert not holds("Nhà mạng báo sim sẽ bị khóa " + "lúa ngô khoai " * NEAR_WORDS + "đọc cho em mã")


def test_what_honest_people_ask_for_too_needs_one_sign_more() -> None:
    assert not holds("Nhà mạng báo sim sẽ bị khóa, gửi căn cước nhé")
    assert holds("Nhà mạng báo sim sẽ bị khóa, gửi căn cước qua Zalo nhé")


def test_a_call_to_act_is_no_sign_beside_a_step_of_honest_people() -> None:
    assert not holds("Nhà mạng báo sim sẽ bị khóa, vui lòng gửi căn cước nhé")
    assert holds("Nhà mạng xin khách vui lòng đọc cho em mã")


def test_a_refused_step_silences() -> None:
    lure = "Nhà mạng báo sim sẽ bị khóa, {} đọc cho em mã"
    assert holds(lure.format("bác"))
    assert not holds(lure.format("bác đừng"))
    assert holds(lure.format("đúng không bác")), "the reader addressed begins a clause of her own"


def test_the_open_way_silences_unless_the_lure_turns_it_down() -> None:
    assert not holds("Nhà mạng báo sim sẽ bị khóa, đọc cho em mã hoặc ra quầy")
    assert holds("Nhà mạng báo sim sẽ bị khóa, đọc cho em mã, khỏi ra quầy")


def test_an_exclusion_is_overruled_by_name_only() -> None:
    text = "Nhà mạng báo sim sẽ bị khóa, đọc cho em mã haha"
    assert not holds(text)
    assert holds(text, FAMILY.replace("    examples:", "    despite: [joke]\n    examples:"))
    assert not holds(text, FAMILY.replace("    examples:", "    despite: [last]\n    examples:"))


def test_a_group_at_the_end_counts_there_only() -> None:
    assert not holds("Nhà mạng báo sim sẽ bị khóa, đọc cho em mã, thật không ạ")
    assert holds("Bác nghe không ạ, nhà mạng báo sim sẽ bị khóa, đọc cho em mã")


def test_what_a_rule_needs_must_be_there() -> None:
    asking = FAMILY.replace("    also:", "    needs: [channel]\n    also:")
    assert not holds("Nhà mạng báo sim sẽ bị khóa, đọc cho em mã", asking)
    assert holds("Nhà mạng báo sim sẽ bị khóa, đọc cho em mã qua Zalo", asking)


@pytest.mark.parametrize(
    "text",
    [
        "VNeID VNeID VNeID cài app OTP Zalo công an",
        "Công an xã hướng dẫn bà con cài VNeID.",
        "Tải app rồi quét mã QR nộp phí là xong, tiện lắm.",
        "Vào https://dichvucong.gov.vn nộp lệ phí trước 30/11, quá hạn hồ sơ bị hủy.",
        "Nghe máy số lạ là mất sạch tiền, ai cũng phải biết.",
        "Đầu tư chứng khoán, tiền ảo, đa cấp, lô đề, cá độ, vay nóng.",
        "Mẹ ơi con đây, con về tới bến rồi.",
        "Trúng thưởng xe máy, tặng quà, tri ân khách hàng.",
    ],
)
def test_words_alone_are_no_lure(text: str) -> None:
    assert shipped_rules().hits(words_of(normalise(text))) == []


def test_advice_against_a_step_is_no_lure() -> None:
    lure = "Ngân hàng báo tài khoản quý khách sắp bị khóa, {} đọc mã OTP cho nhân viên, vào nganhang.test trong 24h"
    assert shipped_rules().hits(words_of(normalise(lure.format("vui lòng"))))
    assert shipped_rules().hits(words_of(normalise(lure.format("đừng có")))) == []


LURES = [text for rule in shipped_rules().book.rules for text in rule.positive]
NEUTRAL = (
    "lúa",
    "ngô",
    "sáng nay trời mưa.",
    "bà con",
    "[TÊN]",
    "3 ngày",
    "công an",
    "ra quầy",
    "đừng",
    "\n",
    "✈️",
)


@given(st.sampled_from(LURES), st.lists(st.sampled_from(NEUTRAL), max_size=6), st.booleans())
def test_every_part_of_a_hit_lies_in_the_text_and_says_what_it_is(
    lure: str, around: list[str], before: bool
) -> None:
    more = " ".join(around)
    words = words_of(normalise(f"{more} {lure}" if before else f"{lure} {more}"))
    matcher = shipped_rules()
    hits = matcher.hits(words)
    assert hits or around
    for hit in hits:
        assert [role for role, _ in hit.parts[:2]] == ["trust", "step"]
        for role, match in hit.parts:
            assert 0 <= match.first <= match.last < len(words)
            assert matcher.book.groups[match.key].role == role


class CountedForm(str):
    """A folded word that counts how often it is looked up."""

    __slots__ = ()
    looks = 0

    def __hash__(self) -> int:
        CountedForm.looks += 1
        return super().__hash__()


def test_reading_takes_work_in_proportion_to_the_text() -> None:
    taken = []
    for times in (50, 100, 200):
        text = "công an bấm vào cài chuyển gửi nộp đóng đọc cho em " * times
        words = [one._replace(folded=CountedForm(one.folded)) for one in words_of(normalise(text))]
        CountedForm.looks = 0
        shipped_rules().hits(words)
        taken.append(CountedForm.looks / times)
    assert 11 <= max(taken) < 1.1 * min(taken)
    assert max(taken) < 11 * 40


def test_a_text_that_repeats_itself_is_compared_at_a_bounded_number_of_places() -> None:
    markers = shipped_rules().markers(words_of(normalise("công an ngân hàng đọc cho em mã OTP " * 100)))
    assert len(markers.of(["cong_an", "ngan_hang"])) == MOST_PLACES
