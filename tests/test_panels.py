"""Panels list accounts; each has its time zone and its own brand."""

from __future__ import annotations

import pytest
from test_brands import ANVIL, BARROW, BARROW_BLOG, add, refused

from benchmark import brands
from benchmark.brands import panels
from benchmark.store import Store


@pytest.fixture
def two(store: Store) -> Store:
    add(store, "Anvil", ANVIL, own=True)
    add(store, "Barrow", BARROW)
    add(store, "Barrow", BARROW_BLOG)
    return store


def listed(store: Store, panel: str) -> list[str]:
    members = panels.members(store)
    return members.loc[members["panel_id"] == panels.find(store, panel).id, "account_id"].tolist()


def test_a_brand_or_an_account_joins_and_leaves_a_panel(two: Store) -> None:
    panels.create(two, "Blogs", timezone="Asia/Kolkata", actor="test")
    assert panels.put(two, "blogs", "Barrow", actor="test").accounts == (
        "bluesky:did:plc:barrow",
        "wordpress:https://barrow.example",
    )
    assert panels.put(two, "Blogs", "Barrow", actor="test").accounts == ()
    assert panels.drop(two, "Blogs", "bluesky:did:plc:barrow", actor="test").accounts == ("bluesky:did:plc:barrow",)
    assert listed(two, "Blogs") == ["wordpress:https://barrow.example"]
    with refused("not_in_panel", panel="Blogs"):
        panels.drop(two, "Blogs", "Anvil", actor="test")
    assert len(listed(two, "My panel")) == 3


def test_each_panel_has_its_own_brand_and_zone(two: Store) -> None:
    panels.create(two, "Theirs", actor="test")
    panels.set_own(two, "Theirs", "Barrow", actor="test")
    panels.set_timezone(two, "Theirs", "America/New_York", actor="test")
    frame = panels.panels(two).set_index("name")
    named = brands.brands(two).set_index("brand_id")["name"]
    assert [named[own] for own in frame["own_brand_id"]] == ["Anvil", "Barrow"]
    assert frame["timezone"].tolist() == ["UTC", "America/New_York"]
    panels.set_own(two, "Theirs", None, actor="test")
    assert panels.find(two, "Theirs").own_brand_key is None


def test_names_of_panels_are_unique(two: Store) -> None:
    with refused("name_taken"):
        panels.create(two, "MY PANEL", actor="test")
    panels.create(two, "Other", actor="test")
    with refused("name_taken"):
        panels.rename(two, "Other", "my panel", actor="test")
    panels.rename(two, "my panel", "Sector", actor="test")
    assert panels.find(two).name == "Sector"


def test_an_unknown_panel_is_refused_naming_those_that_are_there(two: Store) -> None:
    with refused("unknown_panel", known="My panel"):
        panels.find(two, "nowhere")


def test_a_removed_account_leaves_the_panel_and_comes_back_with_it(two: Store) -> None:
    brands.remove(two, "Anvil", actor="test")
    assert len(listed(two, "My panel")) == 2
    add(two, "Anvil", ANVIL)
    assert len(listed(two, "My panel")) == 3


def test_every_change_is_audited(two: Store) -> None:
    panels.set_timezone(two, None, "Europe/Paris", actor="cm")
    assert two.rows("SELECT actor, detail FROM core.audit WHERE action = 'panel.timezone'") == [
        ("cm", "UTC → Europe/Paris")
    ]
