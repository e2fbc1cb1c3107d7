"""Posts from a file on a page: looked at first, columns changed, then taken in; people never read, nothing kept."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from models.crypto import Purpose, vault
from models.session import transaction
from models.tables.audit import AuditEvent
from models.tables.post import PostAddress
from models.vocabulary import Role
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk
from tests.triage_api.test_document_import import everything
from triage_api import uploads, waiting_posts
from triage_api.pages import post_import as page_module
from triage_api.services import post_import

pytestmark = pytest.mark.database
ADDRESS = "/nguon/nap-bai"
AUTHOR = "Nguyễn Thị Mơ-Hồ"
FILE = (
    "STT;Người đăng;Nội dung;Đường dẫn;Ngày đăng;Ghi chú\n"
    f'1;{AUTHOR};"Nghe nói từ 1/12 làm căn cước thu 50k, gọi\n0900 000 123";https://a.example/1;20/11/2026 8:15;x\n'
    f"2;{AUTHOR};Xin hỏi lớp học số tối thứ ba ở đâu ạ;https://a.example/2;11/20/2026;x\n"
    f'3;{AUTHOR};=HYPERLINK(""javascript:alert(1)"") <script>alert(1)</script>;;;x\n'
    f"4;{AUTHOR};;https://a.example/4;20/11/2026;x\n"
    "5;Mơ;Xin hỏi, nhà văn hóa mở cửa lúc nào?;https://a.example/5;ngày 20 tháng 11 năm 2026;x\n"
).replace('""javascript:alert(1)""', "javascript:alert(1)")


@pytest.fixture
def client(desk: Desk, browse: Callable[..., Browser]) -> Iterator[Browser]:
    """Somebody who may report texts."""
    waiting_posts.forget()
    desk.person("ctv01", Role.REVIEWER)
    yield browse("ctv01")
    waiting_posts.forget()


def send(client: Browser, name: str = "", data: bytes = b"", **fields: str) -> Any:
    """What the page's forms send."""
    part = ("tep", (name, data, "application/octet-stream"))
    return client.post(ADDRESS, data={"csrf": client.csrf, **fields}, files=[part], follow_redirects=False)


def looked_at(client: Browser, data: bytes | str = FILE, name: str = "bai.csv") -> tuple[str, str]:
    """The preview of a file: the address it is led to, and the page without line breaks."""
    sent = send(client, name, data.encode() if isinstance(data, str) else data)
    assert sent.status_code == 303, sent.text
    address = sent.headers["location"]
    return address, " ".join(client.get(address).text.split())


def confirmed(page: str) -> dict[str, str]:
    """The fields of the form that takes the file in."""
    return dict(re.findall(r'name="(giu|noi_dung|dia_chi|luc|luong)" value="([^"]*)"', page))


def posts() -> int:
    """How many posts there are."""
    with transaction() as session:
        return int(session.execute(text("SELECT count(*) FROM post")).scalar_one())


def test_a_file_is_looked_at_and_only_then_taken_in(client: Browser, desk: Desk) -> None:
    before = posts()
    address, page = looked_at(client)
    for words in (
        "chưa lưu gì", "CSV, UTF-8, cột ngăn bằng dấu chấm phẩy", "Không đọc, vì nói về người đăng:", "Người đăng",
        "Không dùng:", "Ghi chú", "Dòng 4", "không phải ngày giờ", "Dòng 6", "thiếu “Nội dung”", "[SĐT]", "08:15",
        "a[.]example", "Nạp 3 bài", "invalid_row", "&lt;script&gt;alert(1)",
    ):  # fmt: skip
        assert words in page, words
    for words in (
        AUTHOR,
        "Mơ-Hồ",
        "0900 000 123",
        "https://a.example/1",
        "<script>alert",
        "lớp học số tối thứ ba",
    ):
        assert words not in page, words
    assert posts() == before

    done = " ".join(send(client, **confirmed(page)).text.split())
    assert "đã nạp 3 bài mới, 0 bài sửa; 0 bài đã có; 2 dòng bỏ qua" in done
    assert posts() == before + 3
    with transaction() as session:
        event = session.query(AuditEvent).filter_by(action="posts_imported").one()
        assert (event.actor_id, event.office_id) == (desk.people["ctv01"], desk.office_id)
        assert (
            session.execute(text("SELECT own_channel FROM source WHERE name = 'Nạp từ tệp'")).scalar_one()
            is False
        )
        sealed = session.scalars(select(PostAddress.sealed)).all()
        opened = {vault().open(one, Purpose.ADDRESS) for one in sealed}
    assert {"https://a.example/1", "https://a.example/5"} <= opened
    assert (
        sum(bool(re.fullmatch(r"bieu-mau:[0-9a-f]{64}", one)) for one in opened) == 1
    )  # a text without its own
    assert "Mơ" not in everything()
    assert "0900 000 123" not in everything()
    assert client.get(address).text.count("không còn được giữ") == 1

    _address, page = looked_at(client)
    assert "Không có bài nào mới để nạp" in page
    assert "<b>0</b>" in page
    assert "3, không ghi thêm" in page
    changed = FILE.replace("nhà văn hóa mở cửa", "nhà văn hóa xã mở cửa")
    _address, page = looked_at(client, changed)
    assert "1, sẽ sửa và xem lại" in page
    assert "đã nạp 0 bài mới, 1 bài sửa; 2 bài đã có" in " ".join(
        send(client, **confirmed(page)).text.split()
    )
    assert posts() == before + 3


def test_columns_can_be_changed_but_people_are_no_choice(client: Browser) -> None:
    address, page = looked_at(client, FILE.replace("Nội dung", "Cột A").replace("Ghi chú", "Lời bài"))
    assert '<option value="1"' not in page  # the column of people
    other = " ".join(client.get(f"{address}&noi_dung=5&luc=").text.split())
    assert confirmed(other) == {
        "giu": address.partition("tep=")[2],
        "noi_dung": "5",
        "dia_chi": "3",
        "luc": "",
        "luong": "",
    }
    assert "5 dòng" not in other
    for wrong in ("noi_dung=1", "noi_dung=", "noi_dung=77", "noi_dung=3&dia_chi=3"):
        refused = client.get(f"{address}&{wrong}")
        assert refused.status_code == 422, wrong
        assert 'role="alert"' in refused.text
        assert "Nạp 3 bài" not in refused.text
        assert AUTHOR not in refused.text
    before = posts()
    key = confirmed(other)["giu"]
    assert send(client, giu=key, noi_dung="1").status_code == 422
    assert send(client, giu=key, noi_dung="").status_code == 422
    assert posts() == before


UNREADABLE = [
    ("", b"", "chọn một tệp"),
    ("rong.csv", b" \n", "trống"),
    ("hong.xlsx", b"PK\x03\x04", "đã hỏng"),
    ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "lưu lại dạng .xlsx"),
    ("trang.csv", b"<html><body>x</body></html>", "không phải JSONL, CSV hay XLSX"),
    ("ma-la.csv", b"N\xe9i dung;Ng\xe0y\nabc\xff\xfe\x80;1\n" * 3, "không nhận chắc được bảng mã"),
]


def test_what_cannot_be_read_is_said_and_limits_hold(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, data, why in UNREADABLE:
        answer = send(client, name, data)
        assert (answer.status_code, why in answer.text) == (422, True), name
    page = client.get(send(client, "so.csv", b"a,b\n1,2\n3,4\n").headers["location"])
    assert page.status_code == 422
    assert "Chưa rõ cột nào chứa nội dung" in page.text
    assert "sau đó mới nạp được" in page.text

    monkeypatch.setattr(page_module, "MOST_ROWS", 3)
    for name, data in (("a.csv", b"text\n" + b"Xin hoi\n" * 4), ("a.jsonl", b'{"text": "Xin hoi"}\n' * 4)):
        answer = send(client, name, data)
        assert (answer.status_code, "hơn 3 dòng" in answer.text) == (413, True)
    monkeypatch.setattr(uploads, "MAX_POSTS_UPLOAD", 1_500_000)
    assert send(client, "a.csv", b"x" * 1_500_000).status_code == 413
    assert send(client, "a.csv", b"text\nXin hoi\n" + b" " * 1_100_000).status_code == 303
    assert posts() == 0


def test_who_may_and_that_a_form_from_elsewhere_adds_nothing(
    desk: Desk, browse: Callable[..., Browser]
) -> None:
    for role, codes in ((Role.AUDITOR, (403, 403)), (Role.ADMINISTRATOR, (200, 303))):
        desk.person(f"nguoi-{role.value}", role)
        client = browse(f"nguoi-{role.value}")
        assert (client.get(ADDRESS).status_code, send(client, "a.csv", FILE.encode()).status_code) == codes
    assert send(browse(), "a.csv", FILE.encode()).status_code == 401
    client.csrf = "0" * 64
    assert send(client, "a.csv", FILE.encode()).status_code == 403


def test_a_waiting_file_is_its_owners_alone_and_is_forgotten(
    client: Browser, desk: Desk, browse: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.person("ctv02", Role.REVIEWER)
    address, page = looked_at(client)
    other, before = browse("ctv02"), posts()
    assert "không còn được giữ" in other.get(address).text
    assert send(other, **confirmed(page)).status_code == 409
    send(other, giu=confirmed(page)["giu"], bo="1")
    assert "Nạp 3 bài" in client.get(address).text
    assert send(client, giu=confirmed(page)["giu"], bo="1").status_code == 303
    assert "không còn được giữ" in client.get(address).text
    address, page = looked_at(client)
    monkeypatch.setattr(waiting_posts, "SECONDS", -1)
    assert send(client, **confirmed(page)).status_code == 409
    assert posts() == before


def test_nothing_of_a_file_is_on_the_disk_or_in_a_log(
    client: Browser,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    written: list[str] = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", lambda _: written.append("to the disk"))
    with caplog.at_level(logging.DEBUG):
        # beyond what the form reader of the web framework keeps in memory by itself
        _address, page = looked_at(client, FILE + " " * 1_100_000)
        send(client, **confirmed(page))
    assert written == []
    assert list((tmp_path / "t").iterdir()) == []
    said = caplog.text + "".join(capfd.readouterr())
    assert "Mơ-Hồ" not in said
    assert "văn hóa" not in said


def test_what_breaks_off_keeps_whole_batches_and_goes_on_later(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, before = post_import.store_posts, posts()
    monkeypatch.setattr(post_import, "BATCH", 2)
    batches: list[int] = []

    def failing(*given: Any) -> Any:
        batches.append(len(given[3]))
        if len(batches) == 2:
            real(*given)
            raise RuntimeError("the server went away")
        return real(*given)

    monkeypatch.setattr(post_import, "store_posts", failing)
    _address, page = looked_at(client, "Nội dung\n" + "".join(f"Xin hỏi câu số {n}\n" for n in range(5)))
    assert send(client, **confirmed(page)).status_code == 500
    assert posts() == before + 2
    assert "đã nạp 3 bài mới, 0 bài sửa; 2 bài đã có" in " ".join(
        send(client, **confirmed(page)).text.split()
    )
    assert posts() == before + 5
