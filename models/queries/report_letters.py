"""Sending reports: the office's list of recipients, what is owed to them, and how each letter fared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, contains_eager

from models.tables.report import ReportLetter, ReportRecipient, ReportSetting, ReportSnapshot
from models.vocabulary import DeliveryState

DEFAULT_FORM = "chinhquyen"


def form_of(session: Session, office_id: int) -> str:
    """The form of documents an office chose for its letters."""
    return (
        session.scalar(select(ReportSetting.form).where(ReportSetting.office_id == office_id)) or DEFAULT_FORM
    )


def choose_form(session: Session, office_id: int, form: str) -> None:
    """Remember it; letters that wait keep the form they were owed in."""
    session.execute(
        insert(ReportSetting)
        .values(office_id=office_id, form=form)
        .on_conflict_do_update(index_elements=["office_id"], set_={"form": form, "changed_at": func.now()})
    )


def recipients(session: Session, office_id: int) -> Sequence[ReportRecipient]:
    """Who stands on the list, in the order they were added."""
    return session.scalars(
        select(ReportRecipient)
        .where(ReportRecipient.office_id == office_id, ReportRecipient.removed_at.is_(None))
        .order_by(ReportRecipient.id)
    ).all()


def remove_recipient(session: Session, recipient_id: int, office_id: int) -> bool:
    """Off the list: the mailbox is wiped and letters that wait are given up. False when there is none such."""
    gone = session.scalar(
        update(ReportRecipient)
        .where(
            ReportRecipient.id == recipient_id,
            ReportRecipient.office_id == office_id,
            ReportRecipient.removed_at.is_(None),
        )
        .values(removed_at=func.now(), sealed_address=None)
        .returning(ReportRecipient.id)
    )
    if gone is None:
        return False
    session.execute(
        update(ReportLetter)
        .where(ReportLetter.recipient_id == recipient_id, ReportLetter.state == DeliveryState.WAITING)
        .values(state=DeliveryState.DEAD, error_code="not_wanted_any_more")
    )
    return True


def owe(session: Session, snapshot: ReportSnapshot) -> int:
    """Owe an approved report to everybody on the list who is not owed it yet; returns to how many.

    The key (report, who approved it) lets no letter of an unapproved report in.
    """
    wanted = select(
        literal(snapshot.id),
        literal(snapshot.approved_by),
        ReportRecipient.id,
        literal(form_of(session, snapshot.office_id)),
    ).where(ReportRecipient.office_id == snapshot.office_id, ReportRecipient.removed_at.is_(None))
    owed = session.scalars(
        insert(ReportLetter)
        .from_select(["snapshot_id", "approved_by", "recipient_id", "form"], wanted)
        .on_conflict_do_nothing(index_elements=["snapshot_id", "recipient_id"])
        .returning(ReportLetter.id)
    ).all()
    return len(owed)


def stop_older(session: Session, snapshot: ReportSnapshot) -> None:
    """Give up letters of earlier versions that still wait: nobody gets what has been corrected after the correction."""
    older = select(ReportSnapshot.id).where(
        ReportSnapshot.office_id == snapshot.office_id,
        ReportSnapshot.week == snapshot.week,
        ReportSnapshot.version < snapshot.version,
    )
    session.execute(
        update(ReportLetter)
        .where(ReportLetter.snapshot_id.in_(older), ReportLetter.state == DeliveryState.WAITING)
        .values(state=DeliveryState.DEAD, error_code="superseded")
    )


def letters_of(session: Session, snapshot_id: int) -> Sequence[ReportLetter]:
    """The letters of one report with their recipients."""
    return session.scalars(
        select(ReportLetter)
        .join(ReportLetter.recipient)
        .where(ReportLetter.snapshot_id == snapshot_id)
        .order_by(ReportLetter.id)
        .options(contains_eager(ReportLetter.recipient))
    ).all()


def troubles(session: Session, office_id: int, limit: int = 50) -> Sequence[ReportLetter]:
    """Letters of an office that were given up or are being tried again, the newest first."""
    return session.scalars(
        select(ReportLetter)
        .join(ReportLetter.recipient)
        .where(
            ReportRecipient.office_id == office_id,
            (ReportLetter.state == DeliveryState.DEAD)
            | ((ReportLetter.state == DeliveryState.WAITING) & (ReportLetter.attempts > 0)),
        )
        .order_by(ReportLetter.id.desc())
        .limit(limit)
        .options(contains_eager(ReportLetter.recipient))
    ).all()


def claim(session: Session, passed_over: Collection[int]) -> ReportLetter | None:
    """The next letter that is due, locked until the transaction ends; letters others work on are skipped."""
    return session.scalar(
        select(ReportLetter)
        .where(
            ReportLetter.state == DeliveryState.WAITING,
            ReportLetter.next_try_at <= func.now(),
            ReportLetter.id.not_in(passed_over),
        )
        .order_by(ReportLetter.next_try_at, ReportLetter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def sent(session: Session, row: ReportLetter) -> None:
    """The mail server took it."""
    now = session.scalars(select(func.clock_timestamp())).one()
    row.attempts += 1
    row.state, row.error_code, row.sent_at = DeliveryState.DELIVERED, None, now
    session.flush()


def failed(session: Session, row: ReportLetter, code: str, again_in: timedelta | None) -> None:
    """It was not sent; tried again after ``again_in``, or dead when that is None."""
    row.attempts += 1
    row.error_code = code
    if again_in is None:
        row.state = DeliveryState.DEAD
    else:
        row.next_try_at = session.scalars(select(func.clock_timestamp() + again_in)).one()
    session.flush()


def try_again(session: Session, letter_id: int, office_id: int) -> bool:
    """Let a dead letter live again; False when there is none such, or its recipient left the list."""
    own = select(ReportRecipient.id).where(
        ReportRecipient.office_id == office_id, ReportRecipient.removed_at.is_(None)
    )
    return (
        session.scalar(
            update(ReportLetter)
            .where(
                ReportLetter.id == letter_id,
                ReportLetter.state == DeliveryState.DEAD,
                ReportLetter.error_code.is_distinct_from("superseded"),
                ReportLetter.recipient_id.in_(own),
            )
            .values(state=DeliveryState.WAITING, attempts=0, next_try_at=func.now())
            .returning(ReportLetter.id)
        )
        is not None
    )
