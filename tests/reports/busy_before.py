"""What came before the busy week, so that sections 6, 7, 9 and 10 have something to say: answers, readings, corrections, documents."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from models.tables.account import Account
from models.tables.office import Office
from models.tables.public import ReviewRequest
from models.tables.reading import SampleReading
from models.vocabulary import EventKind, ItemState, Label, Queue, ReviewOutcome, Topic, Verdict
from tests.reports.factory import (
    add_event,
    answer,
    decide,
    local,
    make_item,
    make_passage,
    make_person,
    make_posts,
    make_run,
    make_source,
)

ANSWERED = (
    "Hồ sơ đất đai nộp qua mạng phải kèm bản giấy có công chứng",
    "Bỏ sổ hộ khẩu giấy là phải đổi hết giấy tờ xe",
    "Không cài ứng dụng của xã thì không được nhận trợ cấp",
    "Phí làm thẻ căn cước cho người già tăng lên 70 nghìn đồng",
    "Tuyến cáp trong xã sẽ cắt mạng ba ngày để nâng cấp",
    "Lớp học kỹ năng số buổi tối thu 200 nghìn đồng mỗi người",
)
"""What people told in the days before and the office answered."""
CHANGES = (
    ("15/2026/NQ-HĐND", "Điều 3", "Từ ngày 01/12/2026, lệ phí cấp bản sao trích lục hộ tịch nộp trực tuyến là 0 đồng.", date(2026, 12, 1), None),
    ("42/2026/QĐ-UBND", "Điều 5", "Bộ phận một cửa trả kết quả hồ sơ đăng ký hộ kinh doanh trong 2 ngày làm việc.", date(2026, 12, 7), None),
    ("08/2025/NQ-HĐND", "Điều 2", "Mức hỗ trợ học kỹ năng số là 50.000 đồng mỗi buổi.", date(2025, 1, 1), date(2026, 11, 30)),
)  # fmt: skip
"""Number, place, words, first day and last day of documents that begin or end within three weeks."""


def fill_before(session: Session, town: Office, people: tuple[Account, Account]) -> None:
    """Eight weeks up to the week before."""
    first, _second = people
    for number, path, words, begins, ends in CHANGES:
        kind = "Quyết định" if "QĐ" in number else "Nghị quyết"
        make_passage(
            session, town, number, path, kind, begins - timedelta(days=20), words, begins=begins, ends=ends
        )
    _outages(session, town)
    _answers(session, town, people)
    _readings(session, town, first)
    _corrections(session, town, people)


def _outages(session: Session, town: Office) -> None:
    """A source that died on Tuesday and one that came back a day later."""
    dead, back = (
        make_source(session, town, "Diễn đàn Chợ Mây"),
        make_source(session, town, "Trang Đồng Mây quê tôi"),
    )
    for source in (dead, back):
        source.created_at = local(1)
        for hour in range(0, 34, 2):
            make_run(session, source, local(16, 0) + timedelta(hours=hour))
    for day in range(17, 23):
        make_run(session, dead, local(day, 12), failed=True)
    make_run(session, back, local(17, 12), failed=True)
    for hour in range(0, 106, 2):
        make_run(session, back, local(18, 10) + timedelta(hours=hour))


def _answers(session: Session, town: Office, people: tuple[Account, Account]) -> None:
    """Two dozen narratives that were answered, five of which came back, and as many like them that were not."""
    passage = make_passage(session, town, "03/HD-UBND", "mục 1", "Hướng dẫn", date(2026, 9, 1))
    for number in range(24):
        recent = number < len(ANSWERED)
        told, replied = (local(7), local(10)) if recent else (local(8, month=10), local(10, month=10))
        after = local(13) if recent else local(13, month=10)
        posts = make_posts(session, town, 6, Label.CLAIM, Topic.DICH_VU_CONG, at=told)
        if number in (0, 12, 13, 14, 15):
            posts += make_posts(session, town, 1, Label.CLAIM, Topic.DICH_VU_CONG, at=after)
        headline = ANSWERED[number] if recent else f"Tin cũ số {number}"
        item = make_item(session, posts, Queue.CLAIMS, at=told, headline=headline)
        if recent:
            decide(session, item, people[0], Verdict.MISSING_CONTEXT, at=local(9), passages=[passage])
        answer(session, item, people, passage, at=replied, channel=f"Trang thông tin xã {number}")
        posts = make_posts(session, town, 6, Label.CLAIM, Topic.DICH_VU_CONG, at=told)
        if number % 4:
            posts += make_posts(session, town, 1, Label.CLAIM, Topic.DICH_VU_CONG, at=after)
        make_item(session, posts, Queue.CLAIMS, at=told)


def _readings(session: Session, town: Office, person: Account) -> None:
    """What people made of what the machine queued, and of a sample of what it did not."""
    for queue, label, right, opinions, others in (
        (Queue.CLAIMS, Label.CLAIM, 15, 5, 0),
        (Queue.SCAM, Label.SCAM, 9, 0, 0),
        (Queue.QUESTIONS, Label.QUESTION, 9, 0, 5),
    ):
        for number in range(right + opinions + others):
            posts = make_posts(session, town, 1, label, Topic.DICH_VU_CONG, at=local(3))
            item = make_item(session, posts, queue, at=local(3))
            if number < right:
                add_event(
                    session, item, EventKind.DECIDED, ItemState.AWAITING_REPLY, at=local(4), person=person
                )
                add_event(session, item, EventKind.CLOSED, ItemState.CLOSED, at=local(5), person=person)
            else:
                kind = (
                    EventKind.DISMISSED_OPINION
                    if number < right + opinions
                    else EventKind.DISMISSED_IRRELEVANT
                )
                add_event(session, item, kind, ItemState.DISMISSED, at=local(4), person=person)
    read = [Label.OPINION] * 60 + [Label.QUESTION] * 6 + [Label.OFF_TOPIC] * 14
    for label, post in zip(
        read, make_posts(session, town, len(read), Label.OPINION, at=local(20, month=10)), strict=True
    ):
        session.add(
            SampleReading(
                office_id=town.id,
                month=post.month,
                post_id=post.id,
                label=label,
                machine_label=Label.OPINION,
                model="2026.11.0",
                read_by=person.id,
                read_at=local(12),
            )
        )
    session.flush()


def _corrections(session: Session, town: Office, people: tuple[Account, Account]) -> None:
    """A verdict that was taken back, a request that was answered and one that waits."""
    passage = make_passage(session, town, "9/TB-UBND", "mục 3", "Thông báo", date(2026, 10, 1))
    standing = []
    for sentence in (
        "Nhà văn hóa xã chỉ làm thủ tục buổi sáng",
        "Chuyển khẩu trong tỉnh phải nộp lại giấy khai sinh",
        "Mất điện thoại là mất luôn tài khoản định danh",
    ):
        posts = make_posts(session, town, 6, Label.CLAIM, at=local(2))
        item = make_item(session, posts, Queue.CLAIMS, at=local(2), headline=sentence)
        standing.append(decide(session, item, people[0], Verdict.FALSE, at=local(3), passages=[passage]))
    standing[0].withdrawn_at = local(18)
    standing[0].withdrawn_reason = "Thông báo mới đã đổi giờ làm việc."
    other = make_person(session, town)
    for number, (verdict, outcome) in enumerate(((standing[1], ReviewOutcome.KEPT), (standing[2], None))):
        session.add(
            ReviewRequest(
                office_id=town.id,
                item_id=verdict.item_id,
                standing_verdict_id=verdict.id,
                receipt_hash=bytes([number + 7]) * 32,
                reason="Xem lại",
                requested_at=local(17),
                due_at=local(25),
                outcome=outcome,
                answer="Văn bản không yêu cầu giấy này." if outcome else None,
                answered_by=other.id if outcome else None,
                answered_at=local(19) if outcome else None,
            )
        )
    session.flush()
