"""A real Isso on loopback, written to through its own interface as a reader's browser would.

Set-up puts it into a folder of its own (``scripts/bootstrap.py``, ``requirements/isso.txt``). ``SANGTIN_TEST_ISSO``
names another such folder.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.crawler.driving import Given

ISSO = Path(os.environ.get("SANGTIN_TEST_ISSO") or Path(sys.prefix) / "isso")
PATIENCE = 30
CONFIGURATION = """
[general]
dbpath = {database}
host = http://127.0.0.1:9/
latest-enabled = {latest}
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
"""


@dataclass
class IssoServer:
    """The server and, for each comment it took, the cookie that lets its writer change it."""

    port: int
    database: Path
    cookies: dict[int, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/"

    def ask(self, method: str, path: str, given: Any = None, cookie: str = "") -> tuple[int, Any, str]:
        """Status, JSON and the cookie that was set."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Cookie": cookie}
        connection.request(method, path, json.dumps(given) if given is not None else None, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        connection.close()
        return response.status, answer, (response.getheader("Set-Cookie") or "").partition(";")[0]

    def read(self, url: str) -> Given:
        """The answer to an address of this server, as a walk in this process wants it."""
        try:
            with urlopen(url, timeout=PATIENCE) as response:  # noqa: S310 -- loopback
                return Given(response.read(), response.status, response.headers["Content-Type"])
        except HTTPError as error:
            return Given(error.read(), error.code, error.headers["Content-Type"])

    def write(self, uri: str, text: str, **more: Any) -> int:
        """A new comment; its number."""
        status, comment, cookie = self.ask(
            "POST", f"/new?{urlencode({'uri': uri})}", {"title": "Tin", "text": text, **more}
        )
        assert status == 201, comment
        self.cookies[comment["id"]] = cookie
        return int(comment["id"])

    def edit(self, number: int, text: str) -> None:
        """The writer's own correction."""
        status, _, cookie = self.ask("PUT", f"/id/{number}", {"text": text}, self.cookies[number])
        assert status == 200
        self.cookies[number] = cookie

    def delete(self, number: int) -> None:
        """The writer takes a comment back."""
        assert self.ask("DELETE", f"/id/{number}", cookie=self.cookies[number])[0] == 200


@contextmanager
def isso_server(home: Path, *, latest: bool = True) -> Iterator[IssoServer]:
    """The server on a free port with an empty database under ``home``, until the block ends."""
    if not (ISSO / "isso").is_dir():
        reason = "Isso is not installed: run make setup"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = IssoServer(free.getsockname()[1], home / "comments.db")
    configuration = home / "isso.cfg"
    configuration.write_text(
        CONFIGURATION.format(database=server.database, port=server.port, latest=str(latest).lower()),
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, "-c", "import isso; isso.main()", "-c", configuration, "run"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ISSO), os.environ["PYTHONPATH"]])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(server: IssoServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.ask("GET", "/config")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Isso did not start")
