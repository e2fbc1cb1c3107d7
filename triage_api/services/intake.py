"""A person reports a public text or link: masked, then stored, on the same path as a crawled post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from models.crypto import Purpose, vault
from models.errors import BadInput, NotFound
from models.queries import reported
from models.queries.accounts import Person
from models.queries.intake import Candidate, NewPost, keys_of, store_posts
from models.queries.reported import Fate
from models.queries.sources import SourceRecord, save_source
from models.session import Session
from models.vocabulary import Action, PostKind, SourceKind
from nlp.privacy import mask
from triage_api.services import moves
from triage_api.services.sight import offices_in_sight

REPORTED = "Người của cơ quan phản ánh"
OWN_FORM = "Biểu mẫu của cơ quan"
MAX_TEXT = 30_000
MAX_MASKED = 50_000
"""What a post holds; a text of nothing but short names grows by its placeholders."""
WITHOUT_ADDRESS = "bieu-mau:"
"""Stands before the keyed fingerprint that a text without an address of its own is known by."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person gets for a text: whether it was new, and the post it became or was before."""

    new: bool
    post_id: int


def report_text(
    session: Session,
    person: Person,
    text: str,
    address: str | None = None,
    posted_at: datetime | None = None,
    *,
    own_form: bool = False,
) -> Receipt:
    """Store a reported text, or an address alone. ``own_form``: the citizen handed it to the office itself.

    A text without an address is known by a keyed fingerprint, so that the same text twice is one post and
    its unmasked form is kept nowhere, not even sealed. An address alone is looked at as it is written, like an
    address in a text; nothing is fetched.

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
) -> Receipt:
    """What ``report_text`` does once it is known that the text may be handed in."""
    text, address = text.strip(), (address or "").strip()
    if address and not public_address(address):
        raise BadInput("Địa chỉ phải bắt đầu bằng https:// hoặc http:// và không có khoảng trắng.")
    if not text and not address:
        raise BadInput("Hãy dán nội dung hoặc địa chỉ cần báo.")
    source_id = save_source(
        session,
        office_id,
        SourceRecord(OWN_FORM if own_form else REPORTED, SourceKind.FORM, None, own_channel=own_form),
    )
    return store(session, source_id, text or address, address, posted_at)


def store(
    session: Session, source_id: int, text: str, address: str = "", posted_at: datetime | None = None
) -> Receipt:
    """Mask a text and write it as a post of a form; the same as a crawled post from here on.

    Raises:
        BadInput: too long.
    """
    masked = mask(text) if len(text) <= MAX_TEXT else None
    if masked is None or len(masked.text) > MAX_MASKED:
        raise BadInput("Nội dung dài quá. Hãy chỉ dán phần cần xem, chưa có gì được lưu.")
    known_by = address or known_by_itself(text)
    post = NewPost(
        kind=PostKind.REPORT,
        address=known_by,
        text=masked.text,
        posted_at=posted_at,
        candidates=tuple(Candidate(found.kind, found.normalised) for found in masked.candidates),
    )
    new = store_posts(session, vault(), source_id, [post]).new > 0
    key = reported.post_of(session, source_id, keys_of(vault(), post)[0])
    assert key is not None  # noqa: S101  (just written, or there before)
    return Receipt(new, key[1])


def fate(session: Session, person: Person, post_id: int) -> Fate:
    """What became of a text that was reported to an office in sight; its text is not shown.

    Raises:
        NotFound: there is none, or it is another office's.
    """
    moves.require(person, Action.REPORT_TEXT)
    found = reported.fate_of(session, offices_in_sight(session, person), post_id)
    if found is None:
        raise NotFound("Không có tin báo này, hoặc nó thuộc cơ quan khác.")
    return found


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
