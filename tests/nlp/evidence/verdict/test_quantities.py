"""Everything counted in a text, with what may stand in its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.scan import scan
from nlp.evidence.verdict.quantities import find_quantities
from nlp.evidence.verdict.quantity import Quantity
from nlp.evidence.verdict.same_values import same_value
from nlp.normalise import normalise


def values(text: str) -> list[tuple[str, float | str]]:
    return [(one.kind, one.value) for one in find_quantities(scan(normalise(text)))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("làm lại mất 50k", [("money", 50_000)]),
        ("tiền học 1tr5 một kỳ", [("money", 1_500_000)]),
        ("ba lăm triệu là mức cao nhất", [("money", 35_000_000)]),
        ("mất hăm tám ngàn mỗi mũi", [("money", 28_000)]),
        ("mồ côi lãnh triệu mốt", [("money", 1_100_000)]),
        ("doanh thu 1 tỷ 2", [("money", 1_200_000_000)]),
        ("phí nửa triệu", [("money", 500_000)]),
        ("được giảm hai lăm phần trăm", [("percent", 25)]),
        ("một phần tư số căn", [("percent", 25)]),
        ("tỉnh đóng sáu phần", [("percent", 60)]),
        ("giảm một nửa", [("percent", 50)]),
        ("chờ năm ngày làm việc", [("span", 120)]),
        ("từ 60 tuổi trở lên", [("age", 60)]),
        ("mỗi hộ nuôi không quá hai con", [("count:con", 2)]),
        ("cầu xây năm 1998, dài 1.200 mét", [("date", "1998"), ("count:met", 1200)]),
        ("không có con số nào", []),
    ],
)
def test_what_is_found(text: str, found: list[tuple[str, float | str]]) -> None:
    assert values(text) == found


@pytest.mark.parametrize(
    ("claim", "official", "same"),
    [
        ("mất 50k", "lệ phí 50.000 đồng", True),
        ("mất 50k", "lệ phí 70.000 đồng", False),
        ("mất 50k", "miễn phí", False),
        ("người 80 tuổi", "người trên 75 tuổi", None),
        ("người 12 tuổi", "người dưới 18 tuổi", None),
        ("chờ 5 ngày", "trong 05 ngày làm việc", None),
        ("chờ 7 ngày", "trong 05 ngày làm việc", False),
        ("từ 1/7", "từ ngày 01/7/2027", True),
        ("từ 1/8", "từ ngày 01/7/2027", False),
        ("trong tháng 7/2027", "trước ngày 15/7/2027", True),
    ],
)
def test_whether_two_exclude_each_other(claim: str, official: str, same: bool | None) -> None:
    (one,), (two,) = (find_quantities(scan(normalise(text))) for text in (claim, official))
    assert same_value(one, two) is same


def test_a_number_of_a_document_counts_nothing() -> None:
    assert values("theo Nghị định 168/2024/NĐ-CP") == []


@given(st.text(alphabet="0123456789 .,/%-kđồngtriệumộtphầnhaingàytháng", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    read = normalise(text)
    found = find_quantities(scan(read))
    assert all(0 <= one.start < one.end <= len(read.normalised) for one in found)
    assert list(found) == sorted(found, key=lambda one: one.start)
    assert all(same_value(one, one) is not False for one in found)


def test_a_limit_is_kept_with_its_direction() -> None:
    (one,) = find_quantities(scan(normalise("không quá 30 ngày")))
    assert one == Quantity("span", 720.0, one.start, one.end, "max")
