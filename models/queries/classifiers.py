"""Versions of the label model: which is in use, installing and promoting."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, defer

from models.errors import NotFound
from models.tables.classifier import ClassifierFigure, ClassifierVersion
from models.vocabulary import Label


def version_in_use(session: Session) -> str | None:
    """The version string of the promoted model, without its file."""
    return session.scalar(select(ClassifierVersion.version).where(ClassifierVersion.in_use))


def artefact_of(session: Session, version: str) -> bytes:
    """The file of a version.

    Raises:
        NotFound: there is no such version.
    """
    artefact = session.scalar(select(ClassifierVersion.artefact).where(ClassifierVersion.version == version))
    if artefact is None:
        raise NotFound(f"Không có mô hình phiên bản {version}.")
    return artefact


def install(
    session: Session,
    version: str,
    artefact: bytes,
    macro_f1: float | None = None,
    protected_queued_share: float | None = None,
    protected_queued_upper: float | None = None,
    figures: Mapping[str, Any] | None = None,
) -> bool:
    """Add a version; the first one of an empty database is put in use. False when it was there already.

    ``figures``: by label and of what corpus, as ``nlp.evaluation.kept_figures`` writes them.
    """
    kept = figures or {}
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("classifier"))))
    if session.scalar(select(ClassifierVersion.id).where(ClassifierVersion.version == version)) is not None:
        return False
    session.add(
        ClassifierVersion(
            version=version,
            sha256=hashlib.sha256(artefact).digest(),
            artefact=artefact,
            macro_f1=_share(macro_f1),
            protected_queued_share=_share(protected_queued_share),
            protected_queued_upper=_share(protected_queued_upper),
            corpus_sha256=kept.get("corpus", {}).get("sha256"),
            parameters_sha256=kept.get("parameters_sha256"),
            figures=[_figure(Label(name), one) for name, one in kept.get("labels", {}).items()],
            in_use=version_in_use(session) is None,
        )
    )
    session.flush()
    return True


def promote(session: Session, version: str, account_id: int | None) -> None:
    """Put a version in use; the one before stays for a rollback. Passing the gate is the caller's to check.

    Raises:
        NotFound: there is no such version.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("classifier"))))
    row = session.scalar(
        select(ClassifierVersion)
        .where(ClassifierVersion.version == version)
        .options(defer(ClassifierVersion.artefact))
    )
    if row is None:
        raise NotFound(f"Không có mô hình phiên bản {version}.")
    session.execute(update(ClassifierVersion).where(ClassifierVersion.in_use).values(in_use=False))
    session.execute(
        update(ClassifierVersion)
        .where(ClassifierVersion.id == row.id)
        .values(in_use=True, promoted_at=func.now(), promoted_by=account_id)
    )


def list_versions(session: Session) -> Sequence[ClassifierVersion]:
    """Every version, the newest first, without files."""
    return session.scalars(
        select(ClassifierVersion)
        .options(defer(ClassifierVersion.artefact))
        .order_by(ClassifierVersion.created_at.desc(), ClassifierVersion.id.desc())
    ).all()


def figures_of(session: Session, version_id: int) -> Sequence[ClassifierFigure]:
    """How often a version is right, by label; empty for one that was built before this was kept."""
    rows = session.scalars(select(ClassifierFigure).where(ClassifierFigure.classifier_id == version_id)).all()
    return sorted(rows, key=lambda row: list(Label).index(row.label))


def _figure(label: Label, one: Mapping[str, Any]) -> ClassifierFigure:
    precision, recall = ([_share(end) for end in one[name]] for name in ("precision", "recall"))
    return ClassifierFigure(
        label=label,
        posts=int(one["posts"]),
        precision=precision[0],
        precision_low=precision[1],
        precision_high=precision[2],
        recall=recall[0],
        recall_low=recall[1],
        recall_high=recall[2],
    )


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))
