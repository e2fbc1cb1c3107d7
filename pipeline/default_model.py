"""The model that set-up built, and the database: put in use where there is none, offered beside an older one."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from models.errors import NoModel
from models.queries import audit, classifiers
from models.session import Session, transaction
from models.settings import settings

if TYPE_CHECKING:
    from nlp.model_file import Artefact


class DefaultModel(Enum):
    """What became of the model that set-up built."""

    KNOWN = "known"
    """The database had it already."""

    FIRST = "first"
    """The database had none: it is in use."""

    OFFERED = "offered"
    """It stands beside the one in use; a person promotes it."""

    REPLACED = "replaced"
    """The one in use has a form that this version of the program cannot read, so it took its place."""


def install_default_model() -> DefaultModel:
    """Install the model of ``Settings.model_dir`` unless the database has it.

    A person promotes models; the one exception is a model that can no longer be read at all, since nothing would be
    assessed until somebody noticed. The trail of the audit says so.

    Raises:
        NoModel: set-up has built none, and the database has none either.
    """
    from nlp.model_file import read_artefact

    with transaction() as session:
        in_use = classifiers.version_in_use(session)
    try:
        built = read_artefact(settings().model_dir)
    except NoModel:
        if in_use is None:
            raise
        return DefaultModel.KNOWN
    if in_use == built.version:
        return DefaultModel.KNOWN
    with transaction() as session:
        new = install(session, built)
        if in_use is None:
            return DefaultModel.FIRST if new else DefaultModel.KNOWN
        if not _readable(session, in_use):
            classifiers.promote(session, built.version, None)
            audit.record(
                session,
                "model_replaced_unreadable",
                "classifier_version",
                detail=f"{in_use} → {built.version}",
            )
            return DefaultModel.REPLACED
    return DefaultModel.OFFERED if new else DefaultModel.KNOWN


def install(session: Session, built: Artefact) -> bool:
    """Add a built model with what was measured of it; False when its version was there already."""
    return classifiers.install(
        session,
        built.version,
        built.data,
        macro_f1=built.metrics.get("macro_f1"),
        protected_queued_share=built.metrics.get("protected_queued_share"),
        protected_queued_upper=built.metrics.get("protected_queued_upper"),
        figures=built.figures,
    )


def said(outcome: DefaultModel) -> str | None:
    """One sentence for whoever started the program; None when nothing has changed."""
    return {
        DefaultModel.KNOWN: None,
        DefaultModel.FIRST: "Đã cài mô hình mặc định.",
        DefaultModel.OFFERED: "Có mô hình mặc định mới hơn, chưa đưa vào dùng. Xem: sangtin models list;"
        " đưa vào dùng: sangtin models promote PHIÊN_BẢN",
        DefaultModel.REPLACED: "Mô hình đang dùng thuộc phiên bản cũ, không đọc được nữa; đã thay bằng mô hình mặc định.",
    }[outcome]


def _readable(session: Session, version: str) -> bool:
    from nlp.model_file import from_bytes

    try:
        from_bytes(classifiers.artefact_of(session, version))
    except NoModel:
        return False
    return True
