"""Strip, mask, write: the only place where what was read becomes rows.

Parsers have stripped identity; here each text is masked in memory, and only then one transaction per page
writes its posts, its validators, its counts and what was wrong. A kill at any moment loses at most the page
in progress, which is asked for again because its validators were not written either.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.task import LoopingCall

from crawler.consequences import halted, is_settled
from crawler.dates import FUTURE
from crawler.errors import Unexpected
from crawler.health import worth_trying_again
from crawler.incremental import Validators
from crawler.items import RawPost
from crawler.plan import Ledger, Page
from models.crypto import Purpose, Vault, vault
from models.errors import DatabaseError, TriageError
from models.queries import fetches, intake, runs, set_aside, vanishing
from models.queries.intake import Candidate, NewPost, StoreCounts
from models.queries.remarks import note_remarks
from models.queries.runs import Halt, RunTicket
from models.queries.set_aside import Fault
from models.session import Session, transaction
from nlp.privacy import mask

BEAT_SECONDS = 15
"""How often a run says that it is alive (``models.queries.runs.STALE`` is two minutes)."""

TICKET = "SANGTIN_TICKET"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Masked:
    """A page without anything raw in it: posts ready to be written and what could not be masked."""

    posts: tuple[NewPost, ...] = field(repr=False)
    problems: tuple[TriageError, ...] = ()


class StorePages:
    """Scrapy pipeline: masks and stores each ``Page`` of a run."""

    def __init__(self, ticket: RunTicket, crawler: Crawler) -> None:
        self._ticket, self._crawler = ticket, crawler
        self._vault = vault()
        self._unread: set[bytes] | None = None
        self._heart = LoopingCall(self._beat)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePages:
        """As Scrapy builds it."""
        return cls(crawler.settings[TICKET], crawler)

    def open_spider(self) -> None:
        """Start beating."""
        self._heart.start(BEAT_SECONDS, now=False)

    def close_spider(self) -> None:
        """Stop beating."""
        if self._heart.running:
            self._heart.stop()

    def process_item(self, item: Page) -> Page:
        """Mask and store one page. A database that does not answer stops the run; the page is asked for again."""
        spider: Any = self._crawler.spider
        ledger: Ledger = spider.ledger
        if item.unchanged:
            self._seen_again(item, ledger)
            return item
        masked = mask_posts(item.posts, datetime.now(UTC))
        problems = masked.problems if item.problem is None else (item.problem, *masked.problems)
        try:
            stored, problems = self._store(item, masked.posts, problems)
        except DatabaseError as problem:
            ledger.stop(problem)
            return item
        ledger.counts = ledger.counts.plus(new=stored.new, changed=stored.changed, same=stored.same)
        for reason in problems:
            log.warning("run %d: page set aside: %s", self._ticket.run_id, reason.code)
        return item

    def _store(
        self, page: Page, posts: tuple[NewPost, ...], problems: tuple[TriageError, ...]
    ) -> tuple[StoreCounts, tuple[TriageError, ...]]:
        try:
            with transaction() as session:
                stored = self._write(session, page, posts, problems)
        except DatabaseError:
            raise
        except Exception:
            if not posts:
                raise
            log.exception("run %d: a page could not be stored whole", self._ticket.run_id)
            return self._store_one_by_one(page, posts, problems)
        return stored, problems

    def _store_one_by_one(
        self, page: Page, posts: tuple[NewPost, ...], problems: tuple[TriageError, ...]
    ) -> tuple[StoreCounts, tuple[TriageError, ...]]:
        """One post the database refuses must not take the others of its page along."""
        total = StoreCounts()
        for post in posts:
            try:
                with transaction() as session:
                    stored = self._write(session, Page(page.url, page.status), (post,), (), pages=0)
            except DatabaseError:
                raise
            except Exception:
                problems += (Unexpected("Một bài của trang không ghi được nên được để riêng."),)
                continue
            total = StoreCounts(
                total.new + stored.new, total.changed + stored.changed, total.same + stored.same
            )
        with transaction() as session:
            self._write(session, page, (), problems)
        return total, problems

    def _write(
        self,
        session: Session,
        page: Page,
        posts: tuple[NewPost, ...],
        problems: Iterable[TriageError],
        pages: int = 1,
    ) -> StoreCounts:
        ticket = self._ticket
        stored = intake.store_posts(session, self._vault, ticket.source_id, posts, run_id=ticket.run_id)
        remember(session, self._vault, ticket.source_id, (page, *page.listed))
        self._notice_gone(session, page)
        if page.remarks is not None:
            said = {remark.code: remark.message for remark in page.remarks}
            note_remarks(session, ticket.office_id, ticket.source_id, ticket.run_id, said)
        faults = [_fault(page, problem) for problem in problems]
        if pages:
            self._resolve(session, page, faults)
        self._set_aside(session, page, faults)
        halt = runs.beat(
            session,
            ticket.run_id,
            ticket.attempt,
            pages=pages,
            posts_new=stored.new,
            posts_changed=stored.changed,
            posts_same=stored.same,
            set_aside=len(faults),
        )
        self._heed(halt)
        return stored

    def _seen_again(self, page: Page, ledger: Ledger) -> None:
        try:
            with transaction() as session:
                fetches.seen_again(session, self._vault, self._ticket.source_id, page.url)
                vanishing.mark_seen(session, self._vault, self._ticket.source_id, page.shows or page.url)
                self._notice_gone(session, page)
                self._resolve(session, page, [])
        except DatabaseError as problem:
            ledger.stop(problem)

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
        spider: Any = self._crawler.spider
        ended_run = page.problem is not None and page.problem is spider.ledger.stopped_by
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
        elif not page.posts and _tells_nothing(page):
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
            spider: Any = self._crawler.spider
            spider.ledger.stop(halted(halt.code, halt.message))


def _fault(page: Page, problem: TriageError) -> Fault:
    return Fault(
        page.url, page.status, problem.code, problem.message, page.role, again=worth_trying_again(problem)
    )


def _tells_nothing(page: Page) -> bool:
    """Whether a page that was looked at shows neither that its posts are there nor that they are gone."""
    return page.shows is not None if page.problem is None else is_settled(page.problem)


def mask_posts(posts: Iterable[RawPost], now: datetime) -> Masked:
    """Raw posts as masked ones. A text that cannot be masked is left out, with the reason and never the text."""
    done: list[NewPost] = []
    problems: list[TriageError] = []
    for raw in posts:
        try:
            masked = mask(raw.text)
        except TriageError as problem:
            problems.append(problem)
            continue
        except Exception:
            problems.append(
                Unexpected("Không che được thông tin cá nhân của một bài nên bài không được ghi.")
            )
            continue
        done.append(
            NewPost(
                kind=raw.kind,
                address=raw.address,
                text=masked.text,
                thread=raw.thread,
                posted_at=raw.posted_at if raw.posted_at is None or raw.posted_at <= now + FUTURE else None,
                candidates=tuple(Candidate(found.kind, found.text) for found in masked.candidates),
            )
        )
    return Masked(tuple(done), tuple(problems))


def remember(session: Session, keys: Vault, source_id: int, pages: Iterable[Page]) -> None:
    """Keep the validators of pages that have any for the next conditional requests."""
    fetches.save_fetches(
        session,
        keys,
        source_id,
        (
            (page.url, _state(keys, page.validators), page.status)
            for page in pages
            if page.validators is not None
        ),
    )


def _state(keys: Vault, given: Validators) -> fetches.FetchState:
    return fetches.FetchState(given.etag, given.last_modified, body_key(keys, given))


def body_key(keys: Vault, given: Validators) -> bytes | None:
    """The fingerprint of a page's bytes as it is stored: keyed, so that it proves nothing to a reader."""
    return None if given.body_hash is None else keys.fingerprint(given.body_hash.hex(), Purpose.CONTENT)
