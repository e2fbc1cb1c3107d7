"""Loading the demonstration: its office, accounts, documents, channel and sources, and its site on loopback.

The site's port and the moment its posts are dated from are kept in ``<home>/demo.json``, so that a
second start finds the same addresses and times and stores nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.errors import BadInput
from models.queries import accounts, channels, offices, sources
from models.queries.sources import SourceRecord
from models.session import Session, transaction
from models.settings import settings
from models.vocabulary import OfficeLevel, Role
from pipeline.demo.expectations import DOCUMENTS, SOURCES
from pipeline.demo.site import serve
from pipeline.official_base import add_files
from triage_api.passwords import hash_password
from triage_api.services.document_import import Identity

PASSWORD = "sang-tin-demo"  # noqa: S105  (the demonstration listens on loopback only)
PROVINCE = ("songlam", "Ủy ban nhân dân tỉnh Sông Lam", OfficeLevel.PROVINCE)
COMMUNE = ("dongmay", "Ủy ban nhân dân xã Đồng Mây", OfficeLevel.COMMUNE)
PEOPLE = (
    ("ctv07", "CTV 07", (Role.REVIEWER,), "đối chiếu, soạn trả lời"),
    ("ctv08", "CTV 08", (Role.REVIEWER,), "xem lần hai"),
    ("tonghop01", "Tổng hợp 01", (Role.COORDINATOR,), "gộp, chuyển cấp trên, nạp văn bản"),
    ("duyet02", "Người duyệt 02", (Role.APPROVER,), "duyệt trả lời, ghi nơi đăng"),
    ("phantich01", "Phân tích 01", (Role.ANALYST,), "mức đồng thuận, bài sửa nhãn"),
    ("lanhdao01", "Lãnh đạo 01", (Role.LEADER,), "đọc báo cáo tuần"),
    ("quantri01", "Quản trị 01", (Role.ADMINISTRATOR,), "nguồn, tài khoản"),
    ("kiemtra01", "Kiểm tra 01", (Role.AUDITOR,), "nhật ký"),
)
CHANNEL = ("Trang của xã Đồng Mây", "https://dongmay.songlam.example/")


@dataclass(frozen=True, slots=True)
class Shown:
    """The running demonstration: ``host`` is its host:port, ``lines`` what to tell the person."""

    host: str
    url: str
    lines: list[str]


@contextmanager
def demonstration() -> Iterator[Shown]:
    """Serve the site and load everything that is not there yet.

    Raises:
        BadInput: the product listens on more than loopback; demonstration passwords are public.
        PortInUse: another program listens on the site's port.
    """
    if settings().host not in ("127.0.0.1", "::1", "localhost"):
        raise BadInput("Bản trình diễn chỉ chạy trên máy này; bỏ SANGTIN_HOST hoặc bỏ --demo.")
    port, now = _remembered(settings().home)
    with serve(port=port, now=now) as site:
        _remember(settings().home, site.port, now)
        load(site.url)
        lines = ["Tài khoản trình diễn (mật khẩu đều là " + PASSWORD + "):"]
        lines += [f"  {username:<10} {label}: {what}" for username, label, _, what in PEOPLE]
        yield Shown(f"127.0.0.1:{site.port}", site.url, lines)


def load(site_url: str) -> None:
    """Put the demonstration's office, people, channel, documents and sources into the database."""
    with transaction() as session:
        province_id = offices.ensure_office(session, *PROVINCE, parent_code=sources.ROOT_OFFICE)
        office_id = offices.ensure_office(session, *COMMUNE, parent_code=PROVINCE[0])
        _people(session, office_id)
        channels.ensure_channel(session, office_id, *CHANNEL)
        for source in SOURCES:
            sources.save_source(
                session,
                office_id,
                SourceRecord(
                    name=source.name,
                    kind=source.kind,
                    url=site_url + source.path,
                    every_seconds=600,
                    delay_seconds=0.0,
                    own_channel=source.own_channel,
                    demonstration=True,
                ),
            )
    for document in DOCUMENTS:
        identity = Identity(
            document.number, document.issued, document.issuer, document.valid_from, document.valid_until
        )
        for outcome in add_files([document.path], province_id, identity):
            if outcome.error is not None:
                raise outcome.error


def _people(session: Session, office_id: int) -> None:
    there = {account.username for account, _ in accounts.list_accounts(session)}
    missing = [person for person in PEOPLE if person[0] not in there]
    if not missing:
        return
    password = hash_password(PASSWORD)
    for username, label, roles, _ in missing:
        accounts.add_account(session, office_id, username, label, password, roles)


def _remembered(home: Path) -> tuple[int, datetime]:
    try:
        kept = json.loads((home / "demo.json").read_text(encoding="utf-8"))
        return int(kept["port"]), datetime.fromisoformat(kept["now"])
    except (OSError, ValueError, KeyError):
        return 0, datetime.now(UTC)


def _remember(home: Path, port: int, now: datetime) -> None:
    (home / "demo.json").write_text(json.dumps({"port": port, "now": now.isoformat()}), encoding="utf-8")
