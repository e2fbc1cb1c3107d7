"""Words that say how firmly something is told, beyond those of ``nlp.evidence.modality``: where they stand and whither they reach.

The words are data (``nlp/lexicons/told.yaml``). Beside phrases there are three ways of telling what others said: "nghe (dì Sáu) kể", a crowd
("mấy ông ngoài quán nói") and an insider one knows ("thằng con tui làm bên đại lý nó nói"). Who hears it where it is made known
("nghe loa đọc", "nghe chú trưởng ấp nói") tells no hearsay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from models.vocabulary import Modality
from nlp import lexicons
from nlp.evidence.phrasebook import Cue, PhraseBook
from nlp.evidence.scan import Scan, Word, kept
from nlp.normalise import fold

REACHES = frozenset({"ahead", "behind", "both"})
_SAID_WITHIN = 7
"""Most words between "nghe" and the word of saying."""
_AT_WORK_WITHIN = 9
"""Most words between "làm" and the word of saying of whom one knows: where it is that they work."""
_KNOWN_WITHIN = 3
"""Most words between the insider one knows and "làm"."""


class Mark(NamedTuple):
    """A word of modality: what it says, where it stands, and which side of it it speaks of: ``reach`` is one of ``REACHES``, or ``around``
    of who told it all ("…, chớ hổng đổi nữa, thằng con tui làm bên đó nó nói")."""

    told: Modality
    start: int
    end: int
    reach: str
    phrase: str = ""


@dataclass(frozen=True)
class ToldWords:
    """``told.yaml``, checked: labels of ``marks`` are ``code/reach/closing``, of ``comments`` codes."""

    marks: PhraseBook
    comments: PhraseBook
    official: PhraseBook
    lists: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def told_words() -> ToldWords:
    """Read and check the lexicon once. Raises ``ValueError`` naming the entry that is wrong."""
    data: dict[str, Any] = lexicons.described("told.yaml")
    marks: dict[str, list[str]] = {}
    for entry in data["marks"]:
        if entry["reach"] not in REACHES:
            raise ValueError(f"told.yaml: reach {entry['reach']!r} is none of {sorted(REACHES)}")
        closing = "closing" if entry.get("closing") else ""
        label = f"{Modality(entry['code'])}/{entry['reach']}/{closing}"
        marks.setdefault(label, []).extend(entry["phrases"])
    comments = {Modality(entry["code"]).value: entry["phrases"] for entry in data["comments"]}
    lists = ("official_first", "sayings", "crowds", "owners", "kin", "addressed")
    return ToldWords(
        PhraseBook(marks, data["accented_only"]),
        PhraseBook(comments, data["accented_only"]),
        PhraseBook({"official": data["official"]}),
        {name: tuple(data[name]) for name in lists},
    )


@kept
def marks_of(scan: Scan) -> tuple[Mark, ...]:
    """All marks of a text, in no order."""
    return (*_phrases(scan), *_told_by_others(scan))


@kept
def comments_of(scan: Scan) -> tuple[Mark, ...]:
    """Words at the beginning of a sentence that speak of the sentence before it."""
    found = []
    for cue in told_words().comments.find(scan.text, scan.runs):
        low, _ = scan.sentence(cue.start)
        if len(scan.before(cue.start, 2, (low, cue.start))) < 2:
            found.append(Mark(Modality(cue.label), cue.start, cue.end, "behind"))
    return tuple(found)


def _phrases(scan: Scan) -> Iterator[Mark]:
    for cue in told_words().marks.find(scan.text, scan.runs):
        code, reach, closing = cue.label.split("/")
        if closing and not _closes(scan, cue):
            continue
        if cue.phrase == "cố gắng" and _is_advice(scan, cue.start):
            continue
        if cue.phrase.startswith("đề nghị") and _is_form(scan, cue.start):
            continue
        yield Mark(Modality(code), cue.start, cue.end, reach, cue.phrase)


_AFTER_ALL = (
    "nha", "nhé", "nhá", "nghe", "nghen", "ạ", "á", "đó", "đâu", "gì", "hết", "nên", "bà", "mấy", "các", "mọi", "anh", "chị", "má", "mẹ",
    "cô", "bác", "mn", "thôi", "rồi", "mà", "luôn", "trơn", "cả", "hí", "hỉ", "nớ",
)  # fmt: skip
"""What may follow a word that closes its clause."""


def _closes(scan: Scan, cue: Cue) -> bool:
    """Whether a phrase ends its clause, which is no condition ("chưa ký thì …", "ai chưa ký nộp trước 30/9")."""
    low, high = scan.clause(cue.start)
    if any(word.reads("ai", "nào", "nếu", "thì", "khi") for word in scan.before(cue.start, 12, (low, high))):
        return False
    following = scan.after(cue.end, 1)
    return not following or following[0].start >= high or following[0].reads(*_AFTER_ALL)


def _is_advice(scan: Scan, start: int) -> bool:
    """ "bà con cố gắng nộp trước 30/9": who is told to try has a day to keep, no aim."""
    before = scan.before(start, 1, scan.clause(start))
    return not before or before[-1].reads(*told_words().lists["addressed"])


def _is_form(scan: Scan, start: int) -> bool:
    """ "phiếu đề nghị sửa", "đề nghị nâng mức nộp trong 15 ngày": a paper somebody hands in, not what somebody proposes."""
    before = scan.before(start, 1, scan.clause(start))
    return not before or before[-1].reads(
        "phiếu", "đơn", "giấy", "mẫu", "tờ", "sơ", "bản", "người", "khi", "việc", "nộp", "có"
    )


def _told_by_others(scan: Scan) -> Iterator[Mark]:
    lists = told_words().lists
    words = scan.words
    for at, word in enumerate(words):
        if word.folded not in _tellers():
            continue
        if word.reads("nghe"):
            said = _said(scan, at + 1, _SAID_WITHIN)
            if said is not None and not _discouraged(scan, at) and not made_known(scan, at + 1, said):
                yield Mark(Modality.HEARSAY, word.start, words[said].end, "both")
        elif word.reads(*lists["crowds"]) and _of_a_crowd(scan, at):
            said = _said(scan, at + 1, _KNOWN_WITHIN)
            first = max(0, at - _KNOWN_WITHIN)
            if said is not None and not made_known(scan, first, said):
                yield Mark(Modality.HEARSAY, words[first].start, words[said].end, "both")
        elif word.reads("làm") and _known_insider(scan, at):
            said = _said(scan, at + 1, _AT_WORK_WITHIN)
            if said is not None and said > at + 1:
                yield Mark(Modality.HEARSAY, word.start, words[said].end, "around")
        elif word.written == "đồn" and _is_rumoured(scan, at):
            yield Mark(Modality.HEARSAY, word.start, word.end, "both")


@lru_cache(maxsize=1)
def _tellers() -> frozenset[str]:
    return frozenset(map(fold, ("nghe", "làm", "đồn", *told_words().lists["crowds"])))


def _said(scan: Scan, first: int, within: int) -> int | None:
    """The first word of saying within so many words of the same clause."""
    words = scan.words
    if first >= len(words):
        return None
    _, high = scan.clause(words[first - 1].start)
    for at in range(first, min(first + within, len(words))):
        if words[at].end > high or words[at].is_number:
            return None
        if words[at].reads(*told_words().lists["sayings"]) and not _is_other_word(words, at):
            return at
    return None


def _is_other_word(words: Sequence[Word], at: int) -> bool:
    """ "bảo hiểm", "kê khai", "nghe em nói này"."""
    following = words[at + 1] if at + 1 < len(words) else None
    return following is not None and following.reads(*_NO_SAYING)


def _discouraged(scan: Scan, at: int) -> bool:
    """ "đừng nghe mấy bà đồn", "đọc cho cả tổ nghe", "nghe em nói": nobody is said to have told it."""
    following = scan.words[at + 1] if at + 1 < len(scan.words) else None
    if following is not None and following.reads(*_ASKS_TO_LISTEN):
        return True
    start = scan.words[at].start
    return any(word.reads("đừng", "khỏi", "chớ", "cho") for word in scan.before(start, 4, scan.clause(start)))


_NO_SAYING = ("hiểm", "vệ", "đảm", "hành", "dưỡng", "lãnh", "khai", "thông", "này", "nè", "hình", "đơn")
"""Behind a word of saying these make another word of it, or call to listen."""
_ASKS_TO_LISTEN = (
    "nhé", "nha", "nhá", "nè", "này", "em", "cháu", "tôi", "tui", "mình", "nhầm", "rõ", "máy", "gọi", "điện",
)  # fmt: skip


def made_known(scan: Scan, first: int, end: int) -> bool:
    """Whether who says it, from word ``first`` to ``end``, is one from whom such things come."""
    words = scan.words
    if first >= end or first >= len(words):
        return False
    known = told_words()
    led = (
        words[first + 1]
        if words[first].reads("bên", "trên", "phía", "chỗ") and first + 1 < end
        else words[first]
    )
    if led.reads(*known.lists["official_first"]):
        return True
    low, high = words[first].start, words[end - 1].end
    return any(low <= cue.start and cue.end <= high for cue in _officials(scan))


@kept
def _officials(scan: Scan) -> tuple[Cue, ...]:
    return told_words().official.find(scan.text, scan.runs)


def _of_a_crowd(scan: Scan, at: int) -> bool:
    before = scan.before(scan.words[at].start, _KNOWN_WITHIN, scan.clause(scan.words[at].start))
    if not before:
        return False
    return before[-1].reads("ngoài", "trên", "trong", "ở") or any(
        word.reads("mấy", "các", "tụi", "bọn", "cả") for word in before
    )


def _is_rumoured(scan: Scan, at: int) -> bool:
    """ "cả bến đồn …", "Đồn nước mưa cũng tính tiền": the verb, no post of the border guard."""
    following = scan.words[at + 1] if at + 1 < len(scan.words) else None
    if following is None or following.reads("biên", "công", "trưởng", "ở", "bót"):
        return False
    start = scan.words[at].start
    before = scan.before(start, 5, scan.clause(start))
    refused = any(word.reads("đừng", "chớ") for word in before)
    return not refused and not (before and before[-1].reads(*_BEFORE_A_POST))


_BEFORE_A_POST = (
    "ra", "tới", "đến", "trưởng", "phó", "ở", "ghé", "lên", "về", "trên", "vào", "vô", "tại", "qua", "cái", "tin", "ai", "đừng",
    "hết",
)  # fmt: skip
"""Before "đồn" where it is a post, a rumour that is named, or one that is refused."""


def _known_insider(scan: Scan, at: int) -> bool:
    """ "thằng con tui làm", "bạn t làm", "bà chị tôi làm": one's own kin or friend."""
    lists = told_words().lists
    start = scan.words[at].start
    before: Sequence[Word] = scan.before(start, _KNOWN_WITHIN + 1, scan.clause(start))
    owned = [place for place, word in enumerate(before) if place and word.reads(*lists["owners"])]
    return any(before[place - 1].reads(*lists["kin"]) or before[place - 2].reads("con") for place in owned)
