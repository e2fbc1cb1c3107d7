"""The pages of the official library: found, shown, related, confirmed, compared; open to everybody, changed by few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.queries.official import add_document
from models.session import transaction
from tests.documents import NEW, OLD, document, link
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk

pytestmark = pytest.mark.database
Browse = Callable[..., Browser]


@pytest.fixture
def library(desk: Desk) -> dict[str, int]:
    """The old decision, a newer one that replaces it, and a draft."""
    with transaction() as session:
        add = lambda record: add_document(session, desk.office_id, record).document_id  # noqa: E731
        return {
            "old": add(document(OLD)),
            "new": add(document(NEW, {"Điều 1": "Mức thu 50.000 đồng.", "Điều 2": "Lệ phí hộ tịch"}, [link()])),
            "draft": add(document("50/2026/QĐ-UBND", draft=True, effective_from=None)),
        }


def test_anybody_reads_from_the_list_to_the_passage(library: dict[str, int], browse: Browse) -> None:
    visitor = browse()
    page = visitor.get("/van-ban")
    assert page.status_code == 200
    assert OLD in page.text and NEW in page.text
    assert visitor.get(f"/van-ban/{library['new']}").status_code == 200
    found = visitor.get("/van-ban/tim", params={"q": "le phi ho tich"})
    assert "<mark>Lệ phí hộ tịch</mark>" in found.text
    address = found.text.split('href="/van-ban/doan/')[1].split('"')[0]
    passage = visitor.get(f"/van-ban/doan/{address}")
    assert passage.status_code == 200
    assert "Điều 2" in passage.text
