"""Section 5: what people asked and petitioned for, topic by topic, and whether it was answered."""

from __future__ import annotations

from models.vocabulary import Label, Topic
from reports.asking import Asked
from reports.content import ABSENT, Cell, Column, Section, Table, empty
from reports.disclosure import ZERO
from reports.facts import Facts, TopicWork
from reports.wording import topic_name

CODE = "questions"
TITLE = "Câu hỏi và kiến nghị theo chủ đề"


def build(facts: Facts) -> Section:
    """One table, the most asked topic first; how each stands is said in words, not in counts."""
    facts.need(Asked.RECEIVED, Asked.BEFORE, Asked.WORK)
    spoken_of = {*facts.now.questions, *facts.before.questions, *facts.now.grievances, *facts.topics}
    topics = [topic for topic in Topic if topic in spoken_of]
    if not topics:
        return empty(CODE, TITLE, "Trong tuần chưa ghi nhận câu hỏi, kiến nghị nào.")
    topics.sort(key=lambda topic: -_size(facts, topic))
    table = Table(
        code="questions",
        caption="Câu hỏi và phản ánh, kiến nghị (lượt), mỗi bài tính vào một chủ đề",
        columns=(
            Column("Chủ đề"),
            Column("Câu hỏi", True),
            Column("Tuần trước", True),
            Column("Phản ánh, kiến nghị", True),
            Column("Hạn gần nhất"),
            Column("Tình trạng"),
        ),
        rows=[_row(facts, topic) for topic in topics],
        keys=[topic.value for topic in topics],
        total=[
            "Tất cả",
            facts.now.labels[Label.QUESTION],
            facts.before.labels[Label.QUESTION],
            facts.now.labels[Label.GRIEVANCE],
            ABSENT,
            ABSENT,
        ],
        note="Chỉ tổng hợp nội dung hỏi và kiến nghị; không đếm đồng tình hay không đồng tình.",
    )
    return Section(CODE, TITLE, tables=[table])


def _size(facts: Facts, topic: Topic) -> int:
    counts = (facts.now.questions.get(topic, ZERO), facts.now.grievances.get(topic, ZERO))
    return sum(count.exact or 0 for count in counts)


def _row(facts: Facts, topic: Topic) -> list[Cell]:
    work = facts.topics.get(topic)
    due: Cell = ABSENT if work is None or work.next_due is None else work.next_due
    return [
        topic_name(topic),
        facts.now.questions.get(topic, ZERO),
        facts.before.questions.get(topic, ZERO),
        facts.now.grievances.get(topic, ZERO),
        due,
        _standing(work),
    ]


def _standing(work: TopicWork | None) -> str:
    if work is None:
        return ABSENT
    if work.overdue:
        return "có việc quá hạn"
    return "đang trả lời" if work.next_due is not None else "đã trả lời"
