"""The appendix: which documents a report rests on, when they were looked up, in every form; and that it tells nothing else."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from lxml import html

from models.queries import reporting
from models.queries.weekly_lists import BasisRow, ClaimRow
from models.session import Session
from models.vocabulary import Label, Modality, Queue, Topic, Verdict
from reports import appendix
from reports.asking import NotGathered
from reports.builder import build
from reports.content import SectionState
from reports.facts import Facts
from reports.kept_facts import facts_from
from reports.lines import Lines
from reports.monthly import from_weeks
from reports.parts import Part, Parts
from reports.parts.coming import Coming, ComingLine, EndingLine, Quoted
from reports.render import DocumentForm, Letterhead, render_csv, render_docx, render_html
from reports.rollup import Unit, combine
from reports.versions import differences
from tests.reports.busy_week import fill_whole
from tests.reports.factory import decide, local, make_item, make_office, make_passage, make_person, make_posts
from tests.reports.raw_weeks import WEEK, facts

PLACE = "https://congbao.songlam.example/nq-12"
FEE = BasisRow("Nghị quyết", "12/2026/NQ-HĐND", date(2026, 7, 10), "HĐND tỉnh Sông Lam", "Điều 4", 7, PLACE)
CARD = BasisRow(
    "Thông báo", "61/TB-UBND", date(2026, 11, 5), "UBND tỉnh Sông Lam", "mục 2", 8, "D:/tep/61.pdf"
)
STATE, PARTY = DocumentForm.STATE, DocumentForm.PARTY


def claim(number: int, on: int, *basis: BasisRow) -> ClaimRow:
    return ClaimRow(
        f"Tin {number}", Verdict.FALSE, date(2026, 12, 31), basis, (), number, WEEK.start + timedelta(days=on)
    )


def coming(*begin: ComingLine, end: tuple[EndingLine, ...] = ()) -> Parts:
    found = Coming(date(2026, 12, 14), Lines(begin), Lines(end), WEEK.last_day)
    return Parts(coming=Part(found))


BEGINS = ComingLine(
    "Nghị quyết số 12/2026/NQ-HĐND, ngày 10/07/2026", "Mức thu", date(2026, 12, 1),
    [Quoted("Điều 5", "Thu 20.000 đồng.", Modality.IN_FORCE)], 7, "HĐND tỉnh Sông Lam", PLACE,
)  # fmt: skip
ENDS = EndingLine(
    "Quyết định số 8/QĐ-UBND, ngày 02/01/2025", None, date(2026, 12, 5), 9, "UBND tỉnh Sông Lam"
)


def rows(of: Facts) -> list[list[Any]]:
    (table,) = appendix.build(of).tables
    return [list(row) for row in table.to_json()["rows"]]


def test_each_document_stands_once_with_its_places_and_the_last_day_it_was_looked_up() -> None:
    of = facts(claims=[claim(2, 3, FEE, CARD), claim(1, 1, FEE)], parts=coming(BEGINS, end=(ENDS,)))
    fee, card, ending = rows(of)
    assert fee == [
        "Nghị quyết số 12/2026/NQ-HĐND, ngày 10/07/2026, HĐND tỉnh Sông Lam", "Điều 4; Điều 5", "phần 4, phần 10",
        {"day": "2026-11-19"}, {"address": PLACE, "host": "congbao.songlam.example"},
    ]  # fmt: skip
    assert card[2:] == ["phần 4", {"day": "2026-11-19"}, "–"], "a file of the office has no address"
    assert ending[1:] == ["cả văn bản", "phần 10", {"day": "2026-11-22"}, "–"], (
        "the day the figures were taken"
    )
    assert appendix.build(of).tables[0].keys == ["7", "8", "9"]


def test_many_places_of_one_document_are_cut_short() -> None:
    many = [replace(FEE, path=f"Điều {number}") for number in range(1, 7)]
    assert rows(facts(claims=[claim(1, 1, *many)]))[0][1] == "Điều 1; Điều 2; Điều 3; Điều 4; …"


def test_it_is_empty_or_fails_by_itself() -> None:
    assert appendix.build(facts()).state is SectionState.EMPTY
    undecided = replace(claim(1, 1, FEE), looked_up_at=None)
    assert appendix.build(facts(claims=[undecided])).state is SectionState.EMPTY
    with pytest.raises(NotGathered):
        appendix.build(facts(claims=[claim(1, 1, FEE)], parts=Parts(coming=Part(None))))


def test_it_names_nothing_the_sections_do_not_print(session: Session) -> None:
    """A document cited for answers that are only counted: each new one would say that "dưới 5" is not one."""
    town = make_office(session, "xa", "Xã")
    person = make_person(session, town)
    for number, day in enumerate((17, 18, 19)):
        posts = make_posts(session, town, 1, Label.QUESTION, Topic.AN_SINH, at=local(16))
        item = make_item(session, posts, Queue.QUESTIONS, Topic.AN_SINH, at=local(16))
        passage = make_passage(session, town, f"{number}/TB-UBND")
        decide(session, item, person, Verdict.ANSWERED, at=local(day), passages=[passage])
    content = build(session, town, WEEK, local(24))
    said = next(one for one in content["sections"][1]["tables"] if one["code"] == "verdicts")
    assert said["rows"][0][1] == {"shown": "under", "value": None}
    assert content["appendix"]["state"] == "empty"
    assert "TB-UBND" not in str(content)


@pytest.fixture
def content(session: Session) -> dict[str, Any]:
    return build(session, fill_whole(session), WEEK, local(24))


def test_it_is_frozen_and_made_again_the_same(session: Session, content: dict[str, Any]) -> None:
    assert len(content["appendix"]["tables"][0]["rows"]) > 3
    town = make_office(session, "khac", "Xã khác")
    kept = reporting.save_snapshot(session, town.id, WEEK.code, content)
    session.flush()
    session.expire(kept)
    assert kept.content["appendix"] == content["appendix"]
    assert kept.content_hash == hashlib.sha256(reporting.canonical(kept.content)).digest()
    assert reporting.save_snapshot(session, town.id, WEEK.code, content).version == 1
    again = facts_from(kept.content["facts"], WEEK)
    assert again is not None
    assert appendix.build(again).to_json() == content["appendix"], (
        "a later report can be made of what was kept"
    )


def test_reports_from_before_there_was_one_still_hold_and_are_drawn(
    session: Session, content: dict[str, Any]
) -> None:
    old = {key: value for key, value in content.items() if key != "appendix"}
    for line in old["facts"]["claims"]["shown"]:
        del line["used"]
    del old["facts"]["parts"]["coming"]["known"]["looked_up"]
    town = make_office(session, "khac", "Xã khác")
    kept = reporting.save_snapshot(session, town.id, WEEK.code, old)
    assert kept.content_hash == hashlib.sha256(reporting.canonical(kept.content)).digest()
    known = facts_from(kept.content["facts"], WEEK)
    assert known is not None
    assert appendix.build(known).state is SectionState.EMPTY
    assert "Phụ lục" not in render_html(old) + render_csv(old)
    for form in DocumentForm:
        told = Document(io.BytesIO(render_docx(old, form)))
        assert "Phụ lục" not in [one.text for one in told.paragraphs]
        assert len(told.sections) == 1
    changed = differences(old, content)
    assert {one.before for one in changed if "12/2026" in one.where} == {"–"}, (
        "a correction names what it adds"
    )


def test_it_stands_on_the_page_with_the_address_of_the_document(content: dict[str, Any]) -> None:
    page = html.fromstring(render_html(content))
    (table,) = page.xpath("//section[@aria-labelledby='phu-luc']//table")
    (link,) = table.xpath(".//a")
    assert (link.get("href"), link.text, link.get("rel")) == (
        "https://congbao.songlam.example/nq-12-2026", "congbao.songlam.example", "noopener noreferrer",
    )  # fmt: skip
    assert "19/11/2026" in table.text_content()


def test_the_tables_have_the_whole_address_and_the_day(content: dict[str, Any]) -> None:
    read = list(csv.reader(io.StringIO(render_csv(content).lstrip("\ufeff"))))
    at = read.index(["Phụ lục: văn bản đã dùng"])
    row = next(one for one in read[at:] if one and one[0].startswith("Nghị quyết số 12/2026"))
    assert row[3:] == ["2026-11-19", "https://congbao.songlam.example/nq-12-2026"]


@pytest.mark.parametrize(
    ("form", "of", "used"),
    [
        (STATE, "(Kèm theo Báo cáo số:      /BC-… ngày 23 tháng 11 năm 2026)", "mục 2 phần II"),
        (PARTY, "(Kèm theo Báo cáo số      -BC/…, ngày 23 tháng 11 năm 2026)", "mục 2 phần II"),
    ],
)
def test_in_word_it_has_a_page_of_its_own_after_the_signature(
    content: dict[str, Any], form: DocumentForm, of: str, used: str
) -> None:
    names = Letterhead.of(form, "UBND xã Đồng Mây", signed_on=date(2026, 11, 23))
    document = Document(io.BytesIO(render_docx(content, form, names, datetime(2026, 11, 23, tzinfo=UTC))))
    told = [one.text for one in document.paragraphs]
    at = told.index("Phụ lục")
    word, name, which = document.paragraphs[at : at + 3]
    assert [one.text for one in (name, which)] == ["VĂN BẢN CHÍNH THỨC ĐÃ DÙNG", of]
    for one, bold, italic in ((word, True, False), (name, True, False), (which, False, True)):
        (run,) = one.runs
        assert (run.font.size.pt, run.bold, run.italic) == (14, bold, italic)
        assert one.alignment == WD_ALIGN_PARAGRAPH.CENTER
    body, own = document.sections
    assert own._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1", "numbered by itself"
    assert [own.left_margin, own.top_margin] == [body.left_margin, body.top_margin]
    assert "Nơi nhận:" in document.tables[-2].rows[0].cells[0].text
    assert any("xem phụ lục kèm theo" in one for one in told[:at]), "the text says that there is one"
    row = document.tables[-1].rows[1].cells
    assert row[2].text.replace("\u00a0", " ") == used
    assert row[3].text == "19/11/2026"
    (link,) = row[4].paragraphs[0]._p.findall(qn("w:hyperlink"))
    assert document.part.rels[link.get(qn("r:id"))].target_ref == "https://congbao.songlam.example/nq-12-2026"
    assert "Nhật ký đính chính: xem mục\u00a03 phần\u00a0V." in told


def test_offices_below_and_weeks_bring_theirs_along() -> None:
    own, below = facts(claims=[claim(1, 1, FEE)]), facts(claims=[claim(1, 2, FEE), claim(2, 2, CARD)])
    whole = combine(own, [Unit("Xã", 1, below)])
    assert [row[3] for row in rows(whole)] == [{"day": "2026-11-18"}] * 2, "the same claim, looked up twice"
    assert rows(from_weeks(whole, [whole], whole.before)) == rows(whole)
