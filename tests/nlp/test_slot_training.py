"""The tagger learns from marked claims, the same thing every time, and is measured on what it has not seen."""

from dataclasses import replace

import numpy as np
import pytest

from models.vocabulary import Label, Modality, SlotKind
from nlp import slot_training
from nlp.contracts import Slot, Span
from nlp.corpus.load import CorpusPost, Style
from nlp.evidence.modality import find_cues
from nlp.evidence.scan import scan
from nlp.evidence.tagger import TAGS
from nlp.normalise import normalise
from nlp.slot_training import (
    MIXED,
    WRITTEN_TO_BE_MARKED,
    RecordedTagger,
    example_of,
    examples_of,
    found_by_others,
    learn,
    mixed_examples,
    slot_claim_examples,
    tags_of,
    train_tagger,
)


def post(number, text, *marked, label=Label.CLAIM):
    slots = []
    for kind, part in marked:
        at = text.index(part)
        slots.append(Slot(kind, part, None, None, Modality.IN_FORCE, Span(at, at + len(part))))
    return CorpusPost(
        f"p{number:04}", f"s{number:03}", None, text, label, "x", (), Style.PLAIN, tuple(slots), ()
    )


@pytest.fixture(scope="module")
def posts():
    fees = [f"làm thẻ {number}k nhé bà con" for number in range(20, 60, 3)]
    dates = [f"từ {number}/12 cúp điện nghe cô bác" for number in range(1, 15)]
    return [
        *(post(at, text, (SlotKind.FEE, text.split()[2])) for at, text in enumerate(fees)),
        *(post(50 + at, text, (SlotKind.DATE, text.split()[1])) for at, text in enumerate(dates)),
        post(90, "làm thẻ 50k thì vô lý quá", label=Label.OPINION),
    ]


def found(tagger, text):
    read = normalise(text)
    (tagged,) = tagger.tag([scan(read)], [find_cues(read)])
    return [(one.kind, read.normalised[one.start : one.end]) for one in tagged]


def test_what_was_marked_is_found_in_new_posts(posts):
    tagger = train_tagger(posts)
    assert found(tagger, "làm thẻ 75k nhé bà con") == [(SlotKind.FEE, "75k")]
    assert found(tagger, "từ 28/12 cúp điện nghe cô bác") == [(SlotKind.DATE, "28/12")]


def test_the_same_posts_teach_the_same(posts):
    one, two = train_tagger(posts).parts, train_tagger(posts).parts
    assert all(
        np.array_equal(getattr(one, name), getattr(two, name)) for name in ("places", "weights", "steps")
    )
    assert one.fit_together()


def test_without_a_marked_claim_nothing_is_found(posts):
    assert found(train_tagger(posts[-1:]), "làm thẻ 75k nhé bà con") == []


def test_tags_of_marked_slots():
    text = "phí 50k, từ 1/12"
    given = post(1, text, (SlotKind.FEE, "50k"), (SlotKind.AMOUNT, "phí 50k"), (SlotKind.DATE, "1/12"))
    read = normalise(text)
    tags = tags_of(read, scan(read), given.slots)
    assert [TAGS[0][tag] for tag in tags[:, 0]] == [
        "B-amount", "I-amount", "I-amount", "O", "B-date", "I-date", "I-date",
    ]  # fmt: skip
    assert not tags[:, 1:].any()
    assert len(example_of(given).tags) == 7


def test_marks_of_one_layer_do_not_hide_those_of_another():
    text = "ai cũng phải đóng 50k"
    marked = (SlotKind.FEE, "50k"), (SlotKind.OBLIGATION, "phải đóng 50k"), (SlotKind.SCOPE, "ai cũng")
    read = normalise(text)
    tags = tags_of(read, scan(read), post(1, text, *marked).slots)
    named = [["".join(TAGS[at][tag][:3]) for tag in tags[:, at]] for at in range(3)]
    assert named == [
        ["O", "O", "O", "O", "B-f", "I-f"],
        ["O", "O", "B-o", "I-o", "I-o", "I-o"],
        ["B-s", "I-s", "O", "O", "O", "O"],
    ]


def test_held_out_slots_are_of_a_tagger_that_had_not_seen_the_post(posts):
    texts = [normalise(one.text) for one in posts]
    slots = [
        *found_by_others(posts[14:], examples_of(posts[14:]), texts[:14]),
        *found_by_others(posts[:14], examples_of(posts[:14]), texts[14:]),
    ]
    assert any(slots[14:])
    said = RecordedTagger(dict(zip([text.original for text in texts], slots, strict=True)))
    assert all(kind is not SlotKind.FEE for at in range(14) for kind, _ in found(said, posts[at].text))
    with pytest.raises(KeyError):
        found(said, "bài khác")


def test_a_post_with_exchanged_slots_moves_the_weights_less(posts):
    (mixed, *_) = mixed_examples(posts[:1])
    assert mixed.share == MIXED < example_of(posts[0]).share
    whole, part = (learn([replace(example_of(posts[0]), share=share)]).weights for share in (1.0, 0.01))
    assert np.abs(part).max() < np.abs(whole).max()


def test_claims_written_to_be_marked_teach_too_but_less(posts):
    (given, *_) = slot_claim_examples(posts[:1])
    assert given.share == WRITTEN_TO_BE_MARKED < example_of(posts[0]).share
    tagger = train_tagger(posts[14:], posts[:14])
    assert found(tagger, "làm thẻ 75k nhé bà con") == [(SlotKind.FEE, "75k")]
    assert found(train_tagger(posts[14:]), "làm thẻ 75k nhé bà con") == []


def test_hidden_features_make_the_others_learn_by_themselves(posts, monkeypatch):
    def fee_weights():
        given = replace(example_of(posts[0]), share=0.01)  # far from enough: every reading moves the weights
        weights = learn([given] * slot_training.LEAST_SEEN).weights[:, TAGS[0].index("B-fee")]
        return np.unique(weights[weights > 0])

    some = fee_weights()
    monkeypatch.setattr(slot_training, "HIDDEN", 0.0)
    assert len(fee_weights()) < len(some)
