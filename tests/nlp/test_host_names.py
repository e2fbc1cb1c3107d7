"""Listed names in a label: exact, doubled, near, and what is none of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.host_names import Table, find_names, known_names
from nlp.lures import Company, is_vietnamese, written_once

NEAR = sorted(
    known.text for known in known_names() if known.body.near and len(known.text) >= 8 and not known.weak
)


def found(label: str) -> set[tuple[str, str, int, bool]]:
    """Name, what stands for it, edits, doubled."""
    return {(hit.known.text, label[hit.start : hit.end], hit.edits, hit.doubled) for hit in find_names(label)}


@pytest.mark.parametrize(
    ("label", "name", "written", "edits", "doubled"),
    [
        ("vneidcapnhat", "vneid", "vneid", 0, False),
        ("qvietcombank", "vietcombank", "vietcombank", 0, False),
        ("vieetcombbank", "vietcombank", "vieetcombbank", 0, True),
        ("naptpbbank", "tpbank", "tpbbank", 0, True),
        ("vietcomdank", "vietcombank", "vietcomdank", 1, False),
        ("qsacomban", "sacombank", "sacomban", 1, False),
        ("veitcombnk", "vietcombank", "veitcombnk", 2, False),
        ("ftpshop24", "fptshop", "ftpshop", 1, False),
    ],
)
def test_found(label: str, name: str, written: str, edits: int, doubled: bool) -> None:
    assert (name, written, edits, doubled) in found(label)


@pytest.mark.parametrize(
    "label", ["vinacapital", "mbank", "ubank", "inpost", "even", "v", "", "chinhpho", "phinhan", "sarompank"]
)
def test_another_word_is_no_near_name(label: str) -> None:
    assert found(label) == set()


@given(st.sampled_from(NEAR), st.integers(0, 40), st.sampled_from("aeiou"))
def test_one_letter_more_is_seen_in_every_long_name(name: str, at: int, letter: str) -> None:
    at %= len(name) + 1
    label = name[:at] + letter + name[at:]
    assert any(hit.known.text in name and len(hit.known.text) >= 8 for hit in find_names(label))


@given(st.text("abcv-nb", max_size=30), st.lists(st.text("abcvn", min_size=2, max_size=4), max_size=6))
def test_a_table_finds_what_stands_there(text: str, words: list[str]) -> None:
    table = Table({word: word for word in words})
    expected = {
        (word, at, at + len(word)) for word in words for at in range(len(text)) if text.startswith(word, at)
    }
    assert set(table.find(text)) == expected


@given(st.text("abn", max_size=20))
def test_written_once_keeps_places(text: str) -> None:
    once, starts = written_once(text)
    assert [text[at] for at in starts[:-1]] == list(once)
    assert starts[-1] == len(text)
    assert all(one != other for one, other in pairwise(once))


@pytest.mark.parametrize(
    ("label", "name", "share"),
    [
        ("vibvayhn", "vib", 1.0),
        ("acbonlinne", "acb", 1.0),
        ("cardvpb12h", "vpb", 1.0),
        ("tiki313", "tiki", 1.0),
        ("vib", "vib", 1.0),
        ("vibqqq", "vib", 0.0),
    ],
)
def test_company_of_a_name(label: str, name: str, share: float) -> None:
    company = Company(label, frozenset({0, len(label)}))
    start = label.index(name)
    assert company.share(start, start + len(name)) == share


def test_one_letter_between_hyphens_is_company() -> None:
    assert Company("vacb", frozenset({0, 1, 4})).share(1, 4) == 1.0
    assert Company("vacb", frozenset({0, 4})).share(1, 4) == 0.0


@given(st.text("vayb1-h", max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_a_share_is_a_share(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    assert 0.0 <= Company(text, frozenset({0, len(text)})).share(start, end) <= 1.0


def test_words_that_could_be_vietnamese() -> None:
    assert is_vietnamese("bosung")
    assert is_vietnamese("")
    assert not is_vietnamese("astro")
