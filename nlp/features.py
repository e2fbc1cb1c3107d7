"""What the label model reads of a text: four views for n-grams and a few dozen named signs.

The signs are counts of described data (``rules/*.yaml``, ``lexicons/cues.yaml``, ``firewall.yaml``, topics) and of shapes
(links, money, question marks). They are small beside the n-grams on purpose: they carry what a
first corpus of some hundred posts cannot teach, and must not drown what it can.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from models.vocabulary import Topic
from nlp.contracts import Text
from nlp.phrases import PhraseTable
from nlp.rules.match import shipped_rules
from nlp.topics import topics_of
from nlp.words import Word, words_of

_KINDS = ("link", "official_link", "phone", "account", "handle", "money", "number", "laugh", "name", "app")
_MOST = 3
"""A cue repeated more often than this says no more."""

_AT_THE_END = 3
"""Words from the end within which a cue counts as the last word of a post ("… phải không ạ?")."""

_SHORT, _LONG = 10, 60

CUE_FILES = ("cues.yaml", "firewall.yaml")


@dataclass(frozen=True, slots=True)
class Features:
    """One text as the model sees it. ``signs`` holds only what is not zero."""

    characters: str
    folded: str
    words: str
    folded_words: str
    signs: dict[str, float]


@cache
def cue_table() -> PhraseTable:
    """All cues, compiled once per process."""
    return PhraseTable(cues())


@cache
def cues() -> dict[str, tuple[str, ...]]:
    """Ways of speaking by group, as shipped; those of the firewall among them."""
    found: dict[str, tuple[str, ...]] = {}
    for name in CUE_FILES:
        raw = yaml.safe_load((resources.files("nlp.lexicons") / name).read_text("utf-8"))
        found |= {str(group): tuple(str(phrase) for phrase in phrases) for group, phrases in raw.items()}
    return found


def sign_names() -> tuple[str, ...]:
    """Every sign there is, in a fixed order."""
    rules = [f"rule:{key}" for key in sorted(shipped_rules().book.groups)]
    ways = [f"{place}:{name}" for place in ("cue", "end") for name in sorted(cues())]
    shapes = [f"kind:{kind}" for kind in _KINDS] + [f"shape:{name}" for name in sorted(_shapes("", []))]
    return (*rules, "rule:refused", "rule:holds", *ways, *(f"topic:{topic}" for topic in Topic), *shapes)


def features_of(text: Text) -> Features:
    """All views and signs of a text. Linear time, no state."""
    words = words_of(text)
    folded = [f"<{word.kind}>" if word.kind else word.folded for word in words]
    marked = [*(f"^{word}" for word in folded[:3]), *folded, *(f"{word}$" for word in folded[-3:])]
    return Features(
        characters=text.normalised.lower(),
        folded=text.folded,
        words=" ".join(f"<{word.kind}>" if word.kind else word.plain for word in words),
        folded_words=" ".join(marked),
        signs=_signs(text, words),
    )


def _signs(text: Text, words: list[Word]) -> dict[str, float]:
    signs: dict[str, float] = {}
    matcher = shipped_rules()
    markers = matcher.markers(words)
    for key, matches in markers.found.items():
        signs[f"rule:{key}"] = min(len(matches), 2) / 2
    if markers.refused_steps:
        signs["rule:refused"] = 1.0
    if matcher.hits(words, markers):
        signs["rule:holds"] = 2.0
    counted: Counter[str] = Counter()
    for match in cue_table().find(words):
        counted[match.key] += 1
        if match.last >= len(words) - _AT_THE_END:
            signs[f"end:{match.key}"] = 1.0
    for key, count in counted.items():
        signs[f"cue:{key}"] = min(count, _MOST) / 2
    for topic in topics_of(text, words):
        signs[f"topic:{topic}"] = 1.0
    for word in words:
        if word.kind in _KINDS:
            signs[f"kind:{word.kind}"] = 1.0
    signs |= {f"shape:{name}": 1.0 for name, holds in _shapes(text.original, words).items() if holds}
    return signs


def _shapes(original: str, words: list[Word]) -> dict[str, bool]:
    return {
        "asks": "?" in original,
        "ends_asking": original.rstrip().endswith("?"),
        "exclaims": "!" in original,
        "short": len(words) < _SHORT,
        "long": len(words) > _LONG,
        "emoji": any(ord(char) > 0x1F000 for char in original),
        "quotes": any(char in original for char in '"“«'),
    }
