"""Native bubbles: brands between two figures, areas after a third where all are known, medians as the axes' own lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from benchmark.charts import native
from benchmark.charts.layout import Reference
from benchmark.charts.measure import Measure
from benchmark.charts.native import Native, Series, Values
from benchmark.charts.theme import LIGHT, ink
from benchmark.reports.slides import marks
from benchmark.reports.slides.book import Book
from benchmark.reports.slides.fitting import Box, width_of
from benchmark.reports.slides.marks import SMALL, Scale
from benchmark.reports.slides.parts import ACROSS, AXES, GREY, STRAIGHT, UP, UPRIGHT, Drawn, head, known, less, scale
from benchmark.text import t

_NOT_3D: Final = '<c:bubble3D val="0"/>'
_Rect = tuple[float, float, float, float]


def scatter(chart: Native, size: Box) -> Drawn:
    """Draw brands between two figures."""
    measure_x = chart.measure_x or Measure()
    level_x = chart.reference_x.value if chart.reference_x else None
    xs = [value for value in (*(_one(series.x) for series in chart.series), level_x) if value is not None]
    across = marks.scale_of(xs, log=chart.log_x, zero=False, whole=measure_x.form == "count")
    up, inner = scale(chart), Box(52, 8, size.width - 64, size.height - 34)
    order = sorted(chart.series, key=lambda one: (one.own, -(_one(one.sizes) or 0.0)))
    sized = chart.measure_size is not None and all((_one(one.sizes) or 0) > 0 for one in order)
    made = _Bubbles(chart, order, measure_x, sized=sized)
    drawn = "".join(made.bubble(row, side) for row, side in enumerate(_sides(order, across, up, inner)))
    inside = f'<c:varyColors val="0"/>{drawn}'
    area = '<c:bubbleScale val="45"/><c:showNegBubbles val="0"/><c:sizeRepresents val="area"/>'
    body = (
        f"<c:bubbleChart>{inside}{area}{AXES}</c:bubbleChart>"
        if sized
        else f'<c:scatterChart><c:scatterStyle val="lineMarker"/>{inside}{AXES}</c:scatterChart>'
    )
    short_x, short = native.short_format(measure_x, xs), native.short_format(chart.measure, known(chart))
    below = marks.value_axis(ACROSS, UP, across, "b", short_x, between=False, **_standing(chart.reference))
    left = marks.value_axis(UP, ACROSS, up, "l", short, between=False, **_standing(chart.reference_x))
    return Drawn(marks.whole_chart(body + below + left, inner=inner, size=size), made.book.xlsx())


def _standing(level: Reference | None) -> marks.Standing:
    """Return that an axis stands at the other's median: the two are the dashed lines of the plot."""
    if level is None:
        return {"at": None, "line_look": marks.NO_LINE}
    return {"at": level.value, "line_look": marks.line(GREY, 1, "dash")}


class _Bubbles:
    """The workbook of a scatter and its marks."""

    def __init__(self, chart: Native, order: Sequence[Series], measure_x: Measure, *, sized: bool) -> None:
        self.book, self.order, self.sized = Book(), order, sized
        full = native.number_format(chart.measure)
        low, high = [_one(one.low) for one in order], [_one(one.high) for one in order]
        values = [_one(one.figures) for one in order]
        self.names = self.book.add(t("Name"), [one.name for one in order])
        self.x = self.book.add(
            measure_x.unit or t("Value"), [_one(one.x) for one in order], native.number_format(measure_x)
        )
        self.y = self.book.add(chart.measure.unit or t("Value"), values, full)
        self.area = self.plus = self.minus = -1
        if chart.measure_size:
            form = native.number_format(chart.measure_size)
            self.area = self.book.add(chart.measure_size.unit or t("Size"), [_one(one.sizes) for one in order], form)
        if any(one is not None for one in low):
            self.book.add(t("From"), low, full)
            self.book.add(t("To"), high, full)
            self.plus = self.book.add("+", [less(one, value) for one, value in zip(high, values, strict=True)], full)
            self.minus = self.book.add(
                "\u2212", [less(value, one) for value, one in zip(values, low, strict=True)], full
            )

    def bubble(self, row: int, side: str) -> str:
        """Return one brand's mark, named on a side that has room."""
        one, here, cells = self.order[row], range(row, row + 1), self.book.cells
        look = marks.words(SMALL, colour=ink(one.colour, LIGHT), bold=one.own, wrap=False)
        named = marks.labels(marks.label(0, "SerName", look, side)) if side else ""
        whisker = ""
        if self.plus >= 0 and _one(one.low) is not None and _one(one.high) is not None:
            thin = marks.line(one.colour, 1.25, "", 55)
            whisker = marks.whisker(cells(self.plus, here), cells(self.minus, here), thin, "y")
        begin = head(row, cells(self.names, here))
        places = f"<c:xVal>{cells(self.x, here)}</c:xVal><c:yVal>{cells(self.y, here)}</c:yVal>"
        if self.sized:
            fill = f"<c:spPr>{marks.solid(one.colour, 60)}{marks.line(one.colour, 1)}</c:spPr>{UPRIGHT}"
            area = f"<c:bubbleSize>{cells(self.area, here)}</c:bubbleSize>{_NOT_3D}"
            return f"<c:ser>{begin}{fill}{named}{whisker}{places}{area}</c:ser>"
        mark = f"<c:spPr>{marks.NO_LINE}</c:spPr>{marks.marker(one.colour, 9)}"
        return f"<c:ser>{begin}{mark}{named}{whisker}{places}{STRAIGHT}</c:ser>"


def _one(values: Values) -> float | None:
    return values[0] if values else None


def _sides(order: Sequence[Series], across: Scale, up: Scale, plot: Box) -> list[str]:
    """Return on which side of each mark its name has room, empty where nowhere; the own brand and large ones first."""
    spots = [
        (across.part(_one(one.x) or 0.0) * plot.width, up.part(_one(one.figures) or 0.0) * plot.height) for one in order
    ]
    taken: list[_Rect] = [(x - 5, x + 5, y - 5, y + 5) for x, y in spots]
    sides = [""] * len(order)
    for place in sorted(
        range(len(order)), key=lambda place: (not order[place].own, -(_one(order[place].sizes) or 0.0))
    ):
        width = width_of(order[place].name, SMALL) + 4
        x, y = spots[place]
        boxes: dict[str, _Rect] = {
            "r": (x + 8, x + 8 + width, y - 6, y + 6), "l": (x - 8 - width, x - 8, y - 6, y + 6),
            "t": (x - width / 2, x + width / 2, y + 8, y + 20), "b": (x - width / 2, x + width / 2, y - 20, y - 8),
        }  # fmt: skip
        free = next((side for side, box in boxes.items() if _free(box, taken, plot)), "")
        if free:
            sides[place] = free
            taken.append(boxes[free])
    return sides


def _free(box: _Rect, taken: Sequence[_Rect], plot: Box) -> bool:
    left, right, low, high = box
    inside = left >= 0 and right <= plot.width and low >= 0 and high <= plot.height
    return inside and all(right <= a or b <= left or high <= c or d <= low for a, b, c, d in taken)
