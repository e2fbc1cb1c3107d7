"""Many crawls at once in one process, each as ``crawler.run`` would do it: what a hundred bad servers do takes seconds.

Read by a child process: ``python -m tests.crawler.crowd``; a list of crawls as JSON comes in, a report goes out.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 120
ROOT = Path(__file__).parents[2]


@dataclass
class Crawl:
    """One crawl: of a run in the database (``run_id``), or of an address with nothing stored.

    ``seconds`` is the time for one page.
    """

    name: str
    url: str = ""
    kind: str = "feed"
    run_id: int = 0
    allowed: str = ""
    pages: int = 10
    seconds: float = 30


@dataclass
class Went:
    """How it went: ``code`` of what ended it, ``problems`` with pages and ``texts`` where nothing was stored."""

    code: str | None
    message: str
    seconds: float
    counts: dict[str, int]
    problems: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


@dataclass
class Report:
    """All of them, what the process held at most (bytes, above what it held before) and whether it ever listened."""

    went: dict[str, Went]
    grown: int
    listened: bool
    errors: str


def crawl_all(crawls: list[Crawl], names: dict[str, list[str]] | None = None, **settings: Any) -> Report:
    """Crawl in a process of its own. ``names`` stand for the network's own: a name to its addresses; none is no name.

    ``settings`` are Scrapy's, above ours.
    """
    given = {"crawls": [asdict(one) for one in crawls], "names": names or {}, "settings": settings}
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.crowd"],
        input=json.dumps(given), capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4_000:]
    said = json.loads(done.stdout)
    went = {name: Went(**one) for name, one in said.pop("went").items()}
    return Report(went=went, errors=done.stderr, **said)


def listens() -> bool:
    """Whether this process has a listening TCP socket."""
    own = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            own.add(str(entry.readlink()))
    for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
                cells = line.split()
                if cells[3] == "0A" and f"socket:[{cells[9]}]" in own:
                    return True
    return False


def resolve_as(names: dict[str, list[str]]) -> None:
    """Names of tests resolve as told, literal addresses as always, and no other name at all."""
    asked = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, family: int = 0, kind: int = 0, *_: Any, **__: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in names:
            return [answer for one in names[name] for answer in asked(one, port, family, kind)]
        try:
            return asked(name, port, family, kind, 0, socket.AI_NUMERICHOST)
        except socket.gaierror:
            raise socket.gaierror(socket.EAI_NONAME, "unknown") from None

    socket.getaddrinfo = getaddrinfo


@dataclass
class AnyOf:
    """What the crawls of a process are allowed together (``crawler.safety.Allowance``)."""

    pairs: list[str]

    def covers(self, host: str, port: int | None) -> bool:
        """Whether this is one of the allowed pairs, literally."""
        return f"{host}:{port}" in self.pairs


class Keep:
    """Pipeline for crawls without a database: what was handed on, masked as it would be stored."""

    kept: dict[int, Went]
    listened = False

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Keep:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        from datetime import UTC, datetime

        from crawler.masking import mask_posts

        Keep.listened = Keep.listened or listens()
        went = self._crawler.settings["WENT"]
        if item.problem is not None:
            went.problems.append(item.problem.code)
        went.texts += [post.text for post in mask_posts(item.posts, datetime.now(UTC)).posts]
        went.addresses += [post.address for post in item.posts]
        return item


def main() -> int:
    """See the module."""
    given = json.loads(sys.stdin.read())
    resolve_as(given["names"])  # before anything takes the resolver's name for its own
    from crawler import quiet
    from crawler.memory import own_high_water
    from nlp.privacy import mask

    quiet.install()
    mask("Gọi 0900 000 123 nhé.")
    before = own_high_water() or 0
    running = _run([Crawl(**one) for one in given["crawls"]], given["settings"])
    for _, went, ledger, ticket in running:
        _end(went, ledger, ticket)
    report = {
        "went": {name: asdict(went) for name, went, _, _ in running},
        "grown": (own_high_water() or 0) - before,
        "listened": Keep.listened or listens(),
    }
    sys.stdout.write(json.dumps(report))
    return 0


def _run(crawls: list[Crawl], more: dict[str, Any]) -> list[tuple[str, Went, Any, Any]]:
    """Every crawl to its end: what it was called, what was seen, its ledger and its ticket."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.engine import DirectCrawler
    from crawler.guard import ALLOWANCE
    from crawler.plan import Ledger
    from crawler.walk import SourceSpider

    process: Any = None
    running = []
    begun = time.monotonic()
    for crawl in crawls:
        went, ledger = Went(None, "", 0.0, {}), Ledger()
        plan, ticket, settings = _settings(crawl)
        settings |= {"WENT": went, "DOWNLOAD_TIMEOUT": crawl.seconds, **more}
        # The resolver is the process's; each crawl's own gate and handler know its own pair alone.
        process = process or AsyncCrawlerProcess(
            {**settings, ALLOWANCE: AnyOf([one.allowed for one in crawls])}
        )
        spider = type("One", (SourceSpider,), {"custom_settings": settings})

        def ended(_: Any, went: Went = went) -> None:
            went.seconds = time.monotonic() - begun

        crawler = DirectCrawler(spider, Settings(settings))
        process.crawl(crawler, plan=plan, ledger=ledger).add_done_callback(ended)
        running.append((crawl.name, went, ledger, ticket))
    process.start()
    return running


def _settings(crawl: Crawl) -> tuple[Any, Any, dict[str, Any]]:
    from crawler.pipelines import TICKET
    from crawler.plan import Plan
    from crawler.run import prepare
    from crawler.safety import Allowance
    from crawler.scrapy_settings import scrapy_settings
    from models.queries.runs import claim_run
    from models.session import transaction
    from models.vocabulary import SourceKind

    _take_for_many_servers()

    allowance = Allowance.parse(crawl.allowed) if crawl.allowed else None
    if not crawl.run_id:
        plan = Plan(SourceKind(crawl.kind), crawl.url, delay=0.0, max_pages=crawl.pages, allowance=allowance)
        return plan, None, _ours(scrapy_settings, plan, "tests.crawler.crowd.Keep")
    with transaction() as session:
        ticket = claim_run(session, crawl.run_id)
    assert ticket is not None
    plan = prepare(ticket, allowance)
    return plan, ticket, {TICKET: ticket, **_ours(scrapy_settings, plan, "crawler.pipelines.StorePages")}


def _take_for_many_servers() -> None:
    """All crawls of a process ask one server at once here, which stands for many; production gives a server to one run."""
    from models.queries import hosts, runs

    hosts.take = lambda *_: hosts.Turn(taken=True)
    beat = runs.beat

    def heard(*given: Any, **more: Any) -> runs.Halt | None:
        halt = beat(*given, **more)
        return None if halt is not None and halt.lost else halt

    runs.beat = heard


def _ours(scrapy_settings: Any, plan: Any, pipeline: str) -> dict[str, Any]:
    given: dict[str, Any] = scrapy_settings(
        plan, pipeline, contact="mailto:a@a.example", version="1", max_bytes=5_000_000
    )
    return given


def _end(went: Went, ledger: Any, ticket: Any) -> None:
    """As ``crawler.run`` ends a run."""
    from crawler.health import judge
    from models.queries.runs import finish_run
    from models.session import transaction

    outcome = judge(ledger.counts, bool(ticket and ticket.had_posts_before), ledger.stopped_by)
    went.code = outcome.error.code if outcome.error else None
    went.message = outcome.error.message if outcome.error else ""
    went.counts = asdict(outcome.counts)
    if ticket is not None:
        with transaction() as session:
            finish_run(session, ticket.run_id, error_code=went.code, error_message=went.message or None)


if __name__ == "__main__":
    from tests.crawler.crowd import main as entrance  # the pipeline is found under this name

    sys.exit(entrance())
