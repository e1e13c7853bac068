"""Charts are pure: a frame goes in, a figure comes out, and nothing unknown is drawn as a number."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark.charts.bars import bars
from benchmark.charts.columns import columns_over_time
from benchmark.charts.dots import dots
from benchmark.charts.heatmap import calendar, heatmap, weekdays
from benchmark.charts.layout import Event, Reference, plotly_config, spread
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.charts.series import exact
from benchmark.charts.sparkline import sparkline
from benchmark.charts.stacked import stacked
from benchmark.charts.text_width import shorten, shorten_apart, text_width, wrap
from benchmark.charts.theme import DARK, LIGHT
from benchmark.charts.ticks import day_ticks, log_ticks, number_ticks
from benchmark.text.format import ratio
from benchmark.text.language import language

FOLLOWERS = Measure("followers")
START = date(2026, 5, 1)
EVIL = "<b>A</b>%{y}$x$<a href='http://evil.example'>"


@pytest.fixture
def french() -> Iterator[None]:
    token = language.set("fr")
    yield
    language.reset(token)


def series(*brands: Sequence[float | None], names: list[str] | None = None, step: int = 1, **more: Any) -> pd.DataFrame:
    rows = [
        {
            "brand_id": f"b{number}", "name": names[number] if names else f"Brand {number}", "colour": number % 10,
            "own": number == 0, "day": START + timedelta(days=step * place), "value": value,
            **{name: column[place] for name, column in more.items()},
        }
        for number, values in enumerate(brands) for place, value in enumerate(values)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def ranked(values: list[float | None], **more: Any) -> pd.DataFrame:
    ids = [f"b{number}" for number in range(len(values))]
    own = [number == 0 for number in range(len(values))]
    return pd.DataFrame(
        {
            "brand_id": ids,
            "name": [f"Brand {i}" for i in ids],
            "colour": range(len(values)),
            "own": own,
            "value": values,
            **more,
        }
    )


def drawn(figure: go.Figure) -> str:
    return str(figure.to_json())


def ys(trace: Any) -> list[float | None]:
    return [None if value is None or math.isnan(value) else float(value) for value in trace.y]


def test_a_missing_row_is_a_gap_and_not_a_straight_line() -> None:
    frame = series([10, 11, 12, 13, 14]).drop(index=[2])
    figure = lines(frame, theme=LIGHT, measure=FOLLOWERS)
    assert ys(figure.data[0]) == [10, 11, None, 13, 14]
    assert figure.data[0].connectgaps is False


def test_unknown_values_are_never_zero() -> None:
    figure = lines(series([None, 11, None]), theme=LIGHT, measure=FOLLOWERS)
    assert 0 not in [value for trace in figure.data for value in ys(trace)]


def test_a_single_observation_is_a_dot() -> None:
    figure = lines(series([None, 5, None]), theme=LIGHT, measure=FOLLOWERS)
    assert "markers" in figure.data[0].mode


def test_an_observation_between_two_gaps_is_a_dot_in_a_long_series() -> None:
    values: list[float | None] = [float(number) for number in range(40)]
    values[20] = values[22] = None
    figure = lines(series(values), theme=LIGHT, measure=FOLLOWERS)
    marked = [trace for trace in figure.data if trace.mode == "markers"]
    assert [ys(trace) for trace in marked] == [[21.0]]


def test_carried_values_are_dotted_and_said_to_be_carried_once() -> None:
    frame = series([10, 11, 11, 13], carried=[False, False, True, False])
    figure = lines(frame, theme=LIGHT, measure=FOLLOWERS)
    dotted = [trace for trace in figure.data if trace.line.dash == "2px,3px"]
    assert len(dotted) == 1
    assert ys(dotted[0]) == [11, 11, 13]
    assert dotted[0].hoverinfo == "skip"
    main = figure.data[0]
    assert ys(main) == [10, 11, None, 11, None, 13]
    assert [text for text in main.text if text] == [" (carried)"]


def test_forecasts_are_dashed() -> None:
    frame = series([10, 11, 12, 13], forecast=[False, False, True, True])
    figure = lines(frame, theme=LIGHT, measure=FOLLOWERS)
    assert [ys(trace) for trace in figure.data if trace.line.dash == "6px,4px"] == [[11, 12, 13]]


def test_bands_close_at_gaps() -> None:
    frame = series([10, 11, None, 13, 14], low=[9, 10, None, 12, 13], high=[11, 12, None, 14, 15])
    figure = lines(frame, theme=LIGHT, measure=FOLLOWERS)
    band = next(trace for trace in figure.data if trace.fill == "toself")
    assert ys(band) == [11, 12, 10, 9, None, 14, 15, 13, 12]
    assert not [trace for trace in lines(frame, theme=LIGHT, measure=FOLLOWERS, bands=False).data if trace.fill]


def test_own_brand_wears_the_accent_and_a_thicker_line() -> None:
    figure = lines(series([10, 11], [20, 21]), theme=LIGHT, measure=FOLLOWERS)
    own = next(trace for trace in figure.data if trace.line.color == LIGHT.accent)
    other = next(trace for trace in figure.data if trace.line.color == LIGHT.brands[1])
    assert own.line.width > other.line.width
    assert own.zorder > other.zorder


def test_up_to_eight_brands_are_named_at_their_lines_and_more_in_a_legend() -> None:
    eight = lines(series(*[[n, n + 1.0] for n in range(8)]), theme=LIGHT, measure=FOLLOWERS)
    nine = lines(series(*[[n, n + 1.0] for n in range(9)]), theme=LIGHT, measure=FOLLOWERS)
    assert not eight.layout.showlegend
    assert sum("Brand" in note.text for note in eight.layout.annotations) == 8
    assert nine.layout.showlegend
    assert [note.text for note in nine.layout.annotations if "Brand" in note.text] == ["<b>Brand 0 1</b>"]


def test_an_eleventh_brand_is_drawn_apart_from_the_one_whose_colour_it_shares() -> None:
    figure = lines(series(*[[n, n + 1.0] for n in range(12)]), theme=LIGHT, measure=FOLLOWERS)
    looks = [(trace.line.color, trace.line.dash) for trace in figure.data if trace.showlegend]
    assert len(set(looks)) == 12


def test_a_logarithmic_axis_leaves_zero_open() -> None:
    figure = lines(series([0, 10, 100]), theme=LIGHT, measure=FOLLOWERS, log=True)
    assert ys(figure.data[0]) == [None, 10, 100]
    assert figure.layout.yaxis.type == "log"


def test_the_reference_is_inside_the_axis() -> None:
    figure = lines(series([101, 102]), theme=LIGHT, measure=Measure("index"), reference=Reference(90, "start = 100"))
    low, high = figure.layout.yaxis.range
    assert low < 90 < high
    assert any(note.text == "start = 100" for note in figure.layout.annotations)


def test_a_reference_at_the_bottom_has_room_for_its_label() -> None:
    rising = series([*(100 + 0.01 * day for day in range(40)), 110])
    figure = lines(rising, theme=LIGHT, measure=Measure("index"), reference=Reference(100, "start = 100"))
    label = next(note for note in figure.layout.annotations if note.text == "start = 100")
    assert (label.yanchor, label.y > 0.08) == ("top", True)


def test_a_line_that_ended_earlier_is_labelled_with_its_last_day() -> None:
    figure = lines(series([1, 2, 3], [4, 5, None]), theme=LIGHT, measure=FOLLOWERS)
    labels = {note.text: note.showarrow for note in figure.layout.annotations if note.x == 1}
    assert labels == {"<b>Brand 0 3</b>": False, "Brand 1 (2 May)": False}


def test_a_count_can_start_at_zero() -> None:
    assert lines(series([5, 6]), theme=LIGHT, measure=FOLLOWERS, zero=True).layout.yaxis.range[0] == 0


def test_no_hairline_crosses_the_label_of_another_event() -> None:
    events = [Event(START + timedelta(days=day), f"Campaign {day}") for day in (10, 12, 14, 90)]
    figure = lines(series(list(range(100))), theme=LIGHT, measure=FOLLOWERS, events=events)
    tops = {shape.x0: shape.y1 for shape in figure.layout.shapes if shape.x0 == shape.x1}
    ordered = [tops[day] for day in sorted(tops)]
    assert ordered[0] > ordered[1] > ordered[2] > 1


def test_two_rows_for_one_day_are_refused() -> None:
    frame = pd.concat([series([1, 2]), series([1, 2])])
    with pytest.raises(ValueError, match="two rows"):
        lines(frame, theme=LIGHT, measure=FOLLOWERS)


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_to_draw_is_an_empty_figure(values: list[float | None]) -> None:
    columns = ["brand_id", "name", "colour", "own", "day", "value"]
    frame = series(values) if values else pd.DataFrame(columns=columns)
    assert not lines(frame, theme=LIGHT, measure=FOLLOWERS).data


def test_months_and_weeks_have_their_own_calendar() -> None:
    months = pd.DataFrame(
        {"brand_id": "b", "name": "B", "colour": 1, "own": False, "value": [1.0, 2.0, 4.0],
         "day": [date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 1)]}
    )  # fmt: skip
    assert ys(lines(months, theme=LIGHT, measure=FOLLOWERS, every="month").data[0]) == [1, 2, None, 4]
    weeks = series([1, 2, 4], step=7).drop(index=[1])
    assert ys(lines(weeks, theme=LIGHT, measure=FOLLOWERS, every="week").data[0]) == [1, None, 4]


def test_large_counts_keep_every_digit() -> None:
    assert exact(np.array([123_456_789.0])).dtype == np.float64
    assert exact(np.array([16_000_001.0, np.nan])).dtype == np.float32


def test_fifty_brands_over_five_years_stay_small() -> None:
    values = list(range(1, 1826))
    figure = lines(series(*[values] * 50), theme=LIGHT, measure=FOLLOWERS)
    assert len(figure.to_json()) < 600_000


def test_names_are_text_in_every_part_of_a_figure() -> None:
    frame = series([1, 2], [3, 4], names=[EVIL, "B"])
    table = ranked([1, 2]).assign(name=[EVIL, "B"], note=[EVIL, ""])
    mix = table.assign(part="x", label=EVIL, share=100.0)
    figures = [
        lines(frame, theme=LIGHT, measure=Measure(EVIL), events=[Event(START, EVIL)], reference=Reference(2, EVIL)),
        columns_over_time(frame, theme=LIGHT, measure=FOLLOWERS, every="day"),
        bars(table, theme=LIGHT, measure=Measure(EVIL), reference=Reference(1, EVIL)),
        dots(table, theme=LIGHT, measure=FOLLOWERS),
        stacked(mix, theme=LIGHT),
    ]
    for figure in figures:
        text = json.dumps(figure.to_plotly_json(), default=str)
        assert "<a " not in text
        assert "%{y}$" not in text
        assert "$x$" not in text


def test_bars_are_ranked_and_a_missing_value_is_words() -> None:
    figure = bars(ranked([3, None, 7]), theme=LIGHT, measure=FOLLOWERS)
    assert list(figure.data[0].x) == [7, 3, None]
    assert [note.text for note in figure.layout.annotations if "not available" in note.text] == ["<i>not available</i>"]
    figures = [note.text.strip() for note in figure.layout.annotations if note.yref == "y" and note.bgcolor]
    assert figures == ["7", "3"]


def test_a_column_of_figures_has_one_precision() -> None:
    assert Measure("%", "percent").labels([12.34, 0.5, None]) == ["12.3\u202f%", "0.5\u202f%", ""]


def test_whiskers_reach_from_low_to_high() -> None:
    figure = bars(ranked([3, 4], low=[2, None], high=[5, None]), theme=LIGHT, measure=FOLLOWERS)
    assert [list(trace.x) for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"] == [[2, 5]]


def test_dots_show_figure_and_n_and_words_for_missing() -> None:
    figure = dots(
        ranked([0.5, None], low=[0.4, None], high=[0.7, None], n=[20, 3]), theme=DARK, measure=Measure("%", "percent")
    )
    texts = [note.text for note in figure.layout.annotations]
    assert {"<b>0.50\u202f%</b>", "n 20", "n 3", "<i>not available</i>"} <= set(texts)


def test_ratios_are_drawn_on_a_logarithmic_axis_with_their_reference() -> None:
    figure = dots(ranked([0.5, 2]), theme=LIGHT, measure=Measure("", "ratio"), reference=Reference(1, "same"), log=True)
    assert [shape.x0 for shape in figure.layout.shapes if shape.line.dash] == [1]
    assert next(note.x for note in figure.layout.annotations if note.text == "same") == 0


def test_shares_keep_unknown_brands_without_a_bar() -> None:
    frame = pd.DataFrame(
        {"brand_id": ["a", "a", "b", "b"], "name": ["A", "A", "B", "B"], "colour": [0, 0, 1, 1], "own": False,
         "part": ["image", "video"] * 2, "label": ["Image", "Video"] * 2, "share": [40, 60, math.nan, math.nan], "n": [10, 10, 0, 0]}
    )  # fmt: skip
    figure = stacked(frame, theme=LIGHT)
    assert [list(trace.x) for trace in figure.data] == [[40, None], [60, None]]
    assert not {trace.marker.color for trace in figure.data} & set(LIGHT.brands)


def test_unobserved_weeks_are_shaded_and_zero_is_not() -> None:
    frame = series([1, None, 0, 2], [None, None, 1, 1], step=7)
    figure = columns_over_time(frame, theme=LIGHT, measure=Measure("posts"))
    assert len([shape for shape in figure.layout.shapes if shape.type == "rect"]) == 2
    assert any("not observed" in note.text for note in figure.layout.annotations)
    assert ys(figure.data[0]) == [1, None, 0, 2]


def test_losses_are_seen_below_zero() -> None:
    figure = columns_over_time(series([5.0, -40.0, 3.0], step=7), theme=LIGHT, measure=FOLLOWERS)
    low, high = figure.layout.yaxis.range
    assert low <= -40
    assert high >= 5
    assert 0 in figure.layout.yaxis.tickvals


def test_forty_strips_are_lower_than_few() -> None:
    few, many = (
        columns_over_time(series(*[[1.0, 2.0]] * brands, step=7), theme=LIGHT, measure=FOLLOWERS).layout.height / brands
        for brands in (6, 40)
    )
    assert many < 0.75 * few


def test_a_brand_added_later_is_shaded_before() -> None:
    frame = pd.concat([series([1, 1, 1], step=7), series([1, 1, 1], [2, 2, 2], step=7).iloc[4:]])
    figure = columns_over_time(frame, theme=LIGHT, measure=Measure("posts"))
    assert len([shape for shape in figure.layout.shapes if shape.type == "rect"]) == 1


def test_heatmap_leaves_unknown_hours_open() -> None:
    figure = heatmap(
        pd.DataFrame({"weekday": [0, 6], "hour": [0, 23], "value": [0, 5]}), theme=LIGHT, measure=Measure("posts")
    )
    grid = np.asarray(figure.data[0].z, dtype=float)
    assert grid[0, 0] == 0
    assert grid[6, 23] == 5
    assert np.isnan(grid).sum() == 7 * 24 - 2


@pytest.mark.usefixtures("french")
def test_words_and_numbers_follow_the_language() -> None:
    assert weekdays()[0] == "lun."
    assert Measure("").ticks([0, 12500]) == ["0", "12,5\u202fk"]
    config = plotly_config()
    assert config["locale"] == "fr"
    assert config["locales"]["fr"]["format"]["shortMonths"][0] == "janv."
    figure = lines(series([1, 2]), theme=LIGHT, measure=FOLLOWERS)
    assert figure.layout.separators == ",\u202f"


def test_the_button_row_offers_no_cloud() -> None:
    assert plotly_config()["showSendToCloud"] is False


def test_calendar_starts_on_a_monday() -> None:
    frame = pd.DataFrame({"day": [date(2026, 5, 1), date(2026, 5, 4)], "value": [1, 2]})
    grid = np.asarray(calendar(frame, theme=LIGHT, measure=Measure("posts")).data[0].z, dtype=float)
    assert grid.shape == (7, 2)
    assert grid[4, 0] == 1
    assert grid[0, 1] == 2


def test_figures_go_out_as_typed_arrays() -> None:
    packed = json.loads(drawn(lines(series([1, 2, 3]), theme=LIGHT, measure=FOLLOWERS)))["data"][0]["y"]
    assert packed["dtype"] == "f4"
    assert len(base64.b64decode(packed["bdata"])) == 12


@given(
    st.lists(st.floats(0, 300), min_size=1, max_size=8), st.floats(1, 20)
)  # fmt: skip
def test_labels_keep_order_gap_and_bounds(targets: list[float], gap: float) -> None:
    placed = spread(targets, gap, 0, 300)
    order = sorted(range(len(targets)), key=lambda index: targets[index])
    assert all(-1e-6 <= place <= 300 + 1e-6 for place in placed)
    assert all(placed[b] - placed[a] >= gap - 1e-6 for a, b in pairwise(order))


def test_labels_that_do_not_collide_stay_where_they_belong() -> None:
    assert spread([10, 50, 90], 16, 0, 100) == [10, 50, 90]


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_ticks_are_inside_distinct_and_few(low: float, span: float) -> None:
    values = number_ticks(low, low + span)
    assert all(low - span * 1e-6 <= value <= low + span * (1 + 1e-6) for value in values)
    assert len(values) <= 9


@given(st.integers(0, 10**7), st.integers(4, 10**6))
def test_tick_texts_tell_neighbours_apart(low: int, span: int) -> None:
    texts = Measure("followers").ticks(number_ticks(low, low + span, whole=True))
    assert len(set(texts)) == len(texts)


def test_tick_texts_are_not_rounded_away_from_their_place() -> None:
    assert Measure("%", "percent").ticks([0, 0.25, 0.5]) == ["0\u202f%", "0.25\u202f%", "0.50\u202f%"]


def test_a_small_ratio_is_not_printed_as_nothing() -> None:
    assert [ratio(value) for value in (2.0, 0.04, 0.0013, 0.0, 12.4)] == ["×2.00", "×0.04", "×0.0013", "×0.00", "×12"]


def test_ratios_beside_long_names_have_few_ticks() -> None:
    frame = ranked([0.8, 1.0, 1.3], low=[0.7, 0.9, 1.1], high=[0.9, 1.1, 1.4])
    for wide in (frame, frame.assign(low=0.02, high=50.0)):
        figure = dots(wide, theme=LIGHT, measure=Measure("times", "ratio"), log=True)
        assert 2 <= len(figure.layout.xaxis.tickvals) <= 5


def test_log_ticks_are_round() -> None:
    assert log_ticks(9, 1100) == [10, 20, 50, 100, 200, 500, 1000]
    assert log_ticks(1, 1e9) == [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 4000))
def test_day_ticks_are_inside_and_few(first: date, span: int) -> None:
    days, texts = day_ticks(first, first + timedelta(days=span))
    assert len(days) == len(texts)
    assert 1 <= len(days) <= 8
    assert all(first <= day <= first + timedelta(days=span) for day in days)


@given(st.text(max_size=80), st.floats(40, 300))
def test_shortened_text_fits(text: str, pixels: float) -> None:
    assert text_width(shorten(text, pixels, 13), 13) <= pixels


def test_names_that_begin_alike_stay_apart_when_cut() -> None:
    names = ["Outdoor Company of Norway", "Outdoor Company of Sweden", "Anvil", "Outdoor Company of Norway"]
    norway, sweden, anvil, again = shorten_apart(names, 96, 13)
    assert (norway, sweden, anvil) == ("Outdoo…orway", "Outdo…weden", "Anvil")
    assert norway == again
    assert shorten_apart([names[0]], 96, 13) == [shorten(names[0], 96, 13)], "nothing else looks like it"


@given(st.lists(st.text(max_size=60), max_size=6), st.floats(30, 300))
def test_texts_cut_apart_fit(texts: list[str], pixels: float) -> None:
    assert all(text_width(text, 13) <= pixels or text == "…" for text in shorten_apart(texts, pixels, 13))


@given(st.text(alphabet="abc WM é", max_size=200), st.floats(60, 300))
def test_wrapped_lines_fit_and_lose_nothing(text: str, pixels: float) -> None:
    wrapped = wrap(text, pixels, 13, lines=999)
    assert all(text_width(line, 13) <= pixels for line in wrapped)
    assert "".join(wrapped).replace(" ", "") == "".join(text.split())


def test_sparkline_leaves_gaps_and_takes_no_markup() -> None:
    image = sparkline([1, 2, None, 3], colour="#123456", label='"><script>')
    assert image.count("<polyline") == 1
    assert "<script" not in image
    with pytest.raises(ValueError, match="#rrggbb"):
        sparkline([1], colour='red" onload="x')


@pytest.mark.parametrize("values", [[], [None], [math.nan, None], [5.0], [5.0, 5.0]])
def test_sparkline_of_little_is_still_an_image(values: list[float | None]) -> None:
    assert sparkline(values, colour="#123456").endswith("</svg>")


def test_no_mean_is_printed_where_periods_are_missing() -> None:
    """Weeks whose counts are withheld are missing for a reason: the mean of the others, here 0, would mislead."""
    weeks = [date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18)]
    rows = [("a", 0.0), ("a", math.nan), ("a", 0.0), ("b", 3.0), ("b", 6.0), ("b", 9.0)]
    frame = pd.DataFrame(
        [
            {
                "brand_id": brand,
                "name": brand.upper(),
                "colour": 1,
                "own": False,
                "day": weeks[place % 3],
                "value": value,
            }
            for place, (brand, value) in enumerate(rows)
        ]
    )
    figure = columns_over_time(frame, theme=LIGHT, measure=Measure("posts"))
    texts = " ".join(str(annotation.text) for annotation in figure.layout.annotations)
    assert "1 of 3 not observed" in texts
    assert "6.0 on average" in texts
    assert "0.0 on average" not in texts
