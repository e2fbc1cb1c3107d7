"""How a run went. A run that ends with nothing is an alarm, not a success."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.consequences import is_settled
from crawler.errors import EmptyFeed, NotAThread, NothingFound, UnreadablePage, WentSilent
from models.errors import TriageError

MAY_BE_READ_YET = frozenset({NotAThread.code, UnreadablePage.code})
"""Settled refusals that say "not in this form": after a repair, there or here, the same address may be read."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run met. ``unchanged`` are pages that were the same as last time: 304, the same bytes, or not asked for
    because the site says so itself (``incremental.may_rest``).
    """

    pages: int = 0
    unchanged: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    errors: int = 0

    def plus(self, **more: int) -> Counts:
        """These counts with some added."""
        return replace(self, **{name: getattr(self, name) + value for name, value in more.items()})

    @property
    def posts(self) -> int:
        """Posts that were seen, whether known or not."""
        return self.new + self.changed + self.same


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last word on a run: ``error`` None means done."""

    counts: Counts
    error: TriageError | None = None


def worth_trying_again(problem: TriageError) -> bool:
    """Whether a page should stand where somebody can try it again. What is no article, gone, or not for us is counted only.

    >>> from crawler.errors import NoArticle, Unreachable
    >>> worth_trying_again(NoArticle("")), worth_trying_again(Unreachable(""))
    (False, True)
    """
    return not is_settled(problem) or problem.code in MAY_BE_READ_YET


def judge(counts: Counts, had_posts_before: bool, stopped_by: TriageError | None = None) -> Outcome:
    """Whether a run counts as done.

    ``stopped_by`` is what kept the source itself from being read (its first page refused, the run cut
    short). Otherwise a run without a post and without an unchanged page is an alarm; an empty feed that had
    entries before is that alarm too.

    >>> judge(Counts(pages=1), had_posts_before=True).error.code
    'source_went_silent'
    >>> judge(Counts(pages=1, unchanged=1), had_posts_before=True).error is None
    True
    """
    emptied = isinstance(stopped_by, EmptyFeed) and had_posts_before
    if stopped_by is not None and not emptied:
        return Outcome(counts, stopped_by)
    if not emptied and (counts.posts or counts.unchanged):
        return Outcome(counts)
    if had_posts_before:
        return Outcome(
            counts,
            WentSilent(
                "Nguồn trước đây có bài nhưng lần này không đọc được bài nào. Hãy kiểm tra lại địa chỉ nguồn."
            ),
        )
    return Outcome(
        counts, NothingFound("Không đọc được bài nào từ nguồn này. Hãy kiểm tra lại địa chỉ và loại nguồn.")
    )
