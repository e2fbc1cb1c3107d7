"""Sections 6 to 10 from real rows: what each says of a full week, of one item, and when its part breaks."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.queries import reporting, weekly_counts, weekly_lists
from models.queries.official import add_document
from models.queues import QUEUE_OF
from models.tables.office import Office
from models.tables.public import ReviewRequest
from models.tables.reading import SampleReading
from models.vocabulary import EventKind, ItemState, Label, Queue, ReviewOutcome, Topic, Verdict
from nlp.official.document import require_number
from reports import gathering
from reports.builder import build
from reports.disclosure import Shown
from reports.kept_facts import counts_of, facts_from
from reports.making import make
from reports.parts import machine, outages
from reports.period import parse_week, this_week
from reports.render import DocumentForm, render_csv, render_docx, render_html
from tests.reports.busy_week import fill
from tests.reports.factory import (
    add_event,
    answer,
    decide,
    local,
    make_item,
    make_office,
    make_passage,
    make_person,
    make_posts,
    make_run,
    make_source,
)
from triage_api.services.document_import import read_document, record_of

pytestmark = pytest.mark.database

WEEK = parse_week("2026-W47")
LATER = local(23, 5)
REFERENCE = Path(os.environ.get("SANGTIN_REFERENCE", Path(__file__).parents[3] / "shared")) / "official"


def made(session: Session, office: Office) -> dict[str, dict[str, Any]]:
    """The sections of the week by code."""
    return {one["code"]: one for one in build(session, office, WEEK, LATER)["sections"]}


def said(section: dict[str, Any]) -> str:
    """Its sentences."""
    return " ".join("".join(run["text"] for run in runs) for runs in section["sentences"])


def narrative(session: Session, town: Office, day: int, back: bool) -> Any:
    """Six posts before, and one after when it comes back."""
    posts = make_posts(session, town, 6, Label.CLAIM, Topic.DICH_VU_CONG, at=local(day))
    if back:
        posts += make_posts(session, town, 1, Label.CLAIM, Topic.DICH_VU_CONG, at=local(day + 4))
    return make_item(session, posts, Queue.CLAIMS, at=local(day))


@pytest.mark.parametrize(("pairs", "words"), [(12, "ít quay lại hơn"), (9, "không quá 10 cặp")])
def test_answered_narratives_are_set_beside_others_like_them(
    session: Session, pairs: int, words: str
) -> None:
    town = make_office(session, "a", "Xã A")
    people = make_person(session, town), make_person(session, town)
    passage = make_passage(session, town)
    for number in range(pairs):
        answer(
            session,
            narrative(session, town, 10, False),
            people,
            passage,
            at=local(12),
            channel=f"Trang {number}",
        )
        narrative(session, town, 10, True)
    helped = made(session, town)["helped"]
    assert words in said(helped)
    assert helped["tables"][-1]["rows"][0][2:] == [{"day": "2026-11-12"}, "vừa", "không"]
    if pairs > 10:
        assert helped["tables"][0]["rows"] == [
            ["Đã trả lời", "trên 10", "không có", "0–30%"],
            ["Chưa trả lời", "trên 10", "tất cả", "70–100%"],
        ]
        assert "chỉ để tham khảo" in said(helped)
    else:
        assert "Chưa đủ để kết luận" in said(helped)


def test_the_machine_is_judged_by_what_people_read(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    person = make_person(session, town)
    for number in range(22):
        item = make_item(
            session, make_posts(session, town, 1, Label.CLAIM, at=local(17)), Queue.CLAIMS, at=local(17)
        )
        if number < 3:
            add_event(
                session, item, EventKind.DISMISSED_OPINION, ItemState.DISMISSED, at=local(18), person=person
            )
        else:
            add_event(session, item, EventKind.DECIDED, ItemState.AWAITING_REPLY, at=local(18), person=person)
    for post in make_posts(session, town, 12, Label.OPINION, at=local(18)):
        session.add(
            SampleReading(
                office_id=town.id,
                month=post.month,
                post_id=post.id,
                label=Label.OPINION,
                machine_label=Label.OPINION,
                model="m",
                read_by=person.id,
                read_at=local(19),
            )
        )
    session.flush()
    found = made(session, town)["machine"]
    queued, sample = found["tables"]
    assert queued["rows"] == [["Cần đối chiếu", "trên 20", "tất cả, trừ dưới 5", "55–100%", "dưới 5"]]
    assert sample["rows"][0] == ["Lừa đảo", "trên 10", "không có", "0–30%"]
    assert "Người xem đã sửa hoặc bỏ dưới 5 gợi ý." in said(found)


def test_a_source_that_died_on_tuesday_is_told(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    dead, back = make_source(session, town, "Diễn đàn Chợ Mây"), make_source(session, town, "Cổng xã")
    for source in (dead, back):
        source.created_at = local(1)
        for hour in range(0, 24, 2):
            make_run(session, source, local(16, hour))
        for hour in range(0, 10, 2):
            make_run(session, source, local(17, hour))
    for day in range(17, 23):
        make_run(session, dead, local(day, 12), failed=True)
    make_run(session, back, local(17, 12), failed=True)
    make_run(session, back, local(18, 10))
    for hour in range(11, 24):
        make_run(session, back, local(18, hour))
    for day in range(19, 23):
        for hour in range(24):
            make_run(session, back, local(day, hour))
    found = made(session, town)["outages"]
    assert [row[:4] for row in found["tables"][0]["rows"]] == [
        ["Diễn đàn Chợ Mây", "08:00 thứ Ba 17/11", "chưa đọc lại được", "không đọc được"],
        ["Cổng xã", "08:00 thứ Ba 17/11", "10:00 thứ Tư 18/11", "không đọc được"],
    ]
    session.execute(text("SELECT 1"))  # the transaction is whole


def test_corrections_and_requests_are_listed_and_waiting_ones_not_counted(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    people = make_person(session, town), make_person(session, town)
    passage = make_passage(session, town)
    standing = []
    for sentence in ("Mất phí 50 nghìn", "Phải nộp qua mạng", "Ai cũng phải làm lại"):
        posts = make_posts(session, town, 6, Label.CLAIM, at=local(10))
        item = make_item(session, posts, Queue.CLAIMS, at=local(10), headline=sentence)
        standing.append(
            decide(session, item, people[0], Verdict.MISSING_CONTEXT, at=local(10), passages=[passage])
        )
        answer(session, item, people, passage, at=local(11), channel=sentence)
    asked = make_item(
        session, make_posts(session, town, 6, Label.QUESTION, at=local(10)), Queue.QUESTIONS, at=local(10)
    )
    standing.append(decide(session, asked, people[0], Verdict.ANSWERED, at=local(10), passages=[passage]))
    answer(session, asked, people, passage, at=local(11), channel="Trang hỏi đáp")
    standing[0].withdrawn_at, standing[0].withdrawn_reason = local(18), "Người viết: gọi 0900 000 123"
    other = make_person(session, town)
    for number, (verdict, outcome) in enumerate(
        ((standing[1], ReviewOutcome.KEPT), (standing[2], None), (standing[3], ReviewOutcome.CHANGED))
    ):
        session.add(
            ReviewRequest(
                office_id=town.id,
                item_id=verdict.item_id,
                standing_verdict_id=verdict.id,
                receipt_hash=bytes([number]) * 32,
                reason="Xem lại",
                requested_at=local(17),
                due_at=local(25),
                outcome=outcome,
                answer="Văn bản vẫn ghi như vậy." if outcome else None,
                answered_by=other.id if outcome else None,
                answered_at=local(19, 8 + number) if outcome else None,
            )
        )
    session.flush()
    found = made(session, town)["corrections"]
    assert said(found) == "Nhận dưới 5 yêu cầu xem lại. Còn yêu cầu chờ trả lời, hạn gần nhất 25/11."
    assert [[row[0], *row[3:]] for row in found["tables"][0]["rows"]] == [
        ["“Câu trả lời về dịch vụ công trực tuyến”", "xem lại kết luận", "Văn bản vẫn ghi như vậy."],
        ["“Phải nộp qua mạng”", "giữ nguyên kết luận", "Văn bản vẫn ghi như vậy."],
        ["“Mất phí 50 nghìn”", "đã rút, đang xem lại", "–"],
    ]
    assert "0900" not in str(found)


def test_what_begins_within_three_weeks_is_quoted_with_its_place_and_day(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    for number, begins, ends in (
        ("1/2026/NQ-HĐND", date(2026, 12, 1), None),
        ("2/2026/NQ-HĐND", date(2026, 12, 15), None),
        ("3/2026/NQ-HĐND", date(2026, 8, 1), date(2026, 11, 30)),
    ):
        make_passage(session, town, number, text="Phí nộp hồ sơ là 20.000 đồng.", begins=begins, ends=ends)
    sections = made(session, town)
    begin, end = sections["coming"]["tables"]
    assert begin["rows"] == [
        [
            "Nghị quyết số 1/2026/NQ-HĐND, ngày 10/07/2026", {"day": "2026-12-01"}, "Điều 4",
            "“Phí nộp hồ sơ là 20.000 đồng.”", "quy định",
        ]
    ]  # fmt: skip
    assert end["rows"] == [
        ["Nghị quyết số 3/2026/NQ-HĐND, ngày 10/07/2026", "cả văn bản", {"day": "2026-11-30"}]
    ]
    assert "có hiệu lực từ 01/12 (phần 10)" in said(sections["five_sentences"])


TWIN = """## HƯỚNG DẪN

### **Tuyên truyền thực hiện Nghị quyết số 31-NQ/TU về đưa dịch vụ số đến từng thôn của tỉnh Sông Lam năm 2026**

-----

Thực hiện Nghị quyết số 31-NQ/TU ngày 05/02/2026 của Ban Thường vụ Tỉnh ủy, Ban Tuyên giáo và Dân vận Tỉnh ủy hướng dẫn như sau:

#### **I. MỤC ĐÍCH, YÊU CẦU**

1. Giúp người dân hiểu rõ việc gì được làm trên mạng, việc gì vẫn làm được tại Bộ phận một cửa.

#### **II. NỘI DUNG TUYÊN TRUYỀN**

##### **1. Dịch vụ công trực tuyến**

- Phấn đấu 100% hộ gia đình trong tỉnh có ít nhất 01 thành viên biết nộp hồ sơ trên mạng.

- Phấn đấu rút ngắn ít nhất 25% thời gian giải quyết thủ tục hành chính so với quy định.

##### **2. Mục tiêu chung**

- Phấn đấu đến năm 2030 tỉnh nằm trong 12 tỉnh, thành phố dẫn đầu toàn quốc về chuyển đổi số (DTI).

Trên đây là Hướng dẫn tuyên truyền thực hiện Nghị quyết số 31-NQ/TU ngày 05/02/2026 của Ban Thường vụ Tỉnh ủy./.
"""
"""Invented, in the shape of the guidance documents of provinces, which are not in this repository."""


def test_an_invented_guidance_document_is_quoted_at_the_right_places(session: Session) -> None:
    """The twin of the next test, which needs documents that are not everywhere."""
    town = make_office(session, "a", "Xã A")
    data = TWIN.encode()
    document = require_number(read_document(data, "huong-dan-hu-cau.txt"))
    add_document(session, town.id, record_of(document, data))
    rows = build(session, town, this_week())["sections"][10]["tables"][0]["rows"]
    assert [(row[0].partition(",")[0], row[1], row[2], row[4]) for row in rows] == [
        (
            "Hướng dẫn thực hiện Nghị quyết số 31-NQ/TU",
            "chưa ghi ngày",
            place,
            "mục tiêu, chưa phải quy định bắt buộc",
        )
        for place in ("II/1/gạch 1", "II/1/gạch 2", "II/2/gạch 1")
    ]
    for row, words in zip(
        rows, ("100% hộ gia đình", "ít nhất 25% thời gian", "12 tỉnh, thành phố dẫn đầu"), strict=True
    ):
        assert words in row[3]


@pytest.mark.skipif(not REFERENCE.is_dir(), reason=f"không có bộ văn bản tham chiếu ({REFERENCE})")
def test_the_two_guidance_documents_are_quoted_at_the_right_places(session: Session) -> None:
    town = make_office(session, "a", "Xã A")
    for path in sorted(REFERENCE.glob("huong-dan-*.txt")):
        data = path.read_bytes()
        document = require_number(read_document(data, path.name))
        add_document(session, town.id, record_of(document, data))
    sections = build(session, town, this_week())["sections"]
    rows = sections[10]["tables"][0]["rows"]
    at = {(row[0].partition(" số ")[2].partition(",")[0], row[2]): row for row in rows[::-1]}
    household, cut = at["04-NQ/TU", "II/2/gạch 3"], at["04-NQ/TU", "II/3/gạch 1"]
    assert "100% hộ gia đình" in household[3]
    assert "ít nhất 30% thời gian giải quyết thủ tục hành chính" in cut[3]
    goals = at["06-NQ/TU", "II.3"]
    assert "(PII) nằm trong 10 tỉnh, thành phố dẫn đầu" in goals[3]
    assert "dẫn đầu toàn quốc về chuyển đổi số (DTI)" in goals[3]
    assert "đến năm 2030" in goals[3]
    assert {row[4] for row in (household, cut, goals)} == {"mục tiêu, chưa phải quy định bắt buộc"}
    assert {row[1] for row in (household, cut, goals)} == {"chưa ghi ngày"}


def test_a_part_that_breaks_is_named_and_every_other_stands(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One breaks in the database, one in our own code."""
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 6, Label.CLAIM, at=local(17))
    monkeypatch.setattr(machine, "reading_counts", lambda s, *_, **__: s.execute(text("SELECT 1 / 0")))
    monkeypatch.setattr(outages, "protect", lambda *_: {}["nothing"])
    content = build(session, town, WEEK, LATER)
    states = {one["code"]: one["state"] for one in content["sections"]}
    assert {code for code, state in states.items() if state == "failed"} == {"machine", "outages"}
    assert len(states) == 11
    for printed in (render_html(content), render_csv(content)):
        assert printed.count("chưa lập được") == 2
    assert render_docx(content)


@pytest.mark.parametrize(
    ("module", "question", "gone", "sentences"),
    [
        (weekly_counts, "posts_by_model", {"figures", "scams", "questions"}, 3),
        (weekly_lists, "scams", {"figures", "scams", "questions"}, 3),
        (weekly_counts, "items_waiting", {"figures", "questions"}, 2),
        (weekly_counts, "verdicts", {"figures"}, 0),
        (weekly_lists, "gaps", {"gaps"}, 1),
        (weekly_lists, "settled_claims", {"claims"}, 1),
        (weekly_counts, "sources_read", {"figures"}, 0),
        (gathering, "sources_health", {"figures", "outages"}, 0),
        (weekly_counts, "official_base", set(), 0),
    ],
)
def test_one_question_that_fails_costs_what_hangs_on_it_and_says_so(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    question: str,
    gone: set[str],
    sentences: int,
) -> None:
    """The database refuses one question; sections 0 to 5 stand as far as they are made of others."""
    town = fill(session)
    whole = made(session, town)
    monkeypatch.setattr(module, question, lambda s, *_, **__: s.execute(text("SELECT 1 / 0")))
    content = build(session, town, WEEK, LATER)
    found = {one["code"]: one for one in content["sections"]}
    assert {code for code, one in found.items() if one["state"] == "failed"} == gone
    assert said(found["five_sentences"]).count("Chưa lấy được số liệu") == sentences
    assert len(found["five_sentences"]["sentences"]) == 5
    untouched = set(found) - gone - {"five_sentences"}
    assert [found[code] for code in sorted(untouched)] == [whole[code] for code in sorted(untouched)]
    for printed in (render_html(content), render_csv(content)):
        assert printed.count("chưa lập được") == len(gone) + ("claims" in gone), (
            "and the appendix, made of them"
        )
    assert render_docx(content)


def test_what_could_not_be_asked_is_not_told_as_nothing_later(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the next week nor the month nor the office above takes a failed question for a zero."""
    town = make_office(session, "a", "Xã A")
    make_posts(session, town, 7, Label.CLAIM, at=local(10))
    week = parse_week("2026-W46")
    with monkeypatch.context() as patch:
        patch.setattr(weekly_counts, "posts_by_model", lambda s, *_: s.execute(text("SELECT 1 / 0")))
        kept = make(session, town, week, LATER)
    reporting.save_snapshot(session, town.id, week.code, kept)
    facts = make(session, town, WEEK, LATER)["facts"]
    assert facts["before"]["labels"]["claim"] == {"shown": "exact", "value": 7}


@pytest.mark.parametrize("queue", list(Queue))
def test_one_item_makes_a_whole_report(session: Session, queue: Queue) -> None:
    """Eleven sections in every form, and no figure says that there was one."""
    town = make_office(session, "a", "Xã A")
    label = {found: label for label, found in QUEUE_OF.items()}[queue]
    own = queue is Queue.GRIEVANCES
    posts = make_posts(session, town, 1, label, Topic.AN_SINH, at=local(17), own_channel=own)
    make_item(session, posts, queue, Topic.AN_SINH, at=local(17))
    content = make(session, town, WEEK, LATER)
    assert len(content["sections"]) == 11
    assert "failed" not in {one["state"] for one in content["sections"]}
    counts = list(counts_of(facts_from(content["facts"], WEEK)).values())
    assert Shown.UNDER in {count.shown for count in counts}
    assert {count.exact for count in counts} == {0, None}
    for printed in (render_html(content), render_csv(content)):
        assert "dưới 5" in printed
        assert not re.search(r"(?<![\w.,/–-])1 (nội dung|vụ việc|lượt|bài|câu hỏi)", printed)
    for form in DocumentForm:
        assert render_docx(content, form)
