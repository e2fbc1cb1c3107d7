"""The pages about the corpus say what the data says, and decide every pair of labels that is easily confused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from models.vocabulary import Label, Modality, SlotKind

DOCS = Path(__file__).parents[3] / "docs"
CORPUS = (DOCS / "corpus.md").read_text(encoding="utf-8")
ANNOTATION = (DOCS / "annotation.md").read_text(encoding="utf-8")


def test_the_example_line_has_the_fields_that_are_read() -> None:
    line = json.loads(re.search(r"```json\n(.+)\n```", CORPUS)[1])  # type: ignore[index]
    shipped = json.loads(
        (DOCS.parent / "nlp/corpus/posts/first.jsonl").read_text(encoding="utf-8").split("\n")[0]
    )
    assert list(line) == list(shipped)
    assert list(line["slots"][0]) == ["kind", "text", "value", "unit", "modality", "span"]


def test_every_code_is_explained() -> None:
    missing = [str(code) for code in [*Label, *SlotKind, *Modality] if f"`{code}`" not in ANNOTATION]
    assert missing == []


SECTIONS = dict(re.findall(r"^### (.+)\n((?:(?!#).*\n?)*)", ANNOTATION, re.MULTILINE))


EASILY_CONFUSED = (
    "`claim` hay `opinion`",
    "`claim` hay `grievance`",
    "`claim` hay `question`",
    "`scam` hay `scam_awareness`",
    "`grievance` hay `opinion`",
    "Đùa, giễu (`opinion`) hay `claim`",
    "Rao bán, quảng cáo (`off_topic`) hay `scam`",
)


def cases(section: str) -> int:
    return len(re.findall(r"^\d+\. ", SECTIONS[section], re.MULTILINE))


@pytest.mark.parametrize("section", EASILY_CONFUSED)
def test_what_is_easily_confused_has_ten_border_cases(section: str) -> None:
    assert cases(section) >= 10


@pytest.mark.parametrize("section", SECTIONS)
def test_every_border_has_cases(section: str) -> None:
    assert cases(section) >= 3
