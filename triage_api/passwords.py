"""Passwords of staff: Argon2id with the library's defaults (RFC 9106, low-memory profile)."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from models.errors import BadInput

MIN_LENGTH = 10
MAX_LENGTH = 200
"""NIST SP 800-63B asks for at least 8 and to allow 64; longer than 200 only costs time."""

AT_ONCE = 4
"""Hashes computed at one time: each takes 64 MiB, and many sign-ins together must not take the machine."""

_hasher = PasswordHasher()
_turn = threading.BoundedSemaphore(AT_ONCE)
_NOBODY = _hasher.hash("không ai có mật khẩu này")


def hash_password(password: str) -> str:
    """The stored form of a password.

    Raises:
        BadInput: shorter than 10 or longer than 200 characters.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadInput("Mật khẩu phải dài từ {low} đến {high} ký tự.", low=MIN_LENGTH, high=MAX_LENGTH)
    with _turn:
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` fits. Takes as long for an unknown account (``stored`` None) as for a known one."""
    try:
        with _turn:
            _hasher.verify(stored or _NOBODY, password[: MAX_LENGTH + 1])
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return stored is not None
