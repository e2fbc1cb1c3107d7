"""Copies of a post as people make them, and copies in which exactly one thing that counts was changed.

By code and by lot, the same for the same post. What may be edited and what counts is decided here by plain lists
and not by what the guard of ``nlp.narrative`` reads, so that the guard is not measured against itself.

Cannot make: a retelling in other words, a copy cut in half, a picture of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from nlp.lexicons import word_set
from nlp.normalise import fold

Edit = Callable[[str, Random], str | None]
"""A text and the lot in, an edited text out; None where the edit does not apply."""

CHANGED_WORDS = 0.1
"""Share of the words that are replaced, dropped or doubled."""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_INNER_SIGN = re.compile(r"\w[^\w\s]+\w|[\[\]@#]")

_NEAR = {
    "ra": "lên", "lên": "ra", "nhé": "nha", "nha": "nhé", "xem": "coi", "coi": "xem", "mình": "tui", "tôi": "mình",
    "em": "mình", "tui": "tôi", "nói": "bảo", "bảo": "nói", "thấy": "nghe", "nghe": "thấy", "rồi": "đó", "thì": "là",
    "là": "thì", "mà": "nhưng", "nhưng": "mà", "cho": "để", "để": "cho", "của": "bên", "ở": "tại", "tại": "ở",
    "vào": "vô", "vô": "vào", "với": "cùng", "cùng": "với", "gửi": "nhắn",
    "nhận": "lấy", "lấy": "nhận", "nhanh": "sớm", "sớm": "nhanh", "ngay": "liền", "liền": "ngay", "rất": "khá",
    "quá": "lắm", "lắm": "quá", "cả": "toàn", "biết": "hay", "hỏi": "hỏi thăm", "người": "bà con", "con": "cháu",
    "anh": "chú", "chị": "cô", "bác": "cô", "tiền": "khoản tiền", "phí": "lệ phí", "giấy": "giấy tờ", "nộp": "đóng",
    "đóng": "nộp", "làm": "lo", "lo": "làm", "đưa": "gửi", "bấm": "nhấn", "nhấn": "bấm", "vừa": "mới", "mới": "vừa",
    "đang": "còn", "vẫn": "còn", "cũng": "vẫn", "nên": "vì thế", "thế": "vậy", "vậy": "thế", "nhà": "gia đình",
    "muốn": "định", "giúp": "hộ", "gọi": "alo", "mang": "đem", "đem": "mang", "cầm": "mang", "báo": "nhắn",
    "đi": "qua", "về": "về bên", "như": "giống như", "có": "đã có", "những": "các", "các": "những",
}  # fmt: skip

_COUNTS = word_set(
    # numbers and what is counted
    "một hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mươi chục trăm nghìn ngàn triệu tỷ tỉ rưỡi nửa đôi vài mấy"
    " đồng phần củ lít xị cành k tr đ"
    # times
    " ngày tháng quý tuần hôm nay mai kia qua mốt thứ chủ nhật sáng trưa chiều tối đêm giờ phút đầu giữa cuối hết"
    " trước sau ngoái sang từ đến tới tuổi trên dưới hơn tăng giảm"
    # denials, duties and asking
    " không ko hông hổng hem hok k kg chưa chẳng chả đừng chớ cấm miễn bỏ khỏi khôn phải được bắt buộc tránh ngừng mất tự nguyện"
    " giả sai đúng thật lừa đảo bịa đồn gì nào sao đâu ai bao nhiêu hả à hở ư nhỉ chăng ạ hay chi mô răng"
    # documents and offices
    " nghị định quyết thông luật chỉ thị công văn điều khoản an ca ubnd ủy uỷ ban nhân dân sở bộ phòng cục thuế bảo"
    " hiểm xã hội phường huyện tỉnh thành phố thôn ấp bản làng tổ trung tâm cửa bưu điện ngân hàng trạm y tế lực"
    " kho bạc tòa toà án viện kiểm sát quốc chính phủ thủ tướng nhà nước cảnh csgt bhxh trưởng cổng dịch vụ hành chính phục công đăng ký đất đai cơ bệnh khám mạng văn hóa trường tiểu học"
)
_COUNTS_BARE = frozenset(map(fold, _COUNTS))

_GREETINGS = (
    "Cả nhà ơi, ", "Bà con lưu ý: ", "Mọi người ơi, ", "Alo alo, ", "Mn ơi ", "Thấy bên nhóm khác đăng: ", "Nóng: ",
)  # fmt: skip
_TAILS = (
    " #tinnong", " #chiase #xaminh", " Chia sẻ giúp nhé!", " Mọi người chia sẻ cho người thân nhé", " #hot #tin", "",
)  # fmt: skip
_EMOJI = ("🔥", "📢", "❗", "😂", "🙏", "👍", "😭", "⚠️", "🎉", "👉", "❤️", "😱")

_TEENCODE = {
    "không": "ko", "được": "đc", "với": "vs", "người": "ng", "những": "nhg", "rồi": "r", "vậy": "z", "gì": "j",
    "biết": "bít", "thôi": "thui", "cũng": "cx", "luôn": "lun", "quá": "wá", "nhưng": "nhg", "khoản": "khoản",
    "trước": "trc", "bây giờ": "bh", "mọi người": "mn", "chuyển khoản": "ck", "điện thoại": "đt", "tài khoản": "tk",
    "anh em": "ae", "chị em": "ce", "công an": "ca", "bình thường": "bt", "vẫn": "vẫn", "nhé": "nhá", "nha": "nhaaa",
    "thông tin": "tt", "em": "e", "anh": "a", "chị": "c", "mình": "mk", "yêu cầu": "yc",
}  # fmt: skip


_SYLLABLE = re.compile(r"[^\W_]+(?:[.,]\d+[^\W_]*)*")


def syllables(text: str) -> int:
    """Runs of letters and digits; ``50.000`` is one.

    >>> syllables("Ông/bà nộp 50.000đ nhé! 🙏")
    5
    """
    return len(_SYLLABLE.findall(text))


def lot_of(*told: object) -> Random:
    """A lot that falls the same for the same things told.

    >>> lot_of("p0001", 7).random() == lot_of("p0001", 7).random()
    True
    """
    return Random(" ".join(map(str, told)))  # noqa: S311  (a sample, not a secret)


def without_diacritics(text: str, _: Random) -> str | None:
    """As typed on a keyboard without Vietnamese; not for a text that is so already."""
    bare = "".join(_plain(letter) for letter in text)
    return bare if bare != text else None


def with_emoji(text: str, lot: Random) -> str:
    """One to four emoji between words."""
    pieces = text.split(" ")
    for _ in range(lot.randint(1, 4)):
        pieces.insert(lot.randint(1, len(pieces)), lot.choice(_EMOJI) * lot.randint(1, 2))
    return " ".join(pieces)


def with_changed_words(text: str, lot: Random) -> str | None:
    """A tenth of the words, at least one, replaced by a near word, dropped or doubled; never what counts."""
    pieces = re.split(r"(\s+)", text)
    bare = not _is_marked(text)
    free = [at for at in range(0, len(pieces), 2) if _may_change(pieces, at, bare)]
    wanted = max(1, round(CHANGED_WORDS * syllables(text)))
    if len(free) < wanted:
        return None
    for at in lot.sample(free, wanted):
        pieces[at] = _changed(pieces[at], lot)
    return "".join(pieces)


def with_other_order(text: str, lot: Random) -> str | None:
    """The sentences in another order; not for a text of one sentence."""
    sentences = [piece for piece in _SENTENCE.split(text) if piece.strip()]
    if len(sentences) < 2:
        return None
    turned = sentences[:]
    while turned == sentences:
        lot.shuffle(turned)
    return " ".join(one if one[-1] in ".!?…" else f"{one}." for one in turned)


def with_greeting(text: str, lot: Random) -> str:
    """A greeting before and a hashtag or a request behind."""
    return f"{lot.choice(_GREETINGS)}{text}{lot.choice(_TAILS)}"


def in_teencode(text: str, lot: Random) -> str | None:
    """Four of five common words in chat spelling; not for a text that has none of them."""

    def spell(found: re.Match[str]) -> str:
        return _TEENCODE[found[0].lower()] if lot.random() < 0.8 else found[0]

    spelt = _TEENCODE_WORD.sub(spell, text)
    return spelt if spelt != text else None


_TEENCODE_WORD = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(_TEENCODE, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
)


def one_after_another(*edits: Edit) -> Edit:
    """Several edits on one copy; the ones that do not apply are left out, none at all is None."""

    def edit(text: str, lot: Random) -> str | None:
        made = text
        for one in edits:
            made = one(made, lot) or made
        return made if made != text else None

    return edit


EDITS: dict[str, Edit] = {
    "diacritics": without_diacritics,
    "emoji": with_emoji,
    "words": with_changed_words,
    "order": with_other_order,
    "greeting": with_greeting,
    "teencode": in_teencode,
    "words_diacritics": one_after_another(with_changed_words, without_diacritics),
    "words_emoji": one_after_another(with_changed_words, with_emoji),
    "words_teencode": one_after_another(with_changed_words, in_teencode),
    "order_diacritics": lambda text, lot: (
        (turned := with_other_order(text, lot)) and without_diacritics(turned, lot)
    ),
    "everything": one_after_another(
        with_changed_words, with_other_order, in_teencode, with_emoji, with_greeting, without_diacritics
    ),
}
"""What people do to a text they pass on, alone and together."""


def _plain(letter: str) -> str:
    bare = fold(letter)
    return bare.upper() if letter.isupper() and letter != bare else bare


def _is_marked(text: str) -> bool:
    words = [piece for piece in text.split() if piece[0].isalpha()]
    return sum(not piece.isascii() for piece in words) >= 0.4 * len(words)


def _may_change(pieces: list[str], at: int, bare: bool) -> bool:
    word = pieces[at].strip(".,:;!?…()\"“”'").lower()
    named = at > 0 and pieces[at][:1].isupper() and pieces[at - 2][-1:] not in ".!?…:"
    if not word.isalpha() or named or _INNER_SIGN.search(pieces[at]):
        return False
    return word not in _COUNTS and not (bare and word in _COUNTS_BARE)


def _changed(piece: str, lot: Random) -> str:
    word = piece.strip(".,:;!?…()\"“”'").lower()
    how = lot.choice(("near", "near", "drop", "double"))
    tail = piece[len(piece.rstrip(".,:;!?…()\"“”'")) :]
    if how == "near" and word in _NEAR:
        return _NEAR[word] + tail
    return tail if how == "drop" else f"{piece.removesuffix(tail)} {word}{tail}"
