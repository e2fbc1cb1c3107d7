"""Threads of several pages: gathered when every page onward was read in the run, in whatever order they came."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.gathered import Gathering
from crawler.incremental import Validators, by_bytes, remember_now
from crawler.items import Found, RawPost
from models.vocabulary import PostKind

THREAD = "https://dd.example/t/1"


def page(*posts: int, onward: tuple[str, ...] | None = (), begins: bool = False) -> Found:
    found = (RawPost(PostKind.COMMENT, f"{THREAD}#{number}", "Câu.", thread=THREAD) for number in posts)
    return Found(tuple(found), whole=(THREAD,) if begins else (), onward=onward)


PAGES = {
    "1": page(1, 2, onward=("2", "3"), begins=True),
    "2": page(3, onward=("4",)),
    "3": page(4),
    "4": page(5),
}


@pytest.mark.parametrize("order", list(permutations(PAGES)), ids="".join)
def test_a_thread_is_gathered_with_its_last_page(order: tuple[str, ...]) -> None:
    gathering = Gathering()
    told = [gathering.read(url, PAGES[url]) for url in order]
    assert told[:3] == [(), (), ()]
    (one,) = told[3]
    assert (one.thread, one.there) == (THREAD, {f"{THREAD}#{number}" for number in range(1, 6)})
    assert gathering.read("4", PAGES["4"]) == (), "once a run"


@given(missing=st.sampled_from(sorted(PAGES)))
def test_without_one_of_its_pages_nothing_is_told(missing: str) -> None:
    gathering = Gathering()
    assert [found for url in PAGES if url != missing for found in gathering.read(url, PAGES[url])] == []


def test_a_page_that_does_not_tell_leaves_the_thread_open() -> None:
    gathering = Gathering()
    assert gathering.read("1", page(1, onward=("2",), begins=True)) == ()
    assert gathering.read("2", page(2, onward=None)) == ()


def test_pages_that_name_each_other_come_to_an_end() -> None:
    gathering = Gathering()
    assert gathering.read("2", page(2, onward=("1",))) == ()
    (one,) = gathering.read("1", page(1, onward=("2",), begins=True))
    assert len(one.there) == 2


def test_several_threads_on_shared_pages() -> None:
    """As on an interface that lists articles on one page and the comments of all of them on others."""
    articles = tuple(
        RawPost(PostKind.ARTICLE, f"https://dd.example/{n}", "Tin.", thread=f"https://dd.example/{n}") for n in (1, 2)
    )  # fmt: skip
    comment = RawPost(PostKind.COMMENT, "https://dd.example/2#c1", "Câu.", thread="https://dd.example/2")
    gathering = Gathering()
    gathering.read("a", Found(articles, whole=tuple(one.address for one in articles), onward=("b",)))
    told = {one.thread: one.there for one in gathering.read("b", Found((comment,), onward=()))}
    assert told == {
        "https://dd.example/1": {"https://dd.example/1"},
        "https://dd.example/2": {"https://dd.example/2", "https://dd.example/2#c1"},
    }


def test_a_part_of_a_thread_is_sent_each_time_and_known_by_its_bytes() -> None:
    assert not page(1, begins=True).in_parts
    assert not page(1, onward=None).in_parts
    assert page(1, onward=()).in_parts
    assert page(1, onward=("2",), begins=True).in_parts
    assert remember_now(page(1, onward=()))
    assert by_bytes(Validators('"1"', "heute", b"x")) == Validators(None, None, b"x")
