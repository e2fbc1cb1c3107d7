""" "Yêu cầu xem lại": anybody may hold a published verdict to be wrong; somebody else than its makers answers, in public.

A request takes nothing down by itself: whoever could do that would silence the office by asking. It starts a clock,
and the person who answers either keeps the verdict with reasons or reopens the item (SPEC §5).
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from models.crypto import Purpose, vault
from models.due import close_of_working_day
from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import (
    audit,
    decisions,
    desk_settings,
    notices,
    public_answers,
    published,
    replies,
    review_requests,
)
from models.queries.accounts import Person
from models.queries.review_requests import NewRequest
from models.session import Session
from models.settings import settings
from models.tables.item import Item
from models.tables.public import ReviewRequest
from models.vocabulary import Action, EventKind, ItemState, ReviewOutcome
from nlp.privacy import mask
from triage_api.catalogue import N_, _
from triage_api.services import moves
from triage_api.services.intake import public_address
from triage_api.services.sight import offices_in_sight

MOST_REASON = 3000
"""Characters as written; masking may lengthen a text, and 4,000 are stored at most."""
MOST_STORED = 4000
MOST_ANSWER = 2000
MOST_WAITING = 50
"""Requests about one claim that may wait at once. They say much the same by then, and all get the same answer."""
CODE_LENGTH = 12
"""Characters of a receipt, 5 bits each: 60 bits cannot be tried out, and can be read over the telephone."""
REOPENABLE = frozenset({ItemState.CLOSED, ItemState.AWAITING_REPLY})
REOPENED = N_("Có người yêu cầu xem lại và cơ quan thấy cần xem lại kết luận.")


def ask(session: Session, claim_id: int, reason: str, address: str = "", *, question: bool = False) -> str:
    """Store a request about a published verdict that stands, or the answer to a ``question``; returns the receipt's code.

    The same words about the same version give the same code, so a form sent twice is one request.

    Raises:
        NotFound: nothing of this number is public.
        BadInput: no reason, too long, or an address that is none.
        Conflict: the verdict does not stand, or very many wait already.
    """
    shown = (public_answers if question else published).find(session, claim_id)
    if shown is None and question:
        raise NotFound("Không có câu trả lời công khai nào mang số này.")
    if shown is None:
        raise NotFound("Không có kết luận công khai nào mang số này.")
    reason, address = reason.strip(), address.strip()
    if not reason:
        raise BadInput("Hãy viết chỗ nào chưa đúng và vì sao.")
    masked = mask(reason).text if len(reason) <= MOST_REASON else ""
    if not 0 < len(masked) <= MOST_STORED:
        raise BadInput("Lý do dài quá {most} ký tự; hãy rút gọn.", most=MOST_REASON)
    if address and (len(address) > 2000 or not public_address(address)):
        raise BadInput("Địa chỉ phải bắt đầu bằng https:// hoặc http:// và không có khoảng trắng.")
    if shown.under_review:
        raise Conflict("Nội dung này đang được xem lại rồi; bản mới sẽ đăng ở đúng địa chỉ này.")
    version = published.versions(session, claim_id)[-1]
    code = _code(version.standing.id, reason, address)
    known = review_requests.by_receipt(session, receipt_hash(code)) is not None
    if not known and review_requests.waiting_count(session, claim_id) >= MOST_WAITING:
        raise Conflict("Đã có nhiều yêu cầu xem lại nội dung này; câu trả lời sẽ đăng ngay tại trang.")
    review_requests.add(
        session,
        NewRequest(
            item_id=claim_id,
            office_id=version.standing.office_id,
            standing_verdict_id=version.standing.id,
            receipt_hash=receipt_hash(code),
            reason=masked,
            sealed=vault().seal(address, Purpose.ADDRESS) if address else None,
            due_at=_due(session, version.standing.office_id),
        ),
    )
    return code


def look_up(session: Session, code: str) -> ReviewRequest:
    """The request of a receipt, however its code was typed.

    Raises:
        NotFound: there is none.
    """
    found = review_requests.by_receipt(session, receipt_hash(code)) if len(code) <= 40 else None
    if found is None:
        raise NotFound("Không có yêu cầu nào mang mã này. Hãy xem lại từng chữ của mã.")
    return found


def answer(
    session: Session, person: Person, request_id: int, outcome: ReviewOutcome, text: str
) -> ReviewRequest:
    """Answer a request in public; each request gets an answer of its own.

    Changed: the item is reopened, its verdict withdrawn, and those whose work it was are told. Kept: it stands.

    Raises:
        NotFound: no such request in sight.
        NotAllowed: the person made, wrote or approved what is objected to, or it is another office's.
        Conflict: it is answered already, or somebody works on the item.
        BadInput: no reasons, or too long.
    """
    moves.require(person, Action.SECOND_REVIEW)
    request = in_sight(session, person, request_id)
    item = moves.own_item(session, person, request.item_id)
    session.refresh(request, ["outcome"])  # the locked item is the turnstile
    if request.outcome is not None:
        raise Conflict("Yêu cầu này đã có người trả lời.")
    if review_requests.took_part(session, person.id, [item.id]):
        raise NotAllowed("Bạn đã kết luận, soạn hoặc duyệt vụ việc này nên người khác phải trả lời.")
    text = mask(text.strip()).text
    if not text:
        raise BadInput("Hãy viết lý do; câu này được đăng công khai.")
    if len(text) > MOST_ANSWER:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=MOST_ANSWER)
    reopens = outcome is ReviewOutcome.CHANGED and request.standing.withdrawn_at is None
    if reopens and item.state not in REOPENABLE:
        raise Conflict("Vụ việc đang được xử lý tiếp; hãy trả lời khi việc ấy xong.")
    request.outcome, request.answer = outcome, text
    request.answered_by, request.answered_at = person.id, datetime.now(UTC)
    session.flush()
    if reopens:
        _reopen(session, item, person)
    audit.record(session, "review_answered", "review_request", request.id, person.id, item.office_id, outcome)
    return request


def in_sight(session: Session, person: Person, request_id: int) -> ReviewRequest:
    """A request of an office in sight.

    Raises:
        NotFound: there is none, or it is another office's.
    """
    moves.require(person, Action.REVIEW)
    found = review_requests.find(session, request_id, offices_in_sight(session, person))
    if found is None:
        raise NotFound("Không có yêu cầu này, hoặc nó thuộc cơ quan khác.")
    return found


def receipt_hash(code: str) -> bytes:
    """What is stored of a receipt: SHA-256 of its code without spaces, dashes and case."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).digest()


def _due(session: Session, office_id: int) -> datetime:
    """So many working days of the office that answers, from now on."""
    office = desk_settings.current(session, office_id).office_hours
    configured = settings()
    return close_of_working_day(
        datetime.now(UTC), configured.review_request_days, office, ZoneInfo(configured.timezone)
    )


def _reopen(session: Session, item: Item, person: Person) -> None:
    owners = notices.owners_of(session, item.id)
    # An answer approved but not posted yet: SPEC §5 lets only the clock reopen it.
    by = person if item.state is ItemState.CLOSED else None
    event = moves.apply(session, item, EventKind.REOPENED, by, ItemState.OPEN, note=_(REOPENED))
    decisions.retire_decisions(session, item.id, _(REOPENED))
    replies.retire_reply(session, item.id)
    notices.tell(session, event.id, owners)


def _code(standing_id: int, reason: str, address: str) -> str:
    """A receipt nobody can guess who does not know the words and the installation's key."""
    seed = vault().fingerprint(f"review\0{standing_id}\0{reason}\0{address}", Purpose.CONTENT)
    letters = b32encode(hmac.digest(seed, b"receipt", "sha256")).decode()[:CODE_LENGTH]
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def waiting(session: Session, person: Person) -> list[tuple[ReviewRequest, bool]]:
    """Requests that wait in the offices in sight, the one due first first, and whether this person may answer each."""
    moves.require(person, Action.REVIEW)
    rows = review_requests.waiting(session, offices_in_sight(session, person), MOST_WAITING * 2)
    theirs = review_requests.took_part(session, person.id, [row.item_id for row in rows])
    return [(row, _answers_for(person, row) and row.item_id not in theirs) for row in rows]


def may_answer(session: Session, person: Person, request: ReviewRequest) -> bool:
    """Whether a person may answer a request: of the same office, with the right, and not one of its makers."""
    return _answers_for(person, request) and not review_requests.took_part(
        session, person.id, [request.item_id]
    )


def _answers_for(person: Person, request: ReviewRequest) -> bool:
    return request.office_id == person.office_id and person.may(Action.SECOND_REVIEW)
