"""Passages of the base as the language side reads them: each with the headings and the title it stands under."""

from __future__ import annotations

import pytest

from models.queries.official import add_document, current_passages
from models.session import transaction
from pipeline.stored import passages_of
from tests.database import TestDatabase
from tests.documents import document
from tests.triage_api.desk import make_desk

pytestmark = pytest.mark.database


def test_stored_passages_carry_what_they_stand_under(db: TestDatabase) -> None:
    desk = make_desk()
    told = {"Điều 1": "Điều 1. Mức thu", "Điều 1 khoản 1": "1. Tại quầy 8.000 đồng."}
    with transaction() as session:
        for number, title in (("71/2026/QĐ-UBND", "Phí bản sao"), ("72/2026/QĐ-UBND", "Phí giữ xe")):
            add_document(session, desk.office_id, document(number, told, title=title))
        found = {(one.document, one.path): one.context for one in passages_of(current_passages(session))}
    assert found["71/2026/QĐ-UBND", "Điều 1 khoản 1"] == "Phí bản sao\nĐiều 1. Mức thu"
    assert found["72/2026/QĐ-UBND", "Điều 1 khoản 1"] == "Phí giữ xe\nĐiều 1. Mức thu"
    assert found["72/2026/QĐ-UBND", "Điều 1"] == "Phí giữ xe"
