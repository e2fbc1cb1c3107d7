"""Figures read out of their sentence, since the kind of the slot is known."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import SlotKind, Unit
from nlp.evidence.lone_figures import lone_figure


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        (SlotKind.FEE, "5ok", (50_000, Unit.VND)),
        (SlotKind.FEE, "hai chục", (20_000, Unit.VND)),
        (SlotKind.FEE, "hai trăm rưởi", (250_000, Unit.VND)),
        (SlotKind.FEE, "7.200 một khối", (7_200, Unit.VND)),
        (SlotKind.FEE, "bình thường", None),
        (SlotKind.AMOUNT, "3oo tr", (300_000_000, Unit.VND)),
        (SlotKind.AMOUNT, "ba sim", None),
        (SlotKind.PERCENT, "8o%", (80, Unit.PERCENT)),
        (SlotKind.DATE, "2/12", ("--12-02", Unit.DATE)),
        (SlotKind.DATE, "tối mai", ("P1D", Unit.DATE)),
        (SlotKind.DATE, "mốt", ("P2D", Unit.DATE)),
        (SlotKind.DATE, "16h30", ("T16:30", Unit.DATE)),
        (SlotKind.DATE, "7h30-17h", ("T07:30/T17:00", Unit.DATE)),
        (SlotKind.DATE, "từ 8h tới 15h", ("T08:00/T15:00", Unit.DATE)),
        (SlotKind.DATE, "10h đêm", ("T22:00", Unit.DATE)),
        (SlotKind.DATE, "7h sáng thứ bảy", None),
        (SlotKind.DATE, "sáng thứ bảy", None),
        (SlotKind.DEADLINE, "trước 3l/12", ("--12-31", Unit.DATE)),
        (SlotKind.DEADLINE, "30 days", (30, Unit.DAY)),
        (SlotKind.DEADLINE, "trong ngày", (1, Unit.DAY)),
        (SlotKind.DEADLINE, "trước hôm đó", None),
        (SlotKind.SCOPE, "hộ nghèo", None),
    ],
)
def test_figures(kind, words, expected):
    assert lone_figure(kind, words, None) == expected


def test_the_day_of_the_post_resolves_a_spoken_day():
    assert lone_figure(SlotKind.DATE, "mai", date(2026, 11, 20)) == ("2026-11-21", Unit.DATE)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(SlotKind)),
    st.text(alphabet="0123456789 ohl/-%kmaitốếừđngàyhsáng,.", min_size=1, max_size=150),
)
def test_whatever_the_words(kind, words):
    figure = lone_figure(kind, words, date(2026, 11, 20))
    assert figure is None or isinstance(figure[1], Unit)
