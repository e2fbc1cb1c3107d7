"""What a post repeats of others: quotations that no markup shows as such, signatures, the title of the thread.

A quotation is told by what it repeats: lines of an earlier post, at the beginning or below a line that says whom it quotes. A
signature is told by standing at the end of two posts.

It cannot see: a quotation of a post on another page of the thread without such a line, and the signature of who wrote once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from models.vocabulary import Placeholder

_FEWEST = 4
"""Words of a line that repeats another, from which it is no accident."""
_SIGNED = 3
"""Words of a line at the end of two posts from which it is a signature."""
_MAX_SIGNATURE = 4
_MAX_BEFORE = 200_000
"""Code points of earlier posts, the last ones, in which a line is looked for."""
_MAX_QUOTED = 40
"""Lines of a post that may be quoted."""
_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"\d{4}|://|www\.|\[(?:SĐT|TK|EMAIL)\]")
"""What a scam is recognised by stays, also where it is repeated."""
_NAME = re.escape(Placeholder.NAME.value)
_SOMEBODY = rf"(?:@?{_NAME}|{re.escape(Placeholder.HANDLE.value)}|@\S{{1,40}})"
_WHEN = r"(?:[\s,:./|»↑-]|lúc|trong|ngày|vào|at|on|AM|PM|SA|CH|\d){0,40}"
_QUOTES = re.compile(
    rf"(?:trích(?: dẫn)?(?: (?:từ|của|bài của))?|quote|nguyên văn(?: được)?(?: (?:gửi|viết))?(?: (?:bởi|của))?|(?:gốc )?(?:được )?gửi bởi"
    rf"|originally posted by|posted by)\s{{0,3}}:?\s{{0,3}}{_SOMEBODY}?{_WHEN}(?:(?:đã )?(?:viết|nói|said|wrote))?\s{{0,3}}:?"
    rf"|\W{{0,3}}(?:trả lời|phản hồi|đáp lại|in reply to|replying to)(?: (?:cho|tới|đến))?\s{{0,3}}:?\s{{0,3}}{_SOMEBODY}{_WHEN}:?",
    re.IGNORECASE,
)
_REPLY = re.compile(r"(?:re|trả lời|tl|ans)\s{0,3}:\s{0,3}", re.IGNORECASE)


def without_echoes(texts: Sequence[str], title: str) -> list[str]:
    """Each of the posts of a thread, in the order of the page, without what it repeats. No post is left without words.

    >>> without_echoes(["Phí là bao nhiêu vậy?", "Gửi bởi\\nPhí là bao nhiêu vậy?\\nKhông thu phí."], "")
    ['Phí là bao nhiêu vậy?', 'Không thu phí.']
    """
    ends = Counter(end for text in texts for end in _ends(text))
    kept: list[str] = []
    before = " "
    for text in texts:
        lines = _without_quotations(_below_title(text.split("\n"), title), before)
        kept.append("\n".join(_unsigned(lines, ends)).strip())
        before = f"{before}{_bare(text)} "[-_MAX_BEFORE:]
    return kept


def _below_title(lines: list[str], title: str) -> list[str]:
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    rest = lines[first + 1 :]
    told = _REPLY.match(lines[first].strip()) if lines else None
    if told and title and _bare(lines[first].strip()[told.end() :]) == _bare(title) and any(map(_bare, rest)):
        return rest
    return lines


def _without_quotations(lines: list[str], before: str) -> list[str]:
    kept: list[str] = []
    quoting = True
    for number, line in enumerate(lines):
        bare = _bare(line)
        if not bare:
            kept.append(line)
        elif _QUOTES.fullmatch(line.strip()):
            quoting = True
        elif quoting and number < _MAX_QUOTED and len(bare.split()) >= _FEWEST and f" {bare} " in before:
            continue
        else:
            quoting = False
            kept.append(line)
    return kept if any(map(_bare, kept)) else lines


def _ends(text: str) -> set[str]:
    """The last lines of a post, longer than a greeting and no questions."""
    lines = [line for line in text.split("\n") if line.strip()]
    return {
        line.strip()
        for line in lines[1:][-_MAX_SIGNATURE:]
        if len(line.split()) >= _SIGNED and not line.rstrip().endswith("?") and not _TELLING.search(line)
    }


def _unsigned(lines: list[str], ends: Counter[str]) -> list[str]:
    kept = list(lines)
    while len(kept) > 1 and (not kept[-1].strip() or ends[kept[-1].strip()] > 1):
        kept.pop()
    return kept if any(map(_bare, kept)) else lines


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
