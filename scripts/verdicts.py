"""Makes the weights of ``sangtin verify`` anew from the evidence corpora.

``python scripts/verdicts.py`` writes ``nlp/evidence/verdict/weights.jsonl`` and, for the page of figures, what weights that never saw
its passage say of each claim (``nlp/corpus/verdicts_held_out.tsv``). Tests say when the corpora have changed since.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.evidence.verdict.model import WEIGHTS_FILE, to_lines
from nlp.verdict_training import corpus_hash, described, examples, fit, held_out, rarities

HELD_OUT_FILE = Path(__file__).parents[1] / "nlp" / "corpus" / "verdicts_held_out.tsv"


def main() -> int:
    """Learn and write."""
    pairs = examples()
    rarity, unknown = rarities(pairs)
    read = described(pairs, rarity, unknown)
    figures = [one.figures for one in read]
    weights = fit(pairs, figures, rarity, unknown)
    WEIGHTS_FILE.write_text("\n".join(to_lines(weights, corpus_hash())) + "\n", encoding="utf-8")
    said = held_out(pairs, read, rarity, unknown)
    rows = [f"{one.id}\t{verdict}" for one, verdict in zip(pairs, said, strict=True)]
    HELD_OUT_FILE.write_text("\n".join([f"# {corpus_hash()}", *rows]) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{len(pairs)} pairs, {len(weights.names)} figures, {len(weights.trees.rounds)} and {len(weights.general_trees.rounds)} rounds\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
