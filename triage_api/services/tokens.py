"""Bearer tokens for programs: named scopes, an end date, and only a hash is stored."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from models.errors import BadInput, NotFound
from models.queries import audit, tokens
from models.queries.accounts import person
from models.session import Session
from models.staff import Scope
from triage_api import security

SCOPES = tuple(Scope)
LONGEST_DAYS = 366


def issue_token(session: Session, account_id: int, name: str, scopes: Collection[str], days: int) -> str:
    """Make a token for an account; the returned text is shown once and cannot be read again.

    A token may do what its scopes name and its account's roles allow, whichever is less.

    Raises:
        BadInput: no name, no or unknown scopes, or a life outside 1..366 days.
        NotFound: no such account, or it is disabled.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise BadInput(
            "Quyền {given} không có. Các quyền: {known}.",
            given=", ".join(unknown) or "–",
            known=", ".join(SCOPES),
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput("Mã truy cập có hạn từ 1 đến {most} ngày.", most=LONGEST_DAYS)
    if not 1 <= len(name.strip()) <= 80:
        raise BadInput("Hãy đặt tên cho mã truy cập, không quá 80 ký tự.")
    owner = person(session, account_id)
    if owner is None:
        raise NotFound("Không có tài khoản này, hoặc tài khoản đã khóa.")
    token = security.new_token()
    expires = datetime.now(UTC) + timedelta(days=days)
    tokens.add_token(session, account_id, name.strip(), security.hashed(token), sorted(set(scopes)), expires)
    audit.record(session, "token_issued", "account", account_id, account_id, owner.office_id)
    return token
