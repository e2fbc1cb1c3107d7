"""Phrases in texts with all, some or none of their marks."""

import pytest

from nlp.evidence.phrasebook import PhraseBook
from nlp.normalise import normalise

BOOK = PhraseBook({"ban": ["cấm", "nghiêm cấm"], "must": ["phải", "phải có"]}, accented_only=("cấm",))


def found(text):
    return [(cue.label, cue.phrase) for cue in BOOK.find(normalise(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cấm hút thuốc", [("ban", "cấm")]),
        ("nghiêm cấm", [("ban", "nghiêm cấm")]),
        ("nghiem cam", [("ban", "nghiêm cấm")]),
        ("phai co", [("must", "phải có")]),
        ("phải co", [("must", "phải có")]),
        ("phải cố gắng", [("must", "phải")]),
        ("PHẢI CÓ", [("must", "phải có")]),
        ("cam quýt", []),
        ("cảm ơn", []),
        ("phai màu", [("must", "phải")]),
        ("phái đoàn", []),
        ("phảitrả", []),
    ],
)
def test_marks(text, expected):
    assert found(text) == expected


def test_a_phrase_with_its_marks_is_certain():
    assert [cue.accented for cue in BOOK.find(normalise("phải phai"))] == [True, False]
