"""The search for ways to read an address, over HTTP in its own kind of process: every gate holds, nothing is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler import preview as preview_module
from crawler.preview import accepted, proposals
from crawler.previewed import findings_of
from models.errors import AddressRefused, BadInput, SourceError
from pipeline import looks
from tests.crawler.frozen import IDENTITIES, PAGES
from tests.crawler.local_site import Answer, LocalSite

ROOT = Path(__file__).parents[2]
SEEK = """
import io, json, os, sys
from dataclasses import asdict
import aiohttp.web, requests, scrapy.core.engine
from crawler import quiet, seek
from crawler.pasted import read_pasted
from crawler.safety import Allowance
from models.errors import TriageError
from nlp.privacy import mask
mask("Gọi 0900 000 123 nhé.")
quiet.install()
sys.stdin = io.StringIO(json.dumps({"url": sys.argv[2], "instead": [], "notes": []}))
if os.fork() == 0:  # as the program starts it: no allowance
    seek.main()
    sys.stdout.flush()
    os._exit(0)
os.wait()
for text in sys.argv[2:]:
    if os.fork() == 0:
        try:
            said = asdict(seek.seek(read_pasted(text), Allowance.parse(sys.argv[1])))
        except TriageError as problem:
            said = {"code": problem.code, "message": problem.message}
        print(json.dumps(said), flush=True)
        os._exit(0)
    os.wait()
"""
"""What is imported is shared: every search forks off and has a reactor of its own."""


def seek(site: LocalSite, home: Path, *paths: str) -> tuple[list[dict[str, Any]], str]:
    """What the searches say, one after the other, and all that was written."""
    done = subprocess.run(
        [sys.executable, "-c", SEEK, site.address, *(f"{site.url}{path}" for path in paths)],
        capture_output=True, text=True, timeout=120, check=True, cwd=ROOT, env={**os.environ, "SANGTIN_HOME": str(home)},
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()], done.stdout + done.stderr


def page(name: str, site: LocalSite) -> bytes:
    """A frozen page as if it were the site's own."""
    return (PAGES / name).read_bytes().replace(b"https://anson.example", site.url.encode())


def test_the_ways_are_found_politely_and_closed_doors_are_left_closed(
    site: LocalSite, tmp_path: Path
) -> None:
    list_page = page("listing_nukeviet.html", site)
    site.pages |= {
        "/robots.txt": Answer(
            f"User-agent: *\nDisallow: /kin\nDisallow: /feed/\nSitemap: {site.url}/so-do.xml\n", kind="text/plain"
        ),
        "/tin/": Answer(list_page.replace(b"</head>", b'<link rel="alternate" type="application/rss+xml" href="/rss/"></head>')),
        "/rss/": Answer(page("rss2.xml", site), kind="application/rss+xml"),
        "/so-do.xml": Answer(page("sitemap.xml", site), kind="application/xml"),
        "/cu": Answer("", status=301, headers={"Location": "/rss/"}),
        "/kin/tin": Answer("x"),
        "/di": Answer("", status=302, headers={"Location": "https://moi.example/tin"}),
        "/thu": Answer("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", status=403),
        "/to": Answer(b"x" * 6_000_000),
    }  # fmt: skip
    found, written = seek(
        site, tmp_path / "home", "/tin/?utm_source=x", "/cu", "/kin/tin", "/di", "/thu", "/to"
    )
    assert found.pop(0)["error"]["code"] == "address_refused"
    first, moved = findings_of(found[0]), findings_of(found[1])
    assert [one.kind.value for one in first.proposals] == ["feed", "listing", "sitemap"]
    assert [one.url for one in first.proposals] == [
        f"{site.url}{path}" for path in ("/rss/", "/tin/", "/so-do.xml")
    ]
    assert [one.url for one in moved.proposals] == [f"{site.url}/rss/"]  # where it was found in the end
    codes = [one.get("code") for one in found[2:]]
    assert codes == ["robots_refused", "source_moved", "challenge_page", "page_too_large"]
    assert "moi.example" in found[3]["message"]
    assert site.paths() == ["/tin/", "/rss/", "/so-do.xml", "/cu", "/rss/", "/di", "/thu", "/to"]
    assert {one.method for one in site.asked} == {"GET"}
    assert [one for one in IDENTITIES if one in written] == []
    assert not (tmp_path / "home").exists()


def test_nothing_is_started_for_what_may_not_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_module.subprocess, "run", lambda *_a, **_k: pytest.fail("started"))
    for text in ("http://127.0.0.1:8088/rss", "http://user:pw@tinh.example/", "https://tinh.example:22/"):
        with pytest.raises(AddressRefused):
            proposals(text)
    for text in ("https://facebook.com/groups/1", "một câu"):
        with pytest.raises(BadInput):
            proposals(text)


def test_the_command_proposes_previews_and_adds_fields_only(monkeypatch: pytest.MonkeyPatch) -> None:
    way = {
        "kind": "feed",
        "why": "Vì.",
        "posts": 1,
        "threads": False,
        "newest": None,
        "warnings": [],
        "samples": [],
        "unread": False,
    }
    ways = [
        {**way, "url": "https://tinh.example/hong"},
        {**way, "url": "https://tinh.example/rss", "kind": "listing"},
    ]
    told = {
        "url": "https://tinh.example/",
        "title": "Tỉnh",
        "proposals": ways,
        "notes": ["Ghi chú."],
        "elsewhere": [],
        "asked": 3,
    }
    seen = {"pages": 1, "posts": 1, "kinds": {"article": 1}, "first_date": None, "last_date": None, "problems": {}, "reasons": {},
            "samples": [{"kind": "article", "posted_at": None, "beginning": "Lịch"}]}  # fmt: skip

    def run(command: list[str], **given: Any) -> subprocess.CompletedProcess[str]:
        asked = json.loads(given["input"])
        said = told if command[-1] == "crawler.seek" else seen
        if asked["url"].endswith("/hong"):
            said = {"error": {"code": "not_a_feed", "message": "Hỏng."}}
        return subprocess.CompletedProcess(command, 0, stdout=json.dumps(said))

    monkeypatch.setattr(preview_module, "check_public", lambda _url: None)
    monkeypatch.setattr(preview_module.subprocess, "run", run)
    found = looks.look_at("tinh.example", None).as_json()
    assert {"pages", "posts", "kinds", "first_date", "last_date", "samples", "problems"} <= set(found)
    assert (found["url"], found["kind"], found["title"], found["notes"]) == (
        "https://tinh.example/rss", "listing", "Tỉnh", ["Ghi chú."],
    )  # fmt: skip
    assert [one["url"] for one in found["proposals"]] == [
        "https://tinh.example/hong",
        "https://tinh.example/rss",
    ]
    json.dumps(found)
    given = looks.look_at("https://tinh.example/rss", looks.SourceKind.FEED).as_json()
    assert "proposals" not in given
    assert given["kind"] == "feed"
    ways.pop()
    with pytest.raises(SourceError, match="Hỏng"):
        looks.look_at("tinh.example", None)
    assert looks.best_way("tinh.example").url.endswith("/hong")
    assert accepted("tinh.example").url == "https://tinh.example/"
