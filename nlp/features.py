"""What the label model reads of a text: three views for n-grams and a few hundred named signs.

The signs are counts of described data (``rules/*.yaml``, ``lexicons/cues.yaml``, ``firewall.yaml``, topics) and of shapes
(links, money, question marks). They are small beside the n-grams on purpose: they carry what a
first corpus of some hundred posts cannot teach, and must not drown what it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.vocabulary import Topic
from nlp.contracts import Text
from nlp.marks import Marks, cues
from nlp.rules.match import shipped_rules
from nlp.words import Word

_KINDS = ("link", "official_link", "phone", "account", "handle", "money", "number", "laugh", "name", "app")
_KIND_SET = frozenset(_KINDS)
_MOST = 3
"""A cue repeated more often than this says no more."""

_AT_THE_END = 3
"""Words from the end within which a cue counts as the last word of a post ("… phải không ạ?")."""

_SHORT, _LONG = 10, 60


@dataclass(frozen=True, slots=True)
class Features:
    """One text as the model sees it. ``signs`` holds only what is not zero."""

    folded: str
    words: str
    folded_words: str
    signs: dict[str, float]

    @property
    def signed(self) -> str:
        """The names of the signs, and after a line break the folded words: what a word means for the label depends on the signs
        beside it."""
        return f"{' '.join(self.signs)}\n{self.folded_words}"


def sign_names() -> tuple[str, ...]:
    """Every sign there is, in a fixed order."""
    rules = [f"rule:{key}" for key in sorted(shipped_rules().book.groups)]
    ways = [f"{place}:{name}" for place in ("cue", "end") for name in sorted(cues())]
    shapes = [f"kind:{kind}" for kind in _KINDS] + [f"shape:{name}" for name in sorted(_shapes("", []))]
    return (*rules, "rule:refused", "rule:holds", *ways, *(f"topic:{topic}" for topic in Topic), *shapes)


def features_of(text: Text, marks: Marks) -> Features:
    """All views and signs of a text and its marks. Linear time, no state."""
    words = marks.words
    folded = [f"<{word.kind}>" if word.kind else word.folded for word in words]
    marked = [*(f"^{word}" for word in folded[:3]), *folded, *(f"{word}$" for word in folded[-3:])]
    signs = _signs(text, marks)
    return Features(
        folded=text.folded,
        words=" ".join([f"<{word.kind}>" if word.kind else word.plain for word in words]),
        folded_words=" ".join(marked),
        signs=signs,
    )


def _signs(text: Text, marks: Marks) -> dict[str, float]:
    signs = {f"rule:{key}": min(len(matches), 2) / 2 for key, matches in marks.rules.found.items()}
    if marks.rules.refused_steps:
        signs["rule:refused"] = 1.0
    if marks.hits:
        signs["rule:holds"] = 2.0
    last = len(marks.words) - _AT_THE_END
    counts: dict[str, int] = {}
    for match in marks.cues:
        counts[match.key] = counts.get(match.key, 0) + 1
        if match.last >= last:
            signs[f"end:{match.key}"] = 1.0
    for key, count in counts.items():
        signs[f"cue:{key}"] = min(count, _MOST) / 2
    signs |= {f"topic:{topic}": 1.0 for topic in marks.topics}
    signs |= {f"kind:{kind}": 1.0 for kind in {word.kind for word in marks.words} & _KIND_SET}
    signs |= {f"shape:{name}": 1.0 for name, holds in _shapes(text.original, marks.words).items() if holds}
    return signs


def _shapes(original: str, words: Sequence[Word]) -> dict[str, bool]:
    return {
        "asks": "?" in original,
        "ends_asking": original.rstrip().endswith("?"),
        "exclaims": "!" in original,
        "short": len(words) < _SHORT,
        "long": len(words) > _LONG,
        "emoji": not original.isascii() and max(original) > "\U0001f000",
        "quotes": '"' in original or "“" in original or "«" in original,
    }
