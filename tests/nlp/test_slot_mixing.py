"""Posts with exchanged slots: every mark still stands on its words, and nothing comes from a post that was not given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.vocabulary import Label, Modality, SlotKind
from nlp.contracts import Slot, Span
from nlp.corpus.load import CorpusPost, Style
from nlp.slot_mixing import mixed_posts


def post(number: int, text: str, *marked: tuple[SlotKind, str], style: Style = Style.PLAIN) -> CorpusPost:
    slots = []
    for kind, part in marked:
        at = text.index(part)
        slots.append(Slot(kind, part, None, None, Modality.IN_FORCE, Span(at, at + len(part))))
    name = f"p{number:04}"
    return CorpusPost(name, f"s{number:03}", None, text, Label.CLAIM, "x", (), style, tuple(slots), ())


DUTY, FEE, SCOPE = SlotKind.OBLIGATION, SlotKind.FEE, SlotKind.SCOPE
POSTS = [
    post(at, f"hộ {at} phải nộp {at}k nhé", (DUTY, f"phải nộp {at}k"), (FEE, f"{at}k"), (SCOPE, f"hộ {at}"))
    for at in range(10, 40)
]


def test_slots_are_exchanged_with_what_lies_in_them_and_every_mark_stands_on_its_words() -> None:
    mixed = mixed_posts(POSTS)
    assert [one.id for one in mixed] == [one.id for one in POSTS]
    for one in mixed:
        duty, fee, scope = (
            next(slot for slot in one.slots if slot.kind is kind) for kind in (DUTY, FEE, SCOPE)
        )
        words = [one.text[slot.span.start : slot.span.end] for slot in (duty, fee, scope)]
        assert words[0] == f"phải nộp {words[1]}"
        assert one.text == f"{words[2]} {words[0]} nhé"
        assert words[2].removeprefix("hộ ") in {str(at) for at in range(10, 40)}
    exchanged = sum(a.text != b.text for a, b in zip(mixed, POSTS, strict=True))
    apart = sum(one.text.split()[1] != one.text.split()[4].removesuffix("k") for one in mixed)
    assert exchanged > len(POSTS) / 2
    assert apart > len(POSTS) / 3


def test_the_same_posts_are_mixed_in_the_same_way() -> None:
    assert mixed_posts(POSTS) == mixed_posts(POSTS)


def test_nothing_is_taken_from_another_style_or_from_what_is_no_claim() -> None:
    lone = post(1, "cụ bà khỏi trả 7k", (DUTY, "khỏi trả 7k"), style=Style.SHORT)
    opinion = replace(post(2, "ai cũng phải nộp 99k", (DUTY, "phải nộp 99k")), label=Label.OPINION)
    mixed = mixed_posts([*POSTS, lone, opinion])
    assert mixed[-1] == lone
    assert not any("99k" in one.text for one in mixed)


@pytest.mark.parametrize(("low", "high"), [(3, 12), (9, 16)])
def test_claims_whose_slots_cross_are_left_out(low: int, high: int) -> None:
    crossed = post(1, "hộ 10 phải nộp 10k nhé", (DUTY, "phải nộp 10k"))
    crossing = Slot(SCOPE, "", None, None, Modality.IN_FORCE, Span(low, high))
    inside = low >= 6 and high <= 18
    kept = mixed_posts([replace(crossed, slots=(*crossed.slots, crossing))])
    assert len(kept) == inside


def test_claims_without_slots_teach_nothing_new() -> None:
    assert mixed_posts([post(1, "chợ mở rồi")]) == []
