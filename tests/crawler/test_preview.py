"""``sources test``: what would be collected, masked, with nothing stored and nothing private asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import preview as preview_module
from crawler.preview import preview
from models.errors import AddressRefused, BadInput, NotAFeed, SourceError
from models.vocabulary import SourceKind
from pipeline.demo.expectations import PLANTED_IDENTITIES
from pipeline.demo.site import serve
from tests.crawler.local_site import LocalSite

ROOT = Path(__file__).parents[2]
LOOK = """
import json, sys
from dataclasses import asdict
from crawler import quiet
from crawler.look import look
from crawler.safety import Allowance
from models.vocabulary import SourceKind
quiet.install()
url, kind, allowed = sys.argv[1:]
print(json.dumps(asdict(look(url, SourceKind(kind), Allowance.parse(allowed))), ensure_ascii=False))
"""


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/rss", "http://localhost:{port}/rss", "http://10.0.0.1/rss"]
)
def test_private_addresses_are_refused_even_for_the_demonstrations_server(site: LocalSite, url: str) -> None:
    with pytest.raises(AddressRefused):
        preview(url.format(port=site.port), SourceKind.FEED)
    assert site.asked == []


def test_a_private_address_is_refused_before_any_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_module.subprocess, "run", lambda *_a, **_k: pytest.fail("started"))
    with pytest.raises(AddressRefused):
        preview("http://127.0.0.1:8088/rss", SourceKind.FEED)


def test_the_other_process_refuses_too(site: LocalSite) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler.preview"], input=json.dumps({"url": f"{site.url}/rss", "kind": "feed"}),
        capture_output=True, text=True, timeout=120, check=True, cwd=ROOT,
    )  # fmt: skip
    assert json.loads(done.stdout)["error"]["code"] == "address_refused"
    assert site.asked == []


def test_kinds_that_are_not_crawled_cannot_be_tested() -> None:
    with pytest.raises(BadInput):
        preview("https://a.example/", SourceKind.FILE)


def test_a_look_shows_masked_beginnings_and_stores_nothing(tmp_path: Path) -> None:
    with serve() as demo:
        done = subprocess.run(
            [sys.executable, "-c", LOOK, f"{demo.url}/cong-dong/atom.xml", "feed", f"127.0.0.1:{demo.port}"],
            capture_output=True, text=True, timeout=120, check=True, cwd=ROOT,
            env={**os.environ, "SANGTIN_HOME": str(tmp_path / "home")},
        )  # fmt: skip
    seen = json.loads(done.stdout)
    assert (seen["posts"], seen["kinds"], seen["pages"]) == (4, {"article": 4}, 5)
    assert all(0 < len(sample["beginning"]) <= 80 for sample in seen["samples"])
    assert seen["first_date"] <= seen["last_date"]
    assert [one for one in PLANTED_IDENTITIES if one in done.stdout + done.stderr] == []
    assert not (tmp_path / "home").exists()


def test_what_the_other_process_found_wrong_comes_back_as_the_same_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(code: str) -> None:
        said = json.dumps({"error": {"code": code, "message": "Lý do."}})
        monkeypatch.setattr(preview_module, "check_public", lambda _url: None)
        monkeypatch.setattr(
            preview_module.subprocess,
            "run",
            lambda *_a, **_k: subprocess.CompletedProcess([], 0, stdout=said),
        )

    answer("not_a_feed")
    with pytest.raises(NotAFeed, match="Lý do"):
        preview("https://a.example/rss", SourceKind.FEED)
    answer("robots_refused")
    with pytest.raises(SourceError) as caught:
        preview("https://a.example/rss", SourceKind.FEED)
    assert caught.value.code == "robots_refused"
