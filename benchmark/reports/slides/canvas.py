"""A slide to put texts, tables and charts on, in points; shapes are written as XML, which is many times faster than one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.parts.chart import ChartPart
from pptx.slide import Slide
from pptx.util import Emu, Pt

from benchmark.charts.labels import plain
from benchmark.reports.slides.book import xml
from benchmark.reports.slides.fitting import Box, fit
from benchmark.reports.slides.template import POINT, Frame, slide_number
from benchmark.text.language import language

MUTED: Final = '<a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/></a:schemeClr>'
"""The text colour of whatever theme, lighter."""
_SPACES: Final = nsdecls("a", "p", "r")
_TITLE_SIZES: Final = (24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 11.0, 10.0)


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    size: float
    bold: bool = False
    italic: bool = False
    muted: bool = False
    colour: str = ""
    """``#rrggbb``, in place of the theme's."""
    after: float = 0
    """Points below it."""


class Canvas:
    """One slide."""

    def __init__(self, frame: Frame, slide: Slide, parts: Parts) -> None:
        self.frame, self.slide, self._parts = frame, slide, parts
        self._ids: Iterator[int] = itertools.count(1 + max(int(one) for one in slide.element.xpath("//p:cNvPr/@id")))

    def title(self, text: str, place: Box | None = None, most: float | None = None) -> None:
        """Set the title, shrunk until it fits its place."""
        shape = self.slide.shapes.title
        if shape is None:  # every layout in use has one
            raise ValueError("a slide without a title")
        place, most = place or self.frame.title, most or self.frame.title_size
        sizes = (most, *(size for size in _TITLE_SIZES if size < most))
        fitted = fit(plain(text, 600), place.width - 14.4, place.height - 7.2, sizes)
        shape.text_frame.text = fitted.text
        shape.text_frame.word_wrap = True
        for run in shape.text_frame.paragraphs[0].runs:
            run.font.size = Pt(fitted.size)
        if not self.frame.own_place:
            shape.left, shape.top, shape.width, shape.height = (
                Emu(round(side * POINT)) for side in (place.x, place.y, place.width, place.height)
            )

    def text(self, box: Box, paragraphs: Sequence[Words], name: str, fill: str = "", anchor: str = "t") -> None:
        """Put paragraphs into a box."""
        inset = round(6 * POINT) if fill else 0
        body = (
            f'<a:bodyPr wrap="square" lIns="{inset}" tIns="0" rIns="{inset}" bIns="0" rtlCol="0" anchor="{anchor}">'
            "<a:noAutofit/></a:bodyPr>"
            f"<a:lstStyle/>{''.join(_paragraph(one) for one in paragraphs)}"
        )
        look = f'<a:solidFill><a:srgbClr val="{fill[1:]}"/></a:solidFill>' if fill else "<a:noFill/>"
        self._add(
            f'<p:sp {_SPACES}><p:nvSpPr>{self._named(name)}<p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>{_xfrm(box, "a")}'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{look}</p:spPr><p:txBody>{body}</p:txBody></p:sp>'
        )

    def table(self, box: Box, content: str, name: str) -> None:
        """Put a native table (its ``a:tbl``) on the slide."""
        space = "http://schemas.openxmlformats.org/drawingml/2006/table"
        data = f'<a:graphicData uri="{space}">{content}</a:graphicData>'
        self._graphic(box, name, "", data, '<a:graphicFrameLocks noGrp="1"/>')

    def chart(self, box: Box, chart: bytes, workbook: bytes, name: str, told: str = "") -> None:
        """Put a native chart on the slide; ``told`` is what a screen reader says."""
        key = self.slide.part.relate_to(self._parts.chart(chart, workbook), RT.CHART)
        space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
        data = f'<a:graphicData uri="{space}"><c:chart xmlns:c="{space}" r:id="{key}"/></a:graphicData>'
        self._graphic(box, name, told, data, "")

    def number(self) -> None:
        """Show the slide's number where its layout has a place for it."""
        place = slide_number(self.slide.slide_layout)
        if place is None:
            return
        index = place.element.find(f".//{qn('p:ph')}").get("idx", "12")
        self._add(
            f'<p:sp {_SPACES}><p:nvSpPr>{self._named("Slide number")}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
            f'<p:ph type="sldNum" sz="quarter" idx="{index}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>'
            '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr/><a:t>‹#›</a:t></a:fld></a:p>'
            "</p:txBody></p:sp>"
        )

    def notes(self, text: str) -> None:
        """Write what the speaker reads."""
        frame = self.slide.notes_slide.notes_text_frame
        if frame is not None and text:
            frame.text = text

    def _graphic(self, box: Box, name: str, told: str, data: str, locks: str) -> None:
        self._add(
            f"<p:graphicFrame {_SPACES}><p:nvGraphicFramePr>{self._named(name, told)}"
            f"<p:cNvGraphicFramePr>{locks}</p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>{_xfrm(box, 'p')}"
            f"<a:graphic>{data}</a:graphic></p:graphicFrame>"
        )

    def _named(self, name: str, told: str = "") -> str:
        descr = f' descr="{xml(told)}"' if told else ""
        number = next(self._ids)
        return f'<p:cNvPr id="{number}" name="{xml(name)} {number}"{descr}/>'

    def _add(self, shape: str) -> None:
        self.slide.shapes._spTree.append(parse_xml(shape))  # noqa: SLF001  python-pptx's own way to add shapes


class Parts:
    """The charts of a deck and their workbooks as parts of its file: numbered here, for the library counts all parts for each."""

    def __init__(self, frame: Frame) -> None:
        self._package = frame.slides.part.package
        taken = {str(part.partname) for part in self._package.iter_parts()}
        self._numbers = (number for number in itertools.count(1) if f"/ppt/charts/chart{number}.xml" not in taken
                         and f"/ppt/embeddings/Microsoft_Excel_Sheet{number}.xlsx" not in taken)  # fmt: skip

    def chart(self, chart: bytes, workbook: bytes) -> Part:
        """Return a chart's part, its workbook (``rId1`` of the chart) attached."""
        number = next(self._numbers)
        part: Part = ChartPart.load(PackURI(f"/ppt/charts/chart{number}.xml"), CT.DML_CHART, self._package, chart)
        name = PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
        part.relate_to(Part(name, CT.SML_SHEET, self._package, workbook), RT.PACKAGE)
        return part


def run_properties(words: Words, tag: str = "a:rPr") -> str:
    """Return the look of a text."""
    colour = (
        f'<a:srgbClr val="{words.colour[1:]}"/>'
        if words.colour
        else MUTED
        if words.muted
        else '<a:schemeClr val="tx1"/>'
    )
    lang = ' lang="fr-FR"' if language.get().startswith("fr") else ' lang="en-US"'
    marks = (' b="1"' if words.bold else "") + (' i="1"' if words.italic else "")
    return f'<{tag}{lang} sz="{round(words.size * 100)}"{marks}><a:solidFill>{colour}</a:solidFill></{tag}>'


def _paragraph(words: Words) -> str:
    after = f'<a:pPr><a:spcAft><a:spcPts val="{round(words.after * 100)}"/></a:spcAft></a:pPr>' if words.after else ""
    return f"<a:p>{after}<a:r>{run_properties(words)}<a:t>{xml(plain(words.text, 8000))}</a:t></a:r></a:p>"


def _xfrm(box: Box, space: str) -> str:
    x, y, width, height = (round(side * POINT) for side in (box.x, box.y, box.width, box.height))
    return f'<{space}:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></{space}:xfrm>'


def unused_placeholders(slide: Slide, keep: Sequence[Any]) -> None:
    """Take out the placeholders that nothing is written in: they would invite to click on them."""
    for shape in list(slide.placeholders):
        if all(shape.element is not one.element for one in keep):
            shape.element.getparent().remove(shape.element)
