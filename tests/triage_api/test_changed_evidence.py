"""I5: what rests on a passage that changed or ended is reopened once, with the reason, and its people are told."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from models.errors import Conflict, IllegalMove, TriageError
from models.queries import changed_evidence, items, jobs, notices, published
from models.queries.accounts import Person
from models.queries.endings import waiting_proposals
from models.queries.official import add_document
from models.queries.passage_page import passage_at
from models.queries.replies import NewSentence
from models.queries.standing import standing_among
from models.session import transaction
from models.tables.decision import DecisionPassage, StandingVerdict
from models.tables.item import Item
from models.tables.official import DocumentEnding
from models.tables.reply import Reply
from models.vocabulary import ActorKind, DocumentRelation, EventKind, ItemState, ReplyState, Role, Verdict
from pipeline.stages import evidence as job
from tests.database import TestDatabase
from tests.documents import LAST_DAY, NEW, OLD, document, link
from tests.triage_api.conftest import Browser
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.regrouped import event_kinds, state_of
from tests.triage_api.soundness import assert_sound
from tests.triage_api.test_interleavings import Day
from triage_api.formats import today
from triage_api.services import decide, lease, library, posting, regroup, reply, second_review
from triage_api.services.evidence import MAX_REASON, reopen_changed, why
from triage_api.services.transitions import next_state

pytestmark = pytest.mark.database
SAME = {"Điều 1": "Mức thu 30.000 đồng.", "Điều 1 khoản 2": "Miễn thu."}
OTHER = {"Điều 1": "Mức thu 40.000 đồng.", "Điều 1 khoản 2": "Miễn thu."}
GONE = {"Điều 1 khoản 2": "Miễn thu."}


@pytest.fixture
def cited(desk: Desk) -> int:
    """A passage of a document in force; the desk's conclusions and replies cite it."""
    with transaction() as session:
        old = add_document(session, desk.office_id, document(passages=SAME)).document_id
        passage = passage_at(session, old, "Điều 1")
    assert passage is not None
    desk.passage_id = passage.id
    return old


def add(desk: Desk, **more: object) -> int:
    with transaction() as session:
        return add_document(session, desk.office_id, document(**more)).document_id  # type: ignore[arg-type]


def concluded(desk: Desk, verdict: Verdict = Verdict.TRUE, first: str = "ctv1") -> int:
    """An item with a standing verdict that waits for its reply."""
    item_id = desk.item()
    with transaction() as session:
        lease.lease(session, desk.person(first), item_id)
        decide.decide(session, desk.person(first), item_id, conclusion(desk, verdict))
    if verdict in second_review.ALWAYS:
        with transaction() as session:
            decide.second_look(session, desk.person("ctv2"), item_id, conclusion(desk, verdict))
    return item_id


def approved(desk: Desk, verdict: Verdict = Verdict.TRUE, *, posted: bool = False) -> int:
    """The same, its reply approved (and posted)."""
    item_id = concluded(desk, verdict)
    with transaction() as session:
        writer, approver = desk.person("ctv3"), desk.person("duyet1", Role.APPROVER)
        reply.save_draft(session, writer, item_id, [NewSentence("Có thu.", desk.passage_id)])
        reply.submit(session, writer, item_id)
        reply.approve(session, approver, item_id)
        if posted:
            where = f"https://dongmay.songlam.example/hoi-dap/{item_id}"
            posting.record_posting(session, approver, item_id, where)
    return item_id


def verdict_of(item_id: int) -> StandingVerdict:
    with transaction() as session:
        return (
            session.query(StandingVerdict)
            .filter_by(item_id=item_id)
            .order_by(StandingVerdict.id.desc())
            .first()
        )  # type: ignore[return-value]


def told(desk: Desk) -> dict[str, list[str]]:
    """Who has what to look at again."""
    with transaction() as session:
        return {
            name: [row.event.note or "" for row in notices.notices_of(session, person)]
            for name, person in sorted(desk.people.items())
            if notices.notices_of(session, person)
        }


@pytest.mark.parametrize(
    ("passages", "words"),
    [
        (OTHER, f"Điều 1 của văn bản số {OLD} có nội dung khác trong bản 2."),
        (GONE, f"Điều 1 của văn bản số {OLD} không còn trong bản 2."),
    ],
)
def test_a_new_version_reopens_what_cites_the_passage(
    desk: Desk, cited: int, passages: dict[str, str], words: str
) -> None:
    item_id = approved(desk, Verdict.FALSE, posted=True)
    with transaction() as session:
        assert len(published.newest(session, 10, standing_on=today())) == 1
    add(desk, passages=passages)
    assert job.drain() == 1
    reason = f"Căn cứ đã thay đổi: {words} Câu trả lời đã đăng cần xem lại."
    with transaction() as session:
        last = items.history(session, item_id)[-1]
        assert (last.kind, last.actor_kind, last.note) == (EventKind.REOPENED, ActorKind.CLOCK, reason)
        assert session.query(Reply).filter_by(item_id=item_id).one().state is ReplyState.SUPERSEDED
        assert published.newest(session, 10, standing_on=today()) == []
    assert (state_of(item_id), verdict_of(item_id).withdrawn_reason) == (ItemState.OPEN, reason)
    assert told(desk) == {name: [reason] for name in ("ctv1", "ctv2", "ctv3", "duyet1")}
    assert_sound([item_id])
    before = event_kinds(item_id)
    assert job.drain() == 0
    assert event_kinds(item_id) == before


@pytest.mark.parametrize("state", ItemState)
def test_only_the_clock_reopens_an_answer_that_is_not_finished(state: ItemState) -> None:
    for by_clock, sources in (
        (False, {ItemState.CLOSED, ItemState.DISMISSED}),
        (True, {ItemState.CLOSED, ItemState.DISMISSED, ItemState.AWAITING_REPLY, ItemState.WAITING_OFFICE}),
    ):
        if state in sources:
            assert next_state(state, EventKind.REOPENED, by_clock=by_clock) is ItemState.OPEN
        else:
            with pytest.raises(IllegalMove):
                next_state(state, EventKind.REOPENED, by_clock=by_clock)
    for by_clock in (False, True):
        with pytest.raises(IllegalMove, match="ý kiến"):
            next_state(ItemState.DISMISSED, EventKind.REOPENED, dismissed_as_opinion=True, by_clock=by_clock)


@pytest.mark.parametrize("passages", [SAME, {**SAME, "Điều 9": "Thêm."}])
def test_the_same_words_reopen_nothing(desk: Desk, cited: int, passages: dict[str, str]) -> None:
    item_id = approved(desk)
    add(desk, passages=passages)
    add(desk, passages=OTHER, draft=True)
    add(desk, number="9/2026/QĐ-UBND", passages=OTHER)
    assert job.drain() == 0
    assert state_of(item_id) is ItemState.AWAITING_REPLY


def test_an_end_reopens_the_day_after(desk: Desk) -> None:
    last = today() + timedelta(days=10)
    old = add(desk, passages=SAME, effective_until=last)
    with transaction() as session:
        desk.passage_id = passage_at(session, old, "Điều 1").id  # type: ignore[union-attr]
    item_id = concluded(desk)
    assert job.drain(last) == 0
    assert job.drain(last + timedelta(days=3)) == 1, "also when the machine slept a few nights"
    assert f"hết hiệu lực từ {last + timedelta(days=1):%d/%m/%Y}" in (
        verdict_of(item_id).withdrawn_reason or ""
    )
    assert state_of(item_id) is ItemState.OPEN


def test_what_was_cited_knowing_that_it_had_ended_stays(desk: Desk) -> None:
    old = add(desk, passages=SAME, effective_until=LAST_DAY)
    with transaction() as session:
        desk.passage_id = passage_at(session, old, "Điều 1").id  # type: ignore[union-attr]
    concluded(desk, Verdict.OUTDATED)
    with transaction() as session:
        assert [row.stood for row in session.query(DecisionPassage)] == [False, False]
    assert job.drain() == 0
    add(desk, passages=OTHER)
    assert job.drain() == 0


def test_a_confirmed_ending_reopens_and_what_is_concluded_then_stays(desk: Desk, cited: int) -> None:
    item_id = concluded(desk)
    add(desk, number=NEW, links=[link()])
    assert job.drain() == 0, "a proposal ends nothing"
    with transaction() as session:
        (proposal,) = waiting_proposals(session)
        approver = desk.person("duyet1", Role.APPROVER)
        (ending,) = library.confirm_ending(session, approver, jobs.nudge, proposal.link_id, cited)
    assert job.drain() == 1
    with transaction() as session:
        lease.lease(session, desk.person("ctv1"), item_id)
        decide.decide(session, desk.person("ctv1"), item_id, conclusion(desk, Verdict.TRUE))
    with transaction() as session:
        library.undo_ending(session, approver, jobs.nudge, ending.id, "đọc nhầm")
    assert job.drain() == 0
    assert (state_of(item_id), verdict_of(item_id).withdrawn_at) == (ItemState.AWAITING_REPLY, None)


def test_an_approval_does_not_pass_over_changed_text(desk: Desk, cited: int) -> None:
    item_id = concluded(desk)
    with transaction() as session:
        reply.save_draft(session, desk.person("ctv3"), item_id, [NewSentence("Có thu.", desk.passage_id)])
        reply.submit(session, desk.person("ctv3"), item_id)
    add(desk, passages=OTHER)
    with pytest.raises(Conflict, match="nội dung mới"), transaction() as session:
        reply.approve(session, desk.person("duyet1", Role.APPROVER), item_id)


def test_a_merged_item_is_told_and_opens_when_it_is_split_off(desk: Desk, cited: int) -> None:
    item_id, other = approved(desk, posted=True), desk.item()
    coordinator = desk.person("th1", Role.COORDINATOR)
    with transaction() as session:
        regroup.merge(session, coordinator, item_id, other)
    add(desk, passages=OTHER)
    assert job.drain() == 1
    assert (state_of(item_id), event_kinds(item_id)[-1]) == (ItemState.MERGED, EventKind.NOTED)
    assert verdict_of(item_id).withdrawn_at is not None
    assert set(told(desk)) == {"ctv1", "ctv3", "duyet1"}
    with transaction() as session:
        regroup.split(session, coordinator, item_id)
    assert state_of(item_id) is ItemState.OPEN
    assert_sound([item_id, other])


def test_an_item_somebody_moves_is_asked_again_later(desk: Desk, cited: int) -> None:
    busy, free = concluded(desk), concluded(desk)
    add(desk, passages=OTHER)
    with transaction() as session:
        assert items.lock_item(session, busy, [desk.office_id])
        assert job.drain() == 1
        assert (state_of(busy), state_of(free)) == (ItemState.AWAITING_REPLY, ItemState.OPEN)
    with transaction() as session:
        assert (jobs.waiting_jobs(session), jobs.ready_jobs(session)) == ({"todo": 1}, 0)
    assert job.drain() == 1


def test_what_has_not_changed_when_its_turn_comes_is_left_alone(desk: Desk, cited: int) -> None:
    """Between the list and the lock somebody may have concluded anew, or another worker may have been faster."""
    item_id = concluded(desk)
    with transaction() as session:
        assert reopen_changed(session, item_id, today()) is False
        assert reopen_changed(session, 999_999, today()) is None
    add(desk, passages=OTHER)
    for expected in (True, False):
        with transaction() as session:
            assert reopen_changed(session, item_id, today()) is expected
    assert event_kinds(item_id)[-2:] == [EventKind.DECIDED, EventKind.REOPENED]


def test_a_closed_account_is_not_told(desk: Desk, cited: int, db: TestDatabase) -> None:
    concluded(desk)
    with db.owner() as owner:
        owner.execute("UPDATE account SET disabled_at = now() WHERE username = 'ctv1'")
    add(desk, passages=OTHER)
    assert job.drain() == 1
    assert told(desk) == {}


def test_a_reason_fits_whatever_changed(desk: Desk, cited: int) -> None:
    with transaction() as session:
        passage = passage_at(session, cited, "Điều 1")
        assert passage is not None
        session.expunge_all()
    passage.path = "Quy chế kèm theo " * 12
    change = changed_evidence.Change(passage, None, 2, reworded=True)
    for count in (1, 3, 9):
        words = why([change] * count, posted=True)
        assert len(words) <= MAX_REASON
        assert words.endswith("Câu trả lời đã đăng cần xem lại.")


def test_the_list_is_seen_and_put_away(desk: Desk, cited: int, browse: Callable[..., Browser]) -> None:
    item_id = concluded(desk)
    desk.person("ctv9")
    add(desk, passages=OTHER)
    job.drain()
    mine, other = browse("ctv1"), browse("ctv9")
    assert "Việc cần xem lại" not in other.get("/hang-viec").text
    page = mine.get("/hang-viec").text
    assert "Việc cần xem lại" in page
    assert f"/viec/{item_id}" in page
    assert "có nội dung khác trong bản 2" in page
    with transaction() as session:
        (notice,) = notices.notices_of(session, desk.people["ctv1"])
    assert other.submit(f"/hang-viec/da-xem/{notice.id}").status_code == 404
    assert mine.post(f"/hang-viec/da-xem/{notice.id}").status_code == 403, "without the form's token"
    assert mine.submit(f"/hang-viec/da-xem/{notice.id}").status_code == 303
    assert "Việc cần xem lại" not in mine.get("/hang-viec").text


class ChangingDay(Day):
    """A day at the desk on which the base changes too: versions, endings confirmed and undone, nights."""

    def __init__(self, desk: Desk, db: TestDatabase, seed: int) -> None:
        super().__init__(desk, db, seed)
        self.texts = 0

    def change(self) -> None:
        often = (self.new_version, self.undo_ends, self.night)
        act = self.chance.choice((*often, *often, self.end))
        with suppress(TriageError):
            act()

    def new_version(self) -> None:
        self.texts += self.chance.random() < 0.7
        text = {"Điều 1": f"Mức thu {self.texts} đồng.", "Điều 1 khoản 2": "Miễn thu."}
        newest = add(self.desk, passages=text)
        if self.chance.random() < 0.6:
            with transaction() as session:
                self.desk.passage_id = passage_at(session, newest, "Điều 1").id  # type: ignore[union-attr]

    def end(self) -> None:
        with transaction() as session:
            proposals = waiting_proposals(session)
            if proposals:
                one = self.chance.choice(proposals)
                library.confirm_ending(session, self.people[-1], jobs.nudge, one.link_id, one.target.id)

    def undo_ends(self) -> None:
        with transaction() as session:
            newest = (
                session.query(DocumentEnding.document_id).order_by(DocumentEnding.document_id.desc()).limit(1)
            )
            for row in session.query(DocumentEnding).filter_by(undone_at=None, document_id=newest.scalar()):
                library.undo_ending(session, self.people[-1], jobs.nudge, row.id, "nhầm")

    def night(self) -> None:
        job.drain()
        assert_nothing_stands_on_changed_text()


def assert_nothing_stands_on_changed_text() -> None:
    """No verdict that stands and no approved reply rests on what stood when it was cited and does not now."""
    with transaction() as session:
        cited = session.query(DecisionPassage.passage_id).join(
            StandingVerdict, StandingVerdict.decision_id == DecisionPassage.decision_id
        )
        ids = {one for (one,) in cited.filter(StandingVerdict.withdrawn_at.is_(None), DecisionPassage.stood)}
        for live in session.query(Reply).filter(Reply.state.in_((ReplyState.APPROVED, ReplyState.POSTED))):
            ids |= {one.passage_id for one in live.sentences if one.passage_id}
        assert standing_among(session, ids, today()) == ids


def test_any_order_of_work_and_changes_is_sound(desk: Desk, cited: int, db: TestDatabase) -> None:
    add(desk, number=NEW, links=[link(), link(DocumentRelation.REPEALS, OLD, "Điều 1 khoản 2")])
    day = ChangingDay(desk, db, seed=20261129)
    for number in range(70):
        day.one_move() if day.chance.random() < 0.7 else day.change()
        if number % 9 == 0:
            with suppress(TriageError):  # refused where the text at hand has ended
                day.items.append(approved(desk, posted=day.chance.random() < 0.5))
        if number % 30 == 0:
            day.items = [*day.items[1:], desk.item(harm=day.chance.random())]
    day.night()
    with transaction() as session:
        everything = [item_id for (item_id,) in session.query(Item.id)]
        by_clock = (
            session.query(Item.id)
            .join(Item.events)
            .filter_by(kind=EventKind.REOPENED, actor_kind=ActorKind.CLOCK)
        )
        assert by_clock.count() > 2, "or nothing was tried"
    assert_sound(everything)


def test_conclusions_and_changes_at_once_leave_nothing_on_changed_text(desk: Desk, cited: int) -> None:
    """Several people conclude while versions are added: whoever comes first, the night finds it or it was known."""
    people = [desk.person(f"ctv{number}") for number in range(4)]
    todo = [desk.item() for _ in range(16)]
    problems: list[BaseException] = []

    def work(person: Person, mine: list[int]) -> None:
        try:
            for item_id in mine:
                with transaction() as session:
                    lease.lease(session, person, item_id)
                    decide.decide(session, person, item_id, conclusion(desk, Verdict.TRUE))
        except BaseException as error:
            problems.append(error)

    def change() -> None:
        chance = random.Random(3)
        try:
            for number in range(6):
                add(desk, passages={"Điều 1": SAME["Điều 1"] if chance.random() < 0.5 else f"{number} đồng."})
                job.drain()
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(one, todo[at::4])) for at, one in enumerate(people)]
    threads.append(threading.Thread(target=change))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    job.drain()
    assert_nothing_stands_on_changed_text()
    assert_sound(todo)
