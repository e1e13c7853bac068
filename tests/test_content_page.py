"""The Content page as its readers use it: filters come from the address and return to it, posts are kept, noted, removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from page_opening import open_page
from streamlit.testing.v1 import AppTest

from benchmark import brands, owner
from benchmark.clock import utcnow
from benchmark.metrics import post_list
from benchmark.store import Store
from benchmark.store.record import Reading, record
from sources.base import Identity, Post, Profile

Opening = Callable[..., AppTest]
TEXTS = (
    "Forged in fire",
    "Été à la forge",
    "<b>Bold</b> ![x](http://evil.example/a.png)",
    "Tongs",
    "Hammers",
    "Nails",
    "Bellows",
    "Coal",
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The database that the pages show: a brand with eight posts and one that is too young, a competitor with one."""
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    owner.close()
    mine = owner.current().store
    _brand(mine, "Anvil Works", "did:plc:a", TEXTS, own=True)
    _brand(mine, "Hammer", "did:plc:b", ("Iron",), own=False)
    yield mine
    owner.close()


def _brand(store: Store, name: str, native: str, texts: tuple[str, ...], *, own: bool) -> None:
    identity = Identity("bluesky", native, f"https://bsky.app/profile/{native}", needs_network=False)
    profile = Profile(native, handle=f"{name[:3].lower()}.bsky.social", display_name=name, followers=1000)
    added = brands.add(store, name, identity, profile, own=own, actor="test")
    now = utcnow()
    posts = [
        Post(f"3k{native[-1]}{number}", now - timedelta(days=20 + number), "video" if number == 1 else "image", text=text,
             url=f"https://bsky.app/profile/x/post/{number}", likes=10 * (number + 1), comments=1, shares=0, quotes=0)
        for number, text in enumerate(texts)
    ]  # fmt: skip
    posts.append(
        Post(
            f"3k{native[-1]}y",
            now - timedelta(days=1),
            "image",
            text="Young",
            likes=900,
            comments=0,
            shares=0,
            quotes=0,
        )
    )
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.run VALUES (1, 'r' || $key, $at, $at, 'manual', 'done')",
            {"key": added.account_key, "at": now},
        )
    record(
        store,
        1,
        Reading(added.account_key, now, now, profile=profile, posts=tuple(posts), window_from=now - timedelta(days=40)),
    )


def shown(page: AppTest) -> list[str]:
    """Return the first words of the posts drawn."""
    bodies = [str(each.proto.body) for each in page.get("html")]
    return [
        text
        for body in bodies
        if "cb-post" in body
        for text in (*TEXTS, "Iron", "Young")
        if text.split("<")[0][:6] and text[:4] in body
    ]


def said(page: AppTest) -> str:
    return " ".join(str(each.proto.body) for each in page.get("html"))


def test_top_posts_are_shown_and_young_ones_named(store: Store) -> None:
    page = open_page("content")
    told = said(page)
    assert told.count('class="cb-post"') == 6
    assert "Top posts by engagement rate" in told
    assert "too young (under 7 days): 2" in told
    assert told.index("Coal") < told.index("Bellows") < told.index("Nails")
    assert "Young" not in told
    assert "6 of 9 shown" in [each.value for each in page.caption]
    page.button(key="more-posts").click().run()
    assert said(page).count('class="cb-post"') == 9


def test_filters_come_from_the_address_and_return_to_it(store: Store) -> None:
    page = open_page("content", sort="interactions flop", kinds="image weird", search="forge")
    assert page.selectbox(key="post-sort").value == "interactions"
    assert page.get("button_group") or page.session_state["post-side"] == "flop"
    assert page.multiselect(key="post-kinds").value == ["image"]
    assert page.text_input(key="post-search").value == "forge"
    assert said(page).count('class="cb-post"') == 1  # of the two texts one is a video
    page.text_input(key="post-search").set_value("FORGED").run()
    assert page.session_state["search"] == "FORGED"
    page.multiselect(key="post-kinds").set_value([]).run()
    page.selectbox(key="post-sort").set_value("newest").run()
    assert page.session_state["sort"] == "newest"
    assert page.session_state["kinds"] == ""
    assert "Newest posts" in said(page)
    page.selectbox(key="post-sort").set_value("rate").run()
    assert page.session_state["sort"] == ""


def test_flop_shows_the_other_end(store: Store) -> None:
    told = said(open_page("content", sort="flop"))
    assert "Flop posts by engagement rate" in told
    assert told.index("Forged in fire") < told.index("Tongs")


def test_a_search_without_a_match_can_be_cleared(store: Store) -> None:
    page = open_page("content", search="zebra", tags="gone.abcdef")
    assert "No post of this period matches these filters." in said(page)
    page.button(key="clear-post-filters").click().run()
    assert page.session_state["search"] == ""
    assert said(page).count('class="cb-post"') == 6


def test_texts_from_outside_stay_texts(store: Store) -> None:
    told = said(open_page("content", search="bold"))
    assert "&lt;b&gt;Bold&lt;/b&gt; ![x](http://evil.example/a.png)" in told
    assert "<img" not in told


def test_a_post_is_kept_with_a_note_edited_removed_and_brought_back(store: Store) -> None:
    page = open_page("content", search="coal")
    key = int(post_key(store, "Coal"))
    page.button(key=f"keep-{key}").click().run()
    page.text_area(key=f"note-{key}").set_value("Warm light")
    page.button(key=f"save-note-{key}").click().run()
    assert not page.exception
    assert kept(store) == {"Coal": "Warm light"}
    page.session_state["content-tab"] = "Inspiration"
    page.run()
    assert "Warm light" in said(page)
    page.button(key=f"unkeep-{key}").click().run()
    assert not page.exception
    assert kept(store) == {}
    assert page.session_state["content-tab"] == "Inspiration"
    page.button(key="undo-inspiration").click().run()
    assert kept(store) == {"Coal": "Warm light"}


def post_key(store: Store, text: str) -> int:
    return int(store.value("SELECT post_key FROM core.post_detail WHERE text = $text", {"text": text}))


def kept(store: Store) -> dict[str, str]:
    frame = post_list.kept(store, (1, 2))
    return dict(zip(frame["text"], frame["note"], strict=True))


def test_a_post_is_tagged_by_hand_with_a_new_label_and_found_by_it(store: Store) -> None:
    page = open_page("content", search="coal")
    key = post_key(store, "Coal")
    page.button(key=f"tags-{key}").click().run()
    page.text_input(key=f"new-tag-{key}").set_value("Fire")
    page.button(key=f"save-tags-{key}").click().run()
    assert not page.exception
    tag = str(store.value("SELECT tag_id FROM tags WHERE name = 'Fire' AND purpose = 'label'"))
    assert store.rows("SELECT origin FROM post_tags WHERE tag_id = $tag", {"tag": tag}) == [("hand",)]
    page = open_page("content", tags=f"fire.{tag[:6]}")
    assert page.multiselect(key="post-tags").value == [tag]
    assert said(page).count('class="cb-post"') == 1
    assert '<span class="tag">Fire</span>' in said(page)
    page.button(key=f"tags-{key}").click().run()
    page.multiselect(key=f"tags-of-{key}").set_value([])
    page.button(key=f"save-tags-{key}").click().run()
    assert store.rows("SELECT origin FROM post_tags WHERE tag_id = $tag", {"tag": tag}) == [("taken_away",)]
    assert "No post of this period matches these filters." in said(page)


def test_a_label_with_a_taken_name_is_refused_with_a_sentence(store: Store) -> None:
    page = open_page("content", search="coal")
    key = post_key(store, "Coal")
    page.button(key=f"tags-{key}").click().run()
    page.text_input(key=f"new-tag-{key}").set_value("contests")
    page.button(key=f"save-tags-{key}").click().run()
    assert any("taken" in each.value for each in page.toast)
