"""The examples in the crawler's docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "dates",
        "health",
        "identity",
        "items",
        "manners",
        "safety",
        "spiders.feed",
        "spiders.forum",
        "tables.columns",
        "tables.delimited",
        "tables.moments",
    ],
)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"crawler.{name}"))
    assert result.failed == 0
