"""Adding official documents from a page: the report, what a person adds, who may, and that a refused file leaves nothing."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from sqlalchemy import text

from models.queries.official import Added, DocumentRecord
from models.session import Session, transaction
from models.tables.audit import AuditEvent
from models.tables.official import Document, DocumentPassage
from models.vocabulary import Role
from nlp.official import ocr
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from triage_api import uploads, waiting_files
from triage_api.services import document_import

pytestmark = pytest.mark.database
ADDRESS = "/van-ban/nap"
SECRET_WORD = "Hồ-sơ-kín-bảy-ba"


def decision(
    number: str = "Số: 21/2026/QĐ-UBND", day: str = "ngày 05 tháng 6 năm 2026", more: str = ""
) -> bytes:
    """A decision of a fictional province as a text file."""
    return (
        f"ỦY BAN NHÂN DÂN\nTỈNH SÔNG LAM\n{number}\nSông Lam, {day}\nQUYẾT ĐỊNH\nVề mức thu lệ phí\n\n"
        f"Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ;\nĐiều 1. Mức thu\n"
        f"1. Khai sinh quá hạn thu 8.000 đồng.\n{more}Điều 2. Hiệu lực\n"
        "Quyết định này có hiệu lực kể từ ngày 01/7/2026.\nNơi nhận:\n- Như Điều 2;\n- Lưu: VT.\n"
    ).encode()


@pytest.fixture
def approver(desk: Desk, browse: Callable[..., Browser]) -> Iterator[Browser]:
    """Somebody who may add documents."""
    waiting_files.forget()
    desk.person("duyet01", Role.APPROVER)
    yield browse("duyet01")
    waiting_files.forget()


def send(client: Browser, *files: tuple[str, bytes], field: str = "tep", **fields: str) -> Any:
    """What the page's form sends."""
    parts = [(field, (name, data, "application/octet-stream")) for name, data in files] or [
        (field, ("", b"", "application/octet-stream"))
    ]
    return client.post(ADDRESS, data={"csrf": client.csrf, **fields}, files=parts, follow_redirects=False)


def kept() -> list[tuple[str, int, int]]:
    """(number, version, passages) of every document but the desk's own."""
    with transaction() as session:
        rows = session.query(Document).filter(Document.number != "12/2026/NQ-HĐND").order_by(Document.id)
        return [(row.number, row.version, len(row.passages)) for row in rows]


def test_the_report_says_what_was_recognised(approver: Browser, desk: Desk) -> None:
    page = send(approver, ("qd21.txt", decision()), ("hong.pdf", b"%PDF-1.4 hong"))
    assert page.status_code == 200
    for words in (
        "21/2026/QĐ-UBND", "Quyết định", "Ủy ban nhân dân tỉnh Sông Lam", "05/06/2026", "từ 01/07/2026", "Về mức thu",
        "61/2018/NĐ-CP", "Điều 1 khoản 1", "8.000 đồng", "Đã nạp", "Không nạp", "corrupt_document", "hong.pdf",
    ):  # fmt: skip
        assert words in page.text, words
    assert kept() == [("21/2026/QĐ-UBND", 1, 4)]
    with transaction() as session:
        document = session.query(Document).filter_by(number="21/2026/QĐ-UBND").one()
        assert (document.office_id, document.added_by) == (desk.office_id, desk.people["duyet01"])
        event = session.query(AuditEvent).filter_by(action="document_added").one()
        assert (event.subject_id, event.actor_id) == (document.id, desk.people["duyet01"])


def test_the_same_file_twice_is_one_document_and_another_file_a_new_version(approver: Browser) -> None:
    send(approver, ("a.txt", decision()))
    assert "Đã có trong kho" in send(approver, ("b.txt", decision())).text
    assert "thành bản 2" in send(approver, ("c.txt", decision(more="2. Kết hôn thu 20.000 đồng.\n"))).text
    assert kept() == [("21/2026/QĐ-UBND", 1, 4), ("21/2026/QĐ-UBND", 2, 5)]


@pytest.mark.parametrize(
    ("data", "why", "given"),
    [
        (decision(number=""), "không có số văn bản", {"so": "21/2026/QĐ-UBND"}),
        (decision(number="Số: 21/2026/QĐ-UBND\nSố: 22/2026/QĐ-UBND"), "có 2 số ở phần đầu", {"so": "22/2026/QĐ-UBND"}),
        (decision(day="ngày 31 tháng 02 năm 2026"), "trong lịch không có ngày này", {"ngay": "2026-06-05"}),
    ],
    ids=["no number", "two numbers", "31/02"],
)  # fmt: skip
def test_what_the_file_does_not_say_a_person_says(
    approver: Browser, data: bytes, why: str, given: dict[str, str]
) -> None:
    page = send(approver, ("thieu.txt", data))
    assert why in page.text
    assert "Chờ bạn ghi thêm" in page.text
    assert kept() == []
    (key,) = waiting_files.waiting_for(account(approver))
    form = {"so": "21/2026/QĐ-UBND", "ngay": "2026-06-05", "co_quan": "UBND tỉnh Sông Lam", **given}
    wrong = send(approver, giu=key, **{**form, "ngay": "31/02/2026"})
    assert "Ngày ban hành: trong lịch không có ngày này" in wrong.text
    wrong = send(approver, giu=key, **{**form, "so": "số hai mốt"})
    assert "không đúng dạng" in wrong.text
    assert "số hai mốt" in wrong.text  # what was written is still in the form
    (key,) = waiting_files.waiting_for(account(approver))
    done = send(approver, giu=key, **form)
    assert "1 đã nạp</span>." in done.text
    assert "gồm phần bạn ghi thêm" in done.text
    assert "Cần xem lại" not in done.text  # what was doubtful has been said
    assert kept() == [(form["so"], 1, 4)]
    assert waiting_files.waiting_for(account(approver)) == {}
    assert "không còn được giữ" in send(approver, giu=key, **form).text


def account(client: Browser) -> int:
    """The account of the only person of these tests."""
    with transaction() as session:
        found: int = session.execute(text("SELECT id FROM account WHERE username = 'duyet01'")).scalar_one()
    return found


def test_a_waiting_file_is_its_owners_alone_can_be_dropped_and_is_forgotten(
    approver: Browser, desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.person("tonghop01", Role.COORDINATOR)
    send(approver, ("thieu.txt", decision(number="")))
    (key,) = waiting_files.waiting_for(account(approver))
    other = browse("tonghop01")
    assert "thieu.txt" not in other.get(ADDRESS).text
    assert (
        "không còn được giữ"
        in send(other, giu=key, so="21/2026/QĐ-UBND", ngay="2026-06-05", co_quan="A").text
    )
    send(other, giu=key, bo="1")
    assert "thieu.txt" in approver.get(ADDRESS).text
    send(approver, giu=key, bo="1")
    assert "thieu.txt" not in approver.get(ADDRESS).text
    send(approver, ("thieu.txt", decision(number="")))
    monkeypatch.setattr(waiting_files, "SECONDS", -1)
    assert "thieu.txt" not in approver.get(ADDRESS).text
    assert kept() == []


def test_only_the_roles_of_the_specification_may(desk: Desk, browse: Callable[..., Browser]) -> None:
    allowed = set()
    for role in Role:
        desk.person(f"nguoi-{role.value}", role)
        client = browse(f"nguoi-{role.value}")
        codes = {client.get(ADDRESS).status_code, send(client, ("a.txt", decision())).status_code}
        assert codes in ({200}, {403})
        if codes == {200}:
            allowed.add(role)
    assert allowed == {Role.COORDINATOR, Role.APPROVER}
    assert send(browse(), ("a.txt", decision())).status_code == 401


def test_a_form_from_elsewhere_adds_nothing(approver: Browser) -> None:
    approver.csrf = "0" * 64
    assert send(approver, ("a.txt", decision())).status_code == 403
    assert kept() == []


def test_limits_of_an_upload(approver: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ít nhất một tệp" in send(approver).text
    assert "ít nhất một tệp" in send(approver, ("Thumbs.db", b"x"), field="thu_muc").text
    assert send(approver, *((f"{n}.txt", b"x") for n in range(uploads.MAX_FILES + 1))).status_code == 413
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 2_000_000)
    assert send(approver, ("a.txt", b"x" * 2_000_000)).status_code == 413
    # Larger than any other request may be, so it passes here and nowhere else.
    assert send(approver, ("a.txt", decision() + b" " * 1_100_000)).status_code == 200
    assert approver.post("/kiem-tra", content=b"x" * 1_500_000).status_code == 413
    assert kept() == [("21/2026/QĐ-UBND", 1, 4)]


def test_a_file_that_fails_half_way_leaves_nothing_and_stops_no_other(
    approver: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = document_import.add_document

    def failing(session: Session, office_id: int, record: DocumentRecord, added_by: int | None) -> Added:
        added = real(session, office_id, record, added_by)
        if record.number.startswith("21/"):
            raise RuntimeError(SECRET_WORD)
        return added

    monkeypatch.setattr(document_import, "add_document", failing)
    page = send(approver, ("mot.txt", decision()), ("hai.txt", decision("Số: 22/2026/QĐ-UBND")))
    assert "không ghi được vào kho" in page.text
    assert SECRET_WORD not in page.text
    assert kept() == [("22/2026/QĐ-UBND", 1, 4)]


def test_of_a_folder_only_documents_are_read(approver: Browser) -> None:
    page = send(approver, ("kho/qd21.txt", decision()), ("kho/Thumbs.db", b"x"), field="thu_muc")
    assert "Thumbs.db" not in page.text
    assert kept() == [("21/2026/QĐ-UBND", 1, 4)]


def test_what_a_file_says_is_shown_as_text(approver: Browser) -> None:
    name = "<img src=x onerror=alert(1)>.txt"
    page = send(approver, (name, decision(more="2. <script>alert(1)</script>\n")))
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def secret_docx() -> bytes:
    """A document with a secrecy mark, as an office program saves it."""
    document = docx.Document()
    for line in (
        "TỈNH ỦY SÔNG LAM",
        "TỐI MẬT",
        "Số 07-BC/TU",
        "BÁO CÁO",
        SECRET_WORD,
        "I. TÌNH HÌNH",
        SECRET_WORD * 500,
    ):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["txt", "docx", "large"])
def test_nothing_of_a_secret_file_stays_anywhere(
    approver: Browser,
    kind: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    written: list[str] = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", lambda _: written.append("to the disk"))
    body = f"TỈNH ỦY SÔNG LAM\nTUYỆT MẬT\nSố 07-BC/TU\nBÁO CÁO\n{SECRET_WORD}\n\nI. TÌNH HÌNH\n1. {SECRET_WORD}.\n"
    data = secret_docx() if kind == "docx" else body.encode()
    if kind == "large":  # beyond what the form reader of the web framework keeps in memory by itself
        data += ("2. " + SECRET_WORD + ".\n").encode() * 60_000
    with caplog.at_level(logging.DEBUG):
        page = send(approver, (f"bc.{'docx' if kind == 'docx' else 'txt'}", data))
    assert "dấu độ mật" in page.text
    assert "secret_document" in page.text
    assert SECRET_WORD not in page.text
    assert written == []
    assert list((tmp_path / "t").iterdir()) == []
    assert waiting_files.waiting_for(account(approver)) == {}
    said = caplog.text + "".join(capfd.readouterr())
    assert SECRET_WORD not in said
    assert "07-BC/TU" not in said
    assert kept() == []
    assert SECRET_WORD not in everything()
    assert "07-BC/TU" not in everything()


def everything() -> str:
    """Every row of every table, as text."""
    with transaction() as session:
        names = session.execute(
            text(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            )
        ).scalars()
        rows = [
            str(row)
            for name in list(names)
            for row in session.execute(text(f'SELECT t::text FROM "{name}" t')).scalars()  # noqa: S608
        ]
    return "\n".join(rows)


class Reading:
    """A reader of scanned pages that always reads the same."""

    def read(self, _data: bytes, pages: Any, _name: str) -> list[str]:
        return [decision().decode() for _ in pages]


def test_what_was_read_from_pictures_waits_for_a_look_and_is_marked(
    approver: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.nlp.official.test_official_reading import pdf_of

    monkeypatch.setattr(ocr, "reader", lambda *_: Reading())
    page = send(approver, ("quet.pdf", pdf_of([["1"]])))
    assert "đọc bằng OCR, cần kiểm" in page.text
    assert "đối chiếu với bản gốc" in page.text
    assert kept() == []
    (key,) = waiting_files.waiting_for(account(approver))
    done = send(approver, giu=key, so="21/2026/QĐ-UBND", ngay="2026-06-05", co_quan="UBND tỉnh Sông Lam")
    assert "Đã nạp" in done.text
    with transaction() as session:
        document = session.query(Document).filter_by(number="21/2026/QĐ-UBND").one()
        assert document.ocr
        assert document.effective_from is None  # emptied by the person
        assert all(passage.ocr for passage in document.passages)
        assert not session.query(DocumentPassage).filter(DocumentPassage.document_id != document.id).one().ocr


def test_a_scan_is_refused_with_the_way_to_install_where_nothing_reads_it(
    approver: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.nlp.official.test_official_reading import pdf_of

    monkeypatch.setattr(ocr, "installed", lambda: False)
    page = send(approver, ("quet.pdf", pdf_of([["1"]])))
    assert "bản chụp" in page.text
    assert "tesseract-ocr-vie" in page.text
    assert kept() == []
