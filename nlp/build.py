"""Build the default model from the shipped corpus: train, measure, write.

``python -m nlp.build DIRECTORY``
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from nlp.corpus.load import load_posts
from nlp.detectors.label_model import Artefact, write_artefact
from nlp.evaluation import headline_figures
from nlp.training import train


def build_default(directory: Path) -> Artefact:
    """Train on the shipped corpus, measure, and write model and manifest."""
    posts = load_posts()
    trained = train(posts)
    return write_artefact(directory, trained.model, headline_figures(posts, trained))


def main(arguments: Sequence[str]) -> int:
    """Build into the directory named and print the figures."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m nlp.build DIRECTORY\n")
        return 2
    artefact = build_default(Path(arguments[0]))
    figures = ", ".join(f"{name} {value:.3f}" for name, value in sorted(artefact.metrics.items()))
    sys.stdout.write(f"{artefact.version}: {figures}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
