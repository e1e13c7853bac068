"""Figures over HTTP: the same as are computed, narrowed, page by page."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from api_serving import DAYS, Api

from benchmark.brands import panels
from benchmark.metrics import METRICS, Scope, compute
from benchmark.output import plain_value
from benchmark.store import Store


@pytest.fixture(scope="module")
def store(api: Api) -> Store:
    return api.session.store


def scope_of(store: Store, now: str) -> Scope:
    keys = store.rows("SELECT account_key FROM core.account WHERE removed_at IS NULL ORDER BY 1")
    first, last = (date.fromisoformat(day) for day in DAYS.values())
    zone = panels.find(store).timezone
    return Scope(tuple(key for (key,) in keys), first, last, zone, datetime.fromisoformat(now.rstrip("Z")))


def same_as_computed(api: Api, store: Store, name: str) -> None:
    said = api.get(f"/metrics/{name}", **DAYS, limit=1000)
    assert said["next"] is None
    frame = compute(store, name, scope_of(store, said["made_at"]))
    key = ["brand_id", "source", *METRICS[name].grain]
    days = {"first_day", "last_day", "day", "week", "ready_on"}
    expected = {}
    for row in plain_value(frame.astype(object).where(frame.notna(), None).to_dict("records")):
        told = {column: value[:10] if column in days and value else value for column, value in row.items()}
        expected[tuple(told[column] for column in key)] = told
    got = {tuple(row[column] for column in key): row for row in said["data"]}
    assert got.keys() == expected.keys()
    assert len(got) == len(said["data"])
    for place, row in got.items():
        assert (row.pop("metric"), row.pop("unit")) == (name, METRICS[name].unit)
        assert row.pop("brand")
        assert row == expected[place], (name, place)


@pytest.mark.parametrize(
    "name",
    ["followers", "net_followers", "posts_by_week", "engagement_rate_followers_pct", "publishing_timing", "page_views"],
)
def test_figures_are_those_that_are_computed(api: Api, store: Store, name: str) -> None:
    same_as_computed(api, store, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", list(METRICS))
def test_figures_of_every_metric_are_those_that_are_computed(api: Api, store: Store, name: str) -> None:
    same_as_computed(api, store, name)


def test_what_is_unknown_is_null_and_what_is_none_is_zero(api: Api, store: Store) -> None:
    rows = api.get("/metrics/page_views_total", **DAYS)["data"]
    assert {row["value"] for row in rows} == {None}
    assert {row["note"] for row in rows} != {None}
    views = [post["views"] for post in api.get("/posts", source="bluesky", limit=50)["data"]]
    assert set(views) == {None}
    text = api.ask("/metrics/page_views_total", params={**DAYS, "format": "csv"}).text
    assert {row["value"] for row in csv.DictReader(io.StringIO(text))} == {""}
    asked = {"source": "bluesky", "kind": "link"}
    zeros = store.value("SELECT count(*) FROM posts WHERE quotes = 0 AND account_id LIKE 'bluesky:%' AND kind = 'link'")
    assert sum(post["quotes"] == 0 for post in api.get("/posts", **asked, limit=1000)["data"]) == zeros > 0


def test_a_figure_says_how_it_was_counted(api: Api) -> None:
    said = api.get("/metrics/follower_growth_pct", **DAYS)
    assert {"low", "high", "n", "note"} <= set(said["columns"])
    assert said["about"]["definition"].startswith("Net new followers of the period")
    assert (said["about"]["from"], said["about"]["to"], said["about"]["timezone"]) == (*DAYS.values(), "Europe/Paris")
    listed = {row["name"]: row for page in api.pages("/metrics", limit=20) for row in page}
    assert list(listed) == sorted(METRICS)
    assert listed["follower_growth_pct"]["unit"] == "pct"
    assert "without" in listed["follower_growth_pct"]["parameters"]


def test_figures_are_narrowed_but_shares_still_count_everybody(api: Api) -> None:
    whole = api.get("/metrics/share_of_posts_pct", **DAYS)["data"]
    brand = whole[0]["brand"]
    part = api.get("/metrics/share_of_posts_pct", **DAYS, brand=brand.upper(), source=whole[0]["source"])["data"]
    assert part == whole[:1]
    contests = api.get("/metrics/posts", **DAYS, without="contest")["data"]
    everything = api.get("/metrics/posts", **DAYS)["data"]
    assert sum(row["value"] or 0 for row in contests) < sum(row["value"] or 0 for row in everything)


def test_pages_of_figures_add_up_to_the_whole(api: Api) -> None:
    whole = api.get("/metrics/followers", **DAYS, limit=1000)["data"]
    parts = list(api.pages("/metrics/followers", **DAYS, limit=101))
    assert [row for part in parts for row in part] == whole
    assert {len(part) for part in parts[:-1]} == {101}


def test_a_cursor_keeps_the_period_that_nobody_named(api: Api) -> None:
    first = api.get("/metrics/followers", limit=5)
    second = api.get("/metrics/followers", limit=5, after=first["next"])
    assert second["about"] == first["about"]
