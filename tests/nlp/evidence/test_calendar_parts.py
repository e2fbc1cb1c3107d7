"""Parts of a stretch of days, and days that are past or to come."""

from datetime import date

import pytest

from nlp.evidence.calendar import resolve
from nlp.evidence.calendar_parts import nearest, part_of, same_day

JUNE = (date(2026, 6, 1), date(2026, 6, 30))
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("whole", "part", "value"),
    [
        (JUNE, "D10", "2026-06-10"),
        (JUNE, "D-1", "2026-06-30"),
        (JUNE, "D31", None),
        (JUNE, "D0", None),
        (JUNE, "half2", "2026-06-16/2026-06-30"),
        (JUNE, "1MO", "2026-06-01"),
        (JUNE, "-1SU", "2026-06-28"),
        (JUNE, "5SU", None),
        (JUNE, "M2", None),
        (JUNE, "+40D", None),
        (QUARTER, "M1", "2026-07"),
        (QUARTER, "M-1", "2026-09"),
        (QUARTER, "half1", "2026-07-01/2026-08-15"),
        (QUARTER, "-2M", "2026-08-01/2026-09-30"),
        (QUARTER, "end", "2026-09-30"),
        ((date(2026, 6, 1), date(2026, 6, 7)), "half1", None),
        ((date(2026, 1, 1), date(2026, 12, 31)), "Q-1", "2026-10-01/2026-12-31"),
    ],
)
def test_parts(whole, part, value):
    assert part_of(whole, part) == value


def test_past_and_to_come():
    posted = date(2026, 11, 25)  # a Wednesday
    assert nearest("W3", "next", posted) == "2026-12-02"
    assert nearest("W3", "last", posted) == "2026-11-18"
    assert nearest("---25", "next", posted) == "2026-11-25"
    assert nearest("---31", "last", posted) == "2026-10-31"
    assert nearest("--02-29", "next", posted) == "2028-02-29"
    assert nearest("--11", "last", posted) == "2025-11"
    assert nearest("--13", "next", posted) is None
    assert nearest("--02-30", "next", posted) is None
    assert same_day("P3M", date(2026, 11, 30)) == "2027-02-28"


def test_what_depends_on_the_post_waits_for_its_day():
    for form in ("P1Q/M1/D-1", "W6/last", "P2M/same", "-P1W-W5", "P0D/P0Y/end"):
        assert resolve(form, None) == form
    assert resolve("2027/+6M", None) == "2027-01-01/2027-06-30"
