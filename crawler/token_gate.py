"""The last step before the download: the credential goes into one header, for the platform's own interface alone.

It is taken off again before anything else sees the answer, so a redirect, a retry or an error never carries it on; a request
that comes from a redirect never gets it.
"""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.credentials import credential
from crawler.guard import ALLOWANCE
from crawler.platforms import APIS, may_ask
from crawler.safety import Allowance

HEADERS = frozenset(api.header for api in APIS.values())


class TokenGate:
    """Downloader middleware, nearest to the network."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._allowance: Allowance | None = crawler.settings.get(ALLOWANCE)
        self._credential: SecretStr | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TokenGate:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add the credential where it belongs.

        Raises:
            CredentialMissing, CredentialRefused: see ``crawler.credentials.credential``.
        """
        _take_off(request)
        spider: Any = self._crawler.spider
        plan = spider.plan
        api = APIS.get(plan.kind)
        if api is None or request.meta.get("redirect_times") or request.meta.get("robots"):
            return
        if not may_ask(plan.kind, request.url, plan.url, self._allowance):
            return
        if self._credential is None:
            self._credential = credential(plan.kind, plan.url)
        request.headers[api.header] = f"{api.before}{self._credential.get_secret_value()}"

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer, its request without the credential."""
        _take_off(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 -- Scrapy's names
        """No answer: the request loses the credential all the same."""
        _take_off(request)


def _take_off(request: Request) -> None:
    for header in HEADERS:
        request.headers.pop(header, None)
