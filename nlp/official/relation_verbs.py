"""Which verb governs a document's number in a clause, whose verb it is, and whether the whole is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary import DocumentRelation
from nlp.official.clauses import Clause
from nlp.official.numbers import DocumentNumber
from nlp.official.references import ATTACHED, REFERENCE, passages_meant

MAX_BETWEEN = 400
"""Longest stretch between a verb and the number it governs, or a number and its predicate (own choice)."""

VERB = re.compile(
    r"(?<!\w)(?:(?P<amends>sửa đổi(?:\s{0,2}(?:,|và)\s{0,2}bổ sung)?|bổ sung)|(?P<replaces>thay thế)"
    r"|(?P<repeals>bãi bỏ|hủy bỏ|huỷ bỏ)"
    r"|(?P<guides>hướng dẫn(?:\s{1,3}(?:thi hành|thực hiện))?|quy định chi tiết))(?!\w)",
    re.IGNORECASE,
)
NUMBERING = re.compile(
    r"\W{0,4}(?:(?:Điều|khoản)\s{0,3})?(?:\d{1,3}[a-zđ]?\s{0,2}[.)]|[a-zđ]\d?\s{0,2}\))?\W{0,4}$",
    re.IGNORECASE,
)
_CARRIES_OUT = re.compile(r"(?<!\w)(?:triển khai|thực hiện)(?!\w)", re.IGNORECASE)
_NOT_OURS = re.compile(
    r"(?:được|bị|đã|việc đã|văn bản|chưa|không|nếu|khi|Luật|Nghị định|Nghị quyết|Thông tư)\s{1,3}$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"(?:được|bị|đã|chưa|không|nếu|khi)\s{1,3}$", re.IGNORECASE)
_THIS = re.compile(r"(?<!\w)này(?!\w)", re.IGNORECASE)
_ENDS = re.compile(
    r"(?<!\w)(?:hết hiệu lực"
    r"|(?P<passive>(?:được|bị)\s{1,3}(?:(?P<replaced>thay thế)|bãi bỏ|hủy bỏ|huỷ bỏ)))(?!\w)",
    re.IGNORECASE,
)
_BY = re.compile(r"\s{1,3}(?:bởi|bằng|tại|theo)\s{1,3}(?P<by>[^.;\n]{0,80})", re.IGNORECASE)
_CONDITION = re.compile(r"(?<!\w)(?:khi|nếu|trước khi|sau khi|trường hợp|chưa|không)(?!\w)", re.IGNORECASE)
DOCUMENT_NAME = re.compile(
    r"(?<!\w)(?:Nghị quyết liên tịch|Nghị quyết|Chỉ thị|Kết luận|Quyết định|Quy định|Quy chế|Hướng dẫn|Kế hoạch"
    r"|Chương trình|Đề án|Thông báo|Thông tư liên tịch|Thông tư|Nghị định|Công văn|Công điện|Văn bản|Bộ luật|Luật"
    r"|Pháp lệnh)\s{1,3}(?:số\s{0,2}:?\s{0,2})?$"
)
LAW_NAME = re.compile(r"(?<!\w)(?:Bộ luật|Luật|Pháp lệnh)\s[^.;:()\n]{2,110}?\s{1,3}(?:số\s{0,2}:?\s{0,2})?$")
_WHOLE = re.compile(
    r"(?<!\w)(?:toàn bộ|các|văn bản|của|và|ban hành kèm theo|kèm theo|quy phạm pháp luật)(?!\w)|[\W\d_]+",
    re.IGNORECASE,
)
_GUIDED = re.compile(
    r"(?<!\w)(?:một số|điều|nội dung|việc|thi hành|thực hiện|triển khai|quy định|tại|trong|theo)(?!\w)",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"(?:,|;|và)\s{0,3}(?:các\s{1,3})?$")
OF_VERB = {
    "amends": DocumentRelation.AMENDS,
    "replaces": DocumentRelation.REPLACES,
    "repeals": DocumentRelation.REPEALS,
    "guides": DocumentRelation.GUIDES,
}

Found = tuple[DocumentRelation, tuple[str, ...]]
"""A relation and the passages meant."""
CITES: Found = (DocumentRelation.CITES, ())


@dataclass(frozen=True, slots=True)
class Mention:
    """One number in its clause. ``numbers``: those of the clause in order; ``at``: which of them it is."""

    text: str
    clause: Clause
    numbers: Sequence[DocumentNumber]
    at: int
    title: bool = False

    @property
    def number(self) -> DocumentNumber:
        """The number itself."""
        return self.numbers[self.at]

    @property
    def previous(self) -> int:
        """Where the number before ends, or the clause begins."""
        return self.numbers[self.at - 1].end if self.at else self.clause.start

    @property
    def near(self) -> int:
        """Where to begin looking back."""
        return max(self.clause.start, self.number.start - MAX_BETWEEN)


def relation_of(mention: Mention, before: Found | None) -> Found:
    """What this document does to the one mentioned. ``before``: what it does to the one mentioned just before."""
    ended = _predicate(mention)
    if ended is not None:
        return narrowed(ended, mention.text[max(mention.previous, mention.near) : mention.number.start])
    if before is not None:
        between = mention.text[max(mention.previous, mention.near) : mention.number.start]
        if VERB.search(between) is None:
            goes_on = before[0] is not DocumentRelation.CITES and joined(between)
            return (before[0], ()) if goes_on else CITES
    return _title_verb(mention) if mention.title else _verb(mention)


def narrowed(relation: DocumentRelation, between: str) -> Found:
    """The whole or a part: ``between`` are the words from the verb to the number.

    What is neither a passage nor plainly the whole ("một số điều của", "cụm từ … tại", "nội dung") amends; where somebody is
    guided and no document ("hướng dẫn, vận động hội viên thực hiện …"), it is cited.
    """
    left = REFERENCE.sub(" ", without_name(ATTACHED.sub(" ", between)))
    if relation is DocumentRelation.GUIDES:
        return CITES if _WHOLE.sub("", _GUIDED.sub(" ", left)) else (relation, ())
    return (DocumentRelation.AMENDS if _WHOLE.sub("", left) else relation), passages_meant(between)


def without_name(between: str) -> str:
    """The words before a number without the name of its document.

    >>> without_name("khoản 2 Điều 3 Quyết định số ")
    'khoản 2 Điều 3 '
    """
    name = DOCUMENT_NAME.search(between) or LAW_NAME.search(between)
    return between[: name.start()] if name else between


def joined(between: str) -> bool:
    """Whether the words between two numbers put the documents in one row: "… và Quyết định số"."""
    bare = without_name(between)
    return bare != between and _CHAIN.search(bare.rstrip() + " ") is not None


def after_verbs(stretch: str, verb: re.Match[str]) -> int:
    """Behind a run of verbs that begins with this one: "sửa đổi, bổ sung, thay thế"."""
    end = verb.end()
    for other in VERB.finditer(stretch, end):
        if not re.fullmatch(r"\s{0,3}(?:,|và|hoặc)?\s{0,3}", stretch[end : other.start()]):
            break
        end = other.end()
    return end


def own_verb(words: str) -> re.Match[str] | None:
    """The first verb of a clause, when its subject is this document: nothing but numbering before, or "… này"."""
    verb = VERB.search(words)
    if verb is None:
        return None
    subject = words[: verb.start()]
    if NUMBERING.match(subject):
        return verb
    return verb if _THIS.search(subject) and not _NOT_OURS.search(subject) else None


def _verb(mention: Mention) -> Found:
    """By the last verb before a number whose subject is this document, with no other number between."""
    text, start = mention.text, max(mention.near, mention.previous)
    for verb in VERB.finditer(text, start, mention.number.start):
        subject = text[start : verb.start()]
        first = start == mention.clause.start
        plain = first and NUMBERING.match(subject)
        if plain or (_THIS.search(subject) and not _NOT_OURS.search(subject)):
            end = start + after_verbs(
                text[start : mention.number.start], _at(text[start:], verb.start() - start)
            )
            return narrowed(OF_VERB[str(verb.lastgroup)], text[end : mention.number.start])
    return CITES


def _at(text: str, at: int) -> re.Match[str]:
    found = VERB.match(text, at)
    assert found is not None  # noqa: S101  (it was just found there)
    return found


def _title_verb(mention: Mention) -> Found:
    """A title's subject is the document itself; its first verb is the one meant."""
    stretch = mention.text[max(mention.near, mention.previous) : mention.number.start]
    for verb in VERB.finditer(stretch):
        if not _PASSIVE.search(stretch[: verb.start()]):
            meant = narrowed(OF_VERB[str(verb.lastgroup)], stretch[after_verbs(stretch, verb) :])
            return (DocumentRelation.GUIDES, ()) if verb.lastgroup == "guides" else meant
    return (DocumentRelation.BASED_ON, ()) if _CARRIES_OUT.search(stretch) else CITES


def _predicate(mention: Mention) -> DocumentRelation | None:
    """ "… hết hiệu lực", "… được thay thế bằng Quyết định này" said of this number, or of a row it stands in."""
    text, number, clause = mention.text, mention.number, mention.clause
    ends = _ENDS.search(text, number.end, min(clause.end, number.end + MAX_BETWEEN))
    if ends is None or _CONDITION.search(text[max(clause.start, number.start - 60) : number.start]):
        return None
    if _CONDITION.search(text[max(number.end, ends.start() - 12) : ends.start()]):
        return None
    end = number.end
    for other in mention.numbers[mention.at + 1 :]:
        if other.start >= ends.start():
            break
        if not joined(text[end : other.start]):
            return None
        end = other.end
    by = _BY.match(text, ends.end(), clause.end)
    if ends["passive"] and by is not None and _THIS.search(by["by"]) is None:
        return None
    return DocumentRelation.REPLACES if ends["replaced"] else DocumentRelation.REPEALS
