"""Forms of a reply that are pages of their own: the picture, the A5 notice; and the tone hints while somebody types."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import JSONResponse

from models.errors import NotFound
from models.queries import decisions, replies
from models.queries.accounts import Person
from models.queries.replies import STANDING_STATES
from models.session import Session
from models.tables.decision import StandingVerdict
from models.tables.reply import Reply
from models.vocabulary import Action, ItemState
from triage_api.claim_view import qr_path
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import Clean, IdInPath
from triage_api.rendering import render
from triage_api.reply_forms_view import poster, wording
from triage_api.replying.compose import Wording
from triage_api.replying.picture import draw
from triage_api.routing import Router
from triage_api.services import moves
from triage_api.services.sight import item_in_sight
from triage_api.tone import hints

router = Router(include_in_schema=False)
READ_AT_ONCE = 24_000
"""Characters of a draft that hints are given on: twelve sentences of the longest kind."""


@router.get("/viec/{item_id}/tra-loi/anh.png")
def picture(session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """The picture for sharing, 1080 × 1080. What does not fit is refused with a sentence, never cut."""
    told, live, standing = _told(session, person, item_id)
    image = draw(poster(told, live, standing))
    name = f'inline; filename="tra-loi-vv-{item_id}.png"'
    return Response(
        image, media_type="image/png", headers={"Content-Disposition": name, "Cache-Control": "no-store"}
    )


@router.get("/viec/{item_id}/tra-loi/to-a5")
def notice(request: Request, session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """The notice to be printed on A5 and put up."""
    told, live, _standing = _told(session, person, item_id)
    qr, size = qr_path(told.permalink) if told.permalink else ("", 0)
    context = {"person": person, "told": told, "item_id": item_id, "approved": live.state in STANDING_STATES}
    return render(request, "reply_notice.html", {**context, "qr": qr, "qr_size": size})


@router.post("/viec/{item_id}/tra-loi/giong-van", dependencies=[FormGuard])
def tone(
    session: Db,
    person: SignedIn,
    item_id: IdInPath,
    cau: Annotated[list[Annotated[str, Clean]] | None, Form()] = None,
) -> Response:
    """Hints on what is typed just now; nothing is stored."""
    moves.require(person, Action.REVIEW)
    item_in_sight(session, person, item_id)
    found = hints("\n".join(cau or [])[:READ_AT_ONCE])
    return JSONResponse({"hints": [asdict(hint) for hint in found]}, headers={"Cache-Control": "no-store"})


def _told(session: Session, person: Person, item_id: int) -> tuple[Wording, Reply, StandingVerdict | None]:
    item = item_in_sight(session, person, item_id)
    live = None if item.state is ItemState.SECOND_REVIEW else replies.live_reply(session, item.id)
    if live is None or not live.sentences:
        raise NotFound("Vụ việc này chưa có câu trả lời nào được soạn.")
    standing = decisions.standing_verdict(session, item.id)
    replaced = replies.replaced_reply(session, item.id)
    return wording(session, item, live, standing, replaced), live, standing
