"""What is kept sealed and shown on request only: a post's address, a scam's full indicators. Each look is audited."""

from __future__ import annotations

from fastapi import Request, Response

from models.crypto import Purpose, vault
from models.errors import NotAllowed, NotFound
from models.queries import audit, indicators, narratives
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item
from models.vocabulary import Action
from triage_api.catalogue import _
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import IdInPath, ShortForm
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import lease
from triage_api.services.intake import WITHOUT_ADDRESS
from triage_api.services.sight import item_in_sight
from triage_api.wording import indicator_name

router = Router(include_in_schema=False)


@router.post("/viec/{item_id}/bai-goc", dependencies=[FormGuard])
def original(
    request: Request, session: Db, person: SignedIn, item_id: IdInPath, bai: ShortForm = ""
) -> Response:
    """Show the address of a post of this item; the reading is audited before it is shown."""
    item = _allowed(session, person, item_id)
    posts = [*narratives.posts_of(session, item.narrative_id), narratives.first_post_of(session, item)]
    member = next((post for post in posts if str(post.id) == bai), None)
    sealed = narratives.sealed_address(session, member.month, member.id) if member else None
    if member is None or sealed is None:
        raise NotFound("Địa chỉ bài gốc đã được xóa theo thời hạn lưu.")
    # A post is one of many of its item, and the item is what an inspector asks about.
    audit.record(session, "address_read", "post", member.id, person.id, item.office_id, f"VV-{item.id}")
    address = vault().open(sealed, Purpose.ADDRESS)
    values = [] if address.startswith(WITHOUT_ADDRESS) else [(member.source_name, address)]
    return _page(request, person, item, _("Địa chỉ bài gốc"), values)


@router.post("/viec/{item_id}/dau-hieu", dependencies=[FormGuard])
def full_indicators(request: Request, session: Db, person: SignedIn, item_id: IdInPath) -> Response:
    """Show the indicators of a scam in full; the reading is audited before they are shown."""
    item = _allowed(session, person, item_id)
    found = indicators.indicators_of(session, item.id)
    if not found:
        raise NotFound("Vụ việc này không có dấu hiệu nào được giữ.")
    audit.record(session, "indicators_read", "item", item.id, person.id, item.office_id)
    values = [(indicator_name(one.kind), vault().open(one.sealed, Purpose.INDICATOR)) for one in found]
    return _page(request, person, item, _("Dấu hiệu lừa đảo, đầy đủ"), values)


def _allowed(session: Session, person: Person, item_id: int) -> Item:
    item = item_in_sight(session, person, item_id)
    holds = lease.holder(item) == person.id
    if not (person.may(Action.SEE_ADDRESS) or (holds and person.may(Action.SEE_ADDRESS_ON_OWN_LEASE))):
        raise NotAllowed("Chỉ người đang giữ việc hoặc người duyệt mới xem được phần này.")
    return item


def _page(
    request: Request, person: Person, item: Item, heading: str, values: list[tuple[str, str]]
) -> Response:
    context = {"person": person, "item": item, "heading": heading, "values": values}
    return render(request, "original.html", context)
