"""The report of an office above: its own figures and what the reports below have printed, put together.

Nothing is counted from posts of offices below. Sums are made from what was shown (a part "dưới 5" makes the sum
"trên"), so the report above can be computed by anybody who has the ones below, and no subtraction tells more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from typing import Any

from models.vocabulary import Label
from reports.content import ABSENT, Cell, Column, Table
from reports.disclosure import ZERO, Count, Spread, sum_shown
from reports.facts import Facts
from reports.lines import Lines
from reports.period import Week

TABLE = "units"


@dataclass(frozen=True, slots=True)
class Unit:
    """An office below with its report of the period; ``facts`` None: it has none that can be combined."""

    name: str
    version: int | None
    facts: Facts | None


def combine(own: Facts, units: Sequence[Unit]) -> Facts:
    """One set of facts of all. Sections 6 to 10 speak of the office's own desk: shares in steps cannot be put together."""
    whole: Facts = combined([own, *(unit.facts for unit in units if unit.facts is not None)])
    return replace(whole, week=own.week, official_base=own.official_base, parts=own.parts)


def units_table(units: Sequence[Unit]) -> Table:
    """Which reports were combined, and by place what may be said by place: scams and questions (SPEC §7)."""
    rows: list[list[Cell]] = [
        [
            name,
            sum_shown([one.facts.now.labels.get(Label.SCAM, ZERO) for one in held if one.facts])
            if with_facts
            else ABSENT,
            sum_shown([one.facts.now.labels.get(Label.QUESTION, ZERO) for one in held if one.facts])
            if with_facts
            else ABSENT,
            _stands(held),
        ]
        for name, held in _by_name(units).items()
        for with_facts in [any(one.facts for one in held)]
    ]
    return Table(
        code=TABLE,
        caption="Theo đơn vị cấp dưới",
        columns=(Column("Đơn vị"), Column("Bài lừa đảo", True), Column("Câu hỏi", True), Column("Báo cáo")),
        rows=rows,
        note="Cộng từ báo cáo đã chốt của từng đơn vị. Đơn vị chưa có báo cáo thì chưa tính vào số liệu chung.",
    )


def with_units(content: dict[str, Any], units: Sequence[Unit]) -> dict[str, Any]:
    """The content with the table of units after the general figures."""
    table = units_table(units).to_json()
    sections = [
        {**section, "tables": [*section["tables"], table], "state": "ready"}
        if section["code"] == "figures"
        else section
        for section in content["sections"]
    ]
    kept = [{"name": one.name, "version": one.version} for one in units]
    return {**content, "sections": sections, "units": kept}


def _by_name(units: Sequence[Unit]) -> dict[str, list[Unit]]:
    """Units by the name their place has today: two communes that became one stand in one line."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.name, []).append(unit)
    return found


def _stands(units: Sequence[Unit]) -> str:
    missing = sum(one.facts is None for one in units)
    if not missing:
        return ", ".join(f"bản {one.version}" for one in units)
    return "chưa có" if len(units) == missing else f"thiếu {missing}/{len(units)}"


def combined(values: Sequence[Any]) -> Any:
    """What was printed of several, as one: counts are summed from what they say, lines that say the same are one line."""
    present = [one for one in values if one is not None]
    first = present[0] if present else None
    if isinstance(first, Count):
        return sum_shown(present)
    if isinstance(first, Lines):
        return _lines(present)
    if isinstance(first, Week) or first is None:
        return first
    if is_dataclass(first) and not isinstance(first, type):
        return type(first)(
            **{one.name: combined([getattr(value, one.name) for value in present]) for one in fields(first)}
        )
    if isinstance(first, Mapping):
        keys = dict.fromkeys(key for value in present for key in value)
        return {key: combined([value[key] for value in present if key in value]) for key in keys}
    return _plain(first, present)


def _plain(first: Any, present: Sequence[Any]) -> Any:
    if isinstance(first, bool):
        return any(present)
    if isinstance(first, Spread):
        return max(present, key=list(Spread).index)
    if isinstance(first, date):
        return min(present)
    if isinstance(first, tuple) and not isinstance(first, Enum):
        return tuple(dict.fromkeys(part for value in present for part in value))
    return first


def _lines(lists: Sequence[Lines[Any]]) -> Lines[Any]:
    """The lines of all, what says the same put together, the most printed first."""
    same: dict[Any, list[Any]] = {}
    for number, one in enumerate(lists):
        for place, line in enumerate(one.shown):
            same.setdefault(getattr(line, "sentence", None) or (number, place), []).append(line)
    merged = [combined(held) for held in same.values()]
    merged.sort(key=lambda line: -(getattr(line, "posts", ZERO).value or 0))
    first = Lines.first(merged)
    return Lines(first.shown, first.more or any(one.more for one in lists))
