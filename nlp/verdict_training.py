"""Learns what the figures of ``sangtin verify`` are worth, from the evidence corpora alone.

``python scripts/verdicts.py`` makes ``nlp/evidence/verdict/weights.jsonl``. Held-out verdicts come from folds that never split a
passage. A claim that is refuted only because the rule had ended is learned as borne out: time is judged by a rule, not by words.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.utils.class_weight import compute_sample_weight

from nlp.corpus.evidence_general import load_general
from nlp.corpus.evidence_load import Ground, load_evidence
from nlp.evidence.terms import plain_text
from nlp.evidence.verdict.model import VERDICTS, Forest, Tree, Verdict, Weights
from nlp.evidence.verdict.sides import read_side
from nlp.evidence.verdict.vector import Pair, read_pair
from nlp.evidence.verify import judge
from nlp.normalise import normalise
from nlp.verdict_kernel import fit_kernel

FOLDS = 6


@dataclass(frozen=True, slots=True)
class Growth:
    """How many rounds of trees, how much each counts, how many questions deep they are, and the share of figures (0..1) a split may choose from."""

    rounds: int
    rate: float
    depth: int
    share: float = 0.2


OFFICIAL_TREES, GENERAL_TREES = Growth(200, 0.06, 4, 0.15), Growth(200, 0.06, 2)
"""Held out by passage, twice as many rounds at half the rate change nothing; general text has fewer pairs, so its trees ask less.
A fourth question tells apart what two figures mean together; fewer figures a split keep so deep a tree from leaning on one of them."""

FIRST_PLAIN, PLAIN_WEIGHT = "c3000", 2.0
"""Official claims from here on are written as people write; those before are traps, each a sentence turned in one place. A corpus of
traps is no world: it has far more near misses than posts have, so a plain pair counts as two."""

FIRST_NEAR_MISSES = "c7300"
"""From here on nearly all that is not said is a near miss again (another group, paper or year beside the passage's own), so a pair counts as
one, like a trap: as two it cost two of the 25 contradicted posts of the routed set that reach their queue, and spared one told wrongly."""

LEFT_OUT = frozenset({"claim_words"})
"""How long a claim is says nothing of whether it is true; what is learned from it holds for this corpus only."""

GENERAL = (
    "cover",
    "cover_best",
    "cover_two",
    "cover_clause",
    "loose_run_weight",
    "two_loose_run_weight",
    "pairs_together",
    "laid_same",
    "laid_longest",
    "words_new",
    "names_nowhere",
    "names_unknown",
    "figures_rival",
    "figures_none",
    "opposites_best",
    "denied_claim_only",
    "denied_passage_only",
)
"""Figures that mean the same for a long answer and a short claim; the linear layer for general text has these alone."""

LEAST_REFUTED = 0.45
"""Least probability of ``refuted``. See docs/adr/0016 for what it costs and spares."""

FEW = 2
"""A word of so many texts or fewer is not listed: it weighs as an unknown one."""


@dataclass(frozen=True, slots=True)
class Example:
    """One judged pair. ``group``: its passage. ``source``: ``official`` or ``general``."""

    id: str
    group: str
    source: str
    passage: str
    claim: str
    posted_at: datetime | None
    valid_from: date | None
    valid_until: date | None
    verdict: str
    ground: str | None

    @property
    def learned(self) -> str:
        """The verdict by words, time left aside."""
        return "supported" if self.ground == Ground.OUTDATED else self.verdict

    @property
    def weight(self) -> float:
        """How many pairs it counts as in learning."""
        plain = self.source == "official" and FIRST_PLAIN <= self.id < FIRST_NEAR_MISSES
        return PLAIN_WEIGHT if plain else 1.0


def examples() -> list[Example]:
    """All pairs of both evidence corpora, in their order."""
    corpus, general = load_evidence(), load_general()
    passages = {passage.key: passage for passage in corpus.passages}
    found = []
    for claim in corpus.claims:
        one = passages[claim.passage]
        found.append(
            Example(
                claim.id,
                one.key,
                "official",
                one.text,
                claim.text,
                claim.posted_at,
                one.valid_from,
                one.valid_until,
                claim.verdict.value,
                claim.by and claim.by.value,
            )
        )
    for told in general.claims:
        text = general.passages[told.passage]
        found.append(
            Example(
                told.id,
                told.passage,
                "general",
                text,
                told.text,
                None,
                None,
                None,
                told.verdict.value,
                told.by and told.by.value,
            )
        )
    return found


def corpus_hash() -> str:
    """SHA-256 over both files."""
    digest = hashlib.sha256()
    for name in ("evidence.jsonl", "evidence_general.jsonl"):
        digest.update(files("nlp.corpus").joinpath(name).read_bytes())
    return digest.hexdigest()


def rarities(pairs: Sequence[Example]) -> tuple[dict[str, float], float]:
    """Inverse document frequency of each word over all different texts, and of a word none has."""
    counts: Counter[str] = Counter()
    texts = {one.passage: plain_text for one in pairs} | {one.claim: normalise for one in pairs}
    for written, read in texts.items():
        counts.update({term.folded for term in read_side(read(written)).terms})
    known = {word: math.log(1 + len(texts) / count) for word, count in counts.items() if count > FEW}
    return {word: round(weight, 2) for word, weight in known.items()}, round(math.log(1 + len(texts)), 4)


def described(pairs: Sequence[Example], rarity: Mapping[str, float], unknown: float) -> list[Pair]:
    """Every pair read."""
    return [read_pair(one.passage, one.claim, one.posted_at, rarity, unknown) for one in pairs]


def fit(
    pairs: Sequence[Example],
    figures: Sequence[Mapping[str, float]],
    rarity: Mapping[str, float],
    unknown: float,
    official: Growth = OFFICIAL_TREES,
    general: Growth = GENERAL_TREES,
) -> Weights:
    """Trees and a kernel from the pairs of each kind of text, the linear layer from all."""
    names = tuple(name for name in figures[0] if name not in LEFT_OUT)
    table = _table(figures, names)
    told = np.array([VERDICTS.index(one.learned) for one in pairs])
    counted = np.array([one.weight for one in pairs])
    rule = np.array([one.source == "official" for one in pairs])
    groups = np.array([one.group for one in pairs])
    rows, bias = _linear(_table(figures, GENERAL), told)
    return Weights(
        names,
        rarity,
        unknown,
        _grown(table[rule], told[rule], counted[rule], official),
        _grown(table[~rule], told[~rule], counted[~rule], general),
        GENERAL,
        rows,
        bias,
        LEAST_REFUTED,
        *(
            fit_kernel(table[one], told[one], _balanced(told[one], counted[one]), groups[one])
            for one in (rule, ~rule)
        ),
    )


def held_out(
    pairs: Sequence[Example], read: Sequence[Pair], rarity: Mapping[str, float], unknown: float
) -> list[Verdict]:
    """The verdict on each pair by weights that never saw its passage, rules and time included as ``verify`` has them."""
    said: dict[int, Verdict] = {}
    groups = [one.group for one in pairs]
    figures = [one.figures for one in read]
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=0).split(groups, groups=groups):
        weights = fit([pairs[at] for at in train], [figures[at] for at in train], rarity, unknown)
        for at in test:
            one = pairs[at]
            said[at] = judge(read[at], one.passage, weights, one.posted_at, one.valid_from, one.valid_until)
    return [said[at] for at in range(len(pairs))]


def _table(figures: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[one[name] for name in names] for one in figures])


def _grown(
    table: NDArray[np.float64], told: NDArray[np.int64], counted: NDArray[np.float64], growth: Growth
) -> Forest:
    model = GradientBoostingClassifier(
        n_estimators=growth.rounds,
        learning_rate=growth.rate,
        max_depth=growth.depth,
        subsample=0.6,
        max_features=growth.share,
        min_samples_leaf=10,
        random_state=0,
    )
    model.fit(table, told, sample_weight=_balanced(told, counted))
    start = tuple(float(one) for one in np.log(model.init_.class_prior_))
    rounds = tuple(tuple(_tree(one.tree_) for one in row) for row in model.estimators_)
    return Forest(start, growth.rate, rounds)


def _balanced(told: NDArray[np.int64], counted: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much each pair counts, so that every verdict counts alike."""
    return np.asarray(counted * compute_sample_weight("balanced", told), dtype=float)


def _tree(tree: object) -> Tree:
    feature, left, right = (getattr(tree, name) for name in ("feature", "children_left", "children_right"))
    return Tree(
        [int(max(one, -1)) for one in feature],
        [float(one) for one in tree.threshold],  # type: ignore[attr-defined]
        [int(one) for one in left],
        [int(one) for one in right],
        [float(one[0][0]) for one in tree.value],  # type: ignore[attr-defined]
    )


def _linear(
    table: NDArray[np.float64], told: NDArray[np.int64]
) -> tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]:
    """Coefficients for figures as they are: the scaling is folded into them."""
    mean, spread = table.mean(axis=0), table.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    model = LogisticRegression(C=0.03, max_iter=3000, class_weight="balanced")
    model.fit((table - mean) / spread, told)
    rows = model.coef_ / spread
    bias = model.intercept_ - rows @ mean
    return tuple(tuple(float(x) for x in row) for row in rows), tuple(float(x) for x in bias)
