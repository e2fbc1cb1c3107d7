"""Taking the posts of a file in: looked at first, then stored in batches, on the same path as a crawled post.

The command line and the page both go this way. Looking stores nothing. Each batch is one transaction, so what
breaks off keeps whole batches, and the same file again goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from urllib.parse import urlsplit

from crawler.tables.columns import Columns
from crawler.tables.posts import Problem, posts_of
from crawler.tables.table import Table
from models.crypto import vault
from models.queries import audit
from models.queries.intake import NewPost, keys_of, known_contents, store_posts
from models.queries.sources import SourceRecord, save_source, source_id_of
from models.session import Session, transaction
from models.vocabulary import SourceKind
from triage_api.services.intake import known_by_itself

SOURCE = "Nạp từ tệp"
BATCH = 200
SHOWN = 8
"""Posts of a file that a preview shows."""
MOST_PROBLEMS = 10_000
"""Problems of a file that are kept one by one; all of them are counted."""
Nudge = Callable[[Session, str], object]
RowsHeard = Callable[[int], None]


class Standing(StrEnum):
    """What would become of a post."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Shown:
    """One post of a preview, masked. ``host`` is the host of its address, which itself is not shown."""

    line: int
    text: str = field(repr=False)
    host: str
    posted_at: datetime | None
    thread: bool
    standing: Standing


@dataclass(slots=True)
class Preview:
    """What a file would bring. ``repeated`` rows have the address, or without one the text, of a row before them."""

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    bad: int = 0
    without_time: int = 0
    shown: list[Shown] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def good(self) -> int:
        """Rows that are posts."""
        return self.new + self.changed + self.same + self.repeated

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Reasons with how many of the kept problems have each, the most frequent first."""
        return _reasons(self.problems)


@dataclass(slots=True)
class ImportResult:
    """What became of a file."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """As of a preview."""
        return _reasons(self.problems)


def preview(
    table: Table, columns: Columns, office_id: int, on_rows: RowsHeard | None = None, most_shown: int = SHOWN
) -> Preview:
    """Go through the whole file without storing anything. ``on_rows`` hears how many rows are done."""
    found = Preview()
    with transaction() as session:
        source_id = source_id_of(session, office_id, SOURCE)
    seen: set[bytes] = set()
    rows = posts_of(table, columns, known_by_itself)
    done = 0
    while batch := list(islice(rows, BATCH)):
        _look(batch, source_id, seen, found, most_shown)
        done += len(batch)
        if on_rows is not None:
            on_rows(done)
    return found


def store(
    table: Table,
    columns: Columns,
    office_id: int,
    nudge: Nudge,
    actor_id: int | None = None,
    on_rows: RowsHeard | None = None,
) -> ImportResult:
    """Store every good row, batch by batch; a bad one is named and left out. The import is audited, also one cut short."""
    result = ImportResult()
    with transaction() as session:
        source_id = save_source(session, office_id, SourceRecord(SOURCE, SourceKind.FILE, None))
        audit.record(session, "posts_import_begun", "source", source_id, actor_id, office_id)
    rows = posts_of(table, columns, known_by_itself)
    done = 0
    while batch := list(islice(rows, BATCH)):
        _keep(batch, source_id, nudge, result)
        done += len(batch)
        if on_rows is not None:
            on_rows(done)
    with transaction() as session:
        audit.record(
            session,
            "posts_imported",
            "source",
            source_id,
            actor_id,
            office_id,
            f"{result.new} mới, {result.changed} sửa, {result.same} đã có, {result.bad} bỏ qua",
        )
    return result


def _look(
    batch: list[tuple[int, NewPost | Problem]],
    source_id: int | None,
    seen: set[bytes],
    found: Preview,
    most_shown: int,
) -> None:
    keyed = [(line, post, keys_of(vault(), post)) for line, post in batch if isinstance(post, NewPost)]
    known: dict[bytes, bytes] = {}
    if source_id is not None and keyed:
        with transaction() as session:
            known = known_contents(session, source_id, [keys[0] for _line, _post, keys in keyed])
    _name_problems(batch, found)
    for line, post, (address_key, content_key) in keyed:
        before = known.get(address_key)
        standing = (
            Standing.NEW if before is None else Standing.SAME if before == content_key else Standing.CHANGED
        )
        if address_key in seen:
            found.repeated += 1
            continue
        seen.add(address_key)
        setattr(found, standing.value, getattr(found, standing.value) + 1)
        found.without_time += post.posted_at is None
        if len(found.shown) < most_shown:
            host = _host(post.address)
            found.shown.append(Shown(line, post.text, host, post.posted_at, bool(post.thread), standing))


def _keep(
    batch: list[tuple[int, NewPost | Problem]], source_id: int, nudge: Nudge, result: ImportResult
) -> None:
    posts = [post for _line, post in batch if isinstance(post, NewPost)]
    _name_problems(batch, result)
    if not posts:
        return
    with transaction() as session:
        counts = store_posts(session, vault(), source_id, posts)
        nudge(session, "assess")
    result.new += counts.new
    result.changed += counts.changed
    result.same += counts.same


def _name_problems(batch: list[tuple[int, NewPost | Problem]], found: Preview | ImportResult) -> None:
    problems = [one for _line, one in batch if isinstance(one, Problem)]
    found.bad += len(problems)
    found.problems += problems[: max(MOST_PROBLEMS - len(found.problems), 0)]


def _reasons(problems: list[Problem]) -> list[tuple[str, int]]:
    return Counter(one.reason for one in problems).most_common()


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
