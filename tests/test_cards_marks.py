"""Annotations on time charts: which belong there, where they are drawn, and what footers say of outages."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from card_views import view
from figures import Figures

from benchmark import planning
from benchmark.brands import panels
from benchmark.cards import publishing, wording
from benchmark.cards.context import Context
from benchmark.cards.marks import marks
from benchmark.charts.columns import columns_over_time
from benchmark.charts.layout import Event
from benchmark.charts.lines import lines
from benchmark.charts.measure import Measure
from benchmark.charts.theme import LIGHT
from benchmark.planning import Draft
from benchmark.store import Store

DAY_MS = 86_400_000
EVIL = "<b>Sale</b> ![x](http://evil.example/a.png) $x$ مرحبا"


def may(store: Store) -> Context:
    """May 2026 of two brands on Mastodon in a panel of this name."""
    made = Figures(store)
    for brand in ("Anvil", "Hammer"):
        account = made.account(brand)
        made.posts(account, [{"at": f"2026-05-{day:02} 10:00", "likes": 3} for day in range(1, 31)])
        made.read(account, "2026-06-01 06:00", "2026-04-01")
    panels.create(store, "Panel", timezone="UTC", actor="test")
    panels.create(store, "Other", timezone="UTC", actor="test")
    return view(store, made.scope("2026-05-01", "2026-05-31"), "mastodon", own="Anvil")


def add(store: Store, title: str, first: str, last: str = "", kind: str = "campaign", **about: str) -> None:
    """Add an annotation."""
    draft = Draft(kind, title, date.fromisoformat(first), date.fromisoformat(last or first), **about)
    planning.annotate(store, draft, actor="test")


def test_marks_are_those_of_the_period_the_panel_the_network_and_the_own_brand(store: Store) -> None:
    context = may(store)
    add(store, "For all", "2026-05-20")
    add(store, "Own", "2026-05-03", "2026-05-05", brand="Anvil", network="mastodon", panel="Panel")
    add(store, "Reaches in", "2026-04-28", "2026-05-01")
    add(store, "Before", "2026-04-29", "2026-04-30")
    add(store, "After", "2026-06-01")
    add(store, "Elsewhere", "2026-05-10", network="bluesky")
    add(store, "Other panel", "2026-05-10", panel="Other")
    add(store, "A rival's", "2026-05-10", brand="Hammer")
    assert marks(context, "followers") == [
        Event(date(2026, 4, 28), "Reaches in", date(2026, 5, 1)),
        Event(date(2026, 5, 3), "Own", date(2026, 5, 5)),
        Event(date(2026, 5, 20), "For all"),
    ]
    beside = context.with_options(beside="Hammer")
    assert Event(date(2026, 5, 10), "Hammer: A rival's") in marks(beside, "followers"), "a page about both shows both"


def test_an_outage_stands_in_the_footer_of_every_card_of_its_days(store: Store) -> None:
    context = may(store)
    assert "Outage" not in wording.footer(context)
    add(store, "API down", "2026-05-03", "2026-05-05", kind="outage")
    add(store, "Sale", "2026-05-03", "2026-05-05")
    context = view(store, context.scope, "mastodon", own="Anvil")
    assert wording.footer(context).endswith("Outage: 3–5 May 2026 (API down).")
    add(store, EVIL, "2026-05-07", kind="outage", brand="Hammer")
    assert "Outages: 3–5 May 2026 (API down); 7 May 2026 (Hammer: <b>Sale" in wording.footer(context)


def weekly() -> pd.DataFrame:
    """Four weeks of one brand, from Monday 4 May 2026 on."""
    days = [date(2026, 5, 4) + timedelta(7 * week) for week in range(4)]
    return pd.DataFrame(
        {"brand_id": "a", "name": "Anvil", "colour": 0, "own": True, "day": days, "value": [1, 2, 0, 3]}
    )


def at(day: str) -> int:
    """Plotly's milliseconds of a day."""
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * DAY_MS


def test_a_band_covers_its_days_between_the_edges_of_the_bars() -> None:
    """A bar stands around its Monday, 3.5 days to each side: Monday's beginning is its left edge."""
    event = Event(date(2026, 5, 11), "Sale", date(2026, 5, 17))
    figure = columns_over_time(weekly(), theme=LIGHT, measure=Measure("posts"), events=[event])
    (band,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (band.x0, band.x1) == (at("2026-05-11") - 3.5 * DAY_MS, at("2026-05-18") - 3.5 * DAY_MS)
    assert "Sale" in [each.text for each in figure.layout.annotations]


def test_an_event_in_the_last_week_is_drawn_and_one_after_it_is_not() -> None:
    events = [Event(date(2026, 5, 31), "Sunday"), Event(date(2026, 6, 1), "Monday after")]
    figure = columns_over_time(weekly(), theme=LIGHT, measure=Measure("posts"), events=events)
    texts = [each.text for each in figure.layout.annotations]
    assert "Sunday" in texts
    assert "Monday after" not in texts


def test_columns_without_events_are_as_high_as_before() -> None:
    plain = columns_over_time(weekly(), theme=LIGHT, measure=Measure("posts"))
    outside = columns_over_time(
        weekly(), theme=LIGHT, measure=Measure("posts"), events=[Event(date(2020, 1, 1), "Old")]
    )
    inside = columns_over_time(weekly(), theme=LIGHT, measure=Measure("posts"), events=[Event(date(2026, 5, 6), "New")])
    assert plain.layout.height <= outside.layout.height < inside.layout.height


def test_an_event_that_began_before_the_chart_is_drawn_from_its_first_day_on() -> None:
    daily = weekly().assign(day=[date(2026, 5, day) for day in (4, 5, 6, 7)])
    event = Event(date(2026, 4, 1), "Long sale", date(2026, 5, 5))
    figure = lines(daily, theme=LIGHT, measure=Measure("followers"), events=[event])
    (band,) = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert (band.x0, band.x1) == (at("2026-05-04"), at("2026-05-05"))


def test_in_a_weekly_line_an_event_stands_at_its_week() -> None:
    figure = lines(
        weekly(), theme=LIGHT, measure=Measure("%"), every="week", events=[Event(date(2026, 5, 29), "Friday")]
    )
    hairlines = [shape for shape in figure.layout.shapes if shape.type == "line" and shape.x0 == shape.x1]
    assert [shape.x0 for shape in hairlines] == [at("2026-05-25")]


def test_hostile_titles_stay_text_on_charts(store: Store) -> None:
    context = may(store)
    add(store, EVIL, "2026-05-11", "2026-05-17")
    card = publishing.posts_by_week(context)
    assert card.figure is not None
    told = [(each.text, each.hovertext) for each in card.figure.layout.annotations if "Sale" in str(each.text)]
    assert told
    for text, hover in told:
        assert "<b>" not in text
        assert "<b>" not in hover
        assert "11–17 May 2026" in hover
