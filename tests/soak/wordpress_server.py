"""A real WordPress on loopback: Debian's packages, a database of its own, written to through its own forms and interface.

``apt-get install --no-install-recommends wordpress mariadb-server php-cli php-mysql`` brings what is needed. The test that
wants it says so and is skipped where it is not there.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

WORDPRESS = Path("/usr/share/wordpress")
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb")
PATIENCE = 120
ADMINISTRATOR, PASSWORD = "buoi_mang_1975", "mật-khẩu-dài-của-máy-thử"
CONFIGURATION = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '{home}'); define('WP_SITEURL', '{home}'); define('WP_ENVIRONMENT_TYPE', 'local');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = __DIR__ . $path;
if ($path !== '/' && is_file($file)) return false;
if (is_dir($file) && $path !== '/' && is_file("$file/index.php")) { require "$file/index.php"; return; }
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
require __DIR__ . '/index.php';
"""
SET_UP = """<?php
$_SERVER['HTTP_HOST'] = '{address}';
require '{root}/wp-load.php';
update_option('permalink_structure', '{permalinks}');
$GLOBALS['wp_rewrite']->init(); flush_rewrite_rules(false);
$user = get_user_by('login', '{name}');
wp_update_user(['ID' => $user->ID, 'display_name' => 'Nguyễn Thị Bưởi', 'description' => 'Bưởi Diễn ở ngõ 3']);
list($password) = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'thử']);
echo "\\n@@$password";
"""


@dataclass
class WordPressServer:
    """The running site and the key its interface takes from an administrator."""

    port: int
    root: Path
    key: str = ""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}/"

    def send(self, method: str, path: str, body: str, **headers: str) -> tuple[int, str]:
        """One request; status and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body.encode(), headers)
        response = connection.getresponse()
        answer = response.read().decode("utf-8", "replace")
        connection.close()
        return response.status, answer

    def rest(self, method: str, path: str, **given: Any) -> dict[str, Any]:
        """A request of an administrator to the interface."""
        token = base64.b64encode(f"{ADMINISTRATOR}:{self.key}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        status, body = self.send(method, f"/index.php?rest_route=/wp/v2/{path}", json.dumps(given), **headers)
        assert status in {200, 201}, body
        answer: dict[str, Any] = json.loads(body)
        return answer

    def publish(self, title: str, content: str) -> dict[str, Any]:
        """A new article."""
        return self.rest("POST", "posts", title=title, content=content, status="publish")

    def comment(self, article: int, content: str, **writer: Any) -> int:
        """A comment of a reader, let through."""
        answer = self.rest("POST", "comments", post=article, content=content, status="approved", **writer)
        return int(answer["id"])

    def install(self) -> None:
        """The form that a new site shows first."""
        given = {
            "weblog_title": "Bản tin xã",
            "user_name": ADMINISTRATOR,
            "pw_weak": "1",
            "language": "",
            "admin_password": PASSWORD,
            "admin_password2": PASSWORD,
            "admin_email": "buoi.mang@anson.example",
            "blog_public": "1",
        }
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        status, answer = self.send("POST", "/wp-admin/install.php?step=2", urlencode(given), **form)
        assert status == 200, answer
        assert "wp-login.php" in answer, answer[-2_000:]


@contextmanager
def wordpress_server(home: Path, permalinks: str) -> Iterator[WordPressServer]:
    """The site on a free port with an empty database under ``home``, until the block ends."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing or not (WORDPRESS / "wp-load.php").is_file():
        pytest.skip("WordPress is not installed: apt-get install wordpress mariadb-server php-cli php-mysql")
    root = home / "site"
    shutil.copytree(WORDPRESS, root, ignore=shutil.ignore_patterns("wp-config.php", "languages"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = WordPressServer(free.getsockname()[1], root)
    (root / "wp-config.php").write_text(
        CONFIGURATION.format(socket=home / "db.sock", home=server.url.rstrip("/")), encoding="utf-8"
    )
    (root / "router.php").write_text(ROUTER, encoding="utf-8")
    with _database(home), _php(server, home):
        server.install()
        code = SET_UP.format(address=server.address, root=root, permalinks=permalinks, name=ADMINISTRATOR)
        said = subprocess.run(
            ["php"], input=code, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        server.key = said.stdout.rpartition("@@")[2].strip()
        assert len(server.key) > 10, said.stdout + said.stderr
        yield server


@contextmanager
def _database(home: Path) -> Iterator[None]:
    """MariaDB on a socket in ``home``, with nobody else's settings."""
    data, place = home / "db", home / "db.sock"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    names = [f"--datadir={data}", "--user=root"]
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", *names, "--auth-root-authentication-method=normal"],
        check=True, timeout=PATIENCE, **quiet,
    )  # fmt: skip
    process = subprocess.Popen(
        ["mariadbd", "--no-defaults", *names, f"--socket={place}", "--skip-networking", f"--pid-file={home}/db.pid"],
        **quiet,
    )  # fmt: skip
    try:
        create = [
            "mariadb",
            "--no-defaults",
            f"--socket={place}",
            "-u",
            "root",
            "-e",
            "CREATE DATABASE wordpress",
        ]
        _until(lambda: subprocess.run(create, check=False, **quiet).returncode == 0, process)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def _php(server: WordPressServer, home: Path) -> Iterator[None]:
    with (home / "php.log").open("w") as log:
        process = subprocess.Popen(
            ["php", "-S", server.address, "-t", server.root, server.root / "router.php"],
            env={**os.environ, "PHP_CLI_SERVER_WORKERS": "3"},
            stdout=log,
            stderr=log,
        )
    try:
        _until(lambda: _answers(server.port), process)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5):
            return True
    except OSError:
        return False


def _until(ready: Any, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if ready():
            return
        time.sleep(0.2)
    raise AssertionError(f"{process.args} did not start")
