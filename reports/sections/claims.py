"""Section 4: what was found false, outdated or short of its context, with the passage that settles it."""

from __future__ import annotations

from models.vocabulary import VERDICT_NAMES
from reports.asking import Asked
from reports.content import Cell, Column, Section, Table, empty, say
from reports.facts import ClaimLine, Facts
from reports.wording import short_day

CODE = "claims"
TITLE = "Thông tin sai, cũ đã đối chiếu"


def build(facts: Facts) -> Section:
    """One table: what is false first, then what is outdated, then what lacks its context."""
    facts.need(Asked.CLAIMS)
    lines = facts.claims.shown
    if not lines:
        return empty(
            CODE, TITLE, "Trong tuần chưa có thông tin sai, cũ hoặc thiếu ngữ cảnh nào được kết luận."
        )
    table = Table(
        code="claims",
        caption="Thông tin đã đối chiếu với văn bản chính thức",
        columns=(
            Column("Nội dung lan truyền", wide=True),
            Column("Kết luận"),
            Column("Căn cứ", wide=True),
            Column("Đã trả lời"),
            Column("Có giá trị đến"),
        ),
        rows=[_row(line) for line in lines],
        keys=[str(line.item_id or "") for line in lines],
    )
    more = [say("Bảng chỉ nêu những kết luận gần nhất.")] if facts.claims.more else []
    return Section(CODE, TITLE, sentences=more, tables=[table])


def _row(line: ClaimLine) -> list[Cell]:
    answered = "; ".join(f"{channel}, {short_day(when)}" for channel, when in line.answered)
    return [
        f"“{line.sentence}”",
        VERDICT_NAMES[line.verdict],
        "; ".join(line.basis) or "không tìm thấy văn bản",
        answered or "chưa đăng",
        line.valid_until,
    ]
