"""How good the machine is, on posts it has not seen, in figures anyone can print again.

Labels, queues and calibration come from grouped cross-validation: the readings of held-out posts go
through the whole assessment and the routing table (without an official base, so that every claim
with a slot may be queued: the hardest case for the firewall). The protected corpus is never trained
on. Slots and topics are compared with what a person marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Protocol

from models.vocabulary import LABEL_NAMES, PROTECTED_LABELS, Label, Queue, Topic
from nlp import thresholds
from nlp.assess import Assessor
from nlp.contracts import Assessment, Circumstances, Reading, Route
from nlp.corpus.exam import ExamPost, load_exam
from nlp.corpus.load import CorpusPost, load_posts, load_protected
from nlp.detectors.label_model import LabelModel
from nlp.privacy import mask
from nlp.route import route
from nlp.training import Recorded, Trained, masked_texts, train

UNSEEN_BASE = Circumstances(official_known=False)
"""No official base consulted: every claim with a slot on a watched topic is queued."""

REBUTTAL_QUEUES = frozenset({Queue.CLAIMS, Queue.SCAM})
CALIBRATION_BINS = 10


class Labelled(Protocol):
    """Anything a person has labelled."""

    @property
    def label(self) -> Label:
        """The label."""
        ...


class Scored(Protocol):
    """Anything the machine has said of a post."""

    @property
    def label(self) -> Label:
        """The likeliest label."""
        ...

    @property
    def scores(self) -> Mapping[Label, float]:
        """Probability of every label."""
        ...


def evaluate() -> dict[str, Any]:
    """All figures for the shipped corpus: trains five folds and a final model, about a minute."""
    posts, protected = load_posts(), load_protected()
    trained = train(posts)
    return figures(posts, protected, trained, load_exam())


def figures(
    posts: Sequence[CorpusPost],
    protected: Sequence[CorpusPost],
    trained: Trained,
    exam: Sequence[ExamPost] = (),
) -> dict[str, Any]:
    """The figures as plain data, ready for JSON; shares are 0..1, counts are posts."""
    outcomes = held_out_outcomes(posts, trained.held_out)
    wrong = unseen_outcomes(protected, trained.model)
    return {
        "model": trained.model.version,
        "corpus": {"posts": len(posts), "protected": len(protected), "sha256": corpus_hash()},
        "labels": label_figures(posts, [assessment.label for assessment, _ in outcomes]),
        "calibration_error": calibration_error(posts, [assessment for assessment, _ in outcomes]),
        "abstained_share": _share([assessment.abstained for assessment, _ in outcomes]),
        "queues": queue_figures(posts, outcomes),
        "protected": protected_figures(wrong),
        "exam": exam_figures(exam, trained.model),
        "topics": topic_figures(posts, [assessment for assessment, _ in outcomes]),
    }


def headline_figures(posts: Sequence[CorpusPost], trained: Trained) -> dict[str, float]:
    """The few figures that travel with a model; the queues are left to ``evaluate``, which takes longer."""
    labels = [reading.label for reading in trained.held_out]
    wrong = unseen_outcomes(load_protected(), trained.model)
    return {
        "macro_f1": macro_f1(posts, labels),
        "calibration_error": calibration_error(posts, trained.held_out),
        "protected_queued_share": protected_figures(wrong)["queued_share"],
    }


def held_out_outcomes(
    posts: Sequence[CorpusPost], readings: Sequence[Reading]
) -> list[tuple[Assessment, Route]]:
    """Assessment and route of each corpus post, from the reading of a model that had not seen it."""
    texts = [text.original for text in masked_texts(posts)]
    assessor = Assessor(Recorded("held-out", dict(zip(texts, readings, strict=True))))
    return _outcomes(assessor, texts)


def unseen_outcomes(
    posts: Sequence[CorpusPost] | Sequence[ExamPost], model: LabelModel
) -> list[tuple[Assessment, Route]]:
    """Assessment and route of posts that no model was trained on, by the final model."""
    return _outcomes(Assessor(model), [mask(post.text).text for post in posts])


def _outcomes(assessor: Assessor, texts: Sequence[str]) -> list[tuple[Assessment, Route]]:
    assessments = assessor.assess([(text, UNSEEN_BASE) for text in texts])
    return [(assessment, route(assessment, UNSEEN_BASE)) for assessment in assessments]


def label_figures(posts: Sequence[Labelled], said: Sequence[Label]) -> dict[str, Any]:
    """Precision, recall, F1 and count of each label, and the mean F1 of all seven."""
    by_label = {label.value: _precision_recall(posts, said, label) for label in Label}
    return {"macro_f1": macro_f1(posts, said), "by_label": by_label}


def macro_f1(posts: Sequence[Labelled], said: Sequence[Label]) -> float:
    """Mean F1 over the seven labels."""
    return sum(_precision_recall(posts, said, label)["f1"] for label in Label) / len(Label)


def _precision_recall(posts: Sequence[Labelled], said: Sequence[Label], label: Label) -> dict[str, float]:
    right = sum(post.label is label and one is label for post, one in zip(posts, said, strict=True))
    claimed = sum(one is label for one in said)
    actual = sum(post.label is label for post in posts)
    precision = right / claimed if claimed else 0.0
    recall = right / actual if actual else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "posts": actual}


def calibration_error(posts: Sequence[Labelled], assessments: Sequence[Scored]) -> float:
    """Expected calibration error of the top label in ten equal bins (Guo et al. 2017)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(CALIBRATION_BINS)]
    for post, assessment in zip(posts, assessments, strict=True):
        sure = assessment.scores[assessment.label]
        place = min(int(sure * CALIBRATION_BINS), CALIBRATION_BINS - 1)
        bins[place].append((sure, post.label is assessment.label))
    gaps = (abs(sum(sure for sure, _ in one) - sum(right for _, right in one)) for one in bins)
    return sum(gaps) / len(posts) if posts else 0.0


def queue_figures(
    posts: Sequence[CorpusPost], outcomes: Sequence[tuple[Assessment, Route]]
) -> dict[str, float]:
    """What reaches a reviewer: recall of scams, claims and questions, and what should not be there."""
    routed = [(post, way.queue) for post, (_, way) in zip(posts, outcomes, strict=True)]
    watched = [
        (post, queue) for post, queue in routed if any(topic is not Topic.KHAC for topic in post.topics)
    ]
    return {
        "scam_recall": _share([queue is Queue.SCAM for post, queue in routed if post.label is Label.SCAM]),
        "claim_recall": _share(
            [queue is Queue.CLAIMS for post, queue in watched if post.label is Label.CLAIM]
        ),
        "question_recall": _share(
            [queue is Queue.QUESTIONS for post, queue in watched if post.label is Label.QUESTION]
        ),
        "scam_precision": _share([post.label is Label.SCAM for post, queue in routed if queue is Queue.SCAM]),
        "claim_precision": _share(
            [post.label is Label.CLAIM for post, queue in routed if queue is Queue.CLAIMS]
        ),
        "protected_labels_queued_share": _share(
            [queue in REBUTTAL_QUEUES for post, queue in routed if post.label in PROTECTED_LABELS]
        ),
    }


def protected_figures(outcomes: Sequence[tuple[Assessment, Route]]) -> dict[str, float]:
    """The gate: which share of the protected corpus would be put up for rebuttal."""
    return {
        "queued_share": _share([way.queue in REBUTTAL_QUEUES for _, way in outcomes]),
        "as_claim": float(sum(way.queue is Queue.CLAIMS for _, way in outcomes)),
        "as_scam": float(sum(way.queue is Queue.SCAM for _, way in outcomes)),
    }


def exam_figures(exam: Sequence[ExamPost], model: LabelModel) -> dict[str, float]:
    """Labels and queues on the exam; counts where a share of some dozens would promise too much."""
    outcomes = unseen_outcomes(exam, model)
    routed = [(post.label, way.queue) for post, (_, way) in zip(exam, outcomes, strict=True)]
    protected = [queue in REBUTTAL_QUEUES for label, queue in routed if label in PROTECTED_LABELS]
    return {
        "posts": float(len(exam)),
        "macro_f1": macro_f1(exam, [assessment.label for assessment, _ in outcomes]),
        "scam_recall": _share([queue is Queue.SCAM for label, queue in routed if label is Label.SCAM]),
        "scam_precision": _share([label is Label.SCAM for label, queue in routed if queue is Queue.SCAM]),
        "claim_recall": _share([queue is Queue.CLAIMS for label, queue in routed if label is Label.CLAIM]),
        "claim_precision": _share([label is Label.CLAIM for label, queue in routed if queue is Queue.CLAIMS]),
        "protected": float(len(protected)),
        "protected_queued": float(sum(protected)),
    }


def topic_figures(posts: Sequence[CorpusPost], assessments: Sequence[Assessment]) -> dict[str, float]:
    """Precision and recall of topics, and how often a watched post is missed, where a queue depends on it."""
    pairs = [
        (set(post.topics) - {Topic.KHAC}, set(assessment.topics) - {Topic.KHAC})
        for post, assessment in zip(posts, assessments, strict=True)
        if post.label in (Label.CLAIM, Label.QUESTION)
    ]
    shared = sum(len(meant & found) for meant, found in pairs)
    return {
        "precision": shared / max(1, sum(len(found) for _, found in pairs)),
        "recall": shared / max(1, sum(len(meant) for meant, _ in pairs)),
        "watched_missed_share": _share([not found for meant, found in pairs if meant]),
    }


def corpus_hash() -> str:
    """SHA-256 over the files of the shipped corpus, in order of their names."""
    folder = files("nlp.corpus").joinpath("posts")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".jsonl"))
    digest = hashlib.sha256()
    for name in names:
        digest.update(folder.joinpath(name).read_bytes())
    return digest.hexdigest()


def to_markdown(measured: Mapping[str, Any]) -> str:
    """The figures as a page a person reads, in Vietnamese."""
    corpus, queues, guarded = measured["corpus"], measured["queues"], measured["protected"]
    exam = measured["exam"]
    rows = [
        f"| {LABEL_NAMES[Label(code)]} | {_percent(one['precision'])} | {_percent(one['recall'])} "
        f"| {one['f1']:.2f} | {one['posts']} |"
        for code, one in measured["labels"]["by_label"].items()
    ]
    return "\n".join(
        [
            f"Mô hình {measured['model']}, {corpus['posts']} bài mẫu, chia theo tình huống, {len(rows)} nhãn.",
            "",
            "| Nhãn | Độ chính xác | Độ phủ | F1 | Số bài |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"- Macro-F1: {measured['labels']['macro_f1']:.3f}",
            f"- Sai lệch hiệu chuẩn: {measured['calibration_error']:.3f}",
            f"- Máy không chắc: {_percent(measured['abstained_share'])} số bài",
            f"- Lừa đảo vào hàng việc: {_percent(queues['scam_recall'])}; "
            f"trong hàng lừa đảo đúng {_percent(queues['scam_precision'])}",
            f"- Thông tin cần đối chiếu vào hàng việc: {_percent(queues['claim_recall'])}; "
            f"trong hàng đúng {_percent(queues['claim_precision'])}",
            f"- Câu hỏi vào hàng việc: {_percent(queues['question_recall'])}",
            f"- Ý kiến, phản ánh bị đưa nhầm để bác bỏ (giữ lại khi huấn luyện): "
            f"{_percent(queues['protected_labels_queued_share'])}",
            f"- Kho được bảo vệ ({corpus['protected']} bài) bị đưa nhầm: {_percent(guarded['queued_share'])}",
            f"- Ngưỡng không chắc của lừa đảo: {thresholds.CERTAIN[Label.SCAM]:.2f}",
            "",
            f"Bài thi: {exam['posts']:.0f} bài của một người viết chưa thấy bài nào khác, không dùng để huấn luyện hay chỉnh máy.",
            "",
            f"- Macro-F1: {exam['macro_f1']:.3f}",
            f"- Lừa đảo vào hàng việc: {_percent(exam['scam_recall'])}; "
            f"trong hàng lừa đảo đúng {_percent(exam['scam_precision'])}",
            f"- Thông tin cần đối chiếu vào hàng việc: {_percent(exam['claim_recall'])}; "
            f"trong hàng đúng {_percent(exam['claim_precision'])}",
            f"- Ý kiến, phản ánh bị đưa nhầm để bác bỏ: "
            f"{exam['protected_queued']:.0f} trong {exam['protected']:.0f} bài",
        ]
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %".replace(".", ",")


def _share(holds: Sequence[bool]) -> float:
    return sum(holds) / len(holds) if holds else 0.0
