"""The geometry of the chart."""

import pytest

from studio.usage.chart import HEIGHT, LEFT, RIGHT, TOP, Bar, draw, tick_step
from studio.usage.report.by_day import chart_height


def bars(*values: tuple[int, ...]) -> list[Bar]:
    return [Bar(label=f"{n}", title=f"Day {n}", url="", values=parts) for n, parts in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 5), (40, 10), (41, 20), (792_623, 200_000)]
)
def test_an_axis_has_round_steps_for_the_highest_bar(most, step):
    assert tick_step(most) == step


def test_money_has_steps_below_one():
    assert tick_step(1_000_000, whole=False) == 250_000
    assert tick_step(0, whole=False) == 1


def test_a_bar_as_high_as_the_axis_fills_the_plot():
    [column] = draw(bars((40,)), write=str).columns
    assert (column.parts[0].y, column.parts[0].height) == (f"{TOP:.1f}", f"{HEIGHT:.1f}")


def test_parts_are_stacked_from_the_bottom_and_empty_ones_left_out():
    [column] = draw(bars((10, 0, 20)), write=str).columns
    assert [part.colour for part in column.parts] == [1, 3]
    assert float(column.parts[1].y) < float(column.parts[0].y)


def test_bars_stay_within_the_plot_and_labels_have_room():
    columns = draw(bars(*[(1,)] * 90), write=str).columns
    assert float(columns[0].hit_x) == LEFT
    assert float(columns[-1].hit_x) + float(columns[-1].hit_width) == pytest.approx(RIGHT, abs=0.2)
    assert len([column for column in columns if column.label]) == 8


def test_the_axis_has_labelled_ticks():
    assert [tick.label for tick in draw(bars((8,)), write=lambda value: f"{value:g}").ticks] == [
        "0",
        "2",
        "4",
        "6",
        "8",
    ]


def test_a_chart_has_the_requested_height():
    chart = draw(bars((40,)), write=str, height=300)
    assert (chart.view_box, chart.height, chart.label_y) == ("0 0 760 364", "300", "358")
    assert chart.columns[0].parts[0].height == "300.0"


def test_a_chart_grows_with_up_to_six_budgets_beside_it():
    assert [chart_height(n) for n in (0, 3, 4, 6, 8)] == [
        HEIGHT,
        HEIGHT,
        HEIGHT + 80,
        HEIGHT + 240,
        HEIGHT + 240,
    ]
