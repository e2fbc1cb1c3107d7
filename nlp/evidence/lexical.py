"""Does a passage say what a sentence says, going by its words alone.

Share of words covered, figures the passage has otherwise, a negation on one side only, and opposites. It knows
no grammar and no world: it cannot see a paraphrase, a swapped subject and object, or an inference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.contracts import Text
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import scan
from nlp.evidence.terms import Term, offered, terms_of

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_OPPOSITES = (
    ("tăng", "giảm"), ("cao hơn", "thấp hơn"), ("cao nhất", "thấp nhất"), ("lớn hơn", "nhỏ hơn"),
    ("lớn nhất", "nhỏ nhất"), ("nhiều hơn", "ít hơn"), ("nhiều nhất", "ít nhất"), ("trước khi", "sau khi"),
    ("đầu tiên", "cuối cùng"), ("bắt đầu", "kết thúc"), ("cho phép", "cấm"), ("bắt buộc", "tự nguyện"),
    ("mở rộng", "thu hẹp"), ("phía bắc", "phía nam"), ("phía đông", "phía tây"), ("thành công", "thất bại"),
    ("ủng hộ", "phản đối"), ("miễn", "thu"), ("có hiệu lực", "hết hiệu lực"), ("tối đa", "tối thiểu"),
    ("trực tiếp", "gián tiếp"), ("trong nước", "nước ngoài"), ("sớm hơn", "muộn hơn"), ("thắng", "thua"),
)  # fmt: skip
_NEGATIONS = (
    "không",
    "chưa",
    "chẳng",
    "không phải",
    "không còn",
    "chưa từng",
    "không hề",
    "không bao giờ",
    "cấm",
    "nghiêm cấm",
)
_NOT_NEGATION = ("không chỉ", "không những", "không gian", "không khí", "không quân", "hàng không", "không ít", "có hay không", "chân không", "trên không")  # fmt: skip


@dataclass(frozen=True, slots=True)
class LexicalSignals:
    """``coverage``: share of the claim's features in the passage. ``quote``: where in the passage (normalised)."""

    coverage: float
    near: float
    foreign_figures: tuple[str, ...]
    rival_figures: bool
    negated: bool
    opposite: tuple[str, str] | None
    quote: tuple[int, int]


@lru_cache(maxsize=1)
def _books() -> tuple[PhraseBook, PhraseBook]:
    opposites = {f"{at}{side}": [pair[side]] for at, pair in enumerate(_OPPOSITES) for side in (0, 1)}
    negations = {"yes": _NEGATIONS, "no": _NOT_NEGATION}
    return PhraseBook(opposites, ("miễn", "thu", "thua")), PhraseBook(negations, ("cấm",))


def compare_words(claim: Text, passage: Text) -> LexicalSignals:
    """Signals for one claim against one passage."""
    terms = _words(passage)
    wanted, given = frozenset(term.exact for term in _words(claim)), offered(terms)
    start, end, near = _best_window(wanted, terms, passage)
    foreign = tuple(sorted(_figures(claim, 0, len(claim.folded)) - _figures(passage, 0, len(passage.folded))))
    window_figures = _figures(passage, start, end)
    rivals = any(_same_shape(one, other) for one in foreign for other in window_figures)
    return LexicalSignals(
        _share(wanted, given),
        near,
        foreign,
        rivals,
        _negations(claim, 0, len(claim.folded)) != _negations(passage, start, end),
        _opposite(claim, passage, start, end),
        (start, end),
    )


def _words(text: Text) -> tuple[Term, ...]:
    """Terms without figures, which are compared as figures."""
    return tuple(term for term in terms_of(text) if not term.folded[0].isdigit())


def _share(wanted: frozenset[str], given: frozenset[str]) -> float:
    """Share of the wanted words; order is left out, since a paraphrase changes it."""
    return sum(word in given for word in wanted) / len(wanted) if wanted else 0.0


def _best_window(wanted: frozenset[str], terms: tuple[Term, ...], passage: Text) -> tuple[int, int, float]:
    """The sentence, or two neighbours, that cover most of the claim."""
    sentences = [one for one in scan(passage).sentences if one[1] > one[0]]
    best = (0, len(passage.folded), 0.0)
    for at, (start, end) in enumerate(sentences):
        for last in {end, sentences[min(at + 1, len(sentences) - 1)][1]}:
            part = offered(term for term in terms if start <= term.start and term.end <= last)
            share = _share(wanted, part) - 0.02 * (last > end)
            if share > best[2]:
                best = (start, last, share)
    return best


def _figures(text: Text, start: int, end: int) -> set[str]:
    found = (match[0] for match in _FIGURE.finditer(text.folded, start, end))
    return {re.sub(r"[.,](?=\d{3}(?:\D|$))", "", figure).lstrip("0") or "0" for figure in found}


def _same_shape(one: str, other: str) -> bool:
    """Two years, or two figures that are not years: one may stand in the place of the other."""
    years = [bool(re.fullmatch(r"1\d{3}|20\d{2}", figure)) for figure in (one, other)]
    return years[0] == years[1]


def _negations(text: Text, start: int, end: int) -> bool:
    return any(cue.label == "yes" and start <= cue.start < end for cue in _books()[1].find(text))


def _opposite(claim: Text, passage: Text, start: int, end: int) -> tuple[str, str] | None:
    said = {cue.label for cue in _books()[0].find(claim)}
    meant = {cue.label for cue in _books()[0].find(passage) if start <= cue.start < end}
    for label in sorted(said - meant):
        pair, side = _OPPOSITES[int(label[:-1])], int(label[-1])
        other = f"{label[:-1]}{1 - side}"
        if other in meant and other not in said:
            return pair[side], pair[1 - side]
    return None
