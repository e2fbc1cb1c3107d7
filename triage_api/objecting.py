"""What every published page says of objections: those answered, how many wait, and the form for a new one."""

from __future__ import annotations

from models.queries import published, review_requests
from models.session import Session
from models.settings import settings


def objecting(session: Session, item_id: int) -> dict[str, object]:
    """What the form and the answered requests need, with nothing typed yet."""
    return {
        "requests": published.answered_requests(session, item_id),
        "waiting": review_requests.waiting_count(session, item_id),
        "days": settings().review_request_days,
        "error": None,
        "text": "",
        "address": "",
    }
