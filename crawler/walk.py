"""The walk through a source: its own address first, then where its pages lead, within the run's budget.

One spider for every kind of source: what differs between kinds is how a page is read (``crawler.registry``).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.challenge import is_challenge, wants_login
from crawler.errors import (
    ENDS_THE_RUN,
    NO_OTHER_WAY,
    AnsweredWithError,
    ChallengePage,
    LoginRequired,
    NotAPage,
    PageGone,
    PageTooLarge,
    Unexpected,
    Unreachable,
    is_settled,
)
from crawler.guard import refused_hosts
from crawler.incremental import conditional_headers, remember_later, remember_now, validators
from crawler.items import Found, Lead
from crawler.listed import Whole, finished, stands, state_of
from crawler.plan import Ledger, Page, Plan
from crawler.registry import KINDS
from models.errors import AddressRefused, TriageError

_READ_TYPES = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom")
_READ_SUFFIXES = ("+xml", "json")


class SourceSpider(Spider):
    """Walks one source. Yields ``Page`` items; the pipeline masks and stores them."""

    name = "source"

    def __init__(self, plan: Plan, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan, self.ledger = plan, ledger
        self._kind = KINDS[plan.kind]
        self._seen: set[str] = set()
        self._first: set[str] = set()
        self._day = datetime.now(UTC).date()

    async def start(self) -> AsyncIterator[Any]:
        """The source's first page. (``start_requests`` is silently ignored by this Scrapy.)"""
        lead = self._kind.first(self.plan.url)
        self._first.add(lead.url)
        for request in self._requests((lead,)):
            yield request

    def on_page(self, response: Response, lead: Lead, wholes: tuple[Whole, ...] = ()) -> Iterator[Any]:
        """Read an answer: a page to store, then the pages it leads to."""
        self.ledger.received += len(response.body)
        try:
            check_answer(response)
            if response.status == 304 or self._same_bytes(lead, response):
                self.ledger.counts = self.ledger.counts.plus(pages=1, unchanged=1)
                self.ledger.remember_at_end.extend(finished(wholes))
                return
            # An article keeps the address its feed gave, also where a summary stands in for it; elsewhere
            # links are relative to where the page was found in the end.
            base = response.url if lead.fallback is None else lead.url
            found = self._kind.readers[lead.role](response.body, base)
        except TriageError as problem:
            yield from self._failed(lead, problem, response.status, wholes)
            return
        except Exception:
            self.logger.exception("parser failed")
            ours = Unexpected("Lỗi của chương trình khi đọc trang.")
            yield from self._failed(lead, ours, response.status, wholes)
            return
        self.ledger.counts = self.ledger.counts.plus(pages=1)
        following = list(self._requests(found.leads, wholes))
        yield self._page(lead, response, found, finished(wholes))
        yield from following

    def on_failure(self, failure: Failure) -> Iterator[Any]:
        """A request that brought no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, IgnoreRequest) and str(failure.value) == "stopped":
            return
        problem = explain(failure.value, request.url)
        yield from self._failed(request.cb_kwargs["lead"], problem, 0, request.cb_kwargs["wholes"])

    def _failed(
        self, lead: Lead, problem: TriageError, status: int, wholes: tuple[Whole, ...]
    ) -> Iterator[Any]:
        """Another way to the same where there is one; otherwise the failure counts, and ends the run at the first page."""
        if lead.instead and problem.code not in NO_OTHER_WAY:
            self._first.update(one.url for one in lead.instead if lead.url in self._first)
            yield from self._requests(lead.instead)
            return
        self.ledger.note(problem)
        if lead.url in self._first or problem.code in ENDS_THE_RUN:
            self.ledger.stop(problem)
        posts = (lead.fallback,) if lead.fallback is not None else ()
        listed = finished(wholes, failed=not is_settled(problem) or problem.code in ENDS_THE_RUN)
        yield Page(lead.url, status, posts, problem=problem, listed=listed)

    def _same_bytes(self, lead: Lead, response: Response) -> bool:
        return self.plan.unchanged(lead.url, validators(None, None, response.body).body_hash)

    def _page(self, lead: Lead, response: Response, found: Found, listed: tuple[Page, ...]) -> Page:
        given = validators(_header(response, "ETag"), _header(response, "Last-Modified"), response.body)
        if remember_later(found):
            self.ledger.remember_at_end.append(Page(lead.url, response.status, validators=given))
        posts = found.posts
        if lead.fallback is not None and len(posts) == 1 and posts[0].posted_at is None:
            posts = (posts[0].dated(lead.fallback.posted_at),)
        kept = given if remember_now(found) else None
        return Page(lead.url, response.status, posts, validators=kept, listed=listed)

    def _requests(self, leads: tuple[Lead, ...], wholes: tuple[Whole, ...] = ()) -> Iterator[Request]:
        """Requests for pages not yet asked for, never-seen ones first, within the budget.

        ``wholes`` are what the page that gave these leads belongs to; its continuations belong to it too.
        """
        fresh = [lead for lead in dict.fromkeys(leads) if lead.url not in self._seen]
        known = {lead.url: self.plan.recall(lead.url) for lead in fresh}
        for lead in sorted(fresh, key=lambda lead: known[lead.url] is not None):
            if lead.url in self._seen:
                continue
            state = state_of(lead, self._day)
            if stands(self.plan, state):
                self._seen.add(lead.url)
                self.ledger.counts = self.ledger.counts.plus(unchanged=1)
                continue
            if self.ledger.asked >= self.plan.max_pages or self.ledger.received >= self.plan.max_bytes:
                self.ledger.incomplete = True
                for whole in wholes:
                    whole.failed = True
                return
            self._seen.add(lead.url)
            self.ledger.asked += 1
            before = known[lead.url]
            belongs = wholes if lead.more else ()
            if state is not None:
                belongs = (*belongs, Whole(state))
            for whole in belongs:
                whole.waiting += 1
            headers = conditional_headers(before.etag, before.last_modified) if before is not None else {}
            yield Request(
                lead.url,
                headers=headers,
                callback=self.on_page,
                errback=self.on_failure,
                cb_kwargs={"lead": lead, "wholes": belongs},
                priority=0 if before is not None else 1,
                dont_filter=True,
            )


def check_answer(response: Response) -> None:
    """Refuse an answer that is no page.

    Raises:
        ChallengePage: proof of a browser or a person is asked for, whatever the status.
        LoginRequired: for members only. PageGone: other 4xx. AnsweredWithError: 5xx and anything unexpected.
        NotAPage: not text.
    """
    status = response.status
    if status == 304:
        return
    if is_challenge(response):
        raise ChallengePage(
            "Trang đòi xác minh trình duyệt hoặc người thật. Sàng Tin không vượt qua bước này: lần thu thập dừng lại,"
            " hãy xin phép chủ trang hoặc nhập bài bằng tệp."
        )
    if wants_login(response):
        raise LoginRequired("Trang chỉ cho thành viên đã đăng nhập đọc nên không được thu thập.")
    if 400 <= status < 500 and status not in {408, 425, 429}:
        raise PageGone(f"Trang không còn hoặc không cho đọc (mã {status}).")
    if status != 200:
        raise AnsweredWithError(f"Máy chủ của trang trả lời lỗi (mã {status}).")
    kind = (_header(response, "Content-Type") or "text/html").partition(";")[0].strip().lower()
    if not kind.startswith(_READ_TYPES) and not kind.endswith(_READ_SUFFIXES):
        raise NotAPage("Địa chỉ trả về tệp không phải trang web hay nguồn cấp tin.")


def explain(error: BaseException | None, url: str) -> TriageError:
    """Why a request brought nothing, as one of our kinds. Words of other libraries are left behind."""
    if isinstance(error, TriageError):
        return error
    text = str(error)
    if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "MAXSIZE" in text):
        return PageTooLarge("Trang lớn hơn giới hạn nên không được đọc.")
    if isinstance(error, IgnoreRequest):
        return AnsweredWithError("Trang chuyển hướng quá nhiều lần.")
    if isinstance(error, CannotResolveHostError):
        if urlsplit(url).hostname in refused_hosts:
            return AddressRefused("Tên miền dẫn tới mạng nội bộ hoặc máy này nên bị từ chối.")
        return Unreachable("Không tìm thấy tên miền của trang.")
    if isinstance(error, DownloadTimeoutError):
        return Unreachable("Trang không trả lời trong thời gian chờ.")
    return Unreachable(
        "Không kết nối được tới trang (từ chối kết nối, mất kết nối hoặc chứng thư không hợp lệ)."
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
