"""A report as a PowerPoint deck: a slide a sheet with a native chart whose figures are edited in PowerPoint itself."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmark.charts import native
from benchmark.charts.card import Card
from benchmark.charts.labels import plain
from benchmark.charts.theme import LIGHT
from benchmark.refusals import Refusal
from benchmark.reports.document import Definition, Document, Sheet
from benchmark.reports.slides.canvas import Canvas, Parts, Words, unused_placeholders
from benchmark.reports.slides.fitting import LINE, Box, fit, lines_of, wrapped
from benchmark.reports.slides.pieces import pieces
from benchmark.reports.slides.template import Frame, opened
from benchmark.text import t
from benchmark.text.format import day_range


def deck(document: Document, template: bytes | Path | None = None) -> bytes:
    """Return a report as a .pptx file.

    Args:
        document: the report.
        template: a company's .pptx, whose typefaces and colours are kept; its slides are left out.

    Raises:
        Refusal: ``bad_template``: the template is no .pptx with a layout that has a title; ``large_template``.
    """
    frame = opened(_read(template) if isinstance(template, Path) else template)
    made = _Deck(frame, document)
    made.cover()
    for sheet in document.sheets:
        made.sheet(sheet)
    made.listed(t("Definitions"), document.definitions)
    made.listed(t("Sources"), document.sources)
    about, name = frame.slides.core_properties, plain(document.name, 200)
    about.title, about.subject, about.author, about.last_modified_by = name, plain(document.panel, 200), "", ""
    about.created = about.modified = document.made_at
    about.keywords = document.version.id
    buffer = io.BytesIO()
    frame.slides.save(buffer)
    return buffer.getvalue()


def _read(template: Path) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        raise Refusal("bad_template") from error


class _Deck:
    """The slides in the making."""

    def __init__(self, frame: Frame, document: Document) -> None:
        self.frame, self.document, self.parts = frame, document, Parts(frame)

    def cover(self) -> None:
        """Make the title slide."""
        slide = self.frame.slides.slides.add_slide(self.frame.cover)
        title = slide.shapes.title
        under = next((one for one in slide.placeholders if title is not None and one.placeholder_format.idx == 1), None)
        unused_placeholders(slide, [one for one in (title, under) if one is not None])
        canvas = Canvas(self.frame, slide, self.parts)
        place = _place(title)
        canvas.title(plain(self.document.name, 400), place, min(max(self.frame.title_size, 24.0) * 1.4, 40.0))
        lines = self._about()
        if under is not None and _place(under).height > 40:
            box = _place(under)
            under.element.getparent().remove(under.element)
        else:
            box = replace(self.frame.body, y=place.bottom + 8, height=self.frame.body.height * 0.6)
        box = Box(box.x + 7.2, box.y, box.width - 14.4, box.height)
        if self.document.demo:
            badge = Words(t("Demo data: every brand and figure is invented"), 13, bold=True, colour="#ffffff")
            canvas.text(Box(box.x, box.y, min(420, box.width), 24), [badge], "Demo", fill=LIGHT.accent, anchor="ctr")
            box = Box(box.x, box.y + 34, box.width, box.height - 34)
        canvas.text(box, _fitted(lines, box, (16.0, 14.0, 12.0, 10.0, 9.0)), "About")

    def sheet(self, sheet: Sheet) -> None:
        """Make a sheet's slides."""
        card = sheet.card
        if card is None:
            self._texts(sheet.title or t("Note"), _paragraphs(sheet.note), "")
            return
        room = self._body(sheet, card)
        taken = list(pieces(card, room.width, room.height))
        for place, part in enumerate(taken, 1):
            canvas = self._slide(_numbered(sheet.title, place, len(taken)))
            box = self._around(canvas, sheet, card)
            if part.said:
                said = fit(part.said, box.width, 24, (9.0, 8.0))
                canvas.text(
                    Box(box.x, box.y, box.width, said.height), [Words(said.text, said.size, muted=True)], "Remark"
                )
                box = Box(box.x, box.y + 26, box.width, box.height - 26)
            else:
                box = Box(box.x, box.y + 2, box.width, box.height - 2)
            part.put(canvas, box)
            canvas.notes(_spoken(sheet, card))

    def listed(self, title: str, entries: Sequence[Definition]) -> None:
        """Make the slides of definitions or sources."""
        if entries:
            lines = [
                t("{name}: {definition}", name=plain(one.name, 200), definition=plain(one.text, 2000))
                if one.name and one.text
                else plain(one.name or one.text, 2000)
                for one in entries
            ]
            self._texts(title, lines, "", size=11)

    def _texts(self, title: str, paragraphs: Sequence[str], notes: str, size: float = 16) -> None:
        """Make slides of words, as many as they take."""
        box = self.frame.body
        room = box.height - 22
        if sum(lines_of(one, box.width, size) * size * LINE + 6 for one in paragraphs) > 2 * room:
            size = max(size - 4, 10)
        pages: list[list[str]] = [[]]
        used = 0.0
        for paragraph in paragraphs:
            for piece in _pieces(paragraph, box.width, size, room):
                height = lines_of(piece, box.width, size) * size * LINE + 6
                if pages[-1] and used + height > room:
                    pages.append([])
                    used = 0.0
                pages[-1].append(piece)
                used += height
        for place, page in enumerate(pages, 1):
            canvas = self._slide(_numbered(title, place, len(pages)))
            if any(page):
                canvas.text(
                    Box(box.x, box.y + 4, box.width, room), [Words(one, size, after=6) for one in page], "Words"
                )
            self._foot(canvas, [self._version()])
            canvas.notes(notes)

    def _slide(self, title: str) -> Canvas:
        slide = self.frame.slides.slides.add_slide(self.frame.content)
        unused_placeholders(slide, [slide.shapes.title])
        canvas = Canvas(self.frame, slide, self.parts)
        canvas.title(title)
        canvas.number()
        return canvas

    def _body(self, sheet: Sheet, card: Card) -> Box:
        """Return what is left for the chart."""
        head, foot, note = self._heights(sheet, card)
        body = self.frame.body
        return Box(body.x, body.y + head, body.width, body.height - head - foot - note - 26)

    def _heights(self, sheet: Sheet, card: Card) -> tuple[float, float, float]:
        width = self.frame.body.width
        head = fit(plain(card.definition, 1500), width, 48, _HEAD_SIZES).height + 4 if card.definition else 0
        foot = sum(fit(one, width, 30, _FOOT_SIZES).height for one in self._feet(card)) + 4
        note = fit(sheet.note, width, 58, _NOTE_SIZES).height + 6 if sheet.note else 0
        return head, foot, note

    def _around(self, canvas: Canvas, sheet: Sheet, card: Card) -> Box:
        """Put the definition, the own note and the footer on a slide; return what is left between them."""
        head, foot, note = self._heights(sheet, card)
        body = self.frame.body
        if card.definition:
            fitted = fit(plain(card.definition, 1500), body.width, 48, _HEAD_SIZES)
            canvas.text(
                Box(body.x, body.y, body.width, fitted.height),
                [Words(fitted.text, fitted.size, muted=True)],
                "Definition",
            )
        if sheet.note:
            fitted = fit(sheet.note, body.width, 58, _NOTE_SIZES)
            place = Box(body.x, body.bottom - foot - note + 2, body.width, fitted.height)
            canvas.text(place, [Words(fitted.text, fitted.size, italic=True)], "Own note")
        self._foot(canvas, self._feet(card))
        return Box(body.x, body.y + head, body.width, body.height - head - foot - note)

    def _feet(self, card: Card) -> list[str]:
        return [one for one in (plain(card.footer, 1500), self._version()) if one]

    def _foot(self, canvas: Canvas, lines: Sequence[str]) -> None:
        body = self.frame.body
        fitted = [fit(one, body.width, 30, _FOOT_SIZES) for one in lines]
        height = sum(one.height for one in fitted)
        words = [Words(one.text, one.size, muted=True) for one in fitted]
        canvas.text(Box(body.x, body.bottom - height, body.width, height), words, "Footer")

    def _version(self) -> str:
        version = self.document.version
        seen = (
            t("latest figure of {moment} UTC", moment=version.observed_at)
            if version.observed_at
            else t("no figure yet")
        )
        words = t(
            "State of the data {id}, {seen}. Made {made} UTC.", id=version.id, seen=seen, made=self.document.made_at
        )
        return f"{t('Demo data.')} {words}" if self.document.demo else words

    def _about(self) -> list[str]:
        periods = [day_range(first, last) for first, last in self.document.periods]
        shown = "; ".join(periods[:4])
        if len(periods) > 4:
            shown = t("{periods} and {n} more", "{periods} and {n} more", periods=shown, n=len(periods) - 4)
        return [one for one in (plain(self.document.panel, 200), shown, self._version()) if one]


_HEAD_SIZES: Final = (12.0, 11.0, 10.0, 9.0, 8.0)
_FOOT_SIZES: Final = (9.0, 8.0, 7.0)
_NOTE_SIZES: Final = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0)


def _place(shape: object) -> Box:
    sides = (getattr(shape, side) or 0 for side in ("left", "top", "width", "height"))
    return Box(*(float(side) / 12_700 for side in sides))


def _numbered(title: str, place: int, total: int) -> str:
    return t("{title} ({place} of {total})", title=title, place=place, total=total) if total > 1 else title


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _fitted(lines: Sequence[str], box: Box, sizes: Sequence[float]) -> list[Words]:
    for size in sizes:
        if sum(lines_of(one, box.width, size) * size * LINE + 6 for one in lines) <= box.height:
            break
    return [Words(one, size, after=6, muted=place > 0) for place, one in enumerate(lines)]


def _pieces(text: str, width: float, size: float, height: float) -> Iterator[str]:
    """Yield a paragraph in pieces none of which is taller than a slide."""
    lines, most = wrapped(text, width, size), max(int((height - 6) / (size * LINE)), 1)
    for start in range(0, len(lines), most):
        yield " ".join(lines[start : start + most])


def _spoken(sheet: Sheet, card: Card) -> str:
    """Return the speaker's notes: what is shown, how it is computed, the names in full."""
    chart = native.of(card.figure)
    names = [str(one) for one in chart.categories if isinstance(one, str)] if chart else []
    names += (
        [one.name for one in chart.series if one.name] if chart and chart.kind in {"line", "column", "scatter"} else []
    )
    long = [name for name in dict.fromkeys(names) if len(name) > 30]
    events = [event.told for event in chart.events] if chart else []
    told = [
        card.finding if sheet.title != card.finding else "", sheet.note, card.definition, card.method, card.footer,
        t("Names in full: {names}", names="; ".join(long)) if long else "",
        t("Events: {events}", events="; ".join(plain(one, 200) for one in events)) if events else "",
    ]  # fmt: skip
    return "\n\n".join(
        "\n".join(plain(line, 4000) for line in part.split("\n") if line.strip()) for part in told if part
    )
