"""Sources in every state, with runs as eight weeks of collecting leave them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from models.crypto import vault
from models.queries import set_aside
from models.queries.intake import NewPost, store_posts
from models.queries.set_aside import Fault
from models.queries.sources import SourceRecord, save_source
from models.session import Session, transaction
from models.tables.source import Run, SetAside, Source
from models.vocabulary import Budget, PostKind, RunState, SourceKind

HALF_HOUR = 1800
WEEKDAYS = (9, 7, 8, 11, 6, 0, 0)
"""Posts a day of an office, Monday first."""


def add_source(
    session: Session, office_id: int, name: str, kind: SourceKind, url: str, **more: Any
) -> Source:
    """A source that has been there for eight weeks."""
    source_id = save_source(session, office_id, SourceRecord(name, kind, url, **more))
    source = session.get_one(Source, source_id)
    source.created_at = datetime.now(UTC) - timedelta(days=57)
    source.next_due_at = datetime.now(UTC) + timedelta(minutes=20)
    return source


def add_run(session: Session, source: Source, ago: timedelta, new: int = 0, **more: Any) -> Run:
    """A finished run; with ``error_code`` a failed one."""
    at = datetime.now(UTC) - ago
    values = {"pages": 12, "unchanged": 4, "posts_same": 14, "requests": 13, "bytes": 480_000} | more
    if "error_code" in more:
        values |= {"pages": 0, "unchanged": 0, "posts_same": 0, "requests": 1, "bytes": 900}
    row = Run(
        office_id=source.office_id,
        source_id=source.id,
        state=RunState.FAILED if "error_code" in more else RunState.DONE,
        queued_at=at - timedelta(minutes=2),
        started_at=at - timedelta(seconds=48),
        heartbeat_at=at,
        finished_at=at,
        posts_new=new,
        attempt=1,
        **values,
    )
    session.add(row)
    return row


def add_days(session: Session, source: Source, counts: list[int], until: int = 1) -> None:
    """Two looks a day that brought so many posts, the last of them ``until`` days ago."""
    for place, count in enumerate(counts):
        back = timedelta(days=len(counts) - 1 - place + until)
        add_run(session, source, back + timedelta(minutes=2), count - count // 3, posts_changed=count // 9)
        add_run(session, source, back, count // 3)


def fault(number: int, **more: Any) -> Fault:
    """A page of a forum that could not be read."""
    values: dict[str, Any] = {
        "address": f"https://chomay.example/t/{number}",
        "status": 503,
        "code": "http_error",
        "reason": "Máy chủ của trang trả lời lỗi (mã 503).",
        "role": "thread",
    }
    return Fault(**values | more)


def furnish_sources(office_id: int, *only: str) -> dict[str, int]:
    """One source of each state (or of those asked for), and pages that could not be read; names to ids."""
    make: dict[str, Callable[[Session, int], int]] = {
        "silent": _silent,
        "stopped": _stopped,
        "failing": _failing,
        "good": _good,
        "dropped": _dropped,
        "running": _running,
        "new": _new,
        "form": _form,
    }
    with transaction() as session:
        names = {name: made(session, office_id) for name, made in make.items() if name in (only or make)}
    with transaction() as session:
        _asked_and_skipped(session, names["silent"])
    return names


def _silent(session: Session, office_id: int) -> int:
    source = add_source(session, office_id, "Diễn đàn Bến Mây", SourceKind.FORUM, "https://benmay.example/")
    add_days(session, source, [16, 14, 18, 15, 12, 17, 16, 21] * 5, until=2)
    for hours in range(39, 0, -3):
        add_run(session, source, timedelta(hours=hours), 0)
    add_run(session, source, timedelta(minutes=9), 0, set_aside=21)
    _unread(session, source)
    return source.id


def _unread(session: Session, source: Source) -> None:
    run_id = session.query(Run).filter_by(source_id=source.id).order_by(Run.id.desc()).first()
    assert run_id is not None
    broken = {
        "status": 200,
        "code": "not_a_thread",
        "reason": "Trang không có chủ đề diễn đàn nào đọc được.",
    }
    no_text = {"status": 200, "code": "no_article", "reason": "Trang không có lời bài.", "again": False}
    for faults in (
        [fault(number) for number in (8841, 8842, 8843)],
        [fault(8841), fault(8850, **broken), fault(8841)],
        [fault(number, **no_text) for number in range(9000, 9014)],
        [fault(8860, **broken), fault(8861, **broken)],
    ):
        set_aside.keep(session, vault(), source.office_id, source.id, run_id.id, faults)


def _asked_and_skipped(session: Session, source_id: int) -> None:
    rows = session.query(SetAside).filter_by(source_id=source_id, error_code="not_a_thread")
    ids = [row.id for row in rows.order_by(SetAside.id)]
    set_aside.ask_again(session, source_id, ids[:1])
    set_aside.skip(session, source_id, ids[2:])


def _stopped(session: Session, office_id: int) -> int:
    source = add_source(
        session, office_id, "Trang cộng đồng Cầu Vồng", SourceKind.LISTING, "https://cauvong.example/tin"
    )
    add_days(session, source, [8, 9, 7, 10, 8, 6, 9, 7] * 4, until=4)
    add_run(
        session,
        source,
        timedelta(days=3, hours=20),
        error_code="robots_refused",
        error_message="Trang không cho phép đọc tự động (robots.txt).",
    )
    source.enabled, source.disabled_at = False, datetime.now(UTC) - timedelta(days=3, hours=20)
    source.disabled_reason = "robots.txt không cho đọc tự động"
    return source.id


def _failing(session: Session, office_id: int) -> int:
    source = add_source(
        session,
        office_id,
        "Báo Sông Lam điện tử",
        SourceKind.SITEMAP,
        "https://baosonglam.example/sitemap.xml",
    )
    add_days(session, source, [34, 41, 29, 38, 36, 22, 18] * 5, until=1)
    for hours in (9, 5, 3, 1):
        add_run(
            session,
            source,
            timedelta(hours=hours),
            error_code="source_unreachable",
            error_message="Không kết nối được tới trang (từ chối kết nối, mất kết nối hoặc chứng thư không hợp lệ).",
        )
    source.failures, source.pace_seconds = 4, 4 * HALF_HOUR
    source.next_due_at = datetime.now(UTC) + timedelta(hours=5)
    return source.id


def _good(session: Session, office_id: int) -> int:
    source = add_source(
        session, office_id, "Cổng thông tin tỉnh Sông Lam", SourceKind.FEED, "https://songlam.example/rss.xml"
    )
    today = datetime.now(UTC).date()
    counts = [WEEKDAYS[(today - timedelta(days=back)).weekday()] for back in range(42, 0, -1)]
    add_days(session, source, counts)
    add_run(session, source, timedelta(minutes=11), 3, cut_short=Budget.PAGES)
    return source.id


def _dropped(session: Session, office_id: int) -> int:
    source = add_source(
        session, office_id, "Trang tin huyện Thượng Hà", SourceKind.WORDPRESS, "https://thuongha.example/"
    )
    add_days(session, source, [6] * 35 + [1, 0, 0, 1, 0, 0, 1])
    add_run(session, source, timedelta(minutes=25), 0)
    source.pace_seconds = 4 * HALF_HOUR
    return source.id


def _running(session: Session, office_id: int) -> int:
    source = add_source(
        session, office_id, "Bình luận trang Bến Đá", SourceKind.ISSO, "https://binhluan.benda.example/"
    )
    add_days(session, source, [2, 3, 0, 4, 1, 2, 5] * 4)
    now = datetime.now(UTC)
    session.add(
        Run(
            office_id=office_id,
            source_id=source.id,
            state=RunState.RUNNING,
            started_at=now,
            heartbeat_at=now,
            attempt=1,
            pages=7,
            posts_new=2,
            posts_same=9,
        )
    )
    return source.id


def _new(session: Session, office_id: int) -> int:
    return add_source(
        session, office_id, "Trường THCS Đồng Mây", SourceKind.LISTING, "https://thcsdongmay.example/tin"
    ).id


def _form(session: Session, office_id: int) -> int:
    source_id = save_source(
        session, office_id, SourceRecord("Phiếu phản ánh của cộng tác viên", SourceKind.FORM, None)
    )
    now = datetime.now(UTC)
    for back, count in ((12, 2), (9, 1), (5, 3), (3, 1), (1, 2), (0, 1)):
        posts = [
            NewPost(PostKind.REPORT, f"phiếu {back} {number}", f"Hỏi lịch cấp căn cước {back} {number}")
            for number in range(count)
        ]
        store_posts(session, vault(), source_id, posts, now=now - timedelta(days=back))
    session.get_one(Source, source_id).created_at = now - timedelta(days=20)
    return source_id
