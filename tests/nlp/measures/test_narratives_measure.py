"""The figures of narratives: copies and changes that are what they say, known answers, and the floor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.vocabulary import Label, Topic
from nlp.corpus.load import CorpusPost
from nlp.measures.narrative_changes import CHANGES, agencies
from nlp.measures.narrative_edits import EDITS, lot_of, syllables
from nlp.measures.narratives import GROUPED, look_alike_figures, narrative_figures, respelt_figures
from nlp.measures.normalisation import REFERENCE

LEAST_PRECISION = 0.98
LEAST_RECALL = 0.90
LEAST_RECALL_OF_ALL_EDITS_AT_ONCE = 0.80
"""Six edits on one short text leave little of it."""

TEXT = (
    "Mai ai lên công an xã làm thẻ căn cước nhớ cầm theo 50 nghìn nhé. Từ 1/12 không cấp miễn phí nữa. "
    "Theo Nghị định 912/2026/NĐ-CP thì cấp lần đầu cũng thu tiền rồi."
)


@pytest.fixture
def post(corpus: list[CorpusPost]) -> CorpusPost:
    return replace(
        corpus[0], id="p0001", pair=None, text=TEXT, label=Label.CLAIM, topics=(Topic.DICH_VU_CONG,)
    )


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_changes_a_text_and_always_the_same_way(kind: str) -> None:
    made = EDITS[kind](TEXT, lot_of("a", kind))
    assert made is not None
    assert made != TEXT
    assert made == EDITS[kind](TEXT, lot_of("a", kind))


def test_edits_do_what_they_say() -> None:
    assert EDITS["diacritics"]("Đổi thẻ", lot_of(1)) == "Doi the"
    assert EDITS["diacritics"]("Doi the", lot_of(1)) is None
    assert EDITS["order"]("Một câu thôi", lot_of(1)) is None
    assert EDITS["order"]("Câu một. Câu hai?", lot_of(1)) == "Câu hai? Câu một."
    assert EDITS["teencode"]("Bán rau", lot_of(1)) is None
    assert EDITS["words"]("Không mất 50k", lot_of(1)) is None, "nothing but what counts"
    assert EDITS["order_diacritics"]("Một câu thôi", lot_of(1)) is None


@pytest.mark.parametrize("number", range(40))
def test_no_edit_touches_what_counts(number: int) -> None:
    counted = ("công an xã", "50 nghìn", "1/12", "không", "nghị định 912/2026/nđ-cp")
    made = EDITS["words"](TEXT, lot_of(number))
    assert made is not None
    assert all(one in " ".join(made.lower().split()) for one in counted)
    changed = set(TEXT.split()) ^ set(made.split())
    assert len(changed) <= 3 * round(0.1 * syllables(TEXT))


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("number", ("1/12", "912/2026", "không", "công an xã")),
        ("date", ("50 nghìn", "912/2026", "không", "công an xã")),
        ("negation", ("50 nghìn", "1/12", "912/2026", "công an xã")),
        ("document", ("50 nghìn", "1/12", "không", "công an xã")),
        ("agency", ("50 nghìn", "1/12", "912/2026", "không")),
    ],
)
def test_a_change_changes_one_thing_only(kind: str, kept: tuple[str, ...]) -> None:
    for number in range(20):
        made = CHANGES[kind](TEXT, lot_of(number))
        assert made is not None
        assert made != TEXT
        assert all(one in made for one in kept), made
        assert CHANGES[kind]("Bà con chợ Giếng vui ghê", lot_of(number)) is None


def test_a_change_of_an_office_names_another_one() -> None:
    names = agencies()
    for number in range(20):
        made = CHANGES["agency"]("Nộp ở bưu điện nhé", lot_of(number)) or ""
        other = made.removeprefix("Nộp ở ").removesuffix(" nhé")
        assert names[other] != names["bưu điện"]


def test_known_pairs_are_counted(post: CorpusPost) -> None:
    other = replace(
        post,
        id="p0002",
        situation="s999",
        text="Lớp học bơi cho trẻ mở vào hè này, ai đăng ký thì nhắn cô Sen",
    )
    short = replace(post, id="p0003", situation="s998", text="Quét mặt mất phí á")
    twins = [
        replace(post, id=f"p000{number}", situation="s997", pair="m001", text=text, label=label)
        for number, text, label in (
            (4, "Chợ Giếng bỏ hẳn tiền mặt từ mùng một nhé bà con", Label.CLAIM),
            (5, "Chợ Giếng bỏ hẳn tiền mặt từ mùng một à bà con?", Label.QUESTION),
        )
    ]
    figures = narrative_figures(posts=[post, other, short, *twins], sample=None)
    assert figures["forbidden_merges"] == 0
    assert {kind: told["pairs"] > 0 for kind, told in figures["forbidden"].items()} == dict.fromkeys(
        CHANGES, True
    )
    assert figures["others"]["minimal"] == {"pairs": 1, "attached": 0, "suggested": 1}
    assert figures["copies"]["order"]["pairs"] == 1
    assert figures["copies"]["emoji"] == {"pairs": 4, "recall": 1.0, "suggested": 0.0, "missed": 0}
    assert figures["short"]["attached"] == 0
    assert figures["short"]["pairs"] > 0
    assert figures == narrative_figures(posts=[post, other, short, *twins], sample=None)


def test_a_merge_across_a_changed_fact_is_counted(post: CorpusPost, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the guard taken away the figures say so."""
    monkeypatch.setattr("nlp.narrative.differences", lambda *_: ())
    figures = narrative_figures(posts=[post], sample=None)
    assert figures["forbidden_merges"] > 0
    assert figures["precision"] < LEAST_PRECISION


def test_respelt_texts_are_counted_where_they_are(tmp_path: Path) -> None:
    missing = respelt_figures(tmp_path)
    assert missing["available"] is False
    assert REFERENCE in missing["note"]
    rows = [
        "original,normalized",
        "mai ko dc nghỉ đâu mn ơi đi lm hết nha,mai không được nghỉ đâu mọi người ơi đi làm hết nha",
        "hôm nay nộp 50k ở xã nha mn ơi nhanh,hôm nay nộp 80 nghìn ở xã nha mọi người ơi nhanh",
        "ngắn,ngắn",
    ]
    (tmp_path / REFERENCE).write_text("\n".join(rows), encoding="utf-8")
    told = respelt_figures(tmp_path)
    assert (told["available"], told["pairs"], told["recall"], told["suggested"]) == (True, 2, 0.5, 0.5)


def test_the_floor_holds_on_a_small_sample(corpus: list[CorpusPost]) -> None:
    grouped = [post for post in corpus if post.label in GROUPED]
    figures = narrative_figures(25, posts=grouped, with_slots=False)
    assert figures["forbidden_merges"] == 0
    assert figures["precision"] >= LEAST_PRECISION
    assert figures["recall"] >= LEAST_RECALL


@pytest.mark.soak
@pytest.mark.parametrize("with_slots", [True, False])
def test_the_floor_holds_on_the_whole_corpus(with_slots: bool) -> None:
    figures = narrative_figures(sample=None, with_slots=with_slots)
    assert {kind: told["attached"] for kind, told in figures["forbidden"].items()} == dict.fromkeys(
        CHANGES, 0
    )
    assert figures["precision"] >= LEAST_PRECISION
    recalls = {kind: told["recall"] for kind, told in figures["copies"].items()}
    assert recalls.pop("everything") >= LEAST_RECALL_OF_ALL_EDITS_AT_ONCE
    assert min(recalls.values()) >= LEAST_RECALL, recalls


def test_what_looks_like_a_known_claim_is_hardly_ever_put_to_it() -> None:
    found = look_alike_figures()
    assert (found["copies"]["pairs"], found["look_alikes"]["pairs"]) == (140, 280)
    assert found["copies"]["attached"] >= 85
    assert found["look_alikes"]["attached"] <= 6
