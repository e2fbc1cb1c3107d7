"""Text bytes of unknown encoding to Unicode; the old Vietnamese font encodings are told by what they read as."""

from __future__ import annotations

import codecs
import re

from models.errors import UnsupportedDocument
from nlp.official.legacy import Legacy, convert, tell, tell_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def decode(data: bytes, name: str) -> str:
    """Text of ``data``: by byte order mark, UTF-8, UTF-16 without a mark, Windows-1258, or the signs of an old font.

    Raises ``UnsupportedDocument`` for anything that is not text, or whose encoding is not certain.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name)
    if data[:2000].count(0) > len(data[:2000]) // 4:
        even = data[:2000:2].count(0)
        return _strict(data, "utf-16-be" if even > data[1:2000:2].count(0) else "utf-16-le", name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    found, sure = tell_bytes(data)
    if found is None or not sure:
        raise UnsupportedDocument(
            f"Tệp «{name}» không phải Unicode và không nhận chắc được bảng mã (TCVN3/ABC, VNI hay Windows-1258);"
            " hãy lưu lại ở dạng Unicode rồi nạp. Chưa lưu gì."
        )
    if isinstance(found, Legacy):  # its signs, as an office program would show them; read on from there
        return data.decode("cp1252", errors="replace")
    return data.decode(found, errors="replace")


def in_unicode(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Text that was typed in a TCVN3 or VNI font, in Unicode, with a warning that says so; other text as it is.

    Raises ``UnsupportedDocument`` when it looks like one of them and cannot be read for certain.
    """
    legacy, sure = tell(text)
    if legacy is None:
        return text, ()
    if not sure:
        raise UnsupportedDocument(
            f"Tệp «{name}» dùng phông cũ, có vẻ là {legacy}, nhưng không chuyển được chắc chắn sang Unicode;"
            " hãy chuyển mã bằng bộ gõ rồi nạp lại. Chưa lưu gì."
        )
    return convert(text, legacy), (
        f"Tệp dùng phông cũ {legacy}; đã chuyển sang Unicode, hãy xem lại số và tên.",
    )


def refuse_binary(text: str, name: str) -> None:
    """Refuse what decodes but is not writing."""
    if len(_CONTROL.findall(text[:20_000])) > len(text[:20_000]) // 100:
        raise UnsupportedDocument(f"Tệp «{name}» không phải văn bản chữ. Chưa lưu gì.")


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnsupportedDocument(
            f"Tệp «{name}» bị lỗi bảng mã (không đọc được theo {encoding.upper()}). Chưa lưu gì."
        ) from None
