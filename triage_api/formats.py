"""Days, times and figures as people here write them, in the office's zone."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from models.errors import BadInput
from models.settings import settings
from triage_api.catalogue import N_, _

WEEKDAYS = (
    N_("thứ Hai"),
    N_("thứ Ba"),
    N_("thứ Tư"),
    N_("thứ Năm"),
    N_("thứ Sáu"),
    N_("thứ Bảy"),
    N_("Chủ nhật"),
)


def local(value: datetime) -> datetime:
    """A moment in the office's zone."""
    return value.astimezone(ZoneInfo(settings().timezone))


def today() -> date:
    """The day it is in the office's zone: what "hôm nay" and the validity of documents mean."""
    return local(datetime.now(UTC)).date()


def day(value: date | datetime | None) -> str:
    """``20/11/2026``; a dash when unknown."""
    if value is None:
        return "–"
    return f"{local(value) if isinstance(value, datetime) else value:%d/%m/%Y}"


def weekday(value: date) -> str:
    """``thứ Sáu``."""
    return _(WEEKDAYS[value.weekday()])


def clock(value: datetime) -> str:
    """``14:20``."""
    return f"{local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """``14:20 hôm nay``, ``14:20 hôm qua`` or ``14:20 20/11/2026``."""
    if value is None:
        return "–"
    names = {0: _("hôm nay"), 1: _("hôm qua"), -1: _("ngày mai")}
    days = (today() - local(value).date()).days
    return f"{clock(value)} {names.get(days, day(value))}"


def brief(office: str) -> str:
    """The name of an office where there is little room, in the short form everybody here reads.

    >>> brief("Ủy ban nhân dân xã Đồng Mây")
    'UBND xã Đồng Mây'
    """
    return re.sub("^(Ủy|Uỷ) ban nhân dân", "UBND", unicodedata.normalize("NFC", office))


def number(value: float) -> str:
    """``1.284``: thousands by dots, decimals by a comma.

    >>> number(1284.5)
    '1.284,5'
    """
    text = f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def percent(share: float) -> str:
    """``93,1%`` of a share in 0..1."""
    return f"{share * 100:.1f}".replace(".", ",") + "%"


def left(value: datetime) -> str:
    """``còn 3 giờ``, ``còn 24 phút``, ``quá 25 phút``."""
    seconds = (value - datetime.now(UTC)).total_seconds()
    minutes = abs(seconds) / 60
    if minutes < 90:
        span = _("{count} phút").format(count=max(1, round(minutes)))
    elif minutes < 36 * 60:
        span = _("{count} giờ").format(count=round(minutes / 60))
    else:
        span = _("{count} ngày").format(count=round(minutes / 60 / 24))
    return (_("còn {span}") if seconds >= 0 else _("quá {span}")).format(span=span)


def parse_day(text: str) -> date | None:
    """``31/12/2026`` or ``2026-12-31`` as a date; None when empty.

    Raises:
        BadInput: neither form.
    """
    text = text.strip()
    if not text:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise BadInput("Ngày ghi chưa đúng dạng 31/12/2026.", field="den")


def parse_minute(text: str) -> datetime | None:
    """``2026-12-31T14:20`` (what a browser's field sends) or ``14:20 31/12/2026`` in the office's zone; None when empty.

    Raises:
        BadInput: neither form.
    """
    text = " ".join(text.split())
    if not text:
        return None
    for form in ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%H:%M %d/%m/%Y"):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=ZoneInfo(settings().timezone))
        except ValueError:
            continue
        if found.year >= 2000:
            return found
    raise BadInput("Ngày giờ ghi chưa đúng dạng 14:20 31/12/2026.", field="luc")
