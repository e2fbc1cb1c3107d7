"""How fast the language side is, as ratios against named peers measured in the same run.

``make bench`` writes ``var/bench.json`` and prints a table. Ours and the peer's rounds alternate, and
the median round counts, so a busy machine slows both alike: trust the ratios, not the rates. The
texts are the project's own labelled posts, on one core.

``sangtin check`` is measured on a stream like a real one, 85 % of it unrelated posts, in batches of 1,000; gate and model
are trained on one half of the situations for it, and the stream is made of the other half.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz import fuzz, process
from underthesea import ner, text_normalize, word_tokenize

from nlp.assess import Assessor
from nlp.contracts import Circumstances, Passage
from nlp.corpus.load import load_posts
from nlp.detectors.label_model import LabelModel
from nlp.evidence.retrieval import build_index
from nlp.evidence.slots import extract_slots
from nlp.model_file import read_artefact
from nlp.narrative import bands, signature
from nlp.normalise import normalise
from nlp.privacy import mask

ROUNDS = 5
MODEL = Path(".model")
Work = Callable[[Sequence[str]], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison; rates are texts a second, ``ratio`` is ours to the peer's."""

    task: str
    ours: float
    peer: str
    peers: float
    ratio: float


def main(out: Path) -> None:
    """Measure everything, write the figures and print them."""
    posts = load_posts()
    texts = [post.text for post in posts]
    rows = [
        compare("normalise", each(normalise), "underthesea text_normalize", each(text_normalize), texts),
        compare("mask names and numbers", each(mask), "underthesea ner", each(ner), texts[:60]),
        compare("read slots", each(slots), "underthesea word_tokenize", each(word_tokenize), texts),
        compare(
            "assess, without evidence", assess(), "underthesea word_tokenize", each(word_tokenize), texts
        ),
        compare("find near-copies", near_copies, "rapidfuzz, every pair", every_pair, texts),
        compare(
            "find passages", passages_of(texts), "rapidfuzz, every passage", every_passage(texts), texts[:100]
        ),
    ]
    stream = unseen_stream(posts)
    rows.append(
        compare(
            "check a stream",
            stream.check,
            "underthesea word_tokenize",
            each(word_tokenize),
            stream.texts,
        )
    )
    shares = stream.stages()
    machine = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "texts": len(texts),
        "rounds": ROUNDS,
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    figures = {"machine": machine, "rows": [asdict(row) for row in rows], "check_stages": shares}
    out.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{table(rows)}\n\n{stage_table(shares)}\n")


def compare(task: str, ours: Work, peer: str, peers: Work, texts: Sequence[str]) -> Row:
    """Run both on the same texts in alternating rounds."""
    seconds: dict[str, list[float]] = {"ours": [], "peers": []}
    ours(texts[:5])  # loading lexicons and models is not the rate
    peers(texts[:5])
    for _ in range(ROUNDS):
        for name, work in (("ours", ours), ("peers", peers)):
            begin = time.perf_counter()
            work(texts)
            seconds[name].append(time.perf_counter() - begin)
    ours_rate, peers_rate = (len(texts) / statistics.median(seconds[name]) for name in ("ours", "peers"))
    return Row(task, round(ours_rate, 1), peer, round(peers_rate, 1), round(ours_rate / peers_rate, 2))


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
    """Posts that gate and model have not seen, most of them unrelated, and an assessor."""

    texts: Sequence[str]
    assessor: Assessor

    def check(self, texts: Sequence[str]) -> object:
        """``sangtin check`` without the printing."""
        lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
        return list(Checker(lambda: self.assessor).check_lines(lines))

    def stages(self) -> dict[str, float]:
        """Share of each stage in one pass over the stream, each stage run by itself on what reaches it."""
        spent: dict[str, float] = {}

        def timed(name: str, work: Callable[[], Any]) -> Any:
            begin = time.process_time()
            result = work()
            spent[name] = time.process_time() - begin
            return result

        for _ in range(2):  # the first round fills what is remembered between posts
            passed = timed("gate", lambda: self.assessor.passes(self.texts))
            timed("indicators", lambda: [annotate(find_indicators(text)) for text in self.texts])
            close = [text for text, through in zip(self.texts, passed, strict=True) if through]
            masked = timed("mask", lambda: [mask(text).text for text in close])
            read = timed("normalise", lambda: [normalise(text) for text in masked])
            marks = timed("words and phrases", lambda: [marks_of(text) for text in read])
            timed("label model", lambda: self.model.read(read, marks))
            timed("slots", lambda: [extract_slots(text, None) for text in read])
            whole = timed("whole", lambda: self.check(self.texts)) and spent.pop("whole")
        spent["the rest"] = max(0.0, whole - sum(spent.values()))
        return {name: round(seconds / sum(spent.values()), 3) for name, seconds in spent.items()}


def unseen_stream(posts: Sequence[CorpusPost]) -> Stream:
    """1,000 posts of one half of the situations, 85 % unrelated; trained on the other half."""
    half = {situation for situation in {post.situation for post in posts} if _even(situation)}
    trained = train([post for post in posts if post.situation in half])
    others = [post for post in posts if post.situation not in half]
    unrelated = [post.text for post in others if post.label is Label.OFF_TOPIC]
    related = [post.text for post in others if post.label is not Label.OFF_TOPIC]
    luck = random.Random(SEED)
    count = min(round(STREAM * UNRELATED), len(unrelated))
    texts = luck.sample(unrelated, count) + luck.sample(related, round(count * (1 - UNRELATED) / UNRELATED))
    luck.shuffle(texts)
    return Stream(texts, Assessor(trained.model))


def _even(situation: str) -> bool:
    return hashlib.sha256(situation.encode()).digest()[0] % 2 == 0


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


def table(rows: Sequence[Row]) -> str:
    """The figures for a terminal."""
    lines = [f"{'task':<26}{'ours /s':>12}{'peer /s':>12}{'ratio':>8}  peer"]
    lines += [
        f"{row.task:<26}{row.ours:>12,.0f}{row.peers:>12,.0f}{row.ratio:>8.2f}  {row.peer}" for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/bench.json"))
