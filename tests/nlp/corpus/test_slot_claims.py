"""Claims written to be marked are many, of every kind and style, near nothing that is measured, and learned from by the tagger alone."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import BadInput
from models.vocabulary import SlotKind
from nlp.corpus.exam import load_exam
from nlp.corpus.load import Style, load_posts, load_protected, load_unseen
from nlp.corpus.second_reading import load_second_reading
from nlp.corpus.slot_claims import load_slot_claims
from nlp.detectors.indicators import find_indicators
from nlp.normalise import normalise
from tests.nlp.corpus.likeness import alike
from tests.nlp.corpus.real_addresses import real

CLAIMS = load_slot_claims()


def test_every_kind_and_style_is_there_in_number_and_by_several_writers() -> None:
    kinds = Counter(slot.kind for claim in CLAIMS for slot in claim.slots)
    styles = Counter(claim.style for claim in CLAIMS)
    writers = Counter(claim.id.split("-")[0] for claim in CLAIMS)
    assert {kind for kind in SlotKind if kinds[kind] < 800} == set()
    assert {style for style in Style if styles[style] < 400} == set()
    assert len(writers) == 28
    assert min(writers.values()) > 150


def test_none_is_nearly_a_post_that_is_learned_from_or_measured() -> None:
    texts = [claim.text for claim in CLAIMS]
    others = [*load_posts(), *load_protected(), *load_unseen(), *load_exam()]
    known = [post.text for post in others]
    assert [(CLAIMS[a].id, others[b].id) for a, b, _ in alike(texts, known, 0.5)] == []
    assert [(CLAIMS[a].id, CLAIMS[b].id) for a, b, _ in alike(texts, texts, 0.6) if a < b] == []


def test_none_is_a_post_that_was_labelled() -> None:
    labelled = {one.id for one in load_second_reading()} | {post.id for post in load_posts()}
    assert labelled & {claim.id for claim in CLAIMS} == set()


def test_none_names_a_real_address_or_number() -> None:
    """Also none the detectors find: a word that is broken up ("tr.o.ng") may be somebody's host."""
    found = [replace(claim, indicators=find_indicators(normalise(claim.text))) for claim in CLAIMS]
    assert {claim.id: names for claim in found if (names := real(claim))} == {}


GOOD = {
    "id": "w1-001",
    "style": "plain",
    "text": "Từ 1/12 làm thẻ 50k",
    "slots": [{"kind": "date", "span": [3, 7]}, {"kind": "fee", "span": [16, 19]}],
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "p0001"}, "«id»"),
        ({"style": "loud"}, "«style»"),
        ({"text": " "}, "«text»"),
        ({"slots": []}, "«slots»"),
        ({"slots": ["fee"]}, "«slots»"),
        ({"slots": [{"kind": "price", "span": [16, 19]}]}, "«kind»"),
        ({"slots": [{"kind": "fee", "span": [16, 20]}]}, "«span»"),
        ({"slots": [{"kind": "fee", "span": [19, 16]}]}, "«span»"),
        ({"slots": [{"kind": "fee", "span": "50k"}]}, "«span»"),
        ({"slots": [{"kind": "fee", "span": [15, 19]}]}, "khoảng trắng"),
        ({"slots": [{"kind": "fee", "span": [16, 19], "value": 50000}]}, "trường lạ"),
        ({"slots": [{"kind": "fee", "span": [12, 19]}, {"kind": "fee", "span": [16, 19]}]}, "chồng"),
        ({"more": 1}, "trường lạ"),
    ],
)
def test_what_is_not_of_the_form_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    file = tmp_path / "slot_claims.jsonl"
    file.write_text(
        json.dumps(GOOD) + "\n" + json.dumps({**GOOD, "id": "w1-002", **change}), encoding="utf-8"
    )
    with pytest.raises(BadInput, match=f"slot_claims.jsonl, dòng 2.*{words}"):
        load_slot_claims(file)
    file.write_text((json.dumps(GOOD) + "\n") * 2, encoding="utf-8")
    with pytest.raises(BadInput, match="dòng trước"):
        load_slot_claims(file)


def test_slots_of_different_kinds_may_nest(tmp_path: Path) -> None:
    file = tmp_path / "slot_claims.jsonl"
    nested = [{"kind": "obligation", "span": [8, 19]}, {"kind": "fee", "span": [16, 19]}]
    file.write_text(json.dumps({**GOOD, "slots": nested}), encoding="utf-8")
    (claim,) = load_slot_claims(file)
    assert [slot.text for slot in claim.slots] == ["làm thẻ 50k", "50k"]
