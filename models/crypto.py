"""Sealing of the few things that must be read again: source addresses and scam indicators.

One installation key; every purpose gets its own AES-256-GCM key and its own HMAC key by HKDF-SHA256
(RFC 5869). The purpose is also authenticated with the text, so a blob sealed as an address does not
open as an indicator. Layout of a blob, in bytes: ``version(1) | key id(4) | nonce(12) | text and tag``.
The key id tells "sealed under another key" from "damaged"; it is derived and reveals nothing of the key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from enum import StrEnum
from functools import lru_cache
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import BadInput, TriageError
from models.secret_files import secret
from models.settings import settings

_VERSION = b"\x01"
_KEY_ID = 4
_NONCE = 12
_TAG = 16
_HEAD = len(_VERSION) + _KEY_ID + _NONCE
MIN_KEY_LENGTH = 32
"""Shortest accepted ``SANGTIN_SECRET_KEY``, in characters: 32 of base64 carry 192 bits."""


class WeakKey(BadInput):
    """``SANGTIN_SECRET_KEY`` is too short to protect anything."""

    code = "weak_key"


class CannotOpen(TriageError):
    """A sealed value was damaged, sealed for another purpose, or sealed under another key."""

    code = "cannot_open"
    status = 500


class Purpose(StrEnum):
    """What a sealed value or fingerprint is for. Values of one purpose are useless under another."""

    ADDRESS = "address"
    INDICATOR = "indicator"
    THREAD = "thread"
    CONTENT = "content"
    LOGIN = "login"
    SECOND_REVIEW = "second_review"
    SECOND_FACTOR = "second_factor"
    OUTBOUND = "outbound"


class Vault:
    """Seals, opens and fingerprints texts under one key. Its ``repr`` shows nothing."""

    __slots__ = ("_fingerprint", "_id", "_seal")

    def __init__(self, key: bytes) -> None:
        """``key``: at least 32 bytes of secret.

        Raises:
            WeakKey: shorter.
        """
        if len(key) < MIN_KEY_LENGTH:
            raise WeakKey(
                f"Khoá SANGTIN_SECRET_KEY phải có ít nhất {MIN_KEY_LENGTH} ký tự ngẫu nhiên; chưa có gì được ghi."
            )
        self._id = _derive(key, "id")[:_KEY_ID]
        self._seal = {purpose: AESGCM(_derive(key, f"seal:{purpose}")) for purpose in Purpose}
        self._fingerprint = {purpose: _derive(key, f"fingerprint:{purpose}") for purpose in Purpose}

    def __repr__(self) -> str:
        return "Vault(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a vault is never pickled: its key would leave the process")

    def seal(self, text: str, purpose: Purpose) -> bytes:
        """``text`` as an authenticated blob, 33 bytes longer than its UTF-8; different every time."""
        nonce = os.urandom(_NONCE)
        head = _VERSION + self._id
        return head + nonce + self._seal[purpose].encrypt(nonce, text.encode(), head + purpose.encode())

    def open(self, blob: bytes, purpose: Purpose) -> str:
        """The text sealed in ``blob`` for the same purpose.

        Raises:
            CannotOpen: another key or version, another purpose, or damaged.
        """
        if len(blob) < _HEAD + _TAG or blob[:1] != _VERSION:
            raise CannotOpen("Dữ liệu đã niêm phong bị hỏng hoặc do phiên bản khác ghi; không mở được.")
        head = blob[: len(_VERSION) + _KEY_ID]
        if head[len(_VERSION) :] != self._id:
            raise CannotOpen(
                "Dữ liệu được niêm phong bằng khoá khác; hãy dùng lại khoá cũ (SANGTIN_SECRET_KEY hoặc tệp secrets/key)."
            )
        nonce = blob[len(head) : _HEAD]
        try:
            return self._seal[purpose].decrypt(nonce, blob[_HEAD:], head + purpose.encode()).decode()
        except InvalidTag:
            raise CannotOpen("Dữ liệu đã niêm phong bị hỏng hoặc dùng sai mục đích; không mở được.") from None

    def fingerprint(self, text: str, purpose: Purpose) -> bytes:
        """32 bytes, the same for the same text, purpose and key: equality without reading (HMAC-SHA256)."""
        return hmac.new(self._fingerprint[purpose], text.encode(), hashlib.sha256).digest()


def _derive(key: bytes, info: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"sangtin/1/{info}".encode()).derive(key)


@lru_cache(maxsize=4)
def _vault(key: bytes) -> Vault:
    return Vault(key)


def vault() -> Vault:
    """The vault of this installation: key from ``SANGTIN_SECRET_KEY``, else made once in ``<home>/secrets/key``.

    Raises:
        WeakKey: the given key is too short.
        HomeNotWritable: a key has to be made and cannot be kept.
    """
    given = settings().secret_key
    text = given.get_secret_value() if given is not None else secret(settings().home, "key")
    return _vault(text.encode())
