"""The reviewed templates of replies: one file, read once, checked when it is read.

A template is offered by the kind of work and the conclusion. It is a beginning: a person fills its blanks and changes what
does not fit; two posts with the same words beside them get the same sentences.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from models.queries.replies import NewSentence
from models.vocabulary import VERDICTS_BY_QUEUE, Queue, Verdict
from triage_api.replying.facts import fact_in

FILE = Path(__file__).with_name("templates.yaml")


class TemplateSentence(BaseModel):
    """One sentence with its blanks. ``basis``: what it rests on before a person looks at it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1, max_length=300)
    basis: Literal["passage", "office"]


class Template(BaseModel):
    """A reply to begin with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z0-9-]{3,40}$")
    name: str = Field(min_length=3, max_length=80)
    queue: Queue
    verdicts: tuple[Verdict, ...]
    sentences: tuple[TemplateSentence, ...] = Field(min_length=2, max_length=8)

    def composed(self, passage_id: int | None) -> list[NewSentence]:
        """Its sentences, those that state what a document says on ``passage_id``.

        The office's own facts carry their mark; a greeting needs none.
        """
        return [
            NewSentence(one.text, passage_id)
            if one.basis == "passage"
            else NewSentence(one.text, None, own_words=fact_in(one.text) is not None or "{" in one.text)
            for one in self.sentences
        ]


@cache
def templates() -> tuple[Template, ...]:
    """Every template of the file.

    Raises:
        ValueError: two share a code, or one names a verdict its kind of work does not know.
    """
    read = tuple(Template.model_validate(row) for row in yaml.safe_load(FILE.read_text("utf-8")))
    if len({one.code for one in read}) != len(read):
        raise ValueError("two templates of replies share a code")
    for one in read:
        strange = set(one.verdicts) - set(VERDICTS_BY_QUEUE[one.queue])
        if strange:
            raise ValueError(f"template {one.code}: {sorted(strange)} are no verdicts of {one.queue}")
    return read


def offered(queue: Queue, verdict: Verdict | None) -> tuple[Template, ...]:
    """The templates for a kind of work, those for its conclusion where there is one."""
    return tuple(
        one for one in templates() if one.queue is queue and (verdict is None or verdict in one.verdicts)
    )


def template(code: str) -> Template | None:
    """One template by its code."""
    return next((one for one in templates() if one.code == code), None)
