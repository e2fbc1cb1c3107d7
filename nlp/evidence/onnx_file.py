"""Which other files an ONNX model would have read, told before anything loads it.

The weights of a model may lie in files beside it that it names itself (``external_data``); a name that leads elsewhere must not be
followed. The file is a message of Protocol Buffers: fields with their lengths, so that what is not asked for, weights above all, is
stepped over unread. The numbers of the fields are those of ``onnx.proto3``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path

_PARTS: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {13: "entry"},
}
"""The parts a tensor can lie in, by the number of the field."""

_KEY, _VALUE = 1, 2
_NUMBER, _EIGHT_BYTES, _WITH_LENGTH, _FOUR_BYTES = 0, 1, 2, 5
_LONGEST_NUMBER = 10
"""Bytes of a number of 64 bits."""


class NotOnnx(ValueError):
    """The bytes are not a whole message of Protocol Buffers: cut short, or something else."""


def named_files(path: Path) -> frozenset[str]:
    """The names of all files that tensors of the model at ``path`` say their values lie in, as they are written there.

    Raises:
        NotOnnx: it is empty, cut short or no message of Protocol Buffers.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if not file.read(1):
            raise NotOnnx("empty")
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            return frozenset(_named(data))


def _named(data: mmap) -> Iterator[str]:
    waiting = [("model", 0, len(data))]
    while waiting:
        part, at, end = waiting.pop()
        fields = list(_fields(data, at, end))
        if part != "entry":
            inner = _PARTS[part]
            waiting += [(inner[number], low, high) for number, low, high in fields if number in inner]
        elif any(number == _KEY and data[low:high] == b"location" for number, low, high in fields):
            for number, low, high in fields:
                if number == _VALUE:
                    yield data[low:high].decode("utf-8", errors="replace")


def _fields(data: mmap, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, begin and end of each field with a length of its own; the others are numbers and passed over."""
    while at < end:
        key, at = _number(data, at, end)
        kind = key & 7
        if kind == _NUMBER:
            _, at = _number(data, at, end)
        elif kind == _WITH_LENGTH:
            length, begin = _number(data, at, end)
            at = begin + length
            if at <= end:
                yield key >> 3, begin, at
        elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
            at += 8 if kind == _EIGHT_BYTES else 4
        else:
            raise NotOnnx("unknown kind of field")
    if at != end:
        raise NotOnnx("cut short")


def _number(data: mmap, at: int, end: int) -> tuple[int, int]:
    """A number written seven bits a byte, lowest first, and where it ends."""
    value = 0
    for place, byte in enumerate(data[at : min(at + _LONGEST_NUMBER, end)]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise NotOnnx("number without an end")
