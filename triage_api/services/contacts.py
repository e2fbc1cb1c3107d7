"""Hotlines shown to citizens: a number goes out only after a second person of the office has confirmed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import audit, contacts
from models.queries.accounts import Person
from models.session import Session
from models.tables.public import PublicContact
from models.vocabulary import Action
from triage_api.services import moves

_NUMBER = re.compile(r"[0-9][0-9 .]{1,18}[0-9]")
MOST_NAME = 120
MOST_FOUND_IN = 300


def listed(session: Session, person: Person) -> Sequence[PublicContact]:
    """The hotlines of the person's office."""
    moves.require(person, Action.MANAGE_OFFICIAL)
    return contacts.of_office(session, person.office_id)


def add(session: Session, person: Person, name: str, number: str, found_in: str) -> PublicContact:
    """Note down a hotline and where it was read; it is not public yet.

    Raises:
        BadInput: no name, no place it was read, or not a number.
    """
    moves.require(person, Action.MANAGE_OFFICIAL)
    name, number, found_in = name.strip(), number.strip(), found_in.strip()
    if not 0 < len(name) <= MOST_NAME:
        raise BadInput("Hãy ghi đường dây này của ai, để làm gì.", field="ten")
    if not _NUMBER.fullmatch(number):
        raise BadInput("Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm.", field="so")
    if not 0 < len(found_in) <= MOST_FOUND_IN:
        raise BadInput("Hãy ghi số này lấy ở đâu: biển, văn bản hay trang nào.", field="nguon")
    contact = contacts.add(session, person.office_id, name, number, found_in, person.id)
    audit.record(session, "contact_added", "public_contact", contact.id, person.id, person.office_id)
    return contact


def confirm(session: Session, person: Person, contact_id: int) -> PublicContact:
    """Vouch for a hotline somebody else noted down; from now on it is public.

    Raises:
        NotAllowed: the person noted it down themselves.
        Conflict: it was withdrawn.
    """
    moves.require(person, Action.MANAGE_OFFICIAL)
    contact = _own(session, person, contact_id)
    if contact.added_by == person.id:
        raise NotAllowed("Người ghi số không tự xác nhận; nhờ người khác gọi thử rồi xác nhận.")
    if contact.confirmed_at is None:
        contact.confirmed_by, contact.confirmed_at = person.id, datetime.now(UTC)
        session.flush()
        audit.record(session, "contact_confirmed", "public_contact", contact.id, person.id, person.office_id)
    return contact


def withdraw(session: Session, person: Person, contact_id: int) -> PublicContact:
    """Take a hotline off the public pages for good; a new number is noted down anew.

    Raises:
        Conflict: it was withdrawn before.
    """
    moves.require(person, Action.MANAGE_OFFICIAL)
    contact = _own(session, person, contact_id)
    contact.withdrawn_by, contact.withdrawn_at = person.id, datetime.now(UTC)
    session.flush()
    audit.record(session, "contact_withdrawn", "public_contact", contact.id, person.id, person.office_id)
    return contact


def _own(session: Session, person: Person, contact_id: int) -> PublicContact:
    contact = contacts.lock(session, contact_id, person.office_id)
    if contact is None:
        raise NotFound("Không có đường dây nóng này ở cơ quan của bạn.")
    if contact.withdrawn_at is not None:
        raise Conflict("Đường dây nóng này đã được rút.")
    return contact
