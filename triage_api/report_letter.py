"""The letter an approved report travels in: which report, its five sentences, where to read it. Plain text.

The Word file goes with it. Everything said here stands in the report.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.tables.report import ReportSnapshot
from reports.render.cells import plain
from triage_api.catalogue import _
from triage_api.formats import day
from triage_api.report_words import report_name

MOST_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent beside the file."""

    subject: str
    plain: str


def letter(snapshot: ReportSnapshot, recipient: str, address: str) -> Letter:
    """The letter of an approved report for one recipient of the list."""
    content = snapshot.content
    office, name = content["office"]["name"], report_name(content)
    corrected = snapshot.version > 1
    subject = " ".join(f"{office}: {name}".split())[:200]
    if corrected:
        subject += _(" (bản {number})").format(number=snapshot.version)
    said = [plain(sentence) for sentence in _opening(content)][:MOST_SENTENCES]
    parts = [
        _("Kính gửi {name},").format(name=recipient),
        _("{office} gửi {report}, đã duyệt ngày {day}. Toàn văn ở tệp Word kèm theo.").format(
            office=office, report=name, day=day(snapshot.approved_at) if snapshot.approved_at else "–"
        ),
    ]
    if corrected:
        parts.append(_("Bản này thay các bản trước; chỗ đã sửa ghi ở cuối báo cáo."))
    parts.append("\n".join(f"{number}. {one}" for number, one in enumerate(said, start=1)))
    where = f"{address.rstrip('/')}/bao-cao/{snapshot.week}?ban={snapshot.version}"
    parts.append(_("Xem trên Sàng Tin (cần đăng nhập):") + f"\n{where}")
    parts.append(_("Thư tự động, không cần trả lời."))
    return Letter(subject, "\n\n".join(part for part in parts if part) + "\n")


def _opening(content: dict[str, object]) -> list[list[dict[str, object]]]:
    sections = content["sections"]
    if not isinstance(sections, list) or not sections or sections[0]["state"] == "failed":
        return []
    found: list[list[dict[str, object]]] = sections[0]["sentences"]
    return found
