"""What the final model makes of posts by other hands: counted as it is told, and never worse than it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.vocabulary import Label
from nlp.contracts import Span
from nlp.corpus.load import CorpusPost, load_unseen
from nlp.privacy import mask
from nlp.training import Trained
from nlp.unseen import unseen_figures, unseen_outcomes

UNSEEN = load_unseen()

FLOORS = {
    "macro_f1": 0.88,
    "scam_recall": 0.95,
    "scam_precision": 0.93,
    "claim_f1": 0.88,
    "slot_f1": 0.78,
    "indicator_f1": 0.95,
}
CEILINGS = {
    "awareness_as_scam_share": 0.02,
    "opinion_queued_share": 0.01,
    "protected_labels_queued_share": 0.01,
}
"""What is asked of posts whose writers the machine has never read; nothing is tuned to these."""


@pytest.fixture(scope="module")
def measured(trained: Trained) -> dict[str, Any]:
    return unseen_figures(UNSEEN, trained.model)


def test_no_figure_of_unseen_posts_falls_under_its_floor(measured: dict[str, Any]) -> None:
    by_label = measured["labels"]["by_label"]
    found = {
        "macro_f1": measured["labels"]["macro_f1"][0],
        "scam_recall": by_label["scam"]["recall"][0],
        "scam_precision": by_label["scam"]["precision"][0],
        "claim_f1": by_label["claim"]["f1"][0],
        "slot_f1": measured["slots"]["f1"],
        "indicator_f1": measured["indicators"]["f1"],
    }
    assert {name: one for name, one in found.items() if one < FLOORS[name]} == {}
    queues = measured["queues"]
    assert {name: queues[name] for name, most in CEILINGS.items() if queues[name] > most} == {}


def test_slots_are_counted_where_they_stand_in_the_text_as_written(trained: Trained) -> None:
    """What is masked before them is shorter than what was written."""
    posts = [post for post in UNSEEN if post.label is Label.CLAIM and len(post.slots) >= 2][:20]
    plain = unseen_figures(posts, trained.model)["slots"]["right"]
    moved = unseen_figures([_behind_addresses(post) for post in posts], trained.model)["slots"]["right"]
    assert mask(_behind_addresses(posts[0]).text).text != _behind_addresses(posts[0]).text
    assert moved >= 0.8 * plain > 0


def _behind_addresses(post: CorpusPost) -> CorpusPost:
    before = "Gửi to-cong-nghe-so-cong-dong@xa-lang-ven.example, ban-bien-tap-loa-truyen-thanh@xa-lang-ven.example. "
    slots = tuple(
        replace(one, span=Span(one.span.start + len(before), one.span.end + len(before)))
        for one in post.slots
    )
    return replace(post, text=before + post.text, slots=slots)


def test_what_is_counted_is_what_is_told(trained: Trained) -> None:
    some = [post for post in UNSEEN if post.label is Label.SCAM][:40]
    told = [one.label for one, _ in unseen_outcomes(some, trained.model)]
    right = unseen_figures(some, trained.model)["labels"]["by_label"]["scam"]["recall"][0]
    assert right == pytest.approx(sum(one is Label.SCAM for one in told) / len(some))
    wrong = [replace(post, label=Label.OPINION) for post in some]
    figures = unseen_figures(wrong, trained.model)
    assert figures["labels"]["by_label"]["scam"]["precision"][0] == 0
    assert figures["queues"]["opinion_queued_share"] >= 0.5
