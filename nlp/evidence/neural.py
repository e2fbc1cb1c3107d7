"""A cross-encoder that reads passage and claim as a whole and has a say beside our own weights: the optional extra ``neural``.

It comes as a directory of the office's own (``neural_directory``, docs/adr/0053), and nothing of it is run as code. onnxruntime (MIT)
and tokenizers (Apache-2.0) are imported when a directory is loaded; both work offline and on one thread. Cannot see: what of a passage
lies behind ``max_tokens``; a claim that takes more than half of them is not asked about.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import BadInput
from nlp.evidence.neural_directory import MODEL, TOKENIZER, Manner, looked_at, shown, unusable
from nlp.evidence.verdict.model import VERDICTS

HOW_TO_INSTALL = ".venv/bin/pip install 'onnxruntime>=1.20,<2' 'tokenizers>=0.23.3,<1'"
AT_ONCE = 4096
"""Tokens that are read together at most, sixteen pairs of 256: what a layer keeps of them grows with it. Own choice."""
SHARE_OF_CLAIM = 0.5
"""A claim that takes more of ``max_tokens`` leaves too little of the passage to go by. Own choice."""

_INPUTS, _NEEDED = ("input_ids", "attention_mask", "token_type_ids"), ("input_ids", "attention_mask")
_OUTPUT = "logits"
_WHOLE = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_FRACTIONS = ("tensor(float)", "tensor(float16)", "tensor(double)")
_SILENT = 4
"""onnxruntime's level of logging at which it prints only what ends the process; everything else is an exception, told by us."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One pair as the model reads it: numbers of tokens, and which text (0, 1) each is of."""

    ids: Sequence[int]
    texts: Sequence[int]


class CrossEncoder:
    """A loaded model: session and tokenizer, set up once."""

    def __init__(self, session: Any, tokenizer: Any, manner: Manner, directory: Path) -> None:
        self._session, self._tokenizer, self._manner, self._directory = session, tokenizer, manner, directory
        self._inputs = {one.name: _WHOLE[one.type] for one in session.get_inputs()}
        self._order = [manner.labels.index(verdict) for verdict in VERDICTS]
        self._filling = _filling(tokenizer)
        marks = tokenizer.num_special_tokens_to_add(True)
        self._most_of_claim = int(manner.max_tokens * SHARE_OF_CLAIM) - marks

    @property
    def weight(self) -> float:
        """Its share of the say, in 0..1."""
        return self._manner.weight

    @property
    def at_once(self) -> int:
        """How many pairs it reads together."""
        return max(1, AT_ONCE // self._manner.max_tokens)

    def weigh(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, ...] | None]:
        """Probability of each verdict, in the order of ``VERDICTS``, of each (passage, claim); None where the claim is too long for it.

        Raises:
            BadInput: a pair cannot be read, because the files do not fit each other.
        """
        rows = [self._read(*pair) for pair in pairs]
        asked = [row for row in rows if row is not None]
        groups = [asked[at : at + self.at_once] for at in range(0, len(asked), self.at_once)]
        said = iter([shares for group in groups for shares in self._run(group)])
        return [None if row is None else next(said) for row in rows]

    def try_out(self) -> None:
        """Read a short pair and one as long as any may be, so that what does not fit is known before the first claim.

        Raises:
            BadInput: one of them cannot be read.
        """
        self.weigh([("Không thu phí.", "Phí 50k")])
        longest = [0] * self._manner.max_tokens
        self._run([_Row(longest, longest)])

    def _read(self, passage: str, claim: str) -> _Row | None:
        first, second = (unicodedata.normalize("NFC", text) for text in (passage, claim))
        try:
            if len(self._tokenizer.encode(second, add_special_tokens=False).ids) > self._most_of_claim:
                return None
            both = self._tokenizer.encode(first, second)
        except Exception as error:  # the library raises nothing narrower
            raise self._failed(TOKENIZER, "không đọc được một cặp văn bản", error) from error
        return _Row(both.ids, both.type_ids)

    def _run(self, rows: Sequence[_Row]) -> list[tuple[float, ...]]:
        shape = len(rows), max(len(row.ids) for row in rows)
        given = {name: np.zeros(shape, kind) for name, kind in self._inputs.items()}
        given["input_ids"][:] = self._filling
        for at, row in enumerate(rows):
            length = len(row.ids)
            given["input_ids"][at, :length] = row.ids
            given["attention_mask"][at, :length] = 1
            if "token_type_ids" in given:
                given["token_type_ids"][at, :length] = row.texts
        try:
            (logits,) = self._session.run([_OUTPUT], given)
        except Exception as error:  # the library's errors have no kind in common
            reason = (
                f"không chạy được với {shape[1]} token; xem max_tokens, hoặc {TOKENIZER} của mô hình khác"
            )
            raise self._failed(MODEL, reason, error) from error
        if logits.shape != (len(rows), len(VERDICTS)) or not np.isfinite(logits).all():
            raise self._failed(MODEL, f"«{_OUTPUT}» không phải ba số cho mỗi cặp")
        sums = logits.astype(float) / self._manner.temperature
        parts = np.exp(sums - sums.max(axis=1, keepdims=True))
        shares = (parts / parts.sum(axis=1, keepdims=True))[:, self._order]
        return [tuple(row) for row in shares.tolist()]

    def _failed(self, name: str, reason: str, error: Exception | None = None) -> BadInput:
        kind = f" ({type(error).__name__})" if error else ""
        return BadInput(f"{self._directory / name}: {reason}{kind}. Dòng nào đã in ra thì vẫn dùng được.")


@cache
def installed() -> bool:
    """Whether this machine has both libraries."""
    try:
        import onnxruntime  # noqa: F401  (asked for, used later)
        import tokenizers  # noqa: F401
    except ImportError:
        return False
    return True


def load(directory: Path) -> CrossEncoder:
    """The cross-encoder of a directory, tried out.

    Raises:
        BadInput: the extra is not installed, or something of the directory cannot be used; names file and reason.
        TooLarge: a file is larger than it may be.
    """
    manner = looked_at(directory)
    if not installed():
        raise BadInput(
            f"Máy này chưa cài phần neural để đọc mô hình ở {directory}; cài bằng: {HOW_TO_INSTALL}. Chưa đối chiếu gì."
        )
    tokenizer = _tokenizer(directory / TOKENIZER, manner.max_tokens)
    encoder = CrossEncoder(_session(directory / MODEL), tokenizer, manner, directory)
    encoder.try_out()
    return encoder


def _tokenizer(path: Path, max_tokens: int) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise unusable(path, "không phải tệp của thư viện tokenizers, hoặc bị hỏng") from error
    tokenizer.enable_truncation(max_tokens, strategy="only_first")
    return tokenizer


def _filling(tokenizer: Any) -> int:
    """The token that fills short rows: some models count places by it. The tokenizer's own padding is done here, where rows are laid out."""
    kept = tokenizer.padding
    tokenizer.no_padding()
    if kept is not None:
        return int(kept["pad_id"])
    numbers = (tokenizer.token_to_id(name) for name in ("<pad>", "[PAD]"))
    return next((number for number in numbers if number is not None), 0)


def _session(path: Path) -> Any:
    """The model on one thread, on this processor alone: no other provider, and nothing told to anybody."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _SILENT
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors have no kind in common
        reason = f"onnxruntime {onnxruntime.__version__} không nạp được mô hình này ({type(error).__name__})"
        raise unusable(path, reason) from error
    inputs = {one.name: one for one in session.get_inputs()}
    if not set(_NEEDED) <= inputs.keys() <= set(_INPUTS):
        names = shown(", ".join(sorted(inputs)))
        raise unusable(
            path, f"phải có đầu vào {', '.join(_NEEDED)}, có thể thêm {_INPUTS[-1]}; mô hình này có {names}"
        )
    for name, one in inputs.items():
        free = len(one.shape) == 2 and not any(isinstance(size, int) for size in one.shape)
        if one.type not in _WHOLE or not free:
            raise unusable(path, f"đầu vào «{name}» phải là số nguyên, với số cặp và số token để ngỏ")
    outputs = (one for one in session.get_outputs() if one.name == _OUTPUT and one.type in _FRACTIONS)
    shape: Sequence[Any] = next((one.shape for one in outputs), [])
    if len(shape) != 2 or (isinstance(shape[1], int) and shape[1] != len(VERDICTS)):
        raise unusable(path, f"phải có đầu ra «{_OUTPUT}» gồm ba số cho mỗi cặp")
    return session
