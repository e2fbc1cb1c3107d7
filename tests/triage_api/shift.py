"""A shift at the desks, in simulated time: people take, conclude, look a second time, skip, vanish and go home.

The database's clock cannot be moved, so everything with a time in it is made older instead. What the desk offers is compared with
a second reading of the rules (``tests.triage_api.shift_rules``).
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, insert, select, update

from models.errors import BadInput
from models.queries import assignment
from models.queries.accounts import Person
from models.session import Session, transaction
from models.tables.assessment import PostAssessment
from models.tables.desk import Absence, GivenItem
from models.tables.item import Item, ItemEvent
from models.tables.narrative import Narrative, NarrativePost
from models.tables.post import Post
from models.vocabulary import (
    ActorKind,
    DraftForm,
    EventKind,
    ItemState,
    Label,
    PostKind,
    PostState,
    Queue,
    Role,
    Severity,
    Topic,
    Verdict,
)
from tests.triage_api.desk import Desk, conclusion
from tests.triage_api.shift_rules import Rules
from triage_api.services import decide, form_drafts, giving, lease, second_review

TICK = 10
"""Minutes of one step. A lease is 30, an item takes a person one or two steps."""
TOPICS = tuple(Topic)[:6]
KINDS = {Queue.SCAM: Label.SCAM, Queue.QUESTIONS: Label.QUESTION}
WAITS = {Severity.HIGH: (4, 8), Severity.MEDIUM: (24, 48), Severity.LOW: (72, 120)}


@dataclass
class Shift:
    """Offices with people, and what is measured over the shift. Times are minutes since it began."""

    desk: Desk
    offices: list[int]
    seed: int
    now: int = 0
    people: list[Person] = field(default_factory=list)
    busy_until: dict[int, int] = field(default_factory=dict)
    holds: dict[int, int] = field(default_factory=dict)
    opened: dict[int, tuple[int, Severity]] = field(default_factory=dict)
    first_seen: dict[int, int] = field(default_factory=dict)
    asked: float = 1.0
    """How often what is offered is compared with the second reading."""
    drafts: dict[tuple[int, int], str] = field(default_factory=dict)
    """What whoever vanished had half typed, by item and person, until the lease has run out."""
    compared: int = 0
    taken: int = 0
    ran_out: int = 0
    kept: int = 0
    idle: int = 0
    done: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def hire(self, each: int) -> None:
        """So many people per office, one of them a coordinator; half of the others have a topic or two."""
        for office_id in self.offices:
            for number in range(each):
                role = Role.COORDINATOR if number == 0 else Role.REVIEWER
                self.people.append(self.desk.person(f"nv{office_id}-{number}", role, office_id=office_id))
        with transaction() as session:
            for person in self.people:
                boss = self.boss(person.office_id)
                if person.id == boss.id or self.chance.random() < 0.5:
                    continue
                for topic in self.chance.sample(TOPICS, self.chance.choice([1, 2])):
                    queue = self.chance.choice([None, None, *KINDS])
                    giving.add_rule(session, boss, person.id, queue, topic)

    def boss(self, office_id: int) -> Person:
        """The coordinator of an office."""
        return next(
            one for one in self.people if one.office_id == office_id and Role.COORDINATOR in one.roles
        )

    def arrive(self, count: int) -> None:
        """So many items come in now, each from a narrative of its own."""
        with transaction() as session:
            for office_id in self.offices:
                self._arrive_at(session, office_id, count // len(self.offices))

    def step(self) -> None:
        """Ten minutes: everybody who is there and free does something, in random order."""
        order = self.chance.sample(self.people, len(self.people))
        for person in order:
            if self.busy_until.get(person.id, 0) > self.now:
                continue
            if self.chance.random() < 0.005:
                self._go_away(person)
            else:
                self._work(person)
        if self.chance.random() < 0.5:
            self._coordinate(self.chance.choice(self.offices))
        self._pass()

    def _work(self, person: Person) -> None:
        held = self.holds.pop(person.id, None)
        if held is not None:
            self._finish(person, held)
        with transaction() as session:
            # Read before taking: what is held is offered to nobody, and whoever takes what was given to them has it no more.
            rules = Rules.read(session, person.office_id) if self.chance.random() < self.asked else None
            item = lease.lease_next(session, person)
            if item is None:
                waiting = Rules.read(session, person.office_id).offered(person)
                assert waiting == [], f"{person.label} has nothing to do while {waiting} wait for them"
            elif rules is not None and item.id in {one.id for one in rules.items}:
                self.compared += 1
                step = rules.step(person, item)
                assert step is not None, f"{item.id} was not offered to {person.label} by the rules"
                if (item.id, person.id) not in rules.skips:
                    others = [
                        rules.step(person, other)
                        for other in rules.items
                        if (other.id, person.id) not in rules.skips
                    ]
                    assert step <= min(one for one in others if one is not None)
        if item is not None:
            self.first_seen.setdefault(item.id, self.now)
            self.holds[person.id] = item.id
            self.taken += 1
            if vanish := self.chance.random() < 0.05:
                self._half_typed(person, item.id)
            self.busy_until[person.id] = self.now + (60 if vanish else self.chance.choice([TICK, 2 * TICK]))
            return
        self._look_second(person)

    def _half_typed(self, person: Person, item_id: int) -> None:
        words = f"đang đọc văn bản, việc {item_id}"
        with transaction() as session:
            form_drafts.save(session, person, item_id, DraftForm.CONCLUSION, [("ly_do", words)], 0)
        self.drafts[item_id, person.id] = words

    def _look_second(self, person: Person) -> None:
        with transaction() as session:
            item = second_review.next_for(session, person)
            if item is None:
                self.idle += 1
                return
            verdict = Verdict.SCAM if self.chance.random() < 0.85 else Verdict.SUSPECTED
            decide.second_look(session, person, item.id, conclusion(self.desk, verdict))
            self.done += 1

    def _finish(self, person: Person, item_id: int) -> None:
        """Conclude, skip or take out what one holds; whoever vanished for too long holds nothing any more."""
        with transaction() as session:
            item = session.get_one(Item, item_id)
            if item.assigned_to != person.id or lease.over(item):
                return
            draw = self.chance.random()
            if draw < 0.1:
                lease.release(session, person, item_id, "ngoài địa bàn")
            elif draw < 0.2:
                lease.dismiss(session, person, item_id, as_opinion=False)
            else:
                fitting = (
                    (Verdict.SCAM, Verdict.NOT_SCAM) if item.queue is Queue.SCAM else (Verdict.ANSWERED,)
                )
                decide.decide(session, person, item_id, conclusion(self.desk, self.chance.choice(fitting)))
            self.done += 1

    def _go_away(self, person: Person) -> None:
        """Away for two hours; what they held runs out by itself."""
        with transaction() as session:
            back = datetime.now(UTC) + timedelta(hours=2)
            assignment.set_absence(session, person.id, back, person.id)
        self.holds.pop(person.id, None)
        self.busy_until[person.id] = self.now + 120

    def _coordinate(self, office_id: int) -> None:
        """The coordinator gives one open item to somebody."""
        boss = self.boss(office_id)
        mine = [one for one in self.people if one.office_id == office_id]
        with transaction() as session:
            waiting = session.scalars(
                select(Item.id).where(Item.office_id == office_id, Item.state == ItemState.OPEN).limit(20)
            ).all()
            if waiting:
                with contextlib.suppress(BadInput):  # away, or concluded on it already
                    giving.give(session, boss, self.chance.choice(waiting), self.chance.choice(mine).id)

    def _pass(self) -> None:
        """Ten minutes go by: everything with a time in it is so much older."""
        ago = timedelta(minutes=TICK)
        with transaction() as session:
            for column in (
                Item.opened_at,
                Item.timed_from,
                Item.due_at,
                Item.escalate_at,
                Item.lease_expires_at,
            ):
                session.execute(update(Item).values({column: column - ago}))
            session.execute(update(GivenItem).values(given_at=GivenItem.given_at - ago))
            session.execute(update(Absence).values(back_at=Absence.back_at - ago))
        self.now += TICK
        self._clock()

    def _clock(self) -> None:
        """What the clock does each minute, and what holds after it: leases that ran out are back, with their drafts kept."""
        with transaction() as session:
            while returned := lease.expire(session):
                self.ran_out += returned
            held = session.execute(
                select(Item.assigned_to, func.count())
                .where(Item.state == ItemState.ASSIGNED)
                .group_by(Item.assigned_to)
            ).all()
            assert [who for who, count in held if count > 1] == [], (
                "somebody who vanished still holds what they had"
            )
            for (item_id, who), words in list(self.drafts.items()):
                item = session.get_one(Item, item_id)
                if item.assigned_to == who:
                    continue
                person = next(one for one in self.people if one.id == who)
                draft = form_drafts.draft_of(session, person, item_id, DraftForm.CONCLUSION)
                assert draft is not None, "a lease ran out and took the draft with it"
                assert draft.first("ly_do") == words
                self.kept += 1
                del self.drafts[item_id, who]

    def _arrive_at(self, session: Session, office_id: int, count: int) -> None:
        now = datetime.now(UTC)
        month = now.date().replace(day=1)
        session.execute(select(func.ensure_post_partition(month)))
        drawn = [self._drawn() for _ in range(count)]
        posts = session.scalars(
            insert(Post).returning(Post.id, sort_by_parameter_order=True),
            [
                {
                    "month": month,
                    "office_id": office_id,
                    "source_id": self.desk.source_id,
                    "kind": PostKind.COMMENT,
                    "own_channel": False,
                    "thread_key": f"{office_id} {self.now} {number}".encode(),
                    "text": "nộp hồ sơ mất phí 50k",
                    "posted_at": now,
                    "state": PostState.ROUTED,
                }
                for number in range(count)
            ],
        ).all()
        made = session.scalars(
            insert(PostAssessment).returning(PostAssessment.id, sort_by_parameter_order=True),
            [
                {
                    "month": month,
                    "post_id": post_id,
                    "post_version": 1,
                    "office_id": office_id,
                    "model": "2026.11.0",
                    "label": KINDS[queue],
                    "abstained": False,
                    "scores": [1.0 if known is KINDS[queue] else 0.0 for known in Label],
                    "topics": [topic.value],
                }
                for post_id, (queue, topic, _severity) in zip(posts, drawn, strict=True)
            ],
        ).all()
        narratives = session.scalars(
            insert(Narrative).returning(Narrative.id, sort_by_parameter_order=True),
            [
                {
                    "office_id": office_id,
                    "month": month,
                    "post_id": one,
                    "first_seen_at": now,
                    "last_seen_at": now,
                }
                for one in posts
            ],
        ).all()
        session.execute(
            insert(NarrativePost),
            [
                {"month": month, "post_id": post_id, "narrative_id": narrative_id}
                for post_id, narrative_id in zip(posts, narratives, strict=True)
            ],
        )
        found = session.scalars(
            insert(Item).returning(Item.id, sort_by_parameter_order=True),
            [
                _item(office_id, narrative_id, assessment_id, *kind, now, self.chance)
                for narrative_id, assessment_id, kind in zip(narratives, made, drawn, strict=True)
            ],
        ).all()
        session.execute(
            insert(ItemEvent),
            [
                {
                    "item_id": item_id,
                    "sequence": 1,
                    "kind": EventKind.OPENED,
                    "to_state": ItemState.OPEN,
                    "actor_kind": ActorKind.MACHINE,
                }
                for item_id in found
            ],
        )
        for item_id, (_queue, _topic, severity) in zip(found, drawn, strict=True):
            self.opened[item_id] = (self.now, severity)

    def _drawn(self) -> tuple[Queue, Topic, Severity]:
        queue = self.chance.choice(tuple(KINDS))
        severity = self.chance.choice(
            [Severity.HIGH, Severity.MEDIUM] if queue is Queue.SCAM else [Severity.MEDIUM, Severity.LOW]
        )
        return queue, self.chance.choice(TOPICS), severity


def _item(
    office_id: int,
    narrative_id: int,
    assessment_id: int,
    queue: Queue,
    topic: Topic,
    severity: Severity,
    now: datetime,
    chance: random.Random,
) -> dict[str, object]:
    due, escalate = WAITS[severity]
    harm = {Severity.HIGH: 1.0, Severity.MEDIUM: 0.6, Severity.LOW: 0.2}[severity]
    return {
        "office_id": office_id,
        "narrative_id": narrative_id,
        "assessment_id": assessment_id,
        "queue": queue,
        "label": KINDS[queue],
        "severity": severity,
        "topic": topic,
        "headline": "nộp hồ sơ mất phí 50k",
        "own_channel": False,
        "opened_at": now,
        "timed_from": now,
        "due_at": now + timedelta(hours=due),
        "escalate_at": now + timedelta(hours=escalate),
        "harm": Decimal(str(harm)),
        "reach": Decimal(str(round(chance.random(), 3))),
        "novelty": Decimal(1),
        "doubt": Decimal("0.2"),
    }


def run(shift: Shift, steps: int, arriving: Callable[[int], int]) -> None:
    """A whole shift: so many steps of ten minutes, ``arriving`` says how many items come in at each."""
    for number in range(steps):
        if count := arriving(number):
            shift.arrive(count)
        shift.step()
