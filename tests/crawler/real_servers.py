"""What is asked of the database after a crawl of a server nobody here wrote."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, update

from models.session import transaction
from models.tables.post import Post, PostKey
from models.tables.source import Fetch
from tests.crawler.test_crawl_demonstration import everything_in
from tests.database import TestDatabase


def versions(source: int) -> dict[str, int]:
    """The texts of a source's posts that are still where they were, and which version each is."""
    with transaction() as session:
        there = session.query(Post).filter(Post.source_id == source, Post.gone_at.is_(None))
        return {post.text or "": post.version for post in there}


def gone(source: int) -> set[str]:
    """The texts of a source's posts that are no longer where they were."""
    with transaction() as session:
        missed = session.query(Post).filter(Post.source_id == source, Post.gone_at.is_not(None))
        return {post.text or "" for post in missed}


def two_days_pass() -> None:
    """Nothing was looked at or asked for in two days."""
    with transaction() as session:
        session.execute(update(Fetch).values(fetched_at=func.now() - timedelta(days=2)))
        session.execute(update(PostKey).values(last_seen_at=func.now() - timedelta(days=2)))


def found_anywhere(db: TestDatabase, people: tuple[str, ...]) -> list[str]:
    """Which of these names are in the database or in a file of the product."""
    written = everything_in(db)
    for path in db.home.rglob("*"):
        written += path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
    return [one for one in people if one in written or one.encode().hex() in written]
