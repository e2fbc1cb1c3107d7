"""Putting the model that set-up built into an empty database."""

from __future__ import annotations

from models.queries import classifiers
from models.session import transaction
from models.settings import settings


def install_default_model() -> bool:
    """Install the model of ``Settings.model_dir`` when the database has none; whether it did."""
    with transaction() as session:
        if classifiers.version_in_use(session) is not None:
            return False
    from nlp.model_file import read_artefact

    artefact = read_artefact(settings().model_dir)
    with transaction() as session:
        return classifiers.install(
            session,
            artefact.version,
            artefact.data,
            macro_f1=artefact.metrics.get("macro_f1"),
            protected_queued_share=artefact.metrics.get("protected_queued_share"),
        )
