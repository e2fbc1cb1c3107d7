"""Importing posts from a JSONL file; the same path as a crawled post: masked, then written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from models.crypto import vault
from models.errors import BadInput, InvalidJson, TriageError
from models.queries import jobs
from models.queries.intake import Candidate, NewPost, store_posts
from models.queries.sources import SourceRecord, office_by_code, save_source
from models.session import transaction
from models.vocabulary import PostKind, SourceKind
from nlp.privacy import mask
from pipeline.json_lines import object_of

MAX_LINE = 400_000
"""Bytes of a line; a post of the largest size takes less, also with every letter escaped."""
BATCH = 200
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
FUTURE = timedelta(days=1)
SOURCE = "Nạp từ tệp"


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was left out. ``message`` names file, line and reason, never words of the post."""

    line: int
    code: str
    message: str


@dataclass(slots=True)
class ImportResult:
    """What became of a file."""

    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_jsonl(path: Path, office_code: str) -> ImportResult:
    """Import every good line; a bad one is named and left out.

    Lines are separated by ``\\n`` only. Without ``address`` the line's own text is its address, so the
    same file twice adds nothing. Batches are written one by one: a file broken off is kept up to there,
    and importing it again goes on.

    Raises:
        NotFound: no such office.
        BadInput: the file cannot be opened; nothing is stored.
    """
    result = ImportResult()
    try:
        stream = path.open("rb")
    except OSError:
        raise BadInput(f"{path}: không mở được tệp; chưa nạp bài nào.") from None
    with stream:
        with transaction() as session:
            office_id = office_by_code(session, office_code).id
            source_id = save_source(session, office_id, SourceRecord(SOURCE, SourceKind.FILE, None))
        batch: list[NewPost] = []
        for number, line in _lines(stream):
            try:
                batch.append(post_of(line))
            except TriageError as error:
                result.problems.append(
                    Problem(number, error.code, f"{path.name}, dòng {number}: {error.message}")
                )
            if len(batch) >= BATCH:
                _store(source_id, batch, result)
                batch = []
        _store(source_id, batch, result)
    return result


def post_of(line: bytes) -> NewPost:
    """One line as a masked post.

    Raises:
        InvalidJson, TooLarge, BadInput: with the reason, without words of the line.
    """
    given = object_of(line, MAX_LINE)
    text = _words(given, "text")
    if not text:
        raise InvalidJson("thiếu “text”.")
    masked = mask(text)
    return NewPost(
        kind=PostKind.REPORT,
        address=_words(given, "address") or text,
        thread=_words(given, "thread") or None,
        text=masked.text,
        posted_at=_time(given.get("posted_at")),
        candidates=tuple(Candidate(found.kind, found.normalised) for found in masked.candidates),
    )


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of every line that is not empty; of one too long only as much as shows that it is."""
    number = 0
    while line := stream.readline(MAX_LINE + 2):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(MAX_LINE)):
            pass
        if line.strip():
            yield number, line.rstrip(b"\n")


def _words(given: dict[str, Any], name: str) -> str:
    words = given.get(name)
    if words is None:
        return ""
    if not isinstance(words, str):
        raise InvalidJson(f"“{name}” không phải chữ.")
    return words.strip()


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise InvalidJson("“posted_at” không phải thời điểm RFC 3339.") from None
    if moment.tzinfo is None:
        raise InvalidJson("“posted_at” thiếu múi giờ.")
    if not EARLIEST <= moment <= datetime.now(UTC) + FUTURE:
        raise InvalidJson("“posted_at” quá xa trong quá khứ hoặc ở tương lai.")
    return moment


def _store(source_id: int, batch: list[NewPost], result: ImportResult) -> None:
    if not batch:
        return
    with transaction() as session:
        counts = store_posts(session, vault(), source_id, batch)
        jobs.nudge(session, "assess")
    result.new += counts.new
    result.changed += counts.changed
    result.same += counts.same
