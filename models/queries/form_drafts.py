"""Half-typed forms: one per person, item and form, read by their owner alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session, selectinload

from models.queries.purging import hours_kept, receipt_for
from models.tables.item import Item
from models.tables.presence import FormDraft, FormDraftPart
from models.vocabulary import DraftForm, RetentionClass

Parts = Sequence[tuple[str, str]]
"""Fields and their texts in the order of the form, already masked."""


def find(session: Session, account_id: int, item_id: int, form: DraftForm) -> FormDraft | None:
    """The draft of one person, if there is one."""
    return session.scalar(
        select(FormDraft)
        .where(FormDraft.account_id == account_id, FormDraft.item_id == item_id, FormDraft.form == form)
        .options(selectinload(FormDraft.parts))
        .execution_options(populate_existing=True)
    )


def lock_form(session: Session, account_id: int, item_id: int, form: DraftForm) -> None:
    """Let two devices of one person save one after the other; until the transaction ends."""
    key = func.hashtextextended(f"form_draft {account_id} {item_id} {form.value}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))


def write(
    session: Session, account_id: int, item_id: int, form: DraftForm, parts: Parts, earlier: FormDraft | None
) -> FormDraft:
    """Put these fields in the place of the earlier ones."""
    draft = earlier or FormDraft(account_id=account_id, item_id=item_id, form=form, revision=0)
    if earlier is None:
        session.add(draft)
    else:
        session.execute(delete(FormDraftPart).where(FormDraftPart.draft_id == earlier.id))
        session.expire(earlier, ["parts"])
    draft.revision = max(
        draft.revision + 1, time.time_ns() // 1_000_000
    )  # never that of a draft dropped before
    draft.saved_at = func.now()
    session.flush()
    session.add_all(
        FormDraftPart(draft_id=draft.id, position=position, field=field, text=text)
        for position, (field, text) in enumerate(parts)
    )
    session.flush()
    session.refresh(draft)
    return draft


def drop(session: Session, account_id: int, item_id: int, form: DraftForm) -> None:
    """Forget a draft: it was sent, or its owner does not want it."""
    session.execute(
        delete(FormDraft).where(
            FormDraft.account_id == account_id, FormDraft.item_id == item_id, FormDraft.form == form
        )
    )


def purge(session: Session) -> int:
    """Delete drafts of items that have ended and those not touched for as long as the class is kept; how many."""
    kept = timedelta(hours=hours_kept(session, RetentionClass.FORM_DRAFT))
    ended = select(Item.id).where(Item.id == FormDraft.item_id, Item.ended_at.is_not(None)).exists()
    gone = session.scalars(
        delete(FormDraft)
        .where(or_(FormDraft.saved_at <= func.now() - kept, ended))
        .returning(FormDraft.id)
        .execution_options(synchronize_session=False)
    ).all()
    return receipt_for(session, RetentionClass.FORM_DRAFT, gone)
