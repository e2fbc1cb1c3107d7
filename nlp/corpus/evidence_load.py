"""Reads the evidence corpus: invented official passages, claims judged against them, and questions.

The form of a line is described in ``docs/corpus_evidence.md``. Everything that is not exactly of
the form is refused with file, line and reason, and nothing is loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nlp.contracts import Passage
from nlp.corpus.lines import Place, check_fields, matching, member, objects, text_of

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_TEXT = 4_000


class Outcome(StrEnum):
    """What the passage says of the claim; the verdicts of ``sangtin verify``."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    NOT_ENOUGH_INFO = "not_enough_info"


class Ground(StrEnum):
    """What the outcome turns on: a kind of slot, or how the claim departs from the passage."""

    FEE = "fee"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"
    DEADLINE = "deadline"
    OBLIGATION = "obligation"
    SCOPE = "scope"
    DOCUMENT = "document"
    AGENCY = "agency"
    SANCTION = "sanction"
    PROCEDURE = "procedure"
    MODALITY = "modality"
    EXCEPTION = "exception"
    NEGATION = "negation"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class EvidenceClaim:
    """A claim as people write it, and what its passage says of it on the day it was posted.

    ``by`` is None exactly when there is not enough information. Without ``posted_at`` the passage
    is taken as in force, as ``sangtin verify`` does.
    """

    id: str
    passage: str
    text: str
    posted_at: datetime | None
    verdict: Outcome
    by: Ground | None
    note: str | None


@dataclass(frozen=True, slots=True)
class EvidenceQuestion:
    """A question as citizens ask it; ``passage`` is about it and answers it, at least in part."""

    id: str
    passage: str
    text: str


@dataclass(frozen=True, slots=True)
class EvidenceCorpus:
    """The whole corpus. ``Passage.key`` is the id that claims and questions name."""

    passages: tuple[Passage, ...]
    claims: tuple[EvidenceClaim, ...]
    questions: tuple[EvidenceQuestion, ...]


def load_evidence(path: Path | None = None) -> EvidenceCorpus:
    """The evidence corpus of a file, by default the one that ships with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a corpus with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("evidence.jsonl") if path is None else path
    passages: dict[str, Passage] = {}
    claims: list[tuple[Place, EvidenceClaim]] = []
    questions: list[tuple[Place, EvidenceQuestion]] = []
    seen: dict[str, int] = {}
    for place, given in objects(source, MAX_FILE_BYTES):
        kind = given.get("type")
        if kind == "passage":
            passage = _passage(given, place)
            passages[passage.key] = passage
        elif kind == "claim":
            claims.append((place, _claim(given, place)))
        elif kind == "question":
            questions.append((place, _question(given, place)))
        else:
            raise place.error("«type» phải là passage, claim hoặc question")
        if (first := seen.setdefault(given["id"], place.line)) != place.line:
            raise place.error(f"id «{given['id']}» đã có ở dòng {first}")
    named = [(place, item.passage) for place, item in claims]
    named += [(place, item.passage) for place, item in questions]
    for place, key in named:
        if key not in passages:
            raise place.error(f"không có đoạn văn bản «{key}»")
    return EvidenceCorpus(
        tuple(passages.values()), tuple(item for _, item in claims), tuple(item for _, item in questions)
    )


def load_evidence_hard() -> EvidenceCorpus:
    """Claims that take a step of thought, of four more writers: only ever measured with."""
    return _shipped("evidence_hard.jsonl")


def load_evidence_fresh() -> EvidenceCorpus:
    """Plain claims of six more writers who saw nothing else: only ever measured with."""
    return _shipped("evidence_fresh.jsonl")


def load_evidence_exam() -> EvidenceCorpus:
    """Pairs of a writer who saw none of the corpus, kept for measuring: nothing is ever learned from them."""
    return _shipped("evidence_exam.jsonl")


def _shipped(name: str) -> EvidenceCorpus:
    with as_file(files("nlp.corpus").joinpath(name)) as path:
        return load_evidence(path)


_IDS = {letter: re.compile(letter + r"[0-9]{3,6}") for letter in "ecq"}
_PASSAGE_TEXTS = ("document", "document_name", "issuer", "path", "text")
_PASSAGE_FIELDS = frozenset({"type", "id", *_PASSAGE_TEXTS, "issued", "valid_from", "valid_until", "draft"})
_CLAIM_FIELDS = frozenset({"type", "id", "passage", "text", "posted_at", "verdict", "by", "note"})
_QUESTION_FIELDS = frozenset({"type", "id", "passage", "text"})


def _passage(given: dict[str, Any], place: Place) -> Passage:
    check_fields(given, _PASSAGE_FIELDS, place)
    document, name, issuer, path, text = (
        text_of(given[field], field, MAX_TEXT, place) for field in _PASSAGE_TEXTS
    )
    passage = Passage(matching(given["id"], _IDS["e"], "id", place), document, name, issuer, None, path, text)
    issued = _date(given["issued"], "issued", place)
    start, end = (_day_or_none(given[field], field, place) for field in ("valid_from", "valid_until"))
    if start and end and end < start:
        raise place.error("«valid_until» trước «valid_from»")
    if not isinstance(given["draft"], bool):
        raise place.error("«draft» phải là true hoặc false")
    if given["draft"] and start:
        raise place.error("dự thảo thì chưa có «valid_from»")
    return replace(passage, issued=issued, valid_from=start, valid_until=end, draft=given["draft"])


def _claim(given: dict[str, Any], place: Place) -> EvidenceClaim:
    check_fields(given, _CLAIM_FIELDS, place)
    verdict = member(Outcome, given["verdict"], "verdict", place)
    by = None if given["by"] is None else member(Ground, given["by"], "by", place)
    if (by is None) != (verdict is Outcome.NOT_ENOUGH_INFO):
        raise place.error("«by» để trống khi và chỉ khi «verdict» là not_enough_info")
    return EvidenceClaim(
        id=matching(given["id"], _IDS["c"], "id", place),
        passage=text_of(given["passage"], "passage", MAX_TEXT, place),
        text=text_of(given["text"], "text", MAX_TEXT, place),
        posted_at=None if given["posted_at"] is None else _moment(given["posted_at"], place),
        verdict=verdict,
        by=by,
        note=None if given["note"] is None else text_of(given["note"], "note", MAX_TEXT, place),
    )


def _question(given: dict[str, Any], place: Place) -> EvidenceQuestion:
    check_fields(given, _QUESTION_FIELDS, place)
    return EvidenceQuestion(
        matching(given["id"], _IDS["q"], "id", place),
        text_of(given["passage"], "passage", MAX_TEXT, place),
        text_of(given["text"], "text", MAX_TEXT, place),
    )


def _day_or_none(value: object, field: str, place: Place) -> date | None:
    return None if value is None else _date(value, field, place)


def _date(value: object, field: str, place: Place) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise place.error(f"«{field}» không phải ngày dạng 2026-11-20")


def _moment(value: object, place: Place) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise place.error("«posted_at» không phải thời điểm ISO có múi giờ")
    return moment
