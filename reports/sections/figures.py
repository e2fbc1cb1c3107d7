"""Section 1: what came in, what was worked on, what was concluded, which sources were read."""

from __future__ import annotations

from models.vocabulary import LABEL_NAMES, QUEUE_NAMES, VERDICT_NAMES, Label, Queue, Topic, Verdict
from reports.asking import Asked
from reports.content import (
    ABSENT,
    Bar,
    Cell,
    Chart,
    Column,
    Section,
    Sentence,
    Strip,
    Table,
    TrendChart,
    empty,
    say,
    strong,
)
from reports.disclosure import ZERO, Count, Shown, change
from reports.facts import Facts
from reports.parts.times import Times
from reports.parts.trend import Point
from reports.period import Month
from reports.wording import topic_name

CODE = "figures"
TITLE = "Số liệu chung"
CHART_TOPICS = 6
LISTED_IN = {
    Verdict.FALSE: 4,
    Verdict.OUTDATED: 4,
    Verdict.MISSING_CONTEXT: 4,
    Verdict.SCAM: 3,
    Verdict.SUSPECTED: 3,
}
"""Sections that list these conclusions one by one: a small number is not said beside its list."""


def build(facts: Facts) -> Section:
    """Three tables and up to four charts; empty when nothing came in and nothing was worked on."""
    facts.need(Asked.RECEIVED, Asked.BEFORE, Asked.WORK, Asked.VERDICTS, Asked.SOURCES)
    if facts.now.all.nothing and facts.work_all.opened.nothing and facts.work_all.closed.nothing:
        return empty(CODE, TITLE, "Trong tuần chưa tiếp nhận nội dung nào và chưa có vụ việc mới.")
    tables = [_received(facts), _work(facts)]
    if facts.verdicts:
        tables.append(_verdicts(facts))
    bars = [chart for chart in (_times(facts), _asked(facts), _done(facts)) if chart.bars]
    charts: list[Chart | TrendChart] = [*_trend(facts), *bars]
    return Section(
        CODE,
        TITLE,
        sentences=(_sources(facts),),
        tables=tables,
        charts=charts,
        note="Nhãn của nội dung là gợi ý của máy; kết luận là của người xem.",
    )


def _received(facts: Facts) -> Table:
    rows: list[list[Cell]] = [
        [LABEL_NAMES[label], *_compared(facts.now.labels[label], facts.before.labels[label])]
        for label in Label
    ]
    keys = [label.value for label in Label]
    if not (facts.now.unassessed.nothing and facts.before.unassessed.nothing):
        keys.append("")
        rows.append(["Máy chưa xem xong", *_compared(facts.now.unassessed, facts.before.unassessed)])
    return Table(
        code="received",
        caption="Nội dung tiếp nhận, theo nhãn máy gợi ý",
        columns=(
            Column("Nhãn"),
            Column("Tuần này", True),
            Column("Tuần trước", True),
            Column("Thay đổi", True),
        ),
        rows=rows,
        total=["Tất cả", *_compared(facts.now.all, facts.before.all)],
        keys=keys,
    )


def _compared(now: Count, before: Count) -> tuple[Count, Count, str]:
    return now, before, _change(now, before)


def _change(now: Count, before: Count) -> str:
    grown = change(now, before)
    if grown is None:
        return ABSENT
    if grown == 0:
        return "không đổi"
    return f"{'tăng' if grown > 0 else 'giảm'} {abs(grown)}"


def _work(facts: Facts) -> Table:
    return Table(
        code="work",
        caption="Vụ việc cần người xem",
        columns=(Column("Loại"), Column("Mới mở", True), Column("Đã xong", True), Column("Quá hạn", True)),
        rows=[
            [
                QUEUE_NAMES[queue],
                facts.work[queue].opened,
                facts.work[queue].closed,
                facts.work[queue].overdue,
            ]
            for queue in Queue
        ],
        total=["Tất cả", facts.work_all.opened, facts.work_all.closed, facts.work_all.overdue],
        keys=[queue.value for queue in Queue],
        note="Quá hạn: đến hết tuần vẫn chưa xong dù đã qua hạn.",
    )


def _verdicts(facts: Facts) -> Table:
    rows: list[list[Cell]] = []
    keys: list[str] = []
    for verdict in Verdict:
        count = facts.verdicts.get(verdict, ZERO)
        if count.nothing:
            continue
        listed = verdict in LISTED_IN and count.shown is not Shown.EXACT
        keys.append(verdict.value)
        rows.append([VERDICT_NAMES[verdict], f"xem phần {LISTED_IN[verdict]}" if listed else count])
    return Table(
        code="verdicts",
        caption="Kết luận của người xem trong tuần",
        columns=(Column("Kết luận"), Column("Số vụ việc", True)),
        rows=rows,
        keys=keys,
    )


def _trend(facts: Facts) -> list[TrendChart]:
    """Questions and scams of this and the periods before; nothing where there is only one to show."""
    known = facts.parts.trend.known
    points = [
        *(known.points if known else ()),
        *(
            Point(period.number, said.labels[Label.QUESTION], said.labels[Label.SCAM])
            for period, said in ((facts.week.previous(), facts.before), (facts.week, facts.now))
        ),
    ]
    strips = [
        Strip(name, counts)
        for name, counts in (
            ("Câu hỏi của dân (lượt)", [point.questions for point in points]),
            ("Tin lừa đảo (bài)", [point.scams for point in points]),
        )
        if sum(count is not None and not count.nothing for count in counts) > 1
    ]
    if not strips:
        return []
    monthly = isinstance(facts.week, Month)
    chart = TrendChart(
        code="trend",
        caption="Câu hỏi và tin lừa đảo, tám tháng qua"
        if monthly
        else "Câu hỏi và tin lừa đảo, tám tuần qua",
        unit="Tháng" if monthly else "Tuần",
        places=[str(point.number) for point in points],
        strips=strips,
    )
    return [chart]


def _times(facts: Facts) -> Chart:
    """The middle waiting time by queue. Where a part could not be gathered the other charts stand."""
    known = facts.parts.times.known or Times()
    now, before = (
        {queue: one for queue, one in of.items() if one.hours is not None} for of in (known.now, known.before)
    )
    return Chart(
        code="times",
        caption="Một nửa số vụ việc được trả lời trong",
        first="tuần này",
        second="tuần trước",
        bars=[Bar(QUEUE_NAMES[queue], now[queue], before.get(queue)) for queue in Queue if queue in now],
    )


def _asked(facts: Facts) -> Chart:
    counts = facts.now.questions
    topics = sorted(counts, key=lambda topic: (-(counts[topic].exact or 0), list(Topic).index(topic)))
    return Chart(
        code="asked",
        caption="Người dân hỏi về gì (lượt)",
        first="tuần này",
        second="tuần trước",
        bars=[
            Bar(topic_name(topic), counts[topic], facts.before.questions.get(topic, ZERO))
            for topic in topics[:CHART_TOPICS]
        ],
    )


def _done(facts: Facts) -> Chart:
    work = [(queue, facts.work[queue]) for queue in Queue]
    return Chart(
        code="done",
        caption="Vụ việc mới mở và đã xong",
        first="mới mở",
        second="đã xong",
        bars=[
            Bar(QUEUE_NAMES[queue], one.opened, one.closed)
            for queue, one in work
            if not (one.opened.nothing and one.closed.nothing)
        ],
    )


def _sources(facts: Facts) -> Sentence:
    if facts.sources.nothing:
        return say("Trong tuần chưa đọc được nguồn nào.")
    if facts.failed_sources.nothing:
        return say("Đã đọc ", strong(f"{facts.sources} nguồn"), "; không nguồn nào bị gián đoạn.")
    return say(
        "Đã đọc ", strong(f"{facts.sources} nguồn"), f"; {facts.failed_sources} nguồn có lúc không đọc được."
    )
