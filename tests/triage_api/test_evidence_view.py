"""The comparison on the item page: a row for each thing the post says, what official text says of it, and what nobody says."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from models.session import transaction
from models.tables.assessment import AssessmentEvidence, AssessmentSlot
from models.tables.item import Item
from models.vocabulary import Distortion, Modality, Relation, SlotKind
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk

pytestmark = pytest.mark.database
Browse = Callable[..., Browser]
TOLD_AGAIN = "Cũng câu trích ấy,"
QUOTE = "Không thu phí"


def say_more(
    desk: Desk, item_id: int, text: str, relation: Relation | None = None, quote: str = QUOTE
) -> None:
    """One more thing the item's post says, with what the machine found on it; ``relation`` None: nothing."""
    with transaction() as session:
        assessment = session.get_one(Item, item_id).assessment
        slot = AssessmentSlot(
            assessment_id=assessment.id,
            position=len(assessment.slots),
            kind=SlotKind.AMOUNT,
            text=text,
            value=None,
            unit=None,
            modality=Modality.IN_FORCE,
            start=0,
            end=1,
        )
        session.add(slot)
        session.flush()
        if relation is not None:
            session.add(
                AssessmentEvidence(
                    assessment_id=assessment.id,
                    slot_id=slot.id,
                    passage_id=desk.passage_id,
                    relation=relation,
                    distortion=Distortion.CONTRADICTED if relation is Relation.CONTRADICTS else None,
                    quote=quote,
                    explanation=f"văn bản không nói {text}.",
                    score=Decimal("0.5"),
                )
            )


def rows(browse: Browse, item_id: int) -> list[str]:
    """The rows of the comparison as they are read, tags taken out."""
    page = browse("ctv01").get(f"/viec/{item_id}").text
    body = page.partition('<tbody role="rowgroup">')[2].partition("</tbody>")[0]
    plain = (re.sub(r"<[^>]+>", " ", row) for row in body.split("<tr ")[1:])
    return [" ".join(row.partition(">")[2].split()) for row in plain]


def test_a_row_tells_what_the_post_says_what_the_document_says_and_where_it_stands(
    desk: Desk, browse: Browse
) -> None:
    desk.person("ctv01")
    (row,) = rows(browse, desk.item())
    for words in ("50.000 đồng", f"“{QUOTE}”", "[1] Điều 5 khoản 1", "Khác.", "văn bản: không thu phí"):
        assert words in row, words


def test_a_quotation_told_already_is_not_told_again_but_its_place_and_its_reason_are(
    desk: Desk, browse: Browse
) -> None:
    """A phone shows a quotation once; that a second thing differs by the same words is still said in full."""
    desk.person("ctv01")
    item_id = desk.item()
    say_more(desk, item_id, "lệ phí ở xã", Relation.CONTRADICTS)
    say_more(desk, item_id, "phí trên Cổng", Relation.CONTRADICTS, "phí nộp hồ sơ trên Cổng dịch vụ công")
    first, again, other = rows(browse, item_id)
    assert (f"“{QUOTE}”" in first, TOLD_AGAIN in first) == (True, False)
    assert f"“{QUOTE}”" not in again
    assert f"{TOLD_AGAIN} [1] Điều 5 khoản 1" in again
    assert "Văn bản không nói lệ phí ở xã." in again
    assert "“phí nộp hồ sơ trên Cổng dịch vụ công”" in other, "another quotation of the same passage is told"
    assert TOLD_AGAIN not in other


def test_differences_come_first_and_what_no_passage_speaks_of_is_neither_right_nor_wrong(
    desk: Desk, browse: Browse
) -> None:
    desk.person("ctv01")
    item_id = desk.item()
    say_more(desk, item_id, "ba mươi lượt")
    say_more(desk, item_id, "hai bản", Relation.SUPPORTS, "phí nộp hồ sơ")
    differs, agrees, unseen = rows(browse, item_id)
    assert ("Khác." in differs, "Khớp." in agrees, "Chưa thấy." in unseen) == (True, True, True)
    assert "ba mươi lượt" in unseen
    say_more(desk, item_id, "bốn tờ khai")
    *_, rest = rows(browse, item_id)
    assert rest.startswith("Các điều khác")
    for words in ("ba mươi lượt", "bốn tờ khai", "Chưa thấy không có nghĩa là sai."):
        assert words in rest, words
