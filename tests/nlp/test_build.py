"""Building the default model: the command, and what it leaves."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import NoModel
from models.vocabulary import Label
from nlp import build, evaluation
from nlp.corpus.load import CorpusPost
from nlp.detectors.label_model import LabelModel
from nlp.model_file import read_artefact
from nlp.training import Trained


@pytest.fixture(scope="module")
def some(corpus: list[CorpusPost], trained: Trained) -> tuple[list[CorpusPost], Trained]:
    """A few posts of the corpus, and what the model said of them."""
    few = 120
    return corpus[:few], Trained(trained.model, trained.held_out[:few], trained.passed[:few])


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main([]) == 2
    assert "DIRECTORY" in capsys.readouterr().err


def test_what_is_built_can_be_read_and_says_how_good_it_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    some: tuple[list[CorpusPost], Trained],
) -> None:
    corpus, trained = some
    monkeypatch.setattr(build, "load_posts", lambda: corpus)
    monkeypatch.setattr(build, "train", lambda *_, **__: trained)
    monkeypatch.setattr(build, "load_background", list)
    monkeypatch.setattr(evaluation, "load_protected", lambda: corpus[:20])
    assert build.main([str(tmp_path)]) == 0
    artefact = read_artefact(tmp_path)
    assert LabelModel.from_bytes(artefact.data).version == trained.model.version
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["metrics"] == dict(artefact.metrics)
    assert manifest["figures"] == dict(artefact.figures)
    assert set(artefact.figures["labels"]) == set(Label)
    low, high = artefact.figures["labels"]["scam"]["precision"][1:]
    assert 0 <= low <= artefact.figures["labels"]["scam"]["precision"][0] <= high <= 1
    assert f"macro_f1 {artefact.metrics['macro_f1']:.3f}" in capsys.readouterr().out


def test_what_was_built_is_read_again_without_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, some: tuple[list[CorpusPost], Trained]
) -> None:
    corpus, trained = some
    monkeypatch.setattr(build, "load_posts", lambda: corpus)
    monkeypatch.setattr(build, "train", lambda *_, **__: trained)
    monkeypatch.setattr(build, "load_background", list)
    monkeypatch.setattr(build, "headline_figures", lambda *_: {})
    build.build_default(tmp_path)
    again = build.read_built(tmp_path, corpus)
    assert (again.held_out, again.passed) == (trained.held_out, trained.passed)
    with pytest.raises(NoModel):
        build.read_built(tmp_path, corpus[1:])
    with pytest.raises(NoModel):
        build.read_built(tmp_path, [*corpus, replace(corpus[0], id="p99999")])
    (tmp_path / build.HELD_OUT_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(NoModel):
        build.read_built(tmp_path, corpus)
