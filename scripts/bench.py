"""How fast the language side is, as ratios against named peers measured in the same run.

``make bench`` writes ``var/bench.json`` and prints each line as soon as it is measured, in about two minutes in all. Ours and
the peer's rounds alternate, the median round counts, and time is that of the processor, so a busy machine slows both alike:
trust the ratios, not the rates. The texts are drawn from the project's own labelled posts, on one core; how many of
them stands in each line, since what compares every post with every other cannot take them all.

``sangtin check`` is measured on streams of 1,000 posts, 85 % of them unrelated, that neither gate nor model has seen: both
are trained on one half of the situations, and the streams are made of the other half. In one the unrelated posts are ordinary
chatter, in the other the corpus's own, which were written to look related.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process
from underthesea import ner, text_normalize, word_tokenize

from nlp.assess import Assessor
from nlp.check import Checker
from nlp.contracts import Circumstances, DetectorInput, Passage
from nlp.corpus.load import CorpusPost, load_posts
from nlp.detectors.indicators import find_indicators
from nlp.detectors.label_model import LabelModel
from nlp.detectors.link_impersonation import annotate
from nlp.evidence.retrieval import build_index
from nlp.evidence.slots import extract_slots
from nlp.marks import marks_of
from nlp.measures.streams import unseen_streams
from nlp.model_file import read_artefact
from nlp.narrative import bands, signature
from nlp.normalise import as_written, normalise
from nlp.privacy import mask
from pipeline.cli.stateless import GARBAGE

ROUNDS, TEXTS = 5, 1_000
"""Rounds, and posts drawn for a comparison: every pair of all posts took the peer minutes, and half a gigabyte."""
READ, NAMED, SEARCHED = 500, 20, 50
"""Fewer where the peer, or ours, takes more than a millisecond a post."""
HEAD = f"{'task':<26}{'texts':>7}{'ours /s':>12}{'peer /s':>12}{'ratio':>8}  peer"
MODEL = Path(".model")
SEED = 20261126
Work = Callable[[Sequence[str]], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison; rates are texts a second, ``ratio`` is ours to the peer's."""

    task: str
    texts: int
    ours: float
    peer: str
    peers: float
    ratio: float


def main(out: Path) -> None:
    """Measure everything, print each figure when it is known, and write them all."""
    posts = load_posts()
    drawn = random.Random(SEED).sample([post.text for post in posts], TEXTS)  # noqa: S311  (draws posts, keeps no secret)
    rows: list[Row] = []

    def line(task: str, ours: Work, peer: str, peers: Work, texts: Sequence[str]) -> None:
        rows.append(compare(task, ours, peer, peers, texts))
        _show(shown(rows[-1]))

    _show(HEAD)
    line("normalise", each(normalise), "underthesea text_normalize", each(text_normalize), drawn)
    line("mask names and numbers", each(mask), "underthesea ner", each(ner), drawn[:NAMED])
    line("read slots", each(slots), "underthesea word_tokenize", each(word_tokenize), drawn[:READ])
    line("assess, without evidence", assess(), "underthesea word_tokenize", each(word_tokenize), drawn[:READ])
    line("find near-copies", near_copies, "rapidfuzz, every pair", every_pair, drawn)
    every = every_passage(drawn)
    line("find passages", passages_of(drawn), "rapidfuzz, every passage", every, drawn[:SEARCHED])
    streams = unseen(posts)
    gc.collect()
    gc.freeze()  # the posts and the training of this run are no garbage that a check has to look through
    for name, one in streams.items():
        line(
            f"check a stream: {name}", one.check, "underthesea word_tokenize", each(word_tokenize), one.texts
        )
    shares = {name: one.stages() for name, one in streams.items()}
    _show(f"\n{stage_table(shares)}")
    memory = peak_memory(streams["chatter"].texts)
    _show(f"\npeak memory of sangtin check: {f'{memory} MB' if memory else 'not known on this system'}")
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "texts": TEXTS, "rounds": ROUNDS}
    told = [asdict(row) for row in rows]
    figures = {"machine": machine, "rows": told, "check_stages": shares, "check_peak_megabytes": memory}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def compare(task: str, ours: Work, peer: str, peers: Work, texts: Sequence[str]) -> Row:
    """Run both on the same texts in alternating rounds."""
    seconds: dict[str, list[float]] = {"ours": [], "peers": []}
    ours(texts[:5])  # loading lexicons and models is not the rate
    peers(texts[:5])
    for _ in range(ROUNDS):
        for name, work in (("ours", ours), ("peers", peers)):
            begin = time.process_time()
            work(texts)
            seconds[name].append(time.process_time() - begin)
    ours_rate, peers_rate = (len(texts) / statistics.median(seconds[name]) for name in ("ours", "peers"))
    return Row(
        task, len(texts), round(ours_rate, 1), peer, round(peers_rate, 1), round(ours_rate / peers_rate, 2)
    )


def each(function: Callable[[str], object]) -> Work:
    """A function of one text as work on many."""
    return lambda texts: [function(text) for text in texts]


def slots(text: str) -> object:
    """Slots straight from the text as written."""
    return extract_slots(normalise(text), None)


def assess() -> Work:
    """All of an assessment but the comparison with passages, in one batch, with the default model."""
    assessor = Assessor(LabelModel.from_bytes(read_artefact(MODEL).data))
    nothing_known = Circumstances()
    return lambda texts: assessor.assess([(text, nothing_known) for text in texts])


@dataclass(frozen=True, slots=True)
class Stream:
    """Posts that gate and model have not seen, most of them unrelated. ``lines``: each as a line of a file."""

    texts: Sequence[str]
    lines: Mapping[str, bytes]
    model: LabelModel

    def check(self, texts: Sequence[str]) -> object:
        """``sangtin check`` from line to line, without the terminal."""
        answers = Checker(lambda: Assessor(self.model)).json_lines([self.lines[text] for text in texts])
        told = [next(answers)]
        before = gc.get_threshold()
        gc.freeze()  # as the command does
        gc.set_threshold(GARBAGE)
        told += answers
        gc.set_threshold(*before)
        return told

    def stages(self) -> dict[str, float]:
        """Share of each stage in one pass, each run by itself on what reaches it."""
        self._pass()  # fills what is remembered between posts
        passed, spent = self._pass()
        whole = spent.pop("all")
        spent["the rest"] = max(0.0, whole - sum(spent.values()))
        return {"passed the gate": passed, **{name: one / whole for name, one in spent.items()}}

    def _pass(self) -> tuple[float, dict[str, float]]:
        """Which share of the posts the gate lets through, and the seconds of each stage."""
        spent: dict[str, float] = {}

        def timed(name: str, work: Callable[[], Any]) -> Any:
            begin = time.process_time()
            result = work()
            spent[name] = time.process_time() - begin
            return result

        passed = timed("gate", lambda: self.model.passes(self.texts))
        close = [text for text, through in zip(self.texts, passed, strict=True) if through]
        stopped = [text for text, through in zip(self.texts, passed, strict=True) if not through]
        timed("indicators of what is stopped", lambda: [find_indicators(as_written(one)) for one in stopped])
        masked = timed("mask", lambda: [mask(text).text for text in close])
        read = timed("normalise", lambda: [normalise(text) for text in masked])
        found = timed("indicators", lambda: [annotate(find_indicators(one)) for one in read])
        marks = timed("words and phrases", lambda: [marks_of(*one) for one in zip(read, found, strict=True)])
        said = timed("label model", lambda: self.model.read(read, marks))
        given = [DetectorInput(*one) for one in zip(read, found, repeat(Circumstances()), marks)]
        timed("slots", lambda: Assessor(self.model).slots(given, said))
        timed("all", lambda: self.check(self.texts))
        return sum(passed) / len(passed), spent


def unseen(posts: Sequence[CorpusPost]) -> dict[str, Stream]:
    """The streams of posts that gate and model have not seen."""
    model, streams = unseen_streams(posts, SEED)
    return {
        name: Stream(texts, {text: line_of(at, text) for at, text in enumerate(texts)}, model)
        for name, texts in streams.items()
    }


def line_of(number: int, text: str) -> bytes:
    """A post as a line of JSONL."""
    return json.dumps({"id": number, "text": text}, ensure_ascii=False).encode() + b"\n"


def near_copies(texts: Sequence[str]) -> object:
    """Signatures, and texts that share a band."""
    seen: dict[tuple[int, int], int] = {}
    pairs = set()
    for index, text in enumerate(texts):
        for place, band in enumerate(bands(signature(normalise(text)))):
            first = seen.setdefault((place, band), index)
            if first != index:
                pairs.add((first, index))
    return pairs


def every_pair(texts: Sequence[str]) -> object:
    """The plain way: the edit similarity of every two texts."""
    return process.cdist(texts, texts, scorer=fuzz.ratio, workers=1)


def passages_of(texts: Sequence[str]) -> Work:
    """Our index over the texts as if they were passages."""
    passages = [
        Passage(str(number), "01/KH-UBND", "Kế hoạch", "UBND", None, f"{number}", text)
        for number, text in enumerate(texts)
    ]
    index = build_index(passages)
    return each(lambda text: index.search(normalise(text), None, 5))


def every_passage(texts: Sequence[str]) -> Work:
    """The plain way: compare with every passage."""
    return each(lambda text: process.extract(text, texts, scorer=fuzz.token_set_ratio, limit=5))


def peak_memory(texts: Sequence[str]) -> int | None:
    """The most megabytes that ``sangtin check`` holds while it reads these posts; None where the system does not tell."""
    with tempfile.TemporaryDirectory() as directory:
        given, told = Path(directory) / "posts.jsonl", Path(directory) / "status"
        given.write_text(
            "".join(json.dumps({"id": text[:1], "text": text}) + "\n" for text in texts), "utf-8"
        )
        subprocess.run(
            [sys.executable, "-c", _CHECK, str(given), str(told)], check=True, stdout=subprocess.DEVNULL
        )
        status = told.read_text("utf-8") if told.exists() else ""
    most = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(most[0]) // 1024 if most else None


_CHECK = """
import atexit, pathlib, shutil, sys
from pipeline.cli import main
status, told = pathlib.Path("/proc/self/status"), sys.argv.pop()
atexit.register(lambda: status.exists() and shutil.copyfile(status, told))
sys.argv[1:] = ["check", sys.argv[1]]
main()
"""
"""Runs the command and leaves behind what the system says of its process."""


def shown(row: Row) -> str:
    """One figure for a terminal."""
    return f"{row.task:<26}{row.texts:>7,}{row.ours:>12,.0f}{row.peers:>12,.0f}{row.ratio:>8.2f}  {row.peer}"


def stage_table(shares: Mapping[str, Mapping[str, float]]) -> str:
    """The share of each stage of ``check`` for a terminal."""
    names = list(next(iter(shares.values())))
    lines = [f"{'stages of check':<32}" + "".join(f"{name:>10}" for name in shares)]
    lines += [f"{name:<32}" + "".join(f"{one[name]:>10.1%}" for one in shares.values()) for name in names]
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/bench.json"))
