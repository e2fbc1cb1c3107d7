"""``sangtin sources test``: how an address could be read, and what the best way would give, in the words of the command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import typer

from crawler.preview import preview, proposals
from crawler.previewed import Findings, Preview, Proposal
from models.errors import SourceError
from models.vocabulary import SourceKind
from pipeline.cli.output import show_rows

TRIED = 2
"""Proposals that are previewed before the first one's error is told."""


@dataclass(frozen=True, slots=True)
class Look:
    """A preview, and how the address and the kind were found; ``found`` is None where the kind was given."""

    preview: Preview
    url: str
    kind: SourceKind
    found: Findings | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields of the preview, then ``url`` and ``kind``; without a given kind also ``title``, ``proposals``, ``notes``."""
        told = {**asdict(self.preview), "url": self.url, "kind": self.kind.value}
        if self.found is None:
            return told
        ways = [{**asdict(one), "kind": one.kind.value} for one in self.found.proposals]
        elsewhere = list(self.found.elsewhere)
        return told | {
            "title": self.found.title,
            "proposals": ways,
            "notes": list(self.found.notes),
            "elsewhere": elsewhere,
        }


def best_way(text: str) -> Proposal:
    """The best way to read what somebody gave as an address.

    Raises:
        TriageError: see ``crawler.preview.proposals``.
    """
    return proposals(text).proposals[0]


def look_at(text: str, kind: SourceKind | None) -> Look:
    """A look at an address; without a kind it is read in the best way that works.

    Raises:
        TriageError: see ``crawler.preview``.
    """
    if kind is not None:
        return Look(preview(text, kind), text, kind)
    found = proposals(text)
    first: SourceError | None = None
    for way in found.proposals[:TRIED]:
        try:
            return Look(preview(way.url, way.kind), way.url, way.kind, found)
        except SourceError as problem:
            first = first or problem
    assert first is not None  # noqa: S101  (there is at least one proposal)
    raise first


def show(look: Look) -> None:
    """A look for people."""
    if look.found is not None:
        _show_ways(look.found.proposals)
        for note in look.found.notes:
            typer.echo(note)
        typer.echo(f"\nXem thử: {look.kind.value}, {look.url}")
    told = asdict(look.preview)
    samples = told.pop("samples")
    for key, value in told.items():
        typer.echo(f"{key}: {value}")
    show_rows(
        ("Loại", "Ngày", "Đoạn đầu"), (tuple(sample.values()) for sample in samples), "Không thấy bài nào."
    )


def _show_ways(ways: Iterable[Proposal]) -> None:
    for number, way in enumerate(ways, start=1):
        what = "chủ đề" if way.threads else "bài"
        newest = f", mới nhất {way.newest[:10]}" if way.newest else ""
        typer.echo(f"{number}. {way.kind.value}: {way.url}\n   {way.why} {way.posts} {what}{newest}.")
        for warning in way.warnings:
            typer.echo(f"   Lưu ý: {warning}")
