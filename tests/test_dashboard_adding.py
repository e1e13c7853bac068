"""Adding a competitor: what is recognised, whose it is taken for, and what is said when nothing can be added."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from collecting import a_source, register
from loopback import Loopback
from page_opening import open_page
from simulate import Brand, brand_with_posts
from simulate_bluesky import Simulator
from streamlit.testing.v1 import AppTest

from benchmark import brands, owner
from benchmark.brands.previewing import Preview
from benchmark.clock import utcnow
from benchmark.dashboard.parts import adding_lookup, adding_suggest
from benchmark.dashboard.parts.adding_lookup import Line
from sources import links
from sources.base import Account, Credential, Identity, Profile
from sources.client import Client
from sources.errors import FixCredentials


def line(
    name: str,
    *,
    source: str = "bluesky",
    native: str = "did:plc:a",
    own: bool = False,
    known: str | None = None,
    **more: str,
) -> Line:
    """A line that was looked up."""
    url = more.pop("url", f"https://bsky.app/profile/{native}")
    profile = Profile(native, display_name=name, url=url, **more)  # type: ignore[arg-type]  # texts only
    looked_up = Preview(links.resolve(url), Identity(source, native, url), profile, known_brand=known)
    return Line(name, own, looked_up)


def found(text: str) -> Preview:
    """What a look-up brings that goes well."""
    result = line(text).result
    assert result is not None
    return result


def test_the_recognised_name_is_suggested() -> None:
    assert adding_suggest.suggest([line("Anvil :verified: Works")], []) == ["Anvil Works"]


def test_a_brand_that_is_there_is_suggested_whatever_its_case() -> None:
    assert adding_suggest.suggest([line("ANVIL works")], ["Anvil Works"]) == ["Anvil Works"]


def test_lines_of_one_website_are_one_brand() -> None:
    lines = [
        line("Anvil Works", link="https://www.anvil.example/about"),
        line("The Anvil Blog", source="wordpress", native="https://anvil.example", url="https://anvil.example"),
        line("Hammer", native="did:plc:h"),
    ]
    assert adding_suggest.suggest(lines, []) == ["Anvil Works", "Anvil Works", "Hammer"]


def test_a_shared_host_makes_no_brand() -> None:
    lines = [line("Anvil", handle="anvil.bsky.social"), line("Hammer", handle="hammer.bsky.social", native="did:plc:h")]
    assert adding_suggest.suggest(lines, []) == ["Anvil", "Hammer"]


def test_the_own_lines_are_one_brand() -> None:
    lines = [
        line("Anvil", own=True),
        line("AnvilOnline", own=True, native="did:plc:o"),
        line("Hammer", native="did:plc:h"),
    ]
    assert adding_suggest.suggest(lines, []) == ["Anvil", "Anvil", "Hammer"]


def test_an_account_that_is_known_stays_with_its_brand() -> None:
    assert adding_suggest.suggest([line("Anvil", known="Forge")], ["Forge", "Anvil"]) == ["Forge"]


def test_lines_are_looked_up_at_once_and_a_fault_of_one_stays_its_own() -> None:
    together = threading.Barrier(2, timeout=10)

    def look(text: str) -> Preview:
        together.wait()
        if text.startswith("bluesky:b"):
            raise ZeroDivisionError
        return found(text)

    batch = adding_lookup.start(look, ("bluesky:a.example\nbluesky:b.example", False))
    while batch.waiting:
        batch.wait(5)
    assert [(each.result is not None, each.failed) for each in batch.lines] == [
        (True, ""),
        (False, "ZeroDivisionError"),
    ]


def test_too_many_lines_are_cut_and_counted() -> None:
    text = "\n".join(f"bluesky:brand{number}.example" for number in range(adding_lookup.MOST_LINES + 5))
    batch = adding_lookup.start(found, (text, False))
    assert (len(batch.lines), batch.left_out) == (adding_lookup.MOST_LINES, 5)


# The flow on the welcome page, against a simulated network


@pytest.fixture
def network() -> Iterator[Simulator]:
    with Loopback() as loopback:
        simulator = Simulator(
            brand_with_posts("anvil", 1, posts=4, newest=utcnow()),
            Brand("hammer", 2, name="Hammer", followers=None),
            Brand("gone", 3, state="gone"),
        )
        simulator.serve(loopback)
        yield simulator


@pytest.fixture
def page(network: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    monkeypatch.setenv("BENCHMARK_BLUESKY_BASE_URL", network.server.url)
    owner.close()
    yield open_page()
    owner.close()


def look_up(page: AppTest, own: str, others: str = "") -> None:
    page.text_area(key="pasted-own").set_value(own)
    page.text_area(key="pasted-others").set_value(others)
    next(button for button in page.button if button.label == "Look up").click().run()
    assert not page.exception


def said(page: AppTest) -> str:
    """Everything that stands in the page's HTML, sentences and labels."""
    texts = [element.proto.body for element in page.get("html")]
    return "\n".join([*texts, *(each.value for each in page.caption), *(each.value for each in page.markdown)])


def test_own_brand_and_competitor_are_added_and_read(page: AppTest) -> None:
    look_up(page, "bsky.app/profile/anvil.bsky.social", "bsky.app/profile/hammer.bsky.social")
    assert "1,200 followers" in said(page)
    assert "Anvil no 0 #anvils" in said(page)
    assert "followers not told" in said(page)
    page.button(key="confirm-adding").click().run()
    assert not page.exception
    assert [title.value for title in page.title] == ["Overview"]
    mine = owner.current()
    assert mine.collector.wait(20)
    listed = brands.accounts(mine.store)
    assert list(listed["brand"]) == ["Anvil Works", "Hammer"]
    assert (
        mine.store.value("SELECT b.name FROM core.panel JOIN core.brand AS b ON brand_key = own_brand_key")
        == "Anvil Works"
    )
    assert mine.store.value("SELECT count(*) FROM core.post") == 4


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("bsky.app/profile/gone.bsky.social", "Bluesky knows no such account"),
        ("http://127.0.0.1:9/", "is not a public address"),
        ("snapchat.com/add/anvil", "Snapchat is not supported yet"),
        ("bluesky:аnvil.example", "letters that look alike are mixed"),
        ("what is this", "This names no account"),
    ],
)
def test_what_cannot_be_added_says_why_and_what_to_do(page: AppTest, pasted: str, sentence: str) -> None:
    look_up(page, pasted)
    assert sentence in said(page)
    assert page.button(key="confirm-adding").disabled


def test_an_ambiguous_handle_offers_its_meanings(page: AppTest) -> None:
    look_up(page, "@anvil")
    (choice,) = page.radio
    assert choice.options[0].startswith("Bluesky")
    next(button for button in page.button if button.label == "Look it up").click().run()
    assert "1,200 followers" in said(page)


def test_the_same_account_twice_is_added_once(page: AppTest) -> None:
    look_up(page, "bsky.app/profile/anvil.bsky.social", "@anvil.bsky.social\nbsky.app/profile/hammer.bsky.social")
    assert (
        "The same account as a line above." in said(page) or page.button(key="confirm-adding").label == "Add 2 accounts"
    )


def test_pasting_nothing_asks_for_something(page: AppTest) -> None:
    look_up(page, "  ")
    assert "Paste at least one link, handle or website." in said(page)


def test_account_of_a_network_without_a_route_is_added_for_import(page: AppTest) -> None:
    look_up(page, "pinterest.com/anvil")
    assert "its figures come by import" in said(page)
    page.button(key="confirm-adding").click().run()
    assert not page.exception
    mine = owner.current()
    listed = brands.accounts(mine.store)
    assert list(zip(listed["brand"], listed["status"], strict=True)) == [("Anvil", "import_only")]
    assert "The figures of 1 account come by import" in page.toast[0].value


def test_account_without_its_key_is_added_only_when_its_figures_are_imported(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Credential("BENCHMARK_KEYED_KEY", "All.", ("Get one.",), "https://keys.example", required=True)

    def profile(_client: Client, _account: Account) -> Profile:
        raise FixCredentials("needs_key", host="keyed.example", setting=key.setting)

    def named(text: str) -> Identity | None:
        return Identity("keyed", text, "https://keyed.example/anvil") if text == "@anvil" else None

    register(monkeypatch, a_source("keyed", credentials=(key,), profile=profile, identify_handle=named))
    look_up(page, "keyed:anvil")
    assert "BENCHMARK_KEYED_KEY" in said(page)
    assert page.button(key="confirm-adding").disabled
    (anyway,) = [box for box in page.checkbox if box.label == "Add it anyway, I import its figures"]
    anyway.check().run()
    page.button(key="confirm-adding").click().run()
    assert not page.exception
    listed = brands.accounts(owner.current().store)
    assert list(zip(listed["account_id"], listed["status"], strict=True)) == [("keyed:@anvil", "import_only")]
