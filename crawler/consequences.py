"""What follows from an error of ``crawler.errors``: whether to ask again, to try another way, or to end the run.

A *settled* refusal will be the same tomorrow (a page that is no article); an unsettled one may pass (a server that is down), so
what it hides is asked for again by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import crawler.server_errors  # noqa: F401  (its kinds count as settled too)
from crawler.errors import (
    ApiClosed,
    ApiMissing,
    ApiRetired,
    ChallengePage,
    CredentialMissing,
    CredentialRefused,
    HostStopped,
    Interrupted,
    LoginRequired,
    MovedElsewhere,
    NoArticle,
    NoSuchObject,
    NotAListing,
    NotAnAccount,
    NotAPage,
    NotASitemap,
    NotAThread,
    PageGone,
    PageTooLarge,
    PermissionMissing,
    QuotaUsedUp,
    RateLimited,
    RobotsRefused,
    SourceDisabled,
    TokenExpired,
    UnreadablePage,
)
from models.errors import AddressRefused, NotAFeed, SourceError, TriageError

_SETTLED: tuple[type[TriageError], ...] = (
    *(
        AddressRefused,
        ApiClosed,
        ApiMissing,
        ChallengePage,
        LoginRequired,
        MovedElsewhere,
        NoArticle,
        NoSuchObject,
        NotAFeed,
        NotAnAccount,
    ),
    *(NotAListing, NotAPage, NotASitemap, NotAThread, PageGone, PageTooLarge, RobotsRefused, UnreadablePage),
)
"""Refusals that a second look would not change, with every kind of them."""

NO_OTHER_WAY: frozenset[str] = frozenset({ChallengePage.code, LoginRequired.code})
"""Codes after which nothing else is tried: going round a closed door is not reading what is public."""

ENDS_THE_RUN: frozenset[str] = frozenset({ChallengePage.code}) | {
    ApiRetired.code,
    CredentialMissing.code,
    CredentialRefused.code,
    PermissionMissing.code,
    QuotaUsedUp.code,
    RateLimited.code,
    TokenExpired.code,
}
"""Codes that end a run wherever they are met: what is asked of one page is asked of the visitor."""

SAYS_GONE: frozenset[str] = frozenset({NoSuchObject.code})
"""Codes that say of a page that it is no more, whatever the status of the answer."""


def _with_kinds(kinds: Iterable[type[TriageError]]) -> Iterator[type[TriageError]]:
    for kind in kinds:
        yield kind
        yield from _with_kinds(kind.__subclasses__())


SETTLED: frozenset[str] = frozenset(kind.code for kind in _with_kinds(_SETTLED))
"""Codes of all settled refusals, also of those named in ``crawler.server_errors``."""


def is_settled(error: TriageError) -> bool:
    """Whether asking again soon is pointless."""
    return error.code in SETTLED


def halted(code: str, message: str) -> SourceError:
    """Why a run was told to end (``models.queries.runs.Halt``), as one of ours."""
    kinds = {kind.code: kind for kind in (HostStopped, SourceDisabled)}
    return kinds.get(code, Interrupted)(message)
