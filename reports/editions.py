"""Two reports that speak of the same thing must not be subtracted from each other: versions, drafts, weeks, levels.

1. While a period runs its report says no exact figure but zero: each is "trên" a multiple of five less one. The final
   figures then differ from it by nothing that can be told.
2. A correction may say a new exact figure only for a count that is no sum of others, and only when it differs by five
   or more from every exact figure an earlier version gave. Every other figure that changed becomes "trên". Where
   anything changed in a group of figures, its sums become "trên" too, since a sum less its parts would tell the rest.
3. The week before is shown as its own report showed it, not counted anew.

An office above combines what the reports below have printed (``reports.rollup``): that says nothing new by itself.
``tests/reports/test_editions.py`` attacks this by listing all pairs of weeks that would print the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.disclosure import FLOOR, Count, Shown
from reports.facts import Facts
from reports.kept_facts import counts_of, with_counts

_LEAVES = re.compile(
    r"(?:now|before)\.(?:questions|grievances)\..+"
    r"|(?:now|before)\.labels\.(?:claim|scam_awareness|opinion|off_topic)|(?:now|before)\.unassessed"
    r"|work\.(?:scam|claims)\..+|verdicts\..+|sources|failed_sources|other_scam_posts|scams\..+\.posts"
)
"""Counts that are no sum of other printed counts (``reports.gathering``). What is not named here counts as a sum."""


def draft(facts: Facts) -> Facts:
    """Facts of a period that still runs (rule 1)."""
    changed: Facts = with_counts(facts, lambda _path, count: coarse(count))
    return changed


def corrected(facts: Facts, earlier: Sequence[Facts | None]) -> Facts:
    """Facts of a later version (rule 2); ``None`` is a version whose figures were not kept."""
    if not earlier:
        return facts
    known = [one for one in earlier if one is not None]
    if len(known) < len(earlier):
        return draft(facts)
    now, olds = counts_of(facts), [counts_of(one) for one in known]
    paths = set(now).union(*olds)
    changed = {path for path in paths if any(old.get(path) != now.get(path) for old in olds)}
    groups = {_group(path) for path in changed}

    def shown(path: str, count: Count) -> Count:
        if _LEAVES.fullmatch(path):
            before = [old.get(path) for old in olds]
            return count if path not in changed or _far(count, before) else coarse(count)
        return coarse(count) if _group(path) in groups else count

    result: Facts = with_counts(facts, shown)
    return result


def with_week_before(facts: Facts, previous: Facts | None) -> Facts:
    """Facts with the period before as its own report said it (rule 3)."""
    return facts if previous is None else replace(facts, before=previous.now)


def coarse(count: Count) -> Count:
    """A figure said roughly.

    >>> str(coarse(Count(Shown.EXACT, 7))), str(coarse(Count(Shown.EXACT, 10))), str(coarse(Count(Shown.EXACT, 0)))
    ('trên 4', 'trên 9', '0')
    """
    if count.exact is None or count.exact < FLOOR:
        return count
    return Count(Shown.OVER, count.exact // FLOOR * FLOOR - 1)


def _far(count: Count, before: Sequence[Count | None]) -> bool:
    if count.exact is None:
        return True
    said = [0 if one is None else one.exact for one in before]
    return all(one is None or one == count.exact or abs(one - count.exact) >= FLOOR for one in said)


def _group(path: str) -> str:
    """Figures that add up among each other: received, before, work; anything else is its own group."""
    first = path.split(".", 1)[0]
    if first in ("work", "work_all"):
        return "work"
    return "now" if first in ("now", "scams", "other_scam_posts") else first
