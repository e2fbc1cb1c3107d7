"""Published claims: the list, one claim with all its versions, and the feed. Needs no account and sets no cookie."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from models.queries import published
from models.vocabulary import Queue, Topic
from triage_api import claim_view, public_rendering
from triage_api.atom import atom
from triage_api.claim_page import claim_context, claim_words
from triage_api.dependencies import Db
from triage_api.fields import Id, IdInPath, ShortQuery
from triage_api.formats import today
from triage_api.limits import search_limit
from triage_api.routing import Router
from triage_api.services.published import look_up

router = Router(include_in_schema=False)
FEED_ENTRIES = 50
KINDS = {"thong-tin": Queue.CLAIMS, "lua-dao": Queue.SCAM}
"""What a visitor may pick, as it stands in the address."""


@router.get("/doi-chieu")
def claims(
    request: Request,
    session: Db,
    q: ShortQuery = "",
    chu_de: ShortQuery = "",
    loai: ShortQuery = "",
    tat_ca: bool = False,
    sau: Annotated[Id | None, Query()] = None,
) -> Response:
    """The list; ``tat_ca`` also shows what has expired or is being looked at again."""
    if q.strip():
        search_limit(request)
    topic = Topic(chu_de) if chu_de in {known.value for known in Topic} else None
    queue = KINDS.get(loai)
    found, following = look_up(session, q, topic, sau, None if tat_ca else today(), queue=queue)
    context = {
        "claims": found,
        "next": following,
        "q": q.strip(),
        "topic": topic,
        "kind": loai if queue else "",
        "all": tat_ca,
        "first": sau is None,
        "today": today(),
        **claim_words(),
    }
    return public_rendering.page(request, "claims.html", context)


@router.get("/doi-chieu.atom")
def feed(request: Request, session: Db) -> Response:
    """The Atom feed."""
    changed = published.last_changed(session, FEED_ENTRIES)
    standing = [claim for claim in changed if not claim_view.standing_words(claim, today())]
    answers = published.answers(session, [claim.reply_id for claim in standing])
    told = {claim.id: answers.get(claim.reply_id, "") for claim in standing}
    return public_rendering.sent(request, atom(changed, told, today()), "application/atom+xml; charset=utf-8")


@router.get("/doi-chieu/{claim_id}")
def claim(request: Request, session: Db, claim_id: IdInPath) -> Response:
    """One claim."""
    return public_rendering.page(request, "claim.html", claim_context(session, claim_id))
