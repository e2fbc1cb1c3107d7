"""Section 3: scams that came up or spread this week, harmless to read, each with what people can do."""

from __future__ import annotations

from models.vocabulary import VERDICT_NAMES
from reports.advice import advice
from reports.asking import Asked
from reports.content import ABSENT, Bar, Cell, Chart, Column, Section, Table, empty, say
from reports.facts import Facts, ScamLine
from reports.wording import shortened

CODE = "scams"
TITLE = "Lừa đảo mới nổi"
LURES = 3
"""Indicators shown of one scam; all of them can be exported from the desk."""
BARS, FEWEST_BARS = 5, 2
BAR_NAME = 30
"""Letters of a sentence above its bar: one line of the drawing."""


def build(facts: Facts) -> Section:
    """One table, the most spread first. What nobody has looked at yet says so."""
    facts.need(Asked.RECEIVED)
    lines = facts.scams.shown
    if not lines:
        return empty(CODE, TITLE, "Trong tuần chưa ghi nhận luồng lừa đảo nào.")
    rows, keys = [_row(line) for line in lines], [str(line.item_id or "") for line in lines]
    if not facts.other_scam_posts.nothing:
        keys.append("")
        rows.append(["Các bài khác", ABSENT, facts.other_scam_posts, ABSENT, ABSENT])
    table = Table(
        code="scams",
        caption="Luồng lừa đảo và số bài trong tuần; số, đường dẫn đã làm vô hiệu",
        columns=(
            Column("Nội dung lan truyền", wide=True),
            Column("Bẫy"),
            Column("Số bài", True),
            Column("Kết luận"),
            Column("Lời khuyên cho người dân", wide=True),
        ),
        rows=rows,
        keys=keys,
        note="“Gợi ý của máy”: chưa có người xem. Lời khuyên soạn sẵn theo chủ đề, người duyệt xem lại trước khi phát.",
    )
    sentences = [say("Không bấm, không gọi theo nội dung trong bảng.")]
    return Section(CODE, TITLE, sentences=sentences, tables=[table], charts=_widest(facts))


def _widest(facts: Facts) -> list[Chart]:
    """The most spread narratives as bars; their whole sentences stand in the table. Small ones are not drawn."""
    told = [line for line in facts.scams.shown if line.posts.exact]
    if len(told) < FEWEST_BARS:
        return []
    bars = [Bar(f"“{shortened(line.sentence, BAR_NAME)}”", line.posts, None) for line in told[:BARS]]
    return [Chart("narratives", "Luồng lừa đảo lan rộng nhất (số bài)", "tuần này", None, bars)]


def _row(line: ScamLine) -> list[Cell]:
    verdict = "Gợi ý của máy" if line.verdict is None else VERDICT_NAMES[line.verdict]
    return [f"“{line.sentence}”", _lures(line), line.posts, verdict, advice(line.topic)]


def _lures(line: ScamLine) -> str:
    if not line.lures:
        return ABSENT
    shown = ", ".join(line.lures[:LURES]) + (", …" if len(line.lures) > LURES else "")
    return f"{shown} (giả dạng {', '.join(line.imitates[:LURES])})" if line.imitates else shown
