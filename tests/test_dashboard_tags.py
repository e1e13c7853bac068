"""Tags on the pages: made with a preview, changed, removed and brought back; their names stay text; the filter of the address."""

from __future__ import annotations

import pytest
from page_opening import open_page
from streamlit.testing.v1 import AppTest
from test_dashboard_planning import labelled, told

from benchmark import planning
from benchmark.planning import rule_of
from benchmark.store import Store, tagging

EVIL = "<img src=x> ![x](http://evil.example/a.png) $x$ مرحبا"


@pytest.fixture
def store(own_demo: Store) -> Store:
    return own_demo


def words(page: AppTest) -> str:
    """Everything that a page says in its own elements."""
    return " ".join(str(each.value) for each in (*page.markdown, *page.caption, *page.error))


def test_a_tag_is_tried_made_and_listed(store: Store) -> None:
    posts = store.value("SELECT count(*) FROM core.post_detail")
    page = open_page("data", tab="Tags")
    listed = page.dataframe[0].value
    assert listed["Tag"].tolist()[:2] == ["Contests", "Partnerships"]
    labelled(page, "text_area", "Words and phrases, one a line").set_value("RIVER-crossing\nmend").run()
    found = store.value("SELECT count(*) FROM core.post_detail WHERE regexp_matches(text, '(?i)river crossing|mend')")
    assert f"Would tag {found:,} of {posts:,} posts, for example:" in words(page)
    assert store.value("SELECT count(*) FROM core.audit WHERE action = 'tag.new'") == 0
    labelled(page, "text_input", "Name").set_value(EVIL)
    labelled(page, "button", "Make the tag").click().run()
    assert not page.exception
    (made,) = [tag for tag in planning.tags_in(store) if tag.name.startswith("<img")]
    assert made.purpose == "pillar"
    assert tagging.counts(store)[made.id] == (found, 0)
    listed = page.dataframe[0].value
    assert listed.loc[listed["Tag"] == EVIL, "Posts"].tolist() == [found]


@pytest.mark.usefixtures("store")
def test_what_cannot_be_a_rule_is_said_at_once() -> None:
    page = open_page("data", tab="Tags")
    labelled(page, "text_area", "Words and phrases, one a line").set_value("...").run()
    assert "cannot be looked for" in words(page)
    labelled(page, "text_area", "Words and phrases, one a line").set_value("river").run()
    labelled(page, "text_input", "Name").set_value("contests")
    labelled(page, "button", "Make the tag").click().run()
    assert "The name Contests is taken" in words(page)
    labelled(page, "text_area", "Words and phrases, one a line").set_value("").run()
    assert "only where somebody gives it" in words(page)


def test_a_removed_tag_comes_back(store: Store) -> None:
    tag = planning.make_tag(store, "Rivers", "label", rule_of(["river"]), actor="test")
    planning.remove_tag(store, tag.id, actor="test")
    page = open_page("data", tab="Tags")
    page.session_state["removed-tag"] = (tag.id, tag.name)
    page.run()
    page.button(key="undo-tag").click().run()
    assert not page.exception
    assert tag in planning.tags_in(store)


@pytest.mark.usefixtures("store")
def test_in_the_demo_tags_are_shown_and_cannot_be_changed() -> None:
    page = open_page("data", tab="Tags", demo="true")
    assert len(page.dataframe[0].value) > 2
    assert not page.text_area
    assert "nothing can be changed" in words(page)


def test_names_of_tags_stay_text_on_pages(store: Store) -> None:
    tag = planning.make_tag(store, EVIL, "pillar", rule_of(["river", "stove"]), actor="test")
    for path, address in (("content", {"tags": tag.id}), ("data", {}), ("publishing", {"without": tag.id})):
        page = open_page(path, tab="Tags" if path == "data" else "", seconds=60, **address)
        assert "<img src=x" not in told(page)
        assert not any("](http" in each.value for each in (*page.markdown, *page.caption))
    assert "without posts tagged &lt;img src=x&gt;" in told(page)


def test_the_content_page_leads_to_making_pillars_when_there_are_none(store: Store) -> None:
    for tag in planning.tags_in(store, "pillar"):
        planning.remove_tag(store, tag.id, actor="test")
    assert "Make one on the Data page under Tags" in told(open_page("content"))
