"""Charts: what is hidden is drawn one way, every figure is said, every figure has room, and grey keeps them apart."""

from __future__ import annotations

import io
import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from reports.content import Bar, Chart, Strip, TrendChart
from reports.disclosure import ZERO, Count, Shown, leaf
from reports.lasting import Lasting
from reports.render.charts import WIDTH, draw
from reports.render.drawing import SCALE, Drawing, Words, room_of

LETTERS = "Ẫ Ộ ỹ Đ ợ ữ ằ ẵ"


def over(value: int) -> Count:
    return Count(Shown.OVER, value)


def trend(*counts: Count | None) -> dict[str, Any]:
    places = [str(40 + number) for number in range(len(counts))]
    return TrendChart("trend", "Tám tuần qua", "Tuần", places, [Strip("Câu hỏi", counts)]).to_json()


def bars(*figures: tuple[str, Count | Lasting, Count | Lasting | None]) -> dict[str, Any]:
    second = None if all(figure[2] is None for figure in figures) else "tuần trước"
    return Chart("x", "Thử", "tuần này", second, [Bar(*figure) for figure in figures]).to_json()


def columns_of(drawing: Drawing) -> list[tuple[str, float]]:
    """Look and height of the columns, in order."""
    found = re.findall(
        r'<rect class="(f1|f2|l4)" x="[\d.]+" y="[\d.]+" width="26.0" height="([\d.]+)"', drawing.svg()
    )
    return [(look, float(height)) for look, height in found]


def test_eight_weeks_are_columns_as_tall_as_their_counts() -> None:
    made = draw(
        trend(
            None,
            leaf(50).shown,
            leaf(100).shown,
            over(25),
            leaf(3).shown,
            ZERO,
            leaf(75).shown,
            leaf(60).shown,
        )
    )
    assert columns_of(made) == [("f1", 23), ("f1", 46), ("f2", 11.5), ("l4", 5), ("f1", 34.5), ("f1", 27.6)]
    assert made.said == (
        "Tám tuần qua. Câu hỏi: tuần 40 chưa có báo cáo, tuần 41 50, tuần 42 100, tuần 43 trên 25, tuần 44 dưới 5,"
        " tuần 45 0, tuần 46 75, tuần 47 60."
    )
    written = [mark.pieces[0][0] for mark in made.marks if isinstance(mark, Words)]
    assert [text for text in written if text in ("–", ">25", "<5", "0")] == ["–", ">25", "<5", "0"]
    assert "trên số ghi" in made.svg()
    assert 'text-anchor="middle"' in made.svg()


@pytest.mark.parametrize("place", range(4))
def test_a_column_gives_no_hidden_count_away(place: int) -> None:
    def drawn(hidden: int) -> tuple[str, bytes]:
        counts = [leaf(90).shown] * 4
        counts[place] = leaf(hidden).shown
        made = draw(trend(*counts))
        return made.svg(), made.png()

    assert len({drawn(hidden) for hidden in range(1, 5)}) == 1


def test_many_small_ones_are_not_said_to_be_under_five() -> None:
    made = draw(trend(Count(Shown.EACH_UNDER), leaf(9).shown))
    assert "mỗi mục dưới 5" in made.said
    assert "&lt;5" not in made.svg()


counts = (
    st.none()
    | st.builds(leaf, st.integers(0, 200_000)).map(lambda one: one.shown)
    | st.builds(over, st.integers(0, 99_999))
)


@given(st.lists(counts, min_size=2, max_size=8))
def test_no_figure_of_a_trend_stands_on_another_or_outside(shown: list[Count | None]) -> None:
    made = draw(trend(*shown))
    figures = []
    for mark in made.marks:
        if isinstance(mark, Words) and mark.centred:
            half = room_of(mark.pieces) / 2
            assert mark.x - half >= -1
            assert mark.x + half <= WIDTH + 1
            figures.append((mark.x - half, mark.x + half, mark.y))
    for one, other in combinations(figures, 2):
        assert one[1] <= other[0] + 1 or other[1] <= one[0] + 1 or abs(one[2] - other[2]) >= 16


@given(st.integers(1, 2_000_000), st.integers(0, 2_000_000) | st.none())
def test_figures_behind_a_bar_fit_the_sheet(first: int, second: int | None) -> None:
    beside = None if second is None else leaf(second).shown
    made = draw(bars(("Định danh điện tử", leaf(first).shown, beside)))
    assert all(mark.x + room_of(mark.pieces) <= WIDTH + 1 for mark in made.marks if isinstance(mark, Words))


def test_times_are_said_in_hours_and_days() -> None:
    made = draw(bars(("Câu hỏi", Lasting(75), Lasting(9)), ("Lừa đảo", Lasting(1), None)))
    assert made.said == "Thử. Câu hỏi: tuần này 4 ngày, tuần trước 9 giờ; Lừa đảo: tuần này trong 1 giờ."


def test_one_bar_for_each_needs_no_key() -> None:
    made = draw(bars(("“SIM sẽ bị khóa”", leaf(63).shown, None), ("“Cập nhật”", leaf(42).shown, None)))
    assert made.said == "Thử. “SIM sẽ bị khóa”: 63; “Cập nhật”: 42."
    assert made.height == 94
    assert "tuần này" not in made.svg()


def test_grey_tells_solid_outlined_and_dashed_apart() -> None:
    made = draw(trend(leaf(100).shown, over(100), leaf(3).shown))
    with Image.open(io.BytesIO(made.png())) as picture:
        grey = picture.convert("L")

        def at(x: float, y: float) -> int:
            return int(grey.getpixel((round(x * SCALE), round(y * SCALE))))

        assert at(48, 80) < 110, "solid"
        assert at(144, 80) > 240, "outlined: paper inside"
        assert at(124.5, 80) < 110, "and a line around"
        dashed = [at(x, 85) for x in range(222, 258)]
        assert min(dashed) < 90, "dashed: a line"
        assert max(dashed) > 200, "with gaps"


def test_marks_above_and_below_letters_are_whole() -> None:
    """Stacked marks of Vietnamese reach higher than capitals: nothing may be cut at the top of a sheet."""
    made = draw(bars((LETTERS, leaf(9).shown, None)))
    with Image.open(io.BytesIO(made.png())) as picture:
        grey = picture.convert("L")
        assert grey.crop((0, 0, grey.width, 2)).getextrema()[0] > 200, "nothing is cut off at the top"
        assert grey.crop((0, 2, grey.width, 24)).getextrema()[0] < 60, "where the marks are"
