"""Runs, spans and counts of a source in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from models.tables.source import Run
from models.vocabulary import RunState
from triage_api.catalogue import _
from triage_api.formats import local, moment, number, today
from triage_api.source_causes import cause_words


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run, or several alike in a row, as the list of runs shows it."""

    when: str
    words: str
    code: str | None
    took: str


def run_lines(runs: Iterable[Run]) -> list[RunLine]:
    """Runs, newest first; those in a row that brought nothing, or failed for one reason, are one line."""
    lines = []
    for _alike, group in groupby(runs, _kind_of_run):
        several = list(group)
        last, first = several[0], several[-1]
        when = short_moment(_when(last))
        if len(several) == 1:
            lines.append(RunLine(when, outcome(last), last.error_code, run_span(last)))
            continue
        words = last.error_message or "" if last.error_code else _("Không có bài mới.")
        count = _("{count} lần liền").format(count=number(len(several)))
        since = _("từ {first} đến {last}").format(first=short_moment(_when(first)), last=when)
        lines.append(RunLine(since, words, last.error_code, count))
    return lines


def outcome(run: Run) -> str:
    """How one run went, in a sentence."""
    if run.state is RunState.QUEUED:
        return _("Đang chờ đến lượt.")
    read = _("đọc {pages} trang").format(pages=number(run.pages))
    if run.unchanged:
        read += _(" ({count} không đổi)").format(count=number(run.unchanged))
    if run.state is RunState.RUNNING:
        return _("Đang đọc: tới lúc này {read}, {posts}.").format(read=read, posts=_posts(run))
    if run.state is RunState.DONE:
        said = _("{posts}; {read}").format(posts=_posts(run), read=read)
        return said[0].upper() + said[1:] + _aside(run) + "."
    words = cause_words(run.error_code or "", run.error_message or "")
    said = (run.error_message or "").strip() or words.short + "."
    kept = _("Phần đọc được trước đó vẫn giữ: {posts}.").format(posts=_posts(run))
    return f"{said} {kept}" if run.posts_new or run.posts_changed else said


def run_span(run: Run) -> str:
    """How long a finished run took; empty where that is not known."""
    if run.started_at is None or run.finished_at is None:
        return ""
    seconds = (run.finished_at - run.started_at) / timedelta(seconds=1)
    return _("{count} giây").format(count=max(1, round(seconds))) if seconds < 90 else span(seconds)


def counted(runs: int, pages: int) -> str:
    """How often a cause was met: whole runs and single pages.

    >>> counted(2, 14), counted(0, 0)
    ('2 lần thu thập, 14 trang', '–')
    """
    parts = [_("{count} lần thu thập").format(count=number(runs))] if runs else []
    if pages:
        parts.append(_("{count} trang").format(count=number(pages)))
    return ", ".join(parts) or "–"


def span(seconds: float) -> str:
    """A length of time: ``30 phút``, ``2 giờ``, ``3 ngày``.

    >>> span(1800), span(5400), span(86400 * 3)
    ('30 phút', '90 phút', '3 ngày')
    """
    minutes = max(1, round(seconds / 60))
    if minutes < 120:
        return _("{count} phút").format(count=minutes)
    if minutes < 48 * 60:
        return _("{count} giờ").format(count=number(round(minutes / 60)))
    return _("{count} ngày").format(count=number(round(minutes / 1440)))


def usual_words(usual: float) -> str:
    """What is usual for a source: by day, or by week where it is less than one a day."""
    if usual >= 1:
        return _("thường {count} bài một ngày").format(count=number(round(usual)))
    return _("thường {count} bài một tuần").format(count=number(max(1, round(usual * 7))))


def short_moment(when: datetime) -> str:
    """``14:10 hôm nay``, ``17/11, 08:30``: the year where it is another one."""
    if abs((local(when).date() - today()).days) <= 1:
        return moment(when)
    here = local(when)
    return f"{here:%d/%m, %H:%M}" if here.year == today().year else f"{here:%d/%m/%Y, %H:%M}"


def _kind_of_run(run: Run) -> object:
    """Runs alike have the same; one with something to tell has its own."""
    if run.error_code and not run.posts_new and not run.posts_changed:
        return run.error_code
    empty = not (run.posts_new or run.posts_changed or run.set_aside)
    return "" if run.state is RunState.DONE and empty else run.id


def _when(run: Run) -> datetime:
    return run.finished_at or run.started_at or run.queued_at


def _posts(run: Run) -> str:
    parts = [
        _("{count} bài mới").format(count=number(run.posts_new)) if run.posts_new else _("không có bài mới")
    ]
    if run.posts_changed:
        parts.append(_("{count} bài sửa").format(count=number(run.posts_changed)))
    if run.posts_same:
        parts.append(_("{count} bài đã có").format(count=number(run.posts_same)))
    return ", ".join(parts)


def _aside(run: Run) -> str:
    return _("; {count} trang không đọc được").format(count=number(run.set_aside)) if run.set_aside else ""
