"""The product as its users run it, for tests: demonstration site, worker and web as real processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from models.queries import jobs
from models.session import transaction
from pipeline.default_model import install_default_model
from pipeline.demo.load import PASSWORD, load
from pipeline.demo.site import DemoSite, serve
from pipeline.up import answers

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""A browser that talks to nobody but the page."""
PATIENCE_SECONDS = 180.0
MILLISECONDS = 30_000
"""How long a page may take: a machine that runs several browsers at once is slow, and waiting costs nothing when all is well."""
expect.set_options(timeout=MILLISECONDS)
PHONE = 360
"""Pixels of a telephone's width, the narrowest a person may hold."""
TELEPHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"


@contextmanager
def collected_site() -> Iterator[DemoSite]:
    """The demonstration loaded, crawled over HTTP, assessed and routed."""
    install_default_model()
    with serve() as site:
        load(site.url)
        nudge("crawl")
        work({"SANGTIN_DEMONSTRATION": f"127.0.0.1:{site.port}"})
        yield site


def nudge(task: str) -> None:
    """Ask for a task."""
    with transaction() as session:
        jobs.nudge(session, task)


def work(environment: dict[str, str] | None = None) -> None:
    """A worker process that runs until no job is left."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "worker", "--until-idle"],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@contextmanager
def web() -> Iterator[str]:
    """The web interface as its own process; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "serve"],
        env={**os.environ, "SANGTIN_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not answers("127.0.0.1", port):
            assert process.poll() is None, process.stdout.read() if process.stdout else ""
            assert time.monotonic() < deadline, "the web interface did not become ready"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()


def new_page(opened: Browser, width: int = 1280, **options: Any) -> Page:
    """A page of its own context: a desk's, or a telephone's that is touched. Anything the page complains about fails the test."""
    phone = {"is_mobile": True, "has_touch": True, "user_agent": TELEPHONE} if width <= PHONE else {}
    size = {"width": width, "height": 740 if phone else 800}
    page = opened.new_context(viewport=size, locale="vi-VN", **phone, **options).new_page()
    page.set_default_timeout(MILLISECONDS)
    page.on("console", _refuse_errors)
    return page


def signed_in(opened: Browser, url: str, username: str, *, width: int = 1280, script: bool = True) -> Page:
    """A page of its own context with somebody signed in."""
    page = new_page(opened, width, java_script_enabled=script)
    sign_in(page, url, username)
    return page


def sign_in(page: Page, url: str, username: str, password: str = PASSWORD) -> None:
    """Fill the form and wait for the first page, or for the page that asks for a one-time code."""
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda where: not where.endswith("/dang-nhap"))


def _refuse_errors(message: object) -> None:
    kind, text = getattr(message, "type", ""), getattr(message, "text", "")
    assert kind != "error" or "status of 4" in text or "ERR_INTERNET_DISCONNECTED" in text, text
