"""Phrases of a lexicon found in a text, with or without its diacritics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from nlp.contracts import Text
from nlp.evidence.spelling import SPOKEN_NOT, may_be, spoken, writes_marks
from nlp.normalise import fold


class Cue(NamedTuple):
    """A phrase found. ``accented``: at least one word carries its marks, so the reading is certain.

    Offsets are into ``Text.normalised``.
    """

    label: str
    phrase: str
    start: int
    end: int
    accented: bool


_RUN = re.compile(r"[a-z0-9]+")
_OF_RUNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Runs:
    """The runs of letters and digits of a folded text; where one stands is looked for when a book asks."""

    __slots__ = ("_folded", "_places", "all")

    def __init__(self, folded: str) -> None:
        self.all = set(_RUN.findall(folded))
        self._folded = folded
        self._places: dict[str, list[int]] = {}

    def places(self, run: str) -> list[int]:
        """Where the run stands, in order."""
        known = self._places.get(run)
        if known is None:
            known = self._places[run] = self._look_for(run)
        return known

    def _look_for(self, run: str) -> list[int]:
        folded, length = self._folded, len(run)
        found = []
        at = folded.find(run)
        while at >= 0:
            before, behind = folded[at - 1 : at] if at else "", folded[at + length : at + length + 1]
            if before not in _OF_RUNS and behind not in _OF_RUNS:
                found.append(at)
            at = folded.find(run, at + length)
        return found


class PhraseBook:
    """Finds accented phrases in texts with or without their diacritics, word by word.

    A word with other marks never matches (``cắm`` is not ``cấm``). A phrase
    written without any marks matches in a text without marks, unless it is listed as ``accented_only``,
    which a lexicon does where the bare spelling usually means something else (``cam``, ``thu``, ``khoi``).
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]], accented_only: Iterable[str] = ()) -> None:
        self._accented_only = frozenset(
            accented_only
        )  # spoken negations bare are other words: "hong", "khon"
        self._by_folded: dict[str, list[tuple[str, str]]] = {}
        for label, forms in phrases.items():
            for form in spoken(forms):
                self._by_folded.setdefault(fold(form), []).append((form.lower(), label))
        by_first: dict[str, list[str]] = {}
        for form in sorted(self._by_folded, key=len, reverse=True):
            by_first.setdefault(_first_run(form), []).append(form)
        self._known: dict[tuple[str, str, bool], tuple[str, str, bool] | None] = {}
        self._patterns = _Patterns(by_first)
        self.begins = {first: _second_runs(forms) for first, forms in by_first.items()}
        """The runs of letters and digits that a phrase may begin with, and which may follow; None where anything may."""

    def find(self, text: Text, runs: Runs | None = None) -> tuple[Cue, ...]:
        """Phrases in order of the text; at one place the longest wins and none overlap. ``runs``: those of the text, where they
        are known."""
        runs, patterns = kept_runs(text.folded) if runs is None else runs, self._patterns
        met = self.begins.keys() & runs.all
        if not met:
            return ()
        found = []
        done = 0
        folded, marked = text.folded, writes_marks(text.normalised)
        for start, run in sorted([(at, one) for one in met for at in runs.places(one)]):
            if start < done or not (match := patterns[run].match(folded, start)):
                continue
            cue = self._read(text, match, marked) or self._read_shorter(text, match, patterns[run], marked)
            if cue:
                done = cue.end
                found.append(cue)
        return tuple(found)

    def at(self, text: Text, start: int, run: str, marked: bool) -> Cue | None:
        """The phrase that begins at a place with this run of letters and digits. ``marked``: the text is written with its marks."""
        if run not in self.begins:
            return None
        pattern = self._patterns[run]
        match = pattern.match(text.folded, start)
        if not match:
            return None
        return self._read(text, match, marked) or self._read_shorter(text, match, pattern, marked)

    def _read_shorter(
        self, text: Text, match: re.Match[str], pattern: re.Pattern[str], marked: bool
    ) -> Cue | None:
        """The longest match had other marks ("phải cố" for "phải có"): try what it begins with."""
        for length in range(match[0].count(" "), 0, -1):
            end = match.start() + len(" ".join(match[0].split(" ")[:length]))
            shorter = pattern.fullmatch(text.folded, match.start(), end)
            cue = self._read(text, shorter, marked) if shorter else None
            if cue:
                return cue
        return None

    def _read(self, text: Text, match: re.Match[str], marked: bool) -> Cue | None:
        start, end = match.span()
        key = (text.normalised[start:end], match[0], marked)
        try:
            meant = self._known[key]
        except KeyError:
            meant = self._meant(*key)
            if len(self._known) < _MOST_KNOWN:
                self._known[key] = meant
        return None if meant is None else Cue(meant[0], meant[1], start, end, meant[2])

    def _meant(self, written: str, folded: str, marked: bool) -> tuple[str, str, bool] | None:
        """Label, phrase and whether it is certain of what is written so, if it is a phrase of the book.

        ``marked``: it stands in a text that is written with its marks.
        """
        words, bare = written.lower().split(), folded.split()
        for form, label in self._by_folded[" ".join(bare)]:
            meant = form.split()
            if not all(may_be(word, one, not marked) for word, one in zip(words, meant, strict=True)):
                continue
            certain = meant == bare or any(w != b for w, b in zip(words, bare, strict=True))
            if certain or not (form in self._accented_only or form.startswith(SPOKEN_NOT)):
                return label, form, certain
        return None


_MOST_KNOWN = 10_000
"""Most spellings of phrases that a book remembers: official text has few, posts more."""


class _Patterns(dict[str, re.Pattern[str]]):
    """The pattern of all phrases with one beginning, made when a text first has this beginning: a process meets a few hundred of some
    three thousand, and making all takes it a second."""

    def __init__(self, forms: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._forms = forms

    def __missing__(self, first: str) -> re.Pattern[str]:
        pattern = self[first] = _pattern(self._forms[first])
        return pattern


def _pattern(forms: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(r"\s{1,3}".join(map(re.escape, form.split())) for form in forms)
    return re.compile(rf"(?:{joined})(?![a-z0-9])")


def _first_run(form: str) -> str:
    """The letters and digits a phrase begins with: a match of the phrase begins with just these."""
    match = _RUN.match(form)
    if match is None:
        raise ValueError(f"cụm từ «{form}» phải bắt đầu bằng chữ hoặc số")
    return match[0]


def _second_runs(forms: Iterable[str]) -> frozenset[str] | None:
    """What the second words of phrases are, if all have one and the first two are written in letters alone."""
    words = [form.split() for form in forms]
    if all(len(one) > 1 and (one[0] + one[1]).isascii() and (one[0] + one[1]).isalpha() for one in words):
        return frozenset(one[1] for one in words)
    return None


kept_runs = lru_cache(maxsize=32)(Runs)
"""All books look into the same text one after another, and into a passage again when it is laid over a claim."""
