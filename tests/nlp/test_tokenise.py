"""Sentences, words and names keep their place in the text."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import tokenise

TEXT = "Chị Nguyễn Thị Hoa ở TP.HCM nộp 1.500.000đ.  Anh Tuấn đã nộp!! Sao vậy?\nXong rồi."


def pieces(text: str) -> list[str]:
    """What the sentence ranges cut out."""
    return [text[span.start : span.end] for span in tokenise.sentences(text)]


def test_sentences_are_cut_at_their_ends() -> None:
    assert pieces(TEXT)[:3] == [
        "Chị Nguyễn Thị Hoa ở TP.HCM nộp 1.500.000đ.",
        "Anh Tuấn đã nộp!!",
        "Sao vậy?",
    ]
    assert tokenise.sentences("") == []


def test_words_keep_compounds_together() -> None:
    assert "căn cước" in tokenise.words("Tôi làm căn cước ở xã")
    assert tokenise.words("") == []


def test_names_of_persons_are_found_in_place() -> None:
    names = [TEXT[span.start : span.end] for span in tokenise.person_names(TEXT)]
    assert "Nguyễn Thị Hoa" in names
    assert tokenise.person_names("  ") == []


def test_own_splitting_when_the_library_rewrites(monkeypatch: pytest.MonkeyPatch) -> None:
    import underthesea

    monkeypatch.setattr(underthesea, "sent_tokenize", lambda _: ["Nộp ở đâu ?", "Ở xã."])
    assert pieces("Nộp ở đâu? Ở xã.") == ["Nộp ở đâu?", "Ở xã."]
    monkeypatch.setattr(underthesea, "ner", lambda _: [("Hoà", "Np", "B-NP", "B-PER")])
    assert tokenise.person_names("Hòa ở xã") == []


def test_the_library_is_loaded_on_first_use_only() -> None:
    import subprocess

    code = "import sys, nlp.tokenise; sys.exit('underthesea' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([*"aăô .?!…\n\"'`1", "Hoa", "TP.", "v.v."]), max_size=20).map("".join),
    )
)
def test_sentence_ranges_are_ordered_and_miss_no_letter(text: str) -> None:
    at = 0
    for span in tokenise.sentences(text):
        assert at <= span.start < span.end <= len(text)
        assert not any(char.isalnum() for char in text[at : span.start])
        at = span.end
    assert not any(char.isalnum() for char in text[at:])


def test_threads_that_ask_first_together_meet_whole_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the library does: the model is there to see before it can be used."""
    model: list[str] = []

    def tagger(text: str) -> list[tuple[str, str, str, str]]:
        if not model:
            model.append("half made")
            time.sleep(0.05)
            model.append("whole")
        assert len(model) == 2
        return [(text, "N", "B-NP", "B-PER")]

    monkeypatch.setattr("underthesea.ner", tagger)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: tokenise.person_names("Hoa"), range(8)))
    assert [[(span.start, span.end) for span in spans] for spans in found] == [[(0, 3)]] * 8
