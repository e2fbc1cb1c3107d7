"""What an administrator asks first when something is wrong: one line per part."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from models.cluster import cluster
from models.errors import TriageError
from models.migrate import current, head
from models.queries import classifiers, jobs, sources
from models.queries.audit import first_broken_row
from models.session import transaction
from models.settings import settings
from models.vocabulary import RunState


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine() -> list[Check]:
    """Look at everything; a part that cannot be asked is a failed check, not an error."""
    return [_safely(name, look) for name, look in CHECKS]


def _safely(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        return Check(name, *look())
    except TriageError as error:
        return Check(name, False, error.message)


def _home() -> tuple[bool, str]:
    home = settings().home.absolute()
    return home.is_dir() and os.access(home, os.W_OK), str(home)


def _database() -> tuple[bool, str]:
    return True, cluster().ensure().place


def _schema() -> tuple[bool, str]:
    found, wanted = current(), head()
    return found == wanted, f"bản {found or 'trống'}, cần {wanted}"


def _model() -> tuple[bool, str]:
    with transaction() as session:
        version = classifiers.version_in_use(session)
    return version is not None, version or "chưa có mô hình; chạy: sangtin db upgrade"


def _jobs() -> tuple[bool, str]:
    with transaction() as session:
        waiting = jobs.waiting_jobs(session)
    return True, f"{waiting.get('todo', 0)} việc chờ, {waiting.get('doing', 0)} việc đang làm"


def _sources() -> tuple[bool, str]:
    with transaction() as session:
        failed = [run for run in sources.last_runs(session).values() if run.state is RunState.FAILED]
        total = len(sources.list_sources(session))
    return not failed, f"{total} nguồn, {len(failed)} nguồn lần gần nhất không thu thập được"


def _audit() -> tuple[bool, str]:
    with transaction() as session:
        broken = first_broken_row(session)
    return broken is None, "còn nguyên" if broken is None else f"đứt từ dòng {broken}"


CHECKS: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
    ("Thư mục", _home),
    ("Cơ sở dữ liệu", _database),
    ("Lược đồ", _schema),
    ("Mô hình", _model),
    ("Việc nền", _jobs),
    ("Nguồn", _sources),
    ("Nhật ký", _audit),
)
