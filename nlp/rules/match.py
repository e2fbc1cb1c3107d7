"""Which rules a text meets: an authority and an irreversible step near each other, and what else is asked.

Exclusions (warning, telling what happened, asking whether something is a scam, complaint, joke,
the official shop for apps) silence a rule unless the rule says ``despite``. A refused step
("không cung cấp mã OTP") does not count as one, and advice like it is an exclusion of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlp.negation import negation
from nlp.phrases import Match, PhraseTable
from nlp.rules.load import Rule, RuleBook, load_rules
from nlp.words import Word

NEAR_WORDS = 120
"""Most words between authority and step: about two paragraphs of a post. Longer texts that
mention both are articles."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that holds, with one match for each part of its condition, by role."""

    rule: Rule
    parts: tuple[tuple[str, Match], ...]


@dataclass(frozen=True, slots=True)
class Markers:
    """Everything the phrase table found in a text, by group key. Refused steps are kept apart."""

    found: dict[str, list[Match]]
    refused_steps: tuple[Match, ...]

    def first(self, key: str) -> Match | None:
        """The first match of a group."""
        return self.found[key][0] if key in self.found else None


class RuleMatcher:
    """A compiled rule book. Build once, use for every text."""

    def __init__(self, book: RuleBook) -> None:
        """Compile all phrases of the book into one table."""
        self.book = book
        self._roles = {key: group.role for key, group in book.groups.items()}
        self._exclusions = [key for key, role in self._roles.items() if role == "exclusion"]
        self._last: tuple[Sequence[Word], Markers] | None = None
        self._table = PhraseTable({key: group.phrases for key, group in book.groups.items()})

    def markers(self, words: Sequence[Word]) -> Markers:
        """All groups found in the words of a text; remembered while the same words are being read."""
        last = self._last
        if last is not None and last[0] is words:
            return last[1]
        seen = self._markers(words)
        self._last = (words, seen)
        return seen

    def _markers(self, words: Sequence[Word]) -> Markers:
        tightest: dict[tuple[str, int], Match] = {}
        for match in self._table.find(words):  # later starts come later: the shortest wording stays
            tightest[match.key, match.last] = match
        found: dict[str, list[Match]] = defaultdict(list)
        refused: list[Match] = []
        for match in sorted(tightest.values(), key=lambda one: (one.first, one.last)):
            denied = negation(words, match.first) if self._roles[match.key] == "step" else None
            if denied is None:
                found[match.key].append(match)
            elif not denied.not_yet:
                refused.append(match)
        return Markers(dict(found), tuple(refused))

    def hits(self, words: Sequence[Word], markers: Markers | None = None) -> list[Hit]:
        """The rules that hold, in file order."""
        seen = markers or self.markers(words)
        excluded = {key for key in self._exclusions if key in seen.found}
        if seen.refused_steps:
            excluded.add("advice")
        return [hit for rule in self.book.rules if (hit := self._hit(rule, seen, excluded)) is not None]

    def _hit(self, rule: Rule, seen: Markers, excluded: set[str]) -> Hit | None:
        if excluded - rule.despite:
            return None
        for steps, needed in ((rule.step, rule.also_at_least), (rule.weak_step, rule.also_at_least + 1)):
            pair = _nearest(seen, rule.authority, steps)
            if pair is None:
                continue
            also = self._also(rule, seen, pair[1])
            if len(also) >= needed:
                signs = [(role, match) for role, match in sorted(also.items()) if role != "step"]
                return Hit(rule, (("authority", pair[0]), ("step", pair[1]), *signs))
        return None

    def _also(self, rule: Rule, seen: Markers, step: Match) -> dict[str, Match]:
        """One match for each role of ``also``, and for a second step of another kind."""
        also: dict[str, Match] = {}
        for key in sorted((rule.also | rule.step | rule.weak_step) & seen.found.keys() - {step.key}):
            match = next((m for m in seen.found[key] if not _touches(m, step, self._roles[key])), None)
            if match is not None:
                also.setdefault(self._roles[key], match)
        return also


@cache
def shipped_rules() -> RuleMatcher:
    """The rules that ship with the product, compiled once per process."""
    return RuleMatcher(load_rules())


def _touches(sign: Match, step: Match, role: str) -> bool:
    """What lies inside the step is no second sign, and a second step lies wholly outside the first."""
    if role == "step":
        return sign.first <= step.last and step.first <= sign.last
    return step.first <= sign.first and sign.last <= step.last


def _nearest(seen: Markers, authority: frozenset[str], step: frozenset[str]) -> tuple[Match, Match] | None:
    """The first authority and the step closest to it, at most ``NEAR_WORDS`` apart, not one inside the other."""
    names = sorted(m for key in authority & seen.found.keys() for m in seen.found[key])
    steps = sorted(m for key in step & seen.found.keys() for m in seen.found[key])
    best: tuple[int, Match, Match] | None = None
    for name in sorted(names, key=lambda m: m.first)[:20]:
        for act in sorted(steps, key=lambda m: m.first)[:20]:
            apart = max(act.first - name.last, name.first - act.last)
            if 0 < apart <= NEAR_WORDS and (best is None or apart < best[0]):
                best = (apart, name, act)
    return (best[1], best[2]) if best else None
