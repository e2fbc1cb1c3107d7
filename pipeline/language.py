"""The language side as this process uses it: the model in use and the index of the official base.

Both are rebuilt only when what they were made from has changed in the database.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from models.errors import NoModel
from models.queries import classifiers, official
from models.queries import known_claims as known
from models.session import Session, transaction
from models.settings import settings
from nlp.assess import Assessor
from nlp.check import Checker
from nlp.contracts import PassageIndex
from nlp.detectors.label_model import LabelModel
from nlp.evidence.known_claims import KnownClaims
from nlp.evidence.retrieval import build_index
from pipeline.stored import known_claim_of, passages_of

_guard = threading.Lock()


@dataclass(slots=True)
class _Held:
    """What this process holds, and from which versions it was made."""

    model_version: str | None = None
    model: LabelModel | None = None
    base_version: str | None = None
    index: PassageIndex | None = None
    assessor: Assessor | None = None
    known_version: str | None = None
    known: KnownClaims | None = None


_held = _Held()


def assessor() -> Assessor:
    """The assessor for the model in use and the official base as it is now.

    Raises:
        NoModel: no model is in use (``sangtin db upgrade`` installs the one that set-up built).
    """
    with _guard, transaction() as session:
        version = classifiers.version_in_use(session)
        if version is None:
            raise NoModel("Chưa có mô hình nào được dùng. Hãy chạy: sangtin db upgrade")
        base = official.base_version(session)
        if _held.assessor is None or (version, base) != (_held.model_version, _held.base_version):
            _refresh(session, version, base)
        assert _held.assessor is not None  # noqa: S101  (just made)
        return _held.assessor


def passage_index() -> PassageIndex:
    """The index of the official base as it is now; works without a model."""
    with _guard, transaction() as session:
        base = official.base_version(session)
        if _held.index is None or base != _held.base_version:
            _held.index = _build(session)
            _held.base_version = base
            _held.assessor = None
        return _held.index


def known_claims() -> KnownClaims:
    """The known claims as they are now; works without a model."""
    with _guard, transaction() as session:
        version = known.known_version(session)
        if _held.known is None or version != _held.known_version:
            _held.known = KnownClaims(known_claim_of(row) for row in known.known_rows(session))
            _held.known_version = version
        return _held.known


def _refresh(session: Session, version: str, base: str) -> None:
    if _held.model is None or version != _held.model_version:
        _held.model = LabelModel.from_bytes(classifiers.artefact_of(session, version))
        _held.model_version = version
    if _held.index is None or base != _held.base_version:
        _held.index = _build(session)
        _held.base_version = base
    _held.assessor = Assessor(_held.model, _held.index, scam_threshold=settings().scam_threshold)


def _build(session: Session) -> PassageIndex:
    return build_index(passages_of(official.current_passages(session)))


def check_line(line: str) -> dict[str, Any]:
    """One line of ``sangtin check`` against the official base of this installation; stores nothing."""
    return next(iter(Checker(assessor).check_lines([line.encode()])))
