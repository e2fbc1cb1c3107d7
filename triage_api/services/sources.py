"""What an administrator does with sources: look, run now, switch off and on, change, delete, try pages again. All audited.

An administrator sees the sources of the own office and of those below, and changes those of the own office only (SPEC §6).
"""

from __future__ import annotations

from collections.abc import Collection

from crawler.registry import KINDS
from models.crypto import Purpose, vault
from models.errors import BadInput, Conflict, NotAllowed, NotFound
from models.queries import audit, runs, set_aside, source_changes, source_page
from models.queries import hosts as host_stops
from models.queries import sources as source_rows
from models.queries.accounts import Person
from models.queries.source_changes import Rhythm
from models.queries.source_health import Health, alarms, sources_health
from models.session import Session
from models.source_health import SourceState
from models.tables.source import SetAside, Source
from models.vocabulary import GIVEN_KINDS, Action, SourceKind
from triage_api.catalogue import N_, _
from triage_api.dependencies import Nudge
from triage_api.services import moves
from triage_api.services.sight import offices_in_sight

ALARM_COUNTS = {
    SourceState.LOOK: N_("{count} nguồn cần xem"),
    SourceState.STOPPED: N_("{count} nguồn đã dừng"),
}
LISTS = frozenset({"feed", "posts", "latest"})
"""Roles of pages that only lead on, beside those a kind of source names itself: no address of anybody's words."""


def all_in_sight(session: Session, person: Person) -> list[Health]:
    """The health of every source the person may see, worst first.

    Raises:
        NotAllowed: the person does not administer.
    """
    moves.require(person, Action.ADMINISTER)
    return sources_health(session, offices_in_sight(session, person))


def standing_in_sight(session: Session, person: Person) -> list[Health]:
    """The same for whoever reads reports, to be shown without addresses.

    Raises:
        NotAllowed: the person reads no reports.
    """
    moves.require(person, Action.READ_REPORTS)
    return sources_health(session, offices_in_sight(session, person))


def alarms_of(session: Session, person: Person) -> list[str]:
    """How many sources are stopped or need a look, in words; nothing for who does not administer."""
    if not person.may(Action.ADMINISTER):
        return []
    counts = alarms(session, offices_in_sight(session, person))
    return [_(words).format(count=counts[state]) for state, words in ALARM_COUNTS.items() if counts[state]]


def in_sight(session: Session, person: Person, source_id: int) -> Health:
    """The health of one source.

    Raises:
        NotAllowed: the person does not administer. NotFound: there is none, or it is not in sight.
    """
    moves.require(person, Action.ADMINISTER)
    found = sources_health(session, offices_in_sight(session, person), source_id)
    if not found:
        raise NotFound("Không có nguồn này, hoặc nguồn thuộc cơ quan khác.")
    return found[0]


def run_now(session: Session, person: Person, source_id: int, nudge: Nudge) -> bool:
    """Open a run at once; False when one is open already.

    Raises:
        Conflict: the source is off, its server is stopped, or it is not crawled.
    """
    source = _crawled(session, person, source_id)
    opened = _open_run(session, source, nudge)
    if opened:
        audit.record(session, "source_run_asked", "source", source.id, person.id, source.office_id)
    return opened


def try_again(
    session: Session, person: Person, source_id: int, which: Collection[int] | str, nudge: Nudge
) -> int:
    """Ask for pages to be tried again, by ids or all of a cause, in a run opened at once; returns how many.

    Raises:
        Conflict: the source is off, its server is stopped, or no page that was meant can be tried.
    """
    source = _crawled(session, person, source_id)
    asked = set_aside.ask_again(session, source.id, which)
    if not asked:
        raise Conflict(
            "Không có trang nào thử lại được: trang đã chờ đọc, đã xong, hoặc địa chỉ hết hạn lưu."
        )
    _open_run(session, source, nudge)
    audit.record(session, "pages_retry_asked", "source", source.id, person.id, source.office_id, f"{asked}")
    return asked


def skip(session: Session, person: Person, source_id: int, which: Collection[int] | str) -> int:
    """Take pages off the list; returns how many.

    Raises:
        Conflict: none of them is on it any more.
    """
    source = own(session, person, source_id)
    done = set_aside.skip(session, source.id, which)
    if not done:
        raise Conflict("Trang này không còn trong danh sách.")
    audit.record(session, "pages_skipped", "source", source.id, person.id, source.office_id, f"{len(done)}")
    return len(done)


def take_back(session: Session, person: Person, source_id: int, page_id: int) -> None:
    """Put a skipped page back on the list.

    Raises:
        Conflict: its address is no longer kept, or it is back already.
    """
    source = own(session, person, source_id)
    if not set_aside.take_back(session, source.id, [page_id]):
        raise Conflict("Không đưa lại được: địa chỉ trang đã hết hạn lưu, hoặc trang đã có trong danh sách.")
    audit.record(session, "pages_unskipped", "source", source.id, person.id, source.office_id, "1")


def page_address(session: Session, person: Person, source_id: int, page_id: int) -> str:
    """The address of a page that could not be read; the reading is audited before it is shown.

    Raises:
        NotFound: there is none, or its time is over. NotAllowed: it may lead to somebody's words.
    """
    source = in_sight(session, person, source_id).source
    found = source_page.sealed_page(session, source.id, page_id)
    if found is None:
        raise NotFound("Địa chỉ trang đã được xóa theo thời hạn lưu.")
    row, sealed = found
    if not may_see_address(person, source.kind, row):
        raise NotAllowed(
            "Địa chỉ có thể dẫn tới lời của người dân: chỉ vai trò tổng hợp, người duyệt xem được."
        )
    audit.record(session, "address_read", "set_aside", row.id, person.id, source.office_id)
    return vault().open(sealed, Purpose.ADDRESS)


def may_see_address(person: Person, kind: SourceKind, row: SetAside) -> bool:
    """Whether the person may open the address of this page (SPEC §6): a list's is no address of user content."""
    lists = KINDS[kind].lists | LISTS if kind in KINDS else LISTS
    return row.role in lists or person.may(Action.SEE_ADDRESS)


def switch_off(session: Session, person: Person, source_id: int, reason: str) -> None:
    """Switch a source off.

    Raises:
        BadInput: without a reason. Conflict: it is off already.
    """
    source = own(session, person, source_id)
    if not source_rows.disable(session, source.id, reason, person.id):
        raise Conflict("Nguồn đã tắt rồi.")


def switch_on(session: Session, person: Person, source_id: int) -> None:
    """Switch a source on again.

    Raises:
        Conflict: it is on already.
    """
    source = own(session, person, source_id)
    if not source_rows.enable(session, source.id, person.id):
        raise Conflict("Nguồn đang bật rồi.")


def change(session: Session, person: Person, source_id: int, wanted: Rhythm) -> None:
    """Give a source another name, rhythm, budget or topics.

    Raises:
        BadInput: out of bounds. Conflict: another source has this name.
    """
    source = own(session, person, source_id)
    _check(wanted, source)
    source_changes.change(session, source, wanted)
    audit.record(session, "source_changed", "source", source.id, person.id, source.office_id)


def remove(session: Session, person: Person, source_id: int) -> str:
    """Delete a source that never brought a post; returns its name.

    Raises:
        Conflict: it has posts, or a run of it is at work.
    """
    source = own(session, person, source_id)
    if source_page.has_posts(session, source.id):
        raise Conflict("Nguồn đã có bài nên không xóa được; hãy tắt nguồn, bài đã thu thập được giữ nguyên.")
    name = source.name
    source_changes.remove(session, source)
    audit.record(session, "source_deleted", "source", source_id, person.id, source.office_id)
    return name


def stop_host(session: Session, person: Person, source_id: int, reason: str) -> None:
    """The emergency stop: no source reads anything from this server until somebody lets it go again.

    Raises:
        BadInput: without a reason. Conflict: the source has no server.
    """
    source = own(session, person, source_id)
    name = host_stops.host_of(source.url or "")
    if not name:
        raise Conflict("Nguồn này không đọc máy chủ nào.")
    host_stops.stop(session, name, reason, person.id)


def resume_host(session: Session, person: Person, source_id: int) -> None:
    """Let the server of a source be asked again.

    Raises:
        Conflict: it was not stopped by itself.
    """
    source = own(session, person, source_id)
    if not host_stops.resume(session, host_stops.host_of(source.url or ""), person.id):
        raise Conflict("Máy chủ này không bị dừng riêng.")


def own(session: Session, person: Person, source_id: int) -> Source:
    """A source of the person's own office, locked. Sources of offices below are read-only.

    Raises:
        NotAllowed: the person does not administer, or it belongs to an office below. NotFound: there is none in sight.
    """
    moves.require(person, Action.ADMINISTER)
    source = source_changes.find_source(session, source_id, offices_in_sight(session, person))
    if source is None:
        raise NotFound("Không có nguồn này, hoặc nguồn thuộc cơ quan khác.")
    if source.office_id != person.office_id:
        raise NotAllowed("Nguồn thuộc cơ quan cấp dưới; bạn xem được nhưng không sửa thay.")
    return source


def _crawled(session: Session, person: Person, source_id: int) -> Source:
    source = own(session, person, source_id)
    if source.kind in GIVEN_KINDS:
        raise Conflict("Nguồn này do người nhập bài, không thu thập.")
    if not source.enabled:
        raise Conflict("Nguồn đang tắt. Hãy bật nguồn trước.")
    stops = host_stops.stopped(session)
    if host_stops.host_of(source.url or "") in stops or host_stops.EVERYTHING in stops:
        raise Conflict("Máy chủ của nguồn đang bị dừng. Hãy cho đọc lại trước.")
    return source


def _open_run(session: Session, source: Source, nudge: Nudge) -> bool:
    opened = runs.queue_run(session, source) is not None
    nudge(session, "crawl")
    return opened


def _check(wanted: Rhythm, source: Source) -> None:
    """What is as it was may stay so, also where another way in allows more than this form."""
    limits, paused = source_changes, float(source.delay_seconds)
    if not 0 < len(wanted.name) <= limits.MAX_NAME:
        raise BadInput("Tên nguồn cần từ 1 đến {most} ký tự.", most=limits.MAX_NAME)
    every_fits = limits.MIN_EVERY <= wanted.every_seconds <= limits.MAX_EVERY
    if wanted.every_seconds != source.every_seconds and not every_fits:
        raise BadInput("Nhịp thu thập từ 5 phút đến 30 ngày.")
    if wanted.delay_seconds != paused and not limits.MIN_DELAY <= wanted.delay_seconds <= limits.MAX_DELAY:
        raise BadInput("Nghỉ giữa hai trang từ 1 đến 120 giây.")
    if wanted.max_pages != source.max_pages and not 1 <= wanted.max_pages <= limits.MAX_PAGES:
        raise BadInput("Số trang mỗi lần từ 1 đến {most}.", most=limits.MAX_PAGES)
