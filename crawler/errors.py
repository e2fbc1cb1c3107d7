"""Why a page or a source could not be collected. Each kind has a stable code and a Vietnamese sentence.

A *settled* refusal will be the same tomorrow (a page that is no article); an unsettled one may pass (a
server that is down), so what it hides is asked for again by the next run.
"""

from __future__ import annotations

from typing import ClassVar

from models.errors import AddressRefused, NotAFeed, SourceError, TriageError


class OfServer(SourceError):
    """What a server did, told by the sentence of its kind (``crawler.server_errors`` has one for each fault)."""

    sentence: ClassVar[str]

    def __init__(self, message: str = "", **values: object) -> None:
        super().__init__(message or self.sentence, **values)


class RobotsRefused(SourceError):
    """The site's robots.txt does not allow this page."""

    code = "robots_refused"


class RobotsUnreachable(SourceError):
    """robots.txt could not be read, which counts as a refusal (RFC 9309, 2.3.1.4)."""

    code = "robots_unreachable"


class CrawlDelayTooLong(SourceError):
    """The site asks for a pause longer than a run may take."""

    code = "crawl_delay_too_long"


class PageTooLarge(OfServer):
    """The page is larger than the limit and was not read."""

    code = "page_too_large"
    sentence = "Trang lớn hơn giới hạn nên không được đọc."


class NotAPage(SourceError):
    """The address answers with something that is neither HTML nor a feed."""

    code = "not_a_page"


class UnreadablePage(SourceError):
    """The page cannot be parsed."""

    code = "unreadable_page"


class NoArticle(SourceError):
    """The page has no article text."""

    code = "no_article"


class NotAThread(SourceError):
    """The page holds neither posts nor links to threads."""

    code = "not_a_thread"


class NotJson(SourceError):
    """An interface that answers in JSON answered with something else, often a page made for people."""

    code = "not_json"


class ApiClosed(SourceError):
    """The site has the interface its kind is read by, and does not open it to everybody."""

    code = "api_closed"


class ApiMissing(SourceError):
    """The interface this kind of source is read by is not there."""

    code = "api_missing"


class NotASitemap(SourceError):
    """The address answers with something that is no sitemap."""

    code = "not_a_sitemap"


class NotAListing(SourceError):
    """The page has no list of articles."""

    code = "not_a_listing"


class AnsweredWithError(OfServer):
    """The server answered with something that is neither a page nor a refusal, and may pass."""

    code = "http_error"
    sentence = "Máy chủ của trang trả lời khác thường (mã {status})."


class ChallengePage(SourceError):
    """The site wants proof of a browser or a person before it shows the page. Never given: stop, and ask the site."""

    code = "challenge_page"


class LoginRequired(SourceError):
    """The site shows this page to signed-in members only."""

    code = "login_required"


class PageGone(OfServer):
    """The server says the page was taken away for good (410), does not exist or is not for us."""

    code = "page_gone"
    sentence = "Trang đã bị gỡ hẳn (mã {status})."


class Unreachable(OfServer):
    """No answer, for a reason that has no name of its own."""

    code = "source_unreachable"
    sentence = "Không kết nối được tới trang."


class HostBusy(SourceError):
    """The site asked to come back later (429, 503 with Retry-After)."""

    code = "source_busy"


class MovedElsewhere(SourceError):
    """The address redirects to another site, which the office has not listed."""

    code = "source_moved"


class MethodRefused(SourceError):
    """Something other than GET or HEAD was asked for. Never sent."""

    code = "method_refused"


class EmptyFeed(OfServer):
    """A feed in good order that holds no entry."""

    code = "empty_feed"
    sentence = "Nguồn cấp tin (RSS/Atom) đọc được nhưng không có mục nào."


class WentSilent(SourceError):
    """A source that used to have posts has none."""

    code = "source_went_silent"


class NothingFound(SourceError):
    """A source that never gave a post gave none again."""

    code = "nothing_found"


class Interrupted(SourceError):
    """The run was stopped before its end; the next one goes on."""

    code = "run_interrupted"


class TooMuchMemory(SourceError):
    """The crawl itself, not the source, went over its limit of memory."""

    code = "too_much_memory"


class Unexpected(SourceError):
    """A fault of ours while reading or storing a page."""

    code = "unexpected_error"


_SETTLED: tuple[type[TriageError], ...] = (
    *(
        AddressRefused,
        ApiClosed,
        ApiMissing,
        ChallengePage,
        LoginRequired,
        MovedElsewhere,
        NoArticle,
        NotAFeed,
    ),
    *(NotAListing, NotAPage, NotASitemap, NotAThread, PageGone, PageTooLarge, RobotsRefused, UnreadablePage),
)
"""Refusals that a second look would not change, with every kind of them."""

NO_OTHER_WAY: frozenset[str] = frozenset({ChallengePage.code, LoginRequired.code})
"""Codes after which nothing else is tried: going round a closed door is not reading what is public."""

ENDS_THE_RUN: frozenset[str] = frozenset({ChallengePage.code})
"""Codes that end a run wherever they are met: what is asked of one page is asked of the visitor."""


def is_settled(error: TriageError) -> bool:
    """Whether asking again soon is pointless."""
    return isinstance(error, _SETTLED)
