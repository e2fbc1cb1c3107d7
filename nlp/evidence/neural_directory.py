"""The directory of a cross-encoder: what must be in it, how large, and how the model is asked. Nothing here loads or runs anything of it.

* ``model.onnx``: inputs ``input_ids``, ``attention_mask`` and, where it wants it, ``token_type_ids``, of any number of rows and tokens;
  output ``logits``, three a row. Weights may lie in files beside it.
* ``tokenizer.json``: of the library ``tokenizers``. The passage is the first text, the claim the second.
* ``sangtin.json``: ``{"labels": ["supported", "not_enough_info", "refuted"], "max_tokens": 256, "temperature": 1.0, "weight": 0.5}``;
  ``labels`` is what each output stands for, in order; the others may be left out and are then as here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from models.errors import BadInput, TooLarge
from nlp.evidence.onnx_file import NotOnnx, named_files
from nlp.evidence.verdict.model import VERDICTS, Verdict

MODEL, TOKENIZER, MANNER = "model.onnx", "tokenizer.json", "sangtin.json"
MOST_BYTES = {MODEL: 2 * 1024**3, TOKENIZER: 50 * 1024**2, MANNER: 64 * 1024}
"""Of ``model.onnx`` with the files it names: what one message of Protocol Buffers can hold. The others: own choice."""
FEWEST_TOKENS, MOST_TOKENS = 16, 4096
MOST_SHOWN = 80
TEMPERATURES, WEIGHTS = (0.01, 100.0), (0.0, 1.0)


@dataclass(frozen=True)
class Manner:
    """How a model is asked and how much it counts: the contents of ``sangtin.json``.

    Its sums are divided by ``temperature`` before they become probabilities; ``weight`` in 0..1 is its share of the say.
    """

    labels: tuple[Verdict, ...]
    max_tokens: int = 256
    temperature: float = 1.0
    weight: float = 0.5


def looked_at(directory: Path) -> Manner:
    """What ``sangtin.json`` says, after all files were found there and are small enough.

    Raises:
        BadInput: a file is missing or damaged, or the model names one outside the directory; names file and reason.
        TooLarge: a file is larger than ``MOST_BYTES``.
    """
    if not directory.is_dir():
        raise unusable(directory, "không có thư mục này")
    for name in (MANNER, TOKENIZER, MODEL):
        if not (directory / name).is_file():
            raise unusable(directory / name, "không có tệp này")
        _small_enough(directory / name)
    manner = _manner(directory / MANNER)
    _small_enough(directory / MODEL, _beside(directory))
    return manner


def unusable(path: Path, reason: str) -> BadInput:
    """What is wrong with a file, before any claim was compared."""
    return BadInput(f"{path}: {reason}; chưa đối chiếu gì.")


def shown(name: str) -> str:
    """A name that a file gives, as it may stand in a message: cut short, and nothing in it that steers a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:MOST_SHOWN])


def _small_enough(path: Path, beside: Sequence[Path] = ()) -> None:
    most = MOST_BYTES[path.name]
    if sum(file.stat().st_size for file in (path, *beside)) > most:
        size = f"{most // 1024**2} MB" if most >= 1024**2 else f"{most // 1024} kB"
        raise TooLarge(f"{path}: lớn quá {size}; chưa đối chiếu gì.")


def _beside(directory: Path) -> list[Path]:
    """The files that the model names, each of them within the directory."""
    path, home = directory / MODEL, directory.resolve()
    try:
        names = named_files(path)
    except OSError:
        raise unusable(path, "không mở được") from None
    except NotOnnx:
        raise unusable(path, "bị cắt cụt hoặc không phải mô hình ONNX") from None
    found = set()
    for name in sorted(names):
        try:
            place = (home / name).resolve()
            there = place.is_relative_to(home) and place.is_file()
        except (OSError, RuntimeError, ValueError):  # a name that no file can have, a ring of links
            there = False
        if not there:
            raise unusable(path, f"cần tệp trọng số «{shown(name)}» không nằm trong thư mục này")
        found.add(place)
    return sorted(found)


def _manner(path: Path) -> Manner:
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        raise unusable(path, "không phải JSON hợp lệ") from None
    if not isinstance(said, dict):
        raise unusable(path, "không phải một đối tượng JSON")
    known = [field.name for field in fields(Manner)]
    for name in said:
        if name not in known:
            raise unusable(path, f"có mục lạ «{shown(name)}»; chỉ nhận {', '.join(known)}")
    labels = said.get("labels")
    if not isinstance(labels, list) or sorted(map(str, labels)) != sorted(VERDICTS):
        raise unusable(path, f"«labels» phải là ba nhãn {', '.join(VERDICTS)} theo thứ tự đầu ra của mô hình")
    tokens = said.get("max_tokens", Manner.max_tokens)
    if type(tokens) is not int or not FEWEST_TOKENS <= tokens <= MOST_TOKENS:
        raise unusable(path, f"«max_tokens» phải là số nguyên từ {FEWEST_TOKENS} đến {MOST_TOKENS}")
    temperature = _fraction(path, said, "temperature", Manner.temperature, TEMPERATURES)
    return Manner(tuple(labels), tokens, temperature, _fraction(path, said, "weight", Manner.weight, WEIGHTS))


def _fraction(
    path: Path, said: Mapping[str, Any], name: str, default: float, limits: tuple[float, float]
) -> float:
    value = said.get(name, default)
    low, high = limits
    if type(value) not in (int, float) or not low <= value <= high:  # neither holds of «NaN»
        raise unusable(path, f"«{name}» phải là số từ {low:g} đến {high:g}".replace(".", ","))
    return float(value)
