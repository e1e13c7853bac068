"""First use in a real browser: from an empty database to compared brands and exported charts, against a simulated network."""

from __future__ import annotations

import io
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from browser_app import App, Watch, chrome, served, settle, tab
from loopback import Loopback, Reply, Request
from playwright.sync_api import Browser, Page, expect
from simulate import Brand, brand_with_posts
from simulate_bluesky import Simulator

from benchmark.clock import utcnow

pytestmark = pytest.mark.browser

__all__ = ["chrome"]

PAGES = ("Overview", "Audience", "Publishing", "Engagement", "Data")
ANVIL, HAMMER = "Anvil Works", "Hammer & Söhne <b>GmbH</b>"


def brands() -> tuple[Brand, Brand]:
    own = brand_with_posts("anvil", 1, posts=12, newest=utcnow())
    rival = brand_with_posts("hammer", 2, posts=9, newest=utcnow())
    own.name, own.followers = ANVIL, 1234
    rival.name, rival.followers = HAMMER, 5678
    return own, rival


@pytest.fixture(scope="module")
def network() -> Iterator[Simulator]:
    with Loopback() as loopback:
        simulator = Simulator(*brands())
        simulator.page_size = 50
        simulator.serve(loopback)
        yield simulator


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, network: Simulator) -> Iterator[App]:
    with served(tmp_path_factory.mktemp("first-use"), BENCHMARK_BLUESKY_BASE_URL=network.server.url) as running:
        yield running


@pytest.fixture(scope="module")
def used(app: App, network: Simulator, chrome: Browser) -> tuple[Page, Watch]:
    """The tab in which the own brand and a competitor were added and collected."""
    page, watch = tab(chrome)
    page.goto(app.url)
    add_own_brand(page, network.link(network.brands[0]))
    add_competitor(page, network.link(network.brands[1]))
    return page, watch


def add_own_brand(page: Page, link: str) -> None:
    settle(page)
    expect(page.get_by_role("heading", name="See where your brand stands")).to_be_visible()
    page.get_by_label("Your brand: paste its website or profile").fill(link)
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_text("1,234 followers")).to_be_visible()
    page.get_by_role("button", name="Add 1 account").click()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    collected(page)


def add_competitor(page: Page, link: str) -> None:
    page.get_by_role("button", name="Add a competitor").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Links, handles or websites, one per line").fill(link)
    dialog.get_by_role("button", name="Look up").click()
    expect(dialog.get_by_text("5,678 followers")).to_be_visible()
    expect(dialog.get_by_text("Anvil no 0 #anvils")).to_be_visible()
    dialog.get_by_role("button", name="Add 1 account").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("Growth appears after the next collection")).to_be_visible()
    collected(page)


def collected(page: Page) -> None:
    """Wait until the run that goes on has ended and the page was drawn anew."""
    expect(page.get_by_test_id("stSidebar").get_by_role("button", name="Collect now")).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("stSidebar").get_by_text("Collected ")).to_be_visible()
    settle(page)


def go(page: Page, title: str) -> None:
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    settle(page)


def test_both_brands_stand_on_every_page(used: tuple[Page, Watch]) -> None:
    page, watch = used
    for title in PAGES:
        go(page, title)
        if title == "Data":
            continue  # its table is drawn on a canvas; the accounts in it have a test of their own
        shown = page.get_by_test_id("stMain").inner_text()
        charts = page.locator(".js-plotly-plot").all_inner_texts()
        assert ANVIL in shown or any(ANVIL in chart for chart in charts), title
        assert HAMMER in shown or any("Hammer" in chart for chart in charts), title
    watch.assert_clean()


def test_a_name_with_markup_stays_text(used: tuple[Page, Watch]) -> None:
    page, watch = used
    go(page, "Audience")
    assert page.locator("b", has_text="GmbH").count() == 0
    watch.assert_clean()


@contextmanager
def slow(network: Simulator, seconds: float) -> Iterator[None]:
    """Let every profile take this long."""
    path = "/xrpc/app.bsky.actor.getProfile"
    quick = network.server._routes[path]

    def late(request: Request) -> Reply:
        threading.Event().wait(seconds)
        return quick(request)

    network.server.answer(path, late)
    try:
        yield
    finally:
        network.server.answer(path, quick)


def download(page: Page, label: str, folder: Path) -> bytes:
    card = page.locator(".st-key-card-followers-over-time")
    card.scroll_into_view_if_needed()
    if not page.get_by_role("button", name=label).is_visible():
        card.get_by_role("button", name="Download").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name=label).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert all(sign.isalnum() or sign in "._-" for sign in path.name), path.name
    return path.read_bytes()


def latest(frame: pd.DataFrame, column: str) -> int:
    found = [name for name in frame.columns if column in str(name)]
    assert found, list(frame.columns)
    return int(frame[found[0]].dropna().iloc[-1])


def test_downloads_hold_what_the_network_said(used: tuple[Page, Watch], tmp_path: Path) -> None:
    page, watch = used
    go(page, "Audience")
    png = download(page, "PNG image", tmp_path)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width >= 1280
    assert height >= 600
    svg = download(page, "SVG image", tmp_path).decode()
    assert "<svg" in svg
    assert "largest audience" in svg
    text = download(page, "CSV figures", tmp_path).decode("utf-8-sig")
    start = next(number for number, line in enumerate(text.splitlines()) if "Anvil" in line and "Hammer" in line)
    table = pd.read_csv(io.StringIO("\n".join(text.splitlines()[start:])), sep=None, engine="python")
    assert latest(table, "Anvil") == 1234
    assert latest(table, "Hammer") == 5678
    book = openpyxl.load_workbook(io.BytesIO(download(page, "Excel workbook", tmp_path)))
    values = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert 1234 in values
    assert 5678 in values
    watch.assert_clean()


def test_a_link_brings_back_the_view(used: tuple[Page, Watch], app: App, chrome: Browser) -> None:
    page, _ = used
    go(page, "Audience")
    page.get_by_test_id("stSidebar").get_by_label("Period").click()
    page.get_by_role("option", name="Last 28 days").click()
    expect(page).to_have_url(f"{app.url}/audience?period=28d")
    go(page, "Publishing")
    expect(page).to_have_url(f"{app.url}/publishing?period=28d")
    page.go_back()
    page.go_back()
    expect(page.get_by_test_id("stSidebar").get_by_label("Period")).to_have_value("Last 13 weeks")
    other, watch = tab(chrome)
    other.goto(f"{app.url}/audience?period=28d&brands=hammer&nonsense=1")
    settle(other)
    sidebar = other.get_by_test_id("stSidebar")
    expect(sidebar.get_by_label("Period")).to_have_value("Last 28 days")
    expect(sidebar.get_by_test_id("stMultiSelect").get_by_text("Hammer")).to_be_visible()
    other.close()
    watch.assert_clean()


def test_removing_can_be_undone(used: tuple[Page, Watch], app: App, chrome: Browser) -> None:
    page, watch = tab(chrome)
    page.goto(f"{app.url}/data")
    settle(page)
    grid = page.get_by_test_id("stDataFrame")
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 18, box["y"] + 36 + 36 + 18)  # the box of the second row: the competitor's
    page.locator(".st-key-account-deeds").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("Removed 1 account of Hammer")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Removed 1 account of Hammer")).to_have_count(0)
    settle(page)
    expect(page.get_by_text("removed account")).to_have_count(0)
    page.close()
    watch.assert_clean()


@pytest.mark.slow
def test_pages_stay_quick_while_a_slow_run_goes_on(tmp_path: Path, network: Simulator, chrome: Browser) -> None:
    """The network answers a profile after seconds; the reader goes from page to page meanwhile as before the run."""
    with served(tmp_path, BENCHMARK_BLUESKY_BASE_URL=network.server.url, BENCHMARK_SCHEDULE="off") as app:
        page, watch = tab(chrome)
        page.goto(app.url)
        add_own_brand(page, network.link(network.brands[0]))
        before = seconds_to_open(page, "Audience", "Publishing", "Overview")
        with slow(network, 4):
            page.get_by_role("button", name="Collect now").click()
            expect(page.get_by_test_id("stSidebar").get_by_role("button", name="Stop")).to_be_visible()
            assert seconds_to_open(page, "Audience", "Publishing", "Overview") < 2 * before + 1
            expect(page.get_by_test_id("stSidebar").get_by_role("button", name="Stop")).to_be_visible()
        collected(page)
        watch.assert_clean()
        page.close()


def seconds_to_open(page: Page, *titles: str) -> float:
    """How long the slowest of these pages takes until its heading stands."""
    taken = []
    for title in titles:
        began = time.monotonic()
        page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        taken.append(time.monotonic() - began)
    return max(taken)
