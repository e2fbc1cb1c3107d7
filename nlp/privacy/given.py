"""Given names that stand without a title and a surname, and names by which neighbours go.

A capitalised given name is a person when it is no everyday word, or when the words around speak to or of somebody:
``Hùng ơi``, ``Thu nói``, ``của Trang``. A run made of given names only is one (``Khánh Vy``), and so is what stands beside
another name (``chị Lan và Cúc``), an order of birth with a byname (``Tám Mập``), and who speaks in a copied talk (``Lan: …``).
"""

from __future__ import annotations

import re

from nlp import lexicons
from nlp.privacy.reading import Reader

FOREIGN_TITLES = lexicons.word_set(
    "anh chị ông bà cô chú bác thầy cha sơ mr mrs ms mục linh đức cậu dì hộ sư tôi em cháu bạn chồng vợ"
)
"""Last words of titles after which a name need not be Vietnamese."""

_ADDRESSED = lexicons.word_set("ơi nói bảo hỏi kể kêu nhắn")
_ACTING = _ADDRESSED | lexicons.word_set(
    "gửi gọi bán học lập khóc cười nhờ đăng chèo dạy nhắc dặn đòi hứa khoe cãi chửi mắng rủ xin báo coi giùm"
)
"""What follows somebody who is spoken of. Each is an act of persons."""
_RELATED = lexicons.word_set("con bên nhà em vợ chồng mẹ bố cháu đi ở")
_ASKED = lexicons.word_set("bảo nhờ rủ gặp nhắn")
"""What stands before somebody whatever their name."""
_FIRMS = lexicons.word_set(
    "tiệm quán công ty cty tâm khám sở kho xưởng nghiệp htx clb shop hãng thầu hiệu nhà trường đại lý tiem quan cong"
    " xuong lanh bh đài viện bảo bao cơm phở bánh karaoke bộ ảnh photo"
)
"""Words of what firms are called, up to four before their name (``tiệm sửa điện thoại Út Lành``)."""
_FIRM_REACH = 4
_WOMAN = re.compile(r"[HK]['’`]\w")
_MEDICAL = lexicons.word_set("tế sĩ sỹ học khoa tá dược bác đức án lệnh")
"""What follows y of medicine: y tế, y sĩ."""
_CALLED_SO = lexicons.word_set("ba hai cả năm bảy trường học")
"""Kin and numbers that are spoken to without a name."""
_SPOKEN_OF = lexicons.word_set(
    "của cho với gửi nhờ bảo gọi gặp hỏi nhắn giúp cùng nghe theo đưa trả tặng mời báo thăm ơn chờ đợi đón tìm quen biết"
    " thương ghét nhà con thằng là tên mẹ ba bố má cha thím tía giùm nghe phòng nhóm đội thẻ đơn hộ chào hey hi hello reply rep"
)
"""What stands before somebody who is spoken of."""
_PLACED = lexicons.word_set(
    "ở tại từ về đến tới ra vào vô lên xuống qua sang khu miền gần quanh giữa bên phía trên dưới quê gốc ngụ trú nơi"
)
_PLACED_NO_MARKS = lexicons.word_set("o tai tu ve den ra vao len xuong qua")
_ORDER = lexicons.word_set("hai ba tư năm sáu bảy tám chín mười út cả")
_NO_BYNAME = lexicons.word_set(
    "anh chị em bà con cô chú bác thứ tháng quý lần ngày là ngôi số lăm mốt trăm nghìn ngàn triệu"
)
_COUNTED = lexicons.word_set(
    "thứ tháng quý tổ khu quận ngã lớp lần mùng ngày số năm đời tập khóa kỳ đội tuần cây"
)
_JOINED = re.compile(r" ?(?:[,/&+]|[-–—]) ?")
_AND = lexicons.word_set("và với cùng va voi & lẫn")
_SELF = lexicons.word_set("tôi em cháu con mình tui chồng vợ bố mẹ ba má")
_SPEAKS = re.compile(r"(?: \([^()\n]{1,30}\))? ?:(?=\s|$)")
_LINE_START = re.compile(r"(?:^|\n)[ \t\-–•*+>]{0,4}$")
_KIN = lexicons.word_set("anh chị cô chú bác ông bà em thầy cháu bạn mợ dì thím chi ong bac chu")
_KIN_OF_FULL = _KIN | lexicons.word_set("ba em ten co tên hộ ho cụ cu chau bạn ban tk")
_SURE_SURNAMES = lexicons.word_set("nguyen tran bui")
_PERHAPS_SURNAMES = lexicons.word_set("le pham huynh hoang phan vu dang ngo dinh trinh")
_NO_SURNAME_AFTER = lexicons.word_set("vi phu tran cuc ngap")
_SURE_MIDDLE = lexicons.word_set("thi van quoc dinh huu ngoc xuan duy")
_LONGEST = 4


def given_name(reader: Reader, index: int) -> int:
    """The number of words of the name made of given names that begins at ``index``, 0 for none."""
    word = reader.words[index]
    if not (word.given or word.middle) or not word.capitalised or reader.headline or reader.stops_at(index):
        return 0
    if word.lower in _KIN or (word.text.isascii() and not reader.marked):
        return 0
    count = reader.run(index)
    if (
        not count
        or reader.is_known(index, count)
        or reader.is_figure(index, count)
        or _in_a_place(reader, index)
    ):
        return 0
    if count == 1:
        return 1 if _alone(reader, index) else 0
    return count if _together(reader, index, count) else 0


def _in_a_place(reader: Reader, index: int) -> bool:
    if reader.after_place_word(index) or reader.before(index) in _PLACED:
        return True
    if index and reader.adjoins(index) and reader.words[index - 1].firm:
        return True
    for distance in range(1, _FIRM_REACH + 1):
        word = reader.before(index, distance)
        if not word or word in _SPOKEN_OF:
            return False
        if word in _FIRMS:
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
        return (after in _ADDRESSED and word.lower not in _CALLED_SO) or (not opens and before in _ASKED)
    if after in _ACTING:
        return True
    return not opens and (before in _SPOKEN_OF or after in _RELATED)


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
    if not reader.opens_clause(index):
        return True
    if words[0].lower in _ORDER:  # Năm Thìn
        return False
    after = reader.after(index + count - 1)
    return last.given == "sure" or after in _ACTING or after in _RELATED or speaker(reader, index) > 0


def of_another_people(reader: Reader, index: int) -> int:
    """``Y Blơk Niê``, ``H'Rim Êban``: a word for man or woman of the peoples of the Central Highlands, and a name."""
    word = reader.words[index]
    if _WOMAN.match(word.text):
        return reader.run(index, foreign=True)
    if word.text != "Y" or not reader.after(index)[1:].islower() or reader.words[index + 1].lower in _MEDICAL:
        return 0
    count = reader.run(index, foreign=True)
    return count if count > 1 else 0


def nickname(reader: Reader, index: int) -> int:
    """``Tám Mập``, ``Út Ráng``: an order of birth and a byname, both with a capital."""
    word = reader.words[index]
    if word.lower not in _ORDER or not word.capitalised or reader.headline or not reader.marked:
        return 0
    if reader.run(index) != 2 or reader.is_known(index, 2):
        return 0
    if reader.before(index) != "nhà" and _in_a_place(reader, index):
        return 0
    second = reader.words[index + 1]
    if (
        second.lower in _ORDER
        or second.lower in _NO_BYNAME
        or reader.stops_at(index + 1)
        or len(second.text) == 1
    ):
        return 0
    if reader.before(index) in _COUNTED:
        return 0
    return 0 if word.lower == "năm" and reader.opens_clause(index) else 2


def in_apposition(reader: Reader, index: int) -> int:
    """``Tôi, Thạch Sô Phia, …``: who one is, between commas."""
    if index == 0 or reader.words[index - 1].lower not in _SELF or reader.gap(index) != ", ":
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
    if words[0].lower in _KIN or not all(word.given or word.middle or word.surname for word in words):
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
    elif index == done + 1 and reader.adjoins(index) and reader.before(index) in _AND:
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
    if title is None or reader.before(index) not in _KIN or reader.stops_at(index):
        return 0
    return 1 if word.spelt in reader.lexicon.small_given else 0


def _full_without_marks(reader: Reader, index: int) -> int:
    """``tran quoc bao``, and with a title before it also under surnames that are other words (``ong le dinh chinh``)."""
    lexicon = reader.lexicon
    word, before = reader.words[index], reader.before(index)
    sure = word.text in _SURE_SURNAMES and before not in _NO_SURNAME_AFTER
    if not sure and not (word.text in _PERHAPS_SURNAMES and before in _KIN_OF_FULL):
        return 0
    if index + 2 >= len(reader.words) or not (reader.adjoins(index + 1) and reader.adjoins(index + 2)):
        return 0
    second, third = reader.words[index + 1 : index + 3]
    middle = lexicon.bare_middle if sure else _SURE_MIDDLE
    if second.text not in middle or third.text not in lexicon.folded_given:
        return 0
    if reader.after_place_word(index) or before in _PLACED_NO_MARKS or reader.is_figure(index, 3):
        return 0
    if index + 3 < len(reader.words) and reader.adjoins(index + 3):
        last = reader.words[index + 3]
        if last.text.islower() and last.folded in lexicon.small_given:
            return 4
    return 3
