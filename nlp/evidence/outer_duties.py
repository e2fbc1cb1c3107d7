"""What kind of duty the words around an action tell: "cấm [đỗ xe]", "[góp quỹ] là tự nguyện", "trường không cho [mang điện thoại]".

Asked where the words of an obligation slot bear no mark of their own. Only words right before it, and what is said of it in its own
clause, count. What it cannot see: a duty told in another clause ("…, ai muốn thì làm").
"""

from __future__ import annotations

from collections.abc import Sequence

from models.vocabulary import Modality
from nlp.evidence.duty_words import MAY
from nlp.evidence.scan import Scan, Word
from nlp.evidence.spelling import NOT
from nlp.evidence.statements import walls_of

_NEAR = 6
"""Words before an action that are looked at."""
_SUBJECT = 2
"""Most words of who is meant between "không cho" or "cấm" and the action: "cấm cán bộ [nhận hồ sơ]". """
_SAID = 12
"""Words behind an action that are looked at."""
_BETWEEN = 4
"""Words between a figure and "là" or "thì" that may name it: "100k quỹ lớp thì …"."""
_JUDGED = 6
"""Words behind "là" or "thì" that say what is said of it."""
_NO = (*NOT, "nỏ", "đâu")
_LEFT_FREE = ("muốn", "thích", "cầu", "đk", "điều", "rảnh")
_ENDS = (
    "nha", "nhé", "nhá", "nghe", "nghen", "ạ", "á", "đâu", "mô", "hết", "luôn", "rồi", "đó", "phép", "các", "bà", "mọi", "mấy",
    "cả", "cho",
)  # fmt: skip


def duty_around(scan: Scan, start: int, end: int) -> Modality | None:
    """The duty told of the action at ``start:end``; None where nothing around it says."""
    return _before(scan, start) or duty_said_of(scan, end)


def _before(scan: Scan, start: int) -> Modality | None:
    words = scan.before(start, _NEAR, scan.clause(start))
    if not words:
        return _banned_in_a_list(scan, start)
    last, rest = words[-1], words[:-1]
    if last.reads("thì"):
        return Modality.PERMITTED if rest and rest[-1].reads(*_LEFT_FREE) else None
    if last.reads("mới") and any(word.reads("ai", "nào") for word in rest):  # "ai có nhu cầu mới [đổi]"
        return Modality.PERMITTED if rest[-1].reads(*_LEFT_FREE) else None
    if last.reads("khỏi"):
        return Modality.DENIED
    if last.reads("phải", "cần", "buộc"):
        return Modality.DENIED if _is_lifted(rest) else Modality.IN_FORCE
    if _lets(last, rest[-1] if rest else None):
        closed = any(word.reads(*_NO) for word in rest[-3:])
        return Modality.PROHIBITED if closed else Modality.PERMITTED
    if last.reads("vẫn", "cứ"):
        return Modality.PERMITTED
    return _led(words) or _banned_in_a_list(scan, start)


def _is_lifted(words: Sequence[Word]) -> bool:
    """ "không nhất thiết phải", "chưa cần", but "không muốn cũng phải"."""
    for word in reversed(words):
        if word.reads(*_NO, "khỏi"):
            return True
        if not word.reads("nhất", "thiết", "cần", "buộc", "bắt", "còn", "hề", "ai", "phải"):
            return False
    return False


def _lets(last: Word, before: Word | None) -> bool:
    if last.reads(*MAY):
        return True
    follows = {"phép": ("được", "cho"), "quyền": ("có", "được"), "tục": ("tiếp",), "thể": ("có",)}
    return any(
        last.reads(end) and before is not None and before.reads(*firsts) for end, firsts in follows.items()
    )


def is_negated(scan: Scan, start: int) -> bool:
    """ "không hề [cấm …]", "hổng phải chợ mình bị [cấm …]": a ban that is said not to be."""
    words = scan.before(start, 5, scan.clause(start))
    if any(word.reads("thì", "là", "mà", "nên") for word in words):  # "không có thẻ thì trường cấm vào"
        return False
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        if word.reads(*NOT) and (following is None or following.reads("phải", "hề", "có", "ai")):
            return True
    return False


def _led(words: Sequence[Word]) -> Modality | None:
    """By "cấm", "đừng" or "cho" a word or two before the action."""
    for back in range(1, min(_SUBJECT + 2, len(words) + 1)):
        word, rest = words[-back], words[:-back]
        if word.reads("cấm") and (not word.bare or back == 1):
            freed = any(one.reads(*_NO) for one in rest[-3:])
            return Modality.PERMITTED if freed else Modality.PROHIBITED
        if word.written == "đừng":
            return Modality.PROHIBITED
        if word.reads("cho"):
            if rest and rest[-1].reads(*_NO):
                return Modality.PROHIBITED
            return Modality.PERMITTED if back == 1 else None
        if word.reads("thì", "là", "mà", "nên", "để", "rồi", "nếu"):
            return None
    return None


def _banned_in_a_list(scan: Scan, start: int) -> Modality | None:
    """ "Nghiêm cấm mua bán, [cho thuê] …": the sentence begins with the ban and goes on with a list."""
    low, _ = scan.sentence(start)
    at = scan.word_index(low)
    first = scan.words[at : at + 2]
    if len(first) < 2 or first[1].end > start or not (first[0].reads("nghiêm") and first[1].reads("cấm")):
        return None
    if any(low < wall.start < start for wall in walls_of(scan)):
        return None
    return (
        None
        if any(word.reads("thì", "phải", "được") for word in scan.between(low, start))
        else Modality.PROHIBITED
    )


def duty_said_of(scan: Scan, end: int) -> Modality | None:
    """What the rest of the clause behind ``end`` says of it: that it is banned, left free or not needed."""
    _, high = scan.clause(max(0, end - 1))
    high = min([high, *(wall.start for wall in walls_of(scan) if end <= wall.start < high)])
    words = [word for word in scan.after(end, _SAID) if word.start < high]
    for at, word in enumerate(words):
        told = None
        if word.reads("là", "thì", "bị"):
            told = _judged(words[at + 1 : at + 1 + _JUDGED])
            if told and at > 1 and words[at - 1].reads("phải") and words[at - 2].reads(*_NO):
                told = _TURNED[told]  # "không phải là không bắt buộc"
        elif word.reads("cũng", "đều", "vẫn"):
            told = _allowed(words[at + 1 : at + 4])
        elif word.reads("tùy", "tuỳ"):
            told = Modality.PERMITTED
        if told is not None:
            return told
    return None


_TURNED = {
    Modality.DENIED: Modality.IN_FORCE,
    Modality.PERMITTED: Modality.IN_FORCE,
    Modality.PROHIBITED: Modality.PERMITTED,
}


def is_left_free(scan: Scan, end: int) -> bool:
    """Whether a figure that ends at ``end`` is said to be paid by who likes: "50k là tự nguyện", "100k thì ai có điều kiện thì góp"."""
    _, high = scan.clause(max(0, end - 1))
    words = [word for word in scan.after(end, _SAID) if word.start < high]
    for at, word in enumerate(words[:_BETWEEN]):
        if word.reads("là", "thì"):
            return _judged(words[at + 1 : at + 1 + _JUDGED]) is Modality.PERMITTED
    return False


def _judged(words: Sequence[Word]) -> Modality | None:
    for at, word in enumerate(words):
        before = words[at - 1] if at else None
        following = words[at + 1] if at + 1 < len(words) else None
        no = before is not None and before.reads(*_NO)
        if word.reads("cấm"):
            return Modality.PERMITTED if any(one.reads(*_NO) for one in words[:at]) else Modality.PROHIBITED
        if word.reads("cho", "được", "đc") and no and (following is None or following.reads(*_ENDS)):
            return Modality.PROHIBITED
        if (
            word.reads("sai", "trái")
            and following is not None
            and following.reads("quy", "luật", "phép", "nguyên")
        ):
            return Modality.PROHIBITED
        if word.reads("vi", "phạm") and following is not None and following.reads("phạm", "luật", "pháp"):
            return Modality.PROHIBITED
        if word.reads("cần", "bắt", "buộc") and no:
            return Modality.DENIED
        if (word.reads("tự") and following is not None and following.reads("nguyện")) or word.reads(
            "tùy", "tuỳ"
        ):
            return Modality.PERMITTED
        if word.reads("quyền") and following is not None and following.reads("của", "mỗi", "người"):
            return Modality.PERMITTED
        if word.reads("ai", "nào") and any(one.reads(*_LEFT_FREE) for one in words[at + 1 : at + 4]):
            return Modality.PERMITTED
    return None


def _allowed(words: Sequence[Word]) -> Modality | None:
    """ "cũng được", "cũng không sao", "đều ok"."""
    if not words:
        return None
    if words[0].reads("được", "đc", "dc", "ok", "oke", "xong"):
        return Modality.PERMITTED
    no_matter = words[0].reads(*_NO, "chẳng") and len(words) > 1 and words[1].reads("sao")
    return Modality.PERMITTED if no_matter else None
