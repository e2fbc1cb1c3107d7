"""Rows for tests of what is counted: offices, sources, posts, items and what people did with them.

Everything goes in through the tables, at times the test chooses, and is flushed, not committed:

>>> town = make_office(session, "xa-dong-may", "Xã Đồng Mây")          # doctest: +SKIP
>>> asked = make_posts(session, town, 12, Label.QUESTION, Topic.AN_SINH, at=MONDAY)
>>> item = make_item(session, asked, Queue.QUESTIONS, at=MONDAY)
>>> close(session, item, make_person(session, town), at=TUESDAY)
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.queries.intake import LOCAL
from models.tables.account import Account
from models.tables.assessment import AssessmentSlot, PostAssessment
from models.tables.decision import Decision, DecisionPassage, StandingVerdict
from models.tables.gap import InformationGap
from models.tables.indicator import ItemIndicator, ScamIndicator
from models.tables.item import Item, ItemEvent
from models.tables.narrative import Narrative, NarrativePost
from models.tables.office import Office
from models.tables.official import Document, DocumentPassage
from models.tables.post import Post
from models.tables.reply import Channel, Reply, ReplyPosting, ReplySentence
from models.tables.source import Run, Source
from models.vocabulary import (
    ActorKind,
    EventKind,
    IndicatorKind,
    ItemState,
    Label,
    Modality,
    OfficeLevel,
    PostKind,
    PostState,
    Queue,
    ReplyState,
    RunState,
    Severity,
    SlotKind,
    SourceKind,
    Topic,
    Verdict,
)

MODEL = "2026.11.0"
LABEL_OF = {
    Queue.SCAM: Label.SCAM,
    Queue.CLAIMS: Label.CLAIM,
    Queue.QUESTIONS: Label.QUESTION,
    Queue.GRIEVANCES: Label.GRIEVANCE,
}
_numbers = itertools.count(1)


def local(day: int, hour: int = 9, month: int = 11, year: int = 2026) -> datetime:
    """A moment of November 2026 in Vietnam unless said otherwise; 2026-W47 is the 16th to the 22nd."""
    return datetime(year, month, day, hour, tzinfo=LOCAL)


def make_office(session: Session, code: str, name: str, parent: Office | None = None) -> Office:
    """An office, under the root unless a parent is given."""
    above = parent.id if parent else session.scalars(select(Office.id).where(Office.code == "goc")).one()
    office = Office(code=code, name=name, level=OfficeLevel.COMMUNE, parent_id=above)
    session.add(office)
    session.flush()
    return office


def make_person(session: Session, office: Office) -> Account:
    """A member of staff."""
    number = next(_numbers)
    account = Account(office_id=office.id, username=f"ctv{number}", label=f"CTV {number}", password_hash="x")
    session.add(account)
    session.flush()
    return account


def make_source(
    session: Session, office: Office, name: str | None = None, own_channel: bool = False
) -> Source:
    """A source of an office; the same one for the same name."""
    name = name or ("Trang của xã" if own_channel else "Diễn đàn")
    known = session.scalar(select(Source).where(Source.office_id == office.id, Source.name == name))
    if known is not None:
        return known
    source = Source(
        office_id=office.id,
        name=name,
        kind=SourceKind.FEED,
        url=f"https://nguon{next(_numbers)}.example/feed",
        own_channel=own_channel,
    )
    session.add(source)
    session.flush()
    return source


def make_run(session: Session, source: Source, at: datetime, failed: bool = False) -> Run:
    """A finished run of a source."""
    run = Run(
        office_id=source.office_id,
        source_id=source.id,
        state=RunState.FAILED if failed else RunState.DONE,
        queued_at=at,
        started_at=at,
        finished_at=at,
        error_code="source_error" if failed else None,
    )
    session.add(run)
    session.flush()
    return run


def make_posts(
    session: Session,
    office: Office,
    count: int,
    label: Label | None,
    topic: Topic | None = None,
    *,
    at: datetime,
    text: str = "Nội dung đã ẩn danh",
    own_channel: bool = False,
) -> list[Post]:
    """Posts collected at a time, assessed with a label (None: not assessed yet) and at most one topic."""
    source = make_source(session, office, own_channel=own_channel)
    month = at.astimezone(LOCAL).date().replace(day=1)
    session.execute(select(func.ensure_post_partition(month)))
    posts = [
        Post(
            month=month,
            office_id=office.id,
            source_id=source.id,
            kind=PostKind.COMMENT,
            own_channel=own_channel,
            thread_key=f"luong-{next(_numbers)}".encode(),
            text=text,
            posted_at=at,
            collected_at=at,
            state=PostState.PENDING if label is None else PostState.ROUTED,
        )
        for _ in range(count)
    ]
    session.add_all(posts)
    session.flush()
    if label is not None:
        session.add_all(
            PostAssessment(
                month=month,
                post_id=post.id,
                post_version=1,
                office_id=office.id,
                model=MODEL,
                label=label,
                abstained=False,
                scores=[1.0 if one is label else 0.0 for one in Label],
                topics=[topic.value] if topic else [],
            )
            for post in posts
        )
        session.flush()
    return posts


def make_item(
    session: Session,
    posts: Sequence[Post],
    queue: Queue,
    topic: Topic = Topic.DICH_VU_CONG,
    *,
    at: datetime,
    headline: str = "Câu cần xem",
    due: datetime | None = None,
) -> Item:
    """A narrative of these posts with its open item, as the router leaves them."""
    first = posts[0]
    assessment = session.scalars(
        select(PostAssessment).where(PostAssessment.month == first.month, PostAssessment.post_id == first.id)
    ).one()
    narrative = Narrative(
        office_id=first.office_id,
        month=first.month,
        post_id=first.id,
        post_count=len(posts),
        first_seen_at=at,
        last_seen_at=at,
    )
    session.add(narrative)
    session.flush()
    session.add_all(
        NarrativePost(month=post.month, post_id=post.id, narrative_id=narrative.id, joined_at=at)
        for post in posts
    )
    slot = AssessmentSlot(
        assessment_id=assessment.id,
        position=0,
        kind=SlotKind.FEE,
        text="50 nghìn",
        value="50000",
        unit="VND",
        modality=Modality.IN_FORCE,
        start=0,
        end=8,
    )
    session.add(slot)
    session.flush()
    due = due or at + timedelta(hours=24)
    item = Item(
        office_id=first.office_id,
        narrative_id=narrative.id,
        assessment_id=assessment.id,
        queue=queue,
        label=LABEL_OF[queue],
        severity=Severity.MEDIUM,
        topic=topic,
        headline=headline,
        primary_slot_id=slot.id if queue is Queue.CLAIMS else None,
        own_channel=queue is Queue.GRIEVANCES,
        opened_at=at,
        due_at=due,
        escalate_at=due + timedelta(hours=24),
        harm=Decimal("0.5"),
        reach=Decimal("0.5"),
        novelty=Decimal("0.5"),
        doubt=Decimal("0.5"),
    )
    session.add(item)
    session.flush()
    add_event(session, item, EventKind.OPENED, ItemState.OPEN, at=at)
    return item


def add_event(
    session: Session,
    item: Item,
    kind: EventKind,
    to_state: ItemState,
    *,
    at: datetime,
    person: Account | None = None,
) -> ItemEvent:
    """One move of an item; the item's own columns follow."""
    last = session.scalar(select(func.max(ItemEvent.sequence)).where(ItemEvent.item_id == item.id)) or 0
    event = ItemEvent(
        item_id=item.id,
        sequence=last + 1,
        kind=kind,
        from_state=item.state if last else None,
        to_state=to_state,
        actor_kind=ActorKind.PERSON if person else ActorKind.MACHINE,
        actor_id=person.id if person else None,
        at=at,
    )
    item.state = to_state
    ended = to_state in (ItemState.CLOSED, ItemState.DISMISSED)
    item.ended_at = at if ended else None
    session.add(event)
    session.flush()
    return event


def close(session: Session, item: Item, person: Account, *, at: datetime) -> None:
    """A person closes an item."""
    add_event(session, item, EventKind.CLOSED, ItemState.CLOSED, at=at, person=person)


def decide(
    session: Session,
    item: Item,
    person: Account,
    verdict: Verdict,
    *,
    at: datetime,
    sentence: str | None = None,
    passages: Sequence[DocumentPassage] = (),
    valid_until: date = date(2027, 6, 30),
) -> StandingVerdict:
    """A person's conclusion that stands from then on."""
    decision = Decision(
        office_id=item.office_id,
        item_id=item.id,
        round=1,
        verdict=verdict,
        sentence=sentence or item.headline,
        rationale="Đã so với văn bản.",
        no_official_text=not passages,
        valid_from=at.date(),
        valid_until=valid_until,
        decided_by=person.id,
        decided_at=at,
        idempotency_key=f"khoa-thu-{next(_numbers)}",
    )
    session.add(decision)
    session.flush()
    session.add_all(DecisionPassage(decision_id=decision.id, passage_id=passage.id) for passage in passages)
    standing = StandingVerdict(
        office_id=item.office_id,
        item_id=item.id,
        decision_id=decision.id,
        verdict=verdict,
        valid_from=at.date(),
        valid_until=valid_until,
        stands_since=at,
    )
    session.add(standing)
    session.flush()
    return standing


def make_gap(
    session: Session,
    item: Item,
    person: Account,
    missing: str,
    *,
    at: datetime,
    due: datetime,
    answered: datetime | None = None,
) -> InformationGap:
    """A ticket for missing official information."""
    gap = InformationGap(
        office_id=item.office_id,
        item_id=item.id,
        topic=item.topic,
        verdict=Verdict.NO_OFFICIAL_ANSWER,
        missing=missing,
        opened_by=person.id,
        opened_at=at,
        due_at=due,
        answered_at=answered,
    )
    session.add(gap)
    session.flush()
    return gap


def make_passage(
    session: Session,
    office: Office,
    number: str = "12/2026/NQ-HĐND",
    path: str = "Điều 4",
    kind: str = "Nghị quyết",
    issued: date = date(2026, 7, 10),
    text: str = "Không thu phí nộp hồ sơ trên Cổng dịch vụ công.",
    begins: date | None = None,
    ends: date | None = None,
    source_url: str | None = None,
) -> DocumentPassage:
    """A passage of a new document, in force from the day it was issued unless said otherwise."""
    serial = next(_numbers)
    document = Document(
        office_id=office.id,
        number=number,
        issued=issued,
        issuer="HĐND tỉnh Sông Lam",
        version=serial,
        kind=kind,
        title="Quy định mức thu",
        effective_from=begins or issued,
        effective_until=ends,
        sha256=hashlib.sha256(str(serial).encode()).digest(),
        filename="van-ban.txt",
        obtained_at=datetime(2026, 8, 1, tzinfo=UTC),
        source_url=source_url,
    )
    passage = DocumentPassage(path=path, position=0, text=text, sha256=hashlib.sha256(text.encode()).digest())
    document.passages = [passage]
    session.add(document)
    session.flush()
    return passage


def make_indicator(
    session: Session,
    item: Item,
    defanged: str,
    kind: IndicatorKind = IndicatorKind.DOMAIN,
    imitates: str | None = None,
) -> ScamIndicator:
    """An indicator of a scam item."""
    indicator = ScamIndicator(
        office_id=item.office_id,
        kind=kind,
        fingerprint=defanged.encode(),
        sealed=b"x",
        defanged=defanged,
        lookalike_of=imitates,
        last_seen_at=item.opened_at,
    )
    session.add(indicator)
    session.flush()
    session.add(ItemIndicator(item_id=item.id, indicator_id=indicator.id))
    session.flush()
    return indicator


def answer(
    session: Session,
    item: Item,
    people: tuple[Account, Account],
    passage: DocumentPassage,
    *,
    at: datetime,
    channel: str,
) -> ReplyPosting:
    """An approved reply that cites a passage, posted on a channel of the office."""
    own = Channel(office_id=item.office_id, name=channel, url_prefix=f"https://kenh{next(_numbers)}.example/")
    reply = Reply(office_id=item.office_id, item_id=item.id, drafted_by=people[0].id, drafted_at=at)
    session.add_all([own, reply])
    session.flush()
    session.add(ReplySentence(reply_id=reply.id, position=0, text="Không mất phí.", passage_id=passage.id))
    session.flush()
    reply.state, reply.approved_by, reply.approved_at = ReplyState.POSTED, people[1].id, at
    session.flush()
    posting = ReplyPosting(
        reply_id=reply.id,
        item_id=item.id,
        channel_id=own.id,
        url=f"{own.url_prefix}bai-1",
        thread_key=f"luong-{next(_numbers)}".encode(),
        posted_by=people[1].id,
        posted_at=at,
    )
    session.add(posting)
    session.flush()
    return posting
