"""The examples in the crawler's docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest


@pytest.mark.parametrize(
    "name",
    [
        *(
            "addresses",
            "answers",
            "credentials",
            "dates",
            "forum_posts",
            "health",
            "article_body",
            "identity",
            "incremental",
            "items",
            "manners",
            "platforms",
            "youtube_refusals",
        ),
        *("tables.columns", "tables.delimited", "tables.moments"),
        *("replies", "safety", "spiders.discourse", "spiders.isso", "spiders.wordpress", "spiders.xenforo"),
        *("spiders.facebook", "spiders.youtube", "spiders.zalo"),
    ],
)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"crawler.{name}"))
    assert result.failed == 0 < result.attempted
