"""Phrase books described in a file of this folder, and what they find in one side, kept with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from nlp import lexicons
from nlp.evidence.phrasebook import Cue, PhraseBook
from nlp.evidence.scan import Scan
from nlp.evidence.verdict.sides import Side


class CueBooks:
    """The books of a described file, read when the first text is looked into."""

    def __init__(self, file: str, names: Sequence[str]) -> None:
        """``names``: the books of the file, which lists ``accented_only`` beside them."""
        self._file, self._names = file, tuple(names)

    @cached_property
    def _books(self) -> Mapping[str, PhraseBook]:
        data = lexicons.from_yaml((Path(__file__).parent / self._file).read_text(encoding="utf-8"))
        return {name: PhraseBook(data[name], data["accented_only"]) for name in self._names}

    def cues(self, side: Side, book: str) -> Sequence[Cue]:
        """What a book finds in a side, in order; found once."""
        return self.cues_in(side.scan, book)

    def cues_in(self, scanned: Scan, book: str) -> Sequence[Cue]:
        """What a book finds in a text, in order; found once."""
        key = (self._file, book)
        if key not in scanned.kept:
            scanned.kept[key] = self._books[book].find(scanned.text, scanned.runs)
        kept: Sequence[Cue] = scanned.kept[key]
        return kept
