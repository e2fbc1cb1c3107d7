"""The forms in which a reply goes out, as its page and the printable pages show them."""

from __future__ import annotations

from models.errors import BadInput
from models.queries.offices import office_name
from models.queries.replies import STANDING_STATES
from models.session import Session
from models.tables.decision import StandingVerdict
from models.tables.item import Item
from models.tables.reply import Reply
from triage_api.catalogue import said
from triage_api.formats import local
from triage_api.public_places import permalink
from triage_api.replying.compose import Wording, comment_text, forms, wording_of
from triage_api.replying.picture import Poster, check_fits
from triage_api.replying.poster import poster_of


def wording(
    session: Session,
    item: Item,
    live: Reply,
    standing: StandingVerdict | None,
    replaced: Reply | None,
) -> Wording:
    """The wording of an item's reply, with the public page it leads to where there will be one."""
    first = min((posting.posted_at for posting in replaced.postings), default=None) if replaced else None
    return wording_of(
        office_name(session, item.office_id),
        live,
        standing.valid_until if standing else None,
        local(first).date() if first else None,
        permalink(item.id, standing.verdict) if standing else None,
    )


def poster(told: Wording, live: Reply, standing: StandingVerdict | None) -> Poster:
    """The picture of a reply; marked as a draft until it is approved.

    Raises:
        BadInput: nothing is cited.
    """
    return poster_of(told, standing, draft=live.state not in STANDING_STATES)


def forms_of(
    session: Session,
    item: Item,
    live: Reply | None,
    standing: StandingVerdict | None,
    replaced: Reply | None,
) -> dict[str, object]:
    """``preview``, ``forms``, and the picture's words (``alt``) or why there is none (``no_picture``)."""
    if live is None or not live.sentences:
        return {"preview": "", "forms": (), "alt": "", "no_picture": ""}
    told = wording(session, item, live, standing, replaced)
    alt = no_picture = ""
    try:
        shown = poster(told, live, standing)
        check_fits(shown)
        alt = shown.alt
    except BadInput as error:
        no_picture = said(error)
    return {"preview": comment_text(told), "forms": forms(told), "alt": alt, "no_picture": no_picture}
