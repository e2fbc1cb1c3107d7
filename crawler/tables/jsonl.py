"""JSONL: one object a line, ``text`` and what else it says under agreed names, or names of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from crawler.tables.columns import about_people
from crawler.tables.json_lines import object_of
from crawler.tables.table import FIELDS, MAX_COLUMNS, SAMPLE, Cell, Facts, Form, Odd, Row, Table
from models.errors import TriageError

MAX_LINE = 400_000
"""Bytes of a line; a post of the largest size takes less, also with every letter escaped."""
BOM = b"\xef\xbb\xbf"


def read_jsonl(opened: Callable[[], IO[bytes]]) -> Table:
    """The table of a JSONL file; ``opened`` opens it anew each time its rows are gone through.

    Columns are the agreed names, then whatever else the first lines name. Lines end with ``\\n`` only.
    """
    names: list[str] = list(FIELDS)
    for given in islice(_objects(opened), SAMPLE):
        if isinstance(given[1], dict):
            names += [name for name in given[1] if name not in names]
    columns = tuple(names[:MAX_COLUMNS])
    people = frozenset(at for at, name in enumerate(columns) if name not in FIELDS and about_people(name))
    return Table(Facts(Form.JSONL, encoding="UTF-8"), columns, _Rows(opened, columns, people), people)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows read from the file each time anew, so that it may be larger than memory."""

    opened: Callable[[], IO[bytes]]
    columns: tuple[str, ...]
    people: frozenset[int]

    def __iter__(self) -> Iterator[Row]:
        for line, given in _objects(self.opened):
            if isinstance(given, TriageError):
                yield Row(line, (), given)
            else:
                yield Row(line, tuple(self._cells(given)))

    def _cells(self, given: dict[str, Any]) -> Iterator[Cell]:
        for at, name in enumerate(self.columns):
            value = None if at in self.people else given.get(name)
            plain = value is None or (isinstance(value, str | int | float) and not isinstance(value, bool))
            yield value if plain else Odd.OTHER


def _objects(opened: Callable[[], IO[bytes]]) -> Iterator[tuple[int, dict[str, Any] | TriageError]]:
    with opened() as stream:
        for number, line in _lines(stream):
            try:
                yield number, object_of(line, MAX_LINE)
            except TriageError as error:
                yield number, error


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of every line that is not empty; of one too long only as much as shows that it is."""
    number = 0
    while line := stream.readline(MAX_LINE + 2):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(MAX_LINE)):
            pass
        if number == 1:
            line = line.removeprefix(BOM)
        if line.strip():
            yield number, line.rstrip(b"\n")
