"""Sources: how each one is, worst first; and one source with its history, errors, runs and pages that could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import TriageError
from models.queries import remarks, source_page
from models.queries.accounts import Person
from models.queries.source_changes import MAX_PAGES, Rhythm
from models.queries.source_health import Health, offices_without
from models.session import Session
from models.source_health import SourceState
from models.vocabulary import Action, Topic
from triage_api import source_view, source_words
from triage_api.catalogue import N_, _, said
from triage_api.dependencies import Db, FormGuard, SignedIn
from triage_api.fields import Clean, IdInPath, LineForm, ShortForm, ShortQuery
from triage_api.formats import number, today
from triage_api.rendering import render
from triage_api.routing import Router
from triage_api.services import sources
from triage_api.services.sight import offices_in_sight
from triage_api.source_causes import cause_words
from triage_api.source_chart import day_chart, day_words

router = Router(include_in_schema=False)
ADDRESS = "/nguon"
PAGE, RUNS, PAGES, SETTLED, NAMED = 25, 20, 20, 10, 5
FILTERS = {
    "da-dung": SourceState.STOPPED,
    "can-xem": SourceState.LOOK,
    "chua-chay": SourceState.NEW,
    "dang-chay": SourceState.RUNNING,
    "chay-tot": SourceState.GOOD,
}
CADENCES = (300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800)
DONE = {
    "chay": N_("Đã xếp một lần thu thập; trang tải lại sau ít phút sẽ thấy kết quả."),
    "dang-chay": N_("Nguồn đang có một lần thu thập chưa xong nên không xếp thêm."),
    "thu": N_("Đã xếp đọc lại; các trang này được đọc trước trong lần thu thập kế tiếp."),
    "bo-qua": N_("Đã bỏ qua. Cần thì đưa lại vào danh sách ở mục Vừa xong."),
    "dua-lai": N_("Đã đưa trang trở lại danh sách."),
    "tat": N_("Đã tắt nguồn. Bài đã thu thập vẫn được giữ theo thời hạn."),
    "bat": N_("Đã bật nguồn; nguồn được đọc ngay trong lượt tới."),
    "sua": N_("Đã lưu thay đổi."),
    "xoa": N_("Đã xóa nguồn."),
    "dung": N_("Đã dừng máy chủ: không nguồn nào đọc máy chủ này nữa."),
    "cho-doc": N_("Đã cho đọc lại máy chủ."),
}
TopicsForm = Annotated[list[Annotated[str, Clean]], Form(max_length=len(Topic))]


@dataclass(frozen=True, slots=True)
class Blind:
    """A source nothing of which is seen, and since when."""

    health: Health
    since: str


@router.get(ADDRESS)
def index(
    request: Request,
    session: Db,
    person: SignedIn,
    tinh_trang: ShortQuery = "",
    trang: ShortQuery = "",
    da: ShortQuery = "",
) -> Response:
    """Every source in sight, worst first; ``tinh_trang`` keeps one state."""
    everything = sources.all_in_sight(session, person)
    wanted = FILTERS.get(tinh_trang)
    matching = [one for one in everything if wanted is None or one.standing.state is wanted]
    page = min(int(trang), 1_000) if trang.isascii() and trang.isdigit() and int(trang) else 1
    shown = matching[(page - 1) * PAGE : page * PAGE]
    states = [one.standing.state for one in everything]
    blind = [one for one in everything if one.standing.blind_since is not None]
    context = {
        "person": person,
        "lines": [source_view.line_of(one, one.source.office_id == person.office_id) for one in shown],
        "total": len(everything),
        "counts": {state: states.count(state) for state in SourceState},
        "count_words": [
            (state, _(words).format(count=states.count(state)))
            for state, words in source_view.STATE_COUNTS.items()
            if states.count(state)
        ],
        "filters": [
            (key, _(source_view.STATE_NAMES[state]), states.count(state)) for key, state in FILTERS.items()
        ],
        "chosen": tinh_trang if wanted is not None else "",
        "blind": [_blind(one) for one in blind[:NAMED]],
        "more_blind": max(0, len(blind) - NAMED),
        "without": offices_without(session, offices_in_sight(session, person))[:NAMED],
        "next_page": page + 1 if len(matching) > page * PAGE else None,
        "is_later_page": page > 1,
        "done": _(DONE[da]) if da in DONE else "",
    }
    return render(request, "sources.html", context)


@router.get(ADDRESS + "/{source_id:int}")
def show(
    request: Request,
    session: Db,
    person: SignedIn,
    source_id: IdInPath,
    truoc: ShortQuery = "",
    tu: ShortQuery = "",
    da: ShortQuery = "",
) -> Response:
    """One source. ``truoc`` is the id of the last run shown, ``tu`` how many unread pages were."""
    done = _(DONE[da]) if da in DONE else ""
    return _page(request, session, person, source_id, before=_whole(truoc), after=_whole(tu) or 0, done=done)


@router.post(ADDRESS + "/{source_id:int}/sua", dependencies=[FormGuard])
def change(
    request: Request,
    session: Db,
    person: SignedIn,
    source_id: IdInPath,
    chu_de: TopicsForm = [],  # noqa: B006  (a form without ticks sends nothing; FastAPI copies it)
    ten: LineForm = "",
    nhip: ShortForm = "",
    nghi: ShortForm = "",
    so_trang: ShortForm = "",
) -> Response:
    """Save name, rhythm, budget and topics; what is wrong is said on the page with what was typed."""
    given = {"ten": ten.strip(), "nhip": nhip, "nghi": nghi, "so_trang": so_trang, "chu_de": chu_de}
    try:
        with session.begin_nested():
            sources.change(session, person, source_id, _rhythm(given))
    except TriageError as error:
        if error.status not in (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT):
            raise
        return _page(request, session, person, source_id, given=given, error=said(error), status=error.status)
    return RedirectResponse(f"{ADDRESS}/{source_id}?da=sua", status_code=HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    session: Session,
    person: Person,
    source_id: int,
    before: int | None = None,
    after: int = 0,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> Response:
    health = sources.in_sight(session, person, source_id)
    source, now = health.source, datetime.now(UTC)
    runs = source_page.runs_of(session, source.id, RUNS + 1, before)
    pages = source_page.unread_pages(session, source.id, PAGES + 1, after)
    causes = source_page.error_causes(session, source.id, now)
    chart = day_chart(health.days[-28:], health.usual, today())
    context = {
        "person": person,
        "line": source_view.line_of(health, source.office_id == person.office_id),
        "advice": source_view.advice(health),
        "usual": source_words.usual_words(health.usual) if health.usual else "",
        "next_run": source_view.next_run(health),
        "week": source_page.totals(session, source, now - source_page.WEEK),
        "month": source_page.totals(session, source, now - source_page.MONTH),
        "chart": chart,
        "days": [day_words(when, count) for when, count in reversed(chart.rows)],
        "causes": [(one, cause_words(one.code, one.reason)) for one in causes],
        "remarks": remarks.standing_remarks(session, source.id),
        "runs": source_words.run_lines(runs[:RUNS]),
        "next_runs": runs[RUNS - 1].id if len(runs) > RUNS else None,
        "groups": _groups(pages[:PAGES]),
        "next_pages": after + PAGES if len(pages) > PAGES else None,
        "settled": source_page.settled_pages(session, source.id, SETTLED),
        "may_see": {
            one.row.id: sources.may_see_address(person, source.kind, one.row) for one in pages[:PAGES]
        },
        "may_all": person.may(Action.SEE_ADDRESS),
        "deletable": not source_page.has_posts(session, source.id),
        "given": more.get("given") or _as_given(health),
        "cadences": [
            (seconds, source_words.span(seconds)) for seconds in sorted({*CADENCES, source.every_seconds})
        ],
        "most_pages": MAX_PAGES,
        "counted": source_words.counted,
        "short_moment": source_words.short_moment,
        "error": more.get("error"),
        "done": more.get("done", ""),
        "later": bool(before or after),
    }
    return render(request, "source.html", context, status=status)


def _groups(
    pages: list[source_page.UnreadPage],
) -> list[tuple[str, Any, list[source_page.UnreadPage]]]:
    """Pages by cause: code, its words, and the pages."""
    found: dict[str, list[source_page.UnreadPage]] = {}
    for one in pages:
        found.setdefault(one.row.error_code, []).append(one)
    return [(code, cause_words(code, those[0].row.reason), those) for code, those in found.items()]


def _blind(health: Health) -> Blind:
    assert health.standing.blind_since is not None  # noqa: S101  (filtered by the caller)
    return Blind(health, source_words.short_moment(health.standing.blind_since))


def _as_given(health: Health) -> dict[str, Any]:
    source = health.source
    return {
        "ten": source.name,
        "nhip": str(source.every_seconds),
        "nghi": number(float(source.delay_seconds)),
        "so_trang": str(source.max_pages),
        "chu_de": list(source.topics),
    }


def _rhythm(given: dict[str, Any]) -> Rhythm:
    """What was typed; what is no number is out of every bound."""
    return Rhythm(
        name=" ".join(given["ten"].split()),
        every_seconds=_whole(given["nhip"]) or 0,
        delay_seconds=_seconds(given["nghi"]),
        max_pages=_whole(given["so_trang"]) or 0,
        topics=tuple(topic for topic in Topic if topic.value in given["chu_de"]),
    )


def _seconds(text: str) -> float:
    """``3``, ``2,5`` or ``2.5``; 0 for anything else."""
    whole, _point, rest = text.strip().replace(",", ".").partition(".")
    fine = all(part.isascii() and part.isdigit() and len(part) <= 4 for part in (whole, rest or "0"))
    return float(f"{whole}.{rest or 0}") if fine else 0.0


def _whole(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
