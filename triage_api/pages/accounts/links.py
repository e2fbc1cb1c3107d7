"""One-time links: whoever opens one sets a password, or becomes the first administrator."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from models.errors import BadInput, Conflict, TriageError
from models.session import Session
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard
from triage_api.fields import SecretForm, ShortForm
from triage_api.passwords import MIN_LENGTH, check_same
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.staff import links

router = Router(include_in_schema=False)
Token = Annotated[str, Path(max_length=100)]


@router.get("/lien-ket/{token}")
def form(request: Request, session: Db, token: Token) -> Response:
    """What the link is for, and the form. Opening it does not use it up: programs that look at mail open links too."""
    return _page(request, session, token)


@router.post("/lien-ket/{token}", dependencies=[FormGuard])
def use(
    request: Request,
    session: Db,
    token: Token,
    username: ShortForm = "",
    ten_hien: ShortForm = "",
    moi: SecretForm = "",
    lai: SecretForm = "",
) -> Response:
    """Set the password; then it is time to sign in with it."""
    given = {"username": username, "label": ten_hien}
    try:
        check_same(moi, lai)
        name = links.use_link(session, token, moi, username, ten_hien)
    except (BadInput, Conflict) as error:
        return _page(request, session, token, given, error)
    return render(request, "accounts/link_used.html", {"person": None, "username": name})


def _page(
    request: Request,
    session: Session,
    token: str,
    given: dict[str, str] | None = None,
    error: TriageError | None = None,
) -> Response:
    context = {
        "person": None,
        "invited": links.invitation(session, token),
        "given": given or {"username": "", "label": ""},
        "least": MIN_LENGTH,
        "error": said(error) if error else None,
    }
    return render(request, "accounts/link.html", context, status=error.status if error else 200)
