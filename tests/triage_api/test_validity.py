"""From when to when, in words, on the day asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.tables.official import Document, DocumentPassage
from triage_api.validity import document_validity, passage_validity

DAY = date(2026, 7, 1)


def decision(**given: Any) -> Document:
    values = {"issued": date(2026, 1, 10), "draft": False, "effective_from": None, "effective_until": None}
    return Document(**(values | given))


@pytest.mark.parametrize(
    ("given", "word", "dates", "holds"),
    [
        ({"effective_from": date(2026, 2, 1)}, "Có hiệu lực", "từ 01/02/2026, chưa có ngày hết", True),
        ({"effective_from": DAY}, "Có hiệu lực", "từ 01/07/2026, chưa có ngày hết", True),
        ({"effective_from": date(2026, 7, 2)}, "Chưa có hiệu lực", "từ 02/07/2026, chưa có ngày hết", False),
        ({"effective_until": DAY}, "Có hiệu lực", "từ 10/01/2026 đến hết 01/07/2026", True),
        (
            {"effective_until": date(2026, 6, 30)},
            "Đã hết hiệu lực",
            "từ 10/01/2026 đến hết 30/06/2026",
            False,
        ),
        ({"draft": True}, "Dự thảo, chưa áp dụng", "", False),
    ],
)
def test_a_document_on_a_day(given: dict[str, Any], word: str, dates: str, holds: bool) -> None:
    found = document_validity(decision(**given), DAY)
    assert (found.word, found.holds) == (word, holds)
    assert found.dates.startswith(dates)
    assert ("không ghi ngày" in found.dates) == (not given.get("draft") and "effective_from" not in given)


def test_a_passage_may_end_before_its_document() -> None:
    passage = DocumentPassage(document=decision(), effective_until=date(2026, 6, 30))
    assert passage_validity(passage, DAY).state == "Ngày 01/07/2026: đã hết hiệu lực"
    assert document_validity(passage.document, DAY).holds
