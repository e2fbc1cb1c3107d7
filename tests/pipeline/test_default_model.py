"""A newer default model is offered beside the one in use, and takes its place only when that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import skops.io
from sqlalchemy import text

from models.errors import NoModel
from models.queries import classifiers
from models.session import transaction
from models.settings import settings
from nlp.model_file import read_artefact
from pipeline.default_model import DefaultModel, install_default_model, said

pytestmark = pytest.mark.usefixtures("db")


def in_use() -> str | None:
    with transaction() as session:
        return classifiers.version_in_use(session)


def older(data: bytes) -> None:
    """A database that an earlier version of the program made."""
    with transaction() as session:
        classifiers.install(session, "2025.1.0", data)


def test_the_first_model_is_in_use_and_the_second_start_says_nothing() -> None:
    built = read_artefact(settings().model_dir).version
    assert install_default_model() is DefaultModel.FIRST
    assert in_use() == built
    assert install_default_model() is DefaultModel.KNOWN
    assert said(DefaultModel.KNOWN) is None


def test_a_newer_one_is_offered_but_a_person_promotes() -> None:
    older(read_artefact(settings().model_dir).data)
    assert install_default_model() is DefaultModel.OFFERED
    assert in_use() == "2025.1.0"
    assert install_default_model() is DefaultModel.KNOWN
    assert "models promote" in (said(DefaultModel.OFFERED) or "")


def test_one_that_cannot_be_read_is_replaced_and_the_trail_says_so() -> None:
    older(skops.io.dumps({"format": 1}))
    built = read_artefact(settings().model_dir).version
    assert install_default_model() is DefaultModel.REPLACED
    assert in_use() == built
    with transaction() as session:
        told = session.scalar(
            text("SELECT detail FROM audit_event WHERE action = 'model_replaced_unreadable' ORDER BY id DESC")
        )
    assert told == f"2025.1.0 → {built}"


def test_without_a_built_model_an_old_database_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANGTIN_MODEL_DIR", str(tmp_path))
    settings.cache_clear()
    with pytest.raises(NoModel):
        install_default_model()
    older(b"whatever")
    assert install_default_model() is DefaultModel.KNOWN
