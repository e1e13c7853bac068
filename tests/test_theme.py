"""Colours can be told apart and read, and Streamlit's configuration repeats them."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from colorspacious import cspace_convert

from benchmark.charts import font
from benchmark.charts.theme import DARK, FONT, LIGHT, THEMES, Theme, brand_colour, contrast, figure_layout, ink

ROOT = Path(__file__).parent.parent
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
VISION = [None, "deuteranomaly", "protanomaly", "tritanomaly"]
APART = 10.0
"""Least distance in CAM02-UCS, where 1 is about the smallest difference that is seen side by side."""

themes = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def seen(colours: list[str], vision: str | None) -> np.ndarray:
    rgb = np.array([[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)] for colour in colours])
    if vision:
        rgb = cspace_convert(rgb, {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}, "sRGB1")
    return np.asarray(cspace_convert(np.clip(rgb, 0, 1), "sRGB1", "CAM02-UCS"))


@themes
@pytest.mark.parametrize("vision", VISION)
def test_brands_and_accent_stay_apart(theme: Theme, vision: str | None) -> None:
    colours = [*theme.brands, theme.accent]
    places = seen(colours, vision)
    for one, other in combinations(range(len(colours)), 2):
        distance = float(np.linalg.norm(places[one] - places[other]))
        assert distance >= APART, (colours[one], colours[other], distance)


@themes
def test_every_theme_has_ten_brand_colours_that_stand_out_from_its_grounds(theme: Theme) -> None:
    assert len(set(theme.brands)) == len(theme.brands) == 10
    for colour in (*theme.brands, theme.accent, theme.better, theme.worse):
        assert min(contrast(colour, theme.background), contrast(colour, theme.surface)) >= 3


@themes
def test_words_are_readable(theme: Theme) -> None:
    for colour in (theme.text, theme.muted, *(ink(brand, theme) for brand in (*theme.brands, theme.accent))):
        for ground in (theme.background, theme.surface):
            assert contrast(colour, ground) >= 4.5
    assert contrast("#ffffff", theme.button) >= 4.5


@themes
def test_each_colour_is_used_once_so_that_charts_can_be_recoloured(theme: Theme) -> None:
    tokens = theme.tokens()
    assert len(set(tokens)) == len(tokens)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", token) for token in tokens)


def test_themes_have_the_same_shape() -> None:
    assert len(LIGHT.tokens()) == len(DARK.tokens())


def test_own_brand_wears_the_accent_and_others_keep_their_number() -> None:
    assert brand_colour(LIGHT, 3, own=True) == LIGHT.accent
    assert brand_colour(DARK, "3") == DARK.brands[3]
    assert brand_colour(LIGHT, 13) == LIGHT.brands[3]
    assert brand_colour(LIGHT, None) == LIGHT.muted


@themes
def test_layout_sets_its_template_and_colours_itself(theme: Theme) -> None:
    layout = figure_layout(theme)
    assert layout["template"] == "none"
    assert layout["colorway"] == list(theme.brands)


@themes
def test_streamlit_repeats_the_theme(theme: Theme) -> None:
    section = CONFIG["theme"][theme.name]
    assert section["chartCategoricalColors"] == list(theme.brands)
    assert section["chartSequentialColors"] == list(theme.sequential)
    assert section["chartDivergingColors"] == list(theme.diverging)
    expected = {
        "primaryColor": theme.button, "backgroundColor": theme.background, "secondaryBackgroundColor": theme.surface,
        "textColor": theme.text, "linkColor": theme.accent, "borderColor": theme.border, "greenColor": theme.better,
        "redColor": theme.worse,
    }  # fmt: skip
    assert {name: section[name] for name in expected} == expected
    assert section["sidebar"]["backgroundColor"] == theme.sidebar


def test_streamlit_serves_the_shipped_typeface_only() -> None:
    faces = CONFIG["theme"]["fontFaces"]
    assert [(face["url"].rpartition("/")[2], face["unicodeRange"]) for face in faces] == list(font.FILES)
    assert all(face["url"].startswith("app/static/fonts/") and face["family"] == FONT for face in faces)
    assert all((font.FOLDER / name).read_bytes().startswith(b"wOF2") for name, _ in font.FILES)
    assert "SIL OPEN FONT LICENSE" in (font.FOLDER / "OFL.txt").read_text()


def test_streamlit_keeps_to_itself() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert "localhost" in CONFIG["server"]["allowedHosts"]
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["server"]["fileWatcherType"] == "none"
    assert not re.search(r"https?://", (ROOT / ".streamlit" / "config.toml").read_text())


def test_streamlit_knows_every_option_that_is_set() -> None:
    from streamlit import config

    known = set(config._config_options_template)
    given = [
        f"{section}.{name}" for section in ("server", "browser", "client", "runner") for name in CONFIG.get(section, {})
    ]
    given += [f"theme.{name}" for name in CONFIG["theme"] if name not in THEMES]
    for theme in THEMES:
        given += [f"theme.{theme}.{name}" for name in CONFIG["theme"][theme] if name != "sidebar"]
        given += [f"theme.{theme}.sidebar.{name}" for name in CONFIG["theme"][theme]["sidebar"]]
    assert [name for name in given if name not in known] == []
