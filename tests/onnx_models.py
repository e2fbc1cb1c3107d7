"""Small cross-encoders for tests: an ONNX file written field by field, a tokenizer of whole words, and what says how they are asked.

The model adds up a row of three numbers for each token (``TABLE``) and knows ``places`` places, as larger ones do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

LABELS = ["not_enough_info", "supported", "refuted"]
TABLE = {
    "[PAD]": (9.0, -9.0, 0.0),  # shows up wherever it is not hidden
    "[UNK]": (0.0, 0.0, 0.0),
    "[CLS]": (0.125, 0.0, 0.0),
    "[SEP]": (0.0, 0.125, 0.0),
    "đúng": (0.0, 4.0, 0.0),
    "sai": (0.0, 0.0, 4.0),
    "lạ": (4.0, 0.0, 0.0),
}
_FLOAT, _INT32, _INT64 = 1, 6, 7
_KINDS = {np.dtype(np.float32): _FLOAT, np.dtype(np.int32): _INT32, np.dtype(np.int64): _INT64}


def number(value: int) -> bytes:
    """A number as Protocol Buffers write it: seven bits a byte, lowest first."""
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + number(rest) if rest else bytes([low])


def field(place: int, value: int | str | bytes) -> bytes:
    """One field: a number, or text or a message with its length."""
    if isinstance(value, int):
        return number(place << 3) + number(value)
    held = value.encode() if isinstance(value, str) else value
    return number(place << 3 | 2) + number(len(held)) + held


def tensor(name: str, values: Any) -> bytes:
    """A tensor with its values in the file."""
    array = np.asarray(values)
    dims = b"".join(field(1, size) for size in array.shape)
    return dims + field(2, _KINDS[array.dtype]) + field(8, name) + field(9, array.tobytes())


def tensor_beside(name: str, shape: Sequence[int], location: str) -> bytes:
    """A tensor of float32 whose values lie in another file."""
    entries = {"location": location, "offset": "0"}
    beside = b"".join(field(13, field(1, key) + field(2, said)) for key, said in entries.items())
    dims = b"".join(field(1, size) for size in shape)
    return dims + field(2, _FLOAT) + field(8, name) + beside + field(14, 1)


def node(kind: str, inputs: Sequence[str], output: str, **whole: int) -> bytes:
    """One step; its attributes are whole numbers."""
    held = b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, kind)
    for name, value in whole.items():
        held += field(5, field(1, name) + field(3, value) + field(20, 2))
    return held


def value(name: str, kind: int, dims: Sequence[int | str]) -> bytes:
    """An input or output; a size may be open and has a name then."""
    shape = b"".join(field(1, field(1 if isinstance(size, int) else 2, size)) for size in dims)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, shape)))


def model(
    *,
    inputs: Mapping[str, Sequence[int | str]] | None = None,
    kind: int = _INT64,
    places: int = 64,
    output: str = "logits",
    labels: int = 3,
    summed: bool = True,
    table: bytes | None = None,
    more: bytes = b"",
) -> bytes:
    """The bytes of a model; ``table`` is the tensor of that name, ``more`` further fields of the graph; not ``summed``, it tells of each token."""
    rows = np.zeros((len(TABLE), labels), np.float32)
    rows[:, : min(labels, 3)] = np.array(list(TABLE.values()), np.float32)[:, :labels]
    named = inputs or dict.fromkeys(("input_ids", "attention_mask"), ("pairs", "tokens"))
    ids, mask = list(named)[:2]
    sizes = ("pairs", labels) if summed else ("pairs", "tokens", labels)
    last = node("ReduceSum", ("all", "along"), output, keepdims=0)
    if not summed:
        last = node("Identity", ("all",), output)
    graph = [
        field(1, node("Gather", ("table", ids), "each")),
        field(1, node("Cast", (mask,), "seen", to=_FLOAT)),
        field(1, node("Unsqueeze", ("seen", "last"), "seen_rows")),
        field(1, node("Mul", ("each", "seen_rows"), "kept")),
        field(1, node("CumSum", (mask, "second"), "place")),
        field(1, node("Gather", ("places", "place"), "placed")),
        field(1, node("Add", ("kept", "placed"), "all")),
        field(1, last),
        field(2, "words"),
        field(5, table or tensor("table", rows)),
        field(5, tensor("places", np.zeros((places + 1, labels), np.float32))),
        field(5, tensor("last", np.array([2]))),
        field(5, tensor("along", np.array([1]))),
        field(5, tensor("second", np.array(1))),
        *(field(11, value(name, kind, dims)) for name, dims in named.items()),
        field(12, value(output, _FLOAT, sizes)),
        more,
    ]
    return field(1, 8) + field(7, b"".join(graph)) + field(8, field(1, "") + field(2, 13))


def tokenizer() -> str:
    """A tokenizer of whole words that marks both texts, without the library that reads it."""
    marks = {
        name: {"id": name, "ids": [list(TABLE).index(name)], "tokens": [name]} for name in ("[CLS]", "[SEP]")
    }

    def mark(name: str, text: int) -> dict[str, Any]:
        return {"SpecialToken": {"id": name, "type_id": text}}

    def text(name: str, number: int) -> dict[str, Any]:
        return {"Sequence": {"id": name, "type_id": number}}

    single = [mark("[CLS]", 0), text("A", 0), mark("[SEP]", 0)]
    held = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": single,
            "pair": [*single, text("B", 1), mark("[SEP]", 1)],
            "special_tokens": marks,
        },
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {name: at for at, name in enumerate(TABLE)},
            "unk_token": "[UNK]",
        },
    }
    return json.dumps(held, ensure_ascii=False)


def write(directory: Path, onnx: bytes | None = None, **manner: Any) -> Path:
    """A directory that can be loaded, with ``onnx`` for its model and ``manner`` in ``sangtin.json``."""
    directory.mkdir(exist_ok=True)
    (directory / "model.onnx").write_bytes(model() if onnx is None else onnx)
    (directory / "tokenizer.json").write_text(tokenizer(), encoding="utf-8")
    said = {"labels": LABELS, "max_tokens": 64, **manner}
    (directory / "sangtin.json").write_text(json.dumps(said), encoding="utf-8")
    return directory
