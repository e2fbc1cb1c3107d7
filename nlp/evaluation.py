"""How good the machine is, on posts it has not seen, in figures anyone can print again.

Labels, queues and calibration come from grouped cross-validation: the readings of held-out posts go
through the whole assessment and the routing table (without an official base, so that every claim
with a slot may be queued: the hardest case for the firewall). The protected corpus is never trained
on. What each figure means is said where it is measured, in ``nlp.measures``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from importlib.resources import files
from typing import Any

from models.vocabulary import Label, Topic
from nlp.assess import Assessor
from nlp.contracts import Reading, Slot
from nlp.cores import AtOnce, executor, in_pieces
from nlp.corpus.exam import ExamPost, load_exam
from nlp.corpus.load import CorpusPost, load_posts, load_protected, load_unseen
from nlp.corpus.slot_claims import load_slot_claims
from nlp.evidence.slots import extract_slots
from nlp.evidence.tagger import Tagged
from nlp.gate_training import may_be_queued
from nlp.measures.indicators import indicator_figures
from nlp.measures.known_claims import known_claim_figures
from nlp.measures.labels import abstention, calibration_error, label_figures, macro_f1, slices
from nlp.measures.lookalike import lookalike_figures
from nlp.measures.masking import masking_figures
from nlp.measures.narratives import look_alike_figures, narrative_figures
from nlp.measures.normalisation import normalisation_figures
from nlp.measures.queues import Outcome, protected_figures, queue_figures, share
from nlp.measures.readings import reading_figures
from nlp.measures.retrieval import retrieval_figures
from nlp.measures.slots import slot_figures
from nlp.measures.told import told_figures
from nlp.measures.verdicts import verdict_figures
from nlp.normalise import normalise
from nlp.privacy import mask
from nlp.slot_folds import HeldOutSlots, slots_held_out
from nlp.slot_training import RecordedTagger
from nlp.training import Recorded, Trained
from nlp.unseen import as_written, exam_figures, outcomes_of, unseen_figures, unseen_outcomes

FAILURES = 14
_LONGEST_EXAMPLE = 220


def figures(
    posts: Sequence[CorpusPost],
    protected: Sequence[CorpusPost],
    trained: Trained,
    slots: HeldOutSlots,
    exam: Sequence[ExamPost] = (),
    unseen: Sequence[CorpusPost] = (),
    pool: Executor | None = None,
) -> dict[str, Any]:
    """The figures as plain data, ready for JSON; shares are 0..1, counts are posts. ``pool`` does independent pieces."""
    outcomes = held_out_outcomes(posts, trained, slots, pool)
    said = [assessment for assessment, _ in outcomes]
    labels = [one.label for one in said]
    return {
        "model": trained.model.version,
        "parameters_sha256": trained.model.parts.fingerprint(),
        "corpus": {"posts": len(posts), "protected": len(protected), "sha256": corpus_hash()},
        "labels": label_figures(posts, labels, [post.situation for post in posts]),
        "styles": slices(posts, labels, [(post.style.value,) for post in posts]),
        "topics": slices(posts, labels, [[topic.value for topic in post.topics] for post in posts]),
        "calibration_error": calibration_error(posts, said),
        "abstention": abstention(posts, said),
        "gate": gate_figures(posts, trained),
        "queues": queue_figures(posts, outcomes),
        "protected": protected_figures(protected, unseen_outcomes(protected, trained.model, pool)),
        "exam": exam_figures(exam, trained.model),
        "unseen": unseen_figures(unseen, trained.model),
        "topics_found": topic_figures(posts, outcomes),
        "slots": slot_figures(marked_and_found(posts, slots, pool)),
        "indicators": indicator_figures(posts),
        "lookalike": lookalike_figures(),
        "normalisation": normalisation_figures(posts=posts),
        "failures": failures(posts, outcomes),
    }


def measure(trained: Trained) -> dict[str, Any]:
    """All figures for the shipped corpus, and those in which the label model has no part: narratives, masking, search, verdicts, known claims, readings."""
    posts = load_posts()
    with executor(len(posts)) as pool:
        apart = {
            "narratives": pool.submit(narrative_figures),
            "look_alikes": pool.submit(look_alike_figures),
            "masking": pool.submit(masking_figures),
            "retrieval": pool.submit(retrieval_figures),
            "verdicts": pool.submit(verdict_figures),
            "known_claims": pool.submit(known_claim_figures),
            "readings": pool.submit(reading_figures),
            "told": pool.submit(told_figures, posts, trained),
        }
        slots = slots_held_out(posts, load_slot_claims(), pool)
        measured = figures(posts, load_protected(), trained, slots, load_exam(), load_unseen(), pool)
        return {**measured, **{name: told.result() for name, told in apart.items()}}


def headline_figures(
    posts: Sequence[CorpusPost], trained: Trained, pool: Executor | None = None
) -> dict[str, float]:
    """The few figures that travel with a model; the queues are left to ``figures``, which takes longer."""
    labels = held_out_labels(trained)
    protected = load_protected()
    guarded = protected_figures(protected, unseen_outcomes(protected, trained.model, pool))
    return {
        "macro_f1": macro_f1(posts, labels),
        "calibration_error": calibration_error(posts, trained.held_out),
        "protected_queued_share": guarded["queued_share"],
        "protected_queued_upper": guarded["queued_upper"],
    }


def kept_figures(posts: Sequence[CorpusPost], trained: Trained) -> dict[str, Any]:
    """What a model keeps of its evaluation: ``labels`` as ``label_figures`` has them by label, and the corpus they were found on."""
    measured = label_figures(posts, held_out_labels(trained), [post.situation for post in posts])
    return {
        "labels": measured["by_label"],
        "corpus": {"posts": len(posts), "sha256": corpus_hash()},
        "parameters_sha256": trained.model.parts.fingerprint(),
    }


def held_out_labels(trained: Trained) -> list[Label]:
    """The label of each corpus post, from the word of a gate and a model that had not seen it."""
    return [
        reading.label if passed else trained.model.stopped.label
        for reading, passed in zip(trained.held_out, trained.passed, strict=True)
    ]


def held_out_outcomes(
    posts: Sequence[CorpusPost], trained: Trained, slots: HeldOutSlots, pool: Executor | None = None
) -> list[Outcome]:
    """Assessment and route of each corpus post, from the word of a gate, a model and a tagger that had not seen it."""
    texts, tagged = [post.text for post in posts], [slots[post.id] for post in posts]
    rows = list(zip(texts, trained.held_out, trained.passed, tagged, strict=True))
    recorded = partial(_recorded_outcomes, trained.model.version, trained.model.stopped)
    return list(in_pieces(pool or AtOnce(), recorded, rows))


_Row = tuple[str, Reading, bool, tuple[Tagged, ...]]
"""A raw text, and what was said of it while it was held out: its reading, whether it passed the gate, its slots."""


def _recorded_outcomes(version: str, stopped: Reading, rows: Sequence[_Row]) -> list[Outcome]:
    masked = [mask(text).text for text, *_ in rows]
    _, readings, passed, slots = zip(*rows, strict=True)
    reader = Recorded(
        version,
        stopped,
        dict(zip(masked, readings, strict=True)),
        dict(zip(masked, passed, strict=True)),
        RecordedTagger(dict(zip(masked, slots, strict=True))),
    )
    return outcomes_of(Assessor(reader), masked)


def marked_and_found(
    posts: Sequence[CorpusPost], slots: HeldOutSlots, pool: Executor | None = None
) -> list[tuple[tuple[Slot, ...], tuple[Slot, ...]]]:
    """Of each claim the slots people marked, and those found by a tagger that had not seen it; spans into the raw text.

    Other posts are left out: in them people marked no slot, or the figures alone.
    """
    rows = [(post, slots[post.id]) for post in posts if post.label is Label.CLAIM]
    return list(in_pieces(pool or AtOnce(), _marked_and_found, rows))


def _marked_and_found(
    rows: Sequence[tuple[CorpusPost, tuple[Tagged, ...]]],
) -> list[tuple[tuple[Slot, ...], tuple[Slot, ...]]]:
    """Found in the masked text, as in production."""
    pairs = []
    for post, tagged in rows:
        masked = mask(post.text)
        found = extract_slots(normalise(masked.text), None, RecordedTagger({masked.text: tagged}))
        pairs.append((post.slots, as_written(found, masked)))
    return pairs


def gate_figures(posts: Sequence[CorpusPost], trained: Trained) -> dict[str, float]:
    """What the cheap gate keeps of held-out posts a person may have to see, and what it stops of the rest.

    ``off_topic_stopped``: of the corpus's off-topic posts, most of them written to look related; ``chatter_stopped``: of
    the background.
    """
    judged = list(zip(posts, trained.passed, strict=True))
    return {
        "kept": share([passed for post, passed in judged if may_be_queued(post)]),
        "off_topic_stopped": share([not passed for post, passed in judged if post.label is Label.OFF_TOPIC]),
        "chatter_stopped": share([not passed for passed in trained.background_passed]),
    }


def topic_figures(posts: Sequence[CorpusPost], outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Precision and recall of topics, and how often a watched post is missed, where a queue depends on it."""
    pairs = [
        (set(post.topics) - {Topic.KHAC}, set(assessment.topics) - {Topic.KHAC})
        for post, (assessment, _) in zip(posts, outcomes, strict=True)
        if post.label in (Label.CLAIM, Label.QUESTION)
    ]
    shared = sum(len(meant & found) for meant, found in pairs)
    return {
        "precision": shared / max(1, sum(len(found) for _, found in pairs)),
        "recall": shared / max(1, sum(len(meant) for meant, _ in pairs)),
        "watched_missed_share": share([not found for meant, found in pairs if meant]),
    }


def failures(posts: Sequence[CorpusPost], outcomes: Sequence[Outcome]) -> list[dict[str, str]]:
    """The held-out posts the machine was surest of and wrong about, one for each of the commonest confusions."""
    wrong: dict[tuple[Label, Label], list[tuple[float, CorpusPost]]] = {}
    for post, (assessment, _) in zip(posts, outcomes, strict=True):
        if assessment.label is not post.label and len(post.text) <= _LONGEST_EXAMPLE:
            sure = assessment.scores[assessment.label]
            wrong.setdefault((post.label, assessment.label), []).append((sure, post))
    commonest = sorted(wrong.items(), key=lambda one: (-len(one[1]), one[0]))[:FAILURES]
    return [
        {
            "meant": meant.value,
            "said": said.value,
            "text": max(those, key=lambda one: (one[0], one[1].id))[1].text,
        }
        for (meant, said), those in commonest
    ]


def corpus_hash() -> str:
    """SHA-256 over the files of the shipped corpus, in order of their names."""
    folder = files("nlp.corpus").joinpath("posts")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".jsonl"))
    digest = hashlib.sha256()
    for name in names:
        digest.update(folder.joinpath(name).read_bytes())
    return digest.hexdigest()
