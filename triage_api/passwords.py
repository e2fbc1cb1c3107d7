"""Passwords of staff: Argon2id with the library's defaults (RFC 9106, low-memory profile), long and not common.

Rules of NIST SP 800-63B-4 §3.1.1.2: a length, no rules of composition, no change by the calendar, and none that
everybody tries first.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from models.errors import BadInput

MIN_LENGTH = 12
MAX_LENGTH = 200
"""NIST asks for at least 8 beside a second factor and 15 without, and to allow 64; longer than 200 only costs time."""
MIN_LETTERS = 5
"""Different characters a password has at least: "aaaaaaaaaaaa" is long and the first to be tried."""
COMMON = Path(__file__).with_name("common_passwords.txt")

AT_ONCE = 4
"""Hashes computed at one time: each takes 64 MiB, and many sign-ins together must not take the machine."""

_hasher = PasswordHasher()
_turn = threading.BoundedSemaphore(AT_ONCE)
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$Xwm2E8heEBaJWyExJnI+7w$CpgDHy2KSKT8rsUTQ0Q1g5X29r+Zr5d6SF6tRZqj+sQ"
"""What an unknown account is verified against: of random letters that were thrown away, as dear as a real one (a test compares)."""


def check_password(password: str, *names: str) -> None:
    """Refuse a password that others would try first. ``names``: of the account, which it must not consist of.

    Raises:
        BadInput: too short or long, common, of one name, or of too few different characters.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise BadInput("Mật khẩu phải dài từ {low} đến {high} ký tự.", low=MIN_LENGTH, high=MAX_LENGTH)
    if len(set(password)) < MIN_LETTERS or _bare(password) in _common():
        raise BadInput("Mật khẩu này dễ đoán. Hãy ghép vài từ không liên quan với nhau.")
    rest = _bare(password)
    for name in (*names, "sangtin"):
        if len(bare := _bare(name)) >= 3:
            rest = rest.replace(bare, "")
    if len(rest) < MIN_LENGTH // 2:
        raise BadInput("Mật khẩu gần như chỉ có tên tài khoản. Hãy ghép vài từ không liên quan với nhau.")


def check_same(password: str, again: str) -> None:
    """Refuse a new password that was typed in two ways.

    Raises:
        BadInput: the two differ.
    """
    if password != again:
        raise BadInput("Hai lần nhập mật khẩu mới không giống nhau.")


def hash_password(password: str) -> str:
    """The stored form of a password.

    Raises:
        BadInput: longer than 200 characters.
    """
    if len(password) > MAX_LENGTH:
        raise BadInput("Mật khẩu phải dài từ {low} đến {high} ký tự.", low=MIN_LENGTH, high=MAX_LENGTH)
    with _turn:
        return _hasher.hash(_normal(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` fits. Takes as long for an unknown account (``stored`` None) as for a known one."""
    try:
        with _turn:
            _hasher.verify(stored or _NOBODY, _normal(password[: MAX_LENGTH + 1]))
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return stored is not None


def _normal(password: str) -> str:
    """One way to write each letter: keyboards compose "ế" differently (NFC, as NIST asks)."""
    return unicodedata.normalize("NFC", password)


def _bare(password: str) -> str:
    """Small letters and digits, without marks: "Mật-Khẩu" and "matkhau" are guessed together."""
    split = unicodedata.normalize("NFD", password.lower().replace("đ", "d"))
    return "".join(letter for letter in split if letter.isalnum())


@cache
def _common() -> frozenset[str]:
    return frozenset(_bare(line) for line in COMMON.read_text("utf-8").split("\n") if line)
