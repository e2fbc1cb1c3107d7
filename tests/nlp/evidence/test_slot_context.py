"""What stands further off from a word, and names of bodies."""

from itertools import pairwise

import numpy as np

from nlp.evidence.hints import find_bodies
from nlp.evidence.scan import scan
from nlp.evidence.slot_context import AFTER, BEFORE, context_columns
from nlp.evidence.slot_layout import SPACE, Layout
from nlp.evidence.word_classes import ClassedWords
from nlp.normalise import normalise

DUTY, DUTY_AHEAD, OPENING = 0, len(BEFORE), len(BEFORE) + len(AFTER)


def columns(text, clause):
    words = scan(normalise(text)).words
    ids = np.array([100 + at for at in range(len(words))], dtype=np.uint64)
    gaps = np.array([SPACE, *(SPACE + two - one for one, two in pairwise(clause))])
    layout = Layout.of(np.zeros(len(words), np.int64), gaps, np.array([0]))
    return context_columns(ids, np.array(ClassedWords(words).feature_classes()), layout)


def word(told):
    return int(told) & ((1 << 34) - 1)


def test_the_nearest_word_of_duty_and_group_is_told_with_its_distance():
    found = columns("ai cũng phải đóng quỹ", [0] * 5)
    assert [word(told) for told in found[:, DUTY]] == [0, 0, 102, 102, 102]
    assert len({int(told) for told in found[2:, DUTY]}) == 3
    assert word(found[0, DUTY_AHEAD]) == 102
    assert found[2, DUTY_AHEAD] == 0


def test_nothing_is_told_across_clauses_but_how_the_next_begins():
    found = columns("ai phải đóng quỹ", [0, 0, 1, 1])
    assert found[2:, DUTY].tolist() == [0, 0]
    assert word(found[1, OPENING]) == 100
    assert word(found[3, OPENING]) == 102
    assert int(found[0, OPENING + 3]) == 102


def bodies(text):
    read = normalise(text)
    words = scan(read).words
    return [
        read.normalised[words[one.start].start : words[one.end - 1].end]
        for one in find_bodies(ClassedWords(words), read.normalised)
    ]


def test_names_of_bodies():
    assert bodies("hỏi ngân hàng, công an xã Bàu Lát làm luôn") == ["ngân hàng", "công an xã Bàu Lát"]
    assert bodies("mai trời mưa") == []
