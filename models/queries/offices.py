"""The office tree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.queries.sources import office_by_code
from models.tables.office import Office
from models.vocabulary import OfficeLevel

NEAREST = (OfficeLevel.COMMUNE, OfficeLevel.DEPARTMENT, OfficeLevel.PROVINCE)
OfficeIds = Sequence[int] | BindParameter[Any]
"""Offices whose rows are asked for, or their place in a statement that is made once."""


def ensure_office(
    session: Session, code: str, name: str, level: OfficeLevel, parent_code: str | None = None
) -> int:
    """The id of the office with this code, made when it is not there. An existing office stays as it is."""
    parent_id = office_by_code(session, parent_code).id if parent_code else None
    session.execute(
        insert(Office)
        .values(code=code, name=name, level=level, parent_id=parent_id)
        .on_conflict_do_nothing(index_elements=["code"])
    )
    return office_by_code(session, code).id


def offices_below(session: Session, office_id: int) -> Sequence[int]:
    """The office itself and every office under it (``UNION``: a circle by mistake ends too)."""
    return session.scalars(BELOW, {"office_id": office_id}).all()


def _below() -> Select[int]:
    tree = select(Office.id).where(Office.id == bindparam("office_id")).cte(recursive=True)
    tree = tree.union(select(Office.id).where(Office.parent_id == tree.c.id))
    return select(tree.c.id)


BELOW = _below()
"""``offices_below`` as a statement, also for use within others; the office is given as ``office_id``."""


def office_name(session: Session, office_id: int) -> str:
    """The name people know an office by."""
    return session.get_one(Office, office_id).name


def offices_in(session: Session, office_ids: Collection[int]) -> Sequence[Office]:
    """These offices by name."""
    return session.scalars(select(Office).where(Office.id.in_(office_ids)).order_by(Office.name)).all()


def has_parent(session: Session, office_id: int) -> bool:
    """Whether an office stands under another."""
    return session.get_one(Office, office_id).parent_id is not None


def all_offices(session: Session) -> list[tuple[int, str]]:
    """Every office a citizen may write to, number and name, the ones nearest to people first."""
    rows = session.execute(select(Office.id, Office.name, Office.level, Office.parent_id)).all()
    ranked = sorted(
        (NEAREST.index(level), name, number)
        for number, name, level, parent_id in rows
        if parent_id is not None or len(rows) == 1
    )
    return [(number, name) for _place, name, number in ranked]


def office_code(session: Session, office_id: int) -> str:
    """The code an office is known by in files and feeds."""
    return session.get_one(Office, office_id).code
