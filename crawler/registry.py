"""The kinds of source that are crawled. To add one: a module in ``spiders``, a frozen page, one line here."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.items import Reader
from crawler.spiders import feed, forum
from models.vocabulary import SourceKind

READERS: Mapping[SourceKind, Mapping[str, Reader]] = {
    SourceKind.FEED: feed.READERS,
    SourceKind.FORUM: forum.READERS,
}
"""Per kind: the reader of each role. ``start`` reads the source's own address."""
