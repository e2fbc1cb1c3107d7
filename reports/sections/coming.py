"""Section 10: what begins or ends within three weeks, quoted from the official base with place and day."""

from __future__ import annotations

from models.vocabulary import Modality
from reports.content import ABSENT, Cell, Column, Section, Table, empty, say
from reports.facts import Facts
from reports.parts.coming import Coming, ComingLine
from reports.wording import day

CODE = "coming"
TITLE = "Cần chuẩn bị"
FIRMNESS = {
    Modality.TARGET: "mục tiêu, chưa phải quy định bắt buộc",
    Modality.PERMITTED: "được phép hoặc khuyến khích",
}
UNDATED = "chưa ghi ngày"


def build(facts: Facts) -> Section:
    """What begins, sentence by sentence, then what ends."""
    found = facts.parts.coming.get()
    if not found.begin.shown and not found.end.shown:
        return empty(
            CODE, TITLE, "Trong ba tuần tới chưa thấy văn bản nào trong kho bắt đầu hoặc hết hiệu lực."
        )
    tables = [table for table in (_begin(found), _end(found)) if table is not None]
    until = "" if found.until is None else f" (đến ngày {day(found.until)})"
    more = " Bảng chỉ nêu những văn bản sớm nhất." if found.begin.more or found.end.more else ""
    said = say(f"Đề nghị chuẩn bị bài giải đáp và người hướng dẫn cho ba tuần tới{until}.{more}")
    return Section(CODE, TITLE, sentences=[said], tables=tables)


def _begin(found: Coming) -> Table | None:
    if not found.begin.shown:
        return None
    return Table(
        code="coming",
        caption="Văn bản sắp có hiệu lực, và văn bản mới trong kho chưa ghi ngày hiệu lực",
        columns=(
            Column("Văn bản", wide=True),
            Column("Hiệu lực từ"),
            Column("Điều, mục"),
            Column("Nguyên văn", wide=True),
            Column("Mức"),
        ),
        rows=[row for line in found.begin.shown for row in _rows(line)],
        keys=[str(line.document_id or "") for line in found.begin.shown for _ in _rows(line)],
        note="Máy chọn câu có con số, thời hạn hoặc nghĩa vụ; trước khi trả lời cần đọc toàn văn.",
    )


def _rows(line: ComingLine) -> list[list[Cell]]:
    starts: Cell = UNDATED if line.starts is None else line.starts
    if not line.quotes:
        return [[line.document, starts, ABSENT, line.title or "xem toàn văn", ABSENT]]
    return [
        [line.document, starts, one.path, f"“{one.words}”", FIRMNESS.get(one.firmness, "quy định")]
        for one in line.quotes
    ]


def _end(found: Coming) -> Table | None:
    if not found.end.shown:
        return None
    return Table(
        code="ending",
        caption="Sắp hết hiệu lực: câu trả lời dẫn các đoạn này cần xem lại",
        columns=(Column("Văn bản", wide=True), Column("Điều, mục"), Column("Đến hết ngày")),
        rows=[[line.document, line.path or "cả văn bản", line.until] for line in found.end.shown],
        keys=[str(line.document_id or "") for line in found.end.shown],
    )
