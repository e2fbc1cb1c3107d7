"""Half-typed conclusions and replies on the server: masked, their owner's alone, never over what is newer, and gone in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from models.errors import BadInput, Conflict, NotAllowed
from models.queries import form_drafts as rows
from models.session import transaction
from models.tables.presence import FormDraft, FormDraftPart
from models.tables.retention import PurgeReceipt
from models.vocabulary import DraftForm, RetentionClass, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from triage_api.services import decide, form_drafts, lease, office

pytestmark = pytest.mark.database
JSON = {"accept": "application/json"}
WRITTEN = "Chị Nguyễn Thị Hoa, 0900 000 123, nói ở xã không thu."
C = DraftForm.CONCLUSION


def keep(
    client: Browser, item_id: int, ly_do: str, ban: object = "", **more: str
) -> tuple[int, dict[str, object]]:
    """Save as the script does."""
    form = {"csrf": client.csrf, "ly_do": ly_do, "ban": str(ban), **more}
    answer = client.post(f"/viec/{item_id}/ban-nhap", data=form, headers=JSON)
    return answer.status_code, answer.json()


def kept() -> list[str]:
    with transaction() as session:
        return [one.text for one in session.query(FormDraftPart).order_by(FormDraftPart.position)]


@pytest.fixture
def held(desk: Desk) -> int:
    """An item held by ctv01."""
    item_id, person = desk.item(), desk.person("ctv01")
    with transaction() as session:
        lease.lease(session, person, item_id)
    return item_id


def test_it_is_masked_before_it_is_written(held: int, browse: Callable[..., Browser]) -> None:
    status, told = keep(browse("ctv01"), held, WRITTEN, cau="nộp hồ sơ mất phí 50k", den_ngay="31/12/2026")
    assert status == 200
    assert told["revision"]
    text_kept = " ".join(kept())
    assert "nói ở xã không thu" in text_kept
    assert "31/12/2026" in text_kept
    assert "Hoa" not in text_kept
    assert "0900" not in text_kept


def test_another_device_is_offered_it_and_takes_it_up(
    held: int, browse: Callable[..., Browser], desk: Desk
) -> None:
    keep(browse("ctv01"), held, "Văn bản nêu không thu phí.", ket_luan="false", can_cu=str(desk.passage_id))
    phone = browse("ctv01")
    page = phone.get(f"/viec/{held}?cau_so=0").text
    assert "Bản nháp lúc" in page
    assert "Văn bản nêu không thu phí." not in page, "nothing is put into the form by itself"
    page = phone.get(f"/viec/{held}?nhap=1").text
    assert "Văn bản nêu không thu phí." in page
    assert 'value="false" required checked' in page
    assert f'name="can_cu" value="{desk.passage_id}" checked' in page
    assert "Dùng bản nháp" not in page
    phone.submit(f"/viec/{held}/ban-nhap/bo")
    assert "Bản nháp lúc" not in phone.get(f"/viec/{held}").text
    assert kept() == []


def test_without_script_a_button_keeps_it_and_shows_it(held: int, browse: Callable[..., Browser]) -> None:
    client = browse("ctv01")
    answer = client.submit(f"/viec/{held}/ban-nhap", cau="phí 50k", ly_do="Mới viết một nửa")
    assert answer.headers["location"] == f"/viec/{held}?nhap=1#ket-luan"
    page = client.get(answer.headers["location"]).text
    assert "Mới viết một nửa" in page
    assert "Đã lưu nháp lúc" in page


def test_a_page_never_saves_over_what_another_page_has_newer(
    held: int, browse: Callable[..., Browser]
) -> None:
    desk_client, phone = browse("ctv01"), browse("ctv01")
    _status, first = keep(desk_client, held, "ở máy bàn")
    status, told = keep(phone, held, "ở điện thoại")
    assert status == 409
    assert "chưa lưu đè" in str(told["said"])
    assert kept() == ["ở máy bàn"]
    status, second = keep(desk_client, held, "ở máy bàn, viết tiếp", first["revision"])
    assert status == 200
    status, _told = keep(phone, held, "ở điện thoại", first["revision"])
    assert status == 409
    answer = phone.submit(f"/viec/{held}/ban-nhap", ly_do="ở điện thoại", cau="phí", ban=first["revision"])
    assert answer.status_code == 409
    assert "ở điện thoại" in answer.text, "what is refused stays in the form"
    assert f'name="ban" value="{second["revision"]}"' in answer.text, "a second press says: over it"


def test_the_same_words_again_change_nothing(held: int, browse: Callable[..., Browser]) -> None:
    client = browse("ctv01")
    _status, first = keep(client, held, "một nửa")
    for ban in ("", first["revision"], "khong-phai-so"):
        assert keep(client, held, "một nửa", ban)[1]["revision"] == first["revision"]


def test_a_draft_dropped_and_begun_again_is_another_version(
    held: int, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv01")
    _status, first = keep(client, held, "một")
    client.submit(f"/viec/{held}/ban-nhap/bo")
    keep(client, held, "hai")
    assert keep(client, held, "ba", first["revision"])[0] == 409


def test_only_its_owner_ever_sees_it(held: int, desk: Desk, browse: Callable[..., Browser]) -> None:
    desk.person("ctv02")
    desk.person("duyet01", Role.APPROVER)
    keep(browse("ctv01"), held, "Tôi ngả về phía Sai", ket_luan="false")
    with transaction() as session:
        session.execute(text("UPDATE item SET lease_expires_at = now() - interval '1 minute'"))
    other = browse("ctv02")
    other.submit(f"/viec/{held}/nhan")
    for client in (other, browse("duyet01")):
        page = client.get(f"/viec/{held}?nhap=1").text
        assert "ngả về phía" not in page
        assert "Bản nháp lúc" not in page


def test_a_blind_second_look_never_sees_the_first_persons_draft(
    held: int, desk: Desk, browse: Callable[..., Browser]
) -> None:
    desk.person("ctv02")
    first = desk.person("ctv01")
    with transaction() as session:
        form_drafts.save(session, first, held, C, [("ly_do", "Tôi ngả về phía Sai")], 0)
        decide.decide(session, first, held, conclusion(desk, Verdict.FALSE))
    page = browse("ctv02").get(f"/viec/{held}?nhap=1&cau_so=0").text
    assert "ngả về phía" not in page
    assert "Bản nháp lúc" not in page


def test_it_stays_when_the_lease_is_over_and_goes_when_the_conclusion_is_sent(
    held: int, desk: Desk, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv01")
    keep(client, held, "một nửa")
    with transaction() as session:
        session.execute(text("UPDATE item SET lease_expires_at = now() - interval '1 minute'"))
    page = client.get(f"/viec/{held}").text
    assert "Nhận việc rồi dùng tiếp" in page
    assert keep(client, held, "một nửa nữa", rows_revision(held, desk))[0] == 200, "typing goes on"
    client.submit(f"/viec/{held}/nhan")
    sent = client.submit(
        f"/viec/{held}/ket-luan", khoa="khoa-gui-mot-lan", ket_luan="true", cau="nộp hồ sơ mất phí 50k", ly_do="Đủ.", can_cu=desk.passage_id,
    )  # fmt: skip
    assert sent.status_code == 303
    assert kept() == []


def rows_revision(item_id: int, desk: Desk) -> int:
    with transaction() as session:
        found = rows.find(session, desk.person("ctv01").id, item_id, C)
        return found.revision if found else 0


def test_a_half_typed_reply_is_offered_and_goes_when_it_is_saved(
    held: int, desk: Desk, browse: Callable[..., Browser]
) -> None:
    with transaction() as session:
        decide.decide(session, desk.person("ctv01"), held, conclusion(desk, Verdict.TRUE))
    client = browse("ctv01")
    form = {"csrf": client.csrf, "cau": ["Xin cảm ơn bà con.", ""], "can_cu": ["", ""]}
    assert client.post(f"/viec/{held}/tra-loi/ban-nhap", data=form, headers=JSON).status_code == 200
    assert "Bản nháp lúc" in browse("ctv01").get(f"/viec/{held}/tra-loi").text
    page = client.get(f"/viec/{held}/tra-loi?nhap=1").text
    assert ">Xin cảm ơn bà con.</textarea>" in page
    saved = client.submit(f"/viec/{held}/tra-loi", cau="Xin cảm ơn bà con.", can_cu="")
    assert saved.status_code == 303
    assert kept() == []


def test_too_much_is_refused_and_what_is_no_code_is_not_kept(
    held: int, browse: Callable[..., Browser]
) -> None:
    client = browse("ctv01")
    assert keep(client, held, "x" * 4001)[0] == 422
    assert keep(client, held, "x", can_cu="Nguyễn Thị Hoa", den_ngay="gọi 0900 000 123")[0] == 200
    assert kept() == ["x"]
    answer = client.submit(f"/viec/{held}/ban-nhap", ly_do="y" * 4001, cau="phí")
    assert answer.status_code == 422
    assert "y" * 4001 in answer.text


def test_an_item_that_ended_keeps_none(held: int, desk: Desk) -> None:
    person = desk.person("ctv01")
    with transaction() as session:
        lease.dismiss(session, person, held, as_opinion=True)
    with pytest.raises(NotAllowed), transaction() as session:
        form_drafts.save(session, person, held, C, [("ly_do", "còn gì")], 0)


def test_drafts_are_purged_after_two_weeks_or_with_their_item_and_leave_a_receipt(desk: Desk) -> None:
    person, approver = desk.person("ctv01"), desk.person("duyet01", Role.APPROVER)
    old, ended, new = desk.item(), desk.item(), desk.item()
    with transaction() as session:
        for item_id in (old, ended, new):
            form_drafts.save(session, person, item_id, C, [("ly_do", f"nháp {item_id}")], 0)
        session.execute(
            text("UPDATE form_draft SET saved_at = now() - :by WHERE item_id = :id"),
            {"by": timedelta(days=14, minutes=1), "id": old},
        )
        lease.lease(session, person, ended)
        decide.decide(session, person, ended, conclusion(desk, Verdict.TRUE))
        office.close_without_reply(session, approver, ended, "đã trả lời ở xã")
    with transaction() as session:
        assert rows.purge(session) == 2
        assert rows.purge(session) == 0
        (receipt,) = session.query(PurgeReceipt)
        assert (receipt.retention_class, receipt.purged_count) == (RetentionClass.FORM_DRAFT, 2)
        assert [one.item_id for one in session.query(FormDraft)] == [new]
    assert kept() == [f"nháp {new}"]


PAGES = st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ABC"), st.booleans()), max_size=12)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(doings=PAGES)
@example([(0, "B", False), (1, "A", True), (0, "A", False), (0, "B", False), (1, "A", False)])
def test_pages_of_one_person_in_any_order_never_lose_what_they_did_not_know(
    desk: Desk, doings: list[tuple[int, str, bool]]
) -> None:
    """Three pages save and look in any order: a save goes through only from a page that knows the words it replaces, and is
    refused only to one that has another revision. Words that came back after others (the example) are another revision.
    """
    person, item_id = desk.person("ctv01"), desk.item()
    known: dict[int, tuple[int, str]] = {}
    stored, revision = "", 0
    for page, words, looks in doings:
        with transaction() as session:
            if looks:
                found = form_drafts.draft_of(session, person, item_id, C)
                known[page] = (found.revision, found.first("ly_do")) if found else (0, "")
                continue
            try:
                saved = form_drafts.save(
                    session, person, item_id, C, [("ly_do", words)], known.get(page, (0, ""))[0]
                )
            except Conflict:
                assert known.get(page, (0, ""))[0] != revision
                continue
            assert words == stored or known.get(page, (0, ""))[1] == stored
            known[page], stored, revision = (saved.revision, words), words, saved.revision


@pytest.mark.parametrize("count", [41, 200])
def test_more_fields_than_a_form_has_are_refused(desk: Desk, count: int) -> None:
    with pytest.raises(BadInput), transaction() as session:
        form_drafts.save(
            session, desk.person("ctv01"), desk.item(), DraftForm.REPLY, [("cau", "x")] * count, 0
        )
