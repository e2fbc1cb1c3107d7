"""Nothing but GET and HEAD leaves, whatever a spider asks for; nothing listens; nothing is cached."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.plan import Plan
from crawler.safety import Allowance
from crawler.scrapy_settings import FLOOR_SECONDS, scrapy_settings
from models.vocabulary import SourceKind
from tests.crawler.certificates import certificate
from tests.crawler.local_site import Answer, LocalSite, local_site

SCRIPT = """
import sys
from crawler import process, quiet
from crawler.plan import Plan
from crawler.safety import Allowance
from crawler.walk import SourceSpider
from models.vocabulary import SourceKind
from scrapy import Request

class Writer(SourceSpider):
    async def start(self):
        for method, body in (("POST", ""), ("PUT", "x"), ("DELETE", ""), ("OPTIONS", ""), ("GET", "x"), ("HEAD", "")):
            yield Request(self.plan.url, method=method, body=body, dont_filter=True, callback=self.came, errback=self.refused)
        yield Request("file:///etc/hostname", dont_filter=True, callback=self.came, errback=self.refused)
        yield Request("data:,x", dont_filter=True, callback=self.came, errback=self.refused)
        yield Request(self.plan.url, meta={"proxy": self.plan.url}, dont_filter=True, callback=self.came, errback=self.refused)

    def came(self, response):
        print("came", response.request.method)

    def refused(self, failure):
        print("refused", failure.request.method, getattr(failure.value, "code", type(failure.value).__name__))

class Nothing:
    def process_item(self, item):
        return item

quiet.install()
url, allowed = sys.argv[1:]
process.crawl(Plan(SourceKind.FEED, url, delay=0.0, allowance=Allowance.parse(allowed)), Nothing, spider=Writer)
"""


def test_only_reads_are_sent(site: LocalSite, tmp_path: Path) -> None:
    site.pages["/x"] = Answer("x")
    script = tmp_path / "writer.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), f"{site.url}/x", site.address],
        capture_output=True, text=True, timeout=120, check=True, cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "http_proxy": site.url},
    )  # fmt: skip
    assert {one.method for one in site.asked if one.path != "/robots.txt"} == {"HEAD"}
    said = done.stdout.splitlines()
    assert said.count("refused POST method_refused") == 1
    assert sorted(line.split()[1] for line in said if "method_refused" in line) == [
        "DELETE",
        "GET",
        "OPTIONS",
        "POST",
        "PUT",
    ]
    assert [line for line in said if line.startswith("came")] == ["came HEAD"]
    assert len([line for line in said if line.endswith("address_refused")]) == 3
    assert len(said) == 9


def plan(allowance: Allowance | None = None, delay: float = 0.0) -> Plan:
    return Plan(SourceKind.FEED, "https://a.example/rss", delay=delay, allowance=allowance)


@pytest.fixture
def given() -> dict[str, object]:
    return scrapy_settings(plan(), "x", contact="mailto:a@a.example", version="1", max_bytes=5_000_000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REMOTE_CONTROL_ENABLED", False),
        ("TELNETCONSOLE_ENABLED", False),
        ("HTTPCACHE_ENABLED", False),
        ("JOBDIR", None),
        ("COOKIES_ENABLED", False),
        ("HTTPPROXY_ENABLED", False),
        ("METAREFRESH_ENABLED", False),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("DOWNLOAD_MAXSIZE", 5_000_000),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
        ("STATS_DUMP", False),
        ("LOG_ENABLED", False),
        ("USER_AGENT", "SangTin/1 (+mailto:a@a.example)"),
    ],
)
def test_every_trap_of_the_framework_is_closed(given: dict[str, object], name: str, value: object) -> None:
    assert given[name] == value


def test_no_source_but_the_demonstration_is_asked_without_a_pause(given: dict[str, object]) -> None:
    assert (
        float(str(given["DOWNLOAD_DELAY"])) * (1 - float(str(given["DOWNLOAD_DELAY_JITTER"])))
        >= FLOOR_SECONDS
    )
    demonstration = scrapy_settings(
        plan(Allowance("127.0.0.1", 1)), "x", contact="c", version="1", max_bytes=1
    )
    assert demonstration["DOWNLOAD_DELAY"] == 0
    slow = scrapy_settings(plan(delay=3.0), "x", contact="c", version="1", max_bytes=1)
    assert slow["DOWNLOAD_DELAY"] * (1 - slow["DOWNLOAD_DELAY_JITTER"]) == pytest.approx(3.0)


TLS_SCRIPT = """
import sys
from crawler import process, quiet
from crawler.plan import Plan
from crawler.safety import Allowance
from models.vocabulary import SourceKind

class Nothing:
    def process_item(self, item):
        return item

quiet.install()
url, allowed = sys.argv[1:]
ledger = process.crawl(Plan(SourceKind.FEED, url, delay=0.0, allowance=Allowance.parse(allowed)), Nothing)
print(ledger.stopped_by.code)
"""


def test_a_server_that_cannot_prove_who_it_is_is_not_read(tmp_path: Path) -> None:
    with local_site() as site:
        encrypt(site, tmp_path)
        site.pages["/rss"] = Answer("<rss/>")
        done = subprocess.run(
            [sys.executable, "-c", TLS_SCRIPT, f"https://{site.address}/rss", site.address],
            capture_output=True, text=True, timeout=120, check=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
    assert done.stdout.strip() == "tls_untrusted"
    assert site.asked == []


def encrypt(site: LocalSite, directory: Path) -> None:
    """Make the server speak TLS with a certificate nobody vouches for."""
    context = certificate(directory, "self")
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
