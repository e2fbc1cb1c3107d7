"""Section 2: what people ask and no official text settles, by the office that is asked to answer."""

from __future__ import annotations

from reports.asking import Asked
from reports.content import Cell, Column, Section, Table, empty, say
from reports.facts import Facts, GapLine
from reports.wording import short_day, topic_name

CODE = "gaps"
TITLE = "Thông tin còn thiếu"


def build(facts: Facts) -> Section:
    """One table; a gap answered during the week is still in it, with the day."""
    facts.need(Asked.GAPS)
    lines = facts.gaps.shown
    if not lines:
        return empty(CODE, TITLE, "Không có câu hỏi nào thiếu thông tin chính thức để trả lời.")
    table = Table(
        code="gaps",
        caption="Điều người dân hỏi mà chưa có văn bản để trả lời",
        columns=(
            Column("Người dân hỏi", wide=True),
            Column("Còn thiếu", wide=True),
            Column("Mức hỏi"),
            Column("Cơ quan cần trả lời"),
            Column("Hạn"),
            Column("Tình trạng"),
        ),
        rows=[_row(line) for line in lines],
        keys=[str(line.gap_id or "") for line in lines],
        note="Mức hỏi: ít là dưới 5 lượt, vừa là dưới 20 lượt, còn lại là nhiều.",
    )
    sentences = [say("Đề nghị cơ quan phụ trách công bố hoặc làm rõ các nội dung sau.")]
    if facts.gaps.more:
        sentences.append(say("Bảng chỉ nêu những việc đến hạn sớm nhất."))
    return Section(CODE, TITLE, sentences=sentences, tables=[table])


def _row(line: GapLine) -> list[Cell]:
    asked = f"{line.asked} ({topic_name(line.topic)})"
    return [asked, line.missing, line.asked_by.value, line.office, line.due, _standing(line)]


def _standing(line: GapLine) -> str:
    if line.answered is not None:
        return f"đã trả lời {short_day(line.answered)}"
    return "quá hạn" if line.overdue else "đang chờ"
