"""The figures of masking, with and without what only one text supports."""

from __future__ import annotations

import json

from models.vocabulary import Placeholder
from nlp.contracts import Span
from nlp.corpus.masking_load import KeptKind, KeptSpan, MaskedSpan, MaskingText
from nlp.measures.masking import masking_figures

LEAST = {"name": 0.92} | dict.fromkeys(("phone", "account", "email", "national_id", "plate", "handle"), 0.99)
MOST_FALSE = 0.01


def text(words: str, *marked: tuple[Placeholder, str], kept: str = "") -> MaskingText:
    """A text with these words marked."""
    spans = (MaskedSpan(kind, Span(words.index(one), words.index(one) + len(one))) for kind, one in marked)
    keep = (KeptSpan(KeptKind.PLACE, Span(words.index(kept), words.index(kept) + len(kept))),) if kept else ()
    return MaskingText("m001", words, tuple(spans), keep)


def test_found_covered_and_typed_are_told_apart() -> None:
    figures = masking_figures(
        [
            text("Chị Lan lùn nói", (Placeholder.NAME, "Lan lùn")),
            text("Chị Lan nói", (Placeholder.NAME, "Lan")),
            text("gọi 0900 000 123", (Placeholder.ACCOUNT, "0900 000 123")),
        ],
        [],
    )
    assert figures["kinds"]["name"] == {"spans": 2, "recall": 1.0, "covered": 0.5, "typed": 1.0}
    assert figures["kinds"]["account"] == {"spans": 1, "recall": 1.0, "covered": 1.0, "typed": 0.0}
    assert figures["false_masks"] == 0
    assert json.loads(json.dumps(figures)) == figures


def test_false_masks_are_words_nobody_marked() -> None:
    figures = masking_figures(
        [text("Chị Lan ở Cồn Hến", kept="Cồn Hến"), text("nghe Bác Hến kể", kept="Hến")], []
    )
    assert figures["words"] == 9
    assert figures["false_masks"] == round(2 / 9, 4)
    assert figures["kept_touched"] == {"place": 1}


def test_what_one_text_supports_is_left_out_for_it() -> None:
    alone = text("Nay Doãn Chí Bền trực", (Placeholder.NAME, "Doãn Chí Bền"))
    figures = masking_figures([alone, text("trời mưa")], [])
    assert figures["kinds"]["name"]["recall"] == 1
    assert figures["cross_validated"]["kinds"]["name"]["recall"] == 0
    assert figures["cross_validated"]["left_out"] > 0
    for others in (["họ Doãn ở đâu nhiều"], ["ho Doan va Doãn"]):
        assert masking_figures([alone], others)["cross_validated"]["kinds"]["name"]["recall"] == 1
    twice = masking_figures([alone, text("nhà họ Doãn")], [])
    assert twice["cross_validated"]["kinds"]["name"]["recall"] == 1


def test_figures_of_nothing() -> None:
    assert masking_figures([], [])["false_masks"] == 0


def test_the_masking_corpus() -> None:
    figures = masking_figures()
    for measured in (figures, figures["cross_validated"]):
        low = {kind: one["recall"] for kind, one in measured["kinds"].items() if one["recall"] < LEAST[kind]}
        assert low == {}
        assert measured["false_masks"] <= MOST_FALSE
