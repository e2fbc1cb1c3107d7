"""Saying that the machine's label or topic was wrong: the item goes where it belongs, and becomes an example to learn from.

The firewall stands above: what is an opinion is never an example, and a person's word moves nothing into the claims that has
no checkable part, or that may be an opinion or a grievance by the machine's own doubt (DESIGN I2, SPEC §4).
"""

from __future__ import annotations

from models.errors import BadInput, Conflict, IllegalMove
from models.queries import decisions, examples
from models.queries.accounts import Person
from models.queues import QUEUE_OF
from models.session import Session
from models.tables.item import Item
from models.vocabulary import (
    LABEL_NAMES,
    PROTECTED_LABELS,
    TOPIC_NAMES,
    EventKind,
    ItemState,
    Label,
    Queue,
    Topic,
)
from triage_api.catalogue import _
from triage_api.services import moves

LABELS = tuple(label for label in Label if label is not Label.OPINION)
"""What a correction may say. "Đây là ý kiến" has a button of its own, and is never an example."""


def correct(session: Session, person: Person, item_id: int, label: Label, topic: Topic) -> Item:
    """Give the item one holds its right label and topic, before anybody concluded on it.

    A label without a queue takes the item out as not relevant, which may be undone as usual.

    Raises:
        BadInput: nothing differs, or the label is not one of ``LABELS``.
        Conflict: the item is not held, or somebody has concluded on it.
        IllegalMove: the firewall keeps the item out of that queue.
    """
    item = moves.own_lease(session, person, item_id)
    if label not in LABELS:
        raise BadInput("Hãy chọn loại đúng của bài.", field="nhan")
    if (label, topic) == (item.label, item.topic):
        raise BadInput("Loại và chủ đề này giống gợi ý của máy; không có gì để sửa.", field="nhan")
    if decisions.current_decisions(session, item.id):
        raise Conflict("Đã có người kết luận vụ việc này nên không đổi loại được nữa.")
    told = _("Loại đúng: {label}; chủ đề: {topic}").format(
        label=_(LABEL_NAMES[label]), topic=_(TOPIC_NAMES[topic])
    )
    queue = _queue(item, label)
    if queue is None:
        moves.apply(session, item, EventKind.DISMISSED_IRRELEVANT, person, note=told)
    else:
        moves.apply(session, item, EventKind.NOTED, person, ItemState.ASSIGNED, note=told)
        _move(item, queue, label)
        item.topic = topic
    if label not in PROTECTED_LABELS or queue is not None:
        examples.keep_example(session, item, person.id, label, topic)
    session.flush()
    return item


def after_dismissal(session: Session, item: Item, person: Person, *, as_opinion: bool) -> None:
    """Not relevant is a correction too; an opinion leaves nothing to learn from, not even an earlier correction."""
    if as_opinion:
        examples.forget_example(session, item.id)
    else:
        examples.keep_example(session, item, person.id, Label.OFF_TOPIC, item.topic)


def _queue(item: Item, label: Label) -> Queue | None:
    """Where the label belongs; None where that is no work for the desk.

    Raises:
        IllegalMove: the firewall keeps the item out.
    """
    queue = QUEUE_OF.get(label)
    if queue is Queue.GRIEVANCES and not item.own_channel:
        return None
    if queue is Queue.CLAIMS and item.queue is not Queue.CLAIMS:
        if not item.assessment.slots:
            raise IllegalMove(
                "Máy không thấy con số, ngày, nghĩa vụ hay văn bản nào để đối chiếu, nên việc này không chuyển thành thông tin cần đối chiếu."
            )
        if PROTECTED_LABELS & {Label(value) for value in (*item.assessment.rivals, item.assessment.label)}:
            raise IllegalMove("Bài này có thể là ý kiến hoặc phản ánh, nên không đưa ra đối chiếu.")
    return queue


def _move(item: Item, queue: Queue, label: Label) -> None:
    if queue is not Queue.CLAIMS:
        item.distortion = None
    elif item.primary_slot_id is None:
        item.primary_slot_id = item.assessment.slots[0].id
    item.queue, item.label, item.unsure = queue, label, False
    item.gap = item.gap and queue is Queue.QUESTIONS
