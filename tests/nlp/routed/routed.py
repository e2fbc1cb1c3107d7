"""Invented posts beside invented official documents over time, and what the routing table wants of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from nlp.assess import Assessor
from nlp.contracts import Assessment, Circumstances, Passage, Route
from nlp.detectors.label_model import LabelModel
from nlp.evidence.retrieval import build_index
from nlp.official.document import OfficialDocument, parse_document, to_passages
from nlp.route import route

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Post:
    """A post, what is wanted of it, and what became of it."""

    id: str
    text: str
    wanted: tuple[str | None, str | None]
    kind: str
    assessment: Assessment
    way: Route

    @property
    def got(self) -> tuple[str | None, str | None]:
        return (
            self.way.queue.value if self.way.queue else None,
            self.way.distortion.value if self.way.distortion else None,
        )


def documents() -> Iterator[Passage]:
    """The passages of all documents, parsed as they are imported, with the validity a person gave."""
    for row in listed():
        document = read(row["file"])
        assert document.number == row["number"], row["file"]
        for passage in to_passages(document):
            yield replace(
                passage,
                valid_from=_day(row["valid_from"]),
                valid_until=_day(row["valid_until"]),
                draft=row["draft"],
            )


def listed() -> tuple[dict[str, Any], ...]:
    """The documents with what a person says of them."""
    return _rows("documents/index.jsonl")


def read(file: str) -> OfficialDocument:
    """A document of the set as it is imported."""
    return parse_document((HERE / "documents" / file).read_bytes(), file)


def routed(model: LabelModel, posts: str = "posts.jsonl") -> list[Post]:
    """Every post of a file, assessed against the documents and routed as the pipeline does."""
    rows = list(_rows(posts))
    assessor = Assessor(model, build_index(documents()))
    about = [
        Circumstances(
            datetime.fromisoformat(row["posted_at"]), row["own_channel"], row["spread"], official_known=True
        )
        for row in rows
    ]
    assessed = assessor.assess([(row["text"], its) for row, its in zip(rows, about, strict=True)])
    return [
        Post(
            row["id"],
            row["text"],
            (row["want"]["queue"], row["want"]["distortion"]),
            row["why"],
            found,
            route(found, its),
        )
        for row, found, its in zip(rows, assessed, about, strict=True)
    ]


@cache
def _rows(name: str) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines())


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
