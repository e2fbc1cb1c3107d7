"""What the labelled corpus must be: enough of everything, no shortcut to the label, nobody real in it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from models.vocabulary import IndicatorKind, Label, Modality, SlotKind, Topic
from nlp.corpus.load import CorpusPost, Style, load_posts, load_protected

ROOT = Path(__file__).parents[3]
POSTS = load_posts()
PROTECTED = load_protected()
LEXICONS = ROOT / "nlp" / "lexicons"


def listed(name: str) -> set[str]:
    """The first word of each line of a lexicon that is not a comment."""
    lines = (LEXICONS / name).read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def folded(text: str) -> str:
    """Lower case, no diacritics, words apart by one space."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"\W+", " ", "".join(char for char in parts if not unicodedata.combining(char))).strip()


def shingles(post: CorpusPost) -> set[str]:
    """Character 4-shingles of the folded text."""
    text = folded(post.text)
    return {text[at : at + 4] for at in range(max(1, len(text) - 3))}


SHINGLES = {post.id: shingles(post) for post in [*POSTS, *PROTECTED]}


def likeness(one: CorpusPost, other: CorpusPost) -> float:
    """Jaccard likeness of two posts; 0 where their sizes alone rule out .8."""
    a, b = SHINGLES[one.id], SHINGLES[other.id]
    return len(a & b) / len(a | b)


def too_alike(one: CorpusPost, other: CorpusPost) -> bool:
    a, b = len(SHINGLES[one.id]), len(SHINGLES[other.id])
    return min(a, b) >= 0.8 * max(a, b) and likeness(one, other) >= 0.8


def test_every_label_and_topic_is_there_in_number() -> None:
    labels = Counter(post.label for post in POSTS)
    topics = Counter(topic for post in POSTS for topic in post.topics)
    assert len(POSTS) >= 600
    assert {label for label in Label if labels[label] < 85} == set()
    assert {topic for topic in Topic if topics[topic] < 25} == set()


def test_every_style_is_used_under_every_label() -> None:
    seen = Counter((post.label, post.style) for post in POSTS)
    assert [pair for pair in ((lab, sty) for lab in Label for sty in Style) if seen[pair] < 3] == []


def test_every_slot_kind_and_modality_is_asserted_by_some_claim() -> None:
    slots = [slot for post in POSTS if post.label is Label.CLAIM for slot in post.slots]
    assert {slot.kind for slot in slots} == set(SlotKind)
    assert {slot.modality for slot in slots} == set(Modality)


def test_situations_and_pairs_are_recorded() -> None:
    members: defaultdict[str, list[CorpusPost]] = defaultdict(list)
    for post in POSTS:
        if post.pair:
            members[post.pair].append(post)
    assert len(members) >= 60
    assert len({post.situation for post in POSTS}) >= 300
    for post in POSTS:
        if post.pair:
            rivals = [other for other in members[post.pair] if other.label != post.label]
            assert max(likeness(post, rival) for rival in rivals) >= 0.25, post.id


def test_no_two_posts_are_nearly_the_same_unless_declared_a_pair() -> None:
    alike = [
        (one.id, other.id)
        for one, other in combinations(POSTS, 2)
        if too_alike(one, other) and (one.pair is None or one.pair != other.pair)
    ]
    assert alike == []
    assert len({post.text for post in POSTS}) == len(POSTS)


def test_no_protected_post_is_nearly_in_the_training_posts() -> None:
    assert [(one.id, other.id) for one in PROTECTED for other in POSTS if likeness(one, other) >= 0.6] == []
    assert [(a.id, b.id) for a, b in combinations(PROTECTED, 2) if too_alike(a, b)] == []


HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+([a-z]{2,})\b", re.IGNORECASE)
PUBLIC_ENDINGS = {"vn", "com", "net", "org", "top", "xyz", "info", "io", "me", "online", "site", "shop", "vip", "club", "cc"}  # fmt: skip
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .-]{0,3}\d){8,}(?!\d)")


def impossible(host: str) -> bool:
    """Whether nobody can ever own this host (RFC 2606)."""
    return host.endswith((".example", ".test"))


@pytest.mark.parametrize("post", [*POSTS, *PROTECTED], ids=lambda post: post.id)
def test_a_post_names_no_real_address_or_number(post: CorpusPost) -> None:
    official = listed("official_domains.txt")
    for found in HOST.finditer(post.text):
        host = found.group().lower()
        if found[1].lower() in PUBLIC_ENDINGS or "http" in post.text[: found.start()][-8:]:
            assert impossible(host) or host in official
    for number in LONG_NUMBER.findall(post.text):
        assert re.sub(r"\D", "", number).startswith("0900000")
    for each in post.indicators:
        if each.kind in {IndicatorKind.URL, IndicatorKind.DOMAIN, IndicatorKind.EMAIL}:
            host = re.split(r"[/?]", re.sub(r"^https?://|^.*@", "", each.normalised))[0]
            assert impossible(host) or host in official
        if each.kind in {IndicatorKind.PHONE, IndicatorKind.BANK_ACCOUNT, IndicatorKind.ZALO}:
            hotline = each.normalised in {re.sub(r"\D", "", line) for line in HOTLINES}
            assert hotline or each.normalised.startswith("0900000")
        if each.kind is IndicatorKind.TELEGRAM:
            assert each.normalised.endswith("_test")


HOTLINES = (LEXICONS / "official_hotlines.txt").read_text(encoding="utf-8").splitlines()


def test_addresses_written_in_a_post_are_its_indicators() -> None:
    missing = [
        (post.id, found.group())
        for post in POSTS
        for found in re.finditer(r"[a-z0-9-]+\.(?:example|test|gov\.vn)\b", post.text)
        if not any(each.span.start <= found.start() < each.span.end for each in post.indicators)
    ]
    assert missing == []


LABELS = np.array([str(post.label) for post in POSTS])
GROUPS = [post.situation for post in POSTS]


def guessing(features: NDArray[np.float64], model: ClassifierMixin) -> float:
    """Macro-F1 of a classifier that sees only these features; situations are never split."""
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    guesses = cross_val_predict(model, features, LABELS, groups=GROUPS, cv=folds)
    return float(f1_score(LABELS, guesses, average="macro"))


SHAPES = {
    "length": (np.array([[len(p.text), len(p.text.split())] for p in POSTS], dtype=float), 0.30),
    "style": (np.array([[p.style is s for s in Style] for p in POSTS], dtype=float), 0.30),
    "topic": (np.array([[t in p.topics for t in Topic] for p in POSTS], dtype=float), 0.35),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "model",
    [DecisionTreeClassifier(min_samples_leaf=10, random_state=0), LogisticRegression(max_iter=2000)],
    ids=["tree", "linear"],
)
def test_the_label_cannot_be_guessed_without_reading(shape: str, model: ClassifierMixin) -> None:
    features, limit = SHAPES[shape]
    spread = features.std(axis=0)
    assert guessing((features - features.mean(axis=0)) / np.where(spread > 0, spread, 1), model) < limit
