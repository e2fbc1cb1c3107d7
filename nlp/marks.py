"""Every described phrase of a text, found once: for the label model, the detectors and the topics alike.

Rules (``rules/*.yaml``), cues (``lexicons/cues.yaml``, ``firewall.yaml``) and topics (``lexicons/topics.yaml``) are looked for
in one pass together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from models.vocabulary import Topic
from nlp import lexicons, topics
from nlp.contracts import DetectorInput, Indicator, Text
from nlp.phrases import Match, PhraseTable
from nlp.rules.match import Hit, Markers, shipped_rules
from nlp.words import Word, words_of

CUE_FILES = ("cues.yaml", "firewall.yaml")


@dataclass(frozen=True, slots=True)
class Marks:
    """What described data says of one text. ``cues`` are in the order of the text."""

    words: Sequence[Word]
    rules: Markers
    hits: Sequence[Hit]
    cues: Sequence[Match]
    topics: tuple[Topic, ...]


def marks_of(text: Text, indicators: tuple[Indicator, ...] = ()) -> Marks:
    """All marks of a text whose indicators are known. Linear time, no state."""
    words = words_of(text, indicators)
    matcher = shipped_rules()
    told, cues, named = _table().find_each(words)
    rules = matcher.markers_of(words, told)
    about = topics.in_order({match.key for match in named})
    return Marks(words, rules, matcher.hits(words, rules), cues, about)


def marks_in(given: DetectorInput) -> Marks:
    """The marks a detector was given, or those of its text."""
    return marks_of(given.text, given.indicators) if given.marks is None else given.marks


@cache
def cues() -> Mapping[str, tuple[str, ...]]:
    """Ways of speaking by group, as shipped; those of the firewall among them."""
    found: dict[str, tuple[str, ...]] = {}
    for name in CUE_FILES:
        raw = lexicons.described(name)
        found |= {str(group): tuple(str(phrase) for phrase in phrases) for group, phrases in raw.items()}
    return found


@cache
def _table() -> PhraseTable:
    """Rules, cues and topics, compiled once per process."""
    return PhraseTable(shipped_rules().phrases, cues(), topics.lexicon())
