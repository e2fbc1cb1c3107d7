"""Hotlines: added by one person, confirmed by another, withdrawn when they change. Only confirmed ones are public."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.office import Office
from models.tables.public import PublicContact


def confirmed(session: Session) -> list[tuple[PublicContact, str]]:
    """Hotlines that may be shown to anybody, with the office that vouches for each."""
    rows = session.execute(
        select(PublicContact, Office.name)
        .join(Office, Office.id == PublicContact.office_id)
        .where(PublicContact.confirmed_at.is_not(None), PublicContact.withdrawn_at.is_(None))
        .order_by(PublicContact.id)
    )
    return [(contact, name) for contact, name in rows]


def of_office(session: Session, office_id: int) -> Sequence[PublicContact]:
    """An office's hotlines that were not withdrawn, confirmed or not."""
    return session.scalars(
        select(PublicContact)
        .where(PublicContact.office_id == office_id, PublicContact.withdrawn_at.is_(None))
        .order_by(PublicContact.id)
    ).all()


def lock(session: Session, contact_id: int, office_id: int) -> PublicContact | None:
    """One hotline of an office, locked."""
    return session.scalar(
        select(PublicContact)
        .where(PublicContact.id == contact_id, PublicContact.office_id == office_id)
        .with_for_update()
    )


def add(
    session: Session, office_id: int, name: str, number: str, found_in: str, person_id: int
) -> PublicContact:
    """A hotline nobody has confirmed yet."""
    contact = PublicContact(
        office_id=office_id, name=name, number=number, found_in=found_in, added_by=person_id
    )
    session.add(contact)
    session.flush()
    return contact
