"""From what was read to what may be written: each text masked in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from crawler.dates import FUTURE
from crawler.errors import Unexpected
from crawler.items import RawPost
from models.errors import TriageError
from models.queries.intake import Candidate, NewPost
from nlp.privacy import mask


@dataclass(frozen=True, slots=True)
class Masked:
    """A page without anything raw in it: posts ready to be written and what could not be masked."""

    posts: tuple[NewPost, ...] = field(repr=False)
    problems: tuple[TriageError, ...] = ()


def mask_posts(posts: Iterable[RawPost], now: datetime) -> Masked:
    """Raw posts as masked ones. A text that cannot be masked is left out, with the reason and never the text."""
    done: list[NewPost] = []
    problems: list[TriageError] = []
    for raw in posts:
        try:
            masked = mask(raw.text)
        except TriageError as problem:
            problems.append(problem)
            continue
        except Exception:
            problems.append(
                Unexpected("Không che được thông tin cá nhân của một bài nên bài không được ghi.")
            )
            continue
        done.append(
            NewPost(
                kind=raw.kind,
                address=raw.address,
                text=masked.text,
                thread=raw.thread,
                posted_at=raw.posted_at if raw.posted_at is None or raw.posted_at <= now + FUTURE else None,
                candidates=tuple(Candidate(found.kind, found.text) for found in masked.candidates),
            )
        )
    return Masked(tuple(done), tuple(problems))
