"""How fast pages are collected, beside extraction alone and beside a bare Scrapy spider on the same pages in the same run.

``make bench`` writes ``var/bench_crawl.json``. A web server on another core serves the pages of ``bench_pages.py``. Extraction alone is told
three times: ``crawler.article.read_article`` over the bytes, and ``trafilatura.extract`` with its defaults and as a crawler would call it
(``fast``, without comments). Ours is the crawl as a worker starts it (``crawler.group``): guards, masking, a
transaction a page into a PostgreSQL of its own that waits for the disk as in an installation, but without pauses. The bare spider of
Scrapy asks for the same addresses with its defaults, calls ``trafilatura.extract`` and stores nothing. Each part is a process of its own
whose clock starts when it is warm. A machine that others use too is half as fast in one minute as in the next, so each crawl stands between two turns
of extraction alone and is compared with their mean; the median of these ratios counts. Time is of the processor; what the database
spends is told beside it, and time on the clock too. All of this for full pages, and then for lean ones, of which reading is a smaller part
(``bench_pages.BYTES``).

Each part is told when it ends. Turns after the first begin only while ``COMPARING`` leaves time for them, so that the whole ends in twelve
minutes or so.

Then eighty servers at their polite maximum in one process on one core: the pauses are the true ones, for a minute. A request is in time
when it comes half a second after the longest pause at the latest. And what a process holds as it reads more and more pages.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
from bench_crawl_parts import GRACE, LONGEST, PAUSE, WARM
from bench_pages import FULL, LEAN

HERE = Path(__file__).resolve().parent
PAGES, TURNS, PER_HOST = 300, 12, 50
HOSTS, SECONDS = 80, 60.0
MEMORY_AT = (250, 500, 1_000)
"""Pages after which the memory of one process is looked at; ``--flat 10000`` goes on to so many, in processes recycled as a worker's."""
NAMES = {
    "extraction": "our extraction alone",
    "library": "trafilatura alone",
    "fast": "trafilatura alone, fast",
    "crawl": "our crawl",
    "spider": "bare Scrapy, trafilatura",
}
COMPARING = {FULL: 240.0, LEAN: 120.0}
"""Seconds in which the turns of the comparison are begun; the first is always made."""
PAGES_ARE = {FULL: "full pages of news", LEAN: "lean pages of news"}
STUCK = 900.0
"""Seconds after which a part is given up."""
WANTED = 0.70
"""Of the pages a second of extraction alone, at least (issue text of crawling, point 10)."""
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


class Place:
    """Where it is measured: the web server's port and the database's process."""

    def __init__(self, port: int, database: psutil.Process) -> None:
        self.port, self._database, self._sources = port, database, 0

    def runs(self, count: int, pages: int, delay: float = 0.0, size: str = FULL) -> list[int]:
        """Runs of so many new sources, each a feed with so many articles on a server of its own."""
        from models.queries.runs import queue_run
        from models.queries.sources import ROOT_OFFICE, SourceRecord, office_by_code, save_source
        from models.session import transaction
        from models.tables.source import Source
        from models.vocabulary import SourceKind

        ids = []
        with transaction() as session:
            office = office_by_code(session, ROOT_OFFICE).id
            for _ in range(count):
                self._sources += 1
                host = f"nguon-{self._sources}.example:{self.port}"
                url = f"http://{host}/rss?n={pages}&tu={self._sources * pages}&co={size}"
                record = SourceRecord(
                    f"Nguồn {self._sources}", SourceKind.FEED, url, delay_seconds=delay, max_pages=pages + 1
                )
                source = session.get_one(Source, save_source(session, office, record))
                ids.append(queue_run(session, source) or 0)
        return ids

    def measured(self, part: str, **given: Any) -> dict[str, Any]:
        """One part in a process on the crawler's core, with the seconds the database spent on it."""
        before = self._spent()
        line = ["taskset", "-c", str(CORES[0])] if len(CORES) > 1 else []
        line += [sys.executable, str(HERE / "bench_crawl_parts.py"), part, json.dumps(given)]
        begun = time.monotonic()
        told = subprocess.run(line, stdout=subprocess.PIPE, check=True, text=True, timeout=STUCK).stdout
        time.sleep(0.5)  # its connections are closed
        found: dict[str, Any] = json.loads(told)
        found["database"] = self._spent() - before
        spent = f"{found['cpu']:.1f} ms a page, " if "cpu" in found else ""
        _show(f"  {NAMES.get(part, part)}: {spent}{time.monotonic() - begun:.0f} s")
        return found

    def end(self, ids: Iterable[int]) -> None:
        """End runs that were given back when their process was stopped: they keep their pauses, and nobody waits for them."""
        from models.queries.runs import finish_run
        from models.session import transaction

        with transaction() as session:
            for run_id in ids:
                finish_run(session, run_id, "run_interrupted", "Lần thu thập bị dừng giữa chừng.")

    def _spent(self) -> float:
        """Seconds of the processor the database server and all its children, ended ones too, have used."""
        own = self._database.cpu_times()
        total = own.user + own.system + own.children_user + own.children_system
        for child in self._database.children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # ended meanwhile: the next look finds it among the ended
                total += sum(child.cpu_times()[:2])
        return total


@contextmanager
def place() -> Iterator[Place]:
    """A web server and a migrated database, both of this bench alone and on the other core."""
    from models import migrate
    from models.cluster import cluster
    from models.session import dispose

    serve = [sys.executable, str(HERE / "bench_pages.py"), "--core", str(CORES[-1])]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        os.environ["SANGTIN_HOME"] = home
        os.environ.pop("SANGTIN_DATABASE_URL", None)
        if len(CORES) > 1:
            os.sched_setaffinity(0, {CORES[-1]})
        migrate.upgrade()
        data = Path(cluster().ensure().place)
        process = psutil.Process(int((data / "postmaster.pid").read_text("ascii").splitlines()[0]))
        assert server.stdout is not None  # noqa: S101
        yield Place(int(server.stdout.readline()), process)
        dispose()
        cluster().stop(force=True)
        server.communicate("")


def compare(at: Place, size: str, pages: int = PAGES, turns: int = TURNS) -> dict[str, dict[str, Any]]:
    """What each part costs a page, at the median; ``to_extraction`` of the crawl is the median of ``singly``, one ratio a turn."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES}
    alone = {"port": at.port, "pages": pages, "size": size}

    def beside() -> None:
        for part in ("library", "fast", "spider"):
            found[part].append(at.measured(part, **alone))

    beside()
    begun = time.monotonic()
    found["extraction"].append(at.measured("extraction", **alone))
    for number in range(turns):
        took = time.monotonic() - begun
        if number and took + took / number > COMPARING[size]:
            _show(f"  no time for another turn: {number} of {turns}")
            break
        ids = at.runs(1, WARM, size=size) + at.runs(pages // PER_HOST, PER_HOST, size=size)
        found["crawl"].append(at.measured("crawl", run_ids=ids, marks=[]))
        found["extraction"].append(at.measured("extraction", **alone))
    beside()
    parts = {part: _median(measured) for part, measured in found.items()}
    for own in parts.values():
        own |= {
            f"to_{other}": parts[other]["cpu"] / own["cpu"] for other in ("extraction", "library", "fast")
        }
    singly = sorted(_ratios(found["extraction"], found["crawl"]))
    parts["crawl"] |= {"singly": singly, "to_extraction": statistics.median(singly)}
    return parts


def _ratios(alone: Sequence[Mapping[str, Any]], crawls: Sequence[Mapping[str, Any]]) -> Iterator[float]:
    """Pages a second of each crawl to those of extraction alone, taken as the mean of its turn before and after that crawl."""
    for (before, after), crawl in zip(pairwise(alone), crawls, strict=True):
        yield (before["cpu"] + after["cpu"]) / 2 / crawl["cpu"]


def _median(measured: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    pages = measured[0]["pages"]
    middle = {key: statistics.median(one[key] for one in measured) for key in ("cpu", "wall", "database")}
    return {
        **middle,
        "database": middle["database"] * 1_000 / pages,
        "megabytes": max(one["megabytes"] for one in measured),
        "pages": pages,
    }


def eighty(at: Place, count: int = HOSTS, seconds: float = SECONDS) -> dict[str, float]:
    """So many servers at their polite maximum in one process."""
    ids = at.runs(count, int((seconds + 30) / PAUSE) + 5, PAUSE)
    found = at.measured("hosts", run_ids=ids, seconds=seconds)
    at.end(ids)
    with urlopen(f"http://127.0.0.1:{at.port}/times", timeout=30) as answer:
        asked: dict[str, list[float]] = json.load(answer)
    kept = {
        host: [one for one in times if found["begin"] <= one <= found["end"]] for host, times in asked.items()
    }
    gaps = [later - earlier for times in kept.values() for earlier, later in pairwise(times)]
    in_time = sum(gap <= LONGEST + GRACE for gap in gaps) / max(1, len(gaps))
    span = found["end"] - found["begin"]
    return {
        "hosts": sum(1 for times in kept.values() if len(times) > 1), "megabytes": found["megabytes"], "core": found["core"],
        "database_core": found["database"] / (span + 15), "pages_a_second": sum(map(len, kept.values())) / span,
        "wanted_a_second": count / ((PAUSE + LONGEST) / 2), "in_time": in_time, "shortest_gap": min(gaps, default=0.0),
        "load": os.getloadavg()[0],
    }  # fmt: skip


def flat(at: Place, pages: int) -> dict[str, int]:
    """Megabytes held after so many pages, in processes of the crawler that end when they have had their share."""
    marks = [*(one for one in MEMORY_AT if one < pages), *range(2_000, pages, 1_000), pages]
    at.runs(pages // PER_HOST + 1, PER_HOST)
    held: dict[str, int] = {}
    done = 0
    while done < pages:
        from models.queries.company import waiting_alike
        from models.session import transaction

        with transaction() as session:
            waiting = waiting_alike(session, demonstration=False)
        found = at.measured("crawl", run_ids=waiting[:1], marks=[one - done for one in marks if one > done])
        held |= {str(done + int(mark)): megabytes for mark, megabytes in found["marks"].items()}
        done += found["pages"] + WARM
    return held


def told(size: str, parts: Mapping[str, Mapping[str, Any]]) -> str:
    """The comparison for a terminal."""
    lines = [
        f"\n{PAGES_ARE[size]:<28}{'ms/page':>9}{'database':>10}{'clock':>9}{'to ours':>9}{'to plain':>10}{'to fast':>9}{'memory':>10}"
    ]
    lines += [
        f"{NAMES[name]:<28}{one['cpu']:>9.1f}{one['database']:>10.1f}{one['wall']:>9.1f}{one['to_extraction']:>9.2f}"
        f"{one['to_library']:>10.2f}{one['to_fast']:>9.2f}{one['megabytes']:>7.0f} MB"
        for name, one in parts.items()
    ]
    singly = parts["crawl"]["singly"]
    return "\n".join(
        [
            *lines,
            "  pages a second to those of our extraction alone, of trafilatura alone, and of trafilatura as a crawler would call it,"
            f" at the median; wanted of our crawl: {WANTED:.2f}",
            f"  our crawl to our extraction in {len(singly)} turns: {singly[0]:.2f} to {singly[-1]:.2f}",
        ]
    )


def told_hosts(one: Mapping[str, float]) -> str:
    """The servers side by side, for a terminal."""
    return (
        f"\n{one['hosts']:.0f} servers in one process on one core, a request every {PAUSE:.0f} to {LONGEST} s each\n"
        f"  {one['pages_a_second']:.1f} pages a second of {one['wanted_a_second']:.1f}; {one['in_time']:.1%} of requests in time,"
        f" the shortest pause {one['shortest_gap']:.2f} s\n"
        f"  {one['core']:.0%} of a core, the database {one['database_core']:.0%}; {one['megabytes']:.0f} MB;"
        f" load of the machine {one['load']:.1f}"
    )


def main(out: Path, pages_read: int = MEMORY_AT[-1]) -> None:
    """Measure, print and write."""
    with place() as at:
        parts = {}
        for size in (FULL, LEAN):
            _show(f"\n{PAGES_ARE[size]} side by side, each crawl between two turns of extraction alone")
            parts[size] = compare(at, size)
            _show(told(size, parts[size]))
        _show(f"\n{HOSTS} servers for {SECONDS:.0f} s")
        servers = eighty(at)
        _show(told_hosts(servers))
        _show(f"\nmemory over {pages_read} pages")
        held = flat(at, pages_read)
        _show(
            "\nmemory of a crawling process after pages: "
            + ", ".join(f"{at}: {mb} MB" for at, mb in held.items())
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    figures = {"parts": parts, "hosts": servers, "memory": held}
    out.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = sys.argv[1:]
    last = int(given[given.index("--flat") + 1]) if "--flat" in given else MEMORY_AT[-1]
    main(Path(given[0]) if given and not given[0].startswith("--") else Path("var/bench_crawl.json"), last)
