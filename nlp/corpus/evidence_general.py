"""Reads the general evidence corpus: passages of plain prose on anything, and answers somebody gave about them.

Beside the official passages of ``evidence_load``: here nothing is a rule, so there are no dates of validity. The form of
a line is described in ``docs/corpus_evidence.md``; everything that is not exactly of the form is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nlp.corpus.evidence_load import MAX_FILE_BYTES, MAX_TEXT, Outcome
from nlp.corpus.lines import Place, check_fields, matching, member, objects, text_of


class Twist(StrEnum):
    """In what a refuted claim departs from its passage."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    ROLE = "role"
    ORDER = "order"
    CAUSE = "cause"
    NEGATION = "negation"
    QUANTITY = "quantity"
    PROPERTY = "property"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class GeneralClaim:
    """An answer about a passage; ``by`` is None exactly when it is not refuted."""

    id: str
    passage: str
    text: str
    verdict: Outcome
    by: Twist | None


@dataclass(frozen=True, slots=True)
class GeneralCorpus:
    """Texts of the passages by their ids, and the claims."""

    passages: dict[str, str]
    claims: tuple[GeneralClaim, ...]


_IDS = {letter: re.compile(letter + r"[0-9]{3,6}") for letter in "gk"}


def load_general(path: Path | None = None) -> GeneralCorpus:
    """The corpus of a file, by default the one that ships with the program.

    Raises:
        BadInput: names file, line and reason; nothing is returned of a corpus with a bad line.
    """
    source: Traversable = files("nlp.corpus").joinpath("evidence_general.jsonl") if path is None else path
    passages: dict[str, str] = {}
    claims: list[tuple[Place, GeneralClaim]] = []
    seen: set[str] = set()
    for place, given in objects(source, MAX_FILE_BYTES):
        if given.get("type") == "passage":
            check_fields(given, frozenset({"type", "id", "text"}), place)
            key = matching(given["id"], _IDS["g"], "id", place)
            passages[key] = text_of(given["text"], "text", MAX_TEXT, place)
        elif given.get("type") == "claim":
            claims.append((place, _claim(given, place)))
        else:
            raise place.error("«type» phải là passage hoặc claim")
        if given["id"] in seen:
            raise place.error(f"id «{given['id']}» đã có ở dòng trước")
        seen.add(given["id"])
    for place, claim in claims:
        if claim.passage not in passages:
            raise place.error(f"không có đoạn văn bản «{claim.passage}»")
    return GeneralCorpus(passages, tuple(claim for _, claim in claims))


def _claim(given: dict[str, Any], place: Place) -> GeneralClaim:
    check_fields(given, frozenset({"type", "id", "passage", "text", "verdict", "by"}), place)
    verdict = member(Outcome, given["verdict"], "verdict", place)
    by = None if given["by"] is None else member(Twist, given["by"], "by", place)
    if (by is not None) != (verdict is Outcome.REFUTED):
        raise place.error("«by» có khi và chỉ khi «verdict» là refuted")
    return GeneralClaim(
        matching(given["id"], _IDS["k"], "id", place),
        text_of(given["passage"], "passage", MAX_TEXT, place),
        text_of(given["text"], "text", MAX_TEXT, place),
        verdict,
        by,
    )
