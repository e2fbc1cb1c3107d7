"""Weeks before anything is hidden, made of plain numbers, for tests that need no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.queries.weekly_counts import SourcesRead, Waiting
from models.queries.weekly_lists import BasisRow, ClaimRow, GapRow, LureRow, PostingRow, ScamRow
from models.vocabulary import IndicatorKind, Label, Queue, Topic, Verdict
from reports.content import Section
from reports.facts import Facts
from reports.gathering import protect
from reports.parts import Parts
from reports.period import Week, parse_week
from reports.raw import Raw, RawSpan
from reports.sections import SECTIONS

WEEK: Week = parse_week("2026-W47")


def span(
    questions: Mapping[Topic, int] | None = None,
    grievances: Mapping[Topic, int] | None = None,
    scams: Sequence[int] = (),
    other_scams: int = 0,
    labels: Mapping[Label, int] | None = None,
    opened: Mapping[tuple[Queue, Topic], int] | None = None,
    closed: Mapping[tuple[Queue, Topic], int] | None = None,
    overdue: Mapping[tuple[Queue, Topic], int] | None = None,
) -> RawSpan:
    """True counts of a week; ``scams`` are the posts of each listed narrative."""
    posts: dict[tuple[Label | None, Topic | None], int] = {}
    posts |= {(Label.QUESTION, topic): count for topic, count in (questions or {}).items()}
    posts |= {(Label.GRIEVANCE, topic): count for topic, count in (grievances or {}).items()}
    posts |= {(label, None): count for label, count in (labels or {}).items()}
    by_narrative: dict[int | None, int] = dict(enumerate(scams))
    by_narrative[None] = other_scams
    posts[Label.SCAM, Topic.KHAC] = sum(by_narrative.values())
    return RawSpan(
        posts=posts,
        scam_posts=by_narrative,
        scams=[
            ScamRow(number + 1, number, Topic.VIEN_THONG_SIM, f"Luồng {number}", WEEK.start, None, ())
            for number in range(len(scams))
        ],
        opened=Counter(opened or {}),
        closed=Counter(closed or {}),
        waiting={key: Waiting(count, WEEK.end - timedelta(days=1)) for key, count in (overdue or {}).items()},
    )


FEE = BasisRow("Nghị quyết", "12/2026/NQ-HĐND", date(2026, 7, 10), "HĐND tỉnh", "Điều 4")


def claim(sentence: str = "Nộp hồ sơ mất phí 50 nghìn", verdict: Verdict = Verdict.FALSE) -> ClaimRow:
    posting = PostingRow("Trang thông tin xã", WEEK.start + timedelta(days=4))
    return ClaimRow(sentence, verdict, date(2026, 12, 31), (FEE,), (posting,))


def gap(topic: Topic = Topic.DICH_VU_CONG, office: str = "UBND xã", posts: int = 9, **more: Any) -> GapRow:
    values = {"due_at": WEEK.start + timedelta(days=9), "answered_at": None, **more}
    return GapRow(
        office, topic, "Điểm hỗ trợ mở cửa giờ nào?", "Chưa có thông báo giờ mở cửa.", posts=posts, **values
    )


def scam(number: int, verdict: Verdict | None, sentence: str = "Bấm phím 2 kẻo khóa SIM") -> ScamRow:
    lure = LureRow(IndicatorKind.DOMAIN, "khoasim[.]example", "vneid.gov.vn")
    return ScamRow(number, number, Topic.VIEN_THONG_SIM, sentence, WEEK.start, verdict, (lure,))


def raw(now: RawSpan | None = None, before: RawSpan | None = None, **more: object) -> Raw:
    """A week and the one before; everything else is empty unless given."""
    week = Raw(
        now=now or span(),
        before=before or span(),
        verdicts={},
        gaps=[],
        claims=[],
        sources=SourcesRead(0, 0),
        models=["2026.11.0"],
        official_base="abc",
    )
    return replace(week, **more)  # type: ignore[arg-type]


def facts(
    now: RawSpan | None = None, before: RawSpan | None = None, parts: Parts | None = None, **more: object
) -> Facts:
    """What may be printed of such a week."""
    return protect(raw(now, before, **more), WEEK, WEEK.end, parts or Parts())


def sections(of: Facts) -> dict[str, Section]:
    """Every section by its code."""
    return {module.CODE: module.build(of) for module in SECTIONS}


def with_scams(rows: Sequence[ScamRow], counts: Sequence[int]) -> RawSpan:
    week = span(scams=counts)
    return RawSpan(week.posts, week.scam_posts, rows, week.opened, week.closed, week.waiting)


FULL = {
    "now": span(
        {Topic.DINH_DANH_DIEN_TU: 52, Topic.AN_SINH: 8, Topic.KHAC: 2},
        {Topic.DICH_VU_CONG: 6},
        scams=[63],
        labels={Label.OPINION: 600},
        opened={(Queue.QUESTIONS, Topic.AN_SINH): 12},
        closed={(Queue.QUESTIONS, Topic.AN_SINH): 9},
        overdue={(Queue.QUESTIONS, Topic.AN_SINH): 7},
    ),
    "before": span({Topic.DINH_DANH_DIEN_TU: 31}, labels={Label.OPINION: 500}),
    "claims": [claim()],
    "gaps": [gap()],
    "sources": SourcesRead(12, 6),
    "verdicts": {Verdict.FALSE: 1, Verdict.ANSWERED: 9},
}
