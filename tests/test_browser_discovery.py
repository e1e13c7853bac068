"""The tick list in a real browser: a rival's website is pasted in the sidebar's dialog, one account unticked, the rest added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from brand_site import Site, link
from browser_app import App, chrome, served, settle, tab
from loopback import Loopback
from playwright.sync_api import Browser, expect
from simulate import Brand, brand_with_posts
from simulate_bluesky import Simulator

from benchmark.clock import utcnow

pytestmark = pytest.mark.browser

__all__ = ["chrome"]


@pytest.fixture
def network() -> Iterator[Simulator]:
    with Loopback() as loopback:
        hammer = brand_with_posts("hammer", 2, posts=3, newest=utcnow())
        hammer.name, hammer.followers = "Hammer", 5678
        simulator = Simulator(brand_with_posts("anvil", 1, posts=3, newest=utcnow()), hammer, Brand("tongs", 3))
        simulator.serve(loopback)
        yield simulator


@pytest.fixture
def site(loopback: Loopback, network: Simulator) -> Site:
    made = Site(loopback)
    links = "".join(link(network.link(brand)) for brand in network.brands[1:])
    made.put(
        "/",
        f"<article>{links}</article><footer>{link(network.link(network.brands[1]))}</footer>",
        "<title>Hammer</title>",
    )
    return made


@pytest.fixture
def app(tmp_path: Path, network: Simulator, site: Site) -> Iterator[App]:
    settings = {"BENCHMARK_BLUESKY_BASE_URL": network.server.url, "BENCHMARK_ALLOW_HOSTS": site.server.host}
    with served(tmp_path, BENCHMARK_SCHEDULE="off", **settings) as running:
        yield running


@pytest.mark.parametrize("screen", [pytest.param((1440, "light"), marks=pytest.mark.slow), (390, "dark")], ids=str)
def test_website_pasted_in_the_dialog_is_ticked_and_added(
    app: App, network: Simulator, site: Site, chrome: Browser, screen: tuple[int, str]
) -> None:
    width, scheme = screen
    page, watch = tab(chrome, width=width, scheme=scheme)
    page.goto(app.url)
    settle(page)
    page.get_by_label("Your brand: paste its website or profile").fill(network.link(network.brands[0]))
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("button", name="Add 1 account").click()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    settle(page)
    if width < 500:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Add a competitor").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Links, handles or websites, one per line").fill(site.url)
    dialog.get_by_role("button", name="Look up").click()
    expect(dialog.get_by_text("5,678 followers")).to_be_visible()
    expect(dialog.get_by_text(f"Found in the footer of {site.server.host}.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Add 1 account")).to_be_enabled()
    dialog.get_by_text("1 further link, perhaps to somebody else").click()
    dialog.get_by_text("tongs.bsky.social").first.click()
    expect(dialog.get_by_role("button", name="Add 2 accounts")).to_be_visible()
    dialog.get_by_text("tongs.bsky.social").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dialog.get_by_role("button", name="Add 1 account").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Hammer added.").first).to_be_visible()
    settle(page)
    watch.assert_clean()
