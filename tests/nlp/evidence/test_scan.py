"""What a scan says of places, and that a text is read once."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.evidence.scan import Scan, kept, scan
from nlp.evidence.terms import plain_text

TEXTS = st.text(st.sampled_from("aé1,:;().!?…\n "), max_size=40)
MARK = re.compile(r"[,:()](?!\d)")


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_clause_ends_at_the_nearest_marks_of_its_sentence(written: str) -> None:
    scanned = scan(plain_text(written))
    for offset in range(len(written) + 1):
        start, end = scanned.sentence(offset)
        marks = [one.start() for one in MARK.finditer(scanned.text.folded, start, end)]
        before = [mark + 1 for mark in marks if mark < offset]
        behind = [mark for mark in marks if mark >= offset]
        assert scanned.clause(offset) == (max(before, default=start), min(behind, default=end))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_sentences_and_words_lie_in_order_within_the_text(written: str) -> None:
    scanned = scan(plain_text(written))
    flat = [place for sentence in scanned.sentences for place in sentence]
    assert flat == sorted(flat)
    assert flat[0] == 0
    assert flat[-1] <= len(written)
    between = [written[end:start] for end, start in zip(flat[1::2], flat[2::2], strict=False)]
    assert all(gap and set(gap) <= set(".!?…\n;") for gap in between)
    assert [word.folded for word in scanned.words] == [
        scanned.text.folded[word.start : word.end] for word in scanned.words
    ]


def test_the_same_text_object_is_scanned_once_and_an_equal_one_anew() -> None:
    text, equal = plain_text("Phí 50k."), plain_text("Phí 50k.")
    assert scan(text) is scan(text)
    assert scan(text) is not scan(equal)
    kept_alive = scan(text)
    for at in range(100):
        scan(plain_text(f"bài {at}"))
    assert scan(text) is not kept_alive
    assert scan(text).words == kept_alive.words


def test_what_was_found_once_is_not_looked_for_again() -> None:
    asked = []

    @kept
    def nothing(scanned: Scan) -> tuple[str, ...]:
        asked.append(scanned.text.folded)
        return ()

    scanned = scan(plain_text("một"))
    assert nothing(scanned) == nothing(scanned) == ()
    assert asked == ["mot"]
