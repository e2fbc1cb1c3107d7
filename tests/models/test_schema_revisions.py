"""The schema's way forward and back, with rows in every table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from models import migrate
from models.base import Base
from models.desk import defaults
from models.queries import assignment, desk_settings, examples, gaps, jobs
from models.queries.audit import first_broken_row, record
from models.session import Session, dispose, owner_engine, transaction
from models.settings import settings
from models.staff import BrowserKind
from models.tables.account import (
    AccountLink,
    ApiToken,
    KnownBrowser,
    LoginAttempt,
    LoginSession,
    RecoveryCode,
    SecondFactor,
)
from models.tables.assessment import AssessmentEvidence, AssessmentFinding, AssessmentIndicator
from models.tables.classifier import ClassifierFigure, ClassifierVersion
from models.tables.gap import InformationGap
from models.tables.indicator import IndicatorConfirmation, ItemIndicator, ProtectedContact, ScamIndicator
from models.tables.item import ItemNotice
from models.tables.known_claim import ClaimWording, ImportedVerdict
from models.tables.narrative import NarrativeLookalike, NarrativeMove
from models.tables.official import DocumentCitation, DocumentEnding, DocumentLink
from models.tables.outbound import Digest, DigestSetting, Webhook, WebhookDelivery
from models.tables.post import (
    HeardQuestion,
    IndicatorCandidate,
    PostAddress,
    PostBand,
    PostKey,
    PostSignature,
)
from models.tables.presence import FormDraft, FormDraftPart, ItemPresence
from models.tables.public import PublicContact, ReviewRequest
from models.tables.reading import SampleReading
from models.tables.report import (
    ReportLetter,
    ReportOrder,
    ReportRecipient,
    ReportSetting,
    ReportSnapshot,
)
from models.tables.retention import PurgeReceipt
from models.tables.schedule import ScheduleFire
from models.tables.source import Fetch, Host, SetAside, SetAsideAddress
from models.vocabulary import (
    ActorKind,
    DigestFrequency,
    DocumentRelation,
    DraftForm,
    EventKind,
    GapEventKind,
    IndicatorKind,
    Label,
    PlaceLevel,
    Queue,
    Relation,
    RetentionClass,
    Role,
    Topic,
    Verdict,
    WebhookEvent,
)
from tests.database import TestDatabase
from tests.models.rows import NOW, Rows
from tests.models.test_schema_columns import ENGINE, PARTITION

pytestmark = pytest.mark.database

REVISIONS = [found.revision for found in reversed(list(migrate._script().walk_revisions()))]


def fill(session: Session) -> None:
    """At least one row in every table."""
    rows = Rows(session)
    person = rows.account(Role.REVIEWER)
    passage = rows.passage()
    item = rows.item(Queue.CLAIMS)
    scam = rows.item(Queue.SCAM)
    month, post_id = item.assessment.month, item.assessment.post_id
    key = {"month": month, "post_id": post_id}
    session.add_all(
        [
            LoginSession(token_hash=b"t", account_id=person.id, kind=BrowserKind.PHONE, expires_at=NOW),
            AccountLink(account_id=person.id, token_hash=b"l", expires_at=NOW),
            KnownBrowser(account_id=person.id, token_hash=b"b", expires_at=NOW),
            SecondFactor(account_id=person.id, sealed=b"s"),
            RecoveryCode(account_id=person.id, code_hash=b"c"),
            LoginAttempt(key=b"k"),
            ApiToken(account_id=person.id, name="n", token_hash=b"t", scopes=["a"], expires_at=NOW),
            AssessmentFinding(
                assessment_id=item.assessment_id, detector="d", code="c", reason="r", start=0, end=1
            ),
            AssessmentIndicator(
                assessment_id=item.assessment_id, kind="url", normalised="u", official=False, start=0, end=1
            ),
            AssessmentEvidence(
                assessment_id=item.assessment_id,
                slot_id=item.primary_slot_id,
                passage_id=passage.id,
                relation=Relation.CONTRADICTS,
                quote="q",
                explanation="e",
            ),
            ClassifierVersion(version="v", sha256=b"x" * 32, artefact=b"a"),
            DocumentCitation(document_id=passage.document_id, position=0, number="1/2020/NĐ-CP"),
            PostKey(source_id=rows.source().id, address_key=b"a", content_key=b"c", **key),
            PostAddress(sealed=b"s", **key),
            PostSignature(signature=b"s", expires_at=NOW + timedelta(days=30), **key),
            PostBand(office_id=item.office_id, band=1, **key),
            IndicatorCandidate(kind=IndicatorKind.PHONE, sealed=b"s", fingerprint=b"f", **key),
            NarrativeLookalike(
                narrative_id=min(item.narrative_id, scam.narrative_id),
                other_id=max(item.narrative_id, scam.narrative_id),
                difference="number",
                ours="50k",
                theirs="100k",
            ),
            NarrativeMove(
                event_id=rows.event(item, EventKind.NOTED).id,
                from_id=item.narrative_id,
                to_id=scam.narrative_id,
                **key,
            ),
            ReportOrder(office_id=rows.root, week="2026-W47"),
            ReportSnapshot(
                office_id=rows.root, week="2026-W47", version=1, content={}, content_hash=b"x" * 32
            ),
            PurgeReceipt(retention_class=RetentionClass.UNQUEUED_TEXT, purged_count=1, hash=b"x"),
            ScheduleFire(schedule_id=1, fire_at=NOW),
            Fetch(source_id=rows.source().id, url_key=b"u", status=200),
            Host(name="songlam.example"),
            ItemPresence(item_id=item.id, account_id=person.id),
            FormDraft(
                account_id=person.id,
                item_id=item.id,
                form=DraftForm.REPLY,
                revision=1,
                parts=[FormDraftPart(position=0, field="cau", text="t")],
            ),
            HeardQuestion(heard_on=NOW.date(), place=PlaceLevel.HAMLET, topic=Topic.KHAC, **key),
            ProtectedContact(value="songlam.example"),
            DigestSetting(account_id=person.id, frequency=DigestFrequency.DAILY, hour=7, sealed_address=b"s"),
            Digest(account_id=person.id, period="2026-11-27"),
        ]
    )
    report = ReportSnapshot(
        office_id=rows.root,
        week="2026-W46",
        version=1,
        content={},
        content_hash=b"y" * 32,
        approved_by=person.id,
        approved_at=NOW,
    )
    recipient = ReportRecipient(office_id=rows.root, name="n", sealed_address=b"s", added_by=person.id)
    session.add_all([report, recipient, ReportSetting(office_id=rows.root, form="dang")])
    session.flush()
    session.add(
        ReportLetter(snapshot_id=report.id, approved_by=person.id, recipient_id=recipient.id, form="dang")
    )
    model = session.query(ClassifierVersion).filter_by(version="v").one()
    shares = dict.fromkeys(
        ("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high"), 1
    )
    session.add(ClassifierFigure(classifier_id=model.id, label=Label.SCAM, posts=1, **shares))
    gap = InformationGap(
        office_id=item.office_id,
        item_id=item.id,
        topic=Topic.KHAC,
        verdict=Verdict.OFFICIAL_UNCLEAR,
        missing="m",
        opened_by=person.id,
        due_at=NOW,
    )
    session.add(gap)
    session.flush()
    gaps.add_event(session, gap, GapEventKind.OPENED, person.id, "m")
    examples.keep_example(session, item, person.id, Label.QUESTION, Topic.KHAC)
    labels = {"label": Label.CLAIM, "machine_label": Label.OPINION, "model": "m"}
    session.add(SampleReading(office_id=item.office_id, read_by=person.id, **key, **labels))
    page = SetAside(office_id=rows.root, stage="crawl", error_code="e", reason="r")
    session.add(page)
    session.flush()
    session.add(SetAsideAddress(set_aside_id=page.id, sealed=b"s", expires_at=NOW))
    webhook = Webhook(
        office_id=rows.root,
        name="n",
        host="songlam.example",
        sealed_url=b"s",
        sealed_secret=b"s",
        events=[WebhookEvent.REPORT_APPROVED.value],
        created_by=person.id,
    )
    session.add(webhook)
    session.flush()
    session.add(
        WebhookDelivery(
            webhook_id=webhook.id, event=WebhookEvent.REPORT_APPROVED, subject="1", happened_at=NOW
        )
    )
    indicator = ScamIndicator(
        office_id=item.office_id,
        kind=IndicatorKind.PHONE,
        fingerprint=b"f",
        sealed=b"s",
        defanged="0••",
        last_seen_at=NOW,
    )
    session.add(indicator)
    session.flush()
    session.add(ItemIndicator(item_id=scam.id, indicator_id=indicator.id))
    session.add(IndicatorConfirmation(indicator_id=indicator.id, account_id=person.id))
    standing = rows.verdict(rows.decision(item, cites=passage))
    link = DocumentLink(
        document_id=passage.document_id,
        position=0,
        relation=DocumentRelation.REPLACES,
        number="01/2020/NĐ-CP",
        path="Điều 1",
        sentence="s",
    )
    session.add(link)
    session.flush()
    session.add(
        DocumentEnding(
            document_id=passage.document_id, link_id=link.id, ends_on=NOW.date(), confirmed_by=person.id
        )
    )
    session.add(ItemNotice(event_id=rows.event(item, EventKind.NOTED).id, account_id=person.id))
    session.add(ClaimWording(standing_verdict_id=standing.id, text="w", added_by=person.id))
    session.add(ImportedVerdict(office_id=rows.root, publisher="p", sentence="s", verdict=Verdict.FALSE))
    session.add(
        ReviewRequest(
            office_id=item.office_id,
            item_id=item.id,
            standing_verdict_id=standing.id,
            receipt_hash=bytes(32),
            reason="r",
            due_at=NOW,
        )
    )
    session.add(
        PublicContact(office_id=rows.root, name="n", number="113 114", found_in="f", added_by=person.id)
    )
    desk_settings.save(session, rows.root, defaults(settings()), person.id)
    assignment.add_rule(session, rows.root, person.id, None, Topic.KHAC, person.id)
    assignment.give(session, item.id, person.id, person.id)
    rows.event(item, EventKind.GIVEN, actor_kind=ActorKind.PERSON, actor_id=person.id)
    assignment.set_absence(session, person.id, NOW, person.id)
    rows.posting(rows.approve(rows.reply(item)))
    rows.run()
    jobs.nudge(session, "assess")
    record(session, "thử", "thử")
    session.flush()


def empty_tables(session: Session) -> list[str]:
    """Tables of ours without a row."""
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if not session.scalar(text(f'SELECT EXISTS (SELECT FROM "{table.name}")'))  # noqa: S608
    ]


def schema(db: TestDatabase) -> list[tuple[Any, ...]]:
    """Everything the catalogue knows of our tables, functions, triggers and rights."""
    described = []
    with db.superuser() as connection:
        for question in (
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
            " WHERE table_schema = 'public'",
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace",
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT proname, prosrc, proacl::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
            "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
            "SELECT attrelid::regclass::text, attname, attacl::text FROM pg_attribute"
            " JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attacl IS NOT NULL",
            "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace",
            "SELECT retention_class || keep_hours FROM retention_rule",
            "SELECT name || task || cron FROM schedule",
            "SELECT code || name FROM office",
        ):
            described += [tuple(map(str, row)) for row in connection.execute(question).fetchall()]
    return sorted(described)


def test_the_filler_fills_every_table(db: TestDatabase) -> None:
    """Otherwise the tests below would prove less than they say."""
    with transaction() as session:
        fill(session)
        assert empty_tables(session) == []


def test_the_tables_of_the_code_are_those_of_the_revisions(db: TestDatabase) -> None:
    """Autogeneration finds nothing to do."""

    def ours(found: Any, name: str | None, kind: str, reflected: bool, _: Any) -> bool:
        if kind == "foreign_key_constraint" and reflected:  # a key to post is shown once more for each month
            return not PARTITION.fullmatch(found.elements[0].target_fullname.split(".")[0])
        return kind != "table" or not (ENGINE.fullmatch(name or "") or PARTITION.fullmatch(name or ""))

    engine = owner_engine()
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": ours}
        )
        found = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert found == []


def test_checks_of_the_code_are_those_of_the_revisions(db: TestDatabase) -> None:
    """Autogeneration does not look at CHECK constraints; this does: by table and name."""
    wanted = {
        (table.name, str(constraint.name))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.__visit_name__ in ("check_constraint", "table_or_column_check_constraint")
    }
    with db.superuser() as connection:
        found = {
            (table, name)
            for table, name in connection.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
            ).fetchall()
            if not ENGINE.fullmatch(table) and not PARTITION.fullmatch(table)
        }
    assert found == wanted


def test_there_and_back_again_with_rows(db: TestDatabase) -> None:
    before = schema(db)
    with transaction() as session:
        fill(session)
    dispose()
    migrate.downgrade("base")
    with db.superuser() as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " UNION SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
        ).fetchall()
    assert {name for (name,) in left if "alembic_version" not in name} == set()
    migrate.upgrade()
    assert schema(db) == before
    with transaction() as session:
        fill(session)
        assert empty_tables(session) == []
        assert first_broken_row(session) is None


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_each_revision_goes_back_and_forth_with_rows(db: TestDatabase, revision: str) -> None:
    before = schema(db)
    with transaction() as session:
        fill(session)
    dispose()
    migrate.downgrade(revision)
    assert migrate.current() == revision
    migrate.upgrade()
    assert schema(db) == before


def test_revisions_are_one_line() -> None:
    script: ScriptDirectory = migrate._script()
    assert [found.revision for found in script.walk_revisions()][::-1] == REVISIONS
    assert len(script.get_heads()) == len(script.get_bases()) == 1
