"""How long a base of 100,000 passages takes to index and to ask, beside bm25s in the same run.

``make bench`` writes ``var/bench_base.json``. The base is made by recombining sentences of the evidence corpus, the same every time, and is stored nowhere. Ours and the peer's
are measured on it one after another; the peer ranks words between white space in lower case, with its plain defaults, and knows
nothing of sentences, slots or dates. ``bm25s`` is no dependency of the product: ``make bench`` installs it where it can, elsewhere the peer is our
own exact BM25 (``nlp.measures.bm25``), and the line says so. Times are of the processor, so a busy machine slows both alike; the
ratios are the measure, and what is wanted of two idle cores stands beside them. Seconds on the clock are told with the load of the machine.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from nlp.contracts import Passage, Slot, Text
from nlp.corpus.evidence_load import EvidenceClaim, EvidenceCorpus, load_evidence
from nlp.evidence.comparison import find_evidence
from nlp.evidence.retrieval import build_index
from nlp.evidence.slots import extract_slots
from nlp.measures.bm25 import Bm25
from nlp.normalise import normalise
from nlp.official.context import MAX_LINE

PASSAGES = 100_000
PASSAGES_OF_A_HEADING = 5
"""That stand under one title and heading. Own choice, few: what is shared is read once."""
CLAIMS = 200
"""Claims asked, each once, so that nothing of their passages has been read before."""

INDEX_WANTED, EVIDENCE_WANTED = 30, 10
"""Seconds on the clock to index, milliseconds at the median to find evidence: at most so much, with two cores and nothing else to do."""

FOUND = 8
SEED = 20261127
MOST_SENTENCES = 4
_SENTENCE = re.compile(r"(?<=[.;])\s")
Ask = Callable[[str], object]
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class BaseFigures:
    """Seconds to index and milliseconds to ask one claim; ratios are ours to the peer's, more than 1 is slower."""

    passages: int
    claims: int
    index_seconds: float
    index_wall_seconds: float
    evidence_milliseconds: float
    search_milliseconds: float
    peer: str
    peer_index_seconds: float
    peer_milliseconds: float
    index_ratio: float
    search_ratio: float
    evidence_ratio: float
    peak_megabytes: int | None
    load: float


def measure_base(passages: int = PASSAGES, asked: int = CLAIMS) -> BaseFigures:
    """Index a base once with each, and ask both the same claims."""
    corpus = load_evidence()
    luck = random.Random(SEED)  # noqa: S311  (makes a base, keeps no secret)
    base = synthetic_base(corpus, passages, luck)
    claims = luck.sample(corpus.claims, min(asked, len(corpus.claims)))
    load, _, _ = os.getloadavg()
    wall, index_seconds, index = time.perf_counter(), *_timed(lambda: build_index(base))
    wall = time.perf_counter() - wall
    read = [_read(claim) for claim in claims]

    def evidence(one: _Claim) -> object:
        return find_evidence(one.text, one.slots, index, one.posted_at)

    evidence(read[0])  # loading lexicons is no part of asking
    compared = _median(evidence, read[1:])
    searched = _median(lambda one: index.search(one.text, None, FOUND), read)
    peak = _peak()
    name, make = _peer()
    peer_index_seconds, ask = _timed(lambda: make([passage.text for passage in base]))
    theirs = _median(ask, [claim.text for claim in claims])
    return BaseFigures(
        len(base),
        len(claims),
        round(index_seconds, 2),
        round(wall, 2),
        round(compared * 1_000, 2),
        round(searched * 1_000, 2),
        name,
        round(peer_index_seconds, 2),
        round(theirs * 1_000, 2),
        round(index_seconds / peer_index_seconds, 2),
        round(searched / theirs, 2),
        round(compared / theirs, 2),
        peak,
        round(load, 2),
    )


def synthetic_base(corpus: EvidenceCorpus, passages: int, luck: random.Random) -> list[Passage]:
    """The corpus's passages and others of one to four of their sentences, each with a number and place of its own."""
    sentences = [part for one in corpus.passages for part in _SENTENCE.split(one.text) if part.strip()]
    base = list(corpus.passages[:passages])
    above = ""
    while len(base) < passages:
        like = luck.choice(corpus.passages)
        text = " ".join(luck.choices(sentences, k=luck.randint(1, MOST_SENTENCES)))
        document = f"{luck.randint(1, 999)}/{luck.randint(2015, 2026)}/QĐ-UBND"
        path = f"Điều {luck.randint(1, 60)} khoản {luck.randint(1, 9)}"
        if len(base) % PASSAGES_OF_A_HEADING == 0:
            above = "\n".join(luck.choice(sentences)[:MAX_LINE] for _ in range(2))
        base.append(
            replace(like, key=f"s{len(base)}", document=document, path=path, text=text, context=above)
        )
    return base


def told(found: BaseFigures) -> str:
    """The figures for a terminal."""
    peak = f"{found.peak_megabytes} MB" if found.peak_megabytes else "not known on this system"
    return "\n".join(
        (
            f"official base of {found.passages:,} passages, {found.claims} claims",
            f"  index            {found.index_seconds:>9.2f} s   peer {found.peer_index_seconds:.2f} s"
            f"   ratio {found.index_ratio:.2f}",
            f"  on the clock     {found.index_wall_seconds:>9.2f} s   wanted under {INDEX_WANTED} s on two idle cores;"
            f" load before {found.load:.2f}",
            f"  search, median   {found.search_milliseconds:>9.2f} ms  peer {found.peer_milliseconds:.2f} ms"
            f"   ratio {found.search_ratio:.2f}",
            f"  evidence, median {found.evidence_milliseconds:>9.2f} ms  wanted under {EVIDENCE_WANTED} ms"
            f"   ratio to the peer's search {found.evidence_ratio:.2f}",
            f"  peak memory with the base {peak}; peer: {found.peer}",
        )
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    text: Text
    slots: Sequence[Slot]
    posted_at: datetime | None


def _read(claim: EvidenceClaim) -> _Claim:
    text = normalise(claim.text)
    return _Claim(text, extract_slots(text, claim.posted_at), claim.posted_at)


def _timed(work: Callable[[], _Made]) -> tuple[float, _Made]:
    """Seconds of the processor, and what came out."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def _median(work: Callable[[_Given], object], given: Sequence[_Given]) -> float:
    return statistics.median(_timed(partial(work, one))[0] for one in given)


def _peer() -> tuple[str, Callable[[Sequence[str]], Ask]]:
    try:
        bm25s = importlib.import_module("bm25s")
    except ImportError:
        return "exact BM25 over scipy (bm25s is not installed)", _exact

    def make(texts: Sequence[str]) -> Ask:
        retriever = bm25s.BM25()
        retriever.index([text.lower().split() for text in texts], show_progress=False)
        return lambda text: retriever.retrieve([text.lower().split()], k=FOUND, show_progress=False)

    return "bm25s", make


def _exact(texts: Sequence[str]) -> Ask:
    peer = Bm25(texts)
    return lambda text: peer.rank(text, FOUND)


def _peak() -> int | None:
    """The most megabytes this process has held; None where the system does not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:")), None)


def main(out: Path, passages: int = PASSAGES) -> None:
    """Measure, print and write."""
    found = measure_base(passages)
    sys.stdout.write(f"\n{told(found)}\n")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/bench_base.json"))
