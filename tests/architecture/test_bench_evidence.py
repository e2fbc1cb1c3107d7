"""The benchmark of a large official base: the same base every time, nothing of it twice, both sides told."""

from __future__ import annotations

import random

from nlp.corpus.evidence_load import load_evidence
from tests.scripts import script


def test_the_base_is_made_the_same_every_time() -> None:
    bench, corpus = script("bench_evidence"), load_evidence()
    one, two = (bench.synthetic_base(corpus, 900, random.Random(1)) for _ in range(2))
    assert one == two
    assert len({passage.key for passage in one}) == 900
    assert one[: len(corpus.passages)] == list(corpus.passages)


def test_a_small_base_is_measured_and_told() -> None:
    bench = script("bench_evidence")
    found = bench.measure_base(120, 4)
    assert (found.passages, found.claims) == (120, 4)
    assert found.index_seconds > 0
    assert found.peer in bench.told(found)
