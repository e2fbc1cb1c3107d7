"""The label model and the slot tagger as one file: named arrays and plain text in the skops format, and a manifest beside it.

No pickle and no estimator is stored: hash buckets of n-grams (``nlp.ngrams``) and their weights, as arrays. A file of
estimators holds one entry for each n-gram; for the same model it was twelve times larger and took six seconds to read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import NoModel
from models.vocabulary import Label, Topic
from nlp.evidence.tagger import TaggerParts

FORMAT = 6
MODEL_FILE = "label-model.skops"
MANIFEST_FILE = "manifest.json"
VIEWS = ("folded", "words", "folded_words", "signed")
"""Fields of ``Features`` that are n-grammed, in the order of the weights."""

TOPIC_VIEWS = ("words", "folded_words")
"""Those the topics are told from: words say what a post is about."""

TOPICS = tuple(topic for topic in Topic if topic is not Topic.KHAC)

TRUSTED_TYPES: tuple[str, ...] = ()
"""Types a model file may hold beside those skops trusts by itself (plain data and NumPy arrays): none. Anything
else is refused unread."""


@dataclass(frozen=True, slots=True)
class GateParts:
    """The cheap gate (``nlp.gate``): what training hands over and a file holds.

    ``buckets``: hash buckets in use, rising; ``rarity``: inverse document frequency of each. ``weights``: labels by buckets;
    ``bias``: one number a label. ``threshold``: least margin that passes. ``stopped``: probability of each label for a text
    that does not. Labels are in the order of their names, as in the model.
    """

    buckets: NDArray[np.int32]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]
    threshold: float
    stopped: NDArray[np.float64]

    def fit_together(self, labels: int) -> bool:
        """Whether every part has the size the others ask for."""
        return (
            self.buckets.shape == self.rarity.shape
            and self.weights.shape == (labels, len(self.buckets))
            and self.bias.shape == self.stopped.shape == (labels,)
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """What training hands over and a file holds.

    ``buckets`` and ``rarity`` by view: hash buckets in use, rising, and their inverse document frequencies.
    ``weights`` is labels by features (the views in the order of ``VIEWS``, then the signs), ``bias`` one number a label.
    ``scale`` (labels by labels) and ``shift`` (one number a label) make logits of margins (``nlp.calibration``).
    ``topic_weights`` is ``TOPICS`` by features of ``TOPIC_VIEWS``, ``topic_bias`` one number a topic.
    """

    version: str
    buckets: Mapping[str, NDArray[np.int32]]
    rarity: Mapping[str, NDArray[np.float32]]
    signs: tuple[str, ...]
    labels: tuple[Label, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float64]
    scale: NDArray[np.float64]
    shift: NDArray[np.float64]
    topic_weights: NDArray[np.float16]
    topic_bias: NDArray[np.float64]
    gate: GateParts
    tagger: TaggerParts

    def fit_together(self) -> bool:
        """Whether every part has the size the others ask for."""
        columns = sum(len(self.buckets[view]) for view in VIEWS) + len(self.signs)
        return (
            self.weights.shape == (len(self.labels), columns)
            and self.bias.shape == (len(self.labels),)
            and all(self.rarity[view].shape == self.buckets[view].shape for view in VIEWS)
            and set(self.labels) == set(Label)
            and self.scale.shape == (len(self.labels), len(self.labels))
            and self.shift.shape == (len(self.labels),)
            and self.topic_weights.shape
            == (len(TOPICS), sum(len(self.buckets[view]) for view in TOPIC_VIEWS))
            and self.topic_bias.shape == (len(TOPICS),)
            and self.gate.fit_together(len(self.labels))
            and self.tagger.fit_together()
        )

    def fingerprint(self) -> str:
        """SHA-256 over every parameter in a fixed order and form: equal for equal models, unlike the bytes of a file."""
        digest = hashlib.sha256()
        for name, part in sorted(_stored(self).items()):
            data = part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode()
            digest.update(f"{name}:{len(data)}:".encode() + data)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model file with its manifest."""

    version: str
    data: bytes = field(repr=False)
    metrics: Mapping[str, float]
    figures: Mapping[str, Any] = field(default_factory=dict)
    """``nlp.evaluation.kept_figures``; empty where the model was built before they were kept."""


def to_bytes(parts: Parts) -> bytes:
    """The parts as a file. The bytes differ between runs (skops names members by address)."""
    import skops.io  # loads all of scikit-learn: only who reads or writes a model waits for it

    return bytes(skops.io.dumps(_stored(parts)))


def _stored(parts: Parts) -> dict[str, Any]:
    """The parts as plain data under flat names."""
    gate = parts.gate
    return {
        "format": FORMAT,
        "version": parts.version,
        **{f"buckets.{view}": parts.buckets[view] for view in VIEWS},
        **{f"rarity.{view}": parts.rarity[view] for view in VIEWS},
        "signs": "\n".join(parts.signs),
        "labels": "\n".join(parts.labels),
        "weights": parts.weights,
        "bias": parts.bias,
        "scale": parts.scale,
        "shift": parts.shift,
        "topic_weights": parts.topic_weights,
        "topic_bias": parts.topic_bias,
        "gate.buckets": gate.buckets,
        "gate.rarity": gate.rarity,
        "gate.weights": gate.weights,
        "gate.bias": gate.bias,
        "gate.threshold": gate.threshold,
        "gate.stopped": gate.stopped,
        "tagger.places": parts.tagger.places,
        "tagger.weights": parts.tagger.weights,
        "tagger.steps": parts.tagger.steps,
    }


def from_bytes(data: bytes) -> Parts:
    """The parts of a file.

    Raises:
        NoModel: it is not one of ours, is damaged, or holds types that are not on the list.
    """
    import skops.io

    try:
        unknown = set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED_TYPES)
        stored = {} if unknown else skops.io.loads(data, trusted=list(TRUSTED_TYPES))
        parts = _parts_of(stored) if stored.get("format") == FORMAT else None
    except Exception as error:  # a damaged archive fails in many ways, none of them of use
        raise NoModel("Tệp mô hình hỏng; hãy chạy: make setup") from error
    if unknown:
        raise NoModel(f"Tệp mô hình chứa kiểu không được phép: {', '.join(sorted(unknown))}.")
    if parts is None:
        raise NoModel("Tệp mô hình thuộc phiên bản khác; hãy chạy: make setup")
    if not parts.fit_together():
        raise NoModel("Tệp mô hình hỏng: các phần không khớp nhau; hãy chạy: make setup")
    return parts


def _parts_of(stored: Mapping[str, Any]) -> Parts:
    return Parts(
        version=str(stored["version"]),
        buckets={view: np.asarray(stored[f"buckets.{view}"], dtype=np.int32) for view in VIEWS},
        rarity={view: np.asarray(stored[f"rarity.{view}"], dtype=np.float32) for view in VIEWS},
        signs=_lines(stored["signs"]),
        labels=tuple(Label(name) for name in _lines(stored["labels"])),
        weights=np.asarray(stored["weights"], dtype=np.float32),
        bias=np.asarray(stored["bias"], dtype=np.float64),
        scale=np.asarray(stored["scale"], dtype=np.float64),
        shift=np.asarray(stored["shift"], dtype=np.float64),
        topic_weights=np.asarray(stored["topic_weights"], dtype=np.float16),
        topic_bias=np.asarray(stored["topic_bias"], dtype=np.float64),
        gate=GateParts(
            buckets=np.asarray(stored["gate.buckets"], dtype=np.int32),
            rarity=np.asarray(stored["gate.rarity"], dtype=np.float32),
            weights=np.asarray(stored["gate.weights"], dtype=np.float32),
            bias=np.asarray(stored["gate.bias"], dtype=np.float64),
            threshold=float(stored["gate.threshold"]),
            stopped=np.asarray(stored["gate.stopped"], dtype=np.float64),
        ),
        tagger=TaggerParts(
            places=np.asarray(stored["tagger.places"], dtype=np.int32),
            weights=np.asarray(stored["tagger.weights"], dtype=np.float16),
            steps=np.asarray(stored["tagger.steps"], dtype=np.float32),
        ),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def write_artefact(
    directory: Path,
    version: str,
    data: bytes,
    metrics: Mapping[str, float],
    figures: Mapping[str, Any] | None = None,
) -> Artefact:
    """Write model and manifest into a directory, made when absent; the manifest last."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MODEL_FILE).write_bytes(data)
    manifest = {
        "format": FORMAT,
        "version": version,
        "file": MODEL_FILE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "metrics": dict(metrics),
        "figures": dict(figures or {}),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (directory / MANIFEST_FILE).write_text(text + "\n", "utf-8")
    return Artefact(version, data, metrics, figures or {})


def read_artefact(directory: Path) -> Artefact:
    """The model of a directory, checked against its manifest, not yet loaded.

    Raises:
        NoModel: there is none, or the file is not the one the manifest names.
    """
    try:
        manifest = json.loads((directory / MANIFEST_FILE).read_text("utf-8"))
        data = (directory / MODEL_FILE).read_bytes()
        expected, version = str(manifest["sha256"]), str(manifest["version"])
        metrics = {str(name): float(value) for name, value in manifest["metrics"].items()}
        figures = dict(manifest.get("figures", {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoModel(f"Chưa có mô hình dùng được trong {directory}. Hãy chạy: make setup") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise NoModel(f"Tệp mô hình trong {directory} không khớp mã kiểm tra. Hãy chạy: make setup")
    return Artefact(version, data, metrics, figures)
