"""The label model: seven calibrated probabilities for a masked text, and when it would rather not say.

TF-IDF of characters and words over the normalised and the folded view beside the named signs of
``nlp.features``, a linear model, and one temperature fitted on grouped out-of-fold predictions
(``nlp.training``). Stored with skops and a closed list of types: no pickle. It reads words only, so it
cannot see: pictures, irony without a cue, what a link leads to, who speaks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from models.errors import NoModel
from models.vocabulary import Label
from nlp.contracts import Reading, Text
from nlp.features import Features, features_of
from nlp.labelling import settle

FORMAT = 1
MODEL_FILE = "label-model.skops"
MANIFEST_FILE = "manifest.json"
VIEWS = ("characters", "folded", "words", "folded_words")
"""Fields of ``Features`` that are n-grammed, in the order of the weights."""

SIGN_WEIGHT = 0.15
"""Scale of the signs beside the unit-length n-gram vectors: the best of .1, .15, .2, .3, .6 and 1 in
grouped cross-validation on the corpus."""

TRUSTED_TYPES: tuple[str, ...] = ()
"""Types a model file may hold beside those skops trusts by itself (plain data, NumPy arrays and
scikit-learn's own estimators): none. Anything else is refused unread."""

_BATCH = 2048


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model file with its manifest."""

    version: str
    data: bytes = field(repr=False)
    metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Parts:
    """What training hands over and a file holds."""

    version: str
    vectorisers: Mapping[str, Any]
    classifier: Any
    signs: tuple[str, ...]
    temperature: float


class LabelModel:
    """A loaded model. Reading is thread-safe: nothing changes after construction."""

    def __init__(self, parts: Parts) -> None:
        """Take over trained parts."""
        self.version = parts.version
        self._parts = parts
        self._labels = [Label(str(label)) for label in parts.classifier.classes_]
        self._columns = {name: column for column, name in enumerate(parts.signs)}

    @classmethod
    def from_bytes(cls, data: bytes) -> LabelModel:
        """Read a stored model.

        Raises:
            NoModel: it is not one of ours, or holds types that are not on the list.
        """
        import skops.io  # loads all of scikit-learn: only who reads a model waits for it

        try:
            unknown = set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED_TYPES)
            stored = {} if unknown else skops.io.loads(data, trusted=list(TRUSTED_TYPES))
            fits = stored.get("format") == FORMAT
            parts = _parts_of(stored) if fits else None
        except Exception as error:  # a damaged archive fails in many ways, none of them of use
            raise NoModel("Tệp mô hình hỏng; hãy chạy: make setup") from error
        if unknown:
            raise NoModel(f"Tệp mô hình chứa kiểu không được phép: {', '.join(sorted(unknown))}.")
        if parts is None:
            raise NoModel("Tệp mô hình thuộc phiên bản khác; hãy chạy: make setup")
        return cls(parts)

    def to_bytes(self) -> bytes:
        """The model as a file. The bytes differ between runs (skops names members by address)."""
        import skops.io

        parts = self._parts
        return bytes(
            skops.io.dumps(
                {
                    "format": FORMAT,
                    "version": parts.version,
                    "vectorisers": dict(parts.vectorisers),
                    "classifier": parts.classifier,
                    "signs": list(parts.signs),
                    "temperature": parts.temperature,
                }
            )
        )

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        """One reading for each text, in order. Far faster in batches than one by one."""
        return [
            reading
            for start in range(0, len(texts), _BATCH)
            for reading in self._read(texts[start : start + _BATCH])
        ]

    def _read(self, texts: Sequence[Text]) -> list[Reading]:
        if not texts:
            return []
        rows = matrix([features_of(text) for text in texts], self._parts.vectorisers, self._columns)
        logits = np.asarray(self._parts.classifier.decision_function(rows)) / self._parts.temperature
        return [settle(dict(zip(self._labels, row, strict=True))) for row in softmax(logits).tolist()]


def _parts_of(stored: Mapping[str, Any]) -> Parts:
    return Parts(
        version=str(stored["version"]),
        vectorisers=stored["vectorisers"],
        classifier=stored["classifier"],
        signs=tuple(stored["signs"]),
        temperature=float(stored["temperature"]),
    )


def matrix(
    features: Sequence[Features], vectorisers: Mapping[str, Any], columns: Mapping[str, int]
) -> csr_matrix:
    """Rows of features as the classifier takes them: the views in the order of ``VIEWS``, then the signs."""
    blocks = [vectorisers[view].transform([getattr(row, view) for row in features]) for view in VIEWS]
    return hstack([*blocks, sign_matrix(features, columns)], format="csr")


def sign_matrix(features: Sequence[Features], columns: Mapping[str, int]) -> csr_matrix:
    """Signs by column, scaled; a sign the model was not trained with is left out."""
    places = [
        (at, columns[name], SIGN_WEIGHT * value)
        for at, row in enumerate(features)
        for name, value in sorted(row.signs.items())
        if name in columns
    ]
    rows, cols, values = zip(*places, strict=True) if places else ((), (), ())
    return csr_matrix((values, (rows, cols)), shape=(len(features), len(columns)))


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of probabilities from rows of logits."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def write_artefact(directory: Path, model: LabelModel, metrics: Mapping[str, float]) -> Artefact:
    """Write model and manifest into a directory, made when absent; the manifest last."""
    data = model.to_bytes()
    directory.mkdir(parents=True, exist_ok=True)
    (directory / MODEL_FILE).write_bytes(data)
    manifest = {
        "format": FORMAT,
        "version": model.version,
        "file": MODEL_FILE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "metrics": dict(metrics),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (directory / MANIFEST_FILE).write_text(text + "\n", "utf-8")
    return Artefact(model.version, data, metrics)


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
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoModel(f"Chưa có mô hình dùng được trong {directory}. Hãy chạy: make setup") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise NoModel(f"Tệp mô hình trong {directory} không khớp mã kiểm tra. Hãy chạy: make setup")
    return Artefact(version, data, metrics)
