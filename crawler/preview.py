"""What a source would give, without keeping anything: ``sangtin sources test``.

The crawl runs in a process of its own, asks a handful of pages, masks what it finds, prints the beginnings
and stores nothing. There is no way to pass the demonstration's allowance: private addresses are refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any, cast

from crawler import quiet
from crawler.errors import Unexpected
from crawler.look import Preview, Sample, look
from crawler.registry import KINDS
from crawler.safety import check_public
from crawler.server_errors import TimedOut
from models.errors import BadInput, SourceError, TriageError
from models.vocabulary import SourceKind

PATIENCE_SECONDS = 180


def preview(url: str, kind: SourceKind) -> Preview:
    """What a source at ``url`` would give. Stores nothing.

    Raises:
        AddressRefused: the address is not public (asked before anything is started).
        BadInput: this kind is not crawled.
        SourceError: with the code of what was wrong, e.g. ``not_a_feed``.
    """
    if kind not in KINDS:
        raise BadInput(f"Loại nguồn “{kind.value}” không đọc qua mạng nên không thử được.")
    check_public(url)
    given = json.dumps({"url": url, "kind": kind.value})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crawler.preview"],
            input=given,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise TimedOut("Nguồn trả lời quá chậm nên chưa thử xong.") from None
    except ValueError:
        raise Unexpected("Lỗi của chương trình khi thử nguồn.") from None
    if "error" in answer:
        raise _known_error(answer["error"]["code"], answer["error"]["message"])
    samples = tuple(Sample(**sample) for sample in answer.pop("samples"))
    return Preview(samples=samples, **answer)


def main() -> int:
    """Read ``{"url", "kind"}`` from standard input, print the preview or the error as one JSON line."""
    quiet.install()
    given = cast("dict[str, Any]", json.loads(sys.stdin.read(10_000)))
    try:
        answer = asdict(look(given["url"], SourceKind(given["kind"])))
    except TriageError as problem:
        answer = {"error": {"code": problem.code, "message": problem.message}}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0


def _known_error(code: str, message: str) -> SourceError:
    """The error of the other process as one of ours, by its code."""
    waiting: list[type[SourceError]] = [SourceError]
    while waiting:
        kind = waiting.pop()
        if kind.code == code:
            return kind(message)
        waiting.extend(kind.__subclasses__())
    return Unexpected(message)


if __name__ == "__main__":
    sys.exit(main())
