"""Which rules a text meets: somebody to trust and an irreversible step near each other, and what else is asked.

Exclusions (warning, telling what happened, asking whether something is a scam, complaint, joke,
the open way) silence a rule unless the rule says ``despite``. A refused step ("không cung cấp mã OTP") does
not count as one, and advice like it is an exclusion of its own. What a lure itself turns down ("khỏi ra
công an xã") is no open way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter

from nlp.negation import negation
from nlp.phrases import Match, PhraseTable
from nlp.rules.book import Rule, RuleBook
from nlp.rules.load import load_rules
from nlp.words import Word

NEAR_WORDS = 60
"""Most words between trust and step: about a paragraph of a post (on the corpus all but one lure in a hundred that
the rules notice stand within it). Texts that mention both farther apart tell a story."""

AT_THE_END = 2
"""Words from the end within which a group marked ``at_end`` must end: room for one word of politeness."""

_PLACE = itemgetter(1, 2)
"""First and last word of a match."""

MOST_PLACES = 20
"""Most places of each kind that are compared: bounds the work on a text that repeats itself."""


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

    def of(self, keys: Iterable[str]) -> list[Match]:
        """The first matches of some groups, in the order of the text."""
        found = (match for key in keys if key in self.found for match in self.found[key])
        return sorted(found, key=lambda match: (match.first, match.last, match.key))[:MOST_PLACES]


class RuleMatcher:
    """A compiled rule book. Build once, use for every text."""

    def __init__(self, book: RuleBook) -> None:
        """Compile all phrases of the book into one table."""
        self.book = book
        self._roles = {key: group.role for key, group in book.groups.items()}
        self._exclusions = frozenset(key for key, role in self._roles.items() if role == "exclusion")
        self._steps = frozenset(key for rule in book.rules for key in rule.step | rule.weak_step)
        self._trusted = frozenset(key for rule in book.rules for key in rule.trust)
        self._at_end = frozenset(key for key, group in book.groups.items() if group.at_end)
        self._undeterred = tuple(rule for rule in book.rules if rule.despite)
        self._last: tuple[Sequence[Word], Markers] | None = None
        self.phrases: Mapping[str, Sequence[str]] = {key: group.phrases for key, group in book.groups.items()}

    @cached_property
    def _table(self) -> PhraseTable:
        return PhraseTable(self.phrases)

    def markers(self, words: Sequence[Word]) -> Markers:
        """All groups found in the words of a text; remembered while the same words are being read."""
        last = self._last
        if last is not None and last[0] is words:
            return last[1]
        seen = self.markers_of(words, self._table.find(words))
        self._last = (words, seen)
        return seen

    def markers_of(self, words: Sequence[Word], matches: Iterable[Match]) -> Markers:
        """The groups of some words whose ``phrases`` have been found already."""
        tightest: dict[tuple[str, int], Match] = {}
        for match in matches:  # later starts come later: the shortest wording stays
            tightest[match.key, match.last] = match
        found: dict[str, list[Match]] = defaultdict(list)
        refused: list[Match] = []
        for match in sorted(tightest.values(), key=_PLACE):
            if match.key in self._at_end and match.last < len(words) - AT_THE_END:
                continue
            denied = negation(words, match.first) if match.key in self._steps else None
            if denied is None:
                found[match.key].append(match)
            elif (
                not denied.not_yet and "." not in match.key
            ):  # what only one family calls a step is no advice
                refused.append(match)
        return Markers(self._spoken_against(found), tuple(refused))

    def _spoken_against(self, found: dict[str, list[Match]]) -> dict[str, list[Match]]:
        """All but the exclusions that stand inside a threat: there the lure itself speaks of them."""
        excluding = self._exclusions & found.keys()
        if not excluding:
            return dict(found)
        threats = [match for key in found if self._roles[key] == "pressure" for match in found[key]]
        kept = {key: matches for key, matches in found.items() if key not in excluding}
        for key in sorted(excluding):
            outside = [match for match in found[key] if not any(_within(match, threat) for threat in threats)]
            if outside:
                kept[key] = outside
        return kept

    def hits(self, words: Sequence[Word], markers: Markers | None = None) -> list[Hit]:
        """The rules that hold, in file order."""
        seen = markers or self.markers(words)
        met = seen.found.keys()
        if self._trusted.isdisjoint(met) or self._steps.isdisjoint(
            met
        ):  # no rule holds without trust and step
            return []
        excluded = set(self._exclusions & seen.found.keys())
        if seen.refused_steps:
            excluded.add("advice")
        asked = self._undeterred if excluded else self.book.rules
        return [
            hit
            for rule in asked
            if not rule.trust.isdisjoint(met) and (hit := self._hit(rule, seen, excluded)) is not None
        ]

    def _hit(self, rule: Rule, seen: Markers, excluded: set[str]) -> Hit | None:
        if excluded - rule.despite:
            return None
        for steps, needed in ((rule.step, rule.also_at_least), (rule.weak_step, rule.also_at_least + 1)):
            if steps.isdisjoint(seen.found):
                continue
            pair = _nearest(seen.of(rule.trust), seen.of(steps))
            if pair is None:
                continue
            must = next((m for m in seen.of(rule.needs) if not _within(m, pair[1])), None)
            if rule.needs and must is None:
                continue
            also = self._also(rule, seen, pair[1])
            if steps is rule.weak_step:
                also.pop("call", None)  # an honest notice calls to act as well
            if len(also) >= needed:
                if must is not None:
                    also[self._roles[must.key]] = must
                signs = [(role, match) for role, match in sorted(also.items()) if role != "step"]
                return Hit(rule, (("trust", pair[0]), ("step", pair[1]), *signs))
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


def _within(inner: Match, outer: Match) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _touches(sign: Match, step: Match, role: str) -> bool:
    """What lies inside the step is no second sign, and a second step lies wholly outside the first."""
    if role == "step":
        return sign.first <= step.last and step.first <= sign.last
    return _within(sign, step)


def _nearest(trusted: Sequence[Match], steps: Sequence[Match]) -> tuple[Match, Match] | None:
    """Whoever is trusted and the step closest to it, at most ``NEAR_WORDS`` apart, not one inside the other."""
    best: tuple[int, Match, Match] | None = None
    for name in trusted:
        for act in steps:
            apart = max(act.first - name.last, name.first - act.last)
            if 0 < apart <= NEAR_WORDS and (best is None or apart < best[0]):
                best = (apart, name, act)
    return (best[1], best[2]) if best else None
