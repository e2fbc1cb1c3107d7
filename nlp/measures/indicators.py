"""How many indicators of marked posts are found, by kind.

An indicator is found when kind and canonical form agree, one for each occurrence, wherever its range
begins. Two spellings of one thing count as the same: capitals do not matter, nor the ``@`` before a
Telegram name, since those who mark posts write both.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.contracts import Indicator
from nlp.corpus.load import CorpusPost
from nlp.detectors.indicators import find_indicators
from nlp.measures.matching import as_figures, tally
from nlp.normalise import normalise


def indicator_figures(posts: Sequence[CorpusPost]) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 (0..1) and the counts behind them, by kind and under ``all``.

    Plain data, ready for JSON. Reads the posts as written, without masking them.
    """
    pairs = ((post.indicators, find_indicators(normalise(post.text))) for post in posts)
    return as_figures(tally(pairs, key=_same, kind=lambda indicator: indicator.kind.value))


def _same(indicator: Indicator) -> str:
    return indicator.normalised.casefold().removeprefix("@")
