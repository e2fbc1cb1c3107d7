"""A trail that was touched is seen, wherever and however; what cannot be seen is said here too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.audit_chain import GENESIS, Anchor, Fault, Row, row_hash, walk
from models.errors import BadInput

START = datetime(2026, 11, 27, 1, 2, 3, 450, tzinfo=UTC)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
NUMBERS = st.none() | st.integers(1, 9)


def chained(rows: list[Row], before: bytes = GENESIS) -> list[Row]:
    """The rows with hashes as the database makes them."""
    made = []
    for row in rows:
        linked = replace(row, previous_hash=before)
        made.append(replace(linked, hash=row_hash(linked)))
        before = made[-1].hash
    return made


@st.composite
def trails(draw: st.DrawFn, least: int = 0) -> list[Row]:
    """A whole trail."""
    rows, number, moment = [], 0, START
    for _ in range(draw(st.integers(least, 8))):
        number += draw(st.integers(1, 3))  # a transaction rolled back takes its numbers along
        moment += timedelta(microseconds=draw(st.integers(0, 10**9)))
        rows.append(
            Row(
                number,
                moment,
                draw(NUMBERS),
                draw(NUMBERS),
                draw(WORDS),
                draw(WORDS),
                draw(NUMBERS),
                draw(st.none() | WORDS),
                b"",
                b"",
            )
        )
    return chained(rows)


def anchor_of(trail: list[Row], count: int) -> Anchor:
    """What would have been written down after so many rows."""
    return Anchor(count, trail[count - 1].hash if count else GENESIS)


@given(trails(), st.data())
def test_a_whole_trail_fits_every_anchor_of_it(trail: list[Row], data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(0, len(trail)), max_size=3))
    verdict = walk(iter(trail), [anchor_of(trail, count) for count in counts])
    assert verdict.finding is None
    assert verdict.head == anchor_of(trail, len(trail))
    assert Anchor.parse(f" {str(verdict.head).upper()} ") == verdict.head


CHANGES: dict[str, Any] = {
    "at": lambda row: row.at + timedelta(microseconds=1),
    "office_id": lambda row: (row.office_id or 0) + 1,
    "actor_id": lambda row: (row.actor_id or 0) + 1,
    "action": lambda row: row.action + "x",
    "subject_kind": lambda row: row.subject_kind + "x",
    "subject_id": lambda row: None if row.subject_id else 1,
    "detail": lambda row: None if row.detail == "" else "",
    "hash": lambda row: bytes(reversed(row.hash)) if row.hash != row.hash[::-1] else b"x" * 32,
    "previous_hash": lambda row: bytes(32) if row.hash else b"",
    "id": lambda row: row.id + 100,
}


@given(trails(least=1), st.sampled_from(sorted(CHANGES)), st.data())
def test_any_changed_field_is_found_at_its_row_or_the_next(
    trail: list[Row], field: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(trail) - 1))
    touched = [*trail]
    touched[place] = replace(trail[place], **{field: CHANGES[field](trail[place])})
    finding = walk(touched).finding
    assert finding is not None
    assert finding.fault in (Fault.CHANGED, Fault.BROKEN)
    assert finding.row_id == touched[place].id


@given(trails(least=1), st.sampled_from(sorted(set(CHANGES) - {"hash", "previous_hash"})), st.data())
def test_a_change_with_its_own_hash_made_right_is_found_at_the_next_row(
    trail: list[Row], field: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(trail) - 1))
    changed = replace(trail[place], **{field: CHANGES[field](trail[place])})
    touched = [*trail[:place], replace(changed, hash=row_hash(changed)), *trail[place + 1 :]]
    last = place == len(trail) - 1
    finding = walk(touched, [anchor_of(trail, len(trail))] if last else []).finding
    assert finding is not None
    assert finding.fault == (Fault.REWRITTEN if last else Fault.BROKEN)


@given(trails(least=2), st.data())
def test_a_missing_moved_or_added_row_is_found(trail: list[Row], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(trail) - 2))
    without = trail[:place] + trail[place + 1 :]
    swapped = [*trail]
    swapped[place], swapped[place + 1] = trail[place + 1], trail[place]
    doubled = [*trail[: place + 1], trail[place], *trail[place + 1 :]]
    slipped = [*trail[: place + 1], replace(trail[place], id=trail[place].id + 1), *trail[place + 1 :]]
    for touched in (without, swapped, doubled, slipped, list(reversed(trail))):
        finding = walk(touched).finding
        assert finding is not None
        assert finding.fault is Fault.BROKEN


@given(trails(least=1), st.data())
def test_rows_cut_off_at_the_end_are_found_by_an_anchor_and_by_nothing_else(
    trail: list[Row], data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, len(trail) - 1))
    noted = data.draw(st.integers(left + 1, len(trail)))
    assert walk(trail[:left]).finding is None
    finding = walk(trail[:left], [anchor_of(trail, noted), anchor_of(trail, left)]).finding
    assert finding is not None
    assert (finding.fault, finding.anchor) == (Fault.CUT_OFF, anchor_of(trail, noted))


@given(trails(least=1), st.data())
def test_a_trail_written_anew_is_found_by_an_anchor_and_by_nothing_else(
    trail: list[Row], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(trail) - 1))
    noted = data.draw(st.integers(place + 1, len(trail)))
    before = trail[place - 1].hash if place else GENESIS
    forged = replace(trail[place], action=trail[place].action + "x")
    rewritten = trail[:place] + chained([forged, *trail[place + 1 :]], before)
    assert walk(rewritten).finding is None
    finding = walk(rewritten, [anchor_of(trail, noted)]).finding
    assert finding is not None
    assert (finding.fault, finding.row_id) == (Fault.REWRITTEN, rewritten[noted - 1].id)


@given(trails(least=2), st.data())
def test_numbers_and_times_run_one_way_even_where_the_hashes_fit(
    trail: list[Row], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(trail) - 2))
    later = replace(trail[place], at=trail[place + 1].at + timedelta(seconds=1))
    finding = walk(chained([*trail[:place], later, *trail[place + 1 :]])).finding
    assert finding is not None
    assert (finding.fault, finding.row_id) == (Fault.DISORDER, trail[place + 1].id)


@pytest.mark.parametrize(
    "text", ["", "12", "12:", "-1:" + "0" * 64, "1:" + "0" * 63, "1:" + "g" * 64, "9" * 30 + ":"]
)
def test_an_anchor_has_one_form(text: str) -> None:
    with pytest.raises(BadInput):
        Anchor.parse(text)
