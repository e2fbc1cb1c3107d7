"""What the labelled corpus must be: enough of everything, no shortcut to the label, nobody real in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace

from models.vocabulary import Label, Modality, SlotKind, Topic
from nlp.corpus.load import CorpusPost, Style, load_posts, load_protected, load_unseen
from tests.nlp.corpus.likeness import alike, likeness
from tests.nlp.corpus.real_addresses import real

POSTS = load_posts()
PROTECTED = load_protected()
UNSEEN = load_unseen()


def test_every_label_and_topic_is_there_in_number() -> None:
    labels = Counter(post.label for post in POSTS)
    topics = Counter(topic for post in POSTS for topic in post.topics)
    assert len(POSTS) >= 4000
    assert {label for label in Label if labels[label] < 350} == set()
    assert {topic for topic in Topic if topics[topic] < 150} == set()


def test_every_style_is_used_under_every_label() -> None:
    seen = Counter((post.label, post.style) for post in POSTS)
    assert [pair for pair in ((lab, sty) for lab in Label for sty in Style) if seen[pair] < 25] == []


def test_every_slot_kind_and_modality_is_asserted_by_some_claim() -> None:
    slots = [slot for post in POSTS if post.label is Label.CLAIM for slot in post.slots]
    assert {slot.kind for slot in slots} == set(SlotKind)
    assert {slot.modality for slot in slots} == set(Modality)


def test_situations_and_pairs_are_recorded() -> None:
    members: defaultdict[str, list[CorpusPost]] = defaultdict(list)
    for post in POSTS:
        if post.pair:
            members[post.pair].append(post)
    assert len(members) >= 350
    assert len({post.situation for post in POSTS}) >= 2000
    for post in POSTS:
        if post.pair:
            rivals = [other for other in members[post.pair] if other.label != post.label]
            assert max(likeness(post.text, rival.text) for rival in rivals) >= 0.25, post.id


def test_no_two_posts_are_nearly_the_same_unless_declared_a_pair() -> None:
    texts = [post.text for post in POSTS]
    near = [(POSTS[a], POSTS[b]) for a, b, _ in alike(texts, texts, 0.8) if a < b]
    assert [(a.id, b.id) for a, b in near if a.pair is None or a.pair != b.pair] == []
    assert len(set(texts)) == len(texts)


def test_no_protected_post_is_nearly_in_the_training_posts() -> None:
    texts, guarded = [post.text for post in POSTS], [post.text for post in PROTECTED]
    assert [(PROTECTED[a].id, POSTS[b].id) for a, b, _ in alike(guarded, texts, 0.6)] == []
    assert [(PROTECTED[a].id, PROTECTED[b].id) for a, b, _ in alike(guarded, guarded, 0.8) if a < b] == []


def test_no_post_names_a_real_address_or_number() -> None:
    assert {post.id: found for post in (*POSTS, *PROTECTED, *UNSEEN) if (found := real(post))} == {}


def test_a_real_address_or_number_would_be_noticed() -> None:
    for words in ("vào vaytien.com", "xem http://ten.mien", "gọi 0912 345 678"):
        assert real(replace(POSTS[0], text=words))


def test_addresses_written_in_a_post_are_its_indicators() -> None:
    missing = [
        (post.id, found.group())
        for post in (*POSTS, *UNSEEN)
        for found in re.finditer(r"[a-z0-9-]+\.(?:example|test|gov\.vn)\b", post.text)
        if not any(each.span.start <= found.start() < each.span.end for each in post.indicators)
    ]
    assert missing == []
