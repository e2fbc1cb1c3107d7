"""I1 in the schema: every column there is was reviewed, and none could hold a person who posts.

A new column goes into ``COLUMNS`` only after somebody asked: can this hold who wrote a post, or free
text nobody looks at?
"""

from __future__ import annotations

import re

import pytest

from models.base import Base
from tests.models.conftest import Shared

pytestmark = pytest.mark.database

COLUMNS = {
    "absence": "account_id back_at set_at set_by",
    "account": "created_at disabled_at id label office_id password_hash password_set_at username",
    "account_link": "account_id created_at expires_at id token_hash",
    "account_role": "account_id role",
    "api_token": "account_id created_at expires_at id last_used_on name revoked_at scopes token_hash",
    "assignment_rule": "account_id created_at created_by id office_id queue topic",
    "assessment_evidence": "assessment_id distortion explanation id passage_id quote relation score slot_id",
    "assessment_finding": "assessment_id code detector end id reason start",
    "assessment_indicator": "assessment_id end id kind lookalike_of normalised official start",
    "assessment_slot": "assessment_id end id kind modality position start text unit value",
    "audit_event": "action actor_id at detail hash id office_id previous_hash subject_id subject_kind",
    "channel": "active created_at id name office_id url_prefix",
    "claim_wording": "added_at added_by id standing_verdict_id text",
    "classifier_figure": "classifier_id label posts precision precision_high precision_low recall recall_high recall_low",
    "classifier_version": "artefact corpus_sha256 created_at id in_use macro_f1 parameters_sha256 promoted_at promoted_by"
    " protected_queued_share protected_queued_upper sha256 version",
    "decision": "current decided_at decided_by id idempotency_key item_id no_official_text office_id rationale round sentence valid_from valid_until verdict",
    "decision_passage": "decision_id passage_id stood",
    "desk_setting": "changed_at changed_by closes days_off due_high due_low due_medium escalate_high escalate_low escalate_medium given_minutes lease_minutes office_id opens second_review_share topic_minutes undo_minutes weight_doubt weight_harm weight_novelty weight_reach weight_time_to_due workdays",
    "digest": "account_id attempts created_at error_code id next_try_at period sent_at state",
    "digest_setting": "account_id changed_at frequency hour sealed_address",
    "document": "added_by confirmed_at confirmed_by draft effective_from effective_until filename id issued issuer kind number obtained_at ocr office_id sha256 source_url title version",
    "document_citation": "document_id id issued issuer name number path position",
    "document_ending": "confirmed_at confirmed_by document_id ends_on held_until id link_id path undone_at undone_by undone_reason",
    "document_link": "document_id id issued issuer name number path position relation sentence since target_paths",
    "document_passage": "document_id effective_until id ocr path position sha256 text",
    "fetch": "body_key etag fetched_at id last_modified source_id status url_key",
    "form_draft": "account_id form id item_id revision saved_at",
    "form_draft_part": "draft_id field position text",
    "gap_event": "actor_id at due_at gap_id id idempotency_key in_charge_id kind note passage_id",
    "heard_question": "heard_on month place post_id topic",
    "given_item": "account_id given_at given_by item_id",
    "host": "name next_request_at robots_body robots_read_at robots_status robots_until run_id stopped_at stopped_by stopped_reason",
    "imported_verdict": "explanation id imported_at imported_by office_id publisher sentence url valid_from valid_until verdict withdrawn_at",
    "indicator_candidate": "created_at fingerprint id kind month post_id sealed",
    "indicator_confirmation": "account_id confirmed_at indicator_id",
    "information_gap": "answered_at due_at id in_charge_id item_id missing office_id opened_at opened_by topic verdict",
    "item": "assessment_id assigned_to distortion doubt due_at ended_at escalate_at escalated gap harm headline id label lease_expires_at merged_into narrative_id novelty office_id opened_at own_channel primary_slot_id priority queue reach severity state timed_from topic unsure version",
    "item_event": "actor_id actor_kind at from_state id idempotency_key item_id kind note sequence to_state",
    "item_indicator": "indicator_id item_id",
    "item_notice": "account_id event_id id seen_at",
    "item_presence": "account_id item_id seen_at",
    "login_attempt": "at id key",
    "login_session": "account_id created_at expires_at id kind last_seen_at pending token_hash",
    "known_browser": "account_id created_at expires_at token_hash",
    "narrative": "first_seen_at id last_seen_at month office_id post_count post_id thread_count",
    "narrative_lookalike": "difference narrative_id other_id ours theirs",
    "narrative_move": "event_id from_id month post_id to_id",
    "narrative_post": "joined_at month narrative_id post_id",
    "office": "code created_at id level name parent_id",
    "post": "attempt collected_at gone_at id kind month office_id own_channel posted_at purge_after retention_class run_id source_id state text thread_key version",
    "post_address": "month post_id sealed",
    "post_assessment": "abstained created_at current id label model month office_id post_id post_version rivals schema_version scores topics",
    "post_band": "band month office_id post_id",
    "post_key": "address_key content_key id last_seen_at month post_id source_id",
    "post_signature": "expires_at month post_id signature",
    "protected_contact": "value",
    "public_contact": "added_at added_by confirmed_at confirmed_by found_in id name number office_id withdrawn_at withdrawn_by",
    "purge_receipt": "hash id purged_at purged_count retention_class",
    "recovery_code": "account_id code_hash id",
    "reply": "approved_at approved_by drafted_at drafted_by id item_id office_id returned_note reused_from state submitted_at",
    "reply_posting": "answer_id channel_id id item_id posted_at posted_by reply_id thread_key url",
    "reply_sentence": "id own_words passage_id position reply_id text",
    "report_letter": "approved_by attempts created_at error_code form id next_try_at recipient_id sent_at snapshot_id state",
    "report_order": "attempt done_at id office_id ordered_at ordered_by reason week",
    "report_recipient": "added_at added_by id name office_id removed_at sealed_address",
    "report_setting": "changed_at form office_id",
    "report_snapshot": "approved_at approved_by content content_hash created_at id made_by note office_id reason version week words",
    "retention_rule": "counted_from keep_hours retention_class",
    "review_request": "answer answered_at answered_by due_at id item_id office_id outcome reason receipt_hash requested_at sealed standing_verdict_id",
    "run": "attempt bytes cut_short error_code error_message finished_at heartbeat_at id left_over office_id pages posts_changed posts_new posts_same queued_at requests set_aside source_id started_at state unchanged",
    "sample_reading": "id label machine_label model month office_id post_id read_at read_by",
    "scam_indicator": "confirmed_at defanged fingerprint first_seen_at id kind last_seen_at listing lookalike_of office_id retracted_at retracted_by retracted_note retracted_reason sealed seen_count",
    "schedule": "cron enabled id name task timezone",
    "schedule_fire": "created_at fire_at id schedule_id",
    "second_factor": "account_id confirmed_at last_step sealed",
    "set_aside": "address_key at error_code id last_at office_id reason resolved_at retry_at role run_id source_id stage status times",
    "set_aside_address": "expires_at sealed set_aside_id",
    "source": "created_at delay_seconds demonstration disabled_at disabled_reason enabled every_seconds failures id kind max_pages name next_due_at office_id own_channel pace_seconds topics url",
    "standing_verdict": "decision_id id item_id office_id stands_since valid_from valid_until verdict withdrawn_at withdrawn_reason",
    "training_example": "added_at added_by id item_id label machine_label model office_id text topic",
    "webhook": "created_at created_by disabled_at events host id name office_id rotated_at sealed_secret sealed_url",
    "webhook_delivery": "attempts created_at delivered_at error_code event happened_at id key next_try_at state status subject webhook_id",
}
"""Every column of every table of ours. Accounts are the office's own staff, never people who post."""

ENGINE = re.compile(r"procrastinate_\w+|alembic_version")
"""Tables that are not ours: the job engine's and the migration tool's."""
PARTITION = re.compile(r"post_\d{4}_\d{2}")

PERSONAL = re.compile(
    r"author|user(?!name$)|handle|avatar|nick|profile|follower|friend|gender|birth|email|phone|(^|_)ip($|_)"
    r"|device|agent|cookie|location|latitude|longitude|sentiment|stance|emotion|polarity",
)
"""What a column is never called (I1: no person; I2: no stance). ``username`` is the staff's."""

ALL_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
WHERE c.table_schema NOT IN ('pg_catalog', 'information_schema')
"""


def columns_of(shared: Shared) -> list[tuple[str, str, str]]:
    """Table, column and type of everything there is, partitions under their parent's name."""
    with shared.superuser() as connection:
        found = connection.execute(ALL_COLUMNS).fetchall()
    return [
        ("post" if PARTITION.fullmatch(table) else table, column, kind)
        for table, column, kind in found
        if not ENGINE.fullmatch(table)
    ]


def test_every_column_was_reviewed(shared: Shared) -> None:
    reviewed = {(table, column) for table, columns in COLUMNS.items() for column in columns.split()}
    assert {(table, column) for table, column, _ in columns_of(shared)} == reviewed


def test_a_partition_has_no_column_of_its_own(shared: Shared) -> None:
    with shared.superuser() as connection:
        connection.execute("SELECT ensure_post_partition('2031-05-01')")
        (count,) = connection.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'post_2031_05'"
        ).fetchone() or (0,)
        connection.rollback()
    assert count == len(COLUMNS["post"].split())


def test_no_column_can_hold_anything_at_all(shared: Shared) -> None:
    """Free JSON would be a door in the wall. The frozen report is the only one, and holds counts."""
    free = {
        (table, column)
        for table, column, kind in columns_of(shared)
        if kind in ("json", "jsonb", "hstore", "xml")
    }
    assert free == {("report_snapshot", "content")}


def test_no_column_is_named_after_a_person(shared: Shared) -> None:
    assert [(table, column) for table, column, _ in columns_of(shared) if PERSONAL.search(column)] == []


@pytest.mark.parametrize(
    "name", ["author_name", "user_id", "handle_hash", "avatar_url", "ip", "client_ip", "stance", "user_agent"]
)
def test_such_a_name_would_be_noticed(name: str) -> None:
    assert PERSONAL.search(name)


def test_tables_of_the_code_are_the_tables_of_the_database(shared: Shared) -> None:
    assert {table for table, _, _ in columns_of(shared)} == set(Base.metadata.tables)


def test_there_is_no_search_over_posts(shared: Shared) -> None:
    """No full-text or trigram index, no view: posts are not searched, grouped or reported by person."""
    with shared.superuser() as connection:
        indexes = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef !~ 'USING btree'"
        ).fetchall()
        views = connection.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public'").fetchall()
    assert (indexes, views) == ([], [])
