"""From a figure of a report to the list it counts, for a reader who may open that list. Figures that hide something lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from models.queries import published, reporting
from models.queries.accounts import Person
from models.queries.weekly_spans import Counted, Counting
from models.queues import QUEUE_OF
from models.session import Session
from models.vocabulary import Action, Queue, Topic, Verdict
from reports.content import ABSENT
from reports.disclosure import Count
from reports.parts.machine import SPAN
from reports.period import Month, Period, Week, parse_period
from reports.render import LISTED, Leads
from triage_api.catalogue import N_, _

STANDING = "/nguon/tinh-hinh"
"""How the sources are, for whoever reads reports."""
NAMES: Mapping[str, tuple[Counting, str]] = {
    "moi-mo": (Counting.OPENED, N_("Vụ việc mới mở")),
    "da-xong": (Counting.CLOSED, N_("Vụ việc đã xong")),
    "qua-han": (Counting.OVERDUE, N_("Vụ việc quá hạn lúc hết kỳ")),
    "ket-luan": (Counting.CONCLUDED, N_("Vụ việc đã kết luận")),
    "co-bai": (Counting.TOLD, N_("Vụ việc có bài đăng")),
    "da-doc": (Counting.READ, N_("Gợi ý của máy đã có người xem")),
    "con-cho": (Counting.WAITING, N_("Câu hỏi, phản ánh, kiến nghị còn chờ lúc hết kỳ")),
    "tra-loi-xong": (Counting.FINISHED, N_("Câu hỏi, phản ánh, kiến nghị đã xong")),
}
"""What ``dem`` may be in the address of the queue."""
WORDS = {counting: word for word, (counting, _name) in NAMES.items()}
LABELS = {queue: label for label, queue in QUEUE_OF.items()}
WHOLE = {label.value: queue for label, queue in QUEUE_OF.items() if queue is not Queue.CLAIMS}
"""Labels every post of which becomes part of an item. Most claims need nobody, so their count has no list."""
BY_TOPIC = (Counting.WAITING, Counting.FINISHED)
STANDING_DUE, STANDING_WORDS, FINISHED = 4, 5, "đã trả lời"
"""Columns of section 5 that say of a topic when its next answer is due and how it stands, and the word for nothing that waits."""
WORK = {1: Counting.OPENED, 2: Counting.CLOSED, 3: Counting.OVERDUE}
BEFORE = 7
"""Periods a trend shows before its own."""


def links(session: Session, person: Person, content: Mapping[str, Any]) -> Leads:
    """Where the figures of a report lead this person; nowhere for a report about no period."""
    period = parse_period(content["week"]["code"])
    if not isinstance(period, Week | Month):
        return Leads()
    public = published.among(session, _items(content))
    own = content["week"]["over"] and not content.get("units")

    def cell(table: str, key: str | None, column: int, cell: Any) -> str | None:
        if isinstance(cell, dict) and "shown" in cell:
            return _figure(period, person, table, key, column, Count.from_json(cell))
        if table == "machine":
            return _read(period, person, key, column, cell) if own else None
        if table == "questions":
            return _standing(period, person, key, column, cell) if not content.get("units") else None
        if found := LISTED.fullmatch(cell if isinstance(cell, str) else ""):
            return f"#phan-{found[1]}"
        return _line(public, person, table, key, column)

    return Leads(cell, _periods(session, person, period), STANDING)


def _periods(session: Session, person: Person, period: Period) -> list[tuple[str, str]]:
    """The reports a trend is made of, the oldest first."""
    before: list[Period] = [period]
    while len(before) <= BEFORE:
        before.append(before[-1].previous())
    there = reporting.reported(session, person.office_id, [one.code for one in before[1:]])
    word = N_("tháng {number}") if isinstance(period, Month) else N_("tuần {number}")
    return [
        (_(word).format(number=one.number), f"/bao-cao/{one.code}")
        for one in reversed(before[1:])
        if one.code in there
    ]


def counted_of(ky: str, dem: str, ket_luan: str, loai: str, chu_de: str) -> tuple[Period, Counted] | None:
    """The figure an address of the queue is about; None when it is about none, or nonsense.

    Raises:
        BadInput: ``ky`` is no period.
    """
    if dem not in NAMES:
        return None
    period, counting = parse_period(ky), NAMES[dem][0]
    if not isinstance(period, Week | Month):
        return None
    counted = Counted(counting, period.start, period.end)
    if counting is Counting.READ:
        label = LABELS[Queue(loai)] if loai in set(Queue) else None
        return period, Counted(counting, period.end - SPAN, period.end, None, label)
    if counting in BY_TOPIC:
        known = chu_de in set(Topic)
        return (period, Counted(counting, period.start, period.end, topic=Topic(chu_de))) if known else None
    if counting is Counting.CONCLUDED:
        known = ket_luan in set(Verdict)
        return (period, Counted(counting, period.start, period.end, Verdict(ket_luan))) if known else None
    if counting is Counting.TOLD:
        if loai not in set(Queue):
            return None
        topic = Topic(chu_de) if chu_de in set(Topic) else None
        counted = Counted(counting, period.start, period.end, None, LABELS[Queue(loai)], topic)
    return period, counted


def _figure(
    period: Period, person: Person, table: str, key: str | None, column: int, count: Count
) -> str | None:
    if not count.exact or key == "":
        return None
    if table == "scams":
        return f"/viec/{key}" if key and person.may(Action.REVIEW) else None
    if not person.may(Action.REVIEW):
        return None
    if table == "work":
        return _queue(period, WORK[column], loai=key)
    if table == "verdicts":
        return _queue(period, Counting.CONCLUDED, ket_luan=key)
    now = period if column == 1 else period.previous()
    if table == "received" and key in WHOLE:
        return _queue(now, Counting.TOLD, loai=WHOLE[key].value)
    if table == "questions" and key:
        queue = Queue.GRIEVANCES if column == 3 else Queue.QUESTIONS
        return _queue(period if column == 3 else now, Counting.TOLD, loai=queue.value, chu_de=key)
    return None


def _standing(period: Period, person: Person, key: str | None, column: int, cell: Any) -> str | None:
    """When the next answer of a topic is due, and how it stands, lead whoever may review to what waits, or to what is done: how many
    those are is printed nowhere, and every one of them stands on that person's desk.
    """
    if not key or cell == ABSENT or not person.may(Action.REVIEW):
        return None
    if column == STANDING_WORDS and cell == FINISHED:
        return _queue(period, Counting.FINISHED, chu_de=key)
    return _queue(period, Counting.WAITING, chu_de=key) if column in (STANDING_DUE, STANDING_WORDS) else None


def _read(period: Period, person: Person, key: str | None, column: int, cell: Any) -> str | None:
    """Of shares only of how many is told, and only where a share is made: of more than ten. What was right or an opinion is told in
    steps, and opinions are listed nowhere.
    """
    if column != 1 or not str(cell).startswith("trên ") or key == "" or not person.may(Action.REVIEW):
        return None
    return _queue(period, Counting.READ, loai=key)


def _line(public: Collection[int], person: Person, table: str, key: str | None, column: int) -> str | None:
    """Lists of single things: the word that says how one stands leads to it."""
    if not key:
        return None
    if table == "gaps" and column == 5:
        return f"/thieu-thong-tin/{key}"
    if table == "outages" and column == 3:
        return f"/nguon/{key}" if person.may(Action.ADMINISTER) else f"{STANDING}#nguon-{key}"
    if (table, column) in (("coming", 2), ("ending", 1), ("basis", 1)):
        return f"/van-ban/{key}"
    if (table, column) in (("claims", 1), ("corrections", 2), ("scams", 3), ("returns", 2)):
        if int(key) in public:
            return f"/doi-chieu/{key}"
        return f"/viec/{key}" if person.may(Action.REVIEW) else None
    return None


def _queue(period: Period, counting: Counting, **more: str | None) -> str:
    asked = {
        "dem": WORDS[counting],
        "ky": period.code,
        **{name: value for name, value in more.items() if value},
    }
    return f"/hang-viec?{urlencode(asked)}"


def _items(content: Mapping[str, Any]) -> set[int]:
    """The items the lists of a report name."""
    return {
        int(key)
        for section in content["sections"]
        for table in section["tables"]
        if table["code"] in ("claims", "corrections", "scams", "returns")
        for key in table.get("keys", ())
        if key
    }
