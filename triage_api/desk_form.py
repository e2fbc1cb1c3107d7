"""The form of a desk's settings: what was typed, read as settings, and settings as they are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any

from pydantic import BaseModel, Field

from models.desk import MOST_DAYS_OFF, WHOLE, DeskSettings, Hours, OfficeHours
from models.errors import BadInput
from models.vocabulary import SEVERITY_NAMES, Severity
from triage_api.catalogue import N_
from triage_api.fields import Clean
from triage_api.formats import day, parse_day

Short = Annotated[str, Field(max_length=20), Clean]
Long = Annotated[str, Field(max_length=5000), Clean]
WEIGHTS = {
    "tac_hai": (N_("Tác hại"), N_("người dân có thể mất gì")),
    "do_lan": (N_("Độ lan"), N_("ở bao nhiêu nơi")),
    "moi": (N_("Mới"), N_("vừa xuất hiện hay đã lâu")),
    "sat_han": (N_("Sát hạn"), N_("còn bao lâu nữa")),
    "may_doan": (N_("Máy chưa chắc"), N_("cần người xem hơn")),
}
"""The five factors in the order of ``models.desk.FACTORS``: name and what it is."""
MINUTES = ("giu_viec", "hoan_tac", "giu_nguoi", "giu_chu_de")
WEEKDAYS = (
    N_("Thứ hai"),
    N_("Thứ ba"),
    N_("Thứ tư"),
    N_("Thứ năm"),
    N_("Thứ sáu"),
    N_("Thứ bảy"),
    N_("Chủ nhật"),
)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_BETWEEN_DAYS = re.compile(r"[\s,;]+")


class DeskForm(BaseModel):
    """What was typed, as it was typed."""

    tac_hai: Short = ""
    do_lan: Short = ""
    moi: Short = ""
    sat_han: Short = ""
    may_doan: Short = ""
    giu_viec: Short = ""
    hoan_tac: Short = ""
    giu_nguoi: Short = ""
    giu_chu_de: Short = ""
    xem_hai: Short = ""
    han_high: Short = ""
    cap_high: Short = ""
    han_medium: Short = ""
    cap_medium: Short = ""
    han_low: Short = ""
    cap_low: Short = ""
    mo_cua: Short = ""
    dong_cua: Short = ""
    ngay_lam: Annotated[list[Short], Field(max_length=7)] = []
    ngay_nghi: Long = ""


def read(form: DeskForm, held: DeskSettings) -> DeskSettings:
    """What was typed as settings. Of what cannot be typed (parts of a percent) ``held`` is kept where it was not touched.

    Raises:
        BadInput: something is no whole number, time or day; bounds are checked where settings are saved.
    """
    typed = form.model_dump()
    harm, reach, novelty, time_to_due, doubt = (_whole(typed, name) for name in WEIGHTS)
    lease, undo, given, topic = (_whole(typed, name) for name in MINUTES)
    high, medium, low = (
        Hours(_whole(typed, f"han_{severity.value}"), _whole(typed, f"cap_{severity.value}"))
        for severity in Severity
    )
    share = _whole(typed, "xem_hai")
    same_share = share == round(held.second_review_share * WHOLE)
    return DeskSettings(
        weights=(harm, reach, novelty, time_to_due, doubt),
        lease_minutes=lease,
        undo_minutes=undo,
        second_review_share=held.second_review_share if same_share else share / WHOLE,
        given_minutes=given,
        topic_minutes=topic,
        high=high,
        medium=medium,
        low=low,
        office_hours=OfficeHours(
            _clock(typed, "mo_cua"),
            _clock(typed, "dong_cua"),
            frozenset(int(one) for one in form.ngay_lam if one in set("0123456")),
            _days(form.ngay_nghi),
        ),
    )


def typed_of(desk: DeskSettings) -> dict[str, Any]:
    """Settings as the form shows them."""
    office = desk.office_hours
    hours = {
        f"{kind}_{severity.value}": str(value)
        for severity in Severity
        for kind, value in (("han", desk.hours(severity).due), ("cap", desk.hours(severity).escalate))
    }
    return {
        **{name: str(percent) for name, percent in zip(WEIGHTS, desk.weights, strict=True)},
        "giu_viec": str(desk.lease_minutes),
        "hoan_tac": str(desk.undo_minutes),
        "giu_nguoi": str(desk.given_minutes),
        "giu_chu_de": str(desk.topic_minutes),
        "xem_hai": str(round(desk.second_review_share * WHOLE)),
        **hours,
        "mo_cua": f"{office.opens:%H:%M}",
        "dong_cua": f"{office.closes:%H:%M}",
        "ngay_lam": [str(one) for one in sorted(office.workdays)],
        "ngay_nghi": "\n".join(day(one) for one in sorted(office.days_off)),
    }


def severity_names() -> dict[str, str]:
    """Severities by code, for the rows of the form."""
    return {severity.value: SEVERITY_NAMES[severity] for severity in Severity}


def _whole(typed: Mapping[str, Any], name: str) -> int:
    plain = str(typed[name]).strip().removesuffix("%").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 4):
        raise BadInput("Hãy ghi một số nguyên.", field=name)
    return int(plain)


def _clock(typed: Mapping[str, Any], name: str) -> time:
    found = _CLOCK.fullmatch(str(typed[name]).strip())
    if found is None:
        raise BadInput("Hãy ghi giờ như 07:30.", field=name)
    return time(int(found[1]), int(found[2]))


def _days(text: str) -> frozenset[date]:
    words = [word for word in _BETWEEN_DAYS.split(text) if word]
    if len(words) > MOST_DAYS_OFF:
        raise BadInput("Nhiều nhất {most} ngày nghỉ.", most=MOST_DAYS_OFF, field="ngay_nghi")
    days = set()
    for word in words:
        try:
            found = parse_day(word)
        except BadInput:
            found = None
        if found is None:
            raise BadInput(
                "“{word}” không phải là ngày. Hãy ghi như 16/02/2027.", word=word[:20], field="ngay_nghi"
            )
        days.add(found)
    return frozenset(days)
