"""What an ONNX file would have read besides itself is told wherever in it a tensor lies, and nothing but a whole file passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.evidence.onnx_file import NotOnnx, named_files
from tests.onnx_models import field, model, tensor_beside

BESIDE = tensor_beside("table", (7, 3), "weights.bin")
ATTRIBUTE = field(1, "value") + field(5, BESIDE)
BRANCH = field(1, "then_branch") + field(6, field(5, BESIDE))
SPARSE = field(1, BESIDE)


def written(directory: Path, data: bytes) -> Path:
    path = directory / "model.onnx"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        model(table=BESIDE),
        field(7, field(1, field(5, ATTRIBUTE))),
        field(7, field(1, field(5, BRANCH))),
        field(7, field(1, field(5, field(11, field(5, BESIDE))))),
        field(7, field(1, field(5, field(10, BESIDE)))),
        field(7, field(1, field(5, field(22, SPARSE)))),
        field(7, field(1, field(5, field(23, SPARSE)))),
        field(7, field(15, SPARSE)),
        field(7, field(15, field(2, BESIDE))),
        field(20, field(1, field(5, BESIDE))),
        field(20, field(2, field(5, BESIDE))),
        field(25, field(7, field(5, ATTRIBUTE))),
        field(25, field(11, ATTRIBUTE)),
    ],
    ids=["initializer", "constant", "branch", "branches", "tensors", "sparse", "sparse tensors", "sparse initializer", "sparse places", "training", "algorithm", "function", "default"],
)  # fmt: skip
def test_files_are_told_wherever_they_are_named(tmp_path: Path, data: bytes) -> None:
    assert named_files(written(tmp_path, data)) == {"weights.bin"}


def test_a_model_of_one_file_names_none(tmp_path: Path) -> None:
    assert named_files(written(tmp_path, model())) == frozenset()


def test_numbers_of_every_kind_are_passed_over(tmp_path: Path) -> None:
    loose = b"\x51" + b"\xff" * 8 + b"\x5d" + b"\xff" * 4 + field(12, 2**63)
    assert named_files(written(tmp_path, loose + field(7, loose + field(5, loose + BESIDE)))) == {
        "weights.bin"
    }


def test_of_a_key_given_twice_no_name_is_overlooked(tmp_path: Path) -> None:
    entry = field(1, "offset") + field(2, "one") + field(1, "location") + field(2, "two")
    assert named_files(written(tmp_path, field(7, field(5, field(13, entry))))) == {"one", "two"}


def test_a_file_cut_short_anywhere_is_noticed(tmp_path: Path) -> None:
    whole = model()
    graph_begins = 4
    for length in range(graph_begins, len(whole) - len(field(8, field(1, "") + field(2, 13))), 7):
        with pytest.raises(NotOnnx):
            named_files(written(tmp_path, whole[:length]))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04" + b"\x00" * 60, b"\xff" * 40, b"\x3a\x05\x2a", b"\x08", b"version https://git-lfs\n"],
    ids=["empty", "zip", "number", "length", "lone key", "pointer"],
)
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotOnnx):
        named_files(written(tmp_path, data))
