"""Hints about documents shown in posts: each rule with what it must notice and what it must leave alone."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.contracts import Circumstances, DetectorInput
from nlp.detectors.document_lint import DocumentLint
from nlp.normalise import normalise
from nlp.official.lint import MOST_HINTS, lint

POSTED = date(2026, 11, 20)

NOTICED = [
    ("number_kind_mismatch", "Số: 180/2025/NĐ-CP\nSông Lam\nGIẤY MỜI\nmời ông bà đến làm việc"),
    ("number_kind_mismatch", "theo Thông báo số 180/2025/NĐ-CP thì bà con nộp ngay"),
    ("number_kind_mismatch", "Nghị định 15/2025/QH15 vừa ra"),
    ("number_kind_mismatch", "Quyết định 1211/ABCD-CNTT"),
    ("number_kind_mismatch", "Kế hoạch số 80/2025/NĐ-CP"),
    ("number_form_mismatch", "57-NQ/UBND yêu cầu"),
    ("number_form_mismatch", "Nghị quyết số 57/NQ-TW"),
    ("number_form_mismatch", "Nghị quyết 57-NQ/TW ngày 22/12/2024 của Bộ Công an"),
    ("number_form_mismatch", "Quyết định 12/QĐ-BTGDV ngày 2/3/2026 của Tỉnh ủy Sông Lam"),
    ("year_before_number", "nghị định 2025/13/NĐ-CP"),
    ("year_mismatch", "Nghị định 13/2023/NĐ-CP ngày 17/4/2024 của Chính phủ"),
    ("year_mismatch", "Nghị định 13/2027/NĐ-CP"),
    ("circular_number_too_high", "Thông tư 2830/2025/TT-BYT"),
    ("impossible_date", "Kế hoạch 12/KH-UBND ngày 31/02/2026"),
    ("impossible_date", "Kế hoạch 12/KH-UBND ngày 31 tháng 4 năm 2026"),
    ("body_had_ended", "Thông tư 12/2026/TT-BTTTT"),
    ("body_had_ended", "Quyết định số 12/QĐ-UBND ngày 12/8/2025 của UBND tỉnh Bắc Giang"),
    ("body_had_ended", "Số: 12/TB-UBND của UBND huyện Bến Mơ\nngày 3 tháng 9 năm 2026\nTHÔNG BÁO"),
    ("body_not_begun", "Thông tư số 15/2024/TT-BNNMT"),
]

LEFT_ALONE = [
    "Quyết định 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ",
    "Luật số 91/2025/QH15, Nghị quyết 190/2025/QH15",
    "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị",
    "Hướng dẫn 18-HD/BTGDVTU, Kế hoạch 02-KH/BCĐ",
    "Công văn 7659/BNV-VP, văn bản 424/BYT-KCB",
    "Quy định ban hành kèm Quyết định số 12/2025/QĐ-UBND",
    "Quy chế số 12/2025/QĐ-UBND",
    "Thông tư 02/2024/TT-BTTTT ngày 29/3/2024 của Bộ Thông tin và Truyền thông",
    "Quyết định số 12/QĐ-UBND ngày 12/6/2025 của UBND tỉnh Bắc Giang",
    "Trước đây Bộ TTTT và UBND huyện quản, nay theo Nghị định 13/2026/NĐ-CP",
    "sinh ngày 31/02/2026 là đùa thôi",
    "Nghị định 13/2023/NĐ-CP ngày 17/4/2023",
    "tiêu chuẩn TCVN 6909:2001, tỷ lệ 24/7, 50/50",
]


@pytest.mark.parametrize(("code", "text"), NOTICED)
def test_what_does_not_fit_is_noticed(code: str, text: str) -> None:
    assert code in {hint.code for hint in lint(text, POSTED)}


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_fits_is_left_alone(text: str) -> None:
    assert lint(text, POSTED) == ()


def test_a_day_that_is_not_known_accuses_nobody() -> None:
    assert lint("Quyết định 12/QĐ-UBND của UBND tỉnh Bắc Giang", POSTED) == ()
    assert lint("Thông tư 12/2026/TT-BTTTT")[0].code == "body_had_ended"


@given(st.text(alphabet="SốQĐNUBTW0123456789/-: ngày\nGIẤYMỜ.", max_size=300))
def test_hints_lie_inside_the_text_and_are_few(text: str) -> None:
    hints = lint(text, POSTED)
    assert len(hints) <= MOST_HINTS
    assert all(0 <= hint.start < hint.end <= len(text) and hint.reason for hint in hints)
    assert [hint.start for hint in hints] == sorted(hint.start for hint in hints)


def test_the_detector_shows_it_as_a_finding_of_the_post() -> None:
    post = normalise("Họ gửi Thông báo số 180/2025/NĐ-CP 😀 đòi nộp phạt")
    about = Circumstances(datetime.fromisoformat("2026-11-20T08:00:00+07:00"))
    (found,) = DocumentLint().detect(DetectorInput(post, circumstances=about))
    assert post.original[found.span.start : found.span.end] == "180/2025/NĐ-CP"
    assert found.reason == "gọi là thông báo nhưng số là của nghị định"
