"""JSON-LD blocks of a page as a flat run of plain nodes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crawler.markup import Node

MAX_BLOCK = 1_000_000
MAX_NODES = 20_000


def json_ld(tree: Node) -> list[Mapping[str, Any]]:
    """Every JSON object of every ``application/ld+json`` block, outermost first; broken blocks are skipped."""
    roots: list[Any] = []
    for script in tree.xpath("//script[contains(translate(@type,'LDJSON','ldjson'), 'ld+json')]"):
        source = script.text or ""
        if len(source) > MAX_BLOCK:
            continue
        try:
            roots.append(json.loads(source))
        except (ValueError, RecursionError):
            continue
    return list(_objects(roots))


def _objects(roots: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    waiting, seen = list(roots)[::-1], 0
    while waiting and seen < MAX_NODES:
        seen += 1
        value = waiting.pop()
        if isinstance(value, Mapping):
            yield value
            waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def types_of(node: Mapping[str, Any]) -> frozenset[str]:
    """The ``@type`` of a node, without namespace."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return frozenset(name.rsplit("/", 1)[-1] for name in names if isinstance(name, str))


def text_in(node: Mapping[str, Any], *keys: str) -> str:
    """The first of these fields that holds text."""
    for key in keys:
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""
