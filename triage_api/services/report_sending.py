"""Approving a report and keeping the list it is sent to. What was approved is owed to everybody on the list."""

from __future__ import annotations

from models.crypto import Purpose, vault
from models.errors import BadInput, Conflict, NotFound
from models.queries import audit, report_letters, reporting
from models.queries.accounts import Person, label_of
from models.session import Session
from models.tables.report import ReportRecipient, ReportSnapshot
from models.vocabulary import Action
from reports.render import DocumentForm
from reports.wording import quoted
from triage_api.formats import moment
from triage_api.services import moves
from triage_api.services.outbound import MAILBOX, MAX_MAILBOX

MOST_RECIPIENTS = 50
MAX_NAME = 80
MAX_NOTE = 1500
MAX_REASON = 250


def approve(session: Session, person: Person, snapshot: ReportSnapshot, note: str = "") -> int:
    """Approve a report, with one note in the office's own words (masked), and owe it to the list.

    Returns how many letters are owed.

    Raises:
        Forbidden: the person may not approve reports.
        BadInput: the note is too long.
        Conflict: somebody else approved it first, a newer version was made, or the period still runs.
    """
    moves.require(person, Action.APPROVE_REPORTS)
    if len(note) > MAX_NOTE:
        raise BadInput("Ý kiến dài quá {most} ký tự. Hãy viết gọn lại.", most=MAX_NOTE)
    if not snapshot.content["week"]["over"]:
        raise Conflict("Kỳ báo cáo chưa kết thúc nên chưa duyệt được. Hãy lập lại khi hết kỳ.")
    if not reporting.approve(session, snapshot, person.id, masked(note) or None):
        if snapshot.approved_at is None or snapshot.approved_by is None:
            raise Conflict("Báo cáo vừa có bản mới hơn. Hãy xem bản mới rồi duyệt.")
        raise Conflict(
            "{who} đã duyệt báo cáo này lúc {when}. Ý kiến bạn vừa viết chưa được ghi.",
            who=label_of(session, snapshot.approved_by),
            when=moment(snapshot.approved_at),
        )
    report_letters.stop_older(session, snapshot)
    owed = report_letters.owe(session, snapshot)
    audit.record(
        session, "report_approved", "report_snapshot", snapshot.id, person.id, person.office_id,
        f"{snapshot.week} v{snapshot.version}, letters {owed}",
    )  # fmt: skip
    return owed


def send_to_rest(session: Session, person: Person, snapshot: ReportSnapshot) -> int:
    """Owe an approved report to whoever joined the list since.

    Raises:
        Conflict: it is not approved.
    """
    moves.require(person, Action.APPROVE_REPORTS)
    if snapshot.approved_at is None:
        raise Conflict("Báo cáo chưa duyệt nên chưa gửi được.")
    owed = report_letters.owe(session, snapshot)
    audit.record(
        session, "report_sent_to_rest", "report_snapshot", snapshot.id, person.id, person.office_id, str(owed)
    )
    return owed


def masked(note: str) -> str:
    """A note as it may be kept: each line masked and its addresses harmless; empty lines go.

    >>> masked(" Gọi 0912 000 000 để hỏi.\\n\\n")
    'Gọi (số điện thoại đã ẩn) để hỏi.'
    """
    return "\n".join(kept for line in note.split("\n") if (kept := quoted(line, MAX_NOTE)))[: MAX_NOTE + 400]


def add_recipient(session: Session, person: Person, name: str, address: str) -> None:
    """Put a post of the office and its mailbox on the list.

    Raises:
        BadInput: no name, or not a mailbox.
        Conflict: the list is full, or has this mailbox already.
    """
    moves.require(person, Action.ADMINISTER)
    name, address = " ".join(name.split()), address.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise BadInput("Hãy ghi nơi nhận, không quá {most} ký tự.", most=MAX_NAME)
    if len(address) > MAX_MAILBOX or not MAILBOX.fullmatch(address):
        raise BadInput("Địa chỉ thư chưa đúng. Ví dụ: ten@coquan.example.")
    known = report_letters.recipients(session, person.office_id)
    if len(known) >= MOST_RECIPIENTS:
        raise Conflict("Danh sách đã đủ {most} nơi nhận. Hãy bỏ bớt rồi thêm.", most=MOST_RECIPIENTS)
    if any(address_of(row).lower() == address.lower() for row in known):
        raise Conflict("Địa chỉ này đã có trong danh sách.")
    row = ReportRecipient(
        office_id=person.office_id,
        name=name,
        sealed_address=vault().seal(address, Purpose.OUTBOUND),
        added_by=person.id,
    )
    session.add(row)
    session.flush()
    audit.record(session, "recipient_added", "report_recipient", row.id, person.id, person.office_id)


def remove_recipient(session: Session, person: Person, recipient_id: int) -> None:
    """Take one off the list and wipe the mailbox.

    Raises:
        NotFound: there is none, or it is another office's.
    """
    moves.require(person, Action.ADMINISTER)
    if not report_letters.remove_recipient(session, recipient_id, person.office_id):
        raise NotFound("Không có nơi nhận này trong danh sách.")
    audit.record(session, "recipient_removed", "report_recipient", recipient_id, person.id, person.office_id)


def choose_form(session: Session, person: Person, form: str) -> None:
    """The form of documents the office sends its reports in.

    Raises:
        BadInput: there is no such form.
    """
    moves.require(person, Action.ADMINISTER)
    if form not in {one.value for one in DocumentForm}:
        raise BadInput("Hãy chọn một thể thức trong danh sách.")
    report_letters.choose_form(session, person.office_id, form)
    audit.record(session, "report_form_chosen", "office", person.office_id, person.id, person.office_id, form)


def send_again(session: Session, person: Person, letter_id: int) -> None:
    """Let a dead letter be tried anew.

    Raises:
        NotFound: there is no dead one of this number in the office.
    """
    moves.require(person, Action.ADMINISTER)
    if not report_letters.try_again(session, letter_id, person.office_id):
        raise NotFound("Không có lần gửi nào như vậy đang chờ gửi lại.")
    audit.record(session, "report_letter_retried", "report_letter", letter_id, person.id, person.office_id)


def address_of(row: ReportRecipient) -> str:
    """The mailbox of somebody on the list; empty when wiped."""
    return vault().open(row.sealed_address, Purpose.OUTBOUND) if row.sealed_address else ""
