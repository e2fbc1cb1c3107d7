"""Reports as rows: what was ordered, what was made, freezing one and approving it.

A snapshot is never changed. Making a report again gives the same snapshot while nothing has changed,
and the next version when something has. ``week`` is the code of a period: a week, a month, or a quick report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, defer

from models.errors import Conflict
from models.queries.report_words import searchable
from models.tables.item import Item
from models.tables.office import Office
from models.tables.post import Post
from models.tables.report import ReportOrder, ReportSnapshot

RESTORES = "restores"
"""Key that marks a version equal to an older one, after something changed and was changed back."""


def find_snapshot(
    session: Session, office_id: int, week: str, version: int | None = None
) -> ReportSnapshot | None:
    """One report, the latest version unless one is named."""
    statement = _of_week(office_id, week)
    if version is not None:
        statement = statement.where(ReportSnapshot.version == version)
    return session.scalar(statement.limit(1))


def versions(session: Session, office_id: int, week: str) -> Sequence[ReportSnapshot]:
    """Every version of a week's report, the newest first, without contents."""
    return session.scalars(_of_week(office_id, week).options(defer(ReportSnapshot.content))).all()


def reported(session: Session, office_id: int, weeks: Sequence[str]) -> set[str]:
    """Those of some periods that an office has a report of."""
    return set(
        session.scalars(
            select(ReportSnapshot.week).where(
                ReportSnapshot.office_id == office_id, ReportSnapshot.week.in_(weeks)
            )
        )
    )


def content_of(session: Session, snapshot_id: int) -> dict[str, Any]:
    """The content of one version."""
    return session.get_one(ReportSnapshot, snapshot_id).content


def latest_below(
    session: Session, office_id: int, week: str
) -> list[tuple[Office, tuple[int, dict[str, Any]] | None]]:
    """The offices right below one, by name, with version and content of the latest report of a period."""
    latest = (
        select(func.max(ReportSnapshot.id).label("id"), ReportSnapshot.office_id)
        .where(ReportSnapshot.week == week)
        .group_by(ReportSnapshot.office_id)
        .subquery()
    )
    rows = session.execute(
        select(Office, ReportSnapshot.version, ReportSnapshot.content)
        .outerjoin(latest, latest.c.office_id == Office.id)
        .outerjoin(ReportSnapshot, ReportSnapshot.id == latest.c.id)
        .where(Office.parent_id == office_id)
        .order_by(Office.name, Office.id)
    ).all()
    return [(office, None if content is None else (version, content)) for office, version, content in rows]


def canonical(content: Mapping[str, Any]) -> bytes:
    """One way to write a content down: sorted keys, no blanks, UTF-8.

    >>> canonical({"b": 1, "a": "ă"}).decode()
    '{"a":"ă","b":1}'
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def save_snapshot(
    session: Session,
    office_id: int,
    week: str,
    content: Mapping[str, Any],
    reason: str | None = None,
    made_by: int | None = None,
) -> ReportSnapshot:
    """Freeze a report. The same content as the latest version is that version; any other is the next one.

    Raises:
        Conflict: the latest version is approved, the content differs, and no ``reason`` was given.
    """
    _take_turns(session, office_id, week)
    kept = session.scalars(_of_week(office_id, week)).all()
    wanted = canonical(content)
    same = next((one for one in kept if canonical(_bare(one.content)) == wanted), None)
    if same is not None and same is kept[0]:
        return same
    if kept and kept[0].approved_at is not None and not reason:
        raise Conflict("Báo cáo này đã duyệt. Muốn lập bản đính chính, hãy ghi lý do.")
    frozen = dict(content) if same is None else {**content, RESTORES: same.version}
    snapshot = ReportSnapshot(
        office_id=office_id,
        week=week,
        version=kept[0].version + 1 if kept else 1,
        content=frozen,
        content_hash=hashlib.sha256(canonical(frozen)).digest(),
        words=searchable(frozen),
        reason=reason if kept else None,
        made_by=made_by,
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def approve(session: Session, snapshot: ReportSnapshot, by: int, note: str | None) -> bool:
    """A person approves the latest version of an ended period. False: somebody else did, or a newer one was made.

    Two at once take turns, and the second finds nothing to approve.
    """
    _take_turns(session, snapshot.office_id, snapshot.week)
    newer = aliased(ReportSnapshot)
    approved = session.scalar(
        update(ReportSnapshot)
        .where(
            ReportSnapshot.id == snapshot.id,
            ReportSnapshot.approved_at.is_(None),
            ReportSnapshot.content["week"]["over"].as_boolean(),
            ~exists().where(
                newer.office_id == snapshot.office_id,
                newer.week == snapshot.week,
                newer.version > snapshot.version,
            ),
        )
        .values(approved_by=by, approved_at=func.now(), note=note)
        .returning(ReportSnapshot.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(snapshot, ["approved_by", "approved_at", "note"])
    return approved is not None


def order_report(
    session: Session, office_id: int, week: str, ordered_by: int | None = None, reason: str | None = None
) -> bool:
    """Ask for a report. False when the same one is ordered already and not made yet."""
    made = session.scalar(
        insert(ReportOrder)
        .values(office_id=office_id, week=week, ordered_by=ordered_by, reason=reason)
        .on_conflict_do_nothing(
            index_elements=["office_id", "week"], index_where=ReportOrder.done_at.is_(None)
        )
        .returning(ReportOrder.id)
    )
    return made is not None


def order_missing(session: Session, week: str, end: datetime, *, missed: bool = False) -> int:
    """Order the report of an ended week for every office that has something and no final report of it.

    An office has something when it or an office below it held a post or an item before ``end``. A report
    made while the week still ran is not final. Offices below come first: those above combine their reports.
    ``missed``: it is not the week that ended last, so that only offices are meant that had a report before it, and none whose report
    of it was tried already and given up. Returns how many were ordered.
    """
    pairs = select(
        Office.id.label("root"), Office.id.label("member"), literal(0, Integer).label("below")
    ).cte(recursive=True)
    child = aliased(Office)
    pairs = pairs.union_all(
        select(pairs.c.root, child.id, pairs.c.below + 1).where(child.parent_id == pairs.c.member)
    )
    something = select(pairs.c.root).where(
        or_(
            exists().where(Post.office_id == pairs.c.member, Post.collected_at < end),
            exists().where(Item.office_id == pairs.c.member, Item.opened_at < end),
        )
    )
    final = exists().where(
        ReportSnapshot.office_id == Office.id,
        ReportSnapshot.week == week,
        ReportSnapshot.content["week"]["over"].as_boolean(),
    )
    wanted = [Office.id.in_(something), ~final]
    if missed:
        wanted += _missed(week, end)
    height = select(func.max(pairs.c.below)).where(pairs.c.root == Office.id).scalar_subquery()
    missing = select(Office.id, literal(week)).where(*wanted).order_by(height, Office.id)
    ordered = session.scalars(
        insert(ReportOrder)
        .from_select(["office_id", "week"], missing)
        .on_conflict_do_nothing(
            index_elements=["office_id", "week"], index_where=ReportOrder.done_at.is_(None)
        )
        .returning(ReportOrder.id)
    ).all()
    return len(ordered)


def _missed(week: str, end: datetime) -> list[ColumnElement[bool]]:
    """Codes of weeks are as long as each other, and so are those of months, and both stand in their order."""
    earlier = aliased(ReportSnapshot)
    before = exists().where(
        earlier.office_id == Office.id,
        func.length(earlier.week) == len(week),
        earlier.week < week,
        earlier.week.not_like("L%"),
        earlier.content["week"]["over"].as_boolean(),
    )
    tried = exists().where(
        ReportOrder.office_id == Office.id, ReportOrder.week == week, ReportOrder.done_at >= end
    )
    return [before, ~tried]


def open_orders(session: Session, office_id: int) -> Sequence[ReportOrder]:
    """What an office asked for and is not made yet, the oldest first."""
    return session.scalars(
        select(ReportOrder)
        .where(ReportOrder.office_id == office_id, ReportOrder.done_at.is_(None))
        .order_by(ReportOrder.id)
    ).all()


def claim_order(session: Session, after: int = 0) -> ReportOrder | None:
    """The oldest open order with an id above ``after``, locked; orders others work on are skipped."""
    return session.scalar(
        select(ReportOrder)
        .where(ReportOrder.done_at.is_(None), ReportOrder.id > after)
        .order_by(ReportOrder.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def count_failure(session: Session, order: ReportOrder) -> int:
    """One more attempt that failed; returns how many there were."""
    order.attempt += 1
    session.flush()
    return order.attempt


def finish_order(session: Session, order: ReportOrder) -> None:
    """The order is done with, made or given up."""
    session.execute(update(ReportOrder).where(ReportOrder.id == order.id).values(done_at=func.now()))


def _take_turns(session: Session, office_id: int, week: str) -> None:
    key = func.hashtext(f"{office_id} {week}")
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("report_snapshot"), key)))


def _of_week(office_id: int, week: str) -> Select[ReportSnapshot]:
    return (
        select(ReportSnapshot)
        .where(ReportSnapshot.office_id == office_id, ReportSnapshot.week == week)
        .order_by(ReportSnapshot.version.desc())
    )


def _bare(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != RESTORES}
