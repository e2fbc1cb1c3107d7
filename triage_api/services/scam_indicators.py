"""Scam indicators on their way out of the house: confirmed by two people, taken back with a reason.

The rule of SPEC §5 and §6: an item is called a scam by two people, and each indicator is confirmed by two
different people who may export (người duyệt) before it leaves. What is official is refused when it is
confirmed, by the database itself, and once more when it is exported.
"""

from __future__ import annotations

from datetime import timedelta

from models.crypto import Purpose, vault
from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import audit
from models.queries import indicator_feed as feed
from models.queries.accounts import Person
from models.queries.indicator_feed import IndicatorFilter, ListedIndicator
from models.session import Session
from models.settings import settings
from models.tables.indicator import ScamIndicator
from models.vocabulary import Action, IndicatorState, RetractionReason
from nlp import listable
from nlp.listable import Refusal
from triage_api.catalogue import N_
from triage_api.services import moves
from triage_api.services.sight import offices_in_sight

PAGE = 50
MAX_NOTE = 300
BY_PEOPLE = tuple(reason for reason in RetractionReason if reason is not RetractionReason.VERDICT_WITHDRAWN)
REFUSALS = {
    Refusal.OFFICIAL: N_(
        "Đây là địa chỉ hoặc số của cơ quan, đơn vị chính thức nên không bao giờ đưa vào danh sách."
    ),
    Refusal.SHARED_HOST: N_(
        "Tên miền này nhiều người dùng chung nên không đưa cả tên miền vào danh sách; chỉ đưa được đường dẫn đầy đủ."
    ),
    Refusal.UNREADABLE: N_("Máy không đọc được địa chỉ này nên không đưa vào danh sách."),
}


def stale_after() -> timedelta:
    """How long an indicator is exported after it was last seen, and a retraction is announced."""
    return timedelta(days=settings().indicator_stale_days)


def listed(
    session: Session, person: Person, wanted: IndicatorFilter, after: tuple[object, int] | None = None
) -> list[ListedIndicator]:
    """One page and one row of the list the person may see.

    Raises:
        NotAllowed: the person may not see indicators outside an item they hold.
    """
    moves.require(person, Action.SEE_ADDRESS)
    return feed.indicator_rows(
        session,
        offices_in_sight(session, person),
        stale_after(),
        wanted,
        limit=PAGE + 1,
        after=after,  # type: ignore[arg-type]
    )


def one(session: Session, person: Person, indicator_id: int) -> ListedIndicator:
    """An indicator in sight.

    Raises:
        NotFound: there is none, or it is another office's.
    """
    moves.require(person, Action.SEE_ADDRESS)
    found = feed.indicator_rows(session, offices_in_sight(session, person), stale_after(), ids=[indicator_id])
    if not found:
        raise _not_there()
    return found[0]


def reveal(session: Session, person: Person, indicator_id: int) -> str:
    """The full value; the reading is audited first."""
    row = one(session, person, indicator_id).row
    audit.record(session, "indicators_read", "indicator", row.id, person.id, row.office_id)
    return value_of(row)


def confirm(session: Session, person: Person, indicator_id: int) -> bool:
    """Confirm an indicator; whether this was the second person's word. The same person twice counts once.

    Raises:
        BadInput: official, or a bare host that many share.
        Conflict: no standing verdict calls it a scam, or it was taken back lately.
        NotAllowed: no right to export, or another office's.
    """
    row = _own(session, person, indicator_id)
    refused = listable.refusal(row.kind, value_of(row))
    if refused is not None:
        raise BadInput(REFUSALS[refused])
    feed.protect(session, _protected())
    current = one(session, person, indicator_id)
    if current.state is IndicatorState.RETRACTED:
        if any(still.row.id == row.id for still in feed.feed_rows(session, [row.office_id], stale_after())):
            raise Conflict(
                "Dấu hiệu này mới bị rút, nơi nhận còn đang được báo. Hết thời hạn báo mới xác nhận lại được."
            )
        feed.relist(session, row)
    if not current.called_scam:
        raise Conflict("Chưa có kết luận “Lừa đảo” của hai người cho vụ việc có dấu hiệu này.")
    done = feed.add_confirmation(session, row, person.id)
    audit.record(session, "indicator_confirmed", "indicator", row.id, person.id, row.office_id)
    return done


def retract(
    session: Session, person: Person, indicator_id: int, reason: RetractionReason | None, note: str = ""
) -> None:
    """Take a confirmed indicator back; the feed announces it until its expiry.

    Raises:
        BadInput: a note that is too long, or a reason only the clock gives.
        Conflict: it never left, or was taken back before.
    """
    row = _own(session, person, indicator_id)
    if reason is None or reason not in BY_PEOPLE:
        raise BadInput("Hãy chọn lý do rút.")
    if len(note.strip()) > MAX_NOTE:
        raise BadInput("Phần viết dài quá {most} ký tự.", most=MAX_NOTE)
    if row.confirmed_at is None or row.retracted_at is not None:
        raise Conflict("Dấu hiệu này không nằm trong danh sách đang chia sẻ.")
    feed.retract(session, row, person.id, reason, note.strip() or None)
    audit.record(session, "indicator_retracted", "indicator", row.id, person.id, row.office_id, reason.value)


def outgoing(session: Session, person: Person) -> list[ListedIndicator]:
    """What an export by this person holds; audited. Official contacts are left out here once more.

    Raises:
        NotAllowed: no right to export.
    """
    moves.require(person, Action.EXPORT_INDICATORS)
    rows = leaving(session, offices_in_sight(session, person))
    audit.record(
        session,
        "indicators_exported",
        "office",
        person.office_id,
        person.id,
        person.office_id,
        f"{len(rows)}",
    )
    return rows


def leaving(session: Session, office_ids: list[int]) -> list[ListedIndicator]:
    """What of these offices leaves now. What no verdict calls a scam any more is taken back first."""
    take_back_withdrawn(session)
    rows = feed.feed_rows(session, office_ids, stale_after())
    return [
        found
        for found in rows
        if found.state is IndicatorState.RETRACTED
        or listable.refusal(found.row.kind, value_of(found.row)) is None
    ]


def take_back_withdrawn(session: Session) -> int:
    """Take back, by the clock, what no standing verdict calls a scam any more; returns how many. Audited."""
    gone = feed.retract_without_verdict(session)
    for indicator_id, office_id in gone:
        reason = RetractionReason.VERDICT_WITHDRAWN.value
        audit.record(session, "indicator_retracted", "indicator", indicator_id, None, office_id, reason)
    return len(gone)


def value_of(row: ScamIndicator) -> str:
    """The full value. Whoever shows it to a person audits the reading."""
    return vault().open(row.sealed, Purpose.INDICATOR)


def _own(session: Session, person: Person, indicator_id: int) -> ScamIndicator:
    moves.require(person, Action.EXPORT_INDICATORS)
    row = feed.lock_indicator(session, indicator_id, offices_in_sight(session, person))
    if row is None:
        raise _not_there()
    if row.office_id != person.office_id:
        raise NotAllowed("Dấu hiệu thuộc cơ quan cấp dưới; bạn xem được nhưng không xác nhận thay.")
    return row


def _protected() -> frozenset[str]:
    numbers = {vault().fingerprint(one, Purpose.INDICATOR).hex() for one in listable.protected_numbers()}
    return listable.protected_domains() | numbers


def _not_there() -> NotFound:
    return NotFound("Không có dấu hiệu này, hoặc nó thuộc cơ quan khác.")
