"""The fictional province says everything the demonstration has to show, and nothing real."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from models.errors import BadInput
from models.vocabulary import PROTECTED_LABELS, Distortion, Label, Queue
from pipeline.demo.content import DIRECTORY, load_content, read_content
from pipeline.demo.expectations import PLANTED_IDENTITIES, SOURCES, Expectation, load_expectations


def tagged(tag: str) -> list[Expectation]:
    return [given for given in load_expectations() if tag in given.tags]


def place(given: Expectation) -> str:
    """The thread or the source a post stands in: what spreading is counted by."""
    return given.path.split("/")[2] if given.path.startswith("/dien-dan/") else given.source


@pytest.mark.parametrize(
    ("tag", "least", "queue", "distortion"),
    [
        ("scam_lookalike", 4, Queue.SCAM, None),
        ("target_as_duty", 3, Queue.CLAIMS, Distortion.MODALITY),
        ("wrong_fee", 4, Queue.CLAIMS, Distortion.CONTRADICTED),
        ("wrong_obligation", 2, Queue.CLAIMS, Distortion.CONTRADICTED),
        ("permission_as_duty", 1, Queue.CLAIMS, Distortion.MODALITY),
        ("outdated", 2, Queue.CLAIMS, Distortion.OUTDATED),
        ("unverified_spreading", 3, Queue.CLAIMS, Distortion.UNVERIFIED),
        ("unverified_alone", 1, None, None),
        ("supported", 3, None, None),
        ("question_with_answer", 2, Queue.QUESTIONS, None),
        ("question_without_answer", 2, Queue.QUESTIONS, None),
        ("question_about_message", 1, Queue.QUESTIONS, None),
        ("grievance_own_channel", 2, Queue.GRIEVANCES, None),
        ("grievance_elsewhere", 1, None, None),
        ("sharp_criticism", 2, None, None),
        ("allegation", 2, None, None),
        ("satire", 2, None, None),
        ("scam_awareness", 1, None, None),
        ("victim_story", 1, None, None),
        ("off_topic", 3, None, None),
        ("official_article", 8, None, None),
    ],
)
def test_every_case_of_the_demonstration_is_there(
    tag: str, least: int, queue: Queue | None, distortion: Distortion | None
) -> None:
    found = tagged(tag)
    assert len(found) >= least
    assert {(given.queue, given.distortion) for given in found} == {(queue, distortion)}


def test_criticism_allegation_and_satire_carry_figures() -> None:
    for tag in ("sharp_criticism", "allegation", "satire"):
        assert all(re.search(r"\d", given.text) for given in tagged(tag)), tag


def test_nothing_protected_is_expected_in_a_queue_but_grievances_on_the_own_channel() -> None:
    for given in load_expectations():
        if given.label in PROTECTED_LABELS and given.queue is not None:
            assert given.queue is Queue.GRIEVANCES
            assert given.own_channel


def test_one_narrative_of_many_copies_with_one_lookalike_whose_number_differs() -> None:
    copies = [given for given in load_expectations() if given.group == "phi-tai-khoan-50k"]
    assert len(copies) >= 8
    assert len({place(given) for given in copies}) >= 3
    (other,) = tagged("lookalike_number")
    assert other.group not in {given.group for given in copies}
    assert other.text.replace("80k", "50k") in {given.text for given in copies}


def test_the_lookalike_scam_is_copied_without_diacritics_and_obfuscated() -> None:
    texts = [given.text for given in tagged("scam_lookalike")]
    assert any(text.isascii() for text in texts)
    assert any("C ô n g a n" in text for text in texts)
    assert any("[.]" in text for text in texts)
    assert all("dichvucong-gov-vn" in text for text in texts)


def test_unverified_claims_spread_far_enough_and_the_lone_one_does_not() -> None:
    for group in {given.group for given in tagged("unverified_spreading")}:
        assert len({place(given) for given in load_expectations() if given.group == group}) >= 3, group
    (alone,) = tagged("unverified_alone")
    assert [given for given in load_expectations() if given.group == alone.group] == [alone]


def test_enough_items_come_out() -> None:
    queued = [given for given in load_expectations() if given.queue is not None]
    items = {(given.queue, given.group or given.key) for given in queued}
    counts = Counter(queue for queue, _ in items)
    assert sum(counts[queue] for queue in (Queue.SCAM, Queue.CLAIMS, Queue.QUESTIONS)) >= 12
    assert min(counts[queue] for queue in Queue) >= 2


def test_about_sixty_posts_from_four_sources_mostly_of_the_last_week() -> None:
    posts = load_expectations()
    assert 60 <= len(posts) <= 80
    assert {given.source for given in posts} == {source.name for source in SOURCES}
    assert [source.own_channel for source in SOURCES].count(True) == 1
    assert max(given.hours_ago for given in posts) <= 240
    assert sum(given.hours_ago <= 168 for given in posts) > 0.8 * len(posts)


def test_labels_agree_with_queues() -> None:
    allowed = {
        Queue.SCAM: {Label.SCAM},
        Queue.CLAIMS: {Label.CLAIM},
        Queue.QUESTIONS: {Label.QUESTION},
        Queue.GRIEVANCES: {Label.GRIEVANCE},
    }
    for given in load_expectations():
        assert given.queue is None or given.label in allowed[given.queue], given.key


def test_planted_identities_cover_every_author_in_every_form() -> None:
    people = load_content().people.values()
    for person in people:
        assert {person.name, person.handle, person.id} <= set(PLANTED_IDENTITIES)
    assert "0900000403" in PLANTED_IDENTITIES
    assert "000000000417" in PLANTED_IDENTITIES
    assert all(len(given) >= 6 for given in PLANTED_IDENTITIES)


def test_planted_identities_are_distinctive() -> None:
    """A planted string found after a run must have come from a person, not from ordinary words."""
    ordinary = " ".join(post.title for _, post in load_content().posts()) + " ".join(
        source.name + source.path for source in SOURCES
    )
    assert not [given for given in PLANTED_IDENTITIES if given in ordinary]


def test_addresses_and_phone_numbers_cannot_be_real() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in DIRECTORY.glob("*.yaml"))
    for host in re.findall(r"[\w-]+(?:\[\.\]|\s\.\s|\.)(?:example|vn|com|net|org|top)\b", everything):
        assert re.search(r"example$", host) or host in {"gov.vn", "dichvucong.gov.vn"}, host
    for number in re.findall(r"\b0\d{3}[ .]?\d{3}[ .]?\d{3}\b", everything):
        assert re.sub(r"\D", "", number).startswith("0900000"), number


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("forum.yaml", "key: tk-phi-50k-1", "key: tk-hoi-phi", "tk-hoi-phi"),
        ("forum.yaml", "author: tam", "author: ai-do", "forum.yaml"),
        ("forum.yaml", "queue: scam", "queue: rác", "forum.yaml"),
        ("forum.yaml", "hours_ago: 118", "hours_ago: 500", "dang-ky-tai-khoan-dich-vu-cong"),
        ("forum.yaml", "quotes: tk-phi-80k", "quotes: không-có", "tk-khong-mat-tien"),
        ("community.yaml", '"0900 000 403"]', '"0900 000 999"]', "cd-mat-vi"),
        ("people.yaml", "id: tv-77130401", "mã: tv-77130401", "bong"),
        ("portal.yaml", "kind: feed", "kind: tivi", "portal.yaml"),
        ("commune.yaml", "posts:", "posts: [", "commune.yaml"),
    ],
)
def test_a_mistake_in_the_content_is_named(tmp_path: Path, file: str, old: str, new: str, named: str) -> None:
    shutil.copytree(DIRECTORY, tmp_path / "content")
    changed = tmp_path / "content" / file
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(named)):
        read_content(tmp_path / "content")
