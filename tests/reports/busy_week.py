"""One full week of an invented commune, for looking at and for golden checks; ``fill_whole``: every section has something to say."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.tables.office import Office
from models.vocabulary import IndicatorKind, Label, Queue, Topic, Verdict
from tests.reports.busy_before import fill_before
from tests.reports.factory import (
    answer,
    close,
    decide,
    local,
    make_gap,
    make_indicator,
    make_item,
    make_office,
    make_passage,
    make_person,
    make_posts,
    make_run,
    make_source,
)

QUESTIONS = (
    (Topic.DINH_DANH_DIEN_TU, 52, 31),
    (Topic.DICH_VU_CONG, 44, 40),
    (Topic.THUE_HO_KINH_DOANH, 29, 35),
    (Topic.BHXH_BHYT, 21, 18),
    (Topic.VIEN_THONG_SIM, 18, 9),
    (Topic.GIAY_TO_DIA_GIOI, 3, 0),
    (Topic.AN_SINH, 2, 6),
)


def fill(session: Session) -> Office:
    """The commune Đồng Mây in 2026-W47 and the week before."""
    town = make_office(session, "xa-dong-may", "UBND xã Đồng Mây")
    first, second = make_person(session, town), make_person(session, town)
    for name, failed in (("Cổng thông tin xã", False), ("Diễn đàn Chợ Mây", True)):
        make_run(session, make_source(session, town, name), local(17), failed)
    for number in range(5):
        make_run(session, make_source(session, town, f"Trang {number}"), local(18))
    for topic, now, before in QUESTIONS:
        make_posts(session, town, now, Label.QUESTION, topic, at=local(17))
        make_posts(session, town, before, Label.QUESTION, topic, at=local(10))
    make_posts(session, town, 212, Label.OPINION, at=local(18))
    make_posts(session, town, 180, Label.OPINION, at=local(11))
    make_posts(session, town, 40, Label.OFF_TOPIC, at=local(18))
    make_posts(session, town, 4, Label.SCAM_AWARENESS, Topic.AN_TOAN_THONG_TIN, at=local(18))
    make_posts(session, town, 14, Label.GRIEVANCE, Topic.DICH_VU_CONG, at=local(19), own_channel=True)

    def scam(
        count: int, headline: str, topic: Topic, verdict: Verdict | None, lure: str, imitates: str | None
    ) -> None:
        posts = make_posts(session, town, count, Label.SCAM, topic, at=local(18))
        item = make_item(
            session, posts, Queue.SCAM, topic, at=local(18), headline=headline, due=local(18, 13)
        )
        kind = IndicatorKind.DOMAIN if "[.]" in lure else IndicatorKind.PHONE
        make_indicator(session, item, lure, kind, imitates)
        if verdict:
            decide(session, item, first, verdict, at=local(19))
            close(session, item, second, at=local(19, 15))

    scam(
        63,
        "SIM của quý khách sẽ bị khóa hai chiều sau 2 tiếng nữa, bấm phím 2 để gặp tổng đài",
        Topic.VIEN_THONG_SIM,
        Verdict.SCAM,
        "0900000••1",
        None,
    )
    scam(
        42,
        "Sau sáp nhập phải cập nhật VNeID, tải bản mới ở vneid-capnhat.example/tai rồi đọc mã OTP",
        Topic.DINH_DANH_DIEN_TU,
        Verdict.SCAM,
        "vneid-capnhat[.]example/tai",
        "vneid.gov.vn",
    )
    scam(
        3,
        "Nhận quà an sinh 100.000 đồng, điền thông tin ở quatet.example",
        Topic.AN_SINH,
        None,
        "quatet[.]example",
        None,
    )

    fee = make_passage(session, town, source_url="https://congbao.songlam.example/nq-12-2026")
    card = make_passage(session, town, "61/TB-UBND", "mục 2", "Thông báo", local(5).date())
    for count, headline, topic, verdict, passage, where in (
        (
            17,
            "Từ 01/12 nộp hồ sơ bắt buộc qua mạng, mất phí 50 nghìn đồng",
            Topic.DICH_VU_CONG,
            Verdict.FALSE,
            fee,
            "Trang thông tin xã",
        ),
        (
            9,
            "Ai cũng phải làm lại căn cước sau sáp nhập",
            Topic.GIAY_TO_DIA_GIOI,
            Verdict.MISSING_CONTEXT,
            card,
            "Trang thông tin xã",
        ),
        (
            6,
            "Hộ kinh doanh vẫn nộp thuế khoán như năm ngoái",
            Topic.THUE_HO_KINH_DOANH,
            Verdict.OUTDATED,
            fee,
            "",
        ),
    ):
        posts = make_posts(session, town, count, Label.CLAIM, topic, at=local(16))
        item = make_item(session, posts, Queue.CLAIMS, topic, at=local(16), headline=headline)
        decide(
            session,
            item,
            first,
            verdict,
            at=local(19),
            passages=[passage],
            valid_until=local(31, month=12).date(),
        )
        if where:
            answer(session, item, (first, second), passage, at=local(20), channel=where)
            close(session, item, second, at=local(20))

    for number in range(9):
        posts = make_posts(session, town, 1, Label.QUESTION, Topic.DICH_VU_CONG, at=local(16))
        item = make_item(
            session, posts, Queue.QUESTIONS, Topic.DICH_VU_CONG, at=local(16), due=local(20 + number // 8 * 4)
        )
        if number < 7:
            decide(session, item, first, Verdict.ANSWERED, at=local(19), passages=[fee])
            close(session, item, second, at=local(20))
    for headline, missing, topic, count, due, done in (
        (
            "Điểm hỗ trợ xã hội số mở cửa giờ nào, có làm thứ Bảy không?",
            "Chưa có thông báo nào nêu giờ mở cửa của điểm hỗ trợ.",
            Topic.DICH_VU_CONG,
            22,
            local(20),
            None,
        ),
        (
            "Đổi địa giới có phải sửa giấy chứng nhận đất không?",
            "Văn bản chưa nói giấy đã cấp còn dùng đến khi nào.",
            Topic.GIAY_TO_DIA_GIOI,
            12,
            local(24),
            None,
        ),
        (
            "Người già không có điện thoại nhận trợ cấp cách nào?",
            "Chưa có hướng dẫn nhận thay, nhận tại nhà.",
            Topic.AN_SINH,
            3,
            local(19),
            local(19),
        ),
    ):
        posts = make_posts(session, town, count, Label.QUESTION, topic, at=local(17))
        item = make_item(session, posts, Queue.QUESTIONS, topic, at=local(17), headline=headline, due=due)
        make_gap(session, item, first, missing, at=local(18), due=due, answered=done)
    return town


def fill_whole(session: Session) -> Office:
    """The same with the weeks before, so that sections 6, 7, 9 and 10 say something too; takes twice as long."""
    town = fill(session)
    fill_before(session, town, (make_person(session, town), make_person(session, town)))
    return town
