"""The figures about queues and the firewall: hand-made routes with known answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.vocabulary import Label, Queue, Topic
from nlp.contracts import Assessment, Route
from nlp.corpus.load import CorpusPost
from nlp.measures.intervals import wilson_upper
from nlp.measures.queues import protected_figures, queue_figures

READ = Assessment(Label.SCAM, {}, False, frozenset(), (), (), (), (), (), "x")


@pytest.fixture
def post(corpus: list[CorpusPost]) -> CorpusPost:
    return replace(corpus[0], topics=(Topic.DICH_VU_CONG,))


def test_queues_are_counted_by_what_a_person_meant(post: CorpusPost) -> None:
    scam, claim, question, opinion, warning = (
        replace(post, label=label)
        for label in (Label.SCAM, Label.CLAIM, Label.QUESTION, Label.OPINION, Label.SCAM_AWARENESS)
    )
    unwatched = replace(claim, topics=(Topic.KHAC,))
    posts = [scam, scam, claim, unwatched, question, opinion, warning]
    queues = [Queue.SCAM, None, Queue.CLAIMS, None, None, Queue.QUESTIONS, Queue.SCAM]
    told = queue_figures(posts, [(READ, Route(queue)) for queue in queues])
    assert (told["scam_recall"], told["scam_precision"]) == (0.5, 0.5)
    assert (told["claim_recall"], told["claim_precision"]) == (1, 1)
    assert (told["question_recall"], told["question_precision"]) == (0, 0)
    assert (told["protected_labels_queued_share"], told["opinion_queued_share"]) == (0, 1)
    assert told["awareness_as_scam_share"] == 1


def test_the_gate_counts_rebuttal_and_knows_its_doubt(post: CorpusPost) -> None:
    posts = [replace(post, label=Label.OPINION)] * 99 + [replace(post, label=Label.GRIEVANCE)]
    routes = [Route(Queue.QUESTIONS)] + [Route(None)] * 98 + [Route(Queue.CLAIMS)]
    told = protected_figures(posts, [(READ, way) for way in routes])
    assert (told["queued_share"], told["as_claim"], told["as_scam"]) == (0.01, 1, 0)
    assert told["queued_upper"] == pytest.approx(0.0545, abs=1e-3)
    assert told["opinions_queued_share"] == pytest.approx(1 / 99)


def test_a_bound_for_nothing_seen() -> None:
    assert wilson_upper(0, 0) == 1
    assert 0 < wilson_upper(0, 1000) < 0.004
    assert wilson_upper(10, 10) == pytest.approx(1)
