"""Strip, mask, write: the only place where what was read becomes rows.

Parsers have stripped identity; here each text is masked in memory, and only then a transaction writes the page's
posts, its validators, its counts and what was wrong. Pages that come faster than any real source may be asked are read in
rows (``crawler.row``) and written together, ``MOST_TOGETHER`` at most and never later than ``LONGEST_WAIT`` (``UNPAUSED_WAIT``); whatever ends the run, they are written first. A kill
at any moment loses at most these, which are asked for again because their validators were not written either.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from crawler.consequences import halted
from crawler.errors import Unexpected
from crawler.health import worth_trying_again
from crawler.masking import mask_posts
from crawler.memories import remember
from crawler.plan import Ledger, Page, Unread
from crawler.row import Row
from models.crypto import Purpose, vault
from models.errors import DatabaseError, TriageError
from models.queries import fetches, intake, runs, set_aside, vanishing
from models.queries.intake import NewPost, StoreCounts
from models.queries.remarks import note_remarks
from models.queries.runs import Halt, RunTicket
from models.queries.set_aside import Fault
from models.session import Session, transaction

BEAT_SECONDS = 15
"""How often a run says that it is alive (``models.queries.runs.STALE`` is two minutes)."""

MOST_TOGETHER = 50
"""Pages masked in a row and written in one transaction at most."""

LONGEST_WAIT = 0.9
"""Seconds a page waits for others at most. Less than ``scrapy_settings.FLOOR_SECONDS``: a page of a real source is written, and a
stop is heeded, before the next one is asked for."""

UNPAUSED_WAIT = 3.0
"""The same where no pause is kept, which only the demonstration's own server allows: a second is four pages on a busy machine."""

TICKET = "SANGTIN_TICKET"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A page ready to be written, with what was wrong with it and nothing raw."""

    page: Page
    posts: tuple[NewPost, ...] = field(repr=False)
    problems: tuple[TriageError, ...] = ()


class StorePages:
    """Scrapy pipeline: masks and stores each ``Page`` of a run."""

    def __init__(self, ticket: RunTicket, crawler: Crawler, longest: float = LONGEST_WAIT) -> None:
        """``longest``: seconds a page waits for others at most."""
        self._ticket, self._crawler, self._longest = ticket, crawler, longest
        self._vault = vault()
        self._unread: set[bytes] | None = None
        self._heart = LoopingCall(self._beat)
        self._row = Row()
        self._waiting: list[Page] = []
        self._clock = LoopingCall(self._write_in_time)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePages:
        """As Scrapy builds it."""
        paused = crawler.settings.getfloat("DOWNLOAD_DELAY") > 0
        return cls(crawler.settings[TICKET], crawler, LONGEST_WAIT if paused else UNPAUSED_WAIT)

    def open_spider(self) -> None:
        """Start beating. Where no pause is kept, articles wait for each other to be read; see ``crawler.walk``."""
        self._spider.waits = self._longest > LONGEST_WAIT
        self._heart.start(BEAT_SECONDS, now=False)
        self._clock.start(self._longest, now=False)

    def close_spider(self) -> None:
        """Stop beating; what waits is read and written, however the run ends."""
        for loop in (self._heart, self._clock):
            if loop.running:
                loop.stop()
        self._read_waiting()
        self._write_waiting()

    def process_item(self, item: Page | Unread) -> Page | Unread:
        """Mask one page, and store it soon. A database that does not answer stops the run; the page is asked for again.

        What waits to be read is read before a page that came after it is taken: what is stored keeps the order of what came.
        """
        if isinstance(item, Unread):
            self._row.add(item)
            if self._row.is_full:
                self._read_waiting()
        else:
            self._read_waiting()
            self._take(item)
        return item

    def _read_waiting(self) -> None:
        for one in self._row.taken():
            try:
                for page in one.read():
                    self._take(page)
            except Exception:  # one page must not take along those behind it
                log.exception("run %d: a page could not be stored", self._ticket.run_id)

    def _take(self, item: Page) -> None:
        if item.unchanged:
            self._write_waiting()
            self._seen_again(item)
        elif item.only_adds:
            self._waiting.append(item)
            if len(self._waiting) >= MOST_TOGETHER:
                self._write_waiting()
        else:
            self._write_waiting()
            self._store((_masked(item),))

    @property
    def _spider(self) -> Any:
        return self._crawler.spider

    @property
    def _ledger(self) -> Ledger:
        ledger: Ledger = self._spider.ledger
        return ledger

    def _write_in_time(self) -> None:
        try:
            self._read_waiting()
            self._write_waiting()
        except Exception:  # the clock must go on
            log.exception("run %d: a page could not be stored", self._ticket.run_id)

    def _write_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:  # masked in a row: one by one between pages that are read, masking takes a quarter longer
            self._store([_masked(page) for page in waiting])

    def _store(self, pages: Sequence[_Ready]) -> None:
        """Pages in one transaction; one by one when the database refuses something of several."""
        problems = tuple(problem for one in pages for problem in one.problems)
        try:
            with transaction() as session:
                stored = self._write(session, pages)
        except DatabaseError as problem:
            self._ledger.stop(problem)
            return
        except Exception:
            if len(pages) > 1:
                for one in pages:
                    self._store((one,))
                return
            if not pages[0].posts:
                raise
            log.exception("run %d: a page could not be stored whole", self._ticket.run_id)
            try:
                stored, problems = self._store_one_by_one(pages[0])
            except DatabaseError as problem:
                self._ledger.stop(problem)
                return
        ledger = self._ledger
        ledger.counts = ledger.counts.plus(new=stored.new, changed=stored.changed, same=stored.same)
        for reason in problems:
            log.warning("run %d: page set aside: %s", self._ticket.run_id, reason.code)

    def _store_one_by_one(self, whole: _Ready) -> tuple[StoreCounts, tuple[TriageError, ...]]:
        """One post the database refuses must not take the others of its page along."""
        total, problems = StoreCounts(), whole.problems
        for post in whole.posts:
            alone = _Ready(Page(whole.page.url, whole.page.status), (post,))
            try:
                with transaction() as session:
                    stored = self._write(session, (alone,), counted=False)
            except DatabaseError:
                raise
            except Exception:
                problems += (Unexpected("Một bài của trang không ghi được nên được để riêng."),)
                continue
            total = StoreCounts(
                total.new + stored.new, total.changed + stored.changed, total.same + stored.same
            )
        with transaction() as session:
            self._write(session, (_Ready(whole.page, (), problems),))
        return total, problems

    def _write(self, session: Session, pages: Sequence[_Ready], counted: bool = True) -> StoreCounts:
        ticket, posts = self._ticket, [post for one in pages for post in one.posts]
        stored = intake.store_posts(session, self._vault, ticket.source_id, posts, run_id=ticket.run_id)
        everything = (told for one in pages for told in (one.page, *one.page.listed))
        remember(session, self._vault, ticket.source_id, everything)
        set_aside_now = 0
        for one in pages:
            self._notice_gone(session, one.page)
            self._note_remarks(session, one.page)
            faults = [_fault(one.page, problem) for problem in one.problems]
            if counted:
                self._resolve(session, one.page, faults)
            self._set_aside(session, one.page, faults)
            set_aside_now += len(faults)
        halt = runs.beat(
            session,
            ticket.run_id,
            ticket.attempt,
            pages=len(pages) if counted else 0,
            posts_new=stored.new,
            posts_changed=stored.changed,
            posts_same=stored.same,
            set_aside=set_aside_now,
        )
        self._heed(halt)
        return stored

    def _note_remarks(self, session: Session, page: Page) -> None:
        ticket = self._ticket
        if page.remarks is not None:
            said = {remark.code: remark.message for remark in page.remarks}
            note_remarks(session, ticket.office_id, ticket.source_id, ticket.run_id, said)

    def _seen_again(self, page: Page) -> None:
        try:
            with transaction() as session:
                fetches.seen_again(session, self._vault, self._ticket.source_id, page.url)
                vanishing.mark_seen(session, self._vault, self._ticket.source_id, page.shows or page.url)
                self._notice_gone(session, page)
                self._resolve(session, page, [])
        except DatabaseError as problem:
            self._ledger.stop(problem)

    def _resolve(self, session: Session, page: Page, faults: Sequence[Fault]) -> None:
        """A page that stood aside and was read now, or has nothing to be read any more, stands aside no longer."""
        if self._unread is None:
            self._unread = set_aside.open_keys(session, self._ticket.source_id)
        if not self._unread or any(fault.again for fault in faults):
            return
        key = self._vault.fingerprint(page.url, Purpose.ADDRESS)
        if key in self._unread:
            settled = faults[0] if faults else None
            set_aside.resolve(session, self._ticket.source_id, key, page.status, settled, same=page.unchanged)

    def _set_aside(self, session: Session, page: Page, faults: Sequence[Fault]) -> None:
        ended_run = page.problem is not None and page.problem is self._ledger.stopped_by
        ticket = self._ticket
        set_aside.keep(
            session, self._vault, ticket.office_id, ticket.source_id, ticket.run_id, faults, ended_run
        )
        if self._unread is not None and any(fault.again for fault in faults):
            self._unread.add(self._vault.fingerprint(page.url, Purpose.ADDRESS))

    def _notice_gone(self, session: Session, page: Page) -> None:
        source_id = self._ticket.source_id
        for one in page.gathered:
            vanishing.mark_gone(session, self._vault, source_id, one.thread, one.there)
        if page.gone:
            vanishing.mark_page_gone(session, self._vault, source_id, page.shows or page.url)
        elif not page.posts and page.tells_nothing:
            vanishing.mark_seen(session, self._vault, source_id, page.shows or page.url)

    def _beat(self) -> None:
        try:
            with transaction() as session:
                self._heed(runs.beat(session, self._ticket.run_id, self._ticket.attempt))
        except DatabaseError as problem:
            log.warning("run %d: no heartbeat: %s", self._ticket.run_id, problem.code)

    def _heed(self, halt: Halt | None) -> None:
        """End the run when somebody wants it ended: nothing more is asked from this moment on."""
        if halt is not None:
            self._ledger.stop(halted(halt.code, halt.message))


def _masked(page: Page) -> _Ready:
    masked = mask_posts(page.posts, datetime.now(UTC))
    return _Ready(
        page, masked.posts, masked.problems if page.problem is None else (page.problem, *masked.problems)
    )


def _fault(page: Page, problem: TriageError) -> Fault:
    return Fault(
        page.url, page.status, problem.code, problem.message, page.role, again=worth_trying_again(problem)
    )
