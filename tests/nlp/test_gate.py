"""The cheap gate stops what is of no interest, lets through what it does not know, and is never fooled by form."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Label
from nlp.corpus.load import CorpusPost
from nlp.gate import Gate, gate_keys, read_letters
from nlp.gate_training import KEPT, may_be_queued
from nlp.normalise import fold
from nlp.training import Trained

LEAST_STOPPED = 0.53
"""Share of held-out off-topic posts of the corpus, most of them written to look related, that are stopped."""

LEAST_CHATTER_STOPPED = 0.74
"""The same of the background: ordinary talk, by writers the gate has partly not seen."""


@pytest.fixture(scope="module")
def gate(trained: Trained) -> Gate:
    return Gate(trained.model.parts.gate)


def test_what_may_be_queued_passes(trained: Trained, corpus: list[CorpusPost]) -> None:
    """Held out by situation."""
    passed = [through for post, through in zip(corpus, trained.passed, strict=True) if may_be_queued(post)]
    assert sum(passed) / len(passed) >= max(KEPT - 0.0005, 0.995)


def test_much_of_the_rest_is_stopped(trained: Trained, corpus: list[CorpusPost]) -> None:
    stopped = [
        not through
        for post, through in zip(corpus, trained.passed, strict=True)
        if post.label is Label.OFF_TOPIC
    ]
    assert sum(stopped) / len(stopped) >= LEAST_STOPPED
    chatter = trained.background_passed
    assert 1 - sum(chatter) / len(chatter) >= LEAST_CHATTER_STOPPED


@pytest.mark.parametrize(
    "text",
    [
        "mưa to kh0ng đi đâu được",
        "nấu c.ơm ăn c.á đi",
        "m\u200bưa to qu\u200bá",
        "trời m ư a t o quá",
        "𝗠𝘂̛𝗮 to quá",
        "Ｍưa to quá",
        "mưа to quá",  # the letter а is Cyrillic
    ],
)
def test_a_disguised_word_always_passes(gate: Gate, text: str) -> None:
    assert gate.passes([text]) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😂🤣",
        "mưa to quá 🤣👩\u200d🍳",
        "3.000 cái, 2/9 về",
        "ok.mai đi",
        "u\u0308 ờ",
        "a b c",
        "x" * 50_000,
    ],
)
def test_ordinary_writing_is_no_disguise(text: str) -> None:
    assert not read_letters([text]).disguised[0]


@pytest.mark.parametrize("text", ["zzxqv wwkkj qqzzx xxqwz vvkkx zzrrw jjwwq qxzwv kkvvz wqqxz", "", "🤣"])
def test_a_text_of_unknown_words_passes(gate: Gate, text: str) -> None:
    """Many of them: of a few words, chance may put one in five into a bucket that was learnt."""
    assert gate.passes([text, "mưa to quá"])[0]


def test_ordinary_life_is_stopped(gate: Gate) -> None:
    assert gate.passes(["Tối nay trời mưa to quá, nấu nồi lẩu gà ăn cho ấm bụng nào cả nhà"]) == [False]


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\u202eabc", "a\u0301" * 9_000, "\u2028"])
def test_odd_texts_are_judged(gate: Gate, text: str) -> None:
    assert gate.passes([text, "mưa"])[0] in (True, False)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_each_text_is_judged_by_itself(texts: list[str]) -> None:
    together = gate_keys(texts)
    alone = [int(key) & 0xFFFFF for text in texts for key in gate_keys([text])]
    assert sorted(int(key) & 0xFFFFF for key in together) == sorted(alone)


@pytest.mark.parametrize(
    "text", ["Công an phường yêu cầu cập nhật VNeID", "Đóng phí 50k ở đâu?", "TIỀN ĐIỆN THÁNG NÀY"]
)
def test_marks_case_and_composition_do_not_matter(text: str) -> None:
    plain = sorted(gate_keys([text]).tolist())
    assert sorted(gate_keys([fold(text)]).tolist()) == plain
    assert sorted(gate_keys([unicodedata.normalize("NFD", text)]).tolist()) == plain
    assert sorted(gate_keys([text.upper()]).tolist()) == plain


def test_parts_that_do_not_fit_are_refused(trained: Trained) -> None:
    parts = trained.model.parts
    assert parts.fit_together()
    assert not replace(parts, gate=replace(parts.gate, stopped=np.ones(3))).fit_together()
    assert not replace(parts, gate=replace(parts.gate, weights=parts.gate.weights[:, 1:])).fit_together()
