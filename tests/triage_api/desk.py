"""Rows for tests of the desk: an office with people, a document, and items as the pipeline leaves them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from models.queries import accounts, channels, offices, priority
from models.queries.accounts import Person
from models.queries.official import DocumentRecord, add_document
from models.queries.sources import SourceRecord, save_source
from models.session import Session, transaction
from models.tables.assessment import AssessmentEvidence, AssessmentSlot, PostAssessment
from models.tables.item import Item, ItemEvent
from models.tables.narrative import Narrative, NarrativePost
from models.tables.official import DocumentPassage
from models.tables.post import Post
from models.vocabulary import (
    ActorKind,
    Distortion,
    EventKind,
    ItemState,
    Label,
    Modality,
    OfficeLevel,
    PostKind,
    PostState,
    Queue,
    Relation,
    Role,
    Severity,
    SlotKind,
    SourceKind,
    Topic,
    Verdict,
)
from triage_api import security
from triage_api.services.decide import Conclusion

PASSWORD = "mat-khau-thu-nghiem"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Made cheaply: hundreds of sign-ins of the tests verify it, and what they prove is not the price of a guess."""
_numbers = itertools.count(1)
PASSAGE = "Không thu phí đăng ký tài khoản, phí nộp hồ sơ trên Cổng dịch vụ công."


@dataclass
class Desk:
    """One office's desk. People are made on demand and remembered by user name."""

    office_id: int
    source_id: int
    passage_id: int
    people: dict[str, int] = field(default_factory=dict)

    def person(self, username: str, *roles: Role, office_id: int | None = None) -> Person:
        """A member of staff, the same one for the same user name."""
        with transaction() as session:
            if username not in self.people:
                self.people[username] = accounts.add_account(
                    session,
                    office_id or self.office_id,
                    username,
                    username.upper(),
                    CHEAP,
                    roles or (Role.REVIEWER,),
                )
            found = accounts.person(session, self.people[username])
        assert found is not None
        return found

    def item(
        self,
        text: str = "Từ 1/12 nộp hồ sơ ở xã mất phí 50k",
        queue: Queue = Queue.CLAIMS,
        severity: Severity = Severity.HIGH,
        *,
        harm: float = 0.7,
        own_channel: bool = False,
        office_id: int | None = None,
        opened_hours_ago: float = 1.0,
    ) -> int:
        """An open item as the router leaves it; returns its id."""
        with transaction() as session:
            return _item(self, session, text, queue, severity, harm, own_channel, office_id, opened_hours_ago)


def make_desk() -> Desk:
    """A commune under a province, a registered channel, a source and a document with one passage."""
    with transaction() as session:
        offices.ensure_office(session, "songlam", "UBND tỉnh Sông Lam", OfficeLevel.PROVINCE, "goc")
        office_id = offices.ensure_office(
            session, "dongmay", "UBND xã Đồng Mây", OfficeLevel.COMMUNE, "songlam"
        )
        channels.ensure_channel(session, office_id, "Trang của xã", "https://dongmay.songlam.example/")
        source_id = save_source(
            session, office_id, SourceRecord("Diễn đàn Chợ Mây", SourceKind.FORUM, "https://chomay.example/")
        )
        added = add_document(
            session,
            office_id,
            DocumentRecord(
                number="12/2026/NQ-HĐND",
                issued=date(2026, 7, 10),
                issuer="HĐND tỉnh Sông Lam",
                kind="Nghị quyết",
                title="Về phí khi nộp hồ sơ trực tuyến",
                draft=False,
                effective_from=date(2026, 8, 1),
                effective_until=None,
                filename="nq12.txt",
                data=PASSAGE.encode(),
                passages=(("Điều 5 khoản 1", PASSAGE),),
            ),
        )
        passage = session.query(DocumentPassage).filter_by(document_id=added.document_id).one()
        return Desk(office_id, source_id, passage.id)


def sign_in(client: TestClient, username: str) -> str:
    """Sign a test client in; returns the cross-site token of its session."""
    client.get("/dang-nhap")
    form = {"username": username, "password": PASSWORD, "csrf": token_of(client)}
    answer = client.post("/dang-nhap", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return token_of(client)


def token_of(client: TestClient) -> str:
    """The cross-site token the forms of this client carry."""
    for name in (security.COOKIE, security.FORM_COOKIE):
        if name in client.cookies:
            return security.csrf_token(client.cookies[name])
    raise AssertionError("the client has not opened a page yet")


LABELS = {
    Queue.SCAM: Label.SCAM,
    Queue.CLAIMS: Label.CLAIM,
    Queue.QUESTIONS: Label.QUESTION,
    Queue.GRIEVANCES: Label.GRIEVANCE,
}


def _item(
    desk: Desk,
    session: Session,
    text: str,
    queue: Queue,
    severity: Severity,
    harm: float,
    own_channel: bool,
    office_id: int | None,
    opened_hours_ago: float,
) -> int:
    from sqlalchemy import func, select

    now = datetime.now(UTC)
    office = office_id or desk.office_id
    month = now.date().replace(day=1)
    session.execute(select(func.ensure_post_partition(month)))
    post = Post(
        month=month,
        office_id=office,
        source_id=desk.source_id,
        kind=PostKind.COMMENT,
        own_channel=own_channel,
        thread_key=f"luồng {next(_numbers)}".encode(),
        text=text,
        posted_at=now - timedelta(hours=opened_hours_ago),
        state=PostState.ROUTED,
    )
    session.add(post)
    session.flush()
    label = LABELS[queue]
    assessment = PostAssessment(
        month=month,
        post_id=post.id,
        post_version=1,
        office_id=office,
        model="2026.11.0",
        label=label,
        abstained=False,
        scores=[1.0 if known is label else 0.0 for known in Label],
        topics=[Topic.DICH_VU_CONG.value],
    )
    session.add(assessment)
    session.flush()
    slot = None
    if queue is Queue.CLAIMS:
        start = text.find("50k")
        slot = AssessmentSlot(
            assessment_id=assessment.id,
            position=0,
            kind=SlotKind.FEE,
            text="50k",
            value="50000",
            unit="VND",
            modality=Modality.IN_FORCE,
            start=max(start, 0),
            end=max(start, 0) + 3,
        )
        session.add(slot)
        session.flush()
        session.add(
            AssessmentEvidence(
                assessment_id=assessment.id,
                slot_id=slot.id,
                passage_id=desk.passage_id,
                relation=Relation.CONTRADICTS,
                distortion=Distortion.CONTRADICTED,
                quote="Không thu phí",
                explanation="Bài viết: 50.000 đồng; văn bản: không thu phí.",
                score=Decimal("0.9"),
            )
        )
    narrative = Narrative(
        office_id=office,
        month=month,
        post_id=post.id,
        first_seen_at=post.posted_at,
        last_seen_at=post.posted_at,
    )
    session.add(narrative)
    session.flush()
    session.add(NarrativePost(month=month, post_id=post.id, narrative_id=narrative.id))
    opened = now - timedelta(hours=opened_hours_ago)
    item = Item(
        office_id=office,
        narrative_id=narrative.id,
        assessment_id=assessment.id,
        queue=queue,
        label=label,
        severity=severity,
        distortion=Distortion.CONTRADICTED if queue is Queue.CLAIMS else None,
        topic=Topic.DICH_VU_CONG,
        headline=text,
        primary_slot_id=slot.id if slot else None,
        own_channel=own_channel,
        opened_at=opened,
        timed_from=opened,
        due_at=opened + timedelta(hours=4),
        escalate_at=opened + timedelta(hours=8),
        harm=Decimal(str(harm)),
        reach=Decimal(0),
        novelty=Decimal(1),
        doubt=Decimal("0.2"),
    )
    session.add(item)
    session.flush()
    priority.reckon(session, [item.id])
    session.add(
        ItemEvent(
            item_id=item.id,
            sequence=1,
            kind=EventKind.OPENED,
            to_state=ItemState.OPEN,
            actor_kind=ActorKind.MACHINE,
            note="2026.11.0",
        )
    )
    session.flush()
    return item.id


def conclusion(desk: Desk, verdict: Verdict, **more: Any) -> Conclusion:
    """A complete conclusion with a key of its own; ``more`` changes parts of it."""
    given: dict[str, Any] = {
        "sentence": "nộp hồ sơ mất phí 50k",
        "rationale": "Văn bản nêu không thu phí.",
        "passage_ids": (desk.passage_id,),
        "idempotency_key": f"khoa-thu-{next(_numbers)}",
    }
    return Conclusion(verdict=verdict, **{**given, **more})
