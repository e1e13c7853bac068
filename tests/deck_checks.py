"""What every deck keeps: a package that opens without repair, chart parts in the schema's order, shapes that do not overlap."""

from __future__ import annotations

import io
import math
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import openpyxl
from lxml import etree
from pptx import Presentation
from pptx.util import Pt

from benchmark.reports.slides.fitting import LINE, wrapped

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_AXIS = "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt"
ORDER = {
    "chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart spPr txPr externalData printSettings userShapes extLst",
    "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly dispBlanksAs showDLblsOverMax extLst",
    "plotArea": "layout lineChart barChart scatterChart bubbleChart catAx valAx dateAx dTable spPr extLst",
    "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId extLst",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId extLst",
    "scatterChart": "scatterStyle varyColors ser dLbls axId extLst",
    "bubbleChart": "varyColors ser dLbls bubble3D bubbleScale showNegBubbles sizeRepresents axId extLst",
    "lineChart/ser": "idx order tx spPr marker dPt dLbls trendline errBars cat val smooth extLst",
    "barChart/ser": "idx order tx spPr invertIfNegative pictureOptions dPt dLbls trendline errBars cat val shape extLst",
    "scatterChart/ser": "idx order tx spPr marker dPt dLbls trendline errBars xVal yVal smooth extLst",
    "bubbleChart/ser": "idx order tx spPr invertIfNegative dPt dLbls trendline errBars xVal yVal bubbleSize bubble3D extLst",
    "dPt": "idx invertIfNegative marker bubble3D explosion spPr pictureOptions extLst",
    "dLbls": "dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator extLst",
    "dLbl": "idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator extLst",
    "errBars": "errDir errBarType errValType noEndCap plus minus val spPr extLst",
    "catAx": f"{_AXIS} auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl extLst",
    "dateAx": f"{_AXIS} auto lblOffset baseTimeUnit majorUnit majorTimeUnit minorUnit minorTimeUnit extLst",
    "valAx": f"{_AXIS} crossBetween majorUnit minorUnit dispUnits extLst",
    "scaling": "logBase orientation max min extLst",
    "legend": "legendPos legendEntry layout overlay spPr txPr extLst",
    "numCache": "formatCode ptCount pt extLst",
    "strCache": "ptCount pt extLst",
    "marker": "symbol size spPr extLst",
    "manualLayout": "layoutTarget xMode yMode wMode hMode x y w h extLst",
    "title": "tx layout overlay spPr txPr extLst",
}
"""The children of an element of a chart in the order of ECMA-376's schema."""


@dataclass(frozen=True)
class Chart:
    """A chart of a deck and its workbook: columns of values by their headings."""

    title: str
    """Of its slide."""
    xml: Any
    columns: list[tuple[str, list[Any]]]

    def values(self, heading: str) -> list[Any]:
        return next(values for name, values in self.columns if name == heading)

    @property
    def kind(self) -> str:
        plot = self.xml.find(f".//{C}plotArea")
        return next(str(child.tag).removeprefix(C) for child in plot if child.tag.endswith("Chart"))


def check_package(deck: bytes) -> None:
    """Every part is told of, reached and well formed; every relationship leads somewhere; ids are unique on each slide."""
    with zipfile.ZipFile(io.BytesIO(deck)) as packed:
        names = packed.namelist()
        assert len(names) == len(set(names))
        parts = {name: packed.read(name) for name in names}
    types = etree.fromstring(parts["[Content_Types].xml"])
    told = {one.get("PartName").lstrip("/") for one in types if one.get("PartName")}
    endings = {one.get("Extension").lower() for one in types if one.get("Extension")}
    assert told <= set(parts)
    reached, open_ends = {"[Content_Types].xml"}, [""]
    while open_ends:
        source = open_ends.pop()
        rels = posixpath.join(posixpath.dirname(source), "_rels", posixpath.basename(source) + ".rels")
        if rels not in parts:
            continue
        reached.add(rels)
        ids = set()
        for relation in etree.fromstring(parts[rels]).iter(_RELS):
            ids.add(relation.get("Id"))
            assert relation.get("TargetMode") != "External", relation.get("Target")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(source), relation.get("Target"))).lstrip("/")
            assert target in parts, target
            if target not in reached:
                reached.add(target)
                open_ends.append(target)
        used = set(re.findall(rb'\br:(?:id|embed|link|pict)="([^"]+)"', parts.get(source, b"")))
        assert {one.decode() for one in used} <= ids, source
    assert reached == set(parts)
    for name, content in parts.items():
        assert name in told or name.rpartition(".")[2].lower() in endings, name
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(content)
            if name.startswith("ppt/slides/"):
                ids_here = root.xpath("//*[local-name()='cNvPr']/@id")
                assert len(ids_here) == len(set(ids_here)), name
                assert not root.xpath("//*[local-name()='t'][contains(., '\u202e')]")
            if name.startswith("ppt/charts/chart"):
                check_order(root)


def check_order(root: Any) -> None:
    """An element's children stand in the schema's order: otherwise PowerPoint repairs the file."""
    for element in root.iter():
        if not isinstance(element.tag, str) or not element.tag.startswith(C):
            continue
        name, parent = element.tag.removeprefix(C), element.getparent()
        if name == "marker" and element.get("val"):
            continue
        inside = f"{parent.tag.removeprefix(C)}/{name}" if name == "ser" else name
        if inside in ORDER:
            order = ORDER[inside].split()
            if name == "plotArea":  # axes in any order
                order = [*order[:5], "ax", *order[8:]]
            places = [
                order.index("ax" if name == "plotArea" and child.tag.endswith("Ax") else child.tag.removeprefix(C))
                for child in element
            ]
            assert places == sorted(places), (inside, [child.tag for child in element])


def charts(deck: bytes) -> list[Chart]:
    """Every chart; what it shows is held against its workbook, which runs nothing."""
    found = []
    for slide in Presentation(io.BytesIO(deck)).slides:
        title = slide.shapes.title.text if slide.shapes.title else ""
        for shape in slide.shapes:
            if not shape.has_chart:
                continue
            part: Any = shape.chart.part
            book = openpyxl.load_workbook(io.BytesIO(part.chart_workbook.xlsx_part.blob))
            sheet: Any = book.active
            assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
            root = etree.fromstring(part.blob)
            for reference in root.iter(f"{C}numRef", f"{C}strRef"):
                _same(reference, sheet)
            ids = [one.get("val") for one in root.findall(f".//{C}ser/{C}idx")]
            assert len(ids) == len(set(ids))
            columns = [(str(column[0].value), [cell.value for cell in column[1:]]) for column in sheet.iter_cols()]
            found.append(Chart(title, root, columns))
    return found


def _same(reference: Any, sheet: Any) -> None:
    where = reference.find(f"{C}f").text
    assert where.startswith("Data!"), where
    cells = sheet[where.removeprefix("Data!").replace("$", "")]
    cells = [row[0] for row in cells] if isinstance(cells, tuple) else [cells]
    cache = reference[1]
    assert int(cache.find(f"{C}ptCount").get("val")) == len(cells)
    points = {int(one.get("idx")): one.find(f"{C}v").text for one in cache.iter(f"{C}pt")}
    for place, cell in enumerate(cells):
        value = cell.value
        if reference.tag == f"{C}strRef":
            assert points.get(place, "") == str(value or "")
        elif value is None:
            assert place not in points, "an unknown figure is a gap"
        elif hasattr(value, "year"):
            assert place in points
        else:
            assert math.isclose(float(points[place]), float(value), rel_tol=1e-14)


@dataclass(frozen=True)
class _Placed:
    name: str
    left: int
    top: int
    right: int
    bottom: int


def check_places(deck: bytes) -> None:
    """Nothing lies over anything else or beyond its slide, and every text has the room that it takes."""
    slides = Presentation(io.BytesIO(deck))
    for number, slide in enumerate(slides.slides, 1):
        placed = []
        for shape in slide.shapes:
            if shape.is_placeholder and shape.placeholder_format.type not in (1, 3):  # title, centred title
                continue
            one = _Placed(shape.name, shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
            assert min(one.left, one.top) >= 0, (number, one)
            assert (one.right, one.bottom) <= (slides.slide_width, slides.slide_height), (number, one)
            placed.append(one)
            if shape.has_text_frame:
                assert shape.text_frame.text.strip(), (number, shape.name)
                _fits(number, shape)
        for one, other in combinations(placed, 2):
            apart = (
                one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
            )
            assert apart, (number, one, other)


def _fits(number: int, shape: Any) -> None:
    inset = 14.4 if shape.is_placeholder else 0
    width, height = shape.width / Pt(1) - inset, shape.height / Pt(1)
    lines = ((paragraph.runs[0].font.size.pt, len(wrapped(paragraph.text, width, paragraph.runs[0].font.size.pt)))
             for paragraph in shape.text_frame.paragraphs if paragraph.runs)  # fmt: skip
    assert sum(size * LINE * count for size, count in lines) <= height + 1, (
        number,
        shape.name,
        shape.text_frame.text[:80],
    )


def texts(deck: bytes) -> Iterator[str]:
    """Every text of the slides, tables and notes included."""
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            yield slide.notes_slide.notes_text_frame.text
