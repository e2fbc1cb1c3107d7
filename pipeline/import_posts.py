"""Importing posts from a JSONL file; the same path as a crawled post: masked, then written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from models.crypto import vault
from models.queries.intake import Candidate, NewPost, store_posts
from models.queries.sources import SourceRecord, office_by_code, save_source
from models.session import transaction
from models.vocabulary import PostKind, SourceKind
from nlp.privacy import mask

MAX_LINE = 200_000
BATCH = 200


@dataclass(slots=True)
class ImportResult:
    """What became of a file. ``problems`` name file, line and reason."""

    new: int = 0
    same: int = 0
    problems: list[str] = field(default_factory=list)


def import_jsonl(path: Path, office_code: str) -> ImportResult:
    """Import every good line; a bad one is named and left out.

    Without ``address`` the line's own text is its address, so the same file twice adds nothing.

    Raises:
        NotFound: no such office.
    """
    result = ImportResult()
    with transaction() as session:
        office_id = office_by_code(session, office_code).id
        source_id = save_source(session, office_id, SourceRecord("Nạp từ tệp", SourceKind.FILE, None))
    batch: list[NewPost] = []
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                batch.append(_post(line))
            except ValueError as error:
                result.problems.append(f"{path.name}, dòng {number}: {error}")
            if len(batch) >= BATCH:
                _store(source_id, batch, result)
                batch = []
    _store(source_id, batch, result)
    return result


def _post(line: str) -> NewPost:
    if len(line) > MAX_LINE:
        raise ValueError("dòng quá dài.")
    try:
        given = json.loads(line)
    except ValueError:
        raise ValueError("không phải JSON hợp lệ.") from None
    if not isinstance(given, dict) or not isinstance(given.get("text"), str) or not given["text"].strip():
        raise ValueError("thiếu “text”.")
    posted_at = _time(given.get("posted_at"))
    masked = mask(given["text"])
    address = str(given.get("address") or given["text"])
    return NewPost(
        kind=PostKind.REPORT,
        address=address,
        thread=str(given["thread"]) if given.get("thread") else None,
        text=masked.text,
        posted_at=posted_at,
        candidates=tuple(Candidate(found.kind, found.normalised) for found in masked.candidates),
    )


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("“posted_at” không phải thời điểm RFC 3339.") from None
    if moment.tzinfo is None:
        raise ValueError("“posted_at” thiếu múi giờ.")
    return moment


def _store(source_id: int, batch: list[NewPost], result: ImportResult) -> None:
    if not batch:
        return
    with transaction() as session:
        counts = store_posts(session, vault(), source_id, batch)
    result.new += counts.new
    result.same += counts.same + counts.changed
