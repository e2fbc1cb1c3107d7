"""Where what an office published stands for everybody: the address printed, read aloud by a QR code, and linked to."""

from __future__ import annotations

from models.settings import settings
from models.vocabulary import VERDICTS_BY_QUEUE, Queue, Verdict

_NEVER = frozenset({*VERDICTS_BY_QUEUE[Queue.GRIEVANCES], Verdict.NOT_SCAM, Verdict.SUSPECTED})


def home() -> str:
    """The address the public side is reached under, without a slash at its end."""
    return settings().public_url.rstrip("/")


def place(item_id: int, verdict: Verdict) -> str:
    """The path of the page of an item with this verdict. Numbers are the item's: they stay when a verdict is replaced.

    >>> place(7, Verdict.FALSE), place(8, Verdict.ANSWERED)
    ('/doi-chieu/7', '/hoi-dap/8')
    """
    kind = "hoi-dap" if verdict in VERDICTS_BY_QUEUE[Queue.QUESTIONS] else "doi-chieu"
    return f"/{kind}/{item_id}"


def address(item_id: int, verdict: Verdict) -> str:
    """The whole address of a page that is there."""
    return home() + place(item_id, verdict)


def permalink(item_id: int, verdict: Verdict) -> str | None:
    """The address to print; None where nothing of it is ever published: a person's petition, a suspicion.

    The page is there once an answer is approved, that of a question once its answer was posted.
    """
    return None if verdict in _NEVER else address(item_id, verdict)
