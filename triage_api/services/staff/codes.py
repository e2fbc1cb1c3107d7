"""One-time codes by time (TOTP, RFC 6238: six digits, 30 seconds, SHA-1 as authenticator apps expect) and recovery codes."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass
from enum import Enum

import pyotp

from models.crypto import Purpose, vault
from models.errors import BadInput, Conflict
from models.queries import audit, second_factors
from models.queries.accounts import Person
from models.session import Session
from models.settings import settings
from triage_api.services.staff import pacing

STEP = 30
DRIFT = 1
"""Steps a phone's clock may be off either way (RFC 6238 §5.2 recommends one)."""
RECOVERY_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, o, 1, i and l, which are read for each other on paper."""
WRONG = "Mã chưa đúng hoặc đã dùng rồi. Chờ mã mới hiện trên điện thoại rồi nhập lại."


class Used(Enum):
    """What kind of code was taken."""

    TIME = "time"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A secret to be read into a phone. Shown once, on a page that is not stored."""

    secret: str
    address: str


def propose(session: Session, person: Person) -> Proposal:
    """The secret that waits for its first code; made when there is none yet.

    Raises:
        Conflict: the account has a second factor already.
    """
    found = second_factors.second_factor(session, person.id, lock=True)
    if found is not None and found.confirmed_at is not None:
        raise Conflict("Tài khoản đã dùng mã một lần. Muốn cài lại, hãy gỡ mã đang dùng trước.")
    secret = vault().open(found.sealed, Purpose.SECOND_FACTOR) if found else pyotp.random_base32()
    if found is None:
        second_factors.propose(session, person.id, vault().seal(secret, Purpose.SECOND_FACTOR))
    address = pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name="Sàng Tin")
    return Proposal(secret, address)


def confirm(session: Session, person: Person, code: str) -> list[str]:
    """Start using the proposed secret, once a code proves that the phone has it; returns new recovery codes.

    Raises:
        BadInput: the code does not fit. Conflict: there is nothing to confirm. TooSoon: too many wrong codes.
    """
    attempt = pacing.count_code(person.id)
    found = second_factors.second_factor(session, person.id, lock=True)
    if found is None or found.confirmed_at is not None:
        raise Conflict("Không có mã nào đang chờ cài. Hãy mở lại trang cài mã.")
    if not _use_time(session, person.id, code):
        raise BadInput(WRONG)
    pacing.forget(session, attempt)
    second_factors.confirm(session, person.id)
    audit.record(session, "second_factor_on", "account", person.id, person.id, person.office_id)
    return _new_recovery_codes(session, person.id)


def renew_recovery_codes(session: Session, person: Person, code: str) -> list[str]:
    """New recovery codes in place of the old. Asks for a code, so that an open page is not enough.

    Raises:
        BadInput: the code does not fit. TooSoon: too many wrong codes.
    """
    _check(session, person, code)
    audit.record(session, "recovery_codes_renewed", "account", person.id, person.id, person.office_id)
    return _new_recovery_codes(session, person.id)


def remove(session: Session, person: Person, code: str) -> None:
    """Sign in without a code from now on.

    Raises:
        BadInput: the code does not fit. Conflict: the person's role asks for one. TooSoon: too many wrong codes.
    """
    if person.roles & settings().roles_with_second_factor:
        raise Conflict("Vai trò của bạn phải dùng mã một lần, nên không gỡ được.")
    _check(session, person, code)
    second_factors.remove(session, person.id)
    audit.record(session, "second_factor_off", "account", person.id, person.id, person.office_id)


def _check(session: Session, person: Person, code: str) -> None:
    attempt = pacing.count_code(person.id)
    if use(session, person.id, code) is None:
        raise BadInput(WRONG)
    pacing.forget(session, attempt)


def use(session: Session, account_id: int, code: str) -> Used | None:
    """Use up a one-time or recovery code of an account; None when it does not fit. Each works once."""
    plain = "".join(letter for letter in code[:60].lower() if letter.isalnum())
    if _use_time(session, account_id, plain):
        return Used.TIME
    found = second_factors.second_factor(session, account_id)
    if found is None or found.confirmed_at is None:
        return None
    return (
        Used.RECOVERY
        if second_factors.use_recovery_code(session, account_id, _hash(account_id, plain))
        else None
    )


def _use_time(session: Session, account_id: int, code: str) -> bool:
    """Take a code of now or a step beside it, newer than the last one taken; the row is locked meanwhile."""
    found = second_factors.second_factor(session, account_id, lock=True)
    if found is None:
        return False
    totp = pyotp.TOTP(vault().open(found.sealed, Purpose.SECOND_FACTOR))
    given, now = code.strip().replace(" ", ""), _now() // STEP
    fitting = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode("utf-8", "surrogatepass"))
    ]
    fresh = [step for step in fitting if step > found.last_step]
    if not fresh:
        return False
    found.last_step = fresh[0]
    session.flush()
    return True


def _new_recovery_codes(session: Session, account_id: int) -> list[str]:
    made = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    second_factors.set_recovery_codes(session, account_id, [_hash(account_id, one) for one in made])
    return [f"{one[:5]}-{one[5:]}" for one in made]


def _hash(account_id: int, code: str) -> bytes:
    """Keyed: ten letters of 31 are 49 bits, too few for a bare hash."""
    return vault().fingerprint(f"{account_id}\n{code}", Purpose.SECOND_FACTOR)


def _now() -> int:
    return int(time.time())
