"""Every page with 1 and with 40 brands, and every field of the address: shown by its widget, written by it, found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final, Self

import pytest
from page_opening import open_page
from streamlit.testing.v1 import AppTest
from worlds import ABOUT, NOW, SOCIAL, brand_id, build, name

from benchmark import clock, owner
from benchmark.cards import Builder, Context
from benchmark.cards.registry import ALL
from benchmark.dashboard.parts import card, report_pages
from benchmark.dashboard.views import PAGES
from benchmark.reports.document import Sheet
from benchmark.text import t
from benchmark.view import fields

SIZES: Final = {
    "1 brand, 1 network": (1, ("bluesky",)),
    "40 brands, all networks": (40, (*SOCIAL, *ABOUT)),
    "6 brands": (6, ("bluesky", "youtube", "gdelt", "hackernews")),
}
CHARTS: Final = [page.path for page in PAGES if page.path != "data"]

Opening = Callable[..., AppTest]


class Frozen(datetime):
    """The time of the worlds."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(NOW.year, NOW.month, NOW.day, NOW.hour, tzinfo=tz)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Each world's database, built once it is asked for and closed again."""
    made: dict[str, Path] = {}

    def of(size: str) -> Path:
        if size not in made:
            brands, networks = SIZES[size]
            world = build(tmp_path_factory.mktemp("pages") / "benchmark.duckdb", brands, networks)
            world.store.close()
            made[size] = world.path
        return made[size]

    return of


@pytest.fixture(scope="module")
def opening(files: Callable[[str], Path]) -> Iterator[Opening]:
    """Opens a page over one of the worlds, at their time; a world stays open until another one is asked for."""
    shown = ""

    def opened(size: str, path: str, **fields: Any) -> AppTest:
        nonlocal shown
        if shown != size:
            owner.close()
            patch.setenv("BENCHMARK_DB", str(files(size)))
            shown = size
        return open_page("" if path == PAGES[0].path else path, **fields)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCHMARK_SCHEDULE", "off")
        patch.setattr(clock, "datetime", Frozen)
        # a report lists cards that stand on the other pages, dozens of them
        patch.setattr(report_pages, "sheet_of", lambda _store, item, *_, **__: Sheet(item, str(item.card), "", None))
        owner.close()
        yield opened
        owner.close()


@pytest.mark.parametrize(
    ("size", "path"),
    [
        pytest.param(size, page.path, marks=pytest.mark.slow if size.startswith("40") else ())
        for size in ("1 brand, 1 network", "40 brands, all networks")
        for page in PAGES
    ],
)
def test_every_page_draws_and_every_chart_on_it_has_a_table_and_files(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, size: str, path: str
) -> None:
    shown: list[tuple[Context, Builder]] = []
    draw = card.show

    def noted(context: Context, builder: Builder, **more: Any) -> None:
        shown.append((context, builder))
        draw(context, builder, **more)

    monkeypatch.setattr(card, "show", noted)
    page = opening(size, path)
    assert [title.value for title in page.title] == [t(next(each.title for each in PAGES if each.path == path))]
    assert filters(page) <= {key_of(field) for field in CASES}, "a filter that no case below opens"
    built = [card.card_of(*each) for each in shown]
    assert {builder for _, builder in shown} <= set(ALL.values()), "a card that stands in no CARDS"
    told = [each for each in built if each.state != "empty"]
    tables = {toggle.key for toggle in page.toggle}
    files = {button.key for button in page.download_button}
    for each in told:
        assert f"table-{each.key}" in tables
        assert {f"csv-{each.key}", f"xlsx-{each.key}"} <= files
    if told:
        before = len(page.dataframe)
        page.toggle(key=f"table-{told[0].key}").set_value(True).run()
        assert not page.exception
        assert len(page.dataframe) == before + 1


@dataclass(frozen=True)
class Case:
    """A field of the address: the page with its widget, what a link says and what the widget then shows, what a reader picks
    and what the address says then."""

    path: str
    said: str
    shown: Any
    picked: Any
    written: str
    key: str = ""
    """The widget's, where it is not ``choose-<field>``."""


def named(*places: int) -> str:
    names = {brand_id(place): name(place) for place in range(6)}
    return " ".join(fields.named(names, brand_id(place)) for place in places)


CASES: Final = {
    "panel": Case("data", "a-few-of-them.few", "few", "wide", ""),
    "period": Case("data", "26w", "26w", "28d", "28d"),
    "compare": Case("data", "year", "year", "none", "none"),
    "networks": Case("data", "youtube", ["youtube"], ["bluesky", "youtube"], "bluesky youtube"),
    "brands": Case("data", named(2, 4), [brand_id(2), brand_id(4)], [brand_id(5)], named(5)),
    "network": Case("publishing", "youtube", "youtube", "bluesky", ""),
    "mentions": Case("audience", "gdelt", "gdelt", "hackernews", ""),
    "over": Case("data", "views", "views", "mean", "mean"),
    "markets": Case("data", "france", ["france"], ["united-kingdom"], "united-kingdom"),
    "roles": Case("data", "service", ["service"], ["main", "service"], "main service"),
    "brand": Case("brand", named(2), brand_id(2), brand_id(3), named(3)),
    "beside": Case("brand", named(4), brand_id(4), brand_id(3), named(3)),
    "like": Case("data", "yes", True, False, ""),
    "without": Case("data", "contest", True, False, "", key="choose-without-contest"),
    "scale": Case("audience", "log", "log", "index", "index"),
    "sort": Case("content", "comments flop", "comments", "newest", "newest", key="post-sort"),
    "kinds": Case("content", "video", ["video"], ["image", "video"], "image video", key="post-kinds"),
    "tags": Case("content", "contest", ["contest"], ["partnership"], "partnerships.partne", key="post-tags"),
    "search": Case("content", "made", "made", "what", "what", key="post-search"),
    "report": Case("report", "monthly", "monthly", "portrait", "portrait"),
    "event": Case("brand", "fair-of-the-sector.moment", "moment2345", "campaign2345", ""),
}
NOT_YET: Final = {"industry"}
"""Fields that no page uses; `test_every_page_draws…` fails when one of them gets a widget."""


def test_every_field_of_the_address_has_a_case() -> None:
    assert set(CASES) | NOT_YET == set(fields.FIELDS)
    assert not set(CASES) & NOT_YET


@pytest.fixture
def without_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages draw all but their cards, where only the widgets are looked at."""
    monkeypatch.setattr(card, "show", lambda *_, **__: None)


@pytest.mark.usefixtures("without_cards")
@pytest.mark.parametrize("field", CASES)
def test_a_filter_comes_from_the_address_and_returns_to_it(opening: Opening, field: str) -> None:
    case = CASES[field]
    page = opening("6 brands", case.path, **{field: case.said})
    assert value(page, field) == case.shown
    widget(page, field).set_value(case.picked).run()
    assert not page.exception
    assert page.session_state[field] == case.written
    again = opening("6 brands", case.path, **{field: case.written})
    assert value(again, field) == case.picked


@pytest.mark.parametrize("path", sorted({case.path for case in CASES.values()}))
def test_what_nobody_knows_in_the_address_breaks_nothing(opening: Opening, path: str) -> None:
    said = "no-such-thing.zzzzzz <script>alert(1)</script> $x$ ../.."
    page = opening("6 brands", path, **dict.fromkeys(fields.FIELDS, said))
    assert [value(page, field) for field, case in CASES.items() if case.path == path]


BESIDE: Final = {"choose-days", "post-side", "choose-without-partnership"}
"""Second widgets of a field."""


def key_of(field: str) -> str:
    return CASES[field].key or f"choose-{field}"


def filters(page: AppTest) -> set[str]:
    """The keys of the widgets on a page that write into the address."""
    keys = {str(each.key) for each in elements(page) if each.key}
    return {key for key in keys if key.startswith(("choose-", "post-"))} - BESIDE


def elements(page: AppTest) -> list[Any]:
    kinds = (
        "selectbox",
        "multiselect",
        "toggle",
        "checkbox",
        "radio",
        "button_group",
        "text_input",
        "number_input",
        "date_input",
    )
    return [each for kind in kinds for each in page.get(kind)]


def widget(page: AppTest, field: str) -> Any:
    return next(each for each in elements(page) if each.key == key_of(field))


def value(page: AppTest, field: str) -> Any:
    shown = widget(page, field).value
    return sorted(shown) if isinstance(shown, list) else shown
