"""Tokens of programs that act for one: made, listed, taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, Response

from models.errors import BadInput, NotFound
from models.queries import audit, tokens
from models.queries.accounts import Person
from models.session import Session
from models.staff import SCOPE_NAMES
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import BIGGEST_ID, ShortForm, ShortQuery
from triage_api.pages.accounts.done import done
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services.tokens import LONGEST_DAYS, issue_token

router = Router(include_in_schema=False)
HERE = "/tai-khoan/ma-truy-cap"
DONE = {"thu-hoi": N_("Đã thu hồi mã truy cập.")}


@router.get(HERE)
def form(request: Request, session: Db, person: SignedIn, xong: ShortQuery = "") -> Response:
    """One's tokens and the form for a new one."""
    return _page(request, session, person, said_done=_(DONE.get(xong, "")))


@router.post(HERE, dependencies=[FormGuard])
def issue(
    request: Request,
    session: Db,
    person: SignedIn,
    ten: ShortForm = "",
    ngay: Annotated[int, Form(ge=0, le=10_000)] = 0,
    quyen: Annotated[list[ShortForm] | None, Form(max_length=50)] = None,
) -> Response:
    """Make a token; the answer shows it, once."""
    wanted = quyen or []
    try:
        made = issue_token(session, person.id, ten, wanted, ngay)
    except BadInput as error:
        form = {"name": ten, "days": ngay, "scopes": wanted}
        return _page(request, session, person, error=said(error), status=error.status, form=form)
    return _page(request, session, person, made)


@router.post(f"{HERE}/thu-hoi", dependencies=[FormGuard])
def revoke(session: Db, person: SignedIn, ma: Annotated[int, Form(ge=1, le=BIGGEST_ID)]) -> Response:
    """Take a token back; the program is refused from then on."""
    if not tokens.revoke_token(session, person.id, ma):
        raise NotFound("Mã truy cập này đã được thu hồi rồi.")
    audit.record(session, "token_revoked", "account", person.id, person.id, person.office_id)
    return done(HERE, "thu-hoi")


def _page(
    request: Request,
    session: Session,
    person: Person,
    made: str | None = None,
    said_done: str = "",
    error: str | None = None,
    status: int = 200,
    form: dict[str, object] | None = None,
) -> Response:
    context = {
        "person": person,
        "tokens": tokens.tokens_of(session, person.id),
        "scope_names": {scope.value: _(name) for scope, name in SCOPE_NAMES.items()},
        "made": made,
        "done": said_done,
        "error": error,
        "form": form or {"name": "", "days": 90, "scopes": []},
        "most_days": LONGEST_DAYS,
    }
    return render(request, "accounts/programs.html", context, status=status)
