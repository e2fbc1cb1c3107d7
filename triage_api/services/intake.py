"""A person reports a public text or link: masked, then stored, on the same path as a crawled post."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from models.crypto import Purpose, vault
from models.errors import BadInput
from models.queries.accounts import Person
from models.queries.intake import Candidate, NewPost, store_posts
from models.queries.sources import SourceRecord, save_source
from models.session import Session
from models.vocabulary import Action, PostKind, SourceKind
from nlp.privacy import mask
from triage_api.services import moves

REPORTED = "Người của cơ quan phản ánh"
OWN_FORM = "Biểu mẫu của cơ quan"
MAX_TEXT = 30_000
MAX_MASKED = 50_000
"""What a post holds; a text of nothing but short names grows by its placeholders."""
WITHOUT_ADDRESS = "bieu-mau:"
"""Stands before the keyed fingerprint that a text without an address of its own is known by."""


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

    A text without an address is known by a keyed fingerprint, so that the same text twice is one post and
    its unmasked form is kept nowhere, not even sealed.

    Raises:
        BadInput: nothing to store, too long, or an address that is not one of a public page.
    """
    moves.require(person, Action.REPORT_TEXT)
    return store_report(session, person.office_id, text, address, posted_at, own_form=own_form)


def store_report(
    session: Session,
    office_id: int,
    text: str,
    address: str | None = None,
    posted_at: datetime | None = None,
    *,
    own_form: bool = False,
) -> bool:
    """What ``report_text`` does once it is known that the text may be handed in."""
    text, address = text.strip(), (address or "").strip()
    if not text:
        raise BadInput("Hãy dán nội dung cần phản ánh.")
    masked = mask(text) if len(text) <= MAX_TEXT else None
    if masked is None or len(masked.text) > MAX_MASKED:
        raise BadInput("Nội dung dài quá. Hãy chỉ dán phần cần xem, chưa có gì được lưu.")
    if address and not public_address(address):
        raise BadInput("Địa chỉ phải bắt đầu bằng https:// hoặc http:// và không có khoảng trắng.")
    source_id = save_source(
        session,
        office_id,
        SourceRecord(OWN_FORM if own_form else REPORTED, SourceKind.FORM, None, own_channel=own_form),
    )
    post = NewPost(
        kind=PostKind.REPORT,
        address=address or known_by_itself(text),
        text=masked.text,
        posted_at=posted_at,
        candidates=tuple(Candidate(found.kind, found.normalised) for found in masked.candidates),
    )
    return store_posts(session, vault(), source_id, [post]).new > 0


def known_by_itself(text: str) -> str:
    """What stands for the address of a text that has none."""
    return WITHOUT_ADDRESS + vault().fingerprint(text, Purpose.CONTENT).hex()


def public_address(address: str) -> bool:
    """Whether this reads as the address of a web page; nothing is fetched.

    >>> public_address("https://chomay.example/t/1"), public_address("javascript:alert(1)")
    (True, False)
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = address.isprintable() and not any(letter.isspace() for letter in address)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
