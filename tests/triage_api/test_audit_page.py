"""The audit trail's page: who may read it, of which offices, how it is searched and taken out."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

import pytest

from models.queries import audit
from models.queries.sources import office_by_code
from models.session import transaction
from models.vocabulary import Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api.spreadsheets import inert

pytestmark = pytest.mark.database
HERE = "/nhat-ky"


@pytest.fixture
def auditor(desk: Desk, browse: Callable[..., Browser]) -> Browser:
    """Who checks the commune."""
    desk.person("ktra01", Role.AUDITOR)
    return browse("ktra01")


def row(action: str = "address_read", office_id: int | None = None, **given: object) -> None:
    """A row of the trail."""
    with transaction() as session:
        audit.record(session, action, "item", office_id=office_id, **{"subject_id": 7, **given})  # type: ignore[arg-type]


def test_rows_are_read_in_words_and_searched(auditor: Browser, desk: Desk) -> None:
    person = desk.person("ctv01")
    row(office_id=desk.office_id, actor_id=person.id)
    row(
        "reply_approved",
        office_id=desk.office_id,
        actor_id=person.id,
        subject_id=8,
        detail="<b>x</b> vneid-lua.example",
    )
    page = auditor.get(HERE).text
    for words in (
        "Xem địa chỉ bài gốc",
        "Duyệt câu trả lời",
        "CTV01",
        "VV-7",
        "&lt;b&gt;x",
        "vneid-lua[.]example",
    ):
        assert words in page, words
    body = auditor.get(f"{HERE}?viec=address_read").text.partition("<tbody")[2]
    assert ("VV-7" in body, "VV-8" in body) == (True, False)
    for query, found in (
        ("ai=CTV01&so=8", True),
        ("ai=ctv01", False),
        ("loai=account&so=8", False),
        ("tu=01/01/2026&den=31/12/2026&so=8", True),
        ("den=31/12/2025", False),
    ):
        assert ("VV-8" in auditor.get(f"{HERE}?{query}").text.partition("<tbody")[2]) == found, query
    assert "Không có dòng nào khớp" in auditor.get(f"{HERE}?ai=khong-ai").text


@pytest.mark.parametrize("query", ["so=x", "so=-1", "so=1e3", "so=١", "tu=31/02/2026", "den=mai"])
def test_a_wrong_filter_is_said_and_kept(auditor: Browser, query: str) -> None:
    page = auditor.get(f"{HERE}?{query}")
    assert page.status_code == 422
    assert f'value="{query.partition("=")[2]}"' in page.text
    assert auditor.get(f"{HERE}/csv?{query}").status_code == 422


def test_only_rows_of_offices_in_sight_are_shown(
    auditor: Browser, desk: Desk, browse: Callable[..., Browser]
) -> None:
    with transaction() as session:
        province, root = (office_by_code(session, code).id for code in ("songlam", "goc"))
    row(office_id=province, detail="của tỉnh")
    row(detail="của máy chủ")
    row(actor_id=desk.person("ctv01").id, detail="của người trong xã")
    page = auditor.get(HERE).text
    assert ("của tỉnh" in page, "của máy chủ" in page, "của người trong xã" in page) == (False, False, True)
    desk.person("ktra-goc", Role.AUDITOR, office_id=root)
    page = browse("ktra-goc").get(HERE).text
    assert ("của tỉnh" in page, "của máy chủ" in page, "của người trong xã" in page) == (True, True, True)


def test_older_rows_are_a_page_further(auditor: Browser, desk: Desk) -> None:
    for number in range(1, 61):
        row(office_id=desk.office_id, subject_id=1000 + number)
    first = auditor.get(HERE).text
    assert ("VV-1060" in first, "VV-1001" in first) == (True, False)
    (older,) = {
        part.partition('"')[0] for part in first.split('href="')[1:] if "truoc=" in part.partition('"')[0]
    }
    assert "VV-1001" in auditor.get(older.replace("&amp;", "&")).text


def test_the_file_is_inert_and_its_export_is_audited(auditor: Browser, desk: Desk) -> None:
    for detail in ("=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", " =1", "bình thường"):
        row(office_id=desk.office_id, detail=detail)
    answer = auditor.get(f"{HERE}/csv?viec=address_read")
    assert answer.headers["content-disposition"] == 'attachment; filename="nhat-ky.csv"'
    cells = [cell for line in csv.reader(StringIO(answer.text.removeprefix("\ufeff"))) for cell in line]
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]
    assert "'=HYPERLINK(1)" in cells
    page = auditor.get(f"{HERE}?viec=audit_exported").text
    assert "Xuất nhật ký" in page.partition("<tbody")[2]


@pytest.mark.parametrize("value", ["=1", " =1", "\u00a0@x", "\t1", "\r1", "+84", "-1"])
def test_no_cell_is_a_formula(value: str) -> None:
    assert inert(value) == f"'{value}"


def test_the_page_gives_the_mark_to_write_down(auditor: Browser) -> None:
    page = auditor.get(HERE).text
    with transaction() as session:
        found = audit.verify(session)
    assert found.finding is None
    assert str(found.head) in page


def test_the_page_says_what_the_nightly_look_found(auditor: Browser) -> None:
    fault, whole = "Nhật ký có chỗ không khớp.", "còn nguyên."
    assert "chưa kiểm lần nào" in auditor.get(HERE).text
    for action, shown, silent in (
        (audit.TRAIL_FAULTY, fault, whole),
        (audit.TRAIL_WHOLE, whole, fault),
    ):
        with transaction() as session:
            audit.record(session, action, "audit_event")
        page = auditor.get(HERE).text
        assert (shown in page, silent in page) == (True, False)
