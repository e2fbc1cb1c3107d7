"""Section 7: how often the machine suggested rightly, by people who read what it queued and a random sample of what it did not."""

from __future__ import annotations

from models.vocabulary import LABEL_NAMES, QUEUE_NAMES
from reports.content import Cell, Column, Section, Sentence, Table, empty, say, strong
from reports.facts import Facts
from reports.parts.machine import Machine, QueueShares
from reports.shares import Said, Share
from reports.wording import day

CODE = "machine"
TITLE = "Máy gợi ý đúng đến đâu"
TOO_FEW = "chưa đủ để kết luận"


def build(facts: Facts) -> Section:
    """Two tables: what was queued, and what the sample says was missed."""
    found = facts.parts.machine.get()
    if found.since is None:
        return empty(
            CODE, TITLE, "Chưa có gợi ý nào của máy được người xem, nên chưa nói được máy đúng đến đâu."
        )
    tables = []
    if found.all is not None:
        tables.append(_queued(found, found.all))
    if found.sample:
        tables.append(_sampled(found))
    return Section(
        CODE,
        TITLE,
        sentences=_said(found),
        tables=tables,
        note=f"Tính trong 4 tuần, từ ngày {day(found.since)}. Khoảng tin cậy 95%: tỉ lệ thật nằm trong đó với độ tin cậy 95% (Wilson, 1927);"
        " tỉ lệ làm tròn đến 5%. Không quá 10 lượt xem thì không nêu tỉ lệ; từng loại chỉ nêu khi không loại nào có số dưới 5.",
    )


def _said(found: Machine) -> list[Sentence]:
    whole = found.all
    if whole is None or whole.right is None or whole.opinions is None:
        return [say(strong("Chưa đủ để kết luận"), ": số gợi ý đã có người xem còn quá nhỏ.")]
    return [
        say(
            "Gợi ý đúng: ",
            strong(str(whole.right)),
            f" (khoảng tin cậy 95%: {whole.right.interval}). {_overturned(whole.right)}",
        ),
        say("Ý kiến bị máy đưa nhầm vào việc cần xem: ", strong(str(whole.opinions)), "."),
    ]


def _overturned(right: Share) -> str:
    """The rest of what is right, in the same steps: nothing new is said."""
    rest = {
        Said.NONE: "Người xem đã sửa hoặc bỏ tất cả.",
        Said.FEW: "Người xem đã sửa hoặc bỏ tất cả, trừ dưới 5.",
        Said.RATE: f"Người xem đã sửa hoặc bỏ khoảng {100 - right.rate}%.",
        Said.ALL_BUT_FEW: "Người xem đã sửa hoặc bỏ dưới 5 gợi ý.",
        Said.ALL: "Người xem không phải sửa hay bỏ gợi ý nào.",
    }
    return rest[right.said]


def _queued(found: Machine, whole: QueueShares) -> Table:
    return Table(
        code="machine",
        caption="Gợi ý của máy đã có người xem",
        columns=(
            Column("Loại"),
            Column("Đã xem", True),
            Column("Gợi ý đúng", True),
            Column("Khoảng tin cậy", True),
            Column("Ý kiến đưa nhầm", True),
        ),
        rows=[_row(QUEUE_NAMES[one.queue] if one.queue else "", one) for one in found.queues],
        total=_row("Tất cả", whole),
        keys=[one.queue.value if one.queue else "" for one in found.queues],
    )


def _row(name: str, one: QueueShares) -> list[Cell]:
    return [name, *_cells(one.right), TOO_FEW if one.opinions is None else str(one.opinions)]


def _cells(one: Share | None) -> tuple[str, str, str]:
    if one is None:
        return "không quá 10", TOO_FEW, "–"
    return f"trên {one.above}", str(one), str(one.interval)


def _sampled(found: Machine) -> Table:
    return Table(
        code="sample",
        caption="Bài máy bỏ sót, theo mẫu ngẫu nhiên của những bài không đưa vào việc",
        columns=(
            Column("Người xem gọi là"),
            Column("Bài trong mẫu", True),
            Column("Máy bỏ sót", True),
            Column("Khoảng tin cậy", True),
        ),
        rows=[[LABEL_NAMES[one.label], *_cells(one.missed)] for one in found.sample],
    )
