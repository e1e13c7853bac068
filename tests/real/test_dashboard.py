"""The Audience page over the database of two real readings: what a reader sees equals what was seeded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from real.plan import ANVIL, ANVIL_LATER, BELLOWS, HAMMER, QUIET, QUIET_LATER, RASP, TONGS
from real.product import snapshot
from real.readings import Story

pytestmark = pytest.mark.real


@pytest.fixture
def audience(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page, drawn for Bluesky over the last 28 days."""
    from benchmark import owner

    monkeypatch.setenv("BENCHMARK_DB", str(snapshot(story.apart, tmp_path / "benchmark.duckdb")))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    owner.close()
    page = AppTest.from_function(_page, default_timeout=60)
    page.run()
    _labelled(page.selectbox, "Period").set_value("28d").run()
    _labelled(page.multiselect, "Networks").set_value(["bluesky"]).run()
    assert not page.exception
    yield page
    owner.close()


def _page() -> None:
    from benchmark import owner
    from benchmark.dashboard import sidebar
    from benchmark.dashboard.frame import Frame
    from benchmark.dashboard.views import audience

    mine = owner.current()
    frame = Frame(mine, mine.store, demo=False)
    sidebar.render(frame)
    audience.render(frame)


def _labelled(widgets: Iterable[Any], label: str) -> Any:
    """The one widget that a reader sees under this label."""
    (found,) = [widget for widget in widgets if widget.label == label]
    return found


def table(page: AppTest, card: str) -> pd.DataFrame:
    """The figures behind a card, as the reader sees them after asking for the table."""
    page.toggle(key=f"table-{card}").set_value(True).run()
    assert not page.exception
    (shown,) = page.dataframe
    frame: pd.DataFrame = shown.value
    return frame


def test_the_audience_page_shows_the_latest_followers(audience: AppTest) -> None:
    last = table(audience, "followers-over-time").iloc[-1]
    wanted = {brand.name: brand.followers for brand in (ANVIL_LATER, HAMMER, QUIET_LATER)}
    assert {name: last[name] for name in wanted} == wanted
    # Who left, was banned or hides now has no figure today, and the old one is not carried along.
    assert all(pd.isna(last[brand.name]) for brand in (BELLOWS, TONGS, RASP))


def test_the_audience_page_shows_who_grew_how_much(audience: AppTest) -> None:
    frame = table(audience, "follower-growth")
    shown = {row["Brand"]: (row["Opening"], row["Closing"], row["Net"]) for row in frame.to_dict("records")}
    for before, after in ((ANVIL, ANVIL_LATER), (HAMMER, HAMMER), (QUIET, QUIET_LATER)):
        net = after.followers - before.followers
        assert shown[before.name] == (before.followers, after.followers, net)
