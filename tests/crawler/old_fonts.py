"""A text as the bytes of each encoding Vietnamese pages were ever written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from crawler.encodings import _VISCII, _VPS
from nlp.official.legacy import _TCVN3

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """Letters with their hat or horn, and the tone as a sign of its own."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tone = next(part for part in parts if part in _TONES)
            out.append(
                unicodedata.normalize("NFC", parts.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
            )
    return b"".join(out)


def _by_table(table: Mapping[str, int]) -> Callable[[str], bytes]:
    return lambda text: bytes(table.get(letter, ord(letter)) for letter in text)


viscii = _by_table({letter: 0x80 + at for at, letter in enumerate(_VISCII)})
vps = _by_table({letter: 0x80 + at for at, letter in enumerate(_VPS)})
tcvn3 = _by_table({letter: sign for sign, letter in reversed(_TCVN3.items()) if sign < 256})

ENCODED: Mapping[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "windows-1258": windows_1258,
    "viscii": viscii,
    "x-viet-vps": vps,
    "x-viet-tcvn5712": tcvn3,
}
"""By the name under which a page declares it."""
