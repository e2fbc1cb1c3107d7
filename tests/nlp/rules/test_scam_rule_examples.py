"""Every rule holds on its positive examples and on nothing that stands beside them as a negative."""

from __future__ import annotations

from typing import Any

import pytest

from models.vocabulary import Placeholder
from nlp.contracts import DetectorInput
from nlp.detectors.indicators import find_indicators
from nlp.detectors.scam_rules import MOST_FINDINGS, ScamRules
from nlp.normalise import fold, normalise
from nlp.phrases import PhraseTable
from nlp.privacy import mask
from nlp.rules.load import Rule
from nlp.rules.match import shipped_rules
from nlp.words import words_of

RULES = shipped_rules().book.rules
POSITIVE = [
    pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES for n, text in enumerate(rule.positive)
]
NEGATIVE = [
    pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES for n, text in enumerate(rule.negative)
]
FAMILIES = {
    "vneid", "dich_vu_cong", "phat_nguoi", "thue", "bhxh_vssid", "evn", "khoa_sim", "ngan_hang_sinh_trac",
    "qua_an_sinh", "gplx", "cong_an_toa_an", "lay_lai_tien", "truong_hoc", "authority_step",
}  # fmt: skip


def held(text: str) -> set[str]:
    """Codes of the rules that hold on a text."""
    return {hit.rule.code for hit in shipped_rules().hits(words_of(normalise(text)))}


def test_every_family_of_the_typology_has_a_rule() -> None:
    assert {rule.family for rule in RULES} == FAMILIES


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_positive_example_is_noticed(rule: Rule, text: str) -> None:
    assert rule.code in held(text)


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_positive_example_is_noticed_after_masking(rule: Rule, text: str) -> None:
    assert rule.code in held(mask(text).text)


@pytest.mark.parametrize(("rule", "text"), NEGATIVE)
def test_no_rule_holds_on_a_negative_example(rule: Rule, text: str) -> None:
    assert held(text) == set()


@pytest.mark.parametrize(("rule", "text"), POSITIVE)
def test_a_lure_is_noticed_without_its_marks(rule: Rule, text: str) -> None:
    """Perhaps by another rule of the same house: without marks some names are less certain."""
    bare = fold(text)
    for placeholder in Placeholder:
        bare = bare.replace(fold(placeholder), placeholder)
    assert held(bare)


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


@pytest.mark.parametrize(
    "text",
    [
        "VNeID VNeID VNeID cài app OTP Zalo công an",
        "Công an xã hướng dẫn bà con cài VNeID.",
        "Tải app rồi quét mã QR nộp phí là xong, tiện lắm.",
        "Vào https://dichvucong.gov.vn nộp lệ phí trước 30/11, quá hạn hồ sơ bị hủy.",
    ],
)
def test_words_alone_are_no_lure(text: str) -> None:
    assert held(text) == set()


def test_advice_against_a_step_is_no_lure() -> None:
    lure = "Ngân hàng báo tài khoản quý khách sắp bị khóa, {} đọc mã OTP cho nhân viên, vào nganhang.test trong 24h"
    assert held(lure.format("vui lòng"))
    assert held(lure.format("đừng có")) == set()


def test_reading_takes_work_in_proportion_to_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    real = PhraseTable._move

    def counted(self: PhraseTable, *rest: Any) -> Any:
        nonlocal steps
        steps += 1
        return real(self, *rest)

    monkeypatch.setattr(PhraseTable, "_move", counted)
    taken = []
    for times in (50, 100, 200):
        steps = 0
        shipped_rules().markers(
            words_of(normalise("công an bấm vào cài chuyển gửi nộp đóng đọc cho em " * times))
        )
        taken.append(steps / times)
    assert max(taken) < 1.1 * min(taken)
    assert max(taken) < 11 * 40
