"""I3, I4 and I5 in the schema: a person decides, cites, and says until when it holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError

from models.tables.item import WITHOUT_A_PERSON
from models.tables.office import Office
from models.tables.reply import ReplySentence
from models.tables.report import ReportSnapshot
from models.vocabulary import ActorKind, EventKind, Queue, ReplyState, Role, Verdict
from tests.models.rows import NOW, Rows

pytestmark = pytest.mark.database


def refused(name: str) -> pytest.RaisesExc[IntegrityError]:
    return pytest.raises(IntegrityError, match=name)


def check_now(rows: Rows) -> None:
    """What a commit would check."""
    rows.session.flush()
    rows.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


# I3: a person decides


@pytest.mark.parametrize("kind", sorted(set(EventKind) - set(WITHOUT_A_PERSON)))
@pytest.mark.parametrize("actor", [ActorKind.MACHINE, ActorKind.CLOCK])
def test_the_machine_and_the_clock_end_nothing(rows: Rows, kind: EventKind, actor: ActorKind) -> None:
    item = rows.item()
    with refused("person_decides"):
        rows.event(item, kind, actor_kind=actor, actor_id=None)


@pytest.mark.parametrize("kind", WITHOUT_A_PERSON)
def test_the_machine_opens_and_the_clock_returns(rows: Rows, kind: EventKind) -> None:
    rows.event(rows.item(), kind, actor_kind=ActorKind.CLOCK, actor_id=None)


def test_nothing_that_closes_approves_or_decides_is_free() -> None:
    assert {kind.value for kind in WITHOUT_A_PERSON} == {
        "opened",
        "lease_expired",
        "reopened",
        "escalated",
        "noted",
    }


@pytest.mark.parametrize(
    "given",
    [
        {"actor_kind": ActorKind.PERSON, "actor_id": None},
        {"actor_kind": ActorKind.MACHINE, "actor_id": 1},
        {"actor_kind": ActorKind.PERSON, "actor_id": 999_999},
    ],
)
def test_a_person_is_named_and_only_a_person(rows: Rows, given: dict[str, object]) -> None:
    item = rows.item()
    with refused("ck_item_event_actor|fk_item_event_actor_id"):
        rows.event(item, EventKind.LEASED, **given)
        check_now(rows)


def test_a_decision_needs_a_person(rows: Rows) -> None:
    with refused("decided_by"):
        rows.decision(decided_by=None)


def test_a_decision_needs_a_person_who_exists(rows: Rows) -> None:
    with refused("fk_decision_decided_by"):
        rows.decision(decided_by=999_999)


def test_one_person_decides_once_in_a_round_of_work(rows: Rows) -> None:
    item = rows.item()
    first = rows.decision(item)
    with refused("uq_decision_person"):
        rows.decision(item, round=2, decided_by=first.decided_by)


def test_a_round_has_one_decision(rows: Rows) -> None:
    item = rows.item()
    rows.decision(item)
    with refused("uq_decision_round"):
        rows.decision(item)


@pytest.mark.parametrize("number", [0, 4])
def test_there_are_three_rounds(rows: Rows, number: int) -> None:
    with refused("ck_decision_round"):
        rows.decision(round=number)


# I4: decisions cite


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict.TRUE,
        Verdict.FALSE,
        Verdict.MISSING_CONTEXT,
        Verdict.OUTDATED,
        Verdict.OFFICIAL_UNCLEAR,
        Verdict.OFFICIAL_WRONG,
        Verdict.ANSWERED,
    ],
)
def test_a_verdict_about_official_text_cites_it(rows: Rows, verdict: Verdict) -> None:
    rows.decision(verdict=verdict)
    check_now(rows)
    with refused("cites no passage"):
        uncited(rows, verdict)


@pytest.mark.parametrize(
    "verdict", [Verdict.TRUE, Verdict.FALSE, Verdict.OUTDATED, Verdict.OFFICIAL_WRONG, Verdict.ANSWERED]
)
def test_saying_that_there_is_no_text_does_not_help(rows: Rows, verdict: Verdict) -> None:
    with refused("needs official text"):
        uncited(rows, verdict, no_official_text=True)


@pytest.mark.parametrize(
    "verdict",
    [Verdict.NO_BASIS, Verdict.SCAM, Verdict.NOT_SCAM, Verdict.NO_OFFICIAL_ANSWER, Verdict.FORWARDED],
)
def test_other_verdicts_need_none(rows: Rows, verdict: Verdict) -> None:
    uncited(rows, verdict)


def uncited(rows: Rows, verdict: Verdict, **given: object) -> None:
    """A decision that cites nothing, checked as a commit would."""
    decision = rows.decision(verdict=Verdict.NO_BASIS)
    values = {"verdict": verdict.value, "no_official_text": False} | given
    rows.session.execute(
        text(
            "INSERT INTO decision (office_id, item_id, round, verdict, sentence, rationale, valid_from, decided_by,"
            " idempotency_key, no_official_text) SELECT office_id, item_id, 2, :verdict, sentence, rationale,"
            " valid_from, :person, idempotency_key || '2', :no_official_text FROM decision WHERE id = :id"
        ),
        {**values, "id": decision.id, "person": rows.account(Role.REVIEWER).id},
    )
    check_now(rows)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET verdict = 'true'",
        "UPDATE decision SET rationale = 'khác'",
        "UPDATE decision SET decided_by = 1",
        "DELETE FROM decision",
        "UPDATE decision_passage SET passage_id = 1",
        "DELETE FROM decision_passage",
        "UPDATE standing_verdict SET valid_until = '2030-01-01'",
        "UPDATE standing_verdict SET verdict = 'true'",
        "DELETE FROM standing_verdict",
        "UPDATE document SET title = 'khác'",
        "DELETE FROM document",
        "UPDATE document_passage SET text = 'khác'",
        "DELETE FROM document_passage",
        "UPDATE reply_posting SET url = 'https://khac.example/'",
        "DELETE FROM reply_posting",
        "UPDATE report_snapshot SET content = '{}'",
        "DELETE FROM report_snapshot",
        "UPDATE classifier_version SET artefact = ''",
        "UPDATE classifier_version SET corpus_sha256 = ''",
        "UPDATE classifier_figure SET precision = 1",
        "DELETE FROM classifier_figure",
    ],
)
def test_what_was_said_is_not_rewritten(rows: Rows, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        rows.session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET current = false",
        "UPDATE standing_verdict SET withdrawn_at = now(), withdrawn_reason = 'mở lại'",
        "UPDATE document SET effective_until = '2030-01-01', confirmed_at = now()",
        "UPDATE report_snapshot SET approved_at = now(), approved_by = 1 WHERE false",
        "UPDATE classifier_version SET in_use = false",
    ],
)
def test_what_may_change_can(rows: Rows, statement: str) -> None:
    rows.session.execute(text(statement))


# I5: verdicts have their time


def test_a_verdict_ends(rows: Rows) -> None:
    rows.verdict()
    with refused("valid_until"):
        rows.verdict(valid_until=None)


@pytest.mark.parametrize("days", [0, -1])
def test_a_verdict_does_not_end_before_it_began(rows: Rows, days: int) -> None:
    with refused("ck_standing_verdict_validity"):
        rows.verdict(valid_until=NOW.date() + timedelta(days=days))


def test_a_decision_does_not_end_before_it_began(rows: Rows) -> None:
    with refused("ck_decision_validity"):
        rows.decision(valid_until=NOW.date() - timedelta(days=1))


def test_a_document_does_not_end_before_it_began(rows: Rows) -> None:
    with refused("ck_document_validity"):
        rows.document(effective_until=NOW.date() - timedelta(days=365))


def test_one_verdict_stands_for_an_item(rows: Rows) -> None:
    item = rows.item()
    first = rows.verdict(rows.decision(item))
    second = rows.decision(item, round=2)
    first.withdrawn_at = NOW
    rows.session.flush()
    rows.verdict(second)
    third = rows.decision(item, round=3)
    with refused("uq_standing_verdict_item"):
        rows.verdict(third)


# I4 for what goes out under the office's name


def test_the_drafter_does_not_approve(rows: Rows) -> None:
    reply = rows.reply()
    reply.state, reply.approved_by, reply.approved_at = ReplyState.APPROVED, reply.drafted_by, NOW
    with refused("second_person"):
        rows.session.flush()


@pytest.mark.parametrize("state", [ReplyState.APPROVED, ReplyState.POSTED])
@pytest.mark.parametrize("given", [{}, {"approved_at": NOW}, {"approved_by": "somebody"}])
def test_nothing_is_approved_by_nobody(rows: Rows, state: ReplyState, given: dict[str, object]) -> None:
    reply = rows.reply()
    if "approved_by" in given:
        given = {"approved_by": rows.account(Role.APPROVER).id}
    reply.state = state
    for name, value in given.items():
        setattr(reply, name, value)
    with refused("person_approves"):
        rows.session.flush()


def test_an_approved_reply_cites(rows: Rows) -> None:
    rows.approve(rows.reply())
    check_now(rows)


def test_approval_without_a_citation_is_impossible(rows: Rows) -> None:
    rows.approve(rows.reply(cited=False))
    with refused("cites no passage"):
        check_now(rows)


def test_the_citation_may_come_in_the_same_transaction(rows: Rows) -> None:
    reply = rows.reply(cited=False)
    sentence = rows.session.query(ReplySentence).filter_by(reply_id=reply.id, position=1).one()
    sentence.passage_id = rows.passage().id
    rows.session.flush()
    rows.approve(reply)
    check_now(rows)


APPROVED_EDITS = {
    "changed": "UPDATE reply_sentence SET text = 'khác' WHERE reply_id = :id",
    "uncited": "UPDATE reply_sentence SET passage_id = NULL WHERE reply_id = :id",
    "removed": "DELETE FROM reply_sentence WHERE reply_id = :id AND passage_id IS NOT NULL",
    "added": "INSERT INTO reply_sentence (reply_id, position, text) VALUES (:id, 9, 'thêm')",
    "moved away": "UPDATE reply_sentence SET reply_id = :other, position = 8 WHERE reply_id = :id AND position = 1",
    "moved in": "UPDATE reply_sentence SET reply_id = :id, position = 8 WHERE reply_id = :other AND position = 1",
}


@pytest.mark.parametrize("edit", APPROVED_EDITS)
@pytest.mark.parametrize("state", [ReplyState.APPROVED, ReplyState.POSTED, ReplyState.SUPERSEDED])
def test_approved_sentences_are_not_edited(rows: Rows, edit: str, state: ReplyState) -> None:
    other = rows.reply()
    reply = rows.approve(rows.reply())
    reply.state = state
    rows.session.flush()
    with refused("not edited"):
        rows.session.execute(text(APPROVED_EDITS[edit]), {"id": reply.id, "other": other.id})


@pytest.mark.parametrize("edit", ["changed", "uncited", "removed", "added", "moved away"])
def test_a_draft_is_edited_freely(rows: Rows, edit: str) -> None:
    other, reply = rows.reply(), rows.reply()
    rows.session.execute(text(APPROVED_EDITS[edit]), {"id": reply.id, "other": other.id})


@pytest.mark.parametrize(
    "change",
    [
        "state = 'draft'",
        "state = 'submitted'",
        "state = 'returned'",
        "approved_by = NULL, state = 'draft'",
        "approved_by = :somebody",
        "approved_at = now()",
        "drafted_by = :somebody",
    ],
)
def test_an_approved_reply_stays_approved(rows: Rows, change: str) -> None:
    reply = rows.approve(rows.reply())
    with refused("stands as it was approved|second_person"):
        rows.session.execute(
            text(f"UPDATE reply SET {change} WHERE id = :id"),  # noqa: S608
            {"id": reply.id, "somebody": rows.account().id},
        )


def test_an_approved_reply_is_not_deleted(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    with refused("stands as it was approved|not edited"):
        rows.session.execute(text("DELETE FROM reply WHERE id = :id"), {"id": reply.id})


def test_an_approved_reply_is_posted_and_replaced(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    for state in (ReplyState.POSTED, ReplyState.SUPERSEDED):
        reply.state = state
        rows.session.flush()


@pytest.mark.parametrize("state", [ReplyState.DRAFT, ReplyState.SUBMITTED, ReplyState.RETURNED])
def test_a_returned_reply_is_written_again(rows: Rows, state: ReplyState) -> None:
    reply = rows.reply(state=ReplyState.SUBMITTED)
    reply.state = state
    rows.session.flush()


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_a_sentence_says_something(rows: Rows, words: str) -> None:
    reply = rows.reply()
    with refused("ck_reply_sentence_length"):
        rows.session.execute(
            text("INSERT INTO reply_sentence (reply_id, position, text) VALUES (:id, 5, :words)"),
            {"id": reply.id, "words": words},
        )


# I4 for where it goes


def test_a_reply_goes_out_on_the_offices_own_channel(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    channel = rows.channel()
    assert rows.posting(reply, channel).url.startswith(channel.url_prefix)


@pytest.mark.parametrize(
    "url",
    [
        lambda _: "https://noi-khac.example/bai/1",
        lambda prefix: prefix.rstrip("/") + ".evil.example/bai/1",
        lambda prefix: prefix.rstrip("/") + "@evil.example/",
        lambda prefix: prefix.replace("https", "http"),
        lambda prefix: "https://evil.example/?" + prefix,
    ],
)
def test_nowhere_else(rows: Rows, url: Callable[[str], str]) -> None:
    reply = rows.approve(rows.reply())
    channel = rows.channel()
    with refused("not an address on a registered channel"):
        rows.posting(reply, channel, url=url(channel.url_prefix))


def test_not_on_another_offices_channel(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    with refused("registered channel"):
        rows.posting(reply, rows.channel(office_id=rows.office().id))


def test_not_on_a_channel_given_up(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    with refused("registered channel"):
        rows.posting(reply, rows.channel(active=False))


@pytest.mark.parametrize("state", [ReplyState.DRAFT, ReplyState.SUBMITTED, ReplyState.RETURNED])
def test_not_before_it_is_approved(rows: Rows, state: ReplyState) -> None:
    reply = rows.reply(state=state)
    with refused("registered channel"):
        rows.posting(reply, posted_by=rows.account().id)


def test_not_for_another_item(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    with refused("registered channel"):
        rows.posting(reply, item_id=rows.item().id)


def test_once_per_thread(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    channel = rows.channel()
    first = rows.posting(reply, channel)
    with refused("uq_reply_posting_answer_id_thread_key"):
        rows.posting(reply, channel, url=first.url)


def test_a_posting_needs_a_person(rows: Rows) -> None:
    reply = rows.approve(rows.reply())
    with refused("posted_by"):
        rows.posting(reply, posted_by=None)


@pytest.mark.parametrize(
    "prefix",
    [
        "kenh.example/",
        "ftp://kenh.example/",
        "https://kenh.example",
        "https:///",
        "https://mxh.example/xa-dong-may",
    ],
)
def test_a_channel_is_a_place(rows: Rows, prefix: str) -> None:
    """Without the last slash ``…/xa-dong-may-gia`` would be on the channel too."""
    with refused("ck_channel_url_prefix"):
        rows.channel(url_prefix=prefix)


def test_one_live_reply_per_item(rows: Rows) -> None:
    item = rows.item(Queue.QUESTIONS)
    first = rows.approve(rows.reply(item))
    with refused("uq_reply_live_item"):
        rows.reply(item)
    rows.session.rollback()
    item = rows.item(Queue.QUESTIONS)
    first = rows.approve(rows.reply(item))
    first.state = ReplyState.SUPERSEDED
    rows.session.flush()
    rows.reply(item)


# Reports


def test_a_report_is_approved_by_somebody(rows: Rows) -> None:
    office = rows.session.get_one(Office, rows.root)
    report = ReportSnapshot(
        office_id=office.id, week="2026-W47", version=1, content={}, content_hash=b"x" * 32
    )
    rows.session.add(report)
    rows.session.flush()
    report.approved_at = NOW
    with refused("ck_report_snapshot_approval"):
        rows.session.flush()


@pytest.mark.parametrize("week", ["2026-47", "2026-W4", "tuần 47"])
def test_a_week_is_a_week(rows: Rows, week: str) -> None:
    rows.session.add(
        ReportSnapshot(office_id=rows.root, week=week, version=1, content={}, content_hash=b"x" * 32)
    )
    with pytest.raises((IntegrityError, DataError), match=r"ck_report_snapshot_week|too long"):
        rows.session.flush()
