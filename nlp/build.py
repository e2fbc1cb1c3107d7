"""Build the default model from the shipped corpus: train, measure, write.

``python -m nlp.build DIRECTORY`` writes the model, its manifest, and what the model said of each post of the corpus
while that post was held out, so that whoever measures again need not train again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.errors import NoModel
from models.vocabulary import Label, Topic
from nlp.contracts import Reading
from nlp.cores import executor
from nlp.corpus.background import load_background
from nlp.corpus.corrected import version_with
from nlp.corpus.load import CorpusPost, load_posts
from nlp.corpus.slot_claims import load_slot_claims
from nlp.detectors.label_model import LabelModel
from nlp.evaluation import headline_figures, kept_figures
from nlp.labelling import settle
from nlp.model_file import Artefact, read_artefact, write_artefact
from nlp.training import VERSION, Trained, train

HELD_OUT_FILE = "held-out.jsonl"


def build_default(directory: Path, corrections: Sequence[CorpusPost] = ()) -> Artefact:
    """Train on the shipped corpus, and on corrections where there are some; measure on the corpus; write model and manifest."""
    posts, background = load_posts(), load_background()
    version = version_with(VERSION, corrections) if corrections else VERSION
    with executor(len(posts)) as pool:
        trained = train(posts, version, background, pool, corrections, load_slot_claims())
        metrics = headline_figures(posts, trained, pool)
    figures = kept_figures(posts, trained)
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / HELD_OUT_FILE).open("w", encoding="utf-8") as out:
        for post, reading, passed in zip(posts, trained.held_out, trained.passed, strict=True):
            said = {"id": post.id, "scores": reading.scores, "topics": reading.topics, "passed": passed}
            out.write(json.dumps(said) + "\n")
        for line, passed in zip(background, trained.background_passed, strict=True):
            out.write(json.dumps({"id": line.id, "passed": passed}) + "\n")
    return write_artefact(directory, trained.model.version, trained.model.to_bytes(), metrics, figures)


def read_built(directory: Path, posts: Sequence[CorpusPost]) -> Trained:
    """A model that was built, and its held-out readings of these posts, without training.

    Raises:
        NoModel: there is none, it is damaged, or it was built from other posts.
    """
    model = LabelModel.from_bytes(read_artefact(directory).data)
    try:
        lines = (directory / HELD_OUT_FILE).read_text("utf-8").splitlines()
        said = {one["id"]: one for one in map(json.loads, lines)}
        readings = tuple(_reading(said[post.id]) for post in posts)
        passed = tuple(bool(said[post.id]["passed"]) for post in posts)
        background = tuple(bool(one["passed"]) for one in said.values() if "scores" not in one)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoModel(
            f"Mô hình trong {directory} không được dựng từ kho bài này. Hãy chạy: make setup"
        ) from error
    if len(said) - len(background) != len(posts):
        raise NoModel(f"Mô hình trong {directory} không được dựng từ kho bài này. Hãy chạy: make setup")
    return Trained(model, readings, passed, background)


def _reading(said: Mapping[str, Any]) -> Reading:
    scores = {Label(name): float(score) for name, score in said["scores"].items()}
    return settle(scores, topics=tuple(Topic(code) for code in said["topics"]))


def built_or_trained(directory: Path) -> Trained:
    """What a directory holds, if it is of this version and of the shipped corpus; trained anew otherwise."""
    posts = load_posts()
    built: Trained | None
    try:
        built = read_built(directory, posts)
    except NoModel:
        built = None
    if built is not None and built.model.version == VERSION:
        return built
    return train(posts, background=load_background(), slot_claims=load_slot_claims())


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
