"""A deck opens without repair, says the same figures as the cards, and holds whatever a name or a template brings."""

from __future__ import annotations

import io
import math
import time
import zipfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from deck_checks import A, C, Chart, charts, check_package, check_places, texts
from deck_samples import EVIL, card, document, drawings, every_kind, figures, names, sheet
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Pt
from worlds import build

from benchmark.cards.registry import ALL
from benchmark.charts import native
from benchmark.charts.labels import plain
from benchmark.charts.theme import LIGHT
from benchmark.problems import sentence
from benchmark.refusals import Refusal
from benchmark.reports.deck import deck
from benchmark.reports.document import Sheet
from benchmark.reports.slides import template

SECTIONS = (
    '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
    '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="Theirs" '
    'id="{{1A2B3C4D-0000-0000-0000-000000000001}}"><p14:sldIdLst><p14:sldId id="{}"/></p14:sldIdLst></p14:section></p14:sectionLst>'
    "</p:ext></p:extLst>"
)


@cache
def of_brands(count: int) -> bytes:
    return deck(every_kind(count))


@pytest.fixture(scope="module", params=[1, 40])
def made(request: pytest.FixtureRequest) -> tuple[int, bytes]:
    """A deck with every drawing, and how many brands are in it."""
    return request.param, of_brands(request.param)


@pytest.fixture(scope="module")
def wide() -> list[Chart]:
    return charts(of_brands(40))


def of(wide: list[Chart], key: str) -> list[Chart]:
    return [one for one in wide if one.title.startswith(f"What {key} tell")]


def test_it_opens_and_nothing_overlaps(made: tuple[int, bytes]) -> None:
    check_package(made[1])
    check_places(made[1])


def test_every_kind_of_drawing_is_a_native_chart_or_a_table(wide: list[Chart], made: tuple[int, bytes]) -> None:
    kinds = {key: " ".join({one.kind for one in of(wide, key)}) for key in drawings(1)}
    assert kinds == {
        **dict.fromkeys(("lines", "log", "curves", "dots", "ratios", "boxes"), "lineChart"),
        **dict.fromkeys(("columns", "bars", "whiskers", "stacked", "factors"), "barChart"),
        **dict.fromkeys(("hours", "days", "parts of the week", "cells"), ""),
        "bubbles": "bubbleChart",
        "rings": "scatterChart",
    }
    slides = Presentation(io.BytesIO(made[1])).slides
    tabled = {
        slide.shapes.title.text.split(" tell")[0]
        for slide in slides
        if any(shape.has_table for shape in slide.shapes) and slide.shapes.title
    }
    assert {"What hours", "What days", "What parts of the week", "What cells", "What tables"} <= tabled


def test_workbooks_hold_the_figures_in_full(wide: list[Chart]) -> None:
    """To the 16 digits that a spreadsheet keeps; 0 is 0, and an unknown figure an empty cell."""
    expected = sorted(value for value in figures(40) if not math.isnan(value))
    for key, heading in (("bars", "posts"), ("whiskers", "%"), ("dots", "%"), ("rings", "%")):
        values = [value for one in of(wide, key) for value in one.values(heading)]
        extra = [50.0] * len(of(wide, key)) if key == "bars" else []  # the level to compare with
        assert sorted(value for value in values if value is not None) == pytest.approx(
            sorted(expected + extra), rel=1e-15
        ), key
        assert values.count(None) == (0 if key == "rings" else 1), key
    for chart in of(wide, "whiskers"):
        columns = zip(*(chart.values(name) for name in ("%", "%: from", "%: to", "+", "\u2212")), strict=True)
        assert all(plus == pytest.approx(high - value) and minus == pytest.approx(value - low)
                   for value, low, high, plus, minus in columns if value is not None)  # fmt: skip


def test_charts_equal_what_the_dashboard_draws(wide: list[Chart]) -> None:
    for key, figure in drawings(40).items():
        chart = native.of(figure)
        assert chart is not None
        if chart.kind in {"bar", "dot", "stacked"}:
            for series in chart.series if chart.kind != "dot" else chart.series[:1]:
                heading = plain(series.name, 255) or "Value"
                drawn = [value for one in of(wide, key) for value in one.values(heading)]
                level = chart.reference.value if chart.reference and chart.kind == "bar" and not chart.log else None
                same([value for value in drawn if value != level or value in series.figures], series.figures)
        if chart.kind == "column":
            for one, series in zip(of(wide, key), chart.series, strict=True):
                same(one.columns[1][1], series.figures)


def same(drawn: Sequence[float | None], wanted: Sequence[float | None]) -> None:
    """To the 16 digits that a spreadsheet keeps; unknown where unknown."""
    assert [value is None for value in drawn] == [value is None for value in wanted]
    assert [value or 0.0 for value in drawn] == pytest.approx([value or 0.0 for value in wanted], rel=1e-15)


def test_lines_are_named_at_their_ends_or_in_a_legend_and_say_how_many_are_left_out() -> None:
    few, many = (deck(document(sheet(card("lines", drawings(count)["lines"])))) for count in (6, 40))
    one = charts(few)[0].xml
    assert len(one.findall(f".//{C}dLbl")) == 6  # of five brands with figures, and the median
    assert one.find(f".//{C}legend") is None
    assert charts(many)[0].xml.find(f".//{C}legend") is not None
    assert any("And 19 more brands, all in the workbook." in text for text in texts(many))
    styles = {dash.get("val") for dash in one.iter(f"{A}prstDash")}
    assert styles >= {"sysDot", "sysDash", "dash"}, "carried, forecast and the level are told apart"
    assert one.find(f".//{C}dispBlanksAs").get("val") == "gap"


def test_brands_keep_their_colours(wide: list[Chart]) -> None:
    colours = {one.get("val") for chart in of(wide, "bars") for one in chart.xml.findall(f".//{C}dPt//{A}srgbClr")}
    assert {colour[1:].upper() for colour in (LIGHT.accent, *LIGHT.brands[1:])} <= colours


def test_no_logarithmic_axis_has_a_figure_of_nothing(wide: list[Chart]) -> None:
    for chart in wide:
        if chart.xml.find(f".//{C}logBase") is not None:
            lows = [float(one.get("val")) for axis in chart.xml.iter(f"{C}valAx") if axis.find(f".//{C}logBase") is not None
                    for one in axis.iter(f"{C}min")]  # fmt: skip
            assert min(lows) > 0


def test_states_notes_and_words_are_said(made: tuple[int, bytes]) -> None:
    said = list(texts(made[1]))
    whole = "\n".join(said)
    for words in ("No posts were read. Choose a longer period.", "The figures could not be computed.", "The last reading failed.",
                  "What this means for us.", "Next steps", "Demo data: every brand and figure is invented", "State of the data 0123456789ab",
                  "Counted: by day.", "Followers: A long definition.", "YouTube: https://docs.example/api", "2 Mar – 31 May 2026"):  # fmt: skip
        assert words in whole
    assert "Campaign <b>x</b>" in whole, "events stand in the notes"


def test_cut_names_stand_in_full_in_the_notes(made: tuple[int, bytes]) -> None:
    if made[0] > 20:
        assert any(
            "Names in full:" in text and "Competitor brand of the outdoor sector no 33" in text
            for text in texts(made[1])
        )


def test_an_outside_text_stays_text_wherever_it_stands() -> None:
    sheets = []
    for evil in EVIL:
        one = card("bars", drawings(1)["bars"], finding=evil, definition=evil, footer=evil, method=evil)
        tabled = card("table", html="<p>", table=pd.DataFrame({evil: [evil], "Figure": [1.0]}))
        sheets += [sheet(one, note=evil), sheet(tabled, title=evil), sheet(None, title=evil, note=evil)]
    made = deck(document(*sheets, name=EVIL[3], words=EVIL[3]))
    check_package(made)
    check_places(made)
    assert len(charts(made)) == len(EVIL)  # no cell of theirs is a formula or a link
    assert all(sign not in text for text in texts(made) for sign in "\u202e\x00\x07\ufffe")
    for evil in EVIL:
        check_places(deck(document(name=evil, words=evil)))


def test_names_in_charts_are_texts(wide: list[Chart]) -> None:
    shown = {str(value) for one in of(wide, "bars") for value in one.values("Name")}
    assert any(name.startswith("=cmd|' /C calc'!A0") for name in shown)
    assert not any(sign in name for name in shown for sign in "\u202e\x00\x07\ufffe")
    assert len(shown) == len(names(40)) + 1, "cut names stay apart"


def test_a_company_s_template_keeps_its_look_and_loses_its_slides(tmp_path: Path) -> None:
    theirs = Presentation()  # 4 : 3, all layouts, with slides, notes and a section
    for layout in list(theirs.slide_layouts)[:3]:
        theirs.slides.add_slide(layout).shapes.title.text = "Secret of theirs"
    theirs.slides[0].notes_slide.notes_text_frame.text = "Secret note"
    theirs.part._element.append(parse_xml(SECTIONS.format(theirs.slides[0].slide_id)))
    buffer = io.BytesIO()
    theirs.save(buffer)
    path = tmp_path / "theirs.pptx"
    path.write_bytes(buffer.getvalue())
    made = deck(every_kind(12), path)
    check_package(made)
    check_places(made)
    slides = Presentation(io.BytesIO(made))
    assert slides.slide_width == Pt(720)
    assert not any("Secret" in text for text in texts(made))
    with zipfile.ZipFile(io.BytesIO(made)) as packed, zipfile.ZipFile(path) as before:
        assert b"sectionLst" not in packed.read("ppt/presentation.xml"), "it would name slides that are gone"
        assert packed.read("ppt/theme/theme1.xml") == before.read("ppt/theme/theme1.xml")


def test_the_own_template_is_wide() -> None:
    slides = Presentation(io.BytesIO(deck(document())))
    assert (slides.slide_width, slides.slide_height) == (Pt(960), Pt(540))
    assert [layout.name for layout in slides.slide_layouts] == ["Title Slide", "Title Only"]


def _untitled() -> bytes:
    slides = Presentation()
    for layout in list(slides.slide_layouts):
        if layout.name != "Blank":
            slides.slide_layouts.remove(layout)
    buffer = io.BytesIO()
    slides.save(buffer)
    return buffer.getvalue()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("hello.txt", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", _zip(), _untitled(), deck(document())[:4000]],
    ids=["empty", "text", "zip", "untitled", "cut"],
)
def test_what_cannot_serve_as_a_template_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        deck(document(), content)
    assert refused.value.code == "bad_template"


def test_a_template_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "TEMPLATE_MEGABYTES", 0)
    with pytest.raises(Refusal) as refused:
        deck(document(), b"P")
    assert refused.value.code == "large_template"
    assert sentence(refused.value).startswith("A template has at most 0 MB. Take ")


def test_a_missing_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        deck(document(), tmp_path / "nowhere.pptx")


def test_the_same_report_makes_the_same_figures_and_twenty_charts_are_quick() -> None:
    sheets = [sheet(card("dots", drawings(12)["dots"])) for _ in range(20)]
    start = time.process_time()
    made = deck(document(*sheets))
    assert time.process_time() - start < 6, "about 1 s on a free machine"
    assert len(charts(made)) == 20


@pytest.mark.slow
@pytest.mark.parametrize("brands", [1, 40])
def test_all_cards_stand_in_a_deck(tmp_path: Path, brands: int) -> None:
    world = build(tmp_path / "world.duckdb", brands, ("youtube", "instagram", "wikipedia"))
    context = world.context()
    sheets: list[Sheet] = []
    for key, builder in ALL.items():
        about = "wikipedia" if key in {"page-views-by-week", "share-of-voice", "mentions-by-week"} else context.network
        sheets.append(sheet(builder(context.about(about)), note="What this means for us."))
    made = deck(document(*sheets))
    check_package(made)
    check_places(made)
    assert charts(made)
    world.store.close()
