"""What people put beside the figures, on the pages: annotations, own targets, saved views; and the Brand page's address."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest
from page_opening import open_page
from streamlit.testing.v1 import AppTest

from benchmark import planning
from benchmark.dashboard.parts.saved_views import fields_of
from benchmark.planning import Draft
from benchmark.store import Store

NARROW: Final[dict[str, Any]] = {"period": "28d", "networks": "mastodon", "compare": "none"}
"""A view that costs little, for what does not hang on its width."""

EVIL = "<img src=x> ![x](http://evil.example/a.png) $x$ مرحبا"


@pytest.fixture
def store(own_demo: Store) -> Store:
    return own_demo


def labelled(page: AppTest, kind: str, label: str) -> Any:
    """Return the one element of a kind with this label."""
    (found,) = [each for each in page.get(kind) if getattr(each, "label", None) == label]
    return found


def told(page: AppTest) -> str:
    """Everything that a page says in HTML."""
    return " ".join(str(each.proto.body) for each in page.get("html"))


@pytest.mark.usefixtures("store")
def test_the_brand_page_compares_the_own_brand_with_the_strongest_competitor() -> None:
    page = open_page("brand", period="28d")
    assert page.selectbox(key="choose-brand").value == "demo-northpeak"
    assert page.selectbox(key="choose-beside").value == "demo-cairnstone"
    assert all(
        f'id="{key}"' in told(page) for key in ("brand-figures", "brand-profiles", "brand-beside", "brand-objectives")
    )
    assert page.get("plotly_chart")


@pytest.mark.usefixtures("store")
def test_both_brands_and_the_event_come_from_the_address_and_return_to_it() -> None:
    page = open_page("brand", **NARROW, brand="alderwild", beside="northpeak", event="outdoor-fair")
    assert page.selectbox(key="choose-brand").value == "demo-alderwild"
    assert page.selectbox(key="choose-beside").value == "demo-northpeak"
    assert "“Outdoor fair”" in told(page)
    page.selectbox(key="choose-beside").set_value("demo-fjordlys").run()
    assert not page.exception
    assert page.session_state["beside"] == "fjordlys.demo-f"
    page.selectbox(key="choose-brand").set_value("demo-northpeak").run()
    assert not page.exception
    assert page.session_state["brand"] == "", "the own brand is the default"
    page.selectbox(key="choose-event").set_value("demo-campaign-492").run()
    assert not page.exception
    assert page.session_state["event"] in ("", "winter-range.demo-c")
    assert "“Winter range”" in told(page)


@pytest.mark.usefixtures("store")
def test_the_other_brand_never_is_the_brand_itself() -> None:
    page = open_page("brand", **NARROW, brand="cairnstone", beside="cairnstone")
    assert page.selectbox(key="choose-beside").value != "demo-cairnstone"


def test_an_own_target_is_set_removed_and_brought_back(store: Store) -> None:
    before = len(planning.objectives_in(store))
    page = open_page("brand", **NARROW)
    page.number_input(key="target-value").set_value(20000).run()
    page.button(key="set-target").click().run()
    assert not page.exception
    held = planning.objectives_in(store)
    assert len(held) == before + 1
    assert (held[-1].brand_id, held[-1].metric, held[-1].target) == ("demo-northpeak", "followers", 20000)
    page.button(key=f"remove-target-{held[-1].id}").click().run()
    assert len(planning.objectives_in(store)) == before
    page.button(key="undo-target").click().run()
    assert not page.exception
    assert len(planning.objectives_in(store)) == before + 1


def test_an_annotation_is_added_corrected_removed_and_brought_back(store: Store) -> None:
    before = {each.id for each in planning.annotations_in(store)}
    page = open_page("data", tab="Annotations")
    labelled(page, "text_input", "Title").set_value(EVIL)
    labelled(page, "date_input", "First day").set_value(date(2026, 11, 2))
    labelled(page, "date_input", "Last day").set_value(date(2026, 11, 1))
    labelled(page, "button", "Add").click().run()
    assert "The last day comes before the first" in " ".join(each.value for each in page.error)
    labelled(page, "date_input", "Last day").set_value(date(2026, 11, 4))
    labelled(page, "button", "Add").click().run()
    assert not page.exception
    (made,) = [each for each in planning.annotations_in(store) if each.id not in before]
    assert (made.first, made.last, made.kind, made.brand_id) == (date(2026, 11, 2), date(2026, 11, 4), "campaign", None)
    assert EVIL in page.dataframe[0].value["Title"].tolist()
    planning.remove_annotation(store, made.id, actor="test")
    page.session_state["removed-annotation"] = (made.id, made.title)
    page.run()
    page.button(key="undo-annotation").click().run()
    assert not page.exception
    assert made in planning.annotations_in(store)


def test_a_view_is_saved_as_it_stands_and_its_link_opens_it(store: Store) -> None:
    filters = {"period": "26w", "networks": "mastodon bluesky", "brands": "northpeak.demo-n", "network": "mastodon"}
    page = open_page("audience", tab="", seconds=60, **filters)
    page.text_input(key="save-view-name").set_value(EVIL)
    labelled(page, "button", "Save this view").click().run()
    assert not page.exception
    (view,) = planning.saved_views(store)
    assert view.page == "audience"
    assert "<img" not in told(page).replace("<img alt", "").replace('<img src="data:', "")
    assert f'href="audience?{view.query.replace("&", "&amp;")}"' in told(page)
    assert fields_of(view) == filters
    again = open_page(view.page, tab="", seconds=60, **fields_of(view))
    assert again.selectbox(key="choose-period").value == "26w"
    assert again.multiselect(key="choose-brands").value == ["demo-northpeak"]


def test_a_saved_view_keeps_only_fields_of_the_dashboard(store: Store) -> None:
    view = planning.save_view(store, "Odd", "audience", "period=26w&utm=1&embed=true&brands=", actor="test")
    assert fields_of(view) == {"period": "26w"}


def test_removing_a_view_can_be_undone(store: Store) -> None:
    view = planning.save_view(store, "Monday", "audience", "period=26w", actor="test")
    page = open_page("data")
    page.button(key=f"remove-view-{view.id}").click().run()
    assert planning.saved_views(store) == []
    page.button(key="undo-view").click().run()
    assert not page.exception
    assert planning.saved_views(store) == [view]


def test_titles_stay_text_on_pages(store: Store) -> None:
    planning.annotate(store, Draft("outage", EVIL, date(2026, 11, 1), date(2026, 11, 2)), actor="test")
    for path in ("audience", "brand", "publishing"):
        page = open_page(path, **NARROW)
        assert "<img src=x" not in told(page)
        assert "&lt;img src=x&gt;" in told(page)
        assert not any("](http" in each.value for each in (*page.markdown, *page.caption))
