"""What leaves the house carries its definition, keeps unknown apart from zero and runs nothing."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest

from benchmark.charts import browser, export
from benchmark.charts.bars import bars
from benchmark.charts.browser import BROWSER
from benchmark.charts.card import Card
from benchmark.charts.compose import composed, recoloured
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.charts.stacked import stacked
from benchmark.charts.theme import DARK, LIGHT, contrast
from benchmark.text.language import language

NOW = datetime(2026, 11, 21, 8)
TABLE = pd.DataFrame(
    {"Brand": ["=HYPERLINK(1)", 'Bell, "wether"', "\u202eC"], "Day": [date(2026, 11, 1)] * 3, "Followers": [12400.0, None, 0.0],
     "Rate in %": [0.5, float("nan"), -1.25]}
)  # fmt: skip

needs_browser = pytest.mark.skipif(browser.browser_path() is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module", autouse=True)
def _stop_browser() -> Iterator[None]:
    yield
    BROWSER.stop()


@pytest.fixture
def french() -> Iterator[None]:
    token = language.set("fr")
    yield
    language.reset(token)


def frame(count: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {"brand_id": [f"b{n}" for n in range(count)], "name": [f"Brand <i>{n}</i>" for n in range(count)], "colour": range(count),
         "own": [n == 0 for n in range(count)], "value": [float(n + 1) for n in range(count)]}
    )  # fmt: skip


def card(**changes: Any) -> Card:
    fields: dict[str, Any] = {
        "key": "followers-over-time", "finding": "Anvil grew fastest: +4.2 % in 28 days", "definition": "Followers, 26 of 28 days.",
        "footer": "Source: Bluesky. Collected 21 Nov 2026.", "figure": bars(frame(), theme=LIGHT, measure=Measure("followers")),
        "table": TABLE, "method": "Last observation of the day.", "subject": "Anvil", "period": (date(2026, 10, 1), date(2026, 11, 20)),
    }  # fmt: skip
    return Card(**{**fields, **changes})


def test_file_name_is_made_of_safe_signs() -> None:
    assert export.file_name(card(), "png") == "anvil_followers-over-time_2026-10-01_2026-11-20.png"
    name = export.file_name(card(subject="../../etc/passwd", key="..\\x"), "../sh")
    assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
    assert ".." not in name


def test_csv_has_a_header_first_and_unknown_values_empty() -> None:
    read = pd.read_csv(io.BytesIO(export.csv(card())), encoding="utf-8-sig", keep_default_na=False, dtype=str)
    assert list(read.columns) == [*TABLE.columns, "Definition and source"]
    assert read["Followers"].tolist() == ["12400", "", "0"]
    assert read["Rate in %"].tolist() == ["0.5", "", "-1.25"]
    assert read["Brand"].tolist() == ["'=HYPERLINK(1)", 'Bell, "wether"', "C"]
    assert read["Definition and source"].tolist()[1:] == ["", ""]
    assert "26 of 28 days" in read["Definition and source"][0]
    assert "Bluesky" in read["Definition and source"][0]


@pytest.mark.usefixtures("french")
def test_csv_follows_the_spreadsheets_of_the_language() -> None:
    read = pd.read_csv(io.BytesIO(export.csv(card())), encoding="utf-8-sig", sep=";", decimal=",")
    assert read["Rate in %"].tolist()[0] == 0.5


def test_csv_of_nothing_is_its_header() -> None:
    empty = TABLE.iloc[:0]
    assert export.csv(card(table=empty)).decode("utf-8-sig").strip() == "Brand,Day,Followers,Rate in %"


def test_workbook_keeps_types_and_runs_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx(card())))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == list(TABLE.columns)
    assert rows[1] == ["=HYPERLINK(1)", datetime(2026, 11, 1), 12400, 0.5]
    assert rows[2][2:] == [None, None]
    assert rows[3] == ["C", datetime(2026, 11, 1), 0, -1.25]
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].number_format == "#,##0"
    assert sheet.freeze_panes == "A2"


def test_workbook_says_how_it_was_counted() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx(card())))
    said = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert said["Title"] == "Anvil grew fastest: +4.2 % in 28 days"
    assert said["Definition"] == "Followers, 26 of 28 days."
    assert said["Period"] == "1 Oct 2026 to 20 Nov 2026"
    assert said["How it is computed"] == "Last observation of the day."
    assert "Bluesky" in said["Sources and collection"]
    assert "Exported at" in said


def test_a_file_names_the_version_of_the_data() -> None:
    versioned = card(version="0123456789ab")
    assert "Data version 0123456789ab" in export.csv(versioned).decode("utf-8-sig")
    said = openpyxl.load_workbook(io.BytesIO(export.xlsx(versioned))).worksheets[1]
    assert ("Data version", "0123456789ab") in list(said.iter_rows(values_only=True))
    texts = " ".join(note.text for note in composed(versioned, LIGHT, 800, NOW).layout.annotations)
    assert "Exported 21 Nov 2026, data version 0123456789ab." in texts


def test_a_picture_carries_title_definition_footer_and_date() -> None:
    texts = " ".join(note.text for note in composed(card(), LIGHT, 800, NOW).layout.annotations)
    for part in ("Anvil grew fastest", "26 of 28 days", "Source: Bluesky", "Exported 21 Nov 2026"):
        assert part in texts


def test_long_texts_wrap_and_make_the_picture_taller() -> None:
    short = composed(card(), LIGHT, 700, NOW)
    long = composed(
        card(finding="A rather long finding " * 8, definition="Many conditions apply. " * 12), LIGHT, 700, NOW
    )
    assert long.layout.height > short.layout.height
    plots = [figure.layout.height - figure.layout.margin.t - figure.layout.margin.b for figure in (short, long)]
    assert plots[0] == plots[1]


def test_card_texts_are_no_markup() -> None:
    figure = composed(card(finding="<a href='http://evil.example'>x</a>", footer="<img src=x>"), LIGHT, 700, NOW)
    assert not [note.text for note in figure.layout.annotations if "<a " in note.text or "<img" in note.text]


def test_composing_leaves_the_cards_own_chart_alone() -> None:
    made = card()
    assert made.figure is not None
    before = made.figure.to_json()
    composed(made, DARK, 700, NOW)
    assert made.figure.to_json() == before


def test_a_dark_chart_becomes_a_light_picture() -> None:
    dark = bars(frame(), theme=DARK, measure=Measure("followers"))
    light = bars(frame(), theme=LIGHT, measure=Measure("followers"))
    assert recoloured(dark, LIGHT).to_json() == light.to_json()


def test_line_labels_stay_readable_when_recoloured() -> None:
    days = [date(2026, 5, 1), date(2026, 5, 2)]
    several = pd.concat([frame(8).assign(day=day) for day in days])
    figure = recoloured(lines(several, theme=LIGHT, measure=Measure("followers")), DARK)
    assert all(contrast(note.font.color, DARK.surface) >= 4.5 for note in figure.layout.annotations)


def test_words_on_fills_stay_readable_when_recoloured() -> None:
    kinds = ["image", "album", "video", "short", "text", "link", "live", "poll", "article", "x"]
    mix = pd.concat([frame(1).assign(part=kind, label=kind, share=10.0) for kind in kinds])
    figure = recoloured(stacked(mix, theme=DARK), LIGHT)
    assert all(contrast(trace.insidetextfont.color, trace.marker.color) >= 4.0 for trace in figure.data)


def test_a_card_without_a_chart_says_so() -> None:
    with pytest.raises(export.ExportFailed, match="no chart"):
        export.png(card(figure=None), LIGHT)


def test_without_a_browser_the_sentence_tells_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "browser_available", lambda: False)
    with pytest.raises(export.ExportFailed, match="Chromium"):
        export.svg(card(), LIGHT)
    assert export.client_figure(card(), LIGHT).layout.width == 1000


@needs_browser
def test_png_is_twice_its_width_in_pixels() -> None:
    picture = export.png(card(), LIGHT, 640)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">I", picture[16:20])[0] == 1280


@needs_browser
def test_svg_carries_its_typeface_and_no_address_to_load_from() -> None:
    picture = export.svg(card(), DARK, 640).decode()
    assert picture.startswith("<svg")
    assert "@font-face" in picture
    assert "Anvil grew fastest" in picture
    assert not re.search(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", picture)


@needs_browser
def test_several_readers_can_export_at_once() -> None:
    with ThreadPoolExecutor(4) as readers:
        pictures = list(readers.map(lambda number: export.svg(card(finding=f"Finding {number}"), LIGHT, 500), range(4)))
    assert all(f"Finding {number}" in picture.decode() for number, picture in enumerate(pictures))


@needs_browser
def test_a_browser_that_died_is_started_again() -> None:
    export.svg(card(), LIGHT, 500)
    BROWSER.stop()
    assert export.svg(card(), LIGHT, 500).startswith(b"<svg")


def test_a_browser_that_does_not_start_is_an_error_and_not_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> Any:
        raise OSError("no such program")

    monkeypatch.setattr(browser, "_opened", broken)
    fresh = browser.Browser()
    with pytest.raises(browser.CannotDraw, match="no such program"):
        fresh.draw(composed(card(), LIGHT, 500, NOW), "svg")
