"""The walk through a source: its own address first, then where its pages lead, within the run's budget.

One spider for every kind of source: what differs between kinds is how a page is read (``crawler.registry``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.consequences import ENDS_THE_RUN, NO_OTHER_WAY, SAYS_GONE, is_settled
from crawler.errors import Unexpected
from crawler.gathered import Gathered, Gathering
from crawler.incremental import (
    NOTHING_KEPT,
    ONWARD,
    Validators,
    by_bytes,
    conditional_headers,
    fingerprint,
    may_rest,
    remember_later,
    remember_now,
    remember_onward,
    validators,
)
from crawler.items import Found, Lead
from crawler.listed import Whole, finished, stands, state_of
from crawler.plan import Known, Ledger, Page, Plan, Unread
from crawler.platforms import APIS, asked_at, stand_in
from crawler.registry import KINDS
from crawler.responses import GONE, check_answer, explain, header, may_be_cut, read_answer
from crawler.row import SMALL
from crawler.safety import check_form
from crawler.spending import Spending
from models.errors import TriageError


class SourceSpider(Spider):
    """Walks one source. Yields ``Page`` items; the pipeline masks and stores them. One that sets ``waits`` gets articles ``Unread``."""

    name = "source"
    waits = False

    def __init__(self, plan: Plan, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan, self.ledger = plan, ledger
        self._kind = KINDS[plan.kind]
        self._seen: set[str] = set()
        self._first: set[str] = set()
        self._stand_ins: set[str] = set()
        self._again, self._stands = set[str](), set[str]()
        self._spending = Spending(plan, ledger)
        self._stand_in = stand_in(plan.kind, plan.url, plan.allowance)
        self._gathering = Gathering()
        self._day = datetime.now(UTC).date()

    async def start(self) -> AsyncIterator[Any]:
        """Pages to try again, then the source's first page. (``start_requests`` is silently ignored by this Scrapy.)"""
        try:
            if self.plan.kind in APIS:
                check_form(self.plan.url, self.plan.allowance)
            lead = self._kind.first(self.plan.url)
        except TriageError as problem:
            self.ledger.stop(problem)
            return
        self._first.add(lead.url)
        for request in self._retries():
            yield request
        for request in self._requests((lead,)):
            yield request
        if self._kind.again is not None:
            for request in self._requests(tuple(map(self._kind.again, self.plan.revisit))):
                yield request

    def on_page(self, response: Response, lead: Lead, wholes: tuple[Whole, ...] = ()) -> Iterator[Any]:
        """Read an answer: a page to store, then the pages it leads to."""
        self.ledger.received += len(response.body)
        self.ledger.answered += 1
        try:
            found = self._refused(response, lead)
            read = fingerprint(response.body)
            if response.status == 304 or self._same_bytes(lead, read):
                self.ledger.counts = self.ledger.counts.plus(pages=1, unchanged=1)
                self.ledger.remember_at_end.extend(finished(wholes))
                gathered = self._shown_again(lead, response)
                yield Page(lead.url, response.status, unchanged=True, gathered=gathered, shows=lead.shows)
                return
        except Exception as error:
            yield from self._failed(lead, self._ours(error), response.status, wholes)
            return
        reading = self._read(response, lead, wholes, read, found, datetime.now(UTC))
        if (
            self.waits
            and not (found or lead.instead)
            and self._kind.is_article(lead.role)
            and len(response.body) >= SMALL
        ):
            yield Unread(len(response.body), lambda: reading)
        else:
            yield from reading

    def _read(
        self,
        response: Response,
        lead: Lead,
        wholes: tuple[Whole, ...],
        read: bytes,
        found: Found | None,
        came: datetime,
    ) -> Iterator[Any]:
        """A page to store, then requests for the pages it leads to. ``found``: what it is known to stand for unread. ``came``: when."""
        # An article keeps the address its feed or interface gave; elsewhere links are relative to where it was found.
        stands = lead.fallback is not None or lead.url in self._stands
        base = lead.url if stands or self.plan.kind in APIS else response.url
        try:
            found = found or read_answer(self._kind.readers[lead.role], response, base, came)
        except Exception as error:
            yield from self._failed(lead, self._ours(error), response.status, wholes)
            return
        if remember_onward(found) and self._led_to_the_same(lead, response.status, read):
            self.ledger.counts = self.ledger.counts.plus(pages=1, unchanged=1)
            following = list(self._requests(tuple(one for one in found.leads if one.more), wholes))
            yield Page(lead.url, response.status, unchanged=True, listed=finished(wholes), shows=lead.shows)
        else:
            self.ledger.counts = self.ledger.counts.plus(pages=1)
            following = list(self._requests(found.leads, wholes))
            yield self._page(lead, response, read, found, finished(wholes))
        yield from following

    def _ours(self, error: Exception) -> TriageError:
        """Why a page was not read, as one of our kinds."""
        if isinstance(error, TriageError):
            return error
        self.logger.error("parser failed", exc_info=error)
        return Unexpected("Lỗi của chương trình khi đọc trang.")

    def on_failure(self, failure: Failure) -> Iterator[Any]:
        """A request that brought no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, IgnoreRequest) and str(failure.value) == "stopped":
            return
        self.ledger.answered += 1
        problem = explain(failure.value, request.url)
        yield from self._failed(request.cb_kwargs["lead"], problem, 0, request.cb_kwargs.get("wholes", ()))

    def _failed(
        self, lead: Lead, problem: TriageError, status: int, wholes: tuple[Whole, ...] = ()
    ) -> Iterator[Any]:
        """Another way to the same where there is one; otherwise the failure counts, and ends the run at the first page."""
        if lead.instead and problem.code not in NO_OTHER_WAY:
            yield from self._another_way(lead, problem, status)
            return
        self.ledger.note(problem)
        if lead.url in self._first or problem.code in ENDS_THE_RUN:
            self.ledger.stop(problem)
        posts = (lead.fallback,) if lead.fallback is not None else ()
        yield Page(
            lead.url,
            status,
            posts,
            validators=NOTHING_KEPT if lead.rest is not None and is_settled(problem) else None,
            problem=problem,
            gone=(status in GONE or problem.code in SAYS_GONE) and not posts and lead.url not in self._stands,
            listed=finished(wholes, failed=not is_settled(problem) or problem.code in ENDS_THE_RUN),
            shows=lead.shows,
            role=None if lead.url in self._first else lead.role,
        )

    def _another_way(self, lead: Lead, problem: TriageError, status: int) -> Iterator[Any]:
        """Go on with ``lead.instead``. Why the first of several ways failed is set aside, and is no error of the run."""
        if lead.url not in self._stand_ins:
            yield Page(lead.url, status, problem=problem)
        self._stand_ins.update(one.url for one in lead.instead)
        self._first.update(one.url for one in lead.instead if lead.url in self._first)
        yield from self._requests(lead.instead)

    def _refused(self, response: Response, lead: Lead) -> Found | None:
        """What the kind of source knows an error answer to stand for; None for an answer to be read."""
        said = self._kind.refused(response.status, response.body) if response.status >= 400 else None
        if said is None:
            check_answer(response, packed=lead.role in self._kind.packed, to_be_read=True)
        return said

    def _same_bytes(self, lead: Lead, read: bytes) -> bool:
        return lead.url not in self._again and self.plan.unchanged(lead.url, read)

    def _led_to_the_same(self, lead: Lead, status: int, read: bytes) -> bool:
        """Whether a page with a continuation is the same as when all it leads to was read; else it is remembered if this run ends so."""
        if self.plan.unchanged(lead.url + ONWARD, read):
            return True
        kept = Validators(None, None, read)
        self.ledger.remember_at_end.append(Page(lead.url + ONWARD, status, validators=kept))
        return False

    def _shown_again(self, lead: Lead, response: Response) -> tuple[Gathered, ...]:
        """What an unchanged page adds to its thread. Articles are no threads of several pages, and not read again."""
        if response.status == 304 or not (lead.more or lead.shows is not None):
            return ()
        found = read_answer(self._kind.readers[lead.role], response, response.url)
        return self._gather(lead, response, found)

    def _gather(self, lead: Lead, response: Response, found: Found) -> tuple[Gathered, ...]:
        """The threads read to their end with this page; one that may be cut short tells nothing of what is gone."""
        return () if may_be_cut(response) else self._gathering.read(lead.url, found)

    def _page(
        self, lead: Lead, response: Response, read: bytes, found: Found, listed: tuple[Page, ...]
    ) -> Page:
        given = validators(header(response, "ETag"), header(response, "Last-Modified"), read)
        if remember_later(found):
            self.ledger.remember_at_end.append(Page(lead.url, response.status, validators=given))
        posts = found.posts
        if lead.fallback is not None and len(posts) == 1 and posts[0].posted_at is None:
            posts = (posts[0].dated(lead.fallback.posted_at),)
        kept = (by_bytes(given) if found.in_parts else given) if remember_now(found) else None
        return Page(
            lead.url,
            response.status,
            posts,
            validators=kept,
            gathered=self._gather(lead, response, found),
            listed=listed,
            shows=lead.shows,
            role=lead.role,
            remarks=found.remarks,
        )

    def _retries(self) -> Iterator[Request]:
        """Requests for pages that were asked to be tried again: whole, and before everything else."""
        most = (self.plan.max_pages + 1) // 2
        for page in self.plan.retry:
            if page.role not in self._kind.readers or page.address in self._first | self._seen:
                continue
            if self.ledger.asked >= most:
                return
            self._seen.add(page.address)
            self._again.add(page.address)
            self._stands.update((page.address,) if page.stands else ())
            self.ledger.asked += 1
            yield self._request(Lead(page.address, page.role), None, (), priority=2)

    def _requests(self, leads: tuple[Lead, ...], wholes: tuple[Whole, ...] = ()) -> Iterator[Request]:
        """Requests for pages not yet asked for, never-seen ones first, within the budget.

        ``wholes`` are what the page that gave these leads belongs to; its continuations belong to it too.
        """
        fresh = [lead for lead in dict.fromkeys(leads) if lead.url not in self._seen]
        states = {lead: state_of(lead, self._day) for lead in fresh}
        told = [state.url for state in states.values() if state is not None]
        known = self.plan.recall([*(lead.url for lead in fresh), *told])
        for lead in sorted(fresh, key=lambda lead: lead.url in known):
            before, state = known.get(lead.url), states[lead]
            if lead.url in self._seen or self._left_alone(lead, before, state):
                continue
            if self._spending.is_over(is_list=lead.role in self._kind.lists):
                self._spending.put_off(lead, is_known=before is not None)
                for whole in wholes:
                    whole.failed = True
                continue
            self._seen.add(lead.url)
            self.ledger.asked += 1
            belongs = wholes if lead.more else ()
            if state is not None:
                belongs = (*belongs, Whole(state))
            for whole in belongs:
                whole.waiting += 1
            yield self._request(lead, before, belongs, priority=0 if before is not None else 1)

    def _request(self, lead: Lead, before: Known | None, wholes: tuple[Whole, ...], priority: int) -> Request:
        return Request(
            asked_at(self.plan.kind, lead.url, self._stand_in),
            headers=conditional_headers(before.etag, before.last_modified) if before is not None else {},
            callback=self.on_page,
            errback=self.on_failure,
            cb_kwargs={"lead": lead, "wholes": wholes},
            priority=priority,
            dont_filter=True,
        )

    def _left_alone(self, lead: Lead, before: Known | None, state: Page | None) -> bool:
        """Whether a page need not be asked for again yet; if it was read before, it counts as unchanged.

        Either for a time (``incremental.may_rest``: it was asked for after its last change), or in a state
        (``crawler.listed``: it was read to its end, continuations and all, as the listing still describes it).
        """
        rests = before is not None and may_rest(lead, before.fetched_at, before.refused, datetime.now(UTC))
        if not rests and not stands(self.plan, state):
            return False
        self._seen.add(lead.url)
        if not (rests and before is not None and before.refused):
            self.ledger.counts = self.ledger.counts.plus(unchanged=1)
        return True
