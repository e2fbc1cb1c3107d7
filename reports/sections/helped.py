"""Section 6: whether narratives that were answered came back less than ones like them that were not."""

from __future__ import annotations

from models.vocabulary import QUEUE_NAMES
from reports.content import Cell, Column, Section, Sentence, Table, empty, say, strong
from reports.disclosure import Spread
from reports.facts import Facts
from reports.parts.helped import Compared, Finding, Helped, ReturnLine

CODE = "helped"
TITLE = "Câu trả lời có giúp được không"
NOTE = (
    "Mỗi luồng đã trả lời được so với một luồng chưa trả lời cùng loại, cùng mức lan, mở gần nhau nhất, trong 8 tuần gần đây."
    " Quay lại: còn bài mới trong 7 ngày sau. Khoảng tin cậy 95% của hiệu hai tỉ lệ theo Newcombe (1998), làm tròn ra ngoài đến 5 điểm."
    " So sánh này không chứng minh được nguyên nhân."
)


def build(facts: Facts) -> Section:
    """What may be said of the comparison, its figures where there are enough, and each answered narrative in words."""
    helped = facts.parts.helped.get()
    if helped.compared is None and not helped.lines.shown:
        return empty(
            CODE,
            TITLE,
            "Chưa đủ để kết luận: chưa có luồng tin nào được trả lời và theo dõi đủ 7 ngày để so sánh.",
        )
    tables = [_lines(helped)] if helped.lines.shown else []
    if helped.compared is not None:
        tables.insert(0, _compared(helped.compared))
    return Section(CODE, TITLE, sentences=_said(helped), tables=tables, note=NOTE)


def _said(helped: Helped) -> list[Sentence]:
    compared = helped.compared
    if compared is None:
        return [
            say(strong("Chưa đủ để kết luận:"), " chỉ có không quá 10 cặp luồng tin để so sánh, số quá nhỏ.")
        ]
    ends = compared.difference
    said = {
        Finding.LESS: say(
            "Luồng đã trả lời ",
            strong("ít quay lại hơn"),
            f" luồng chưa trả lời, ít hơn từ {-ends.high} đến {-ends.low} điểm phần trăm.",
        ),
        Finding.MORE: say(
            "Luồng đã trả lời ",
            strong("quay lại nhiều hơn"),
            f" luồng chưa trả lời, nhiều hơn từ {ends.low} đến {ends.high} điểm phần trăm; cần xem lại cách trả lời.",
        ),
        Finding.UNCLEAR: say(
            strong("Chưa đủ để kết luận"),
            " câu trả lời có giúp hay không: khoảng tin cậy còn chứa cả hai khả năng.",
        ),
    }[helped.finding]
    return [said, say("Số cặp so sánh còn nhỏ, chỉ để tham khảo.")] if compared.few else [said]


def _compared(compared: Compared) -> Table:
    return Table(
        code="helped",
        caption="Luồng tin còn quay lại trong 7 ngày",
        columns=(
            Column("Nhóm"),
            Column("Số luồng", True),
            Column("Quay lại", True),
            Column("Khoảng tin cậy", True),
        ),
        rows=[
            [name, f"trên {one.above}", str(one), str(one.interval)]
            for name, one in (("Đã trả lời", compared.answered), ("Chưa trả lời", compared.unanswered))
        ],
    )


def _lines(helped: Helped) -> Table:
    more = " Bảng chỉ nêu những luồng trả lời gần nhất." if helped.lines.more else ""
    return Table(
        code="returns",
        caption="Luồng tin đã trả lời, mức lan 7 ngày trước và sau",
        columns=(
            Column("Nội dung", wide=True),
            Column("Loại"),
            Column("Trả lời ngày"),
            Column("Trước"),
            Column("Sau"),
        ),
        rows=[_row(line) for line in helped.lines.shown],
        keys=[str(line.item_id or "") for line in helped.lines.shown],
        note=f"Mức lan: ít là dưới 5 bài, vừa là dưới 20 bài, còn lại là nhiều.{more}",
    )


def _row(line: ReturnLine) -> list[Cell]:
    return [
        f"“{line.sentence}”",
        QUEUE_NAMES[line.queue],
        line.answered,
        _spread(line.before),
        _spread(line.after),
    ]


def _spread(found: Spread | None) -> str:
    return "không" if found is None else found.value
