"""Why a page or a source could not be collected. Each kind has a stable code and a Vietnamese sentence.

Faults of servers have names of their own in ``crawler.server_errors``; what follows from an error stands in ``crawler.consequences``.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from models.errors import SourceError


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


class HostHeld(SourceError):
    """Another run has this server; there is never more than one at a time."""

    code = "host_held"


class HostStopped(SourceError):
    """A person stopped the reading of this server, or of all."""

    code = "host_stopped"


class SourceDisabled(SourceError):
    """The source was switched off."""

    code = "source_disabled"


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


class NotAnAccount(SourceError):
    """The address is not one of a Page, channel or official account of the platform its kind reads."""

    code = "not_an_account"


class CredentialMissing(SourceError):
    """The platform is read with a token or key of the office, and none is given for this account."""

    code = "credential_missing"


class CredentialRefused(SourceError):
    """The file of credentials is open to others or cannot be read, so nothing of it is used."""

    code = "credential_refused"


class TokenExpired(SourceError):
    """The platform no longer takes the token or key, or never did."""

    code = "token_expired"


class PermissionMissing(SourceError):
    """The platform knows the token or key, and it may not read this."""

    code = "permission_missing"


class ApiRetired(SourceError):
    """The platform has given up the version of its interface that we speak."""

    code = "api_retired"


class NoSuchObject(SourceError):
    """The platform has no such account or post, or does not show it to us."""

    code = "no_such_object"


class _Passing:
    """A refusal that ends by itself, at a time the platform names or its rules tell."""

    retry_at: datetime | None = None

    def until(self, moment: datetime) -> Self:
        """The same, with when to ask again (an aware time)."""
        self.retry_at = moment
        return self


class QuotaUsedUp(_Passing, SourceError):
    """What the platform allows for a day is used up."""

    code = "quota_used_up"


class RateLimited(_Passing, SourceError):
    """Too many requests in a short time, by the platform's own count."""

    code = "rate_limited"
