"""The background is ordinary chatter: many lines, no two alike, nothing that could be queued, nobody's number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.errors import BadInput
from nlp.corpus.background import load_background
from nlp.corpus.load import CorpusPost
from nlp.detectors.indicators import find_indicators
from nlp.normalise import fold, normalise


def test_many_lines_no_two_alike() -> None:
    lines = load_background()
    assert len(lines) >= 1500
    assert len({re.sub(r"\W+", "", fold(line.text)) for line in lines}) >= len(lines) - 5
    assert len({line.situation for line in lines}) >= 15


def test_no_line_is_a_post_of_the_corpus(corpus: list[CorpusPost]) -> None:
    posts = {re.sub(r"\W+", "", fold(post.text)) for post in corpus}
    assert not [line.id for line in load_background() if re.sub(r"\W+", "", fold(line.text)) in posts]


def test_nobody_can_be_reached_through_it() -> None:
    assert not [line.id for line in load_background() if find_indicators(normalise(line.text))]


@pytest.mark.parametrize(
    "line", ['{"id":"b01-0001"}', '{"id":"1","text":"a"}', '{"id":"b01-0001","text":""}', "[]", "{"]
)
def test_a_bad_line_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "background.jsonl"
    path.write_text(f'{{"id":"b01-0002","text":"mưa rồi"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="dòng 2"):
        load_background(path)
