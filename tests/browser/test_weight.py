"""What a page of the desk weighs before pictures, unpacked: an item with all an item can have stays under 60 KB on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from models.queries import decisions
from models.queries.accounts import Person
from models.queries.decisions import NewDecision
from models.queries.official import DocumentRecord, add_document
from models.session import transaction
from models.tables.assessment import AssessmentEvidence, AssessmentFinding, AssessmentSlot
from models.tables.item import Item
from models.tables.official import DocumentPassage
from models.vocabulary import Distortion, Modality, Relation, Role, SlotKind, Verdict
from tests.browser.looking import DESK, PHONE, faults
from tests.browser.serving import opened_desk, page_of
from tests.database import TestServer
from tests.triage_api.desk import Desk, make_desk
from tests.triage_api.regrouped import lookalikes, member
from triage_api.services import lease, notes

pytestmark = [pytest.mark.database, pytest.mark.browser]
MOST = 59_000
"""Bytes of the page, its stylesheets and its scripts together, as the phone unpacks them: 60 KB, and room for a few more words. What somebody
concluded of something alike stands on it, three at most."""
SAID = "Từ 1/12 nộp hồ sơ ở xã mất phí 50k, ai không nộp qua Cổng trong 15 ngày thì bị phạt 2 triệu. "
MORE = (
    "Nghe nói theo Nghị quyết 12 thì giảm 30% cho hộ nghèo, còn hộ kinh doanh phải đóng đủ. "
    "Muốn làm thì mang căn cước, sổ hộ khẩu cũ và hai ảnh ra bộ phận một cửa của xã, buổi sáng thôi. "
)
SLOTS = (
    (SlotKind.DATE, "1/12", "2026-12-01"),
    (SlotKind.DEADLINE, "15 ngày", "15"),
    (SlotKind.SANCTION, "phạt 2 triệu", "2000000"),
    (SlotKind.PERCENT, "30%", "30"),
    (SlotKind.PROCEDURE, "mang căn cước", "mang căn cước"),
)
CLAUSE = (
    "Tổ chức, cá nhân nộp hồ sơ trực tuyến trên Cổng dịch vụ công không phải nộp phí, lệ phí đối với các thủ tục thuộc thẩm quyền "
    "giải quyết của cấp xã; thời hạn giải quyết là 10 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."
)


@dataclass(frozen=True)
class Size:
    """How much an item has."""

    text: str
    slots: int
    passages: int
    posts: int
    alike: int
    notes: int


RICH = Size(SAID, slots=3, passages=2, posts=5, alike=2, notes=1)
"""A claim as they come on a bad day, for a reviewer with a phone."""
LARGEST = Size(SAID + MORE, slots=5, passages=3, posts=12, alike=6, notes=2)
"""All of it, for a coordinator, whose page has more forms."""


@dataclass(frozen=True)
class Place:
    """The served desk, its browser, and the two items: who holds them, and their numbers."""

    url: str
    opened: Browser
    items: dict[str, int]


def furnish() -> dict[str, int]:
    """Two claims with comparison, passages, narrative, notes, history and earlier verdicts; and who holds them."""
    desk = make_desk()
    for verdict, days in ((Verdict.FALSE, 30), (Verdict.OUTDATED, 40), (Verdict.MISSING_CONTEXT, 50)):
        _concluded(desk, f"Từ 1/12 nộp hồ sơ ở xã mất phí {days}k", verdict, days)
    holders = {"ctv01": (RICH, Role.REVIEWER), "tong01": (LARGEST, Role.COORDINATOR)}
    return {name: _rich(desk, desk.person(name, role), size) for name, (size, role) in holders.items()}


def _rich(desk: Desk, holder: Person, size: Size) -> int:
    item_id = desk.item(size.text)
    _with_evidence(desk, item_id, size)
    for number in range(1, size.posts):
        member(desk, item_id, f"{size.text} Lần {number}.")
    for number in range(size.alike):
        lookalikes(item_id, desk.item(f"{size.text} Nơi khác thu {number}0k."), "number")
    with transaction() as session:
        for name in ("ctv02", "ctv03", "ctv04"):
            person = desk.person(name)
            lease.lease(session, person, item_id)
            for note in NOTES[: size.notes]:
                notes.add_note(session, person, item_id, note)
            lease.release(session, person, item_id, "cần người rành về phí, lệ phí xem")
        lease.lease(session, holder, item_id)
    return item_id


def _with_evidence(desk: Desk, item_id: int, size: Size) -> None:
    with transaction() as session:
        added = add_document(
            session,
            desk.office_id,
            DocumentRecord(
                number=f"4{size.passages}/2026/NĐ-CP",
                issued=date(2026, 6, 2),
                issuer="Chính phủ",
                kind="Nghị định",
                title="Về thủ tục trên môi trường điện tử",
                draft=False,
                effective_from=date(2026, 7, 1),
                effective_until=None,
                filename="nd.txt",
                data=f"{size.passages}. {CLAUSE}".encode(),
                passages=tuple(
                    (f"Điều {number}", f"{CLAUSE} Mục {number}.") for number in range(size.passages)
                ),
            ),
        )
        passages = session.query(DocumentPassage.id).filter_by(document_id=added.document_id).all()
        assessment = session.get_one(Item, item_id).assessment_id
        for position, (kind, words, value) in enumerate(SLOTS[: size.slots], 1):
            start = size.text.find(words)
            slot = AssessmentSlot(
                assessment_id=assessment,
                position=position,
                kind=kind,
                text=words,
                value=value,
                modality=Modality.HEARSAY,
                start=start,
                end=start + len(words),
            )
            session.add(slot)
            session.flush()
            session.add(
                AssessmentEvidence(
                    assessment_id=assessment,
                    slot_id=slot.id,
                    passage_id=passages[position % size.passages][0],
                    relation=Relation.CONTRADICTS if position % 2 else Relation.SUPPORTS,
                    distortion=Distortion.CONTRADICTED if position % 2 else None,
                    quote=CLAUSE[:160],
                    explanation=f"Bài viết: {words}; văn bản: không nêu như vậy.",
                    score=Decimal("0.8"),
                )
            )
            session.add(
                AssessmentFinding(
                    assessment_id=assessment,
                    detector="policy_claim",
                    code=kind.value,
                    reason=f"nêu {words}, là điều kiểm chứng được",
                    start=start,
                    end=start + len(words),
                )
            )


def _concluded(desk: Desk, sentence: str, verdict: Verdict, days: int) -> None:
    item_id, today = desk.item(sentence), datetime.now(UTC).date()
    with transaction() as session:
        item = session.get_one(Item, item_id)
        new = NewDecision(
            verdict, sentence, "Văn bản ghi không thu.", (desk.passage_id,), False, today, None, f"k{item_id}"
        )
        made = decisions.add_decision(session, item, 1, desk.person("ctv03").id, new)
        decisions.let_stand(session, made, today + timedelta(days=days))


NOTES = (
    "Đã gọi bộ phận một cửa của xã, chờ họ gửi bảng phí đang niêm yết.",
    "Bài này còn ở hai nhóm khác, cùng một câu chữ.",
)


@pytest.fixture(scope="module")
def place(
    cluster: TestServer, migrated_database: str, tmp_path_factory: pytest.TempPathFactory, chromium: str
) -> Iterator[Place]:
    """The served desk, its browser and the items."""
    home = tmp_path_factory.mktemp("weight")
    with opened_desk(cluster, migrated_database, home, chromium, furnish) as (url, opened, items):
        yield Place(url, opened, items)


def weighed(place: Place, who: str, more: str) -> list[tuple[str, int, int]]:
    """What a first visit to somebody's item brings on a phone, pictures aside: address, bytes unpacked, bytes as they cross the line."""
    signed_in = page_of(place.opened, place.url, who, PHONE["width"])
    context = place.opened.new_context(
        storage_state=signed_in.context.storage_state(),
        viewport=PHONE,  # type: ignore[arg-type]
    )
    page = context.new_page()
    got: list[tuple[str, int, int]] = []
    page.on(
        "requestfinished",
        lambda request: (
            got.append((request.url, len(request.response().body()), request.sizes()["responseBodySize"]))
            if request.resource_type in ("document", "stylesheet", "script", "fetch", "xhr")
            else None
        ),
    )
    page.goto(f"{place.url}/viec/{place.items[who]}{more}", wait_until="load")
    page.wait_for_timeout(500)
    for one in (context, signed_in.context):
        one.close()
    assert len(got) >= 5, "the page, its style and its scripts"
    return got


@pytest.mark.parametrize("step", ["", "?cau_so=0"])
@pytest.mark.parametrize("who", ["ctv01", "tong01"])
def test_an_item_is_under_sixty_kilobytes_as_a_phone_unpacks_it(place: Place, who: str, step: str) -> None:
    got = weighed(place, who, step)
    assert sum(unpacked for _address, unpacked, _crossed in got) < MOST, got


def test_what_was_left_out_is_one_plain_link_away(place: Place) -> None:
    page: Page = page_of(place.opened, place.url, "tong01", script=False)
    page.goto(f"{place.url}/viec/{place.items['tong01']}?cau_so=0")
    expect(page.locator(".history li")).to_have_count(6)
    expect(page.get_by_text("Đã gọi bộ phận")).to_have_count(1)
    page.get_by_role("link", name="12 bài cùng nội dung").click()
    expect(page.locator(".history li")).to_have_count(8)
    expect(page.get_by_text("Đã gọi bộ phận")).to_have_count(3)
    expect(page.get_by_role("button", name="Tách bài này ra")).to_have_count(11)
    expect(page.get_by_role("button", name=re.compile("Gộp VV-"))).to_have_count(6)
    expect(page.locator("#cau")).to_have_count(1)  # the sentence that was picked is still picked
    page.goto(f"{place.url}/viec/{place.items['tong01']}")
    page.get_by_role("link", name="Máy xếp sai loại hoặc chủ đề").click()
    expect(page.get_by_label("Loại đúng của bài")).to_be_visible()
    page.context.close()


def test_the_largest_shuts_nobody_out(place: Place) -> None:
    page = page_of(place.opened, place.url, "tong01", PHONE["width"])
    page.goto(f"{place.url}/viec/{place.items['tong01']}?cau_so=0")
    assert faults(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    assert page.locator("#phim-tat").evaluate("one => getComputedStyle(one).maxWidth") != "none", (
        "with its style"
    )
    page.context.close()
