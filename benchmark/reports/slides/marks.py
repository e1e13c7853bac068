"""Pieces of native charts as XML, each in the order that the schema asks for: lines, fills, labels, axes, the whole around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypedDict

from benchmark.charts import ticks
from benchmark.reports.slides.book import number, xml
from benchmark.reports.slides.canvas import MUTED
from benchmark.reports.slides.fitting import Box

SMALL: Final = 9.0
SIZE: Final = 10.0
_SPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
NO_LINE: Final = "<a:ln><a:noFill/></a:ln>"
_FAINT: Final = '<a:schemeClr val="tx1"><a:alpha val="14000"/></a:schemeClr>'
Side = Literal["l", "r", "t", "b"]


@dataclass(frozen=True)
class Scale:
    """An axis: its ends, the step of its marks, and the base of its logarithm (0 without)."""

    low: float
    high: float
    step: float = 0
    base: int = 0

    def part(self, value: float) -> float:
        """Return where a value lies between the low end (0) and the high one (1)."""
        if self.base:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


class Standing(TypedDict):
    """Where an axis stands on the other one, and its line."""

    at: float | None
    line_look: str


def scale_of(values: Sequence[float], *, log: bool, zero: bool, whole: bool = False, ratio: bool = False) -> Scale:
    """Return an axis with round ends around the values; logarithmic only when all of them are above 0."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if log and low > 0:
        base = 2 if ratio and high / low < 100 else 10
        ends = math.floor(math.log(low, base) + 1e-9), math.ceil(math.log(high, base) - 1e-9)
        return Scale(float(base ** ends[0]), float(base ** max(ends[1], ends[0] + 1)), base=base)
    if zero or 0 <= low < high * 0.3:
        low = min(low, 0.0)
        high = max(high, 0.0)
    if high <= low:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    marks = ticks.number_ticks(low, high, about=5, whole=whole)
    step = marks[1] - marks[0] if len(marks) > 1 else high - low
    first, last = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(round(first, 12), round(last, 12), round(step, 12))


def solid(colour: str, alpha: int = 100) -> str:
    """Return a fill of ``#rrggbb``, ``alpha`` percent of it."""
    inner = f'<a:alpha val="{alpha * 1000}"/>' if alpha < 100 else ""
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}">{inner}</a:srgbClr></a:solidFill>'


def line(colour: str, width: float, dash: str = "", alpha: int = 100) -> str:
    """Return a line of so many points."""
    dashes = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{round(width * 12_700)}" cap="rnd">{solid(colour, alpha)}{dashes}<a:round/></a:ln>'


def words(size: float, *, colour: str = "", bold: bool = False, muted: bool = False, wrap: bool = True) -> str:
    """Return the look of a chart's texts: ``c:txPr``."""
    fill = f'<a:srgbClr val="{colour[1:].upper()}"/>' if colour else MUTED if muted else '<a:schemeClr val="tx1"/>'
    body = "<a:bodyPr/>" if wrap else '<a:bodyPr wrap="none"/>'
    return (
        f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">'
        f"<a:solidFill>{fill}</a:solidFill>"
        '</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def marker(colour: str, size: int, *, ring: bool = False) -> str:
    """Return a round mark."""
    fill = "<a:noFill/>" if ring else solid(colour)
    return (
        f'<c:marker><c:symbol val="circle"/><c:size val="{size}"/><c:spPr>{fill}{line(colour, 1)}</c:spPr></c:marker>'
    )


NO_MARKER: Final = '<c:marker><c:symbol val="none"/></c:marker>'


def label(place: int, shown: str, look: str, position: str, *, form: str = "", moved: float = 0, text: str = "") -> str:
    """Return one point's label: ``shown`` is what of value, category and series; ``text`` a fixed text in place of it."""
    layout = (
        f'<c:layout><c:manualLayout><c:x val="0"/><c:y val="{moved:.5f}"/></c:manualLayout></c:layout>' if moved else ""
    )
    fixed = (
        f"<c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>{xml(text)}</a:t></a:r></a:p></c:rich></c:tx>"
        if text
        else ""
    )
    return f'<c:dLbl><c:idx val="{place}"/>{layout}{fixed}{_shown(shown, look, position, form)}</c:dLbl>'


def labels(single: str, shown: str = "", look: str = "", position: str = "", form: str = "") -> str:
    """Return a series' labels: those of single points, then what all others show."""
    return f"<c:dLbls>{single}{_shown(shown, look, position, form)}</c:dLbls>"


def no_label(place: int) -> str:
    """Return that one point has no label."""
    return f'<c:dLbl><c:idx val="{place}"/><c:delete val="1"/></c:dLbl>'


def _shown(shown: str, look: str, position: str, form: str) -> str:
    number_form = f'<c:numFmt formatCode="{xml(form)}" sourceLinked="0"/>' if form else ""
    place = f'<c:dLblPos val="{position}"/>' if position else ""
    plain_box = f"<c:spPr><a:noFill/>{NO_LINE}</c:spPr>" if look else ""
    flags = "".join(
        f'<c:show{name} val="{int(name in shown.split())}"/>'
        for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    return f"{number_form}{plain_box}{look}{place}{flags}<c:separator>  </c:separator>"


def whisker(plus: str, minus: str, look: str, direction: str = "", *, caps: bool = False) -> str:
    """Return intervals as error bars of their own lengths; ``direction`` is x or y where a chart has both."""
    towards = f'<c:errDir val="{direction}"/>' if direction else ""
    return (
        f'<c:errBars>{towards}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="{int(not caps)}"/>'
        f"<c:plus>{plus}</c:plus><c:minus>{minus}</c:minus><c:spPr>{look}</c:spPr></c:errBars>"
    )


def value_axis(
    axis: int, cross: int, scale: Scale, side: Side, form: str, *, hidden: bool = False, grid: bool = True, at: float | None = None,
    crosses: str = "min", line_look: str = NO_LINE, between: bool = True,
) -> str:  # fmt: skip
    """Return an axis of numbers; ``at`` is the place on the other axis where it stands, else its ``crosses`` end."""
    base = f'<c:logBase val="{scale.base}"/>' if scale.base else ""
    crossing = f'<c:crossesAt val="{number(at)}"/>' if at is not None else f'<c:crosses val="{crosses}"/>'
    step = f'<c:majorUnit val="{number(scale.step)}"/>' if scale.step and not scale.base else ""
    lines = (
        f'<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill>{_FAINT}</a:solidFill></a:ln></c:spPr></c:majorGridlines>'
        if grid
        else ""
    )
    return (
        f'<c:valAx><c:axId val="{axis}"/><c:scaling>{base}<c:orientation val="minMax"/><c:max val="{number(scale.high)}"/>'
        f'<c:min val="{number(scale.low)}"/></c:scaling><c:delete val="{int(hidden)}"/><c:axPos val="{side}"/>{lines}'
        f'<c:numFmt formatCode="{xml(form)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"nextTo" if crosses == "max" else "low"}"/><c:spPr>{line_look}</c:spPr>{words(SMALL, muted=True)}'
        f'<c:crossAx val="{cross}"/>{crossing}'
        f'<c:crossBetween val="{"between" if between else "midCat"}"/>{step}</c:valAx>'
    )


def category_axis(axis: int, cross: int, side: Side, *, down: bool = False, at: float | None = None, crosses: str = "autoZero",
                  size: float = SIZE, form: str = "", skip: int = 0, flat: bool = False) -> str:  # fmt: skip
    """Return an axis of names; ``down`` puts the first on top, ``at`` is the value at which its line stands.

    ``flat`` wraps long names where they would be turned.
    """
    look = words(size, muted=bool(form))
    look = look.replace("<a:bodyPr/>", '<a:bodyPr rot="0" vert="horz"/>') if flat else look
    crossing = f'<c:crossesAt val="{number(at)}"/>' if at is not None else f'<c:crosses val="{crosses}"/>'
    number_form = f'<c:numFmt formatCode="{xml(form)}" sourceLinked="0"/>' if form else ""
    skipped = f'<c:tickLblSkip val="{skip}"/>' if skip else ""
    return (
        f'<c:catAx><c:axId val="{axis}"/><c:scaling><c:orientation val="{"maxMin" if down else "minMax"}"/></c:scaling>'
        '<c:delete val="0"/>'
        f'<c:axPos val="{side}"/>{number_form}<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="9525"><a:solidFill>{MUTED}</a:solidFill></a:ln></c:spPr>{look}<c:crossAx val="{cross}"/>'
        f'{crossing}<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="50"/>{skipped}<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def day_axis(axis: int, cross: int, form: str, every: tuple[str, int], crosses: str = "autoZero") -> str:
    """Return an axis of days with a mark every so many days, months or years."""
    unit, step = every
    return (
        f'<c:dateAx><c:axId val="{axis}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f'<c:numFmt formatCode="{xml(form)}" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr><a:ln w="9525"><a:solidFill>{MUTED}</a:solidFill></a:ln></c:spPr>'
        f'{words(SMALL, muted=True)}<c:crossAx val="{cross}"/><c:crosses val="{crosses}"/><c:auto val="0"/><c:lblOffset val="50"/>'
        '<c:baseTimeUnit val="days"/>'
        f'<c:majorUnit val="{step}"/><c:majorTimeUnit val="{unit}"/></c:dateAx>'
    )


def legend(side: str, hidden: Sequence[int] = (), left: float = 0) -> str:
    """Return a legend without the entries of some series; ``left`` is the part of the chart's width at which it starts."""
    place = (
        '<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.5f}"/><c:y val="0.01"/><c:w val="{1 - left:.5f}"/><c:h val="0.98"/></c:manualLayout></c:layout>'
        if left
        else ""
    )
    gone = "".join(f'<c:legendEntry><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>' for place in hidden)
    return f'<c:legend><c:legendPos val="{side}"/>{gone}{place}<c:overlay val="0"/>{words(SMALL)}</c:legend>'


def whole_chart(plot: str, *, inner: Box, size: Box, legend_xml: str = "", title: str = "", colour: str = "") -> bytes:
    """Return a chart; ``inner`` is the place of its plot within ``size``, in points."""
    parts = (inner.x / size.width, inner.y / size.height, inner.width / size.width, inner.height / size.height)
    places = "".join(f'<c:{name} val="{part:.5f}"/>' for name, part in zip("xywh", parts, strict=True))
    layout = (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{places}</c:manualLayout></c:layout>"
    )
    head = '<c:autoTitleDeleted val="1"/>'
    if title:
        fill = solid(colour) if colour else ""
        head = (
            f'<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1000" b="1">{fill}</a:defRPr></a:pPr><a:r>'
            f'<a:rPr lang="en-US" sz="1000" b="1">{fill}</a:rPr><a:t>{xml(title)}</a:t></a:r></a:p></c:rich></c:tx>'
            '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {_SPACES}>'
        '<c:date1904 val="0"/><c:roundedCorners val="0"/>'
        f"<c:chart>{head}<c:plotArea>{layout}{plot}<c:spPr><a:noFill/></c:spPr></c:plotArea>{legend_xml}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/>{NO_LINE}</c:spPr>{words(SIZE)}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()
