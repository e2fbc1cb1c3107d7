"""A first look at a source: a handful of pages, masked in memory, written nowhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scrapy.crawler import Crawler

from crawler.errors import NothingFound
from crawler.masking import mask_posts
from crawler.plan import Ledger, Page, Plan
from crawler.previewed import Preview, Sample
from crawler.process import crawl
from crawler.safety import Allowance
from models.vocabulary import SourceKind

PAGES = 5
SAMPLE = 80
"""Masked code points shown of each post."""
MAX_SAMPLES = 10


@dataclass(slots=True)
class Collected:
    """What the pipeline below has seen, in memory only."""

    samples: list[Sample] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)


collected = Collected()


class CollectPages:
    """Scrapy pipeline: masks, keeps beginnings, writes nothing."""

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> CollectPages:
        """As Scrapy builds it."""
        return cls()

    def process_item(self, item: Page) -> Page:
        """Take the beginnings of a page's posts."""
        masked = mask_posts(item.posts, datetime.now(UTC))
        for post in masked.posts:
            date = post.posted_at.isoformat() if post.posted_at else None
            collected.samples.append(Sample(post.kind.value, date, " ".join(post.text.split())[:SAMPLE]))
        for problem in (*((item.problem,) if item.problem is not None else ()), *masked.problems):
            collected.problems[problem.code] += 1
            collected.reasons.setdefault(problem.code, problem.message)
        return item


def look(url: str, kind: SourceKind, allowance: Allowance | None = None) -> Preview:
    """Crawl a few pages of ``url`` in this process. Once per process.

    Raises:
        TriageError: what kept the source from being read, or that it gave nothing.
    """
    ledger: Ledger = crawl(
        Plan(kind=kind, url=url, max_pages=PAGES, allowance=allowance, delay=0.0 if allowance else 1.0),
        "crawler.look.CollectPages",
    )
    if ledger.stopped_by is not None:
        raise ledger.stopped_by
    if not collected.samples:
        raise NothingFound("Không đọc được bài nào từ địa chỉ này. Hãy kiểm tra lại địa chỉ và loại nguồn.")
    dates = sorted(sample.posted_at for sample in collected.samples if sample.posted_at)
    return Preview(
        pages=ledger.counts.pages,
        posts=len(collected.samples),
        kinds=dict(Counter(sample.kind for sample in collected.samples)),
        first_date=dates[0] if dates else None,
        last_date=dates[-1] if dates else None,
        samples=tuple(collected.samples[:MAX_SAMPLES]),
        problems=dict(collected.problems),
        reasons=dict(collected.reasons),
    )
