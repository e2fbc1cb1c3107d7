"""The questions that lead to proposals, in their order, within a budget; each address is asked once.

What is asked of a site is little: the page itself, what it points to, and a few common places where nothing better is
known. A site that wants to be left alone is left alone at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from crawler.consequences import ENDS_THE_RUN, NO_OTHER_WAY
from crawler.errors import HostBusy, NothingFound, PageGone, RobotsUnreachable, Unreachable
from crawler.items import Lead
from crawler.pasted import Pasted, compared
from crawler.registry import KINDS
from crawler.safety import same_site
from crawler.signs import FORUM_SOFTWARE, Signs, signs_of
from crawler.trials import DOCUMENTS, Trial
from models.errors import NotAFeed, TriageError
from models.vocabulary import SourceKind

MAX_PAGES = 7
"""Pages asked for one proposal, robots.txt not counted."""
MAX_FEEDS = 3

_STOPS = ENDS_THE_RUN | NO_OTHER_WAY | {HostBusy.code, RobotsUnreachable.code}
_NEXT_FORM = frozenset({Unreachable.code, PageGone.code, RobotsUnreachable.code, "http_error"})
_GUESSES = ((SourceKind.SITEMAP, "/sitemap.xml"), (SourceKind.FEED, "/rss.xml"), (SourceKind.FEED, "/feed/"))
_WHOLE = frozenset({SourceKind.WORDPRESS, SourceKind.DISCOURSE, SourceKind.XENFORO, SourceKind.ISSO})
"""Kinds that read a site whole; nothing is guessed at where one of them reads it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came. ``problem``: why it is no page; an error of an interface may still mean something."""

    url: str = field(repr=False)
    status: int
    body: bytes = field(repr=False)
    problem: TriageError | None = None


class Site(Protocol):
    """How pages are asked for: politely, one after the other."""

    async def read(self, url: str, packed: bool) -> Answer:
        """One page. Raises ``TriageError`` where no answer came."""
        ...

    def sitemaps(self) -> Iterable[str]:
        """What the site's robots.txt names as sitemaps, once it was read."""
        ...


class Enough(Exception):
    """Nothing more is asked: the budget is spent, or (with a sentence) the site wants to be left alone."""


@dataclass(slots=True)
class Search:
    """What has been asked and found so far. Each address is asked once."""

    site: Site
    trials: list[Trial] = field(default_factory=list)
    asked: int = 0
    title: str = ""
    _answers: dict[str, Answer | TriageError] = field(default_factory=dict, repr=False)

    async def first(self, pasted: Pasted) -> Answer:
        """The page that was pasted, in the first form of its address that answers."""
        problem: TriageError | None = None
        for url in (pasted.url, *pasted.instead):
            try:
                answer = await self._read(url)
            except TriageError as failure:
                problem = problem or failure
                if failure.code not in _NEXT_FORM:
                    break
                continue
            if answer.problem is None or _is_isso(answer):
                self._answers[answer.url] = answer
                return answer
            problem = problem or answer.problem
            if answer.problem.code not in _NEXT_FORM:
                break
        raise problem or NothingFound("Không đọc được địa chỉ này.")

    async def look_around(self, page: Answer, signs: Signs) -> None:
        """Everything that is tried, in this order. Raises ``Enough`` when nothing more may be asked."""
        await self._as_it_is(page, signs)
        for kind, url in _by_software(page, signs, bool(self.trials)):
            await self._try(kind, url)
        if any(trial.kind in DOCUMENTS and trial.url == page.url for trial in self.trials):
            return
        await self._feeds(signs.feeds)
        await self._sitemaps(page, signs)
        forum = self._has(SourceKind.FORUM) and not signs.article
        if not self._has(*_WHOLE) and not forum:
            await self._guess(page)
        if signs.article and not self._has(SourceKind.FEED, SourceKind.FORUM, *_WHOLE):
            await self._section(page)

    async def _as_it_is(self, page: Answer, signs: Signs) -> None:
        """Every kind whose first page this is, without asking anything more."""
        for kind, how in KINDS.items():
            if kind is SourceKind.XENFORO and "xenforo" not in signs.software:
                continue
            try:
                lead = how.first(page.url)
            except TriageError:  # no address of this kind
                continue
            if lead.url == page.url and page.problem is None:
                self._read_as(kind, page.url, lead, page)
                await self._follow_lists(kind)
        if signs.software & FORUM_SOFTWARE:  # a list of threads looks like one of articles
            self.trials = [trial for trial in self.trials if trial.kind is not SourceKind.LISTING]

    async def _feeds(self, feeds: Iterable[str]) -> None:
        """The first of the feeds that is one; a page that lists feeds leads to them."""
        waiting = list(feeds)[:MAX_FEEDS]
        for tried in range(MAX_FEEDS):
            if not waiting or self._has(SourceKind.FEED):
                return
            url = waiting.pop(0)
            problem = await self._try(SourceKind.FEED, url)
            answer = self._answers.get(url)
            if isinstance(problem, NotAFeed) and isinstance(answer, Answer) and not tried:
                listed = signs_of(answer.body, answer.url).feeds
                waiting = [one for one in listed if one != url and one not in waiting] + waiting

    async def _sitemaps(self, page: Answer, signs: Signs) -> None:
        named = [one for one in (*self.site.sitemaps(), *signs.sitemaps) if same_site(one, page.url)]
        for url in sorted(dict.fromkeys(named), key=lambda one: "news" not in one.lower())[:1]:
            if not self._has(SourceKind.SITEMAP):
                await self._try(SourceKind.SITEMAP, url)

    async def _guess(self, page: Answer) -> None:
        """The common places, for what has not been found yet."""
        for kind, path in _GUESSES:
            if not self._has(kind):
                await self._try(kind, urljoin(page.url, path))

    async def _section(self, page: Answer) -> None:
        """The list that an article belongs to, by its address: the folder above."""
        parts = urlsplit(page.url)
        above = parts.path.rstrip("/").rpartition("/")[0] + "/"
        if above != "/" or parts.query:
            await self._try(SourceKind.LISTING, f"{parts.scheme}://{parts.netloc}{above}")

    async def _try(self, kind: SourceKind, url: str) -> TriageError | None:
        """Read an address as a kind does, by its other ways too; what went wrong where nothing came of it."""
        if any(trial.kind is kind and compared(trial.url) == compared(url) for trial in self.trials):
            return None
        waiting, problem = [KINDS[kind].first(url)], None
        while waiting:
            lead = waiting.pop(0)
            try:
                answer = await self._read(lead.url, packed=lead.role in KINDS[kind].packed)
            except TriageError as failure:
                problem = failure
            else:
                problem = self._read_as(kind, url, lead, answer)
            if problem is None:
                await self._follow_lists(kind)
                return None
            waiting.extend(lead.instead)
        return problem

    async def _follow_lists(self, kind: SourceKind) -> None:
        """An index leads to lists: the newest one says whether there is anything."""
        index = self.trials[-1] if self.trials and self.trials[-1].lists_only() else None
        if index is None:
            return
        self.trials.remove(index)
        lead = next(lead for lead in index.found.leads if lead.role in KINDS[kind].lists)
        try:
            answer = await self._read(lead.url, packed=lead.role in KINDS[kind].packed)
        except TriageError:
            return
        self._read_as(kind, index.url, lead, answer)

    def _read_as(self, kind: SourceKind, url: str, lead: Lead, answer: Answer) -> TriageError | None:
        """Let the reader of a kind read an answer; a trial where it found something."""
        how = KINDS[kind]
        try:
            found = how.refused(answer.status, answer.body) if answer.status >= 400 else None
            if found is None:
                if answer.problem is not None:
                    return answer.problem
                found = how.readers[lead.role](answer.body, answer.url)
        except TriageError as problem:
            return problem
        trial = Trial(kind, url, lead.role, found, answer.url)
        if not trial.posts and not trial.lists_only():
            return NothingFound("Không có bài nào.")
        if kind in {SourceKind.FEED, SourceKind.SITEMAP} and not self.title:
            self.title = signs_of(answer.body, answer.url).title
        if kind is SourceKind.XENFORO:  # the general reader of forums reads such a page too, and worse
            self.trials = [one for one in self.trials if one.kind is not SourceKind.FORUM]
        self.trials.append(trial)
        return None

    async def _read(self, url: str, packed: bool = False) -> Answer:
        """An answer, asked for once.

        Raises:
            TriageError: no answer came. Enough: the budget is spent, or the site wants to be left alone.
        """
        known = self._answers.get(url)
        if known is None:
            if self.asked >= MAX_PAGES:
                raise Enough
            self.asked += 1
            try:
                known = await self.site.read(url, packed)
            except TriageError as failure:
                known = failure
            self._answers[url] = known
            problem = known if isinstance(known, TriageError) else known.problem
            if problem is not None and problem.code in _STOPS and self.asked > 1:
                raise Enough(problem.message)
        if isinstance(known, TriageError):
            raise known
        return known

    def _has(self, *kinds: SourceKind) -> bool:
        return any(trial.kind in kinds for trial in self.trials)


def _by_software(page: Answer, signs: Signs, read: bool) -> Iterator[tuple[SourceKind, str]]:
    """Interfaces the page's software is known to have; those that an answer nobody has ``read`` yet may come from.

    A feed of a forum holds opening posts alone, so the forum behind it is asked for.
    """
    if signs.wordpress is not None:
        yield SourceKind.WORDPRESS, signs.wordpress
    if "discourse" in signs.software:
        yield SourceKind.DISCOURSE, page.url
    if "xenforo" in signs.software:
        yield SourceKind.XENFORO, page.url
    if signs.isso is not None:
        yield SourceKind.ISSO, signs.isso
    parts = urlsplit(page.url)
    if parts.path.endswith("/index.rss"):
        yield SourceKind.XENFORO, page.url.removesuffix("index.rss")
    elif parts.path.endswith("/latest.rss"):
        yield SourceKind.DISCOURSE, page.url.removesuffix("latest.rss")
    elif not read and (page.body[:100].lstrip()[:1] in {b"{", b"["} or page.problem is not None):
        if "/wp-json" in parts.path or "rest_route=" in parts.query:
            yield SourceKind.WORDPRESS, page.url
        elif parts.path.endswith(".json"):
            yield SourceKind.DISCOURSE, page.url
        else:
            yield SourceKind.ISSO, page.url


def _is_isso(answer: Answer) -> bool:
    """Isso answers its own address, without a page asked about, with an error that names what is missing."""
    return answer.status == 400 and b"uri" in answer.body[:2_000]
