"""Bytes of a page as text, whatever its server, its head and its words say of the encoding.

They often contradict each other. So: a byte order mark, then valid UTF-8 whatever is declared (pages that are UTF-8 and
declare something else are common, the reverse hardly exists), then whichever reading turns the words into Vietnamese:
what is declared, Windows-1258, and the encodings of before Unicode: TCVN3 (ABC), VNI, VISCII, VPS. Only where none
does, what is declared is believed.

VISCII is RFC 1456; VPS is the table of the Vietnamese Professionals Society, as fonts and converters have it.
TCVN3 and VNI, also on pages that are UTF-8 by form and hold the signs of the font, are ``nlp.official.legacy``'s.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Mapping

from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from nlp.official.legacy import Legacy, convert, share_of_syllables, tell, tell_bytes

SAMPLE = 60_000
"""Bytes or characters looked at to tell the encoding; all are converted."""
READABLE = 0.9
DECLARED_READABLE = 0.7
"""Shares of marked words that are syllables: for a reading nobody declared, and for the declared one."""
FEW = 5
"""Marked words below which the words say nothing."""
BROKEN = 0.05
"""UTF-8 stays UTF-8 when so many of its letters are broken: a page cut or pasted together from two."""
_HEAD = 4_096
_UTF_8 = frozenset({"utf-8", "utf8"})
_HTML = re.compile(rb"\s{0,200}<(?:!doctype\s{1,20})?html\b", re.IGNORECASE)

_VISCII = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
_VISCII_BELOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VPS = (
    "ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ\x91\x92ỀỂỄỐỒỔỖýỷỵỚỜỞ\xa0ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉ\xc9ẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ"
    "\xdfàáâãảạă\xe7èéêẽìí\xee\xefĐòóôõ\xf7Ơụùúủ\xfcỶẼỳ"
)

_OF_PAGES = re.compile(r"(?:cp|iso-?8859|latin|koi8|mac|gb|big5|euc|shift|utf-16|utf-32)")
"""Names of encodings a page can be in; Python knows others (``idna``, ``hex``), which are none."""
_WORD = re.compile(rb"[A-Za-z\x80-\xff]{1,20}")
_TAG = re.compile(rb"<[^<>]{0,2000}>|<(?:script|style)\b", re.IGNORECASE)
_UNICODE_VIETNAMESE = re.compile(
    r"[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)
"""Letters that no font of before Unicode draws: where they stand, the text is Unicode."""
_NAMED = re.compile(r"&(?:[A-Za-z]{2,7}[\d]?|#1[6-9]\d|#2[0-5]\d);")
_FONT_SIGN = re.compile(r"[\u00a1-\u00ff]")


def decode(body: bytes, said: str | None = None) -> str:
    """Bytes of a page as text; ``said`` is the encoding its server names, if any. Never fails.

    >>> decode("Cộng hòa".encode(), "iso-8859-1"), decode(b"C\xc3\xa9ng hoa")
    ('Cộng hòa', 'Céng hoa')
    """
    marked = _by_mark(body)
    if marked is not None:
        return marked
    try:
        return _from_font(body.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "replace")
    if _hardly_broken(body[:SAMPLE]):
        return text
    for name in (said, html_body_declared_encoding(body[:_HEAD])):
        reading = _reading(name)
        if reading is not None and _share(body, reading) >= DECLARED_READABLE:
            return reading(body)
    found = _told_by_words(body)
    if found is not None:
        return found(body)
    for name in (said, html_body_declared_encoding(body[:_HEAD])):
        reading = _reading(name)
        if reading is not None:
            return reading(body)
    return text


def with_mark(body: bytes, said: str | None) -> bytes:
    """A page whose readers are to know what its server said: as it is, or as UTF-8 under a byte order mark.

    Only where it matters: the server names an encoding, and the bytes are not UTF-8.
    """
    if not said or _by_mark(body) is not None or _is_told_by_its_reader(body, said) or _is_utf8(body):
        return body
    return codecs.BOM_UTF8 + decode(body, said).encode("utf-8", "replace")


def _is_told_by_its_reader(body: bytes, said: str) -> bool:
    """Whether a server says UTF-8 of HTML: its readers ask ``decode``, to which the name of UTF-8 tells nothing."""
    return said.lower() in _UTF_8 and _HTML.match(body) is not None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _by_mark(body: bytes) -> str | None:
    """Text under a byte order mark, and UTF-16 without one, which shows by its zeros."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    head = body[:2_000]
    if head.count(0) <= len(head) // 4:
        return None
    little = head[1::2].count(0) > head[::2].count(0)
    return body.decode("utf-16-le" if little else "utf-16-be", "replace")


def _hardly_broken(sample: bytes) -> bool:
    """Whether nearly all letters beyond ASCII are whole in UTF-8; one byte that happens to fit is no sign."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(letter > "\x7f" for letter in text) - broken
    return whole > 0 and broken <= max(1, BROKEN * (whole + broken)) and whole > broken


Read = Callable[[bytes], str]


def _one_byte(letters: str, below: Mapping[int, str]) -> Read:
    table = {0x80 + at: letter for at, letter in enumerate(letters)} | dict(below)
    return lambda body: body.decode("latin-1").translate(table)


def _from_cp1258(body: bytes) -> str:
    return unicodedata.normalize("NFC", body.decode("cp1258", "replace"))


def _legacy(legacy: Legacy) -> Read:
    return lambda body: convert(body.decode("cp1252", "replace"), legacy)


_from_viscii = _one_byte(_VISCII, _VISCII_BELOW)
_from_vps = _one_byte(_VPS, {})
_BY_NAME: Mapping[str, Read] = {
    **dict.fromkeys(("viscii", "csviscii", "viscii1.1-1", "x-viet-viscii"), _from_viscii),
    **dict.fromkeys(("x-viet-vps", "vps", "viet-vps"), _from_vps),
    **dict.fromkeys(
        ("x-viet-tcvn5712", "tcvn", "tcvn3", "tcvn-5712", "tcvn5712-1", "abc"), _legacy(Legacy.TCVN3)
    ),
    **dict.fromkeys(("x-viet-vni", "vni"), _legacy(Legacy.VNI)),
    **dict.fromkeys(("windows-1258", "cp1258", "x-cp1258"), _from_cp1258),
}


def _reading(name: str | None) -> Read | None:
    """How to read what is declared under a name; None for names nobody knows."""
    label = (name or "").strip().lower()
    if label in _BY_NAME:
        return _BY_NAME[label]
    known = resolve_encoding(label) if label else None
    if known is None or not _OF_PAGES.match(known):
        return None
    if known == "cp1258":
        return _from_cp1258
    return lambda body: body.decode(known, "replace")


def _words(body: bytes) -> list[bytes]:
    words = _WORD.findall(_TAG.sub(b" ", body[:SAMPLE]))
    return [word for word in words if not word.isascii()]


def _share(body: bytes, reading: Read) -> float:
    words = _words(body)
    if len(words) < FEW:
        return 1.0
    return share_of_syllables([reading(word) for word in words])


def _told_by_words(body: bytes) -> Read | None:
    """The one reading under which the words are Vietnamese; None where there is none, or more than one."""
    words = _words(body)
    if len(words) < FEW:
        return None
    found, sure = tell_bytes(b" ".join(words))
    if sure and isinstance(found, Legacy):
        return _legacy(found)
    readings = {_from_cp1258, _from_viscii, _from_vps}
    shares = {one: share_of_syllables([one(word) for word in words]) for one in readings}
    good = [one for one, share in shares.items() if share >= READABLE]
    return good[0] if len(good) == 1 else None


def _from_font(text: str) -> str:
    """A page that is UTF-8 by form and was written in a font of before Unicode, with its signs as such or by name."""
    head = text[:SAMPLE]
    if _UNICODE_VIETNAMESE.search(head) or not (_FONT_SIGN.search(head) or _NAMED.search(head)):
        return text
    plain = _TAG.sub(b" ", _signs(head).encode("utf-8")).decode("utf-8", "replace")
    legacy, sure = tell(plain)
    return convert(_signs(text), legacy) if legacy is not None and sure else text


def _signs(text: str) -> str:
    """``text`` with the names of Western signs ("&eacute;") as the signs; those of markup stay."""

    def sign(match: re.Match[str]) -> str:
        found = html.unescape(match[0])
        return found if _FONT_SIGN.fullmatch(found) else match[0]

    return _NAMED.sub(sign, text)
