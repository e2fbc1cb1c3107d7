"""The directory of a cross-encoder is looked at before anything of it is loaded; what is wrong is told with file and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.errors import BadInput, TooLarge
from nlp.evidence import neural_directory
from nlp.evidence.neural_directory import looked_at
from tests.onnx_models import LABELS, model, tensor_beside, write


def beside(name: str) -> bytes:
    return model(table=tensor_beside("table", (7, 3), name))


def refusal(directory: Path) -> str:
    with pytest.raises(BadInput) as told:
        looked_at(directory)
    message = told.value.message
    assert message.endswith("; chưa đối chiếu gì.")
    return message.removeprefix(f"{directory}").removesuffix("; chưa đối chiếu gì.")


def test_what_is_not_said_is_as_documented(tmp_path: Path) -> None:
    directory = write(tmp_path / "m")
    (directory / "sangtin.json").write_text(json.dumps({"labels": LABELS}))
    said = looked_at(directory)
    assert (said.labels, said.max_tokens, said.temperature, said.weight) == (tuple(LABELS), 256, 1.0, 0.5)


def test_what_is_said_is_taken(tmp_path: Path) -> None:
    said = looked_at(write(tmp_path / "m", max_tokens=128, temperature=2, weight=0.25))
    assert (said.max_tokens, said.temperature, said.weight) == (128, 2.0, 0.25)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "sangtin.json"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    directory = write(tmp_path / "m")
    (directory / name).unlink()
    assert refusal(directory) == f"/{name}: không có tệp này"


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "khong-co") == ": không có thư mục này"


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "sangtin.json"])
def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    directory = write(tmp_path / "m")
    monkeypatch.setitem(neural_directory.MOST_BYTES, name, (directory / name).stat().st_size - 1)
    with pytest.raises(TooLarge, match=rf"{name}: lớn quá"):
        looked_at(directory)


def test_files_beside_the_model_count_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = write(tmp_path / "m", beside("weights.bin"))
    (directory / "weights.bin").write_bytes(bytes(84))
    assert looked_at(directory).weight == 0.5
    monkeypatch.setitem(
        neural_directory.MOST_BYTES, "model.onnx", (directory / "model.onnx").stat().st_size + 83
    )
    with pytest.raises(TooLarge, match=r"model\.onnx: lớn quá"):
        looked_at(directory)


@pytest.mark.parametrize("name", ["../weights.bin", "sub/../../weights.bin", "link.bin", "khong-co.bin", "", ".", "*/_ORT_MEM_ADDR_/*", "a\0b", "x" * 5000])  # fmt: skip
def test_weights_outside_the_directory_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "weights.bin").write_bytes(bytes(84))
    directory = write(tmp_path / "m", beside(name))
    (directory / "sub").mkdir()
    (directory / "link.bin").symlink_to(tmp_path / "weights.bin")
    told = refusal(directory)
    assert (
        told
        == f"/model.onnx: cần tệp trọng số «{name[:80].replace(chr(0), '?')}» không nằm trong thư mục này"
    )


def test_weights_at_an_absolute_place_are_refused(tmp_path: Path) -> None:
    outside = tmp_path / "weights.bin"
    outside.write_bytes(bytes(84))
    assert "không nằm trong thư mục này" in refusal(write(tmp_path / "m", beside(str(outside))))


def test_a_model_cut_short_is_refused_unloaded(tmp_path: Path) -> None:
    told = refusal(write(tmp_path / "m", model()[:200]))
    assert told == "/model.onnx: bị cắt cụt hoặc không phải mô hình ONNX"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"{", "không phải JSON hợp lệ"),
        (b"\xff\xfe", "không phải JSON hợp lệ"),
        (b"[" * 60_000, "không phải JSON hợp lệ"),
        (b"[]", "không phải một đối tượng JSON"),
    ],
)
def test_a_damaged_description_is_refused(tmp_path: Path, said: bytes, words: str) -> None:
    directory = write(tmp_path / "m")
    (directory / "sangtin.json").write_bytes(said)
    assert refusal(directory) == f"/sangtin.json: {words}"


@pytest.mark.parametrize(
    "labels",
    [
        None,
        "supported",
        [],
        LABELS[:2],
        [*LABELS, "supported"],
        ["supported", "supported", "refuted"],
        ["entailment", "neutral", "contradiction"],
        [0, 1, 2],
        {"0": "supported"},
    ],
)
def test_other_labels_are_refused(tmp_path: Path, labels: Any) -> None:
    told = refusal(write(tmp_path / "m", labels=labels))
    assert told == (
        "/sangtin.json: «labels» phải là ba nhãn supported, refuted, not_enough_info theo thứ tự đầu ra của mô hình"
    )


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ({"max_tokens": 15}, "«max_tokens» phải là số nguyên từ 16 đến 4096"),
        ({"max_tokens": 4097}, "«max_tokens» phải là số nguyên từ 16 đến 4096"),
        ({"max_tokens": 64.0}, "«max_tokens» phải là số nguyên từ 16 đến 4096"),
        ({"max_tokens": True}, "«max_tokens» phải là số nguyên từ 16 đến 4096"),
        ({"temperature": 0}, "«temperature» phải là số từ 0,01 đến 100"),
        ({"temperature": float("nan")}, "«temperature» phải là số từ 0,01 đến 100"),
        ({"temperature": "1"}, "«temperature» phải là số từ 0,01 đến 100"),
        ({"weight": 1.5}, "«weight» phải là số từ 0 đến 1"),
        ({"weight": -0.1}, "«weight» phải là số từ 0 đến 1"),
        ({"weight": True}, "«weight» phải là số từ 0 đến 1"),
        ({"weight": 10**400}, "«weight» phải là số từ 0 đến 1"),
        ({"wieght": 1}, "có mục lạ «wieght»; chỉ nhận labels, max_tokens, temperature, weight"),
    ],
)
def test_a_value_that_cannot_be_is_named(tmp_path: Path, manner: dict[str, Any], words: str) -> None:
    assert refusal(write(tmp_path / "m", **manner)) == f"/sangtin.json: {words}"
