"""``check`` and ``verify``: no database, nothing stored, JSONL in and out."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from models.settings import settings

if TYPE_CHECKING:
    from nlp.evidence.neural import CrossEncoder

GARBAGE = 200_000
"""New objects after which garbage is looked for: what a batch leaves behind has no cycles, and looking took three hundredths."""

_ENCODER = json.JSONEncoder(ensure_ascii=False)
File = Annotated[str, typer.Argument(metavar="[TỆP]", help="Tệp JSONL; “-” hoặc bỏ trống là đầu vào chuẩn.")]


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("check")(check)
    application.command("verify")(verify)


def check(
    file: File = "-",
    official: Annotated[
        Path | None,
        typer.Option(help="Thư mục văn bản chính thức để đối chiếu.", exists=True, file_okay=False),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="In thêm lời giải thích cho người đọc ra stderr.")
    ] = False,
) -> None:
    """Kiểm tra từng bài trong tệp JSONL; không lưu gì.

    Ví dụ: echo '{"id": "p1", "text": "Từ 1/12 nộp hồ sơ mất 50k"}' | sangtin check
    """
    from nlp.check import Checker
    from pipeline.stateless import default_assessor

    checker = Checker(lambda: default_assessor(official))
    with _lines(file) as lines:
        if explain:  # reads to the end, so nothing is left for the loop below
            for result in checker.check_lines(lines):
                _print(result)
                _explain(result)
        for number, told in enumerate(checker.json_lines(lines)):
            if not number:
                gc.freeze()  # model and lexicons stay to the end: looking through them for garbage takes a tenth of the time
                gc.set_threshold(GARBAGE)
            _write(told)
    raise typer.Exit(2 if checker.bad_lines else 0)


def verify(
    file: File = "-",
    neural: Annotated[
        Path | None,
        typer.Option(
            metavar="THƯ MỤC",
            help="Hỏi thêm mô hình ONNX trong thư mục này (cần cài phần neural); không ghi thì theo SANGTIN_NEURAL.",
        ),
    ] = None,
) -> None:
    """Đối chiếu từng câu với đoạn văn bản cho sẵn; không lưu gì.

    Ví dụ: echo '{"id": "1", "passage": "Không thu phí.", "claim": "Phí 50k"}' | sangtin verify
    """
    from nlp.evidence.verify import verify_lines

    reader = _reader(neural or settings().neural)
    at_once = reader.at_once if reader and file != "-" else 1  # who writes line by line awaits each answer
    bad = False
    with _lines(file) as lines:
        for result in verify_lines(lines, reader, at_once):
            bad = bad or "error" in result
            _print(result)
    raise typer.Exit(2 if bad else 0)


def _reader(directory: Path | None) -> CrossEncoder | None:
    if directory is None:
        return None
    from nlp.evidence.neural import load

    return load(directory)


@contextmanager
def _lines(file: str) -> Iterator[IO[bytes]]:
    """The bytes of the input. Decoding is the reader's: a bad line must not end the rest."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115  (closed below, once it is known to open)
    except OSError:
        raise BadInput(f"{file}: không mở được tệp; chưa kiểm tra gì.") from None
    with stream:
        yield stream


def _print(result: dict[str, Any]) -> None:
    _write(_ENCODER.encode(result))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _explain(result: dict[str, Any]) -> None:
    reasons: Iterable[str] = [found["reason"] for found in result.get("findings", [])]
    reasons = [*reasons, *(found["explanation"] for found in result.get("evidence", []))]
    typer.echo(f"{result.get('id')}: {'; '.join(reasons) or 'không có dấu hiệu nào đáng nêu'}", err=True)
