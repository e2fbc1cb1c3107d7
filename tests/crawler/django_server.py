"""A real forum and a real blog on loopback, written to through their own forms as a browser would.

Set-up puts them into a folder of their own (``scripts/bootstrap.py``, ``requirements/servers.txt``); ``django_site.py``
starts one of them. ``SANGTIN_TEST_SERVERS`` names another such folder.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlencode, urljoin
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
    urlopen,
)

import pytest

from tests.crawler.driving import Given

SERVERS = Path(os.environ.get("SANGTIN_TEST_SERVERS") or Path(sys.prefix) / "servers")
SITE = Path(__file__).parent / "django_site.py"
PATIENCE = 60
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FIELD = re.compile(r"<input[^>]*>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


class _Stay(HTTPRedirectHandler):
    """A form that was taken leads elsewhere; where to is all that is wanted."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Browser:
    """Somebody's visit: cookies, and forms that are fetched before they are sent."""

    home: str
    opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()), _Stay())
    )

    def get(self, path: str) -> str:
        """A page."""
        with self.opener.open(urljoin(self.home, path), timeout=PATIENCE) as response:
            return str(response.read().decode())

    def send(self, path: str, **given: str) -> str:
        """Fill in the form at a path and send it; the path one is led to."""
        page = self.get(path)
        token = _TOKEN.search(page)
        assert token is not None, f"no form at {path}"
        fields = {**_filled(page), **given, "csrfmiddlewaretoken": token[1]}
        request = Request(urljoin(self.home, path), urlencode(fields).encode(), {"Referer": self.home})  # noqa: S310 -- loopback
        try:
            with self.opener.open(request, timeout=PATIENCE) as response:
                answer = response.read().decode()
        except HTTPError as led:
            if led.code in {302, 303}:
                return urljoin(path, led.headers["Location"]).removeprefix("/").removeprefix(self.home)
            raise
        raise AssertionError(f"the form at {path} was not taken: {_errors(answer)}")

    def log_in(self, name: str) -> Browser:
        """As an administrator, through the form for administrators."""
        self.send("admin/login/?next=/admin/", username=name, password="mật khẩu")
        return self


def _filled(page: str) -> dict[str, str]:
    """What the fields of a page's forms hold before anybody writes in them."""
    fields = (dict(_ATTRIBUTE.findall(one)) for one in _FIELD.findall(page))
    return {
        one["name"]: unescape(one.get("value", ""))
        for one in fields
        if one.get("type") in {"hidden", "number", "text"} and "name" in one
    }


def _errors(page: str) -> list[str]:
    return re.findall(r"(?:error|invalid)[^>]*>([^<]{3,100})", page)


@dataclass
class DjangoServer:
    """One product on a free port."""

    product: str
    port: int
    home: Path
    asked: list[str] = field(default_factory=list)
    """For ``tests.crawler.forked``, which clears it; what was asked is told by ``paths``."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/"

    def browser(self) -> Browser:
        """A new visitor."""
        return Browser(self.url)

    def read(self, url: str) -> Given:
        """The answer to an address of this server, as a walk in this process wants it."""
        try:
            with urlopen(url, timeout=PATIENCE) as response:  # noqa: S310 -- loopback
                return Given(response.read(), response.status, response.headers["Content-Type"])
        except HTTPError as error:
            return Given(error.read(), error.code, error.headers["Content-Type"])

    def paths(self) -> list[str]:
        """What was asked since the last time, as people write it, robots.txt left out."""
        log = self.home / "asked"
        asked = re.findall(r'"GET (\S+) HTTP', log.read_text(encoding="utf-8"))
        os.truncate(log, 0)
        return [unquote(path) for path in asked if path != "/robots.txt"]


@contextmanager
def django_server(product: str, home: Path) -> Iterator[DjangoServer]:
    """The server with an empty database under ``home``, until the block ends."""
    if not (SERVERS / "django").is_dir():
        reason = "the forum and the blog are not installed: run make setup"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = DjangoServer(product, free.getsockname()[1], home)
    with (home / "asked").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, SITE, product, str(server.port), home],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SERVERS), os.environ["PYTHONPATH"]])},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(server: DjangoServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", server.port), PATIENCE):
                return
        except OSError:
            time.sleep(0.05)
    said = (server.home / "asked").read_text(encoding="utf-8")[-2_000:]
    raise AssertionError(f"{server.product} did not start: {said}")
