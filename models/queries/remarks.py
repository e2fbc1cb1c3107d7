"""What an administrator should know of a source that is read all the same: each thing once, until it is put right.

Kept among what was set aside, under a stage of its own: nothing was lost, and there is nothing to try again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.queries.runs import set_aside
from models.tables.source import SetAside

STAGE = "remark"


def note_remarks(
    session: Session, office_id: int, source_id: int, run_id: int, remarks: Mapping[str, str]
) -> None:
    """Record what is to be said of a source now (codes to sentences); what is no longer so counts as resolved."""
    standing = SetAside.source_id == source_id, SetAside.stage == STAGE, SetAside.resolved_at.is_(None)
    session.execute(
        update(SetAside).where(*standing, SetAside.error_code.not_in(remarks)).values(resolved_at=func.now())
    )
    known = set(session.scalars(select(SetAside.error_code).where(*standing)))
    for code, sentence in remarks.items():
        if code not in known:
            set_aside(session, office_id, STAGE, code, sentence, source_id, run_id)


def standing_remarks(session: Session, source_id: int) -> Sequence[SetAside]:
    """What is to be said of a source now, the latest first."""
    return session.scalars(
        select(SetAside)
        .where(SetAside.source_id == source_id, SetAside.stage == STAGE, SetAside.resolved_at.is_(None))
        .order_by(SetAside.id.desc())
    ).all()
