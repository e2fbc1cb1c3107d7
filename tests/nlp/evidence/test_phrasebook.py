"""Phrases in texts with all, some or none of their marks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.evidence.phrasebook import PhraseBook, Runs
from nlp.evidence.terms import plain_text
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


@pytest.mark.parametrize(
    ("text", "found_in"), [("khoá thẻ", True), ("khóa thẻ", True), ("khoa thẻ", True), ("khoả thẻ", False)]
)
def test_old_and_new_tone_places_are_one_spelling(text, found_in):
    book = PhraseBook({"lock": ["khóa"]})
    assert bool(book.find(plain_text(text))) is found_in


def test_hoi_and_nga_are_one_tone():
    assert PhraseBook({"x": ["nghỉ"]}).find(plain_text("nghĩ"))


def test_half_of_the_marks_make_another_word():
    assert not PhraseBook({"x": ["đừng"]}).find(plain_text("dùng"))


def test_a_phrase_with_its_marks_is_certain():
    assert [cue.accented for cue in BOOK.find(normalise("phải phai"))] == [True, False]


@given(st.text(alphabet="ab1 -đ", max_size=30))
def test_runs_stand_where_they_are_looked_for(folded):
    expected = {}
    for match in re.finditer("[a-z0-9]+", folded):
        expected.setdefault(match[0], []).append(match.start())
    runs = Runs(folded)
    assert {run: runs.places(run) for run in runs.all} == expected
    assert runs.places("b1") == expected.get("b1", [])
