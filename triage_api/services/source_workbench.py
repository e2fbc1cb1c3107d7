"""Adding a source: look at an address in the background, save it in one step, take it back right after.

Looking asks the site itself, in processes of its own (``crawler.preview``), and keeps nothing but what is shown.
At most ``AT_ONCE`` looks run in this process, and of one host one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from crawler import preview as looking
from crawler.errors import HostStopped, Unexpected
from crawler.pasted import compared
from crawler.previewed import Proposal
from models.errors import BadInput, Conflict, NotFound, SourceError, TriageError
from models.queries import audit, hosts
from models.queries.accounts import Person
from models.queries.source_additions import add_source, own_source, take_back
from models.queries.sources import SourceRecord, list_sources
from models.session import Session, transaction
from models.settings import settings
from models.tables.source import Source
from models.vocabulary import Action, Topic
from triage_api import waiting_looks
from triage_api.services import moves
from triage_api.waiting_looks import WaitingLook

AT_ONCE = 2
TRIED = 2
"""Proposals that are previewed by themselves, until one gives something."""
MAX_NAME = 200
LEAST_DELAY, MOST_DELAY = 1, 120
"""Seconds between two questions to a host; the crawl keeps the lower one itself too (``crawler.scrapy_settings``)."""
CADENCES = (900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400)
"""Seconds between two readings that may be chosen."""
TAKEN_BACK = "Đã hoàn tác ngay sau khi thêm."

_turns = threading.Semaphore(AT_ONCE)
_hosts: dict[str, threading.Lock] = {}
_hosts_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the form says of a source. ``again``: yes, although the address is a source already."""

    name: str
    every_seconds: int = 1_800
    delay_seconds: int = 3
    topics: tuple[Topic, ...] = ()
    own_channel: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Twins:
    """Sources with the same address: those of the own office, and how many other offices have."""

    own: tuple[Source, ...] = field(default=(), repr=False)
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.own or self.others)


def begin(person: Person, text: str) -> str:
    """Start a look at what somebody pasted; the key to ask for it with.

    Raises:
        BadInput, AddressRefused: it is no address that is read, with the reason; nothing is started then.
    """
    moves.require(person, Action.ADMINISTER)
    pasted = looking.accepted(text)
    look = WaitingLook(person.id, text.strip())
    key = waiting_looks.hold(look)
    _in_background(lambda: _seek(look, pasted.url))
    return key


def begin_preview(person: Person, look: WaitingLook, number: int) -> None:
    """Start reading some pages in the way of one proposal, unless that was done or something is being read.

    Raises:
        NotFound: there is no such proposal.
    """
    moves.require(person, Action.ADMINISTER)
    way = look.proposal(number)
    if way is None:
        raise NotFound("Không có cách đọc này. Hãy xem thử lại.")
    if look.busy or number in look.previews:
        return
    look.failures.pop(number, None)
    look.busy, look.busy_since = True, time.monotonic()
    _in_background(lambda: _preview_one(look, number, way))


def twins(session: Session, office_id: int, url: str) -> Twins:
    """Sources that have this address already, however it is written."""
    same = [one for one in list_sources(session) if one.url and compared(one.url) == compared(url)]
    own = tuple(one for one in same if one.office_id == office_id)
    return Twins(own, len({one.office_id for one in same} - {office_id}))


def free_name(session: Session, office_id: int, wanted: str) -> str:
    """``wanted``, or with a number behind it where the office has a source of this name."""
    taken = {one.name for one in list_sources(session) if one.office_id == office_id}
    numbered = (f"{wanted[: MAX_NAME - 5]} ({number})" for number in range(2, 100))
    return next((name for name in (wanted, *numbered) if name not in taken), wanted)


def save(session: Session, person: Person, way: Proposal, wanted: Wanted) -> int:
    """Save a source as it was proposed; its id. The first reading comes with the next round of collecting.

    Raises:
        BadInput: a field is wrong (``field`` in its values); Conflict: the name or the address is taken.
    """
    moves.require(person, Action.ADMINISTER)
    name = " ".join(wanted.name.split())
    if not name:
        raise BadInput("Hãy đặt tên cho nguồn.", field="ten")
    if len(name) > MAX_NAME:
        raise BadInput("Tên nguồn dài quá {most} ký tự.", most=MAX_NAME, field="ten")
    if wanted.every_seconds not in CADENCES:
        raise BadInput("Hãy chọn một khoảng thời gian trong danh sách.", field="moi")
    if not LEAST_DELAY <= wanted.delay_seconds <= MOST_DELAY:
        raise BadInput(
            "Nghỉ giữa hai lần đọc từ {least} đến {most} giây.",
            least=LEAST_DELAY, most=MOST_DELAY, field="nghi",
        )  # fmt: skip
    if not wanted.again and twins(session, person.office_id, way.url):
        raise Conflict("Địa chỉ này đã là một nguồn. Nếu vẫn cần nguồn thứ hai, hãy đánh dấu rồi lưu lại.")
    record = SourceRecord(
        name=name,
        kind=way.kind,
        url=way.url,
        every_seconds=wanted.every_seconds,
        delay_seconds=float(wanted.delay_seconds),
        topics=wanted.topics,
        own_channel=wanted.own_channel,
    )
    source_id = add_source(session, person.office_id, record)
    if source_id is None:
        raise BadInput("Cơ quan đã có một nguồn tên này. Hãy đặt tên khác.", field="ten")
    audit.record(session, "source_saved", "source", source_id, person.id, person.office_id)
    return source_id


def just_saved(session: Session, person: Person, source_id: int) -> Source | None:
    """A source of the own office that may still be taken back."""
    source = own_source(session, person.office_id, source_id)
    since = datetime.now(UTC) - timedelta(minutes=settings().undo_minutes)
    return source if source is not None and source.created_at >= since else None


def undo(session: Session, person: Person, source_id: int) -> bool:
    """Take a source back: whether it is gone; with posts it is switched off and stays listed.

    Raises:
        Conflict: it was saved too long ago, or was taken back already.
    """
    moves.require(person, Action.ADMINISTER)
    if just_saved(session, person, source_id) is None:
        raise Conflict("Không hoàn tác được nữa. Muốn dừng nguồn, hãy tắt nguồn ở trang Nguồn.")
    gone = take_back(session, source_id, TAKEN_BACK)
    done = "source_removed" if gone else "source_switched_off"
    audit.record(session, done, "source", source_id, person.id, person.office_id)
    return gone


def _in_background(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True).start()


def _seek(look: WaitingLook, url: str) -> None:
    """The whole look: the ways, then a preview of the best that gives something."""
    try:
        with _turn(url):
            if waiting_looks.find(look.account_id, look.key) is None:
                return
            look.findings = looking.proposals(look.text)
            for number, way in enumerate(look.findings.proposals[:TRIED]):
                if way.unread or _previewed(look, number, way):
                    look.best = number
                    break
    except TriageError as problem:
        look.error = problem
    except Exception:  # whatever it is, the page must not wait for it for ever
        look.error = Unexpected("Lỗi của chương trình khi xem thử.")
    finally:
        look.busy = False


def _preview_one(look: WaitingLook, number: int, way: Proposal) -> None:
    try:
        with _turn(way.url):
            if waiting_looks.find(look.account_id, look.key) is not None:
                _previewed(look, number, way)
    except SourceError as problem:
        look.failures[number] = problem
    finally:
        look.busy = False


def _previewed(look: WaitingLook, number: int, way: Proposal) -> bool:
    """Read some pages; whether that gave posts."""
    try:
        look.previews[number] = looking.preview(way.url, way.kind)
    except SourceError as problem:
        look.failures[number] = problem
    except Exception:
        look.failures[number] = Unexpected("Lỗi của chương trình khi xem thử.")
    return number in look.previews


@contextmanager
def _turn(url: str) -> Iterator[None]:
    """A look's turn: few at once, and never two on one host.

    Raises:
        HostStopped: a person stopped this server, or all of them.
    """
    with _hosts_guard:
        if len(_hosts) > 1_000:
            for host in [host for host, lock in _hosts.items() if not lock.locked()]:
                del _hosts[host]
        lock = _hosts.setdefault(urlsplit(url).hostname or "", threading.Lock())
    with lock, _turns:
        with transaction() as session:
            reason = hosts.stop_reason(session, hosts.host_of(url))
        if reason is not None:
            raise HostStopped(f"Việc đọc máy chủ này đang bị dừng khẩn cấp: {reason}")
        yield
