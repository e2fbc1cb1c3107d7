"""The figures of indicators over marked posts."""

from __future__ import annotations

from models.vocabulary import IndicatorKind, Label
from nlp.contracts import Indicator, Span
from nlp.corpus.load import CorpusPost, Style, load_posts
from nlp.measures.indicators import indicator_figures

LEAST_ON_THE_CORPUS = 0.97
"""Own floor; what the corpus marks inconsistently is part of the rest."""


def post(text: str, *marked: tuple[IndicatorKind, str, str]) -> CorpusPost:
    """A post with indicators given as kind, text and canonical form."""
    indicators = tuple(
        Indicator(kind, written, canonical, Span(text.index(written), text.index(written) + len(written)))
        for kind, written, canonical in marked
    )
    return CorpusPost("p1", "s1", None, text, Label.SCAM, "", (), Style.PLAIN, (), indicators)


def test_right_wrong_and_missed_by_kind() -> None:
    figures = indicator_figures(
        [
            post("gọi 0900 000 123", (IndicatorKind.PHONE, "0900 000 123", "0900000123")),
            post("gọi 0900 000 456", (IndicatorKind.ZALO, "0900 000 456", "0900000456")),
            post("không có gì"),
        ]
    )
    assert figures["phone"]["right"] == 1
    assert figures["phone"]["wrong"] == 1
    assert figures["zalo"]["missed"] == 1
    assert figures["all"]["f1"] == 0.5


def test_capitals_and_the_sign_before_a_name_do_not_matter() -> None:
    figures = indicator_figures(
        [
            post("tele @nhom_test", (IndicatorKind.TELEGRAM, "@nhom_test", "nhom_test")),
            post("mở Moi.apk", (IndicatorKind.APP, "Moi.apk", "moi.APK")),
        ]
    )
    assert figures["all"] == {"precision": 1, "recall": 1, "f1": 1, "right": 2, "wrong": 0, "missed": 0}


def test_a_post_without_indicators_can_only_be_wrong() -> None:
    assert indicator_figures([post("gọi 0900 000 123")])["all"]["wrong"] == 1
    assert indicator_figures([])["all"]["f1"] == 0


def test_the_shipped_corpus() -> None:
    posts = [one for one in load_posts() if one.indicators]
    assert indicator_figures(posts)["all"]["f1"] >= LEAST_ON_THE_CORPUS
