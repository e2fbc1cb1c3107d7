"""Plain Vietnamese personal names: by surname, by title, by given name, by signature.

A run of capitalised Vietnamese syllables is a name when it begins with a surname, or stands after a
title, a role or a label (``chị Hoa``, ``trưởng thôn Tám``, ``chủ TK: …``), or closes a letter, or is made of given names where
somebody is spoken to or of (``nlp.privacy.given``). It is none after a word for a street, school or firm, when it is a known
place, and for figures of history.

What it cannot see: names in lower case other than surname + văn/thị + name and a few after a title; names without
diacritics under surnames that are also words (``Ho Hoa``, ``Le Lan``) unless they have a usual middle
name; a given name alone that is also an everyday word (``Thu``, ``Mai``) without a title or somebody speaking; foreign names
without a title; any name in a text written in capitals throughout, unless it has
surname and middle name. Names in headings written With Capitals Everywhere are believed with surname only.
"""

from __future__ import annotations

import re

from nlp.normalise.folding import fold
from nlp.normalise.syllable import is_syllable
from nlp.privacy.cues import (
    ANIMALS,
    FOREIGN_TITLES,
    GENDERED,
    LIVED_AT,
    MARKED_TITLES,
    MISREAD_TITLES,
    NO_PERSON_BEFORE,
    PUBLIC_PLACES,
    SELF,
    SHOUTED_MIDDLE,
)
from nlp.privacy.given import (
    beside_another,
    given_name,
    in_a_place,
    in_apposition,
    nickname,
    of_another_people,
    speaker,
    untitled_in_small_letters,
)
from nlp.privacy.reading import SPACE, Reader
from nlp.privacy.words import NAMED, WORD, Words, may_hold_names, shipped

_CLOSING = re.compile(
    r"(?:tran trong|than ai|cam on|kinh thu|kinh chao|kinh don|nguoi viet|nguoi lam don|ky ten|thay mat)[^\n]{0,60}\n[\s\-–—]{0,6}$"
)
_GAPS = {
    "label": re.compile(r"[\s:=.,\-–(]{1,5}"),
    "contact": re.compile(r"[ :]{1,3}"),
    "short": re.compile(r" {1,2}|\. ?"),
}
_USUAL_SURNAMES = frozenset({"strong", "medium", "people"})
_LONGEST_SIGNATURE = 40


def find_names(text: str, using: Words | None = None) -> list[tuple[int, int]]:
    """The ranges of personal names in a view with plain characters, in order, without overlap.

    ``using`` stands for the lexicons that ship with the program.
    """
    words = using or shipped()
    pieces = words.pieces(text)
    if not may_hold_names(pieces):
        return []
    reader = Reader(text, pieces, words.lexicon)
    found: list[tuple[int, int]] = []
    last = looked_at = 0
    seen = reader.words
    for index in [at for at, word in enumerate(seen) if word.sign]:
        if index < looked_at:
            continue
        word, before = seen[index], seen[index - 1] if index else None
        led = before is not None and (before.ends_title or before.lower in SELF)
        count = 0
        if word.sign & NAMED or led or 0 < last >= index - 1 or _before_gender(reader, index):
            count = _name_at(reader, index) or (beside_another(reader, index, last) if found else 0)
        if count:
            last = looked_at = index + count
            found.append((reader.start(index), reader.end(last - 1)))
        elif word.opens_known and word.capitalised:
            looked_at = index + _known(reader, index)
    return found


def _before_gender(reader: Reader, index: int) -> bool:
    """Whether Văn or Thị follows, which makes a surname of any word."""
    following = reader.words[index + 1] if index + 1 < len(reader.words) else None
    return following is not None and following.capitalised and following.lower in GENDERED


def _known(reader: Reader, index: int) -> int:
    """The words of a place or a figure of history that begins at ``index``: what stands in it is no name either."""
    if not reader.after(index)[:1].isupper():
        return 0
    return reader.known(index, reader.lexicon.figures) or reader.known(index, reader.lexicon.places)


def _name_at(reader: Reader, index: int) -> int:
    """The number of words of the name that begins at ``index``, 0 for none."""
    word = reader.words[index]
    title = _title_before(reader, index) if index and reader.words[index - 1].ends_title else None
    if word.text[0].islower():
        return _in_small_letters(reader, index, title)
    count = _titled(reader, index, title) if title else 0
    if word.surname or word.folded in reader.lexicon.bare_surnames or _before_gender(reader, index):
        count = max(count, _full(reader, index, title))
    if word.shouted:
        count = max(count, _shouted(reader, index, title))
    if count or not word.capitalised:
        return count
    if word.given or word.middle:
        count = given_name(reader, index)
    if word.order:
        count = count or nickname(reader, index)
    if index and reader.words[index - 1].lower in SELF:
        count = count or in_apposition(reader, index)
    if word.sign & NAMED:
        count = count or of_another_people(reader, index) or speaker(reader, index)
    return count


def _title_before(reader: Reader, index: int) -> str | None:
    """The sort of the title that stands right before ``index``."""
    for words, sort in reader.lexicon.titles_by_end[reader.words[index - 1].lower]:
        size = len(words)
        if size > index or any(reader.words[index - size + at].lower != words[at] for at in range(size - 1)):
            continue
        if not all(reader.adjoins(at) for at in range(index - size + 1, index)):
            continue
        if _GAPS.get(sort, SPACE).fullmatch(reader.gap(index)) and not _is_misread(
            reader, index - size, size
        ):
            return sort
    return None


def _is_misread(reader: Reader, index: int, size: int) -> bool:
    """Whether what looks like a title at ``index`` is something else here."""
    title = reader.words[index].lower
    if reader.words[index].capitalised and not reader.opens_clause(index) and in_a_place(reader, index):
        return True  # quán nhậu Ba Râu
    if size > 1:
        return False
    if title in MARKED_TITLES:
        return reader.words[index + 1].text.isascii()
    if title == "con" and reader.words[index].capitalised and not reader.opens_clause(index):
        return True
    if title == "tên" and any(word.lower in ANIMALS for word in reader.words[max(0, index - 2) : index]):
        return True
    return reader.before(index) in MISREAD_TITLES.get(title, ())


def _titled(reader: Reader, index: int, title: str) -> int:
    if reader.headline and title != "label":
        return 0
    if reader.stops_at(index):
        return 0
    word, before = reader.words[index], reader.words[index - 1]
    count = reader.run(index, foreign=before.lower in FOREIGN_TITLES)
    is_told = title == "kin" and (count >= 3 or before.lower == "tên")
    if not count or (reader.is_known(index, count) and not is_told):
        return 0
    if before.capitalised and reader.is_known(index - 1, count + 1):
        return 0
    if reader.is_figure(index, count) and title != "kin":
        return 0
    if count == 1:
        if title == "contact" and word.place_word:
            return 0
        if len(word.text) == 1 and (before.lower not in FOREIGN_TITLES or _is_glued(reader, index)):
            return 0
    if title == "given":
        usual = count > 1 and word.surname in _USUAL_SURNAMES
        return count if word.given in {"sure", "word"} or usual or (count > 2 and word.surname) else 0
    return count


def _names_a_place(reader: Reader, index: int) -> bool:
    """Whether a full name is that of a street, a school, a park … or of something that bears it."""
    before = reader.before(index)
    if before in LIVED_AT or (before == "tên" and reader.before(index, 2) in MISREAD_TITLES["tên"]):
        return True
    return reader.after_place_word(index) or f"{reader.before(index, 2)} {before}" in PUBLIC_PLACES


def _is_glued(reader: Reader, index: int) -> bool:
    """Whether a digit stands right behind the word (``H56``)."""
    end = reader.end(index)
    return reader.text[end : end + 1].isdigit()


def _full(reader: Reader, index: int, title: str | None) -> int:
    word = reader.words[index]
    if not word.capitalised:
        return 0
    count = reader.run(index, foreign=word.surname == "people")
    if count < 2 or (title is None and _names_a_place(reader, index)):
        return 0
    if title != "kin" and reader.is_figure(index, count):
        return 0
    if reader.is_known(index, count) and not (title == "kin" and count >= 3):
        return 0
    marked = count >= 3 and reader.words[index + 1].middle
    if word.surname is None:
        named = marked and word.syllable and _before_gender(reader, index) and not word.stop
        return count if named or _bare(reader, index, count) else 0
    if word.place_word and not reader.words[index + 1].middle and reader.words[index + 1].surname:
        return 0  # Đường Lê Lợi
    if word.place_word and reader.is_figure(index + 1, count - 1):
        return 0
    if word.surname == "rare" and title is None:
        return count if count >= 3 and reader.words[index + 1].folded in SHOUTED_MIDDLE else 0
    if word.surname in {"weak", "rare"} or reader.headline:
        return count if marked else 0
    return count


def _bare(reader: Reader, index: int, count: int) -> bool:
    """Whether the run is a name written without diacritics."""
    words = reader.words[index : index + count]
    if not all(word.text.isascii() for word in words):
        return False
    if words[0].folded in reader.lexicon.bare and not reader.headline:
        return True
    return count >= 3 and words[1].folded in reader.lexicon.bare_middle


def _shouted(reader: Reader, index: int, title: str | None) -> int:
    """``NGUYỄN VĂN A``: capitals throughout, surname first."""
    word = reader.words[index]
    if len(word.text) < 2:
        return 0
    count = reader.run(index, shouted=True)
    if count < 2 or reader.is_figure(index, count) or reader.is_known(index, count):
        return 0
    if title == "label":
        return count
    second = reader.words[index + 1]
    if word.text.isascii():
        named, middle = (
            word.folded in reader.lexicon.bare_surnames,
            second.folded in reader.lexicon.bare_middle,
        )
    else:
        named, middle = word.surname not in {None, "rare"}, second.middle
    if not named or reader.after_place_word(index):
        return 0
    marked = count >= 3 and middle
    if reader.shouting:
        if not (marked and second.folded in SHOUTED_MIDDLE) or reader.is_figure(index, 3):
            return 0
        return 4 if count >= 4 and reader.words[index + 3].given else 3
    strong = word.surname == "strong" or word.folded in reader.lexicon.bare
    return count if marked or strong else 0


def _in_small_letters(reader: Reader, index: int, title: str | None) -> int:
    """``nguyễn thị hoa``, ``nguyen van tam``: surname + văn/thị + one syllable more; and what ``given`` believes."""
    following = reader.after(index)
    if following not in GENDERED or index + 2 >= len(reader.words):
        return untitled_in_small_letters(reader, index, title)
    first, second, third = reader.words[index : index + 3]
    if not third.syllable or not reader.adjoins(index + 2):
        return 0
    if reader.after_place_word(index) or (index and reader.words[index - 1].folded in NO_PERSON_BEFORE):
        return 0
    strong = first.surname == "strong" and second.text in {"văn", "thị"}
    if not (strong or first.text in {"nguyen", "huynh"}):
        return untitled_in_small_letters(reader, index, title)
    if reader.is_figure(index, 3):
        return 0
    last = reader.words[index + 3] if index + 3 < len(reader.words) and reader.adjoins(index + 3) else None
    return 4 if last and third.text.isascii() and last.folded in reader.lexicon.small_given else 3


def signature(text: str) -> tuple[int, int] | None:
    """The name that alone makes the last line after a closing formula, if there is one."""
    body = text.rstrip()
    start = body.rfind("\n") + 1
    if start == 0 or len(body) - start > _LONGEST_SIGNATURE:
        return None
    words = list(WORD.finditer(body, start))
    named = 1 <= len(words) <= 4 and all(
        match.group()[0].isupper() and is_syllable(fold(match.group())) for match in words
    )
    first = words[0].start() if words else start
    if not named or not _CLOSING.search(fold(body[max(0, first - 120) : first])):
        return None
    return first, words[-1].end()
