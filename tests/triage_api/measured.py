"""A model that was measured, as set-up installs it."""

from __future__ import annotations

from typing import Any

from models.queries import classifiers
from models.session import transaction
from models.vocabulary import Label

FIGURES: dict[str, Any] = {
    "labels": {
        label.value: {
            "precision": [0.9, 0.88, 0.915],
            "recall": [0.8, 0.777, 0.82],
            "f1": [0.85, 0.8, 0.9],
            "posts": 1200,
        }
        for label in Label
    },
    "corpus": {"posts": 8400, "sha256": "ab12" * 4},
    "parameters_sha256": "cd34" * 16,
}


def install_measured(version: str = "2026.11.9", protected: float = 0.0, upper: float | None = 0.008) -> None:
    """A model in use (the first of the database) with its figures by label."""
    with transaction() as session:
        classifiers.install(
            session,
            version,
            b"x",
            macro_f1=0.9,
            protected_queued_share=protected,
            protected_queued_upper=upper,
            figures=FIGURES,
        )
