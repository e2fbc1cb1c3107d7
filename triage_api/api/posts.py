"""Manual intake and the stateless check."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from triage_api.api.auth import PostsWriter
from triage_api.api.shapes import CheckRequest, PostFate, PostReceipt, PostRequest
from triage_api.dependencies import Db, PortsOf
from triage_api.fields import IdInPath
from triage_api.limits import check_limit
from triage_api.routing import Router
from triage_api.services.checking import check_text
from triage_api.services.intake import fate, report_text

router = Router(prefix="/api/v1", tags=["posts"])


@router.post("/posts", status_code=201)
def report(session: Db, person: PostsWriter, ports: PortsOf, given: PostRequest) -> PostReceipt:
    """A person reports a public text or an address; it takes the same way as a crawled post."""
    receipt = report_text(
        session, person, given.text, given.address, given.posted_at, own_form=given.own_form
    )
    ports.nudge(session, "assess")
    return PostReceipt(new=receipt.new, post=receipt.post_id)


@router.get("/posts/{post_id}")
def show(session: Db, person: PostsWriter, post_id: IdInPath) -> PostFate:
    """What became of a reported text: how far it has come and the item it lies in. Never its text."""
    return PostFate.of(fate(session, person, post_id))


@router.post("/check")
def check(request: Request, ports: PortsOf, given: CheckRequest) -> dict[str, Any]:
    """The stateless check of the command line, over HTTP. Needs no account, stores nothing, rate-limited."""
    check_limit(request)
    return check_text(ports.check, given.text, given.posted_at)
