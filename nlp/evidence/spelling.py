"""When a written word can be a word of a lexicon."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from nlp.normalise import fold
from nlp.normalise.spelling import respell


@lru_cache(maxsize=65536)
def one_spelling(word: str) -> str:
    """Lower-case word with the tone mark in its place, hỏi and ngã as one tone (dialect is no difference).

    >>> one_spelling("khoá"), one_spelling("nghĩ") == one_spelling("nghỉ")
    ('khóa', True)
    """
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", respell(word)).replace("\u0303", "\u0309")
    return unicodedata.normalize("NFC", apart)


def may_be(written: str, meant: str) -> bool:
    """Whether ``written`` is ``meant`` with all its marks or with none; half of them make another word.

    >>> may_be("khong", "không"), may_be("dùng", "đừng")
    (True, False)
    """
    return written == meant or written == fold(meant) or one_spelling(written) == one_spelling(meant)
