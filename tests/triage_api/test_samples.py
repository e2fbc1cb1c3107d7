"""The random sample of unqueued posts: read without the machine's label, never an item, counted with its intervals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import samples
from models.queries.accounts import Person
from models.queries.purging import purge_texts
from models.queries.reading_quality import QueueReading, reading_counts
from models.session import Session, transaction
from models.tables.item import Item
from models.tables.post import Post
from models.tables.reading import SampleReading
from models.vocabulary import Label, Queue, RetentionClass, Role, Verdict
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.sampled import sampled
from triage_api.services import corrections, decide, lease
from triage_api.services import samples as service

pytestmark = pytest.mark.database
ADDRESS = "/hang-viec/kiem-tra-ngau-nhien"


@pytest.fixture
def reviewer(desk: Desk) -> Person:
    return desk.person("ctv01")


def read(person: Person, key: tuple[date, int], label: Label) -> None:
    with transaction() as session:
        service.read(session, person, *key, label.value)


def readings(session: Session) -> list[tuple[Label, Label]]:
    return [(row.machine_label, row.label) for row in session.query(SampleReading).order_by(SampleReading.id)]


def test_only_unread_posts_of_the_offices_own_sample_are_shown(desk: Desk, reviewer: Person) -> None:
    sampled(desk, "không lấy mẫu", kept_as=RetentionClass.UNQUEUED_TEXT)
    sampled(desk, "hết hạn giữ", days_left=-1)
    key = sampled(desk, "đường làng xấu quá")
    other = Person(99, desk.office_id + 1, "", "", "", frozenset(), reviewer.actions)
    with transaction() as session:
        shown = service.next_sample(session, reviewer)
        assert shown is not None
        assert (shown.month, shown.id) == key
        assert service.next_sample(session, other) is None
        assert samples.count_waiting(session, desk.office_id) == 1
    read(reviewer, key, Label.OPINION)
    with transaction() as session:
        assert service.next_sample(session, reviewer) is None


@pytest.mark.parametrize("label", list(Label))
def test_no_label_makes_an_item(desk: Desk, reviewer: Person, label: Label) -> None:
    read(reviewer, sampled(desk, "xã thu phí 50k mà chẳng nói gì"), label)
    with transaction() as session:
        assert session.query(Item).count() == 0
        assert readings(session) == [(Label.OPINION, label)]


def test_what_was_kept_for_the_reading_alone_goes_with_the_next_purge(desk: Desk, reviewer: Person) -> None:
    opinion, claim = sampled(desk, "chán thật"), sampled(desk, "phí 50k", Label.CLAIM)
    read(reviewer, opinion, Label.OPINION)
    read(reviewer, claim, Label.CLAIM)
    with transaction() as session:
        assert purge_texts(session, 10) == {RetentionClass.AUDIT_SAMPLE: 1}
        assert session.get_one(Post, opinion).text is None
        assert session.get_one(Post, claim).text == "phí 50k"


def test_one_post_is_read_once(desk: Desk, reviewer: Person) -> None:
    key = sampled(desk, "chán thật")
    read(reviewer, key, Label.OPINION)
    read(reviewer, key, Label.OPINION)
    with pytest.raises(Conflict, match="đã có người đọc"):
        read(reviewer, key, Label.CLAIM)
    with pytest.raises(Conflict, match="đã có người đọc"):
        read(desk.person("ctv02"), key, Label.OPINION)
    with transaction() as session:
        assert readings(session) == [(Label.OPINION, Label.OPINION)]


def test_what_is_not_of_the_sample_cannot_be_read(desk: Desk, reviewer: Person) -> None:
    item_id = desk.item()
    with transaction() as session:
        assessment = session.get_one(Item, item_id).assessment
        key = (assessment.month, assessment.post_id)
    for wrong in (key, (key[0], 999_999)):
        with pytest.raises(NotFound):
            read(reviewer, wrong, Label.CLAIM)
    with pytest.raises(BadInput), transaction() as session:
        service.read(session, reviewer, *sampled(desk, "x"), "tin đồn")
    with pytest.raises(NotAllowed), transaction() as session:
        service.next_sample(session, desk.person("pt01", Role.ANALYST))


def test_the_page_shows_the_masked_text_and_not_the_machines_label(
    desk: Desk, reviewer: Person, browse: Callable[..., Browser]
) -> None:
    month, post_id = sampled(desk, "gọi [SĐT] bấm quatang.example", Label.SCAM_AWARENESS)
    client = browse("ctv01")
    assert 'href="/hang-viec/kiem-tra-ngau-nhien"' in client.get("/hang-viec").text
    page = client.get(ADDRESS).text
    assert "gọi [SĐT] bấm quatang[.]example" in page
    assert " checked" not in page
    assert "Gợi ý của máy:" not in page
    missing = client.submit(ADDRESS, bai=str(post_id), thang=str(month))
    assert missing.status_code == 422
    assert "Hãy chọn loại" in missing.text
    sent = client.submit(ADDRESS, bai=str(post_id), thang=str(month), nhan="scam")
    assert sent.headers["location"] == f"{ADDRESS}?da_ghi=1"
    assert "Không còn bài nào để đọc" in client.get(ADDRESS).text
    for broken in ({"bai": "x"}, {"thang": "hôm qua"}, {"bai": "9" * 30}):
        form = {"bai": str(post_id), "thang": str(month), "nhan": "scam", **broken}
        assert client.submit(ADDRESS, **form).status_code == 404


def test_counts_of_a_span_say_what_was_right_missed_and_wrongly_queued(desk: Desk, reviewer: Person) -> None:
    def held(text: str, queue: Queue) -> int:
        item_id = desk.item(text, queue)
        with transaction() as session:
            lease.lease(session, reviewer, item_id)
        return item_id

    right, opinion, moved, undone = (held("Từ 1/12 mất phí 50k", Queue.CLAIMS) for _time in range(4))
    harmless, irrelevant = held("tin thật", Queue.SCAM), held("bán xe", Queue.SCAM)
    with transaction() as session:
        decide.decide(session, reviewer, right, conclusion(desk, Verdict.TRUE, sentence="mất phí 50k"))
        lease.dismiss(session, reviewer, opinion, as_opinion=True)
        corrections.correct(session, reviewer, moved, Label.QUESTION, session.get_one(Item, moved).topic)
        decide.decide(session, reviewer, moved, conclusion(desk, Verdict.ANSWERED))
        lease.dismiss(session, reviewer, undone, as_opinion=True)
        lease.undo_dismissal(session, reviewer, undone)
        decide.decide(session, reviewer, harmless, conclusion(desk, Verdict.NOT_SCAM))
        lease.dismiss(session, reviewer, irrelevant, as_opinion=False)
    read(reviewer, sampled(desk, "phí 50k bắt buộc"), Label.CLAIM)
    read(reviewer, sampled(desk, "chán"), Label.OPINION)
    sampled(desk, "chưa ai đọc", Label.OFF_TOPIC, RetentionClass.PROTECTED_TEXT)
    now = datetime.now(UTC)
    with transaction() as session:
        counts = reading_counts(session, [desk.office_id], now - timedelta(days=1), now + timedelta(days=1))
        nothing = reading_counts(session, [desk.office_id], now - timedelta(days=9), now - timedelta(days=8))
        elsewhere = reading_counts(session, [desk.office_id + 9], now - timedelta(days=1), now)
    assert counts.queues == (
        QueueReading(Queue.SCAM, read=2, right=0, opinions=0),
        QueueReading(Queue.CLAIMS, read=3, right=1, opinions=1),
        QueueReading(Queue.QUESTIONS, read=0, right=0, opinions=0),
        QueueReading(Queue.GRIEVANCES, read=0, right=0, opinions=0),
    )
    assert {(one.machine_label, one.label, one.count) for one in counts.sample} == {
        (Label.OPINION, Label.CLAIM, 1),
        (Label.OPINION, Label.OPINION, 1),
    }
    assert counts.unqueued == 3
    for empty in (nothing, elsewhere):
        assert (sum(one.read for one in empty.queues), empty.sample, empty.unqueued) == (0, (), 0)
