"""The tick list of a pasted website: what is ticked, what waits and why, and what one click adds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from brand_site import Site, link
from end_to_end import connect
from loopback import Loopback, Reply
from page_opening import open_page
from simulate import Brand, Simulation, brand_with_posts, simulator
from streamlit.testing.v1 import AppTest
from test_dashboard_adding import look_up, said

from benchmark import brands, owner
from benchmark.clock import utcnow
from benchmark.dashboard.parts import adding_lookup
from sources import SOURCES, discovery, links
from sources.base import Identity, Profile

NETWORKS = [name for name in ("bluesky", "mastodon", "youtube", "twitch", "telegram", "facebook") if name in SOURCES]


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Simulation]]:
    made: dict[str, Simulation] = {}
    with ExitStack() as servers:
        for name in NETWORKS:
            anvil = brand_with_posts("anvil", 1, posts=3, newest=utcnow())
            made[name] = simulator(name, anvil, Brand("hammer", 2, name="Hammer"))
            connect(made[name], servers.enter_context(Loopback()), tmp_path, monkeypatch)
        yield made


@pytest.fixture
def sites(networks: dict[str, Simulation], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Site]]:
    """Two websites."""
    with Loopback() as one, Loopback() as other:
        hosts = {one.host, other.host}.union(*(each.allow_hosts() for each in networks.values()))
        monkeypatch.setenv("BENCHMARK_ALLOW_HOSTS", ",".join(hosts))
        yield [Site(one), Site(other)]


@pytest.fixture
def page(sites: list[Site]) -> Iterator[AppTest]:
    owner.close()
    yield open_page()
    owner.close()


def build(site: Site, networks: dict[str, Simulation], *names: str, title: str = "Anvil Works", brand: int = 0) -> None:
    """A home page whose footer links to a brand on these networks, all if none is named."""
    links = (link(networks[name].link(networks[name].brands[brand])) for name in names or networks)
    site.put("/", f"<footer>{''.join(links)}</footer>", f"<title>{title}</title>")


def ticks(page: AppTest) -> dict[str, bool]:
    """By network whether its account is ticked; those that cannot be ticked are left out."""
    return {box.label.split("**")[1]: box.value for box in page.checkbox if not box.disabled and "**" in box.label}


def confirm(page: AppTest) -> None:
    page.button(key="confirm-adding").click().run()
    assert not page.exception


def followed() -> set[tuple[str, str]]:
    listed = brands.accounts(owner.current().store)
    return set(zip(listed["brand"], listed["source"], strict=True))


def test_website_is_added_with_all_its_accounts_by_one_click(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    build(sites[0], networks)
    look_up(page, sites[0].url)
    assert ticks(page) == {SOURCES[name].label: True for name in networks}
    text = said(page)
    assert text.count(f"Found in the footer of {sites[0].server.host}.") == len(networks)
    assert "1,200 followers" in text
    assert "Anvil no 0 #anvils" in text
    assert page.button(key="confirm-adding").label == f"Add {len(networks)} accounts"
    confirm(page)
    assert [title.value for title in page.title] == ["Overview"]
    assert owner.current().collector.wait(30)
    assert followed() == {("Anvil Works", name) for name in networks}
    own = owner.current().store.value("SELECT count(*) FROM core.panel WHERE own_brand_key IS NOT NULL")
    assert own == 1


def test_unticked_accounts_are_not_added_and_the_name_can_be_changed(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    build(sites[0], networks, "bluesky", "mastodon", "youtube")
    look_up(page, "", sites[0].url)
    (name,) = [box for box in page.selectbox if box.label == "Brand"]
    assert name.value == "Anvil Works"
    next(box for box in page.checkbox if "YouTube" in box.label).uncheck().run()
    assert page.button(key="confirm-adding").label == "Add 2 accounts"
    confirm(page)
    assert owner.current().collector.wait(30)
    assert followed() == {("Anvil Works", "bluesky"), ("Anvil Works", "mastodon")}


def test_network_without_its_key_is_unticked_and_says_what_it_waits_for(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [name for name in networks if any(key.required for key in SOURCES[name].credentials)]
    for name in waiting:
        for key in SOURCES[name].credentials:
            monkeypatch.delenv(key.setting, raising=False)
    owner.close()
    build(sites[0], networks)
    look_up(page, sites[0].url)
    assert {label for label, value in ticks(page).items() if not value} == {SOURCES[name].label for name in waiting}
    for name in waiting:
        assert networks[name].requests == []
        assert f"It waits: {SOURCES[name].label} needs a key" in said(page)
    if waiting:
        next(box for box in page.checkbox if f"**{SOURCES[waiting[0]].label}**" in box.label).check().run()
        confirm(page)
        owner.current().collector.wait(30)
        assert ("Anvil Works", waiting[0]) in followed()


def test_links_in_articles_are_listed_unticked_and_nobody_is_asked(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    anvil, hammer = (networks["bluesky"].link(brand) for brand in networks["bluesky"].brands)
    sites[0].put("/", f"<article>{link(hammer)}</article><footer>{link(anvil)}</footer>")
    look_up(page, "", sites[0].url)
    values = [box.value for box in page.checkbox if "Bluesky" in box.label]
    assert values == [True, False]
    assert page.expander[0].label == "1 further link, perhaps to somebody else"
    assert all("hammer" not in request.query.get("actor", "") for request in networks["bluesky"].requests)
    next(box for box in page.checkbox if "hammer" in box.label).check().run()
    assert page.button(key="confirm-adding").label == "Add 2 accounts"
    assert "Hammer" in said(page)


def test_several_websites_and_links_are_a_group_each_and_one_that_fails_loses_nothing(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    build(sites[0], networks, "bluesky", "youtube")
    build(sites[1], networks, "bluesky", "mastodon", title="Hammer", brand=1)
    lines = [sites[0].url, "http://127.0.0.1:9/", sites[1].url, networks["youtube"].link(networks["youtube"].brands[1])]
    look_up(page, "", "\n".join(lines))
    assert "is not a public address" in said(page)
    assert [box.value for box in page.selectbox if box.label == "Brand"] == ["Anvil Works", "Hammer", "Hammer"]
    assert page.button(key="confirm-adding").label == "Add 5 accounts"
    confirm(page)
    assert owner.current().collector.wait(30)
    assert followed() == {
        ("Anvil Works", "bluesky"),
        ("Anvil Works", "youtube"),
        ("Hammer", "bluesky"),
        ("Hammer", "mastodon"),
        ("Hammer", "youtube"),
    }


def test_account_that_its_network_does_not_know_is_said_and_left_out(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    networks["bluesky"].brands[0].state = "gone"
    build(sites[0], networks, "bluesky", "youtube")
    look_up(page, "", sites[0].url)
    assert "Bluesky knows no such account" in said(page)
    assert page.button(key="confirm-adding").label == "Add 1 account"
    page.run()
    assert page.button(key="confirm-adding").label == "Add 1 account"
    assert [box.disabled for box in page.checkbox if "**" in box.label] == [True, False]


def test_network_that_is_down_holds_up_none_of_the_others(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    networks["youtube"].fault = Reply("", 500)
    build(sites[0], networks, "bluesky", "youtube")
    look_up(page, "", sites[0].url)
    assert "YouTube has a fault of its own" in said(page)
    assert page.button(key="confirm-adding").label == "Add 1 account"


def test_twenty_websites_are_visited_and_one_that_fails_loses_nothing() -> None:
    def look(text: str) -> brands.SitePreview:
        if "brand7." in text:
            raise ZeroDivisionError
        identity = Identity("bluesky", "@" + text, f"https://bsky.app/profile/{text}")
        found = discovery.Found(identity, "footer", text, sure=True)
        seen = discovery.Site(f"https://{text}", text.title(), (found,))
        return brands.SitePreview(links.resolve(text), text.title(), seen, (brands.Offer(found, ticked=True),))

    def look_at(identity: Identity) -> brands.Preview:
        if identity.native_id == "@brand9.example":
            raise ZeroDivisionError
        return brands.Preview(links.resolve(identity.url), identity, Profile(identity.native_id))

    pasted = "\n".join(f"brand{number}.example" for number in range(20))
    batch = adding_lookup.start(look, (pasted, False), look_at=look_at)
    while batch.waiting or batch.looking:
        batch.wait(5)
    assert [line.failed for line in batch.lines if line.failed] == ["ZeroDivisionError"]
    accounts = [account for line in batch.lines for account in line.accounts]
    assert len(accounts) == 19
    assert [account.text for account in accounts if account.result is None] == [
        "https://bsky.app/profile/brand9.example"
    ]


def in_a_panel() -> None:
    """The results of a look-up as the sidebar's dialog draws them; AppTest knows no dialogs."""
    import streamlit as st

    from benchmark import owner
    from benchmark.dashboard import adding
    from benchmark.view import panels

    mine = owner.current()
    panel = panels.panel(mine.store, next(iter(panels.panels(mine.store))))
    pasted = st.text_input("pasted", key="text")
    if st.button("Look up"):
        adding.begin(mine, (pasted, False))
    adding.results(mine, panel)


def test_accounts_that_are_followed_are_said_with_their_brand(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    bluesky = networks["bluesky"]
    look_up(page, bluesky.link(bluesky.brands[0]))
    confirm(page)
    owner.current().collector.wait(30)
    build(sites[0], networks, "bluesky", "youtube", title="Something else")
    dialog = AppTest.from_function(in_a_panel, default_timeout=60).run()
    dialog.text_input(key="text").set_value(sites[0].url)
    dialog.button[0].click().run()
    assert not dialog.exception
    assert "Already followed, as an account of Anvil Works" in said(dialog)
    assert [box.value for box in dialog.selectbox if box.label == "Brand"] == ["Anvil Works"]
    assert ticks(dialog) == {"YouTube": True}
    dialog.button(key="confirm-adding").click().run()
    owner.current().collector.wait(30)
    assert followed() == {("Anvil Works", "bluesky"), ("Anvil Works", "youtube")}


def test_account_of_another_brand_goes_to_that_one_and_is_said_to(
    page: AppTest, sites: list[Site], networks: dict[str, Simulation]
) -> None:
    bluesky = networks["bluesky"]
    look_up(page, bluesky.link(bluesky.brands[0]))
    confirm(page)
    store = owner.current().store
    owner.current().collector.wait(30)
    brands.remove(store, "Anvil Works", actor="test")
    page.run()
    build(sites[0], networks, "bluesky", title="Something else")
    look_up(page, "", sites[0].url)
    assert "It was removed from Anvil Works. Adding brings it back with its history" in said(page)
    confirm(page)
    assert followed() == {("Anvil Works", "bluesky")}


def test_site_without_accounts_says_so(page: AppTest, sites: list[Site]) -> None:
    sites[0].put("/", "Hello")
    look_up(page, "", sites[0].url)
    assert "Nothing to follow was found" in said(page)
    assert page.button(key="confirm-adding").disabled


def test_texts_of_the_site_are_shown_as_text(page: AppTest, sites: list[Site], networks: dict[str, Simulation]) -> None:
    build(sites[0], networks, "bluesky", title="&lt;img src=x onerror=alert(1)&gt; ![](http://x) Anvil")
    networks["bluesky"].brands[0].name = "<script>alert(1)</script>"
    look_up(page, "", sites[0].url)
    assert "<script>alert" not in said(page)
    assert "<img" not in said(page)
