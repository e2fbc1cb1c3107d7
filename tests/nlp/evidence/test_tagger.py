"""Where slots stand: the path through the tags, features that are the same everywhere, and a tagger that learnt."""

from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import SlotKind
from nlp.evidence.modality import find_cues
from nlp.evidence.scan import scan
from nlp.evidence.slot_features import SIZE, slot_features
from nlp.evidence.slots import extract_slots, slots_of_each
from nlp.evidence.tagger import (
    ALLOWED,
    COLUMNS,
    LAYERS,
    TAGS,
    WIDEST,
    SlotTagger,
    TaggerParts,
    best_paths,
    best_paths_of_each,
    by_step,
    layered,
    spans_of,
)
from nlp.normalise import normalise
from nlp.slot_training import no_tagger

FEE, IN_FEE = TAGS[0].index("B-fee"), TAGS[0].index("I-fee")
DUTY, IN_DUTY = TAGS[1].index("B-obligation"), TAGS[1].index("I-obligation")


def features(text):
    read = normalise(text)
    return slot_features([scan(read)], [find_cues(read)])


def test_features_are_the_same_in_every_process():
    """Hash values are fixed: a stored model must fit the features of another machine."""
    found = features("phí 50k nhé")
    assert found.places.shape[0] == 4
    assert found.places[1, :3].tolist() == [0, 3093149, 3823534]
    assert [at for at, _ in found.bags] == [1]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab dđạ0123456789k%/-.,?!\n:()", min_size=1, max_size=60))
def test_features_stay_in_the_table(text):
    read = normalise(text)
    scanned = scan(read)
    if scanned.words:
        found = slot_features([scanned], [find_cues(read)])
        assert found.places.shape[0] == len(scanned.words)
        assert found.places.min() >= 0
        assert found.places.max() < SIZE


scores_of = st.lists(st.lists(st.floats(-5, 5), min_size=COLUMNS, max_size=COLUMNS), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(scores_of)
def test_the_paths_make_sense_and_none_of_one_change_is_better(rows):
    scores = layered(np.array(rows, dtype=np.float32))
    paths = best_paths(scores, by_step(ALLOWED))
    for layer, names in enumerate(TAGS):
        path = paths[:, layer].tolist()
        assert names[path[0]][0] != "I"
        assert all(names[two][0] != "I" or names[one][2:] == names[two][2:] for one, two in pairwise(path))
        for at in range(len(path)):
            for tag in range(len(names)):
                if at or names[tag][0] != "I":
                    changed = [*path[:at], tag, *path[at + 1 :]]
                    assert worth(scores, layer, changed) <= worth(scores, layer, path) + 1e-3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=7), st.integers(0, 2**32 - 1))
def test_texts_walked_side_by_side_take_the_paths_they_take_alone(lengths, seed):
    luck = np.random.default_rng(seed)
    scores = layered(luck.normal(0, 3, (sum(lengths), COLUMNS)).astype(np.float32))
    steps = by_step(luck.normal(0, 1, ALLOWED.shape).astype(np.float32) + ALLOWED)
    together = best_paths_of_each(scores, lengths, steps)
    for paths, count, end in zip(together, lengths, accumulate(lengths), strict=True):
        alone = best_paths(scores[end - count : end], steps) if count else np.zeros((0, len(LAYERS)))
        assert paths.tolist() == alone.tolist()


def test_long_texts_are_walked_with_few_others(monkeypatch):
    monkeypatch.setattr("nlp.evidence.tagger._WALKED", 6)
    scores = layered(np.random.default_rng(1).normal(0, 3, (11, COLUMNS)).astype(np.float32))
    together = best_paths_of_each(scores, [2, 3, 6], by_step(ALLOWED))
    alone = [best_paths(part, by_step(ALLOWED)) for part in (scores[:2], scores[2:5], scores[5:])]
    assert [paths.tolist() for paths in together] == [paths.tolist() for paths in alone]


TEXTS = ["Từ 1/12 ai cũng phải nộp 50k, đúng không?", "", "phi 20k", "…", "Nghe nói bỏ rồi\nmiễn phí luôn"]


def test_features_of_a_text_are_the_same_whatever_is_read_with_it():
    read = [normalise(text) for text in TEXTS]
    together = slot_features([scan(one) for one in read], [find_cues(one) for one in read])
    alone = [features(text) for text in TEXTS]
    assert together.places.tolist() == [row for one in alone for row in one.places.tolist()]
    begins = accumulate((len(one.places) for one in alone), initial=0)
    bags = [
        (begin + at, bag.tolist()) for begin, one in zip(begins, alone, strict=False) for at, bag in one.bags
    ]
    assert [(at, bag.tolist()) for at, bag in together.bags] == bags


def worth(scores, layer, path):
    walked = sum(float(ALLOWED[layer, one, two]) for one, two in pairwise(path))
    return sum(float(row[layer, tag]) for row, tag in zip(scores, path, strict=True)) + walked


def paths_of(count, **layers):
    paths = np.zeros((count, len(LAYERS)), np.int64)
    for name, tags in layers.items():
        paths[:, int(name[-1])] = tags
    return paths


def test_spans_of_tags():
    scanned = scan(normalise("phí 50k mỗi hộ 20k"))
    found = spans_of(scanned, paths_of(7, layer0=[0, FEE, IN_FEE, 0, 0, FEE, FEE]))
    assert [(one.start, one.end) for one in found] == [(4, 7), (15, 17), (17, 18)]
    assert {one.kind for one in found} == {SlotKind.FEE}
    assert spans_of(scanned, paths_of(7, layer0=[IN_FEE] * 7)) == ()


def test_a_fee_stands_in_a_duty():
    scanned = scan(normalise("phải đóng 50k"))
    paths = paths_of(4, layer0=[0, 0, FEE, IN_FEE], layer1=[DUTY, IN_DUTY, IN_DUTY, IN_DUTY])
    assert [(one.kind, one.start, one.end) for one in spans_of(scanned, paths)] == [
        (SlotKind.OBLIGATION, 0, 13),
        (SlotKind.FEE, 10, 13),
    ]


@pytest.fixture(scope="module")
def learnt():
    """A tagger of one lesson: "50" is a fee and so is what is glued to it."""
    found = features("phí 50k nhé")
    weights = np.zeros((SIZE, COLUMNS), np.float16)
    own_word = 2  # the template of the word itself
    weights[found.places[1, own_word], FEE] = 1
    weights[found.places[2, own_word], IN_FEE] = 1
    places = np.flatnonzero(weights.any(axis=1)).astype(np.int32)
    return SlotTagger(TaggerParts(places, weights[places], no_tagger().steps))


def test_a_tagger_says_where_and_rules_say_what(learnt):
    (slot,) = extract_slots(normalise("phí 50k nhé"), None, learnt)
    assert (slot.kind, slot.text, slot.value, slot.unit) == (SlotKind.FEE, "50k", 50_000, "VND")


def test_slots_of_many_texts_are_those_of_each(learnt):
    read = [normalise(text) for text in (*TEXTS, "phí 50k nhé")]
    together = slots_of_each(read, [None] * len(read), learnt)
    assert together == [extract_slots(one, None, learnt) for one in read]
    assert slots_of_each(read, [None] * len(read), None) == [extract_slots(one, None) for one in read]
    assert slots_of_each([], [], learnt) == []


def test_no_words_no_slots(learnt):
    assert extract_slots(normalise("…"), None, learnt) == ()
    assert extract_slots(normalise(""), None, learnt) == ()
    assert extract_slots(normalise("phí 50k nhé"), None, SlotTagger(no_tagger())) == ()


def test_parts_that_do_not_fit_are_told():
    parts = no_tagger()
    assert parts.fit_together()
    assert not TaggerParts(np.array([SIZE], np.int32), parts.weights, parts.steps).fit_together()
    outside = TaggerParts(np.array([SIZE], np.int32), np.zeros((1, COLUMNS), np.float16), parts.steps)
    assert not outside.fit_together()
    narrow = np.zeros((len(LAYERS), WIDEST, WIDEST - 1), np.float32)
    assert not TaggerParts(parts.places, parts.weights, narrow).fit_together()


def test_many_words_are_read_in_parts(monkeypatch):
    read = [normalise(text) for text in TEXTS]
    scans, cues = [scan(one) for one in read], [find_cues(one) for one in read]
    luck = np.random.default_rng(3)
    places = np.unique(luck.integers(1, SIZE, 400_000)).astype(np.int32)
    weights = luck.normal(0, 1, (len(places), COLUMNS)).astype(np.float16)
    tagger = SlotTagger(TaggerParts(places, weights, np.zeros(ALLOWED.shape, np.float32)))
    together = tagger.tag(scans, cues)
    monkeypatch.setattr("nlp.evidence.tagger.MOST_WORDS", 4)
    assert tagger.tag(scans, cues) == together
    assert any(together)
    assert tagger.tag([], []) == []
