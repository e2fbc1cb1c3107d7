"""Given names that stand without a title and a surname, and names by which neighbours go.

A capitalised given name is a person when it is no everyday word, or when the words around speak to or of somebody:
``Hùng ơi``, ``Thu nói``, ``của Trang``. A run made of given names only is one (``Khánh Vy``), and so is what stands beside
another name (``chị Lan và Cúc``), an order of birth with a byname (``Tám Mập``), and who speaks in a copied talk (``Lan: …``).
"""

from __future__ import annotations

import re

from nlp.privacy.cues import (
    ACTING,
    ADDRESSED,
    AND,
    ASKED,
    CALLED_SO,
    COUNTED,
    DAYS,
    FIRM_REACH,
    FIRMS,
    KIN,
    KIN_OF_FULL,
    MEDICAL,
    NO_BYNAME,
    NO_SURNAME_AFTER,
    OWNED_BY,
    PLACE_FIRSTS,
    PLACED,
    PLACED_NO_MARKS,
    RELATED,
    SELF,
    SMALL_SURNAMES,
    SPOKEN_OF,
    SURE_MIDDLE,
    SURE_SMALL_SURNAMES,
)
from nlp.privacy.reading import Reader

_WOMAN = re.compile(r"[HK]['’`]\w")
_JOINED = re.compile(r" ?(?:[,/&+]|[-–—]) ?")
_SPEAKS = re.compile(r"(?: \([^()\n]{1,30}\))? ?:(?=\s|$)")
_LINE_START = re.compile(r"(?:^|\n)[ \t\-–•*+>]{0,4}$")
_LONGEST = 4


def given_name(reader: Reader, index: int) -> int:
    """The number of words of the name made of given names that begins at ``index``, 0 for none."""
    word = reader.words[index]
    if not (word.given or word.middle) or not word.capitalised or reader.headline or reader.stops_at(index):
        return 0
    if word.lower in KIN or (word.text.isascii() and not reader.marked):
        return 0
    count = reader.run(index)
    if (
        not count
        or reader.is_known(index, count)
        or reader.is_figure(index, count)
        or in_a_place(reader, index)
    ):
        return 0
    if count == 1:
        return 1 if _alone(reader, index) else 0
    return count if _together(reader, index, count) else 0


def in_a_place(reader: Reader, index: int) -> bool:
    """Whether the words before make the run a place or the name of a firm or of goods."""
    is_placed = reader.before(index) in PLACED and reader.before(index, 2) not in DAYS  # hôm qua
    if is_placed or reader.after_place_word(index):
        return True
    if index and reader.adjoins(index) and reader.words[index - 1].firm:
        return True
    for distance in range(1, FIRM_REACH + 1):
        word = reader.before(index, distance)
        if not word or word in SPOKEN_OF:
            return False
        if word in FIRMS:
            return True
    return False


def _alone(reader: Reader, index: int) -> bool:
    """Whether a single given name means somebody here."""
    word, after = reader.words[index], reader.after(index)
    if word.given is None or len(word.text) == 1:
        return False
    if after[:1].isupper() or (index and reader.adjoins(index) and reader.words[index - 1].capitalised):
        return False
    if word.given == "sure":
        return True
    opens, before = reader.opens_clause(index), reader.before(index)
    if word.given == "rare":
        return (after in ADDRESSED and word.lower not in CALLED_SO) or (not opens and before in ASKED)
    if after in ACTING:
        return True
    return not opens and (before in SPOKEN_OF or after in RELATED)


def _together(reader: Reader, index: int, count: int) -> bool:
    """Whether a run is made of given names, the last of them usual."""
    words = reader.words[index : index + count]
    last = words[-1]
    if count > _LONGEST or last.given in {None, "rare"}:
        return False
    if not all(word.given or word.middle or word.surname for word in words[:-1]):
        return False
    if (
        index
        and reader.adjoins(index)
        and reader.words[index - 1].text[0].isupper()
        and not reader.opens_clause(index - 1)
    ):
        return False
    after = reader.after(index + count - 1)
    if words[0].lower in PLACE_FIRSTS and reader.before(index) not in OWNED_BY and after not in ACTING:
        return False
    if not reader.opens_clause(index):
        return True
    if words[0].order:  # Năm Thìn
        return False
    return last.given == "sure" or after in ACTING or after in RELATED or speaker(reader, index) > 0


def of_another_people(reader: Reader, index: int) -> int:
    """``Y Blơk Niê``, ``H'Rim Êban``: a word for man or woman of the peoples of the Central Highlands, and a name."""
    word = reader.words[index]
    if _WOMAN.match(word.text):
        return reader.run(index, foreign=True)
    if word.text not in {"A", "Y"} or not reader.after(index)[1:].islower():
        return 0
    following = reader.words[index + 1]
    if following.syllable if word.text == "A" else following.lower in MEDICAL:
        return 0
    count = reader.run(index, foreign=True)
    return count if count > 1 else 0


def nickname(reader: Reader, index: int) -> int:
    """``Tám Mập``, ``Út Ráng``: an order of birth and a byname, both with a capital."""
    word = reader.words[index]
    if not word.order or reader.headline or not reader.marked:
        return 0
    if reader.run(index) != 2 or reader.is_known(index, 2):
        return 0
    if reader.before(index) != "nhà" and in_a_place(reader, index):
        return 0
    second = reader.words[index + 1]
    if second.order or second.lower in NO_BYNAME or reader.stops_at(index + 1) or len(second.text) == 1:
        return 0
    if reader.before(index) in COUNTED:
        return 0
    return 0 if word.lower == "năm" and reader.opens_clause(index) else 2


def in_apposition(reader: Reader, index: int) -> int:
    """``Tôi, Thạch Sô Phia, …``: who one is, between commas."""
    if index == 0 or reader.words[index - 1].lower not in SELF or reader.gap(index) != ", ":
        return 0
    count = reader.run(index)
    if count < 2 or reader.is_known(index, count) or reader.is_figure(index, count):
        return 0
    end = reader.end(index + count - 1)
    return count if reader.text[end : end + 1] == "," else 0


def speaker(reader: Reader, index: int) -> int:
    """Who speaks in a copied talk: a given name, alone or with others, at the start of a line before a colon."""
    start = reader.start(index)
    if not _LINE_START.search(reader.text, max(0, start - 6), start):
        return 0
    count = reader.run(index)
    if not 1 <= count <= _LONGEST or reader.is_known(index, count):
        return 0
    words = reader.words[index : index + count]
    last = words[-1]
    if words[0].lower in KIN or not all(word.given or word.middle or word.surname for word in words):
        return 0
    if last.given in {None, "rare"} or not _SPEAKS.match(reader.text, reader.end(index + count - 1)):
        return 0
    return count


def beside_another(reader: Reader, index: int, done: int) -> int:
    """The name at ``index`` that is told together with the one that ends right before word ``done``."""
    word = reader.words[index]
    if not word.capitalised or reader.stops_at(index):
        return 0
    if index == done:
        sign = _JOINED.fullmatch(reader.gap(index))
        if sign is None:
            return 0
        is_list = "," in sign.group()
    elif index == done + 1 and reader.adjoins(index) and reader.before(index) in AND:
        if not reader.adjoins(done):
            return 0
        is_list = False
    else:
        return 0
    count = reader.run(index)
    if not 1 <= count <= _LONGEST or reader.is_known(index, count) or reader.is_figure(index, count):
        return 0
    if word.place_word or (word.given is None and (is_list or word.surname is None)):
        return 0
    return count


def untitled_in_small_letters(reader: Reader, index: int, title: str | None) -> int:
    """Names in small letters: a given name after a word of kinship, or surname, middle and given name without marks."""
    word = reader.words[index]
    if word.text.isascii():
        full = _full_without_marks(reader, index)
        if full:
            return full
    if title is None or reader.before(index) not in KIN or reader.stops_at(index):
        return 0
    return 1 if word.spelt in reader.lexicon.small_given else 0


def _full_without_marks(reader: Reader, index: int) -> int:
    """``tran quoc bao``, and with a title before it also under surnames that are other words (``ong le dinh chinh``)."""
    lexicon = reader.lexicon
    word, before = reader.words[index], reader.before(index)
    sure = word.text in SURE_SMALL_SURNAMES and before not in NO_SURNAME_AFTER
    if not sure and not (word.text in SMALL_SURNAMES and before in KIN_OF_FULL):
        return 0
    if index + 2 >= len(reader.words) or not (reader.adjoins(index + 1) and reader.adjoins(index + 2)):
        return 0
    second, third = reader.words[index + 1 : index + 3]
    middle = lexicon.bare_middle if sure else SURE_MIDDLE
    if second.text not in middle or third.text not in lexicon.folded_given:
        return 0
    if reader.after_place_word(index) or before in PLACED_NO_MARKS or reader.is_figure(index, 3):
        return 0
    if index + 3 < len(reader.words) and reader.adjoins(index + 3):
        last = reader.words[index + 3]
        if last.text.islower() and last.folded in lexicon.small_given:
            return 4
    return 3
