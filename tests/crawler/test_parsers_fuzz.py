"""Broken pages: readers raise TriageError or nothing, and hand on nobody whom author markup still names."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import TriageError
from tests.crawler.frozen import IDENTITIES, PAGES, READ, as_plain, read

NAMES = sorted(READ)
BODIES = {name: (PAGES / name).read_bytes() for name in NAMES}
PIECE = re.compile(rb"<[^>]{0,400}>|[^<]{1,400}")
PIECES = {name: PIECE.findall(BODIES[name]) for name in NAMES}
AUTHOR = re.compile(
    rb"author|username|creator|managingEditor|Person|signature|quote|tac-gia|itemprop=\"name\"|ld.json"
)
MARKUP = st.sampled_from(
    [
        *(
            b"<div>",
            b"</div>",
            b"</article>",
            b"<p>",
            b"</p>",
            b"<!--",
            b"-->",
            b"<table><tr>",
            b"<br/>",
            b"&",
        ),
        *(b"&#x0;", b"&#12;", b"\x01", b"<![CDATA[", b"]]>", b"\xff\xfe", b"\x00", b"<" * 50, b"<div>" * 300),
        *("ễ".encode()[:2], "\uffff".encode(), b"<svg><title>", b"\\ud800", b"\\u0000"),
    ]
)

EXAMPLES = {
    "wordpress": 15,
    "isso": 15,
    "discourse": 15,
    "sitemap": 15,
    "listing": 10,
    "xenforo": 15,
    "facebook": 10,
    "youtube": 10,
    "zalo": 10,
}
"""Examples a page of kinds whose pages rest on the parsers that the other pages, with 60 examples each, try already."""


def fuzz(name: str) -> settings:
    """How often a page is damaged."""
    return settings(
        max_examples=EXAMPLES.get(re.split(r"[_1.]", name)[0], 60),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def try_to_read(name: str, body: bytes) -> str:
    """What a reader hands on, as text; empty when it refuses."""
    try:
        return json.dumps(as_plain(read(name, body)), ensure_ascii=False)
    except TriageError:
        return ""


@pytest.mark.parametrize("name", NAMES)
def test_random_damage_raises_only_typed_errors(name: str) -> None:
    @fuzz(name)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        body = bytearray(BODIES[name])
        for _ in range(data.draw(st.integers(1, 6))):
            damage(body, data)
        try_to_read(name, bytes(body))

    check()


def damage(body: bytearray, data: st.DataObject) -> None:
    """Cut, drop, insert, repeat or write noise somewhere."""
    at = data.draw(st.integers(0, len(body)))
    action = data.draw(st.sampled_from(["cut", "delete", "insert", "noise", "repeat"]))
    if action == "cut":
        del body[at:]
    elif action == "delete":
        del body[at : at + data.draw(st.integers(1, 400))]
    elif action == "insert":
        body[at:at] = data.draw(MARKUP)
    elif action == "repeat":
        body[at:at] = body[at : at + data.draw(st.integers(1, 2000))]
    else:
        body[at:at] = data.draw(st.binary(max_size=40))


@pytest.mark.parametrize("name", NAMES)
def test_noise_raises_only_typed_errors(name: str) -> None:
    @fuzz(name)
    @given(body=st.binary(max_size=600))
    def check(body: bytes) -> None:
        try_to_read(name, body)
        try_to_read(name, BODIES[name][:200] + body)

    check()


@pytest.mark.parametrize("name", NAMES)
def test_damage_around_author_markup_lets_no_identity_out(name: str) -> None:
    """Pieces that are not author markup are dropped, repeated, swapped or interrupted; the page may end early."""
    kept = guarded(list(PIECES[name]))
    free = [at for at in range(len(PIECES[name])) if at not in kept]

    @fuzz(name)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        pieces = list(PIECES[name])
        for at in data.draw(st.lists(st.sampled_from(free), max_size=8)) if free else []:
            action = data.draw(st.sampled_from(["drop", "repeat", "insert"]))
            if action == "drop":
                pieces[at] = b""
            elif action == "repeat":
                pieces[at] *= 2
            else:
                pieces[at] += data.draw(
                    st.sampled_from([b"<div>", b"</div>", b"<p>", b"<br>", b"<b>", b"\xff"])
                )
        end = data.draw(st.integers(len(pieces) // 2, len(pieces)))
        handed_on = try_to_read(name, b"".join(pieces[:end]))
        assert [identity for identity in IDENTITIES if identity in handed_on] == []

    check()


def guarded(pieces: list[bytes]) -> set[int]:
    """Positions of author markup: its tags and the words and tags just around them."""
    marked = {at for at, piece in enumerate(pieces) if AUTHOR.search(piece)}
    names = {at for at, piece in enumerate(pieces) if any(name.encode() in piece for name in IDENTITIES)}
    return {near for at in marked | names for near in range(at - 4, at + 5)}


def test_every_cut_of_a_page_is_survived() -> None:
    for name in NAMES:
        few = re.split(r"[_1.]", name)[0] in EXAMPLES
        for end in range(0, len(BODIES[name]), 397 if few else 97):
            try_to_read(name, BODIES[name][:end])


def test_deep_nesting_and_long_runs_end_quickly() -> None:
    for name in {READ[name][0]: name for name in NAMES}.values():  # one page of each reader
        for body in (
            b"<div>" * 60_000,
            b"<b>" * 60_000 + b"x",
            b"<a href='x" * 20_000,
            b"&amp;" * 100_000,
            b"[" * 90_000,
        ):
            try_to_read(name, b"<html><body>" + body)
            try_to_read(name, body)
