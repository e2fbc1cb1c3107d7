"""Phrases of a lexicon found in a text, with or without its diacritics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nlp.contracts import Text
from nlp.evidence.spelling import SPOKEN_NOT, may_be, spoken, writes_marks
from nlp.normalise import fold


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase found. ``accented``: at least one word carries its marks, so the reading is certain.

    Offsets are into ``Text.normalised``.
    """

    label: str
    phrase: str
    start: int
    end: int
    accented: bool


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
        alternatives = sorted(self._by_folded, key=len, reverse=True)
        joined = "|".join(r"\s{1,3}".join(map(re.escape, form.split())) for form in alternatives)
        self._pattern = re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z0-9])")

    def find(self, text: Text) -> tuple[Cue, ...]:
        """Phrases in order of the text; at one place the longest wins and none overlap."""
        found = []
        at = 0
        while match := self._pattern.search(text.folded, at):
            cue = self._read(text, match) or self._read_shorter(text, match)
            at = cue.end if cue else match.start() + 1
            if cue:
                found.append(cue)
        return tuple(found)

    def _read_shorter(self, text: Text, match: re.Match[str]) -> Cue | None:
        """The longest match had other marks ("phải cố" for "phải có"): try what it begins with."""
        for length in range(match[0].count(" "), 0, -1):
            end = match.start() + len(" ".join(match[0].split(" ")[:length]))
            shorter = self._pattern.fullmatch(text.folded, match.start(), end)
            cue = self._read(text, shorter) if shorter else None
            if cue:
                return cue
        return None

    def _read(self, text: Text, match: re.Match[str]) -> Cue | None:
        written = text.normalised[match.start() : match.end()].lower().split()
        bare = match[0].split()
        allowed = not writes_marks(text.normalised)
        for form, label in self._by_folded[" ".join(bare)]:
            meant = form.split()
            if not all(
                may_be(word, form_word, allowed) for word, form_word in zip(written, meant, strict=True)
            ):
                continue
            certain = meant == bare or any(w != b for w, b in zip(written, bare, strict=True))
            if certain or not (form in self._accented_only or form.startswith(SPOKEN_NOT)):
                return Cue(label, form, match.start(), match.end(), certain)
        return None
