"""What slides are made on: the product's own 16:9 template, built here, or a company's with its typefaces and colours kept."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.slide import SlideLayout
from pptx.util import Emu, Pt

from benchmark.charts.theme import LIGHT
from benchmark.refusals import Refusal
from benchmark.reports.formats import TEMPLATE_MEGABYTES
from benchmark.reports.slides.fitting import Box

POINT: Final = 12_700
"""EMU of a point."""
_TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FEET: Final = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_LARGEST: Final = 200 * 2**20
"""Bytes of a template unpacked; more is taken for an attack."""
_FONT: Final = "Arial"
"""On every machine; the typeface of the pages is not."""
_TITLE_SIZE: Final = 24.0


@dataclass(frozen=True)
class Frame:
    """A presentation without slides, and where its slides have room."""

    slides: Slides
    cover: SlideLayout
    content: SlideLayout
    title: Box
    """The title's place on content slides."""
    title_size: float
    own_place: bool
    """Whether the title stands where its layout puts it."""
    body: Box
    """Everything below the title."""


def own() -> Slides:
    """Return the product's own template, without slides."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = Pt(960), Pt(540)
    for layout in list(slides.slide_layouts):
        if layout.name not in {"Title Slide", "Title Only"}:
            slides.slide_layouts.remove(layout)
    master = slides.slide_master
    for shape in [*_held(master), *(shape for layout in slides.slide_layouts for shape in _held(layout))]:
        _put(shape)
    next(
        shape for shape in _held(master) if shape.placeholder_format.type == PP_PLACEHOLDER.TITLE
    ).text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    style = master.element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    style.set("algn", "l")
    style.find(qn("a:defRPr")).set("sz", str(int(_TITLE_SIZE * 100)))
    style.find(qn("a:defRPr")).set("b", "1")
    for part in [relation.target_part for relation in master.part.rels.values() if relation.reltype.endswith("/theme")]:
        part._blob = _themed(part.blob)  # noqa: SLF001  python-pptx keeps themes as bytes
    _drop(slides, "thumbnail")
    return slides


def opened(template: bytes | None) -> Frame:
    """Return a frame on a company's template, or on the own one.

    Raises:
        Refusal: ``bad_template``: no .pptx, or no layout with a title; ``large_template``.
    """
    slides = own() if template is None else _read(template)
    _empty(slides)
    layouts = [layout for master in slides.slide_masters for layout in master.slide_layouts]
    titled = [layout for layout in layouts if _title(layout) is not None]
    if not titled:
        raise Refusal("bad_template")
    content = min(titled, key=lambda layout: (_type(layout) != "titleOnly", len(_others(layout))))
    cover = next((layout for layout in titled if _type(layout) == "title"), content)
    return _framed(slides, cover, content)


def _read(template: bytes) -> Slides:
    if len(template) > TEMPLATE_MEGABYTES * 2**20:
        raise Refusal("large_template", most=TEMPLATE_MEGABYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            size = sum(item.file_size for item in packed.infolist())
        slides = None if size > _LARGEST else Presentation(io.BytesIO(template))
    except Exception as error:  # a damaged file fails in python-pptx, zipfile or lxml, each in its own way
        raise Refusal("bad_template") from error
    if (
        slides is None or slides.part.content_type != CT.PML_PRESENTATION_MAIN
    ):  # with macros, which a deck does not carry on
        raise Refusal("bad_template")
    return slides


def _empty(slides: Slides) -> None:
    """Take out a template's slides, and what names them."""
    listed = slides.slides._sldIdLst  # noqa: SLF001  python-pptx has no way to remove a slide
    for slide in list(listed):
        slides.part.drop_rel(slide.rId)
        listed.remove(slide)
    root = slides.part._element  # noqa: SLF001
    for shows in root.findall(qn("p:custShowLst")):
        root.remove(shows)
    for extensions in root.findall(qn("p:extLst")):
        for extension in [one for one in extensions if any(child.tag.endswith("}sectionLst") for child in one)]:
            extensions.remove(extension)
        if not len(extensions):
            root.remove(extensions)


def _framed(slides: Slides, cover: SlideLayout, content: SlideLayout) -> Frame:
    width, height = (slides.slide_width or Pt(960)) / POINT, (slides.slide_height or Pt(540)) / POINT
    shape = _title(content)
    place = Box(*(float(side or 0) / POINT for side in (shape.left, shape.top, shape.width, shape.height)))
    fits = place.bottom <= height * 0.35 and place.width >= width * 0.6 and place.y >= 0
    edge = width / 24
    title = place if fits else Box(edge, height * 0.05, width - 2 * edge, height * 0.12)
    bottom = min(
        [
            height - edge / 3,
            *(float(foot.top) / POINT - 2 for foot in _feet(content) if foot.top / POINT > height * 0.8),
        ]
    )
    return Frame(
        slides, cover, content, title, _size(content), fits,
        Box(title.x + 7.2, title.bottom + 2, title.width - 14.4, bottom - title.bottom - 2),
    )  # fmt: skip


def slide_number(layout: SlideLayout) -> Any:
    """Return a layout's placeholder for the slide's number, None without one."""
    return next(
        (shape for shape in _held(layout) if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER), None
    )


def _held(layout: Any) -> list[Any]:
    """Return the placeholders of a layout or a master; the library's own types do not tell that it lists them."""
    return list(layout.placeholders)


def _title(layout: SlideLayout) -> Any:
    return next((shape for shape in _held(layout) if shape.placeholder_format.type in _TITLES), None)


def _others(layout: SlideLayout) -> list[Any]:
    return [shape for shape in _held(layout) if shape.placeholder_format.type not in (*_TITLES, *_FEET)]


def _feet(layout: SlideLayout) -> list[Any]:
    return [shape for shape in _held(layout) if shape.placeholder_format.type in _FEET and shape.top is not None]


def _type(layout: SlideLayout) -> str:
    return str(layout.element.get("type", ""))


def _size(layout: SlideLayout) -> float:
    """Return the type size of a layout's title: its own, its master's placeholder's, or the master's title style."""
    master = layout.slide_master
    above = [shape for shape in _held(master) if shape.placeholder_format.type in _TITLES]
    places = [
        _title(layout).element,
        *(shape.element for shape in above),
        master.element.find(f".//{qn('p:titleStyle')}"),
    ]
    for place in places:
        for style in [] if place is None else place.iter(qn("a:lvl1pPr")):
            found = style.find(qn("a:defRPr"))
            if found is not None and found.get("sz"):
                return min(int(found.get("sz")) / 100, 32.0)
    return _TITLE_SIZE


_PLACES: Final = {
    PP_PLACEHOLDER.TITLE: (32, 20, 896, 62),
    PP_PLACEHOLDER.CENTER_TITLE: (60, 150, 840, 110),
    PP_PLACEHOLDER.SUBTITLE: (60, 272, 840, 150),
    PP_PLACEHOLDER.BODY: (32, 90, 896, 400),
    PP_PLACEHOLDER.DATE: (40, 518, 120, 16),
    PP_PLACEHOLDER.FOOTER: (180, 518, 600, 16),
    PP_PLACEHOLDER.SLIDE_NUMBER: (820, 518, 100, 16),
}
"""Points from the left and the top, width and height."""


def _put(shape: Any) -> None:
    kind = shape.placeholder_format.type
    if kind in _PLACES:
        shape.left, shape.top, shape.width, shape.height = (Emu(side * POINT) for side in _PLACES[kind])
    for style in shape.element.iter(qn("a:lvl1pPr")):
        style.set("algn", "r" if kind == PP_PLACEHOLDER.SLIDE_NUMBER else "l")
        size = style.find(qn("a:defRPr"))
        if size is not None and kind in (*_FEET, PP_PLACEHOLDER.SUBTITLE):
            size.set("sz", "1600" if kind == PP_PLACEHOLDER.SUBTITLE else "900")


def _themed(blob: bytes) -> bytes:
    """Return a theme with the product's typeface and colours."""
    text = blob.decode()
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{_FONT}", text)
    colours = {"dk1": LIGHT.text, "lt1": LIGHT.surface, "dk2": LIGHT.muted, "lt2": LIGHT.sidebar, "accent1": LIGHT.accent,
               **{f"accent{place}": LIGHT.brands[place - 2] for place in range(2, 7)}}  # fmt: skip
    for name, colour in colours.items():
        text = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)",
            rf'\g<1><a:srgbClr val="{colour[1:].upper()}"/>\g<2>',
            text,
            flags=re.DOTALL,
        )
    return text.encode()


def _drop(slides: Slides, kind: str) -> None:
    package = slides.part.package
    for key, relation in list(package._rels.items()):  # noqa: SLF001
        if relation.reltype.endswith(kind):
            package._rels.pop(key)  # noqa: SLF001
