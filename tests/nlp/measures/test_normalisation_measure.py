"""The figures of the normaliser: alignment, error reduction, harm, and a missing reference said aloud."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Label
from nlp.corpus.load import CorpusPost, Style
from nlp.measures.lookalike import SHARED_DATA, shared_data
from nlp.measures.normalisation import (
    OFFICIAL,
    REFERENCE,
    aligned,
    error_reduction,
    harm,
    normalisation_figures,
)

LEAST_REDUCTION = 0.5
MOST_HARM = 0.001
WORDS = st.lists(
    st.sampled_from(["ko", "không", "mn", "mọi", "người", "biết", "ạ", "!", "c ô", ""]), max_size=8
)


def post(text: str, style: Style) -> CorpusPost:
    return CorpusPost("p1", "s1", None, text, Label.OPINION, "", (), style, (), ())


def wanted(original: str, standard: str) -> list[tuple[str, str]]:
    """Each written word with what it stands for."""
    return [(original[slice(*place)], " ".join(words)) for place, words in aligned(original, standard)]


@pytest.mark.parametrize(
    ("original", "standard", "pairs"),
    [
        ("ko biết", "không biết", [("ko", "không"), ("biết", "biết")]),
        ("mn ơi", "mọi người ơi", [("mn", "mọi người"), ("ơi", "ơi")]),
        (
            "mn ntn r",
            "mọi người như thế nào rồi",
            [("mn", "mọi người"), ("ntn", "như thế nào"), ("r", "rồi")],
        ),
        ("đi haha nha", "đi nha", [("đi", "đi"), ("haha", ""), ("nha", "nha")]),
        ("Ko, biết !", "không biết", [("Ko,", "không"), ("biết", "biết")]),
        ("biết", "không biết", [("biết", "biết")]),
        ("", "gì", []),
    ],
)
def test_alignment(original: str, standard: str, pairs: list[tuple[str, str]]) -> None:
    assert wanted(original, standard) == pairs


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS)
def test_every_written_word_is_aligned_once_and_the_reference_in_order(
    left: list[str], right: list[str]
) -> None:
    original, standard = " ".join(left), " ".join(right)
    pairs = aligned(original, standard)
    assert [original[slice(*place)] for place, _ in pairs] == [
        word for word in original.split() if word.strip("!")
    ]
    told = [word for _, words in pairs for word in words]
    rest = iter(standard.lower().split())
    assert all(word in rest for word in told)


def test_error_reduction_counts_fixed_missed_and_spoilt() -> None:
    figures = error_reduction(
        [("ko biết", "không biết"), ("zzz ko", "gì không"), ("ck em", "ck em"), ("Tốt.", "tốt")]
    )
    assert (figures["words"], figures["needed"]) == (7, 3)
    assert (figures["fixed"], figures["missed"], figures["spoilt"]) == (2, 1, 1)
    assert figures["accuracy_as_written"] == pytest.approx(4 / 7, abs=1e-6)
    assert figures["error_reduction"] == pytest.approx(1 / 3, abs=1e-6)
    assert error_reduction([])["error_reduction"] == 0


def test_harm_counts_words_and_case() -> None:
    assert harm(["Ủy ban nhân dân xã.", "hoà bình ko"]) == {"words": 8, "changed": 2, "harm": 0.25}


def test_parts_that_are_not_there_say_so(tmp_path: Path) -> None:
    figures = normalisation_figures(
        tmp_path / "data", [post("Hoà bình", Style.FORMAL), post("ko", Style.SMS)]
    )
    assert figures["error_reduction"]["available"] is False
    assert REFERENCE in figures["error_reduction"]["note"]
    assert figures["harm_official"]["available"] is False
    assert figures["harm_posts"] == {"words": 2, "changed": 1, "harm": 0.5}


def test_reads_the_reference_and_the_documents_beside_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / OFFICIAL).mkdir()
    (tmp_path / "data" / REFERENCE).write_text(",original,normalized\n0,ko,không\n", encoding="utf-8")
    (tmp_path / OFFICIAL / "a.txt").write_text("Điều 1\n\nỦy ban\n", encoding="utf-8")
    figures = normalisation_figures(tmp_path / "data", [])
    assert figures["error_reduction"]["error_reduction"] == 1
    assert figures["harm_official"]["words"] == 4


def test_the_shipped_normaliser() -> None:
    """Measured, never fitted; harm is held where the reference is not there, too."""
    figures = normalisation_figures()
    assert figures["harm_posts"]["words"] > 10_000
    assert figures["harm_posts"]["harm"] < MOST_HARM
    if figures["harm_official"]["available"]:
        assert figures["harm_official"]["harm"] < MOST_HARM
    if not figures["error_reduction"]["available"]:
        pytest.skip(f"{figures['error_reduction']['note']} ({SHARED_DATA}: {shared_data().name})")
    assert figures["error_reduction"]["error_reduction"] > LEAST_REDUCTION
