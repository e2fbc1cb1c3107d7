"""How an address could be read and what it would give, without keeping anything: ``sangtin sources test``.

Each look runs in a process of its own, asks a handful of pages, masks what it finds, prints the beginnings
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
from crawler.pasted import Pasted, read_pasted
from crawler.previewed import Findings, Preview, Proposal, findings_of, preview_of
from crawler.safety import check_public
from crawler.server_errors import TimedOut
from crawler.social_hosts import platform_of
from models.errors import BadInput, SourceError, TriageError
from models.vocabulary import GIVEN_KINDS, SourceKind

PATIENCE_SECONDS = 180


def preview(url: str, kind: SourceKind) -> Preview:
    """What a source at ``url`` would give. Stores nothing.

    Raises:
        AddressRefused: the address is not public (asked before anything is started).
        BadInput: this kind is not crawled.
        SourceError: with the code of what was wrong, e.g. ``not_a_feed``.
    """
    if kind in GIVEN_KINDS:
        raise BadInput(f"Loại nguồn “{kind.value}” không đọc qua mạng nên không thử được.")
    check_public(url)
    return preview_of(_of_process("crawler.preview", {"url": url, "kind": kind.value}))


def proposals(text: str) -> Findings:
    """The ways to read what somebody pasted, best first. Of a platform nothing is asked: what is possible there is known.

    Raises:
        BadInput: no address, or one of a platform that is not read, with the reason.
        AddressRefused: the address is not public (asked before anything is started).
        SourceError: with the code of what keeps it from being read, e.g. ``robots_refused``.
    """
    pasted = accepted(text)
    platform = platform_of(pasted.url)
    if platform is not None and platform.kind is not None:
        return Findings(
            pasted.url, platform.name, (Proposal(platform.kind, pasted.url, platform.sentence, unread=True),)
        )
    return findings_of(_of_process("crawler.seek", asdict(pasted)))


def accepted(text: str) -> Pasted:
    """The address in what somebody pasted, where it may be asked at all.

    Raises:
        BadInput, AddressRefused: as ``proposals``.
    """
    pasted = read_pasted(text)
    platform = platform_of(pasted.url)
    if platform is not None and platform.kind is None:
        raise BadInput(platform.sentence)
    check_public(pasted.url)
    return pasted


def _of_process(module: str, given: dict[str, Any]) -> dict[str, Any]:
    """What the process of a module answers.

    Raises:
        SourceError: the error the process ended with; ``Unreachable`` when it took too long.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise TimedOut("Nguồn trả lời quá chậm nên chưa thử xong.") from None
    except ValueError:
        raise Unexpected("Lỗi của chương trình khi thử nguồn.") from None
    if "error" in answer:
        raise _known_error(answer["error"]["code"], answer["error"]["message"])
    return answer


def main() -> int:
    """Read ``{"url", "kind"}`` from standard input, print the preview or the error as one JSON line."""
    from crawler.look import look  # the side that asks would have no use for what this brings

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
