"""Ready-made reports and what every report is built from: whole periods, the brand's own networks, one definition each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from benchmark.reports import document, ready
from benchmark.reports.document import NothingToShow, Sheet, build
from benchmark.store import Store
from benchmark.store.reports import Item, Report
from benchmark.view.choices import context_of

NOW = datetime(2026, 11, 21, 9)


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Iterator[Store]:
    with Store.open(demo_file) as opened:
        yield opened


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
    for days, (first, last) in ((ready.last_week, week), (ready.last_month, month), (ready.quarter, weeks)):
        assert days(today) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=pytest.mark.slow if kind in {"monthly", "head-to-head"} else ()) for kind in ready.KINDS],
)
def test_each_is_built_over_what_is_followed(demo: Store, kind: str) -> None:
    days = (date(2026, 10, 1), date(2026, 10, 31))
    report = ready.ready(demo, kind, days=days)
    assert "Northpeak" in report.name or kind in {"weekly", "monthly"}
    made = build(demo, report, demo=True, now=NOW, whole=False)
    assert made.sheets
    assert made.periods == (days,)
    cards = [sheet.card for sheet in made.sheets if sheet.card is not None]
    assert all(card.state != "empty" for card in cards)
    assert all("Invented demo data." in card.footer for card in cards if card.footer)
    assert all(sheet.title == card.finding for sheet, card in zip(made.sheets, cards, strict=True))


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


def test_the_same_report_over_the_same_data_holds_the_same(demo: Store) -> None:
    report = ready.ready(demo, "head-to-head")
    first, second = (build(demo, report, now=NOW) for _ in range(2))
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


def test_definitions_and_sources_stand_once(demo: Store) -> None:
    made = build(demo, ready.ready(demo, "weekly"))
    names = [each.name for each in made.definitions if each.name]
    assert len(names) == len(set(names))
    assert {"Follower growth", "Posts per week", "Engagement rate by followers"} <= set(names)
    assert {"Bluesky", "Mastodon", "YouTube", "WordPress"} <= {each.name for each in made.sources}
    assert all(each.text.startswith("https://") for each in made.sources)


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

    report = ready.ready(demo, "weekly")
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
