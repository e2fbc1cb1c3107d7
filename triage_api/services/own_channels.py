"""The office's own channels: registered by an administrator, given up but never deleted, for postings lead there."""

from __future__ import annotations

from collections.abc import Sequence

from models.errors import BadInput, Conflict, NotFound
from models.queries import audit, channels
from models.queries.accounts import Person
from models.session import Session
from models.tables.reply import Channel
from models.vocabulary import Action
from triage_api.replying.addresses import channel_prefix
from triage_api.services import moves

MAX_NAME = 200


def registered(session: Session, person: Person) -> Sequence[Channel]:
    """The channels of the person's office, those in use first."""
    moves.require(person, Action.ADMINISTER)
    return channels.office_channels(session, person.office_id)


def register(session: Session, person: Person, name: str, url: str) -> None:
    """Register an address as the office's own.

    Raises:
        NotAllowed: the person is no administrator.
        BadInput: no name, or an address that is not to be registered.
        Conflict: it is registered already.
    """
    moves.require(person, Action.ADMINISTER)
    said = " ".join(name.split())
    if not 1 <= len(said) <= MAX_NAME:
        raise BadInput("Hãy ghi tên kênh, không quá {most} ký tự.", most=MAX_NAME, field="ten")
    added = channels.add_channel(session, person.office_id, said, channel_prefix(url))
    if added is None:
        raise Conflict("Kênh này đã đăng ký rồi.")
    audit.record(session, "channel_registered", "channel", added, person.id, person.office_id)


def set_active(session: Session, person: Person, channel_id: int, *, active: bool) -> None:
    """Give a channel up, or take it back into use. What was posted there stays recorded.

    Raises:
        NotAllowed: the person is no administrator.
        NotFound: there is none, or it is another office's.
    """
    moves.require(person, Action.ADMINISTER)
    channel = channels.lock_channel(session, person.office_id, channel_id)
    if channel is None:
        raise NotFound("Không có kênh này, hoặc nó thuộc cơ quan khác.")
    if active:
        channel_prefix(channel.url_prefix)
    if channel.active is not active:
        channel.active = active
        task = "channel_taken_up" if active else "channel_given_up"
        audit.record(session, task, "channel", channel.id, person.id, person.office_id)
