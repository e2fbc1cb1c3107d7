"""How the sources are, for whoever reads reports: what was seen and what was not, without addresses and without what administrators wrote."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from models.queries.source_health import Health
from models.source_health import Cause, SourceState
from models.vocabulary import Action
from triage_api import source_view
from triage_api.catalogue import N_, _
from triage_api.dependencies import Db, SignedIn
from triage_api.rendering import render
from triage_api.report_links import STANDING
from triage_api.routing import Router
from triage_api.services import moves, sources
from triage_api.source_chart import Spark, spark
from triage_api.source_words import short_moment

router = Router(include_in_schema=False)
CAUSES = {
    Cause.DISABLED: N_("cơ quan tạm tắt nguồn"),
    Cause.HOST_STOPPED: N_("máy chủ đang tạm dừng đọc"),
    Cause.FAILING: N_("không đọc được"),
    Cause.SILENT: N_("lâu hơn thường lệ không có bài nào"),
    Cause.DROPPED: N_("ít bài hơn hẳn thường lệ"),
    Cause.UNREAD: N_("nhiều trang không đọc được"),
    Cause.LATE: N_("chưa đến lượt đọc"),
}
"""In the words of section 8 of the report; the reason an administrator typed stays on the administrators' page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One source as a reader of reports is shown it."""

    id: int
    name: str
    office: str | None
    look: tuple[str, str]
    state: str
    last: str
    spark: Spark


@router.get(STANDING)
def standing(request: Request, session: Db, person: SignedIn) -> Response:
    """Every source of the own office and of those below, worst first."""
    moves.require(person, Action.READ_REPORTS)
    found = sources.standing_in_sight(session, person)
    states = [one.standing.state for one in found]
    context = {
        "person": person,
        "lines": [_line(one, own=one.source.office_id == person.office_id) for one in found],
        "count_words": [
            _(words).format(count=states.count(state))
            for state, words in source_view.STATE_COUNTS.items()
            if states.count(state)
        ],
    }
    return render(request, "source_standing.html", context)


def _line(health: Health, *, own: bool) -> Line:
    state, cause = source_view.state_word(health), health.standing.cause
    good = health.standing.state in (SourceState.GOOD, SourceState.RUNNING)
    return Line(
        id=health.source.id,
        name=health.source.name,
        office=None if own else health.office,
        look=source_view.STATE_LOOKS[health.standing.state],
        state=state if good or cause is None else f"{state}: {_(CAUSES[cause])}",
        last=_("chưa lần nào") if health.last_success is None else short_moment(health.last_success),
        spark=spark(health.days[-source_view.SPARK_DAYS :]),
    )
