"""Webhooks and what was not delivered, for administrators; one's own summaries by e-mail, for everybody."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from models.crypto import Purpose, vault
from models.errors import AddressRefused, BadInput, Conflict
from models.queries import digests, webhooks
from models.queries.accounts import Person
from models.session import Session
from models.settings import settings
from models.vocabulary import Action, DeliveryState, WebhookEvent
from triage_api.catalogue import said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import AddressForm, Clean, IdInPath, LineForm, ShortForm, ShortQuery
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import moves, outbound
from triage_api.wording import delivery_problem

router = Router(include_in_schema=False)
Events = Annotated[list[Annotated[str, Clean]], Form(max_length=10)]
DEFAULT_HOUR = 7


@router.get("/moc-noi")
def index(request: Request, session: Db, person: SignedIn) -> Response:
    """The office's webhooks, and what could not be delivered."""
    return render(request, "webhooks.html", _context(session, person))


@router.post("/moc-noi", dependencies=[FormGuard])
def register(
    request: Request,
    session: Db,
    person: SignedIn,
    ten: LineForm = "",
    dia_chi: AddressForm = "",
    su_kien: Events = [],  # noqa: B006  (FastAPI copies it)
) -> Response:
    """Register an address; its secret is on the answer and nowhere else."""
    try:
        row, secret = outbound.register(session, person, ten, dia_chi, su_kien)
    except (BadInput, AddressRefused, Conflict) as error:
        given = {"name": ten, "url": dia_chi, "events": su_kien}
        context = {**_context(session, person), "error": said(error), "given": given}
        return render(request, "webhooks.html", context, status=error.status)
    return render(request, "webhooks.html", {**_context(session, person), "secret": secret, "fresh": row})


@router.post("/moc-noi/{webhook_id}/doi-khoa", dependencies=[FormGuard])
def rotate(request: Request, session: Db, person: SignedIn, webhook_id: IdInPath) -> Response:
    """A new secret, shown once."""
    row, secret = outbound.rotate(session, person, webhook_id)
    return render(request, "webhooks.html", {**_context(session, person), "secret": secret, "fresh": row})


@router.post("/moc-noi/{webhook_id}/bo", dependencies=[FormGuard])
def switch_off(session: Db, person: SignedIn, webhook_id: IdInPath) -> Response:
    """Send nothing more there."""
    outbound.switch_off(session, person, webhook_id)
    return RedirectResponse("/moc-noi", status_code=HTTPStatus.SEE_OTHER)


@router.post("/moc-noi/lan-gui/{delivery_id}/gui-lai", dependencies=[FormGuard])
def send_again(session: Db, person: SignedIn, delivery_id: IdInPath) -> Response:
    """Try a dead delivery anew."""
    outbound.send_again(session, person, delivery_id)
    return RedirectResponse("/moc-noi#khong-gui-duoc", status_code=HTTPStatus.SEE_OTHER)


@router.post("/moc-noi/thu/{digest_id}/gui-lai", dependencies=[FormGuard])
def mail_again(session: Db, person: SignedIn, digest_id: IdInPath) -> Response:
    """Try a dead summary anew."""
    outbound.mail_again(session, person, digest_id)
    return RedirectResponse("/moc-noi#khong-gui-duoc", status_code=HTTPStatus.SEE_OTHER)


@router.get("/tai-khoan/thu")
def digest(request: Request, session: Db, person: SignedIn, da_luu: ShortQuery = "") -> Response:
    """One's own summaries by e-mail."""
    setting = digests.setting_of(session, person.id)
    given = {
        "frequency": setting.frequency.value if setting else "",
        "hour": setting.hour if setting else DEFAULT_HOUR,
        "address": vault().open(setting.sealed_address, Purpose.OUTBOUND) if setting else "",
    }
    return render(request, "digest.html", _digest_context(person, given, saved=bool(da_luu)))


@router.post("/tai-khoan/thu", dependencies=[FormGuard])
def choose(
    request: Request,
    session: Db,
    person: SignedIn,
    nhip: ShortForm = "",
    gio: Annotated[int, Form()] = DEFAULT_HOUR,
    dia_chi: LineForm = "",
) -> Response:
    """Save them."""
    try:
        outbound.choose_digest(session, person, nhip, gio, dia_chi)
    except BadInput as error:
        given = {"frequency": nhip, "hour": gio, "address": dia_chi}
        context = _digest_context(person, given, error=said(error))
        return render(request, "digest.html", context, status=error.status)
    return RedirectResponse("/tai-khoan/thu?da_luu=1", status_code=HTTPStatus.SEE_OTHER)


def _context(session: Session, person: Person) -> dict[str, Any]:
    moves.require(person, Action.ADMINISTER)
    counts = webhooks.counts_of(session, person.office_id)
    return {
        "person": person,
        "webhooks": [
            (row, counts.get(row.id, {})) for row in webhooks.webhooks_of(session, person.office_id)
        ],
        "troubles": webhooks.deliveries_of(session, person.office_id),
        "letters": digests.dead_digests(session, person.office_id),
        "problem": delivery_problem,
        "states": DeliveryState,
        "events": list(WebhookEvent),
        "mail_ready": bool(settings().smtp_host),
        "secret": None,
        "fresh": None,
        "error": None,
        "given": {"name": "", "url": "", "events": []},
    }


def _digest_context(
    person: Person, given: dict[str, Any], error: str | None = None, *, saved: bool = False
) -> dict[str, Any]:
    return {
        "person": person,
        "given": given,
        "error": error,
        "saved": saved,
        "mail_ready": bool(settings().smtp_host),
    }
