"""Serves the fictional province over loopback, so that the real crawler crawls a real site.

``serve()`` is a context manager for tests and the demonstration; ``python -m pipeline.demo.site --port 8088``
runs the site alone. It binds to 127.0.0.1 only, answers GET and HEAD only, and keeps a log of what was asked.
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from models.errors import PortInUse
from pipeline.demo.content import load_content
from pipeline.demo.pages import HTML, Page, build_pages

HOST = "127.0.0.1"
BIG_PAGE_BYTES = 20_000_000
_PATIENCE_SECONDS = 30
_DISCARDED_BYTES = 65_536
"""Read of a refused request before answering: an unread body would reset the connection under the answer."""


@dataclass(slots=True)
class DemoSite:
    """A running site. ``requests`` is what was asked so far: (method, path), oldest first."""

    url: str
    port: int
    requests: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@contextmanager
def serve(
    port: int = 0, now: datetime | None = None, with_bad_pages: bool = False, robots_status: int = 200
) -> Iterator[DemoSite]:
    """The site on ``127.0.0.1:port`` (0: a free port) until the block ends.

    Post times are counted back from ``now`` (aware; default: this moment). ``with_bad_pages`` adds the
    addresses under ``/hong/`` that tests of bad input need; ``robots_status`` other than 200 makes
    ``/robots.txt`` answer with it.

    Raises:
        PortInUse: another program listens on the port.
    """
    server = _listen(port)
    site = DemoSite(url=f"http://{HOST}:{server.server_port}", port=server.server_port)
    pages = build_pages(load_content(), now or datetime.now(UTC), site.url)
    server.answer = _responder(pages, with_bad_pages, HTTPStatus(robots_status))
    server.seen = site.requests
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    answer: Callable[[str], Page | _Answer]
    seen: list[tuple[str, str]]


def _listen(port: int) -> _Server:
    try:
        return _Server((HOST, port), _Handler)
    except OSError:
        raise PortInUse(f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác.") from None


def _responder(
    pages: dict[str, Page], with_bad_pages: bool, robots: HTTPStatus
) -> Callable[[str], Page | _Answer]:
    bad = _bad_pages() if with_bad_pages else {}

    def answer(path: str) -> Page | _Answer:
        if path == "/robots.txt" and robots is not HTTPStatus.OK:
            return _Answer(robots)
        if path in bad:
            return bad[path]()
        return pages.get(path) or _Answer(HTTPStatus.NOT_FOUND)

    return answer


def _bad_pages() -> dict[str, Callable[[], _Answer]]:
    """What a careless or hostile server may answer."""
    html = (("Content-Type", HTML),)
    return {
        "/hong/feed-la-html": lambda: _Answer(
            HTTPStatus.OK, "<!DOCTYPE html><title>Trang chủ</title><p>Không phải RSS.</p>".encode(), html
        ),
        "/hong/trang-20mb": lambda: _Answer(HTTPStatus.OK, _big_page(), html),
        "/hong/chuyen-huong-noi-bo": lambda: _Answer(
            HTTPStatus.FOUND, headers=(("Location", "http://10.0.0.1/"),)
        ),
        "/hong/500-robots": lambda: _Answer(HTTPStatus.INTERNAL_SERVER_ERROR),
    }


def _big_page() -> bytes:
    line = "<p>Mây trôi qua bến, thuyền neo dưới cầu.</p>\n".encode()
    head = "<!DOCTYPE html><title>Trang rất dài</title>\n".encode()
    return head + line * ((BIG_PAGE_BYTES - len(head)) // len(line) + 1)


class _Handler(BaseHTTPRequestHandler):
    """Answers from memory. Nothing of a request is interpreted but its path and its validators."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "songlam"
    sys_version = ""
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def refuse_method(self) -> None:
        """The site is read-only; the attempt is logged so that a test can see it."""
        self.server.seen.append((self.command, self.path))
        self.rfile.read(min(_declared_length(self.headers.get("Content-Length")), _DISCARDED_BYTES))
        headers = (
            ("Allow", "GET, HEAD"),
            ("Connection", "close"),
        )  # what is left unread ends with the connection
        self._send(_Answer(HTTPStatus.METHOD_NOT_ALLOWED, headers=headers), with_body=True)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = refuse_method  # noqa: N815 - names the base class looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Quiet: requests are kept in ``DemoSite.requests``."""

    def _respond(self, *, with_body: bool) -> None:
        self.server.seen.append((self.command, self.path))
        found = self.server.answer(self.path.split("?", 1)[0].split("#", 1)[0])
        self._send(found if isinstance(found, _Answer) else self._conditional(found), with_body=with_body)

    def _conditional(self, page: Page) -> _Answer:
        """RFC 9110 §13.2.2: ``If-None-Match`` wins over ``If-Modified-Since``."""
        headers = (
            ("Content-Type", page.content_type),
            ("ETag", page.etag),
            ("Last-Modified", format_datetime(page.modified.astimezone(UTC), usegmt=True)),
            ("Cache-Control", "no-cache"),
        )
        if self._unchanged(page):
            return _Answer(HTTPStatus.NOT_MODIFIED, headers=headers)
        return _Answer(HTTPStatus.OK, page.body, headers)

    def _unchanged(self, page: Page) -> bool:
        given = self.headers.get("If-None-Match")
        if given is not None:
            tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
            return page.etag in tags or "*" in tags
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and page.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False

    def _send(self, answer: _Answer, *, with_body: bool) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body and answer.status is not HTTPStatus.NOT_MODIFIED:
            try:
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the visitor left: the page was too long for them


def _declared_length(given: str | None) -> int:
    return int(given) if given is not None and len(given) <= 12 and given.isascii() and given.isdigit() else 0


def main() -> None:
    """Run the site alone until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Trang của tỉnh hư cấu Sông Lam, chỉ chạy trên máy này.")
    parser.add_argument("--port", type=int, default=8088, help="cổng (0: cổng trống bất kỳ)")
    parser.add_argument("--with-bad-pages", action="store_true", help="thêm các trang hỏng để thử")
    given = parser.parse_args()
    with serve(given.port, with_bad_pages=given.with_bad_pages) as site:
        print(f"{site.url}/", flush=True)  # noqa: T201 - the one line this command is run for
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
