"""Promoting and rolling back the label model. The gate is the protected corpus (I2)."""

from __future__ import annotations

from models.errors import Conflict
from models.queries import audit, classifiers
from models.session import Session, transaction
from models.tables.classifier import ClassifierVersion
from nlp.thresholds import MOST_PROTECTED


def promote(version: str, account_id: int | None = None) -> None:
    """Put a version in use.

    Raises:
        Conflict: it was not measured on the protected corpus, or puts too much of it in a queue.
        NotFound: there is no such version.
    """
    with transaction() as session:
        row = _version(session, version)
        if row is not None and (
            row.protected_queued_share is None or float(row.protected_queued_share) > MOST_PROTECTED
        ):
            raise Conflict(
                f"Mô hình {version} chưa qua cổng kho bảo vệ: tỷ lệ ý kiến bị đưa vào hàng việc phải từ"
                f" {MOST_PROTECTED * 100:.1f} % trở xuống. Vẫn dùng mô hình cũ."
            )
        classifiers.promote(session, version, account_id)
        audit.record(session, "model_promoted", "classifier_version", actor_id=account_id, detail=version)


def rollback(account_id: int | None = None) -> str:
    """Put the version in use that was promoted before the present one; returns it.

    Raises:
        Conflict: there is no earlier version.
    """
    with transaction() as session:
        earlier = [row for row in classifiers.list_versions(session) if not row.in_use]
        if not earlier:
            raise Conflict("Không có phiên bản nào trước đó để trở về.")
        version = max(
            earlier, key=lambda row: (row.promoted_at is not None, row.promoted_at or row.created_at)
        ).version
        classifiers.promote(session, version, account_id)
        audit.record(session, "model_rolled_back", "classifier_version", actor_id=account_id, detail=version)
        return version


def _version(session: Session, version: str) -> ClassifierVersion | None:
    return next((row for row in classifiers.list_versions(session) if row.version == version), None)
