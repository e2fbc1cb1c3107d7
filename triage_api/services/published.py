"""Looking through published claims for words."""

from __future__ import annotations

from datetime import date

from models.queries import published
from models.queries.published import MOST_SEARCHED, Published
from models.session import Session
from models.vocabulary import Queue, Topic
from nlp.normalise import fold

PER_PAGE = 20


def look_up(
    session: Session,
    words: str,
    topic: Topic | None,
    before: int | None,
    today: date | None,
    per_page: int = PER_PAGE,
    queue: Queue | None = None,
) -> tuple[list[Published], int | None]:
    """One page of claims that have every one of the words, without regard to case or tone marks, and the next cursor.

    ``today``: only verdicts that hold on that day; None for all that were ever published.
    """
    wanted = fold(words).split()
    most = MOST_SEARCHED if wanted else per_page + 1
    rows = published.newest(session, most, before, topic, queue, standing_on=today)
    found = []
    for row in rows:
        text = fold(row.sentence)
        if all(word in text for word in wanted):
            found.append(row)
        if len(found) > per_page:
            break
    shown = found[:per_page]
    return shown, shown[-1].reply_id if len(found) > per_page else None
