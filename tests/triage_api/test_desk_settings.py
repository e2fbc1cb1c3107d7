"""Settings of a desk: on the page, checked as a whole, inherited down the tree, written down, and in force where they should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from models.desk import DeskSettings, Hours, OfficeHours, defaults
from models.errors import BadInput, NotAllowed
from models.queries import desk_settings
from models.queries.offices import ensure_office
from models.queries.sources import office_by_code
from models.session import transaction
from models.settings import Settings, settings
from models.tables.audit import AuditEvent
from models.tables.item import Item
from models.vocabulary import OfficeLevel, Queue, Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api import desk_form
from triage_api.desk_form import DeskForm
from triage_api.services import desk as service
from triage_api.services import lease

Browse = Callable[..., Browser]
STANDARD = defaults(Settings())
GIVEN = replace(
    STANDARD,
    weights=(10, 10, 10, 60, 10),
    lease_minutes=45,
    office_hours=OfficeHours(
        time(8), time(16, 30), frozenset({0, 1, 2, 3, 4, 5}), frozenset({date(2027, 2, 5)})
    ),
)


def form_of(wanted: DeskSettings, **changed: object) -> dict[str, object]:
    return {**desk_form.typed_of(wanted), **changed}


@pytest.mark.database
def test_an_administrator_changes_them_on_the_page_and_it_is_written_down(desk: Desk, browse: Browse) -> None:
    desk.person("qtri01", Role.ADMINISTRATOR)
    client = browse("qtri01")
    page = client.get("/cai-dat").text
    assert "Đang dùng mặc định." in page
    assert 'name="tac_hai" value="40"' in page
    assert client.submit("/cai-dat", **form_of(GIVEN)).status_code == 303
    with transaction() as session:
        held = desk_settings.current(session, desk.office_id)
        (row,) = session.query(AuditEvent).filter_by(action="desk_settings_changed")
    assert held == GIVEN
    for words in (
        "weight_harm: 40 → 10",
        "lease_minutes: 30 → 45",
        "office_hours: 07:30–17:00 → 08:00–16:30",
        "workdays: 2 3 4 5 6 → 2 3 4 5 6 7",
        "days_off: – → 2027-02-05",
    ):
        assert words in (row.detail or "")
    assert "undo_minutes" not in (row.detail or ""), "what stayed is not told"
    page = client.get("/cai-dat?xong=luu").text
    assert "QTRI01 đổi lần cuối" in page
    assert "05/02/2027" in page
    assert client.submit("/cai-dat/mac-dinh").status_code == 303
    with transaction() as session:
        assert desk_settings.current(session, desk.office_id) == defaults(settings())
        (row,) = session.query(AuditEvent).filter_by(action="desk_settings_reset")
    assert "weight_harm: 10 → 40" in (row.detail or "")


@pytest.mark.database
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk: Desk, browse: Browse) -> None:
    desk.person("qtri01", Role.ADMINISTRATOR)
    client = browse("qtri01")
    for address in ("/cai-dat", "/cai-dat/xem-truoc"):
        answer = client.submit(address, **form_of(GIVEN, tac_hai="41", ngay_nghi="06/02/2027\n<b>mai</b>"))
        assert answer.status_code == 422
        assert "“&lt;b&gt;mai&lt;/b&gt;” không phải là ngày" in answer.text
        answer = client.submit(address, **form_of(GIVEN, tac_hai="11"))
        assert "cộng lại đúng 100%; hiện là 101%" in answer.text
        assert 'name="sat_han" value="60"' in answer.text
    with transaction() as session:
        assert desk_settings.set_by(session, desk.office_id) is None, "nothing was saved"


@pytest.mark.database
def test_the_order_is_tried_on_the_items_of_today_before_it_is_saved(desk: Desk, browse: Browse) -> None:
    desk.person("qtri01", Role.ADMINISTRATOR)
    grave = desk.item("việc nặng", Queue.QUESTIONS, harm=1.0, opened_hours_ago=0.1)
    late = desk.item("việc sát hạn", Queue.QUESTIONS, harm=0.1, opened_hours_ago=5)
    answer = browse("qtri01").submit("/cai-dat/xem-truoc", **form_of(GIVEN))
    before, _, after = answer.text.partition("Đang thử")
    assert before.index(f"VV-{grave}<") < before.index(f"VV-{late}<")
    assert after.index(f"VV-{late}<") < after.index(f"VV-{grave}<")
    assert "lên 1 bậc" in after
    with transaction() as session:
        assert desk_settings.set_by(session, desk.office_id) is None


@pytest.mark.database
def test_weights_order_the_queue_and_times_hold_from_now_on(desk: Desk) -> None:
    person, boss = desk.person("ctv01"), desk.person("qtri01", Role.ADMINISTRATOR)
    grave = desk.item("việc nặng", Queue.QUESTIONS, harm=1.0, opened_hours_ago=0.1)
    late = desk.item("việc sát hạn", Queue.QUESTIONS, harm=0.1, opened_hours_ago=5)
    with transaction() as session:
        due = session.get_one(Item, grave).due_at
        service.save(session, boss, GIVEN)
    with transaction() as session:
        item = lease.lease_next(session, person)
        assert item is not None
        assert item.id == late
        assert item.lease_expires_at is not None
        assert item.lease_expires_at > datetime.now(UTC) + timedelta(minutes=44)
        assert session.get_one(Item, grave).due_at == due


@pytest.mark.database
def test_an_office_without_its_own_has_those_of_the_nearest_above(desk: Desk) -> None:
    with transaction() as session:
        province = office_by_code(session, "songlam").id
        beside = ensure_office(session, "beben", "UBND xã Bến Bè", OfficeLevel.COMMUNE, "songlam")
        above = desk.person("qtri-tinh", Role.ADMINISTRATOR, office_id=province)
        here = desk.person("qtri01", Role.ADMINISTRATOR)
    with transaction() as session:
        service.save(session, above, replace(GIVEN, lease_minutes=60))
        service.save(session, here, replace(GIVEN, lease_minutes=20))
    with transaction() as session:
        held = {
            office: desk_settings.current(session, office) for office in (province, beside, desk.office_id)
        }
        assert {office: one.lease_minutes for office, one in held.items()} == {
            province: 60,
            beside: 60,
            desk.office_id: 20,
        }
        root = office_by_code(session, "goc").id
        assert desk_settings.current(session, root) == defaults(settings()), "nothing goes up"
        service.reset(session, here)
        assert desk_settings.current(session, desk.office_id).lease_minutes == 60
        found = desk_settings.set_by(session, desk.office_id)
        assert found is not None
        assert found.office_id == province


@pytest.mark.database
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_changes_them(desk: Desk, role: Role) -> None:
    person = desk.person("khac", role)
    for act in (
        lambda session: service.save(session, person, GIVEN),
        lambda session: service.reset(session, person),
    ):
        with pytest.raises(NotAllowed), transaction() as session:
            act(session)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"weights": (40, 25, 15, 10, 11)}, "tac_hai"),
        ({"weights": (140, -40, 0, 0, 0)}, "tac_hai"),
        ({"lease_minutes": 4}, "giu_viec"),
        ({"lease_minutes": 241}, "giu_viec"),
        ({"undo_minutes": 121}, "hoan_tac"),
        ({"given_minutes": 481}, "giu_nguoi"),
        ({"topic_minutes": 4}, "giu_chu_de"),
        ({"second_review_share": 1.01}, "xem_hai"),
        ({"high": Hours(4, 4)}, "cap_high"),
        ({"high": Hours(0, 8)}, "han_high"),
        ({"low": Hours(72, 721)}, "han_low"),
        ({"high": Hours(25, 48)}, "han_medium"),
        ({"medium": Hours(24, 121)}, "han_low"),
        ({"office_hours": OfficeHours(time(8), time(9, 59))}, "dong_cua"),
        ({"office_hours": OfficeHours(time(20, 1), time(23, 59))}, "mo_cua"),
        ({"office_hours": OfficeHours(workdays=frozenset())}, "ngay_lam"),
    ],
)
def test_what_no_desk_can_work_with_is_refused_by_field(changed: dict[str, object], field: str) -> None:
    service.check(STANDARD)
    with pytest.raises(BadInput) as refused:
        service.check(replace(STANDARD, **changed))  # type: ignore[arg-type]
    assert refused.value.values["field"] == field


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"tac_hai": "40,5"}, "tac_hai"),
        ({"giu_viec": "٣٠"}, "giu_viec"),
        ({"han_high": ""}, "han_high"),
        ({"cap_low": "-1"}, "cap_low"),
        ({"mo_cua": "24:00"}, "mo_cua"),
        ({"dong_cua": "5 giờ"}, "dong_cua"),
        ({"ngay_nghi": "31/02/2027"}, "ngay_nghi"),
        (
            {"ngay_nghi": " ".join(f"{day:02}/01/2027" for day in range(1, 32)) + " 1/2/2027" * 30},
            "ngay_nghi",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(typed: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        desk_form.read(DeskForm(**{**desk_form.typed_of(STANDARD), **typed}), STANDARD)
    assert refused.value.values["field"] == field


def test_part_of_a_percent_is_kept_where_it_was_not_touched() -> None:
    fine = replace(STANDARD, second_review_share=0.054)
    assert desk_form.read(DeskForm(**desk_form.typed_of(fine)), fine) == fine


@any_of(
    st.lists(st.integers(0, 100), min_size=5, max_size=5),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.integers(0, 23 * 60),
    st.integers(0, 24 * 60 - 1),
    st.sets(st.integers(0, 6)),
    st.sets(st.dates(date(2020, 1, 1), date(2040, 1, 1)), max_size=61),
)
def test_what_is_shown_is_read_again_as_it_was(
    weights: list[int], minutes: int, hours: int, opens: int, closes: int, workdays: set[int], off: set[date]
) -> None:
    some = replace(
        STANDARD,
        weights=tuple(weights),
        lease_minutes=minutes,
        high=Hours(hours, hours + 1),
        office_hours=OfficeHours(
            time(*divmod(opens, 60)), time(*divmod(closes, 60)), frozenset(workdays), frozenset(off)
        ),
    )
    try:
        assert desk_form.read(DeskForm(**desk_form.typed_of(some)), some) == some
    except BadInput:
        assert len(off) > 60
