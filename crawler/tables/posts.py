"""One row of a table as a post: checked, masked in memory, ready to be written or to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.tables.columns import Columns
from crawler.tables.moments import moment_of, plausible
from crawler.tables.table import Cell, Form, InvalidRow, Odd, Row, Table
from models.errors import InvalidJson, TooLarge, TriageError
from models.queries.intake import Candidate, NewPost
from models.vocabulary import PostKind
from nlp.privacy import mask

MAX_TEXT = 30_000
"""Characters of a post, as where a person pastes one."""
MAX_MASKED = 50_000
"""What a row of the database holds; a text of nothing but short names grows by its placeholders."""
MAX_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out. ``reason`` says why, never with words of the post."""

    line: int
    code: str
    reason: str


def posts_of(
    table: Table, columns: Columns, address_of: Callable[[str], str]
) -> Iterator[tuple[int, NewPost | Problem]]:
    """Each row with its line, as a masked post or as what is wrong with it.

    ``address_of`` gives a text without an address of its own what it is known by.
    """
    reader = _Reader(table, columns, address_of)
    for row in table.rows:
        try:
            yield row.line, reader.post(row)
        except TriageError as error:
            yield row.line, Problem(row.line, error.code, error.message)


class _Reader:
    def __init__(self, table: Table, columns: Columns, address_of: Callable[[str], str]) -> None:
        self._table, self._columns, self._address_of = table, columns, address_of
        self._wrong = InvalidJson if table.facts.form is Form.JSONL else InvalidRow

    def post(self, row: Row) -> NewPost:
        """The row as a masked post. Raises ``BadInput`` with the reason."""
        if row.problem is not None:
            raise row.problem
        text = self._words(row, "text")
        if not text:
            raise self._wrong(f"thiếu “{self._name('text')}”.")
        masked = mask(text) if len(text) <= MAX_TEXT else None
        if masked is None or len(masked.text) > MAX_MASKED:
            raise TooLarge("lời bài quá dài.")
        address = self._words(row, "address")
        thread = self._words(row, "thread")
        if max(len(address), len(thread)) > MAX_ADDRESS:
            raise TooLarge("địa chỉ quá dài.")
        return NewPost(
            kind=PostKind.REPORT,
            address=address or self._address_of(text),
            thread=thread or None,
            text=masked.text,
            posted_at=self._moment(row),
            candidates=tuple(Candidate(found.kind, found.normalised) for found in masked.candidates),
        )

    def _name(self, field: str) -> str:
        index = self._columns.of(field)
        return field if index is None else self._table.columns[index]

    def _cell(self, row: Row, field: str) -> Cell:
        index = self._columns.of(field)
        return None if index is None else row.cells[index]

    def _words(self, row: Row, field: str) -> str:
        cell = self._cell(row, field)
        if cell is Odd.FORMULA_ERROR:
            raise self._wrong(f"“{self._name(field)}” là ô công thức bị lỗi.")
        if isinstance(cell, Odd | datetime):
            raise self._wrong(f"“{self._name(field)}” không phải chữ.")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return "" if cell is None else str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()

    def _moment(self, row: Row) -> datetime | None:
        cell = self._cell(row, "posted_at")
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        moment = moment_of(cell)
        if moment is None:
            raise self._wrong(f"“{self._name('posted_at')}” không phải ngày giờ (ngày viết trước tháng).")
        if not plausible(moment):
            raise self._wrong(f"“{self._name('posted_at')}” quá xa trong quá khứ hoặc ở tương lai.")
        return moment
