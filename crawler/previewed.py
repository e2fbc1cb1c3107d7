"""What a look at a source gives, as plain values that pass from the process that looked to the one that shows.

Masked before they are made: there is nothing raw in them. They are kept in memory, for minutes, and never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of one post, masked."""

    kind: str
    posted_at: str | None
    beginning: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """What was seen on a few pages. ``problems`` maps codes to how often they occurred, ``reasons`` to a sentence each."""

    pages: int
    posts: int
    kinds: dict[str, int]
    first_date: str | None
    last_date: str | None
    samples: tuple[Sample, ...] = field(repr=False)
    problems: dict[str, int]
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to read an address: ``kind`` and the address to save, with what its reader found on the first page.

    ``why`` and ``warnings`` are sentences. ``posts`` are those the first page gives or leads to, ``threads`` says that
    they are threads with further posts in them, ``newest`` is the newest date it tells (ISO 8601, None when it tells none).
    """

    kind: SourceKind
    url: str = field(repr=False)
    why: str
    posts: int = 0
    threads: bool = False
    newest: str | None = None
    warnings: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = field(default=(), repr=False)
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """The ways to read an address, best first. ``title`` is the page's own, masked; ``url`` where the page was found.

    ``notes`` are sentences about the address; ``elsewhere`` addresses of other sites that the page points to, to be pasted
    in their turn; ``asked`` counts requests.
    """

    url: str = field(repr=False)
    title: str = field(default="", repr=False)
    proposals: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = field(default=(), repr=False)
    asked: int = 0


def preview_of(given: Mapping[str, Any]) -> Preview:
    """A preview from its JSON."""
    samples = tuple(Sample(**one) for one in given["samples"])
    return Preview(**{**given, "samples": samples})


def findings_of(given: Mapping[str, Any]) -> Findings:
    """Findings from their JSON."""
    return Findings(
        **{
            **given,
            "proposals": tuple(_proposal(one) for one in given["proposals"]),
            "notes": tuple(given["notes"]),
            "elsewhere": tuple(given["elsewhere"]),
        }
    )


def _proposal(given: Mapping[str, Any]) -> Proposal:
    samples = tuple(Sample(**one) for one in given["samples"])
    return Proposal(
        **{
            **given,
            "kind": SourceKind(given["kind"]),
            "samples": samples,
            "warnings": tuple(given["warnings"]),
        }
    )
