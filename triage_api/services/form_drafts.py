"""Half-typed conclusions and replies, kept for their owner until they are sent: masked before the first write (I1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.errors import BadInput, Conflict, NotAllowed
from models.queries import form_drafts
from models.queries.accounts import Person
from models.session import Session
from models.tables.item import Item
from models.tables.presence import FormDraft
from models.vocabulary import LIVE_STATES, Action, DraftForm
from nlp.privacy import mask
from triage_api.formats import clock, number
from triage_api.services.sight import item_in_sight

WRITTEN = {
    DraftForm.CONCLUSION: frozenset({"cau", "ly_do"}),
    DraftForm.REPLY: frozenset({"cau"}),
}
"""Fields that hold words; these are masked."""
CHOSEN = {
    DraftForm.CONCLUSION: frozenset({"ket_luan", "can_cu", "khong_co_van_ban", "den_ngay"}),
    DraftForm.REPLY: frozenset({"can_cu"}),
}
"""Fields that hold a choice or a day: codes and numbers, nothing a name could stand in."""
MOST_PARTS = 40
MOST_WORDS, MOST_STORED = 4000, 8000
"""Characters of one field as typed and as stored: masking may lengthen a text."""
CODE = re.compile(r"[0-9a-z_/.-]{0,40}")
"""What a choice, the number of a passage or a day is written in; anything else a browser sends for one is not kept."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed and did not send: fields in the order of the form, which version it is, and since when."""

    parts: tuple[tuple[str, str], ...]
    revision: int
    saved_at: datetime

    def first(self, field: str) -> str:
        """The text of a field that comes once; empty when nothing was typed in it."""
        return next((text for name, text in self.parts if name == field), "")

    def all(self, field: str) -> list[str]:
        """The texts of a field that comes several times."""
        return [text for name, text in self.parts if name == field]


def draft_of(session: Session, person: Person, item_id: int, form: DraftForm) -> Draft | None:
    """The person's own draft; nobody else's is ever read."""
    found = form_drafts.find(session, person.id, item_id, form)
    return None if found is None else _plain(found)


def save(
    session: Session,
    person: Person,
    item_id: int,
    form: DraftForm,
    typed: Sequence[tuple[str, str]],
    known: int,
) -> Draft:
    """Keep what was typed. ``known`` is the revision the page has, 0 for none; the same words again change nothing.

    The lease is not asked for: what was typed stays when it is lost.

    Raises:
        BadInput: too much. NotAllowed: the item is not of the person's own office, or has ended.
        Conflict: another page of the same person has saved something else since.
    """
    item = _item(session, person, item_id)
    parts = _masked(form, typed)
    form_drafts.lock_form(session, person.id, item.id, form)
    earlier = form_drafts.find(session, person.id, item.id, form)
    if earlier is not None and _plain(earlier).parts == parts:
        return _plain(earlier)
    if earlier is not None and earlier.revision != known:
        raise Conflict(
            "Bản nháp lúc {clock} ở trang khác mới hơn nên chưa lưu đè. Phần bạn viết còn nguyên ở trang này.",
            clock=clock(earlier.saved_at),
        )
    return _plain(form_drafts.write(session, person.id, item.id, form, parts, earlier))


def drop(session: Session, person: Person, item_id: int, form: DraftForm) -> None:
    """Forget the person's draft: it was sent, or they do not want it."""
    form_drafts.drop(session, person.id, item_id, form)


def _item(session: Session, person: Person, item_id: int) -> Item:
    item = item_in_sight(session, person, item_id)
    if not person.may(Action.REVIEW) or item.office_id != person.office_id:
        raise NotAllowed("Vụ việc thuộc cơ quan cấp dưới; bạn xem được nhưng không xử lý thay.")
    if item.state not in LIVE_STATES:
        raise NotAllowed("Vụ việc này đã xong nên không giữ bản nháp nữa.")
    return item


def _masked(form: DraftForm, typed: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    given = [(field, text.strip()) for field, text in typed]
    if len(given) > MOST_PARTS or any(len(text) > MOST_WORDS for _field, text in given):
        raise BadInput("Phần viết dài quá {most} ký tự.", most=number(MOST_WORDS))
    return tuple(
        (field, mask(text).text[:MOST_STORED] if field in WRITTEN[form] else text)
        for field, text in given
        if field in WRITTEN[form] or (field in CHOSEN[form] and CODE.fullmatch(text))
    )


def _plain(found: FormDraft) -> Draft:
    return Draft(tuple((part.field, part.text) for part in found.parts), found.revision, found.saved_at)
