"""Every rule holds on its positive examples and on nothing that stands beside them as a negative."""

from __future__ import annotations

import pytest

from models.vocabulary import Placeholder
from nlp.contracts import DetectorInput
from nlp.detectors.indicators import find_indicators
from nlp.detectors.scam_rules import MOST_FINDINGS, ScamRules
from nlp.normalise import fold, normalise
from nlp.privacy import mask
from nlp.rules.book import Rule
from nlp.rules.match import shipped_rules
from nlp.words import words_of

RULES = shipped_rules().book.rules
POSITIVE = [
    pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES for n, text in enumerate(rule.positive)
]
NEGATIVE = [
    pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES for n, text in enumerate(rule.negative)
]

FORMS = {
    1: "Combo du lịch giá rẻ",
    2: "Cuộc gọi video Deepfake, Deepvoice",
    3: "“Khóa SIM” vì chưa chuẩn hóa thuê bao",
    4: "Giả mạo biên lai chuyển tiền thành công",
    5: "Giả danh giáo viên, nhân viên y tế báo người thân đang cấp cứu",
    6: "Tuyển người mẫu nhí",
    7: "Giả danh các công ty tài chính, ngân hàng",
    8: "Cài cắm ứng dụng, link quảng cáo cờ bạc, cá độ, tín dụng đen",
    9: "Giả mạo trang thông tin điện tử cơ quan, doanh nghiệp",
    10: "SMS Brandname, phát tán tin nhắn giả mạo",
    11: "Đầu tư chứng khoán, tiền ảo, đa cấp",
    12: "Tuyển cộng tác viên online",
    13: "Đánh cắp tài khoản mạng xã hội, nhắn tin lừa đảo",
    14: "Giả danh cơ quan công an, viện kiểm sát, tòa án gọi điện",
    15: "Rao bán hàng giả, hàng nhái trên sàn thương mại điện tử",
    16: "Đánh cắp thông tin CCCD đi vay nợ tín dụng",
    17: "Chuyển nhầm tiền vào tài khoản ngân hàng",
    18: "Dịch vụ lấy lại tiền khi đã bị lừa",
    19: "Lấy cắp Telegram OTP",
    20: "Tung tin giả về cuộc gọi mất tiền như FlashAI",
    21: "Dịch vụ lấy lại Facebook",
    22: "Lừa đảo tình cảm, dẫn dụ đầu tư tài chính, gửi bưu kiện, trúng thưởng",
    23: "Rải link phishing lừa đảo, seeding quảng cáo bẩn trên Facebook",
    24: "Cho số đánh đề",
}
"""The forms of online fraud in the handbook of Cục An toàn thông tin, 7/2023 (scam typology, section 1)."""

ROWS = {
    "VNeID giả",
    "Dịch vụ công giả",
    "Phạt nguội",
    "Thuế",
    "BHXH, VssID, BHYT",
    "EVN",
    "Khóa SIM",
    "Ngân hàng sinh trắc",
    "Quà an sinh",
    "GPLX",
    "Công an, tòa án",
    "Lấy lại tiền",
    "Trường học, VNeID phụ huynh",
}
"""The subtypes that touch digital government (scam typology, section 2)."""

ASKS = " Mọi người cho hỏi tin này có phải lừa đảo không ạ?"
WARNS = "Tin giả nhé bà con, đừng tin: "


def held(text: str) -> set[str]:
    """Codes of the rules that hold on a text."""
    return {hit.rule.code for hit in shipped_rules().hits(words_of(normalise(text)))}


def test_every_form_of_the_typology_has_a_family() -> None:
    families = shipped_rules().book.families
    assert {form for family in families for form in family.forms} == set(FORMS)


def test_every_row_of_the_typology_has_one_family() -> None:
    rows = [row for family in shipped_rules().book.families for row in family.rows]
    assert sorted(rows) == sorted(ROWS)


def test_every_family_has_a_rule() -> None:
    assert {family.key for family in shipped_rules().book.families} == {rule.family for rule in RULES}


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_positive_example_is_noticed(rule: Rule, text: str) -> None:
    assert rule.code in held(text)


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_positive_example_is_noticed_after_masking(rule: Rule, text: str) -> None:
    assert rule.code in held(mask(text).text)


@pytest.mark.parametrize(("rule", "text"), NEGATIVE)
def test_no_rule_holds_on_a_negative_example(rule: Rule, text: str) -> None:
    assert held(text) == set()


def without_marks(text: str) -> str:
    """The text without diacritics; placeholders stay as masking writes them."""
    bare = fold(text)
    for placeholder in Placeholder:
        bare = bare.replace(fold(placeholder), placeholder)
    return bare


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_lure_is_noticed_without_its_marks(rule: Rule, text: str) -> None:
    """Perhaps by another rule of the same house: without marks some names are less certain."""
    assert held(without_marks(text))


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_lure_that_somebody_asks_about_is_a_question(rule: Rule, text: str) -> None:
    assert held(text.rstrip(".") + "." + ASKS) == set()


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_lure_that_somebody_warns_of_is_a_warning(rule: Rule, text: str) -> None:
    assert held(WARNS + text) == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_example_is_another(rule: Rule) -> None:
    assert len({*rule.positive, *rule.negative}) == len(rule.positive) + len(rule.negative)
    assert any(without_marks(text).lower() == text.lower() for text in rule.positive), "none without marks"


def test_findings_quote_the_original_and_explain_in_vietnamese() -> None:
    text = "C.ông an phường: VNeID của bạn sẽ bị kh0á, kết bạn Zalo 0900 000 123 cài app trong 24h"
    view = normalise(text)
    findings = ScamRules().detect(DetectorInput(view, find_indicators(view)))
    assert findings
    assert len(findings) <= MOST_FINDINGS
    assert [finding.span for finding in findings] == sorted(finding.span for finding in findings)
    quoted = [text[finding.span.start : finding.span.end] for finding in findings]
    assert any("VNeID" in quote for quote in quoted)
    assert any("kh0á" in quote for quote in quoted)
    assert any("Zalo" in quote for quote in quoted)
    assert all(fold(finding.reason) != finding.reason for finding in findings)


def test_a_family_speaks_before_the_general_rules() -> None:
    text = normalise("Cháu bên thuế đây, nhà bác còn nợ thuế, bác đọc cho cháu mã OTP trong hôm nay nhé")
    assert held(text.original) & {"speaker_asks_secret", "authority_and_irreversible_step"}
    codes = {finding.code for finding in ScamRules().detect(DetectorInput(text))}
    assert codes == {"thue_authority_step"}
