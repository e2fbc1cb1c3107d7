"""The archive: an office's reports, the latest version of each, by year, kind and state, and by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Subquery, exists, func, select
from sqlalchemy.orm import Session, defer

from models.queries.report_words import plain
from models.tables.report import ReportLetter, ReportSnapshot
from models.vocabulary import DeliveryState

PAGE = 20
MOST_WORDS = 8


class ReportKind(StrEnum):
    """What a report is about: an ISO week, a month, or one item."""

    WEEK = "tuan"
    MONTH = "thang"
    QUICK = "nhanh"


class ReportState(StrEnum):
    """How far the latest version of a report has come."""

    DRAFT = "cho-duyet"
    APPROVED = "da-duyet"
    SENT = "da-gui"


KINDS = {ReportKind.WEEK: "____-W__", ReportKind.MONTH: "____-__", ReportKind.QUICK: "L%"}
"""How the code of a period tells its kind (``LIKE``)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for. ``words`` all have to be there, with or without diacritics."""

    year: int | None = None
    kind: ReportKind | None = None
    state: ReportState | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A report of the archive: its latest version, how many there are, and how far it has come."""

    snapshot: ReportSnapshot
    versions: int
    state: ReportState


def find(session: Session, office_id: int, wanted: Wanted, page: int = 1) -> tuple[Sequence[Filed], int]:
    """One page, the newest period first, and how many reports there are in all."""
    latest = _latest(office_id)
    statement = (
        select(ReportSnapshot, latest.c.versions, _sent(), _approved())
        .join(latest, latest.c.id == ReportSnapshot.id)
        .options(defer(ReportSnapshot.content), defer(ReportSnapshot.words))
    )
    statement = statement.where(*_conditions(wanted))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = session.execute(
        statement.order_by(
            ReportSnapshot.content["week"]["last_day"].as_string().desc(), ReportSnapshot.id.desc()
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return [Filed(row, count, _state(sent, approved)) for row, count, sent, approved in rows], total


def years(session: Session, office_id: int) -> Sequence[int]:
    """The years an office has reports of, the newest first."""
    year = func.left(ReportSnapshot.content["week"]["last_day"].as_string(), 4)
    found = session.scalars(select(year).where(ReportSnapshot.office_id == office_id).distinct()).all()
    return sorted((int(one) for one in found), reverse=True)


def state_of(session: Session, snapshot: ReportSnapshot) -> ReportState:
    """How far one report has come."""
    sent = session.scalar(select(_sent()).where(ReportSnapshot.id == snapshot.id))
    return _state(bool(sent), snapshot.approved_at is not None)


def _latest(office_id: int) -> Subquery:
    return (  # versions are made one after the other
        select(func.max(ReportSnapshot.id).label("id"), func.count().label("versions"))
        .where(ReportSnapshot.office_id == office_id)
        .group_by(ReportSnapshot.week)
        .subquery()
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.year is not None:
        found.append(ReportSnapshot.content["week"]["last_day"].as_string().startswith(f"{wanted.year:04d}-"))
    if wanted.kind is not None:
        found.append(ReportSnapshot.week.like(KINDS[wanted.kind]))
    if wanted.state is ReportState.DRAFT:
        found.append(~_approved())
    elif wanted.state is ReportState.APPROVED:
        found.append(_approved() & ~_sent())
    elif wanted.state is ReportState.SENT:
        found.append(_sent())
    found += [
        ReportSnapshot.words.contains(word, autoescape=True)
        for word in plain(wanted.words).split()[:MOST_WORDS]
    ]
    return found


def _approved() -> ColumnElement[bool]:
    return ReportSnapshot.approved_at.is_not(None)


def _sent() -> ColumnElement[bool]:
    """Somebody got it and nobody still waits for it."""
    of_it = ReportLetter.snapshot_id == ReportSnapshot.id
    return exists().where(of_it, ReportLetter.state == DeliveryState.DELIVERED) & ~exists().where(
        of_it, ReportLetter.state == DeliveryState.WAITING
    )


def _state(sent: bool, approved: bool) -> ReportState:
    if sent:
        return ReportState.SENT
    return ReportState.APPROVED if approved else ReportState.DRAFT
