"""Makes the weights of ``sangtin verify`` anew from the evidence corpora.

``python scripts/verdicts.py`` writes ``nlp/evidence/verdict/weights.jsonl``; a test says when the corpora have changed since.
"""

from __future__ import annotations

import sys

from nlp.evidence.verdict.model import WEIGHTS_FILE, to_lines
from nlp.verdict_training import corpus_hash, described, examples, fit, rarities


def main() -> int:
    """Learn and write."""
    pairs = examples()
    rarity, unknown = rarities(pairs)
    weights = fit(pairs, described(pairs, rarity, unknown), rarity, unknown)
    WEIGHTS_FILE.write_text("\n".join(to_lines(weights, corpus_hash())) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(pairs)} pairs, {len(weights.names)} figures, {len(weights.trees)} rounds\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
