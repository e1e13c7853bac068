"""Ready-made reports and what every report is built from: whole periods, the brand's own networks, one definition each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from benchmark import clock
from benchmark.metrics import METRICS
from benchmark.reports import document, ready
from benchmark.reports.document import Document, NothingToShow, Sheet, build
from benchmark.store import Store
from benchmark.store.reports import Item, Report
from benchmark.view import periods
from benchmark.view.choices import context_of

NOW = datetime(2026, 11, 21, 9)


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Iterator[Store]:
    with Store.open(demo_file) as opened:
        yield opened


DAYS = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.fixture(scope="module")
def built(demo: Store) -> Callable[[str], Document]:
    """The ready-made reports of one month, each built when first asked for."""
    return cache(
        lambda kind: build(demo, ready.ready(demo, kind, days=DAYS), demo=True, now=NOW, whole=False),
    )


@pytest.mark.parametrize(
    ("today", "week", "month", "weeks"),
    [
        (date(2026, 11, 21), ("2026-11-09", "2026-11-15"), ("2026-10-01", "2026-10-31"), ("2026-08-17", "2026-11-15")),
        (date(2026, 11, 16), ("2026-11-09", "2026-11-15"), ("2026-10-01", "2026-10-31"), ("2026-08-17", "2026-11-15")),
        (date(2026, 11, 15), ("2026-11-02", "2026-11-08"), ("2026-10-01", "2026-10-31"), ("2026-08-10", "2026-11-08")),
        (date(2026, 3, 1), ("2026-02-16", "2026-02-22"), ("2026-02-01", "2026-02-28"), ("2025-11-24", "2026-02-22")),
    ],
)
def test_they_are_about_whole_weeks_and_months(
    today: date, week: tuple[str, str], month: tuple[str, str], weeks: tuple[str, str]
) -> None:
    for kind, (first, last) in (("weekly", week), ("monthly", month), ("portrait", weeks)):
        found = periods.period(ready.KINDS[kind].period, today)
        assert found == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind == "portrait" else pytest.mark.slow) for kind in ready.KINDS],
)
def test_each_is_built_over_what_is_followed(built: Callable[[str], Document], kind: str) -> None:
    made = built(kind)
    assert "Northpeak" in made.name or kind in {"weekly", "monthly"}
    assert made.sheets
    assert made.periods == (DAYS,)
    cards = [sheet.card for sheet in made.sheets if sheet.card is not None]
    assert all(card.state != "empty" for card in cards)
    assert all("Invented demo data." in card.footer for card in cards if card.footer)
    assert all(sheet.title == card.finding for sheet, card in zip(made.sheets, cards, strict=True))


def test_the_days_of_a_copy_move_on_with_the_calendar(demo: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    items = ready.ready(demo, "weekly").items
    pages = [item for item in items if item.card == "presence"]
    seen: list[tuple[date, date]] = []
    for today in (datetime(2026, 11, 21, 9), datetime(2026, 11, 23, 9)):
        monkeypatch.setattr(clock, "utcnow", lambda today=today: today)
        seen += build(demo, Report("mine", "Mine", tuple(pages))).periods
    assert seen == [(date(2026, 11, 9), date(2026, 11, 15)), (date(2026, 11, 16), date(2026, 11, 22))]
    assert {document.fields_of(item.fields)["period"] for item in items} == {"last-week"}


def test_a_brand_can_be_chosen_and_so_can_two(demo: Store) -> None:
    brands = context_of(demo, {}).brands
    alder, cairn = (str(brands.loc[brands["name"] == name, "brand_id"].iloc[0]) for name in ("Alderwild", "Cairnstone"))
    assert ready.ready(demo, "portrait", brands=[alder]).name == "Portrait of a brand: Alderwild"
    pair = ready.ready(demo, "head-to-head", brands=[cairn, alder])
    assert pair.name == "Head to head: Cairnstone – Alderwild"
    growth = next(item for item in pair.items if item.card == "follower-growth")
    card = build(demo, Report("", "", (growth,))).sheets[0].card
    assert card is not None
    assert card.table is not None
    assert set(card.table["Brand"]) == {"Cairnstone", "Alderwild"}


def test_the_same_report_over_the_same_data_holds_the_same(demo: Store, built: Callable[[str], Document]) -> None:
    report = ready.ready(demo, "portrait", days=DAYS)
    first, second = built("portrait"), build(demo, report, demo=True, now=NOW, whole=False)
    assert first.version == second.version
    assert [shown(sheet) for sheet in first.sheets] == [shown(sheet) for sheet in second.sheets]


def shown(sheet: Sheet) -> tuple[str, ...]:
    """Everything that a page shows, as text."""
    card = sheet.card
    assert card is not None
    table = "" if card.table is None else card.table.to_csv()
    return (
        sheet.title,
        card.definition,
        card.footer,
        card.html,
        table,
        "" if card.figure is None else str(card.figure.to_json()),
    )


def test_definitions_and_sources_stand_once(built: Callable[[str], Document]) -> None:
    made = built("weekly")
    names = [each.name for each in made.definitions if each.name]
    assert len(names) == len(set(names))
    assert {"Follower growth", "Posts per week", "Engagement rate by followers"} <= set(names)
    assert {"Bluesky", "Mastodon", "YouTube", "WordPress"} <= {each.name for each in made.sources}
    assert all(each.text.startswith("https://") for each in made.sources)


def test_a_definition_has_the_name_of_its_metric_and_no_other_colon_makes_a_name(
    built: Callable[[str], Document],
) -> None:
    made = built("portrait")
    labels = {metric.label: metric.description for metric in METRICS.values()}
    assert {each.name: each.text for each in made.definitions if each.name}.items() <= labels.items()
    assert any(each.text.startswith("Top quartile: ") for each in made.definitions if not each.name)


def test_own_titles_words_and_unknown_charts(demo: Store) -> None:
    items = (
        Item("a", None, title="What we do next", note="Fewer links."),
        Item("b", "posts-per-week", "period=28d", "mastodon", title="We post most"),
        Item("c", "of-a-later-version", "", "mastodon"),
    )
    words, posts, unknown = build(demo, Report("x", "Monday", items)).sheets
    assert (words.title, words.note, words.card) == ("What we do next", "Fewer links.", None)
    assert posts.title == "We post most"
    assert posts.card is not None
    assert "Mastodon" in posts.card.definition
    assert unknown.card is not None
    assert unknown.card.state == "empty"
    assert "of-a-later-version" in unknown.card.message


def test_progress_is_told_and_can_stop_the_work(demo: Store) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if done == 2:
            raise InterruptedError

    report = Report("x", "Words", tuple(Item(name, None, title=name) for name in "abc"))
    with pytest.raises(InterruptedError):
        build(demo, report, progress=stop)
    assert told == [(1, len(report.items)), (2, len(report.items))]


def test_nothing_followed_is_said(store: Store) -> None:
    with pytest.raises(NothingToShow):
        ready.ready(store, "weekly")
    with pytest.raises(NothingToShow):
        build(store, Report("", "", (Item("", "presence"),)))


def test_fields_are_read_as_addresses_write_them() -> None:
    assert document.fields_of("period=2026-10-01..2026-10-31&brands=a.b%20c.d&empty=") == {
        "period": "2026-10-01..2026-10-31",
        "brands": "a.b c.d",
    }
