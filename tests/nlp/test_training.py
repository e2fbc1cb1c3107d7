"""Training is honest about what it has seen, deterministic, and stored without code."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import skops.io

from models.errors import NoModel
from models.vocabulary import Label, Topic
from nlp import calibration, model_file, training
from nlp.contracts import Reading, Text
from nlp.corpus.corrected import corrected
from nlp.corpus.load import CorpusPost
from nlp.corpus.slot_claims import load_slot_claims
from nlp.detectors import label_model
from nlp.detectors.label_model import LabelModel, probabilities
from nlp.features import features_of
from nlp.marks import marks_of
from nlp.model_file import read_artefact, write_artefact
from nlp.ngrams import Hashed
from nlp.normalise import normalise
from nlp.training import Trained, train


@pytest.fixture(scope="module")
def some(corpus: list[CorpusPost]) -> list[CorpusPost]:
    """Whole situations, enough of each label for five folds."""
    situations = sorted({post.situation for post in corpus})[:90]
    return [post for post in corpus if post.situation in set(situations)]


@pytest.fixture(scope="module")
def small(some: list[CorpusPost]) -> Trained:
    return train(some, "2026.11.7")


def test_corrections_teach_the_label_and_neither_slots_nor_figures(
    some: list[CorpusPost], small: Trained
) -> None:
    told = "Bản tin phường hôm nay: mất 50k khi đăng ký zxv {} phải không bà con"
    corrections = [corrected(n, told.format(n), Label.QUESTION, Topic.DICH_VU_CONG) for n in range(30)]
    corrections.append(corrected(30, "Từ 1/7 mất phí 50k khi nộp hồ sơ", Label.CLAIM, Topic.DICH_VU_CONG))
    taught = train(some, "2026.11.7", corrections=corrections)
    assert len(taught.held_out) == len(taught.passed) == len(some)
    text = normalise(told.format(99))
    before, after = (read(one, [text])[0].scores[Label.QUESTION] for one in (small, taught))
    assert after > before + 0.05
    for ours, theirs in zip(
        dataclasses.astuple(small.model.parts.tagger),
        dataclasses.astuple(taught.model.parts.tagger),
        strict=True,
    ):
        assert np.array_equal(ours, theirs)


def test_claims_written_to_be_marked_teach_the_slot_tagger_alone(
    some: list[CorpusPost], small: Trained
) -> None:
    taught = train(some, "2026.11.7", slot_claims=load_slot_claims()[:30])
    assert (taught.held_out, taught.passed) == (small.held_out, small.passed)
    ours, theirs = small.model.parts, taught.model.parts
    assert not np.array_equal(ours.tagger.places, theirs.tagger.places)
    assert replace(theirs, tagger=ours.tagger).fingerprint() == ours.fingerprint()


def read(trained: Trained, texts: list[Text]) -> list[Reading]:
    return trained.model.read(texts, [marks_of(text) for text in texts])


def test_situations_never_stand_on_both_sides(
    some: list[CorpusPost], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each fit sees only posts of situations it is not asked about afterwards; each scaling only posts of other folds."""
    fitted: list[set[int]] = []
    scaled: list[int] = []
    real, real_scaling = training._fit, calibration.fit_scaling

    def watched(table, rows, *others):  # type: ignore[no-untyped-def]
        fitted.append(set(rows.tolist()))
        return real(table, rows, *others)

    def counted(margins, truth):  # type: ignore[no-untyped-def]
        scaled.append(len(truth))
        return real_scaling(margins, truth)

    monkeypatch.setattr(training, "_fit", watched)
    monkeypatch.setattr(training, "fit_scaling", counted)
    monkeypatch.setattr(calibration, "fit_scaling", counted)
    train(some, "x")
    assert sorted(scaled) == sorted(len(seen) for seen in fitted)
    assert len(fitted) == training.FOLDS + 1
    everything = set(range(len(some)))
    for seen in fitted[:-1]:
        unseen = everything - seen
        assert unseen
        assert not {some[at].situation for at in seen} & {some[at].situation for at in unseen}
    assert fitted[-1] == everything


def test_the_same_corpus_gives_the_same_parameters(some: list[CorpusPost], small: Trained) -> None:
    """Also in other processes, each with a piece of the work."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        again = train(some, "2026.11.7", pool=pool)
    assert again.model.parts.fingerprint() == small.model.parts.fingerprint()
    assert (again.held_out, again.passed) == (small.held_out, small.passed)


def test_a_fingerprint_knows_every_parameter(small: Trained) -> None:
    parts = small.model.parts
    prints = {parts.fingerprint(), model_file.from_bytes(model_file.to_bytes(parts)).fingerprint()}
    assert len(prints) == 1
    changed = (
        replace(parts, version="other"),
        replace(parts, bias=parts.bias + 1e-9),
        replace(parts, scale=parts.scale + 1e-9),
        replace(parts, shift=parts.shift + 1e-9),
        replace(parts, gate=replace(parts.gate, threshold=parts.gate.threshold - 1e-9)),
        replace(parts, gate=replace(parts.gate, weights=parts.gate.weights * 2)),
        replace(parts, tagger=replace(parts.tagger, weights=parts.tagger.weights * 2)),
    )
    assert len({one.fingerprint() for one in changed} | prints) == len(changed) + 1


def test_held_out_readings_are_those_of_a_model_without_the_post(some: list[CorpusPost]) -> None:
    """The numbers of the table and the reading of a text are two ways to one margin."""
    features = training._read(some)
    table = training._table(some, features)
    rows = np.arange(len(some))
    parts = training._fit(
        table, rows, "x", training.train_gate(some, training.split(table.labels, table.groups)).parts
    )
    labels, topics = training._margins(parts, table, rows)
    assert LabelModel(parts).margins(features) == pytest.approx(labels, abs=1e-4)
    assert LabelModel(parts)._both(features)[1] == pytest.approx(topics, abs=1e-4)


def test_a_word_is_read_beside_the_signs_of_its_post(
    small: Trained, some: list[CorpusPost], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the signs and the words unchanged, only the pairs of both can move the margins."""
    features = training._read(some[:40])
    whole = small.model.margins(features)
    none = Hashed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64))
    monkeypatch.setattr(label_model, "_hashed_signs", lambda _features: none)
    moved = np.abs(whole - small.model.margins(features)).max(axis=1)
    paired = np.array([bool(one.signs) for one in features])
    assert (moved[paired] > 0.01).mean() > 0.9
    assert (moved[~paired] == 0).all()


def test_readings_are_probabilities(small: Trained, some: list[CorpusPost]) -> None:
    for reading in read(small, [normalise(post.text) for post in some]):
        assert set(reading.scores) == set(Label)
        assert sum(reading.scores.values()) == pytest.approx(1)
        assert min(reading.scores.values()) >= 0


def test_reading_one_by_one_or_together_is_the_same(small: Trained, some: list[CorpusPost]) -> None:
    texts = [normalise(post.text) for post in some[:25]]
    together = read(small, texts)
    for text, reading in zip(texts, together, strict=True):
        alone = read(small, [text])[0]
        assert alone.label is reading.label
        assert alone.scores == pytest.approx(reading.scores)
    assert read(small, []) == []


@pytest.mark.parametrize("text", ["", " ", "😂", "[SĐT]", "x" * 5_000])
def test_odd_texts_are_read(small: Trained, text: str) -> None:
    assert read(small, [normalise(text)])[0].label in Label


def test_a_stored_model_reads_as_before(small: Trained, some: list[CorpusPost], tmp_path: Path) -> None:
    written = write_artefact(tmp_path / "m", small.model.version, small.model.to_bytes(), {"macro_f1": 0.5})
    artefact = read_artefact(tmp_path / "m")
    assert (artefact.version, dict(artefact.metrics)) == ("2026.11.7", {"macro_f1": 0.5})
    assert artefact.data == written.data
    loaded = LabelModel.from_bytes(artefact.data)
    assert loaded.version == "2026.11.7"
    texts = [normalise(post.text) for post in some[:30]]
    assert loaded.read(texts, [marks_of(text) for text in texts]) == read(small, texts)
    manifest = json.loads((tmp_path / "m" / model_file.MANIFEST_FILE).read_text("utf-8"))
    assert manifest["sha256"] == hashlib.sha256(artefact.data).hexdigest()


def test_a_file_that_is_not_the_manifests_is_refused(small: Trained, tmp_path: Path) -> None:
    write_artefact(tmp_path, small.model.version, small.model.to_bytes(), {})
    (tmp_path / model_file.MODEL_FILE).write_bytes(b"other")
    with pytest.raises(NoModel, match="mã kiểm tra"):
        read_artefact(tmp_path)


def test_no_model_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="make setup"):
        read_artefact(tmp_path)


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(NoModel, match="hỏng"):
        LabelModel.from_bytes(data)


class Foreign:
    """A type no model file may hold."""


def test_foreign_types_are_refused_unread() -> None:
    with pytest.raises(NoModel, match="kiểu không được phép"):
        LabelModel.from_bytes(skops.io.dumps({"format": 1, "x": Foreign()}))


def test_another_format_is_refused() -> None:
    with pytest.raises(NoModel, match="phiên bản khác"):
        LabelModel.from_bytes(skops.io.dumps({"format": 99}))


def test_a_file_from_before_the_slot_tagger_is_refused(small: Trained) -> None:
    """Format 3 was the last that held no tagger."""
    stored = {
        name: part
        for name, part in model_file._stored(small.model.parts).items()
        if not name.startswith("tagger.")
    }
    with pytest.raises(NoModel, match="thuộc phiên bản khác; hãy chạy: make setup"):
        LabelModel.from_bytes(skops.io.dumps({**stored, "format": 3}))


def test_a_corpus_without_a_label_is_refused(some: list[CorpusPost]) -> None:
    with pytest.raises(ValueError, match="scam"):
        train([post for post in some if post.label is not Label.SCAM])


def test_probabilities_go_through_the_scaling(small: Trained, some: list[CorpusPost]) -> None:
    """Margins alone would give other ones; so would margins divided by one number."""
    texts = [normalise(post.text) for post in some[:40]]
    features = [features_of(text, marks_of(text)) for text in texts]
    parts = small.model.parts
    said = np.array([[reading.scores[label] for label in parts.labels] for reading in read(small, texts)])
    assert said == pytest.approx(
        probabilities(small.model.margins(features), parts.scale, parts.shift), abs=1e-6
    )
    off_diagonal = parts.scale[~np.eye(len(parts.labels), dtype=bool)]
    assert np.abs(off_diagonal).max() > 0.01


def test_parts_that_do_not_fit_are_refused(small: Trained) -> None:
    parts = small.model.parts
    for broken in (
        replace(parts, weights=parts.weights[:, 1:]),
        replace(parts, bias=parts.bias[1:]),
        replace(parts, scale=parts.scale[1:]),
        replace(parts, shift=parts.shift[1:]),
        replace(parts, labels=(*parts.labels[:-1], parts.labels[0])),
        replace(parts, tagger=replace(parts.tagger, steps=parts.tagger.steps[1:])),
    ):
        with pytest.raises(NoModel, match="không khớp nhau"):
            LabelModel.from_bytes(model_file.to_bytes(broken))


def test_a_file_holds_arrays_and_text_alone(small: Trained) -> None:
    """A file of estimators has an entry for every n-gram, and takes seconds to read."""
    with ZipFile(BytesIO(small.model.to_bytes())) as archive:
        assert len(archive.namelist()) < 25
        assert b"sklearn" not in archive.read("schema.json")
