"""The pages about the corpus say what the data says, and decide every pair of labels that is easily confused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from models.vocabulary import Label, Modality, SlotKind, Topic
from nlp.corpus.load import Style, load_posts, load_protected

DOCS = Path(__file__).parents[3] / "docs"
CORPUS = (DOCS / "corpus.md").read_text(encoding="utf-8")
ANNOTATION = (DOCS / "annotation.md").read_text(encoding="utf-8")
POSTS = load_posts()
PROTECTED = load_protected()


def row(name: str) -> list[int]:
    """The figures of the table row that begins with this code."""
    found = re.search(rf"^\| `{name}` \|((?: \d+ \|)+)$", CORPUS, re.MULTILINE)
    assert found, name
    return [int(figure) for figure in found[1].replace(" ", "").strip("|").split("|")]


@pytest.mark.parametrize("label", Label)
def test_the_counts_of_labels_are_those_of_the_data(label: Label) -> None:
    of_label = [post for post in POSTS if post.label is label]
    assert row(label) == [
        len(of_label),
        sum(bool(post.slots) for post in of_label),
        sum(bool(post.indicators) for post in of_label),
        sum(post.label is label for post in PROTECTED),
    ]


@pytest.mark.parametrize("style", Style)
def test_the_counts_of_styles_are_those_of_the_data(style: Style) -> None:
    assert row(style) == [sum(p.label is label and p.style is style for p in POSTS) for label in Label]


@pytest.mark.parametrize("topic", Topic)
def test_the_counts_of_topics_are_those_of_the_data(topic: Topic) -> None:
    assert row(topic) == [
        sum(topic in post.topics for post in POSTS),
        sum(topic in post.topics for post in PROTECTED),
    ]


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


@pytest.mark.parametrize("section", SECTIONS)
def test_each_easily_confused_pair_has_three_border_cases(section: str) -> None:
    assert len(re.findall(r"^\d\. ", SECTIONS[section], re.MULTILINE)) >= 3


def test_the_borders_of_the_opinion_firewall_are_all_there() -> None:
    for border in ("`claim` hay `opinion`", "`claim` hay `grievance`", "`grievance` hay `opinion`"):
        assert border in SECTIONS
