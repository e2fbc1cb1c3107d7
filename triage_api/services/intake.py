"""A person reports a public text or link: masked, then stored, on the same path as a crawled post."""

from __future__ import annotations

from datetime import datetime

from models.crypto import vault
from models.queries.accounts import Person
from models.queries.intake import Candidate, NewPost, store_posts
from models.queries.sources import SourceRecord, save_source
from models.session import Session
from models.vocabulary import Action, PostKind, SourceKind
from nlp.privacy import mask
from triage_api.services import moves

REPORTED = "Người của cơ quan phản ánh"
OWN_FORM = "Biểu mẫu của cơ quan"


def report_text(
    session: Session,
    person: Person,
    text: str,
    address: str | None = None,
    posted_at: datetime | None = None,
    *,
    own_form: bool = False,
) -> bool:
    """Store a reported text; whether it was new. ``own_form``: the citizen handed it to the office itself.

    Without an address the text is its own address, so the same text twice is one post.
    """
    moves.require(person, Action.REPORT_TEXT)
    source_id = save_source(
        session,
        person.office_id,
        SourceRecord(OWN_FORM if own_form else REPORTED, SourceKind.FORM, None, own_channel=own_form),
    )
    masked = mask(text)
    post = NewPost(
        kind=PostKind.REPORT,
        address=address or text,
        text=masked.text,
        posted_at=posted_at,
        candidates=tuple(Candidate(found.kind, found.normalised) for found in masked.candidates),
    )
    return store_posts(session, vault(), source_id, [post]).new > 0
