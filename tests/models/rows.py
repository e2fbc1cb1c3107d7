"""Rows for tests of the schema and the queries: each function adds one row with sensible defaults."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import func, select

from models.base import Base
from models.queries import priority
from models.queries.sources import ROOT_OFFICE, office_by_code
from models.session import Session
from models.tables.account import Account, AccountRole
from models.tables.assessment import AssessmentSlot, PostAssessment
from models.tables.decision import Decision, DecisionPassage, StandingVerdict
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
    ItemState,
    Label,
    Modality,
    OfficeLevel,
    PostKind,
    PostState,
    Queue,
    ReplyState,
    Role,
    Severity,
    SlotKind,
    SourceKind,
    Topic,
    Verdict,
)

OLD_AFTER = timedelta(seconds=priority.OLD_AFTER_SECONDS)
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MONTH = date(2026, 11, 1)
LABELS = {
    Queue.SCAM: Label.SCAM,
    Queue.CLAIMS: Label.CLAIM,
    Queue.QUESTIONS: Label.QUESTION,
    Queue.GRIEVANCES: Label.GRIEVANCE,
}
_numbers = itertools.count(1)
R = TypeVar("R", bound=Base)


@dataclass
class Rows:
    """Adds rows to one session; what a row needs and was not given is made on the way."""

    session: Session
    _root: int | None = field(default=None, repr=False)

    def _add(self, row: R, given: dict[str, Any]) -> R:
        for name, value in given.items():
            setattr(row, name, value)
        self.session.add(row)
        self.session.flush()
        return row

    @property
    def root(self) -> int:
        """The office the first migration made."""
        if self._root is None:
            self._root = office_by_code(self.session, ROOT_OFFICE).id
        return self._root

    def office(self, **given: Any) -> Office:
        """A commune under the root office."""
        number = next(_numbers)
        return self._add(
            Office(code=f"xa{number}", name=f"Xã {number}", level=OfficeLevel.COMMUNE, parent_id=self.root),
            given,
        )

    def account(self, *roles: Role, **given: Any) -> Account:
        """A member of staff."""
        number = next(_numbers)
        account = self._add(
            Account(office_id=self.root, username=f"ctv{number}", label=f"CTV {number}", password_hash="x"),
            given,
        )
        self.session.add_all(AccountRole(account_id=account.id, role=role) for role in roles)
        self.session.flush()
        return account

    def source(self, **given: Any) -> Source:
        """A feed of the root office."""
        number = next(_numbers)
        return self._add(
            Source(
                office_id=self.root,
                name=f"Nguồn {number}",
                kind=SourceKind.FEED,
                url=f"https://nguon{number}.example/rss",
            ),
            given,
        )

    def run(self, source: Source | None = None, **given: Any) -> Run:
        """A queued crawl."""
        source = source or self.source()
        return self._add(Run(office_id=source.office_id, source_id=source.id), given)

    def month(self, wanted: date = MONTH) -> None:
        """The partition of a month."""
        self.session.execute(select(func.ensure_post_partition(wanted)))

    def post(self, source: Source | None = None, **given: Any) -> Post:
        """A masked comment that waits for assessment."""
        source = source or self.source()
        number = next(_numbers)
        self.month(given.get("month", MONTH))
        return self._add(
            Post(
                month=MONTH,
                office_id=source.office_id,
                source_id=source.id,
                kind=PostKind.COMMENT,
                own_channel=source.own_channel,
                thread_key=f"luồng {number}".encode(),
                text=f"Từ 1/12 nộp hồ sơ mất phí 50k ({number})",
                posted_at=NOW,
                collected_at=NOW,
            ),
            given,
        )

    def assessment(
        self, post: Post | None = None, label: Label = Label.CLAIM, **given: Any
    ) -> PostAssessment:
        """The current assessment of a post."""
        post = post or self.post(state=PostState.ASSESSED)
        return self._add(
            PostAssessment(
                month=post.month,
                post_id=post.id,
                post_version=post.version,
                office_id=post.office_id,
                model="2026.11.0",
                label=label,
                abstained=False,
                scores=[1.0 if known is label else 0.0 for known in Label],
                topics=[Topic.DICH_VU_CONG.value],
            ),
            given,
        )

    def slot(self, assessment: PostAssessment | None = None, **given: Any) -> AssessmentSlot:
        """A fee of 50k."""
        assessment = assessment or self.assessment()
        return self._add(
            AssessmentSlot(
                assessment_id=assessment.id,
                position=0,
                kind=SlotKind.FEE,
                text="50k",
                value="50000",
                unit="VND",
                modality=Modality.IN_FORCE,
                start=27,
                end=30,
            ),
            given,
        )

    def narrative(self, post: Post | None = None, **given: Any) -> Narrative:
        """A narrative of one post."""
        post = post or self.post(state=PostState.ROUTED)
        narrative = self._add(
            Narrative(
                office_id=post.office_id,
                month=post.month,
                post_id=post.id,
                first_seen_at=post.collected_at,
                last_seen_at=post.collected_at,
            ),
            given,
        )
        self.session.add(NarrativePost(month=post.month, post_id=post.id, narrative_id=narrative.id))
        self.session.flush()
        return narrative

    def item(self, queue: Queue = Queue.CLAIMS, post: Post | None = None, **given: Any) -> Item:
        """An open item as the router leaves it, with its post, assessment, slot, narrative and first event."""
        item = self.item_without_event(queue, post, **given)
        self.event(item, EventKind.OPENED, actor_kind=ActorKind.MACHINE, from_state=None, actor_id=None)
        return item

    def item_without_event(self, queue: Queue = Queue.CLAIMS, post: Post | None = None, **given: Any) -> Item:
        """The same, without history."""
        post = post or self.post(
            source=self.source(own_channel=queue is Queue.GRIEVANCES), state=PostState.ROUTED
        )
        label = LABELS[queue]
        assessment = self.assessment(post, label)
        slot = self.slot(assessment)
        narrative = self.narrative(post)
        if "novelty" in given:
            narrative.first_seen_at = func.now() - OLD_AFTER * (1 - given["novelty"])
        if "opened_at" in given:
            given.setdefault("timed_from", given["opened_at"])
        item = self._add(
            Item(
                office_id=post.office_id,
                narrative_id=narrative.id,
                assessment_id=assessment.id,
                queue=queue,
                label=label,
                severity=Severity.HIGH,
                topic=Topic.DICH_VU_CONG,
                headline=post.text or "",
                primary_slot_id=slot.id if queue is Queue.CLAIMS else None,
                own_channel=post.own_channel,
                opened_at=NOW,
                due_at=NOW + timedelta(hours=4),
                escalate_at=NOW + timedelta(hours=8),
                harm=0.7,
                reach=0,
                novelty=1,
                doubt=0.2,
            ),
            given,
        )
        priority.reckon(self.session, [item.id])
        self.session.refresh(item, ["priority", "novelty"])
        return item

    def event(self, item: Item, kind: EventKind, **given: Any) -> ItemEvent:
        """An event of a person, the next in the item's history."""
        last = self.session.scalar(select(func.max(ItemEvent.sequence)).where(ItemEvent.item_id == item.id))
        values = {
            "item_id": item.id,
            "sequence": (last or 0) + 1,
            "kind": kind,
            "from_state": item.state or ItemState.OPEN,
            "to_state": item.state or ItemState.OPEN,
            "actor_kind": ActorKind.PERSON,
        } | given
        if values["actor_kind"] is ActorKind.PERSON and "actor_id" not in given:
            values["actor_id"] = self.account(Role.REVIEWER).id
        return self._add(ItemEvent(**values), {})

    def document(self, **given: Any) -> Document:
        """A resolution in force since August."""
        number = next(_numbers)
        return self._add(
            Document(
                office_id=self.root,
                number=f"{number}/2026/NQ-HĐND",
                issued=date(2026, 7, 10),
                issuer="Hội đồng nhân dân tỉnh Sông Lam",
                kind="Nghị quyết",
                title="Về phí",
                effective_from=date(2026, 8, 1),
                sha256=sha256(str(number).encode()).digest(),
                filename=f"nq{number}.docx",
            ),
            given,
        )

    def passage(self, document: Document | None = None, **given: Any) -> DocumentPassage:
        """A passage that says that nothing is charged."""
        document = document or self.document()
        text = given.get("text", "Không thu phí nộp hồ sơ.")
        return self._add(
            DocumentPassage(
                document_id=document.id,
                path=f"Điều {next(_numbers)}",
                position=next(_numbers),
                text=text,
                sha256=sha256(text.encode()).digest(),
            ),
            given,
        )

    def decision(
        self, item: Item | None = None, cites: DocumentPassage | None = None, **given: Any
    ) -> Decision:
        """A first conclusion that a claim is false, citing a passage."""
        item = item or self.item()
        values = {
            "office_id": item.office_id,
            "item_id": item.id,
            "round": 1,
            "verdict": Verdict.FALSE,
            "sentence": "Nộp hồ sơ mất phí 50k",
            "rationale": "Văn bản ghi không thu phí.",
            "valid_from": NOW.date(),
            "idempotency_key": f"k{next(_numbers)}",
        } | given
        if "decided_by" not in values:
            values["decided_by"] = self.account(Role.REVIEWER).id
        decision = self._add(Decision(**values), {})
        passage = cites or self.passage()
        self.session.add(DecisionPassage(decision_id=decision.id, passage_id=passage.id))
        self.session.flush()
        return decision

    def verdict(self, decision: Decision | None = None, **given: Any) -> StandingVerdict:
        """A decision that stands for half a year."""
        decision = decision or self.decision()
        return self._add(
            StandingVerdict(
                office_id=decision.office_id,
                item_id=decision.item_id,
                decision_id=decision.id,
                verdict=decision.verdict,
                valid_from=decision.valid_from,
                valid_until=decision.valid_from + timedelta(days=180),
            ),
            given,
        )

    def channel(self, **given: Any) -> Channel:
        """The root office's own page."""
        number = next(_numbers)
        return self._add(
            Channel(
                office_id=self.root, name="Trang của cơ quan", url_prefix=f"https://kenh{number}.example/"
            ),
            given,
        )

    def reply(self, item: Item | None = None, *, cited: bool = True, **given: Any) -> Reply:
        """A draft of two sentences, the second citing a passage."""
        item = item or self.item()
        drafted_by = given.pop("drafted_by", None) or self.account(Role.REVIEWER).id
        reply = self._add(
            Reply(office_id=item.office_id, item_id=item.id, drafted_by=drafted_by, state=ReplyState.DRAFT),
            given,
        )
        passage = self.passage() if cited else None
        self.session.add_all(
            [
                ReplySentence(reply_id=reply.id, position=0, text="Cảm ơn bác đã hỏi."),
                ReplySentence(
                    reply_id=reply.id,
                    position=1,
                    text="Nộp hồ sơ trực tuyến không mất phí.",
                    passage_id=passage.id if passage else None,
                ),
            ]
        )
        self.session.flush()
        return reply

    def approve(self, reply: Reply) -> Reply:
        """The approval of a reply by another person."""
        approver = self.account(Role.APPROVER)
        reply.state, reply.approved_by, reply.approved_at = ReplyState.APPROVED, approver.id, NOW
        self.session.flush()
        return reply

    def posting(self, reply: Reply, channel: Channel | None = None, **given: Any) -> ReplyPosting:
        """Where an approved reply was posted."""
        channel = channel or self.channel(office_id=reply.office_id)
        url = given.pop("url", channel.url_prefix + f"bai/{next(_numbers)}")
        return self._add(
            ReplyPosting(
                reply_id=reply.id,
                item_id=reply.item_id,
                channel_id=channel.id,
                url=url,
                thread_key=sha256(url.encode()).digest(),
                posted_by=reply.approved_by or 0,
            ),
            given,
        )
