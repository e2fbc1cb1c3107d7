"""Plain Vietnamese personal names, by surname, by title and by signature.

A run of capitalised Vietnamese syllables is a name when it begins with a surname, or stands after a
title, a role or a label (``chị Hoa``, ``trưởng thôn Tám``, ``chủ TK: …``), or closes a letter. It is none after a
word for a street, school or firm, when it is a known place, and for figures of history.

What it cannot see: names in lower case other than surname + văn/thị + name; names without
diacritics under surnames that are also words (``Ho Hoa``, ``Le Lan``) unless they have a usual middle
name; a given name alone without a title (``Hoa nói …``); foreign names; nicknames; names of other peoples
of Vietnam outside the surname list; any name in a text written in capitals throughout, unless it has
surname and middle name. Names in headings written With Capitals Everywhere are believed with surname only.
"""

from __future__ import annotations

import re

from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable
from nlp.privacy.reading import SPACE, WORD, Reader, bare_middle, bare_surnames

_CLOSING = re.compile(
    r"(?:tran trong|than ai|cam on|kinh thu|kinh chao|kinh don|nguoi viet|ky ten|thay mat)[^\n]{0,60}\n[\s\-–—]{0,6}$"
)
_GAPS = {
    "label": re.compile(r"[\s:=.,\-–(]{1,5}"),
    "contact": re.compile(r"[ :]{1,3}"),
    "short": re.compile(r" {1,2}|\. ?"),
}
_LONGEST_TITLE = 4
_GENDERED = frozenset({"văn", "thị", "van", "thi"})


def find_names(text: str) -> list[tuple[int, int]]:
    """The ranges of personal names in a view with plain characters, in order, without overlap."""
    if not text:
        return []
    reader = Reader(text)
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(reader.tokens):
        count = _name_at(reader, index)
        if count:
            found.append((reader.tokens[index].start, reader.tokens[index + count - 1].end))
            index += count
        else:
            index += 1
    return found


def _name_at(reader: Reader, index: int) -> int:
    """The number of tokens of the name that begins at ``index``, 0 for none."""
    token = reader.tokens[index]
    if token.text.isdigit():
        return 0
    if token.text[0].islower():
        return _lower_case_name(reader, index)
    title = _title_before(reader, index)
    titled = _titled_name(reader, index, title) if title else 0
    return max(titled, _full_name(reader, index, title), _shouted_name(reader, index, title))


def _title_before(reader: Reader, index: int) -> str | None:
    """The sort of the title that stands right before ``index``."""
    for size in range(_LONGEST_TITLE, 0, -1):
        if index < size:
            continue
        words = tuple(token.text.lower() for token in reader.tokens[index - size : index])
        sort = reader.lexicon.titles.get(words)
        if sort is None:
            continue
        inner_gaps = (reader.gap(at) for at in range(index - size + 1, index))
        if not all(SPACE.fullmatch(gap) for gap in inner_gaps):
            continue
        if _GAPS.get(sort, SPACE).fullmatch(reader.gap(index)):
            return sort
    return None


def _titled_name(reader: Reader, index: int, title: str) -> int:
    if reader.headline and title != "label":
        return 0
    if reader.stops_at(index):
        return 0
    count = reader.run(index)
    if not count or reader.is_known(index, count):
        return 0
    if reader.tokens[index - 1].capitalised and reader.is_known(index - 1, count + 1):
        return 0
    if reader.is_figure(index, count) and title != "kin":
        return 0
    word = reader.tokens[index].text.lower()
    if title == "contact" and count == 1 and (word,) in reader.lexicon.place_words:
        return 0
    return count


def _full_name(reader: Reader, index: int, title: str | None) -> int:
    token = reader.tokens[index]
    if not token.capitalised:
        return 0
    count = reader.run(index)
    if count < 2 or (title is None and reader.after_place_word(index)):
        return 0
    if reader.is_known(index, count) or (title != "kin" and reader.is_figure(index, count)):
        return 0
    second = reader.tokens[index + 1].text.lower()
    belief = reader.lexicon.surnames.get(token.text.lower())
    marked = count >= 3 and second in reader.lexicon.middle
    if belief is None:
        return count if _bare_name(reader, index, count) else 0
    if belief == "weak" or reader.headline:
        return count if marked else 0
    return count


def _bare_name(reader: Reader, index: int, count: int) -> bool:
    """Whether the run is a name written without diacritics."""
    tokens = reader.tokens[index : index + count]
    if not all(token.text.isascii() for token in tokens):
        return False
    if tokens[0].folded in reader.lexicon.bare and not reader.headline:
        return True
    known = tokens[0].folded in bare_surnames()
    return known and count >= 3 and tokens[1].folded in bare_middle()


def _shouted_name(reader: Reader, index: int, title: str | None) -> int:
    """``NGUYỄN VĂN A``: capitals throughout, surname first."""
    token = reader.tokens[index]
    if not token.shouted or len(token.text) < 2:
        return 0
    count = reader.run(index, shouted=True)
    if count < 2 or reader.is_figure(index, count) or reader.is_known(index, count):
        return 0
    if title == "label":
        return count
    if token.folded not in bare_surnames() or reader.after_place_word(index):
        return 0
    marked = count >= 3 and reader.tokens[index + 1].folded in bare_middle()
    if reader.shouting:
        sure = reader.tokens[index + 1].folded in {"van", "thi", "huu", "duc"}
        return min(count, 4) if marked and sure and not reader.is_figure(index, 3) else 0
    strong = (
        reader.lexicon.surnames.get(token.text.lower()) == "strong" or token.folded in reader.lexicon.bare
    )
    return count if marked or strong else 0


def _lower_case_name(reader: Reader, index: int) -> int:
    """``nguyễn thị hoa``, ``nguyen van tam``: only surname + văn/thị + one syllable more."""
    following = index + 1
    if following >= len(reader.tokens) or reader.tokens[following].text not in _GENDERED:
        return 0
    tokens = reader.tokens[index : index + 3]
    if len(tokens) < 3 or not is_syllable(tokens[2].folded):
        return 0
    first, second, _ = tokens
    if not all(SPACE.fullmatch(reader.gap(index + step)) for step in (1, 2)):
        return 0
    if reader.after_place_word(index) or (index and reader.tokens[index - 1].folded in {"vi", "toi", "xam"}):
        return 0
    strong = reader.lexicon.surnames.get(first.text) == "strong" and second.text in {"văn", "thị"}
    if not (strong or first.text in {"nguyen", "huynh"}):
        return 0
    return 0 if reader.is_figure(index, 3) else 3


def signature(text: str) -> tuple[int, int] | None:
    """The name that alone makes the last line after a closing formula, if there is one."""
    body = text.rstrip()
    start = body.rfind("\n") + 1
    if start == 0 or len(body) - start > 40:
        return None
    tokens = list(WORD.finditer(body, start))
    named = 1 <= len(tokens) <= 4 and all(
        match.group()[0].isupper() and is_syllable(fold(match.group())) for match in tokens
    )
    first = tokens[0].start() if tokens else start
    if not named or not _CLOSING.search(fold(body[max(0, first - 120) : first])):
        return None
    return first, tokens[-1].end()
