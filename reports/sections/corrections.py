"""Section 9: what the office had published and took back, and what it was asked to look at again."""

from __future__ import annotations

from models.vocabulary import REVIEW_OUTCOME_NAMES, VERDICT_NAMES
from reports.content import ABSENT, Cell, Column, Section, Sentence, Table, empty, say, strong
from reports.facts import Facts
from reports.parts.corrections import CorrectionLine, Corrections
from reports.wording import inside, short_day

CODE = "corrections"
TITLE = "Đính chính, yêu cầu xem lại"


def build(facts: Facts) -> Section:
    """One table, the latest first, and what still waits in words."""
    found = facts.parts.corrections.get()
    sentences = _said(found)
    if not found.lines.shown and not sentences:
        return empty(CODE, TITLE, "Không có đính chính hay yêu cầu xem lại nào trong tuần.")
    if found.lines.more:
        sentences.append(say("Bảng chỉ nêu những việc gần nhất."))
    return Section(CODE, TITLE, sentences=sentences, tables=[_table(found)] if found.lines.shown else [])


def _said(found: Corrections) -> list[Sentence]:
    said = []
    if not found.received.nothing:
        said.append(say("Nhận ", strong(f"{found.received} yêu cầu xem lại"), "."))
    if found.next_due is not None:
        due = short_day(found.next_due)
        late = f"đã quá hạn {due}" if found.overdue else f"hạn gần nhất {due}"
        said.append(say(f"Còn yêu cầu chờ trả lời, {late}."))
    if not found.opinions.nothing:
        said.append(
            say(f"Đã gỡ {found.opinions} nội dung từng công bố, vì là ý kiến, không thuộc diện đối chiếu.")
        )
    return said


def _table(found: Corrections) -> Table:
    return Table(
        code="corrections",
        caption="Nội dung đã công bố được đính chính hoặc xem lại",
        columns=(
            Column("Nội dung", wide=True),
            Column("Ngày"),
            Column("Đã kết luận"),
            Column("Nay"),
            Column("Vì sao", wide=True),
        ),
        rows=[_row(line) for line in found.lines.shown],
        keys=[str(line.item_id or "") for line in found.lines.shown],
    )


def _row(line: CorrectionLine) -> list[Cell]:
    return [f"“{line.sentence}”", line.day, VERDICT_NAMES[line.verdict], _now(line), line.why or ABSENT]


def _now(line: CorrectionLine) -> str:
    if line.now is not None:
        return f"đổi thành: {inside(VERDICT_NAMES[line.now])}"
    if line.outcome is not None:
        return inside(REVIEW_OUTCOME_NAMES[line.outcome])
    return "đã rút, đang xem lại"
