"""Answers as they arrive: unpacked within bounds, and redirected only to what is an address.

A page may be packed once (twice where a proxy packs again), unpack to at most the largest page that is read, and
beyond ``SMALL`` to at most ``MAX_RATIO`` times what was sent: writing packs three- to thirtyfold.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.errors import PageTooLarge
from crawler.server_errors import BadRedirect, BrokenCompression, PackedTooTightly

MAX_LAYERS = 2
MAX_RATIO = 100
SMALL = 1_000_000
"""Bytes up to which a ratio says nothing: a short page of equal rows packs very well."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Unpacking(HttpCompressionMiddleware):
    """The framework's unpacking, with a limit on layers and ratio, and a name for what cannot be unpacked."""

    def process_response(self, request: Request, response: Response, _spider: Any = None) -> Any:
        """The unpacked response.

        Raises:
            PackedTooTightly: more layers or a higher ratio than pages have.
            PageTooLarge: over the size of a page. BrokenCompression: not what it says it is.
        """
        layers = b",".join(response.headers.getlist("Content-Encoding")).count(b",") + 1
        if layers > MAX_LAYERS:
            raise PackedTooTightly()
        sent = len(response.body)
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest:
            raise PackedTooTightly() if sent * MAX_RATIO < self._max_size else PageTooLarge() from None
        except Exception:  # whatever each of the libraries raises on broken data
            raise BrokenCompression() from None
        if isinstance(unpacked, Response) and len(unpacked.body) > max(SMALL, sent * MAX_RATIO):
            raise PackedTooTightly()
        return unpacked


class RedirectGate:
    """Downloader middleware: a redirect to something that cannot be asked for ends there, with a name."""

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> RedirectGate:
        """As Scrapy builds it."""
        return cls()

    def process_response(self, request: Request, response: Response) -> Response:
        """The response.

        Raises:
            BadRedirect: no address, or one of another scheme than HTTP.
        """
        location = response.headers.get("Location")
        if response.status not in _REDIRECTS or location is None:
            return response
        try:
            parts = urlsplit(urljoin(request.url, location.decode("utf-8", "replace").strip()))
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise BadRedirect()
        return response
