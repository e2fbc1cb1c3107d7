"""A month is made of what its weeks have printed; nothing in it is counted anew.

Weeks are reported before their month, so a month counted by itself could be subtracted from them: 33 questions of a month,
less 10, 12 and 8 of three weeks, tell the "dưới 5" of the fourth. Sums of what was shown tell nothing (``disclosure.sum_shown``).
A week without a final report is said roughly, like the draft it is (``reports.editions``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.asking import Asked
from reports.disclosure import Count, Shown, sum_shown
from reports.facts import Facts, Received, ScamLine
from reports.lines import Lines
from reports.parts import Part
from reports.parts.corrections import Corrections
from reports.rollup import combined


def from_weeks(facts: Facts, weeks: Sequence[Facts], before: Received, lost: Sequence[Asked] = ()) -> Facts:
    """Facts of a month with every count from its weeks, the earliest first; ``before``: what is said of the month before; ``lost``:
    what could not be asked for that. What could not be asked of a week is missing in the month.

    Lists, and what is no sum over weeks (sources, shares, middle times), stay as they were gathered. What is overdue at the end of a
    month is what is overdue at the end of its last week.
    """
    scams, dropped = _scams(facts.scams, weeks)
    moved = combined([week.work for week in weeks])
    last = weeks[-1]
    return replace(
        facts,
        now=combined([week.now for week in weeks]),
        before=before,
        work={queue: replace(one, overdue=last.work[queue].overdue) for queue, one in moved.items()},
        work_all=replace(combined([week.work_all for week in weeks]), overdue=last.work_all.overdue),
        verdicts=combined([week.verdicts for week in weeks]),
        scams=scams,
        other_scam_posts=sum_shown([*(week.other_scam_posts for week in weeks), *dropped]),
        models=tuple(sorted({model for week in weeks for model in week.models})),
        parts=replace(facts.parts, corrections=_corrections(facts, weeks)),
        missing=tuple(
            dict.fromkeys([*facts.missing, *(one for week in weeks for one in week.missing), *lost])
        ),
    )


def received(weeks: Sequence[Facts]) -> Received:
    """The posts of several weeks."""
    whole: Received = combined([week.now for week in weeks])
    return whole


def _scams(gathered: Lines[ScamLine], weeks: Sequence[Facts]) -> tuple[Lines[ScamLine], list[Count]]:
    """The scams the weeks listed, as they stand today, and the counts of those that are not listed any more.

    A week that had more scams than it listed may hold posts of any of them among its others, so that no sum over it is exact.
    """
    posts: dict[str, list[Count]] = {}
    rest: list[Count] = []
    by_item: dict[int | None, ScamLine] = {
        line.item_id: line for line in gathered.shown if line.item_id is not None
    }
    by_sentence = {line.sentence: line for line in gathered.shown}
    for line in (line for week in weeks for line in week.scams.shown):
        standing = by_item.get(line.item_id) or by_sentence.get(line.sentence)
        if standing is None:
            rest.append(line.posts)
        else:
            posts.setdefault(standing.sentence, []).append(line.posts)
    more = any(week.scams.more for week in weeks)
    listed = [
        replace(by_sentence[sentence], posts=_at_least(sum_shown(counts)) if more else sum_shown(counts))
        for sentence, counts in posts.items()
    ]
    listed.sort(key=lambda line: -(line.posts.value or 0))
    return Lines(listed, gathered.more or more), rest


def _at_least(count: Count) -> Count:
    """A sum that may miss something."""
    if count.exact:
        return Count(Shown.OVER, count.value)
    return Count(Shown.EACH_UNDER) if count.shown is Shown.UNDER else count


def _corrections(facts: Facts, weeks: Sequence[Facts]) -> Part[Corrections]:
    """The month's list with the weeks' counts; missing where one of them is."""
    whole, parts = facts.parts.corrections.known, [week.parts.corrections.known for week in weeks]
    known = [part for part in parts if part is not None]
    if whole is None or len(known) < len(parts):
        return Part(None)
    return Part(
        replace(
            whole,
            received=sum_shown([part.received for part in known]),
            opinions=sum_shown([part.opinions for part in known]),
        )
    )
