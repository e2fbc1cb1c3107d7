"""Two reports that speak of the same thing must not be subtracted from each other: versions, drafts, weeks, levels.

1. While a period runs its report says no exact figure but zero: each is "trên" a multiple of five less one. The final
   figures then differ from it by nothing that can be told.
2. A correction may say a new exact figure only for a count that is no sum of others, and only when it differs by five
   or more from every exact figure an earlier version gave. Every other figure that changed becomes "trên". Where
   anything changed in a group of figures, its sums are made anew from what is shown, since a sum less its parts
   would tell the rest.
3. The week before is shown as its own report showed it, not counted anew.

An office above combines what the reports below have printed (``reports.rollup``): that says nothing new by itself.
``tests/reports/test_editions.py`` attacks this by listing all pairs of weeks that would print the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from models.vocabulary import Label
from reports.disclosure import FLOOR, ZERO, Count, Shown, sum_shown
from reports.facts import Facts, Received, Work
from reports.kept_facts import counts_of, with_counts
from reports.parts import Part

_LEAVES = re.compile(
    r"(?:now|before)\.(?:questions|grievances)\..+|(?:now|before)\.unassessed"
    r"|(?:now|before)\.labels\.(?:claim|scam_awareness|opinion|off_topic)|before\.labels\.scam"
    r"|work\..+|verdicts\..+|sources|failed_sources|other_scam_posts|scams\..+\.posts"
)
"""Counts that are no sum of other printed counts (``reports.gathering``). What is not named here counts as a sum."""


def draft(facts: Facts) -> Facts:
    """Facts of a period that still runs (rule 1)."""
    return _summed(with_counts(facts, lambda _path, count: coarse(count)), {"now", "before", "work"})


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

    return _summed(with_counts(facts, shown), groups)


def _summed(facts: Facts, groups: Collection[str]) -> Facts:
    """The sums of these groups made anew from what is shown: a sum and its parts in bands of their own would meet."""
    if "now" in groups:
        scams = sum_shown([*(line.posts for line in facts.scams.shown), facts.other_scam_posts])
        facts = replace(facts, now=_received(facts.now, scams))
    if "before" in groups:
        facts = replace(facts, before=_received(facts.before, facts.before.labels.get(Label.SCAM, ZERO)))
    if "work" in groups:
        parts = list(facts.work.values())
        whole = Work(
            *(sum_shown([getattr(one, name) for one in parts]) for name in ("opened", "closed", "overdue"))
        )
        facts = replace(facts, work_all=whole)
    return facts


def _received(received: Received, scams: Count) -> Received:
    labels = {
        **received.labels,
        Label.SCAM: scams,
        Label.QUESTION: sum_shown(list(received.questions.values())),
        Label.GRIEVANCE: sum_shown(list(received.grievances.values())),
    }
    return replace(received, labels=labels, all=sum_shown([*labels.values(), received.unassessed]))


def with_period_before(facts: Facts, previous: Facts | None) -> Facts:
    """Facts with the period before as its own report said it (rule 3)."""
    if previous is None:
        return facts
    times, said = facts.parts.times.known, previous.parts.times.known
    if times is not None and said is not None:
        parts = replace(facts.parts, times=Part(replace(times, before=said.now)))
        facts = replace(facts, parts=parts)
    return replace(facts, before=previous.now)


def coarse(count: Count) -> Count:
    """A figure said roughly; one that is already "trên" something gives away no more than an exact one would.

    >>> str(coarse(Count(Shown.EXACT, 7))), str(coarse(Count(Shown.EXACT, 10))), str(coarse(Count(Shown.OVER, 12)))
    ('trên 4', 'trên 9', 'trên 9')
    """
    if count.exact is not None and count.exact >= FLOOR:
        return Count(Shown.OVER, count.exact // FLOOR * FLOOR - 1)
    if count.shown is Shown.OVER and count.value is not None:
        return Count(Shown.OVER, max((count.value + 1) // FLOOR * FLOOR - 1, 0))
    return count


def _far(count: Count, before: Sequence[Count | None]) -> bool:
    if count.value is None:
        return True
    said = [0 if one is None else one.value for one in before]
    return all(one is None or one == count.value or abs(one - count.value) >= FLOOR for one in said)


def _group(path: str) -> str:
    """Figures that add up among each other: received, before, work; anything else is its own group."""
    first = path.split(".", 1)[0]
    if first in ("work", "work_all"):
        return "work"
    return "now" if first in ("now", "scams", "other_scam_posts") else first
