"""The masking corpus: refused unless of the form, enough of everything, nobody real in it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from models.errors import BadInput, InvalidJson, TooLarge
from models.vocabulary import Placeholder
from nlp.contracts import Span
from nlp.corpus.masking_load import MASKED_KINDS, MAX_TEXT, KeptKind, MaskedSpan, load_masking

TEXTS = load_masking()
PAGE = (Path(__file__).parents[3] / "docs" / "corpus_evidence.md").read_text(encoding="utf-8")
GOOD: dict[str, Any] = {
    "id": "m001",
    "text": "Chị Bông ở Cồn Hến",
    "spans": [{"kind": "name", "span": [4, 8]}],
    "keep": [{"kind": "place", "span": [11, 18]}],
}


def write(directory: Path, *lines: dict[str, Any] | str) -> Path:
    """A corpus file of these lines."""
    path = directory / "mau.jsonl"
    texts = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_good_line_is_read(tmp_path: Path) -> None:
    (item,) = load_masking(write(tmp_path, GOOD, ""))
    assert item.spans == (MaskedSpan(Placeholder.NAME, Span(4, 8)),)
    assert [(kept.kind, kept.span) for kept in item.keep] == [(KeptKind.PLACE, Span(11, 18))]


def span(kind: object, at: object) -> dict[str, Any]:
    return {**GOOD, "id": "m002", "spans": [{"kind": kind, "span": at}]}


BAD: list[tuple[dict[str, Any] | str, type[BadInput], str]] = [
    ("{", InvalidJson, "JSON hợp lệ"),
    ("7", InvalidJson, "đối tượng JSON"),
    (GOOD, BadInput, "đã có"),
    ({**GOOD, "id": "p001"}, BadInput, "«id»"),
    ({**GOOD, "note": ""}, BadInput, "trường lạ note"),
    ({"id": "m002", "text": "a", "spans": []}, BadInput, "thiếu trường keep"),
    ({**GOOD, "id": "m002", "text": ""}, BadInput, "trống"),
    ({**GOOD, "id": "m002", "text": "e\u0323\u0302"}, BadInput, "NFC"),
    ({**GOOD, "id": "m002", "text": "a" * (MAX_TEXT + 1)}, TooLarge, "dài hơn"),
    ({**GOOD, "id": "m002", "spans": {}}, BadInput, "danh sách"),
    ({**GOOD, "id": "m002", "spans": [3]}, BadInput, "đối tượng"),
    (span("[TÊN]", [4, 8]), BadInput, "«kind»"),
    (span(["name"], [4, 8]), BadInput, "«kind»"),
    (span("name", [4, 99]), BadInput, "«span»"),
    (span("name", [8, 4]), BadInput, "«span»"),
    (span("name", [4.0, 8.0]), BadInput, "«span»"),
    (span("name", [3, 8]), BadInput, "khoảng trắng"),
    (span("name", [9, 13]), BadInput, "chồng"),
    ({**GOOD, "id": "m002", "keep": [{"kind": "name", "span": [11, 18]}]}, BadInput, "«kind»"),
]


@pytest.mark.parametrize(("bad", "kind", "reason"), BAD)
def test_a_bad_line_is_refused_with_file_line_and_reason(
    tmp_path: Path, bad: dict[str, Any] | str, kind: type[BadInput], reason: str
) -> None:
    with pytest.raises(kind) as caught:
        load_masking(write(tmp_path, GOOD, "", bad))
    assert "mau.jsonl, dòng 3" in caught.value.message
    assert reason in caught.value.message
    assert type(caught.value) is kind


MASKED = Counter(each.kind for item in TEXTS for each in item.spans)
KEPT = Counter(each.kind for item in TEXTS for each in item.keep)


def test_there_is_enough_of_everything() -> None:
    assert len(TEXTS) >= 500
    assert {kind for kind in Placeholder if MASKED[kind] < 20} == set()
    assert {kind for kind in KeptKind if KEPT[kind] < 14} == set()
    assert KEPT.total() >= MASKED.total()
    assert sum(not item.spans for item in TEXTS) >= 100


REST_IS_KEPT = re.compile(r"(?<!\w)(?:\+84|0)(?:[ .-]{0,2}\d){9,}(?!\w)")


def digits(text: str) -> str:
    """The digits of a number, a letter o read as nought."""
    return re.sub(r"\D", "", text.lower().replace("o", "0"))


@pytest.mark.parametrize("item", TEXTS, ids=lambda item: item.id)
def test_every_marked_value_is_one_nobody_can_have(item: Any) -> None:
    for each in item.spans:
        value = item.text[each.span.start : each.span.end]
        if each.kind is Placeholder.EMAIL:
            assert re.fullmatch(r"[\w.]+@[\w-]+\.(?:example|test)", value)
        elif each.kind is Placeholder.HANDLE:
            assert value.endswith("test") or "id=0000000" in value
        elif each.kind is Placeholder.PHONE:
            assert re.match(r"(?:0|84)900000", digits(value))
        elif each.kind in {Placeholder.ACCOUNT, Placeholder.NATIONAL_ID}:
            assert digits(value).startswith("0000")
        elif each.kind is Placeholder.PLATE:
            assert "000" in digits(value)
        else:
            assert not re.search(r"\d", value)
    marked = [each.span for each in (*item.spans, *item.keep)]
    for found in REST_IS_KEPT.finditer(item.text):
        assert any(span.overlaps(Span(*found.span())) for span in marked)


def folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"\W+", " ", "".join(char for char in parts if not unicodedata.combining(char))).strip()


def test_no_two_texts_are_nearly_the_same() -> None:
    shingles = []
    for item in TEXTS:
        text = folded(item.text)
        shingles.append((item.id, {text[at : at + 4] for at in range(max(1, len(text) - 3))}))
    pairs = combinations(shingles, 2)
    assert [(a, b) for (a, one), (b, two) in pairs if len(one & two) >= 0.8 * len(one | two)] == []


@pytest.mark.parametrize("kind", MASKED_KINDS)
def test_the_page_counts_what_is_masked(kind: str) -> None:
    assert f"| `{kind}` | {MASKED[MASKED_KINDS[kind]]} |" in PAGE


@pytest.mark.parametrize("kind", KeptKind)
def test_the_page_counts_what_stays(kind: KeptKind) -> None:
    assert f"| `{kind}` | {KEPT[kind]} |" in PAGE


def test_the_page_says_how_many_texts() -> None:
    bare = sum(not item.spans for item in TEXTS)
    assert f"{len(TEXTS)} texts, {bare} of them with nothing to mask" in PAGE
