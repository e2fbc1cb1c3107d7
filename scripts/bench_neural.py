"""What a cross-encoder beside ``sangtin verify`` takes: time to load it, time a pair without it, and what it adds.

``.venv/bin/python -m scripts.bench_neural DIR``, or without a directory the small model of the tests, which shows what everything but
the model itself takes. The pairs are the first of the evidence corpus, the same every time; the model is asked only about those that no
rule is sure of. Seconds are of the processor, so a busy machine changes them little.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from models.errors import TriageError
from nlp.corpus.evidence_load import load_evidence
from nlp.evidence import neural
from nlp.evidence.verify import Question, verify_all

PAIRS = 400


def main() -> int:
    """Measure the directory named, or the model of the tests; prints one JSON object."""
    try:
        if len(sys.argv) > 1:
            return _measured(Path(sys.argv[1]))
        from tests.onnx_models import model, write

        with tempfile.TemporaryDirectory() as place:
            return _measured(write(Path(place) / "neural", onnx=model(places=256), max_tokens=256))
    except TriageError as error:
        sys.stderr.write(f"{error.message}\n")
        return error.exit_code


def _measured(directory: Path) -> int:
    began = time.process_time()
    neural.installed()
    imported = time.process_time()
    encoder = neural.load(directory)
    loaded = time.process_time()
    questions, unsure = _questions(), Unsure()
    verify_all(questions, unsure)
    alone = time.process_time()
    for one in questions:
        verify_all([one])
    read = time.process_time()
    found = {
        "pairs": len(questions),
        "asked": len(unsure.pairs),
        "import_seconds": round(imported - began, 3),
        "load_seconds": round(loaded - imported, 3),
        "milliseconds_a_pair_without": round(1000 * (read - alone) / len(questions), 3),
        "milliseconds_a_pair_asked": _milliseconds(encoder, unsure.pairs, 1),
        "milliseconds_a_pair_asked_at_once": _milliseconds(encoder, unsure.pairs, encoder.at_once),
        "at_once": encoder.at_once,
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


class Unsure:
    """A reader that has nothing to say and keeps the pairs it is asked about."""

    def __init__(self) -> None:
        self.weight, self.pairs = 0.0, list[tuple[str, str]]()

    def weigh(self, pairs: Sequence[tuple[str, str]]) -> list[None]:
        """Nothing, of each."""
        self.pairs += pairs
        return [None] * len(pairs)


def _questions() -> list[Question]:
    corpus = load_evidence()
    passages = {passage.key: passage.text for passage in corpus.passages}
    return [Question(passages[one.passage], one.text, one.posted_at) for one in corpus.claims[:PAIRS]]


def _milliseconds(encoder: neural.CrossEncoder, pairs: Sequence[tuple[str, str]], at_once: int) -> float:
    began = time.process_time()
    for at in range(0, len(pairs), at_once):
        encoder.weigh(pairs[at : at + at_once])
    return round(1000 * (time.process_time() - began) / len(pairs), 3)


if __name__ == "__main__":
    sys.exit(main())
