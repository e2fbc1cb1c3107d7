"""What people do with their own account."""

from __future__ import annotations

from models.errors import BadInput
from models.queries import accounts, audit, sessions
from models.queries.accounts import Person
from models.session import Session
from triage_api.passwords import check_password, hash_password, verify_password
from triage_api.services.staff import pacing


def change_password(session: Session, person: Person, session_id: int | None, old: str, new: str) -> None:
    """Change one's password; every session but the one it is done in ends.

    Raises:
        BadInput: the old one is wrong, or the new one will not do. TooManyRequests: too many wrong ones.
    """
    attempt = pacing.count_own(person.id)
    known = sessions.credentials(session, person.username)
    if known is None or not verify_password(known[1], old):
        raise BadInput("Mật khẩu đang dùng chưa đúng.")
    check_password(new, person.username, person.label)
    pacing.forget(session, attempt)
    accounts.set_password(session, person.id, hash_password(new), but=session_id)
    audit.record(session, "password_changed", "account", person.id, person.id, person.office_id)
