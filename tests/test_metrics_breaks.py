"""Days on which a network changed what it counts: the file, its faults, and growth that spans one."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from card_views import CARDS, view
from figures import Figures

from benchmark.cards import overview
from benchmark.cards.marks import marks
from benchmark.metrics import METRICS, breaks, compute, note_text
from benchmark.store import Store
from benchmark.text.language import language

HEAD = "network,metric,date,what_changed,what_changed_fr,url\n"
LINE = "mastodon,followers,2026-05-10,Bots no longer count,Les robots ne comptent plus,https://example.org/bots\n"


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of one break in place of the shipped one."""
    path = tmp_path / "metric_breaks.csv"
    path.write_text(HEAD + LINE, encoding="utf-8")
    there = breaks.breaks
    for place in ("benchmark.metrics.breaks", "benchmark.cards.changes", "benchmark.cards.context"):
        monkeypatch.setattr(f"{place}.breaks", lambda: there(path))
    return path


def test_the_shipped_file_can_be_read_and_names_a_source_for_each_change() -> None:
    found = breaks.breaks()
    assert found.faults == ()
    assert len(found.known) >= 8
    assert all(each.url.startswith("https://") and each.day < date(2026, 11, 1) for each in found.known)
    assert all(dict(each.translations)["fr"] for each in found.known)
    assert any((each.source, each.count, each.day) == ("youtube", "views", date(2025, 3, 31)) for each in found.known)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("facepage,followers,2026-05-10,a,,https://example.org/", "line 3, network: There is no network facepage."),
        ("mastodon,fans,2026-05-10,a,,https://example.org/", "line 3, metric: It is one of followers, views"),
        ("mastodon,followers,10/05/2026,a,,https://example.org/", "line 3, date: A date is written like 2025-03-31."),
        ("mastodon,followers,2026-05-10,,,https://example.org/", "line 3, what_changed: This is empty."),
        ("mastodon,followers,2026-05-10,a,,example.org", "line 3, url: It begins with https://."),
        (
            "mastodon,followers,2026-05-10,a, b,c,https://example.org/",
            "line 3, url: There are more cells than columns.",
        ),
        ("mastodon", "line 3, metric: This is empty."),
    ],
)
def test_a_bad_line_is_named_with_its_field_and_the_others_hold(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "breaks.csv"
    path.write_text(HEAD + LINE + line + "\n" + LINE.replace("05-10", "06-10"), encoding="utf-8-sig")
    found = breaks.breaks(path)
    assert [each.day for each in found.known] == [date(2026, 5, 10), date(2026, 6, 10)]
    assert len(found.faults) == 1
    assert says in found.faults[0]


def test_a_missing_column_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "breaks.csv"
    assert breaks.breaks(path) == breaks.Breaks()
    path.write_text("network,metric,date\n", encoding="utf-8")
    assert breaks.breaks(path).faults == ("breaks.csv lacks the column what_changed.",)
    path.write_text("", encoding="utf-8")
    assert "lacks the column network" in breaks.breaks(path).faults[0]


def test_the_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "breaks.csv"
    path.write_text(HEAD + LINE, encoding="utf-8")
    first = breaks.breaks(path)
    assert breaks.breaks(path) is first
    path.write_text(HEAD + LINE.replace("05-10", "05-11"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert [each.day for each in breaks.breaks(path).known] == [date(2026, 5, 11)]


def test_what_changed_is_told_in_the_readers_language(tmp_path: Path) -> None:
    path = tmp_path / "breaks.csv"
    path.write_text(HEAD + LINE, encoding="utf-8")
    (each,) = breaks.breaks(path).known
    assert each.text == "Bots no longer count"
    token = language.set("fr")
    try:
        assert each.text == "Les robots ne comptent plus"
    finally:
        language.reset(token)


def test_every_metric_of_followers_rests_on_followers_and_no_other_does() -> None:
    resting = {name for name in METRICS if "followers" in breaks.counted(name)}
    expected = {name for name in METRICS if re.search(r"follower|audience|catch_up|avg_weekly", name)}
    assert resting == expected


GROWN = ("net_followers", "follower_growth_pct", "avg_weekly_growth_pct", "catch_up")


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize("name", GROWN)
@pytest.mark.parametrize(
    ("opening", "closing", "spans"),
    [
        ("2026-04-30", "2026-05-28", True),
        ("2026-04-30", "2026-05-10", True),  # its last day is the first of the new count
        ("2026-05-10", "2026-06-07", False),  # its opening is
        ("2026-04-11", "2026-05-09", False),
    ],
)
def test_growth_over_a_break_says_so(figures: Figures, name: str, opening: str, closing: str, *, spans: bool) -> None:
    for brand, source in (("Anvil", "mastodon"), ("Bolt", "bluesky")):
        figures.followers(figures.account(brand, source), {opening: 1000, closing: 1100})
        figures.followers(figures.account(brand + "s", source), {opening: 5000, closing: 5100})
    start = date.fromisoformat(opening).toordinal() + 1
    frame = compute(figures.store, name, figures.scope(str(date.fromordinal(start)), closing))
    if name != "avg_weekly_growth_pct" or closing != "2026-05-10":  # ten days are too few for a weekly growth
        notes = {str(row["brand_id"]): note_text(row) for row in frame.to_dict("records")}
        said = "Counted differently since 10 May 2026: not comparable with before"
        assert (notes["Anvil"] == said) == spans
        assert notes["Bolt"] != said
    figure = "pace" if name == "catch_up" else "value"
    assert frame.loc[frame["note"].notna() & frame["note"].str.startswith("break").eq(other=True), figure].notna().all()


@pytest.mark.usefixtures("file")
def test_only_the_week_of_a_break_is_marked(figures: Figures) -> None:
    counts = {date(2026, 4, 26 + n) if n < 5 else date(2026, 5, n - 4): 100 + n for n in range(30)}
    figures.followers(figures.account("Anvil"), counts)
    frame = compute(figures.store, "net_followers_weekly", figures.scope("2026-04-27", "2026-05-24"))
    # Weeks from 27 April, 4, 11 and 18 May: 10 May is the Sunday of the second.
    assert frame["note"].tolist() == [None, "break:2026-05-10", None, None]


@pytest.mark.usefixtures("file")
def test_the_break_stands_on_charts_in_footers_and_in_the_tile(figures: Figures) -> None:
    for brand, count in (("Anvil", 1000), ("Bolt", 5000)):
        figures.followers(
            figures.account(brand),
            {"2026-04-30": count, "2026-05-09": count, "2026-05-16": count, "2026-05-30": count + 90},
        )
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-31", now="2026-06-01"), "mastodon", own="Anvil")
    (mark,) = marks(context, "followers")
    assert (mark.day, mark.text) == (date(2026, 5, 10), "Bots no longer count")
    assert marks(context, "posts_weekly") == []
    said = "Mastodon counts otherwise since 10 May 2026 (Bots no longer count): figures before and after are not comparable."
    for key in ("followers-over-time", "follower-growth", "net-followers-by-week", "catch-up"):
        assert said in CARDS[key](context).footer
    tile = overview.own_figures(context)
    assert "Counted differently since 10 May 2026" in tile.html
    assert said in tile.footer
    later = view(figures.store, figures.scope("2026-05-11", "2026-05-31", now="2026-06-01"), "mastodon", own="Anvil")
    assert "counts otherwise" not in CARDS["follower-growth"](later).footer


def test_a_bad_file_is_told_in_the_footer(figures: Figures, file: Path) -> None:
    figures.followers(figures.account("Anvil"), {"2026-04-30": 100, "2026-05-30": 190})
    file.write_text(HEAD + LINE.replace("2026-05-10", "May 10th"), encoding="utf-8")
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-31"), "mastodon")
    footer = CARDS["follower-growth"](context).footer
    assert "Changes of counting may be missing here. metric_breaks.csv, line 2, date: A date is written like" in footer


@pytest.mark.usefixtures("file")
def test_without_figures_there_is_nothing_to_say(figures: Figures) -> None:
    figures.account("Anvil")
    frame = compute(figures.store, "net_followers", figures.scope("2026-05-01", "2026-05-28"))
    assert frame["note"].tolist() == ["no_observation"]
    assert isinstance(frame, pd.DataFrame)
