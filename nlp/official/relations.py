"""What a document says it does to others: amends, replaces, repeals, guides, is based on, or merely cites.

Read from the words around each number, clause by clause. A verb counts only when this document is its subject
("Quyết định này thay thế …", "Bãi bỏ …", a title): what another document did ("Luật A được sửa đổi bởi Luật B"),
a condition ("cho đến khi … hết hiệu lực") and the quoted new wording of an amendment say nothing of this one.
Precision comes first: where it is not plain that the whole is meant, it is told as an amendment without a passage,
and a person decides what ended.

What it cannot see: documents named without a number ("các quy định trước đây trái với Quyết định này"), amendments
told in a table, chapters (see ``references``), words of repeal other than those listed, and in "Bãi bỏ A; B" the B:
what follows a semicolon may as well stay in force.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.vocabulary import ENDING_RELATIONS, DocumentRelation
from nlp.official.citations import Citation, citations_of
from nlp.official.clauses import Clause, clauses_of, quotations
from nlp.official.contents import TITLE, Link
from nlp.official.numbers import DocumentNumber, parse_date
from nlp.official.relation_verbs import (
    NUMBERING,
    OF_VERB,
    VERB,
    Found,
    Mention,
    after_verbs,
    narrowed,
    own_verb,
    relation_of,
    without_name,
)
from nlp.official.structure import PREAMBLE

MAX_SENTENCE = 500
LEAD = 300
"""A clause is quoted whole where it is short, else from this many characters before the number."""

_BASIS = re.compile(r"\W{0,4}(?:Căn cứ|Thực hiện)(?!\w)", re.IGNORECASE)
_ADVICE = re.compile(r"Theo đề nghị|Xét đề nghị", re.IGNORECASE)
_SINCE = re.compile(
    r"(?<!\w)(?:kể\s{1,3}từ|hết hiệu lực(?:\s{1,3}thi hành)?\s{1,3}từ)\s{1,3}ngày(?P<when>.{4,40})",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(r"(?:sau|sau đây|dưới đây)\s{0,3}:\s{0,3}$", re.IGNORECASE)

Mentioned = list[tuple[DocumentNumber, Citation]]


@dataclass(frozen=True, slots=True)
class _Heading:
    """A passage whose items go on with it: "Sửa đổi một số điều của X như sau:", "Bãi bỏ các văn bản sau:".

    ``cited``: the document all items are about; None where each names its own.
    """

    path: str
    relation: DocumentRelation
    cited: Citation | None


def find_links(parts: Sequence[tuple[str, str]], effective_from: date | None = None) -> tuple[Link, ...]:
    """Every edge in order, each of the same kind, document, place and passages once.

    ``parts``: (path, text) over the whole document. ``effective_from`` is when what this document ends ends,
    unless the sentence names a day.
    """
    found: dict[tuple[object, ...], Link] = {}
    headings: list[_Heading] = []
    for (path, text), quoted in zip(parts, quotations([text for _, text in parts]), strict=True):
        headings = [one for one in headings if path != one.path and path.startswith(one.path)]
        heading = headings[-1] if headings else None
        for link in _part(path, text, quoted, heading, effective_from):
            found.setdefault((link.relation, link.number, link.path, link.target_paths), link)
        begun = _heading(path, text) if not quoted or quoted[0][0] > 0 else None
        if begun is not None and (begun.cited is not None or heading is None):
            headings.append(begun)
    typed = {(one.number, one.path) for one in found.values() if one.relation is not DocumentRelation.CITES}
    return tuple(
        one
        for one in found.values()
        if one.relation is not DocumentRelation.CITES or (one.number, one.path) not in typed
    )


def _part(
    path: str,
    text: str,
    quoted: Sequence[tuple[int, int]],
    heading: _Heading | None,
    effective_from: date | None,
) -> Iterator[Link]:
    basis = _basis_until(path, text)
    for clause, mentioned in _by_clause(text, citations_of(path, text), whole=path == TITLE):
        before: Found | None = None
        numbers = [number for number, _ in mentioned]
        for at, (number, cited) in enumerate(mentioned):
            mention = Mention(text, clause, numbers, at, title=path == TITLE)
            if _within(quoted, number.start):
                found: Found = (DocumentRelation.CITES, ())
            elif number.start < basis:
                found = (DocumentRelation.BASED_ON, ())
            else:
                found = relation_of(mention, before)
                if found[0] is DocumentRelation.CITES and heading is not None and heading.cited is None:
                    found = _listed(mention, heading)
            before = found
            since = _since(text, clause, number, effective_from) if found[0] in ENDING_RELATIONS else None
            yield _link(found, cited, since, _sentence(text, clause, number.start))
        alone = not mentioned and not _within(quoted, clause.start)
        if heading is not None and heading.cited is not None and alone:
            yield from _item(path, text, clause, heading, effective_from)


def _within(ranges: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a place lies in one of these stretches, which are in order and apart."""
    last = bisect_right(ranges, (at, sys.maxsize)) - 1
    return last >= 0 and at < ranges[last][1]


def _by_clause(text: str, mentioned: Mentioned, whole: bool) -> Iterator[tuple[Clause, Mentioned]]:
    at = 0
    for clause in clauses_of(text, whole):
        first = at
        while at < len(mentioned) and mentioned[at][0].start < clause.end:
            at += 1
        yield clause, mentioned[first:at]


def _basis_until(path: str, text: str) -> int:
    """Where the grounds of a preamble paragraph end; 0 when it states none."""
    if not path.startswith(PREAMBLE) or _BASIS.match(text) is None:
        return 0
    advice = _ADVICE.search(text)
    return advice.start() if advice else len(text)


def _heading(path: str, text: str) -> _Heading | None:
    """Whether the items below a passage go on with what its last line begins."""
    if path == TITLE or path.startswith(PREAMBLE):
        return None
    last = text.rsplit("\n", 1)[-1][-2 * MAX_SENTENCE :]
    verb = own_verb(last)
    if verb is None or verb.lastgroup == "guides":
        return None
    cited = [one for number, one in citations_of(path, last) if number.start > verb.start()]
    if cited:
        return _Heading(path, OF_VERB[str(verb.lastgroup)], cited[0])
    return _Heading(path, OF_VERB[str(verb.lastgroup)], None) if _FOLLOWS.search(last) else None


def _listed(mention: Mention, heading: _Heading) -> Found:
    """An item of "Bãi bỏ các văn bản sau:" that begins with a document."""
    start = mention.text[mention.near : mention.number.start]
    alone = mention.at == 0 and mention.near == mention.clause.start and NUMBERING.match(without_name(start))
    return (heading.relation if alone else DocumentRelation.CITES), ()


def _item(
    path: str, text: str, clause: Clause, heading: _Heading, effective_from: date | None
) -> Iterator[Link]:
    """An item of an amending article: "2. Bãi bỏ khoản 3 Điều 5."; its document is the heading's."""
    words = text[clause.start : min(clause.end, clause.start + 2 * MAX_SENTENCE)].split("“", 1)[0]
    verb = VERB.search(words)
    if verb is None or heading.cited is None or NUMBERING.match(words[: verb.start()]) is None:
        return
    added = verb.group().lower() == "bổ sung"  # "Bổ sung khoản 3a vào sau khoản 3": what stood there stays
    relation, paths = narrowed(OF_VERB[str(verb.lastgroup)], words[after_verbs(words, verb) :])
    if relation in ENDING_RELATIONS and (paths or added):
        found: Found = (DocumentRelation.AMENDS, ()) if added else (relation, paths)
        yield _link(
            found, replace(heading.cited, path=path), effective_from, _sentence(text, clause, clause.start)
        )


def _since(text: str, clause: Clause, number: DocumentNumber, effective_from: date | None) -> date | None:
    """The day named behind the number ("kể từ ngày 01/8/2026"), else the first day of this document."""
    found = _SINCE.search(text, number.end, min(clause.end, number.end + 2 * MAX_SENTENCE))
    day = parse_date(found["when"]) if found else None
    return day or effective_from


def _sentence(text: str, clause: Clause, at: int) -> str:
    start = clause.start if at - clause.start <= LEAD else at - LEAD
    return " ".join(text[start : min(clause.end, start + MAX_SENTENCE)].split())


def _link(found: Found, cited: Citation, since: date | None, sentence: str) -> Link:
    relation, paths = found
    return Link(
        relation,
        cited.number,
        cited.name,
        cited.issued,
        cited.issuer,
        cited.path,
        paths,
        since,
        sentence,
    )
