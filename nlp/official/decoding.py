"""Text bytes of unknown encoding to Unicode; the old Vietnamese font encodings are refused, not guessed."""

from __future__ import annotations

import codecs
import re
import unicodedata

from models.errors import UnsupportedDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON = re.compile(r"\b(?:của|và|được|các|không|những|ngày|tháng|trong|thực hiện)\b", re.IGNORECASE)
# In TCVN3 "đ" is the byte of ®, à ¶ ã ¸ ¹ … are signs of Latin-1: real text has next to none of them.
_TCVN3 = re.compile(r"[®µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË§ªÌÐÎÏÑ¬«]")
_TCVN3_WORDS = re.compile(r"®|Céng|céng hßa|héi chñ|§éc lËp|\bcña\b|\bvµ\b|\bc¸c\b")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def decode(data: bytes, name: str) -> str:
    """Text of ``data``: by byte order mark, UTF-8, UTF-16 without a mark, or Windows-1258.

    Raises ``UnsupportedDocument`` for TCVN3, VNI and anything that is not text.
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
    text = data.decode("cp1258", errors="replace")
    if "\ufffd" not in text and len(_COMMON.findall(_compose(text[:20_000]))) >= 3:
        return text
    raise UnsupportedDocument(
        f"Tệp «{name}» không phải Unicode (có thể là TCVN3/ABC hoặc VNI); hãy chuyển mã sang Unicode rồi nạp lại. "
        "Chưa lưu gì."
    )


def refuse_font_encoded(text: str, name: str) -> None:
    """Refuse text typed in a TCVN3 font, which looks like Unicode but reads ``Céng hßa x· héi``."""
    sample = text[:20_000]
    letters = sum(character.isalpha() for character in sample)
    if letters and len(_TCVN3.findall(sample)) > letters * 0.02 and len(_TCVN3_WORDS.findall(sample)) >= 3:
        raise UnsupportedDocument(
            f"Tệp «{name}» dùng phông TCVN3 (ABC); hãy chuyển mã sang Unicode rồi nạp lại. Chưa lưu gì."
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


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)
