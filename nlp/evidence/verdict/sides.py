"""A claim and a passage read for comparison: words in their places, with what denies them.

A passage is split into sentences and these into clauses; each content word (``nlp.evidence.terms``) has its place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from nlp import lexicons
from nlp.contracts import Text
from nlp.evidence.phrasebook import PhraseBook
from nlp.evidence.scan import Scan, Word, scan
from nlp.evidence.spelling import one_spelling, writes_marks
from nlp.evidence.terms import Term, offered, terms_in
from nlp.evidence.verdict.quantities import find_quantities
from nlp.evidence.verdict.quantity import Quantity
from nlp.normalise import fold

MAX_SENTENCES = 60
"""Sentences of a passage that are compared two by two; a longer one is compared sentence by sentence."""

PARTLY, RELATED = 0.85, 0.75
"""What a term counts that the passage has only within another word, or says in words of like meaning. Own choice."""

_EMPTY = frozenset(
    one_spelling(word)
    for word in lexicons.word_set(
        "á ạ nha nhé nghe nghen hen hí hén nè né nhen luôn lận hà hả đâu đó đây rồi xong tới tui tớ tao mày mấy bữa "
        "hổm mô rứa răng chi ni tê nớ ha cơ chớ chứ liền hẳn cứ tự lại thêm nữa chuyện muốn bên bị vô mn ae các hai ba "
        "tất chứ chỉ cụ "
        "bốn tư năm sáu bảy tám chín mười mươi trăm chục lăm mốt rưỡi nửa bây chẳng chả ấy thiệt ghê quá trời hết trơn sạch đàng hoàng bình thường yên tâm"
    )
)
"""Words of talk, and of numbers, which are compared as quantities."""

_BARE_EMPTY = frozenset(
    fold(word)
    for word in lexicons.word_set(
        "á ạ nha nhé nghe nghen hen hén nè né luôn lận hà hả đó đây rồi xong tui bữa mô rứa răng chi ni nớ cơ chớ chứ liền hẳn bị vô mn ae mấy chỉ phải được sẽ đã cũng vẫn mới thì là mà"
    )
)
"""Those that are little else where a text is written without marks."""

_NEGATORS = (
    "không", "chưa", "chẳng", "chả", "hông", "hổng", "khỏi", "đừng", "cấm", "miễn", "trừ", "hem", "khôn", "ko", "k",
)  # fmt: skip
_LEAVING = (
    "ra",
    "rời",
    "dời",
    "thoát",
    "tránh",
    "loại",
    "xóa",
    "tách",
    "đưa",
    "dọn",
    "đi",
    "vượt",
    "chữa",
    "bỏ",
)
"""Behind these "khỏi" denies nothing: one leaves something."""

_REACH = 3
"""Words behind a negation that it denies. Own choice: "không phải nộp lệ phí"."""


@dataclass(frozen=True)
class Side:
    """One text: its content words in order and, for each, the sentence and the clause it stands in."""

    text: Text
    scan: Scan
    terms: tuple[Term, ...]
    sentence_of: tuple[int, ...]
    clause_of: tuple[int, ...]
    clauses: tuple[tuple[int, int], ...]
    quantities: tuple[Quantity, ...]

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Where each form of a word is offered: indices of ``terms``."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, term in enumerate(self.terms):
            for form in offered((term,)):
                found[form].append(at)
        return found

    @cached_property
    def denied(self) -> tuple[bool, ...]:
        """Of each term, whether a negation stands shortly before it in its clause."""
        said = []
        for at, term in enumerate(self.terms):
            before = self.scan.before(term.start, _REACH, self.clauses[self.clause_of[at]])
            inside = self.scan.between(term.start, term.end)[:1]
            said.append(any(_denies(self.scan, word) for word in (*before, *inside)))
        return tuple(said)

    @cached_property
    def syllables(self) -> Mapping[str, Sequence[int]]:
        """Where each written syllable stands, with marks and without: indices of the terms nearest to it."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for word in self.scan.words:
            for at in self.terms_in(word.start, word.end):
                for form in {word.folded, one_spelling(word.written)}:
                    found[form].append(at)
        return found

    @cached_property
    def phrases(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Ranges of phrases that may stand for one another, by group."""
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for cue in _book().find(self.text):
            found[cue.label].append((cue.start, cue.end))
        return found

    def terms_in(self, low: int, high: int, nearest: bool = True) -> Sequence[int]:
        """Indices of the terms that share a character with a range; where none does, of the one ``nearest`` before it."""
        at = max(0, bisect_right(self.term_starts, low) - 1)
        inside = [
            one
            for one in range(at, bisect_right(self.term_starts, high - 1))
            if self.terms[one].start < high and low < self.terms[one].end
        ]
        return inside or ([at] if nearest and self.terms else [])

    @cached_property
    def term_starts(self) -> tuple[int, ...]:
        """Where the terms begin, rising."""
        return tuple(term.start for term in self.terms)


def read_side(text: Text, posted_on: date | None = None) -> Side:
    """Read one text; ``posted_on`` resolves relative dates."""
    scanned = scan(text)
    quantities = find_quantities(scanned, posted_on)
    counted = [(one.start, one.end) for one in quantities]
    empty = _EMPTY if writes_marks(text.normalised) else _EMPTY | _BARE_EMPTY
    terms = tuple(
        term
        for term in terms_in(scanned)
        if not term.folded[0].isdigit()
        and term.exact not in empty
        and not any(low < term.end and term.start < high for low, high in counted)
    )
    clauses: list[tuple[int, int]] = []
    for start, end in scanned.sentences:
        at = start
        while at < end:
            low, high = scanned.clause(at)
            clauses.append((low, max(high, at + 1)))
            at = max(high, at) + 1
    clauses = clauses or [(0, len(text.folded))]
    starts = [start for start, _ in clauses]
    sentence_starts = [start for start, _ in scanned.sentences]
    return Side(
        text,
        scanned,
        terms,
        tuple(max(0, bisect_right(sentence_starts, term.start) - 1) for term in terms),
        tuple(max(0, bisect_right(starts, term.start) - 1) for term in terms),
        tuple(clauses),
        quantities,
    )


@dataclass(frozen=True)
class Aligned:
    """A claim laid over a passage: for each term of the claim where the passage has it, and how surely (``credit``, 0..1)."""

    claim: Side
    passage: Side
    weights: tuple[float, ...]
    found: tuple[Sequence[int], ...]
    credit: tuple[float, ...]
    best: tuple[int, ...]
    """The one or two sentences that together hold most of the claim; the first holds most alone."""

    def share(self, held: Sequence[bool]) -> float:
        """Weighted share of the claim's terms, 0..1; a looser match counts less."""
        total = sum(self.weights)
        worth = zip(self.weights, self.credit, held, strict=True)
        return sum(weight * credit for weight, credit, one in worth if one) / total if total else 0.0

    def in_sentences(self, wanted: Sequence[int]) -> list[bool]:
        """Of each claim term, whether one of these sentences has it."""
        of = self.passage.sentence_of
        return [any(of[at] in wanted for at in places) for places in self.found]


def _denies(scanned: Scan, word: Word) -> bool:
    if not word.reads(*_NEGATORS):
        return False
    return word.folded != "khoi" or not any(one.reads(*_LEAVING) for one in scanned.before(word.start, 1))


def is_place(side: Side, number: int) -> bool:
    """A capitalised word within a sentence: posts name the place that a rule is from, rules do not."""
    term = side.terms[number]
    if not side.text.normalised[term.start].isupper():
        return False
    return side.scan.sentence(term.start)[0] < term.start - 1


def align(claim: Side, passage: Side, rarity: Mapping[str, float], unknown: float) -> Aligned:
    """Lay a claim over a passage. ``rarity``: weight of each word, ``unknown`` of others."""
    weights = tuple(rarity.get(term.folded, unknown) for term in claim.terms)
    pairs = [_find(claim, passage, at) for at in range(len(claim.terms))]
    for at, places in _related(claim, passage):
        if not pairs[at][0]:
            pairs[at] = (places, RELATED)
    found = tuple(places for places, _ in pairs)
    credit = tuple(one for _, one in pairs)
    return Aligned(claim, passage, weights, found, credit, _best(passage, weights, found, credit))


def _find(claim: Side, passage: Side, number: int) -> tuple[Sequence[int], float]:
    """Where the passage has a term: as the same term, or as its syllables within other terms."""
    term = claim.terms[number]
    same = passage.places.get(term.exact, ())
    if same or not passage.terms:
        return same, 1.0
    words = [word for word in claim.scan.between(term.start, term.end) if word.folded.isalpha()]
    places: set[int] | None = None
    for word in words:
        form = word.folded if word.bare and word.written.isascii() else one_spelling(word.written)
        here = set(passage.syllables.get(form, ()))
        places = here if places is None else places & {at + step for at in here for step in (-1, 0, 1)}
    return tuple(sorted(places or ())), PARTLY if places else 0.0


def _related(claim: Side, passage: Side) -> Sequence[tuple[int, Sequence[int]]]:
    """Terms of the claim within a phrase that the passage says in other words, and where."""
    found = []
    for label, spans in claim.phrases.items():
        places = sorted(
            {at for low, high in passage.phrases.get(label, ()) for at in passage.terms_in(low, high)}
        )
        if places:
            found += [(at, places) for low, high in spans for at in claim.terms_in(low, high, nearest=False)]
    return found


def _best(
    passage: Side, weights: Sequence[float], found: Sequence[Sequence[int]], credit: Sequence[float]
) -> tuple[int, ...]:
    of = passage.sentence_of
    held: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for number, places in enumerate(found):
        for sentence in {of[at] for at in places}:
            held[sentence][number] = weights[number] * credit[number]
    if not held:
        return ()
    ranked = sorted(held, key=lambda one: (-sum(held[one].values()), one))
    first, others = ranked[0], ranked[1:MAX_SENTENCES]
    second = max(others, key=lambda one: sum((held[first] | held[one]).values()), default=None)
    return (first,) if second is None else (first, second)


@lru_cache(maxsize=1)
def _book() -> PhraseBook:
    data = lexicons.from_yaml((Path(__file__).parent / "related.yaml").read_text(encoding="utf-8"))
    return PhraseBook({group[0]: group for group in data["groups"]}, data["accented_only"])
