"""A website pasted once: every account of the brand is added, by the command line and by the tick list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from brand_site import NETWORKS, Site, link
from commanding import run
from end_to_end import connect
from loopback import Loopback, Reply
from simulate import Simulation, brand_with_posts, simulator

from benchmark import brands
from benchmark.clock import utcnow
from benchmark.store import Store
from sources import SOURCES
from sources.base import Identity

SOCIAL = [name for name in NETWORKS if name in SOURCES and not SOURCES[name].import_only]


@pytest.fixture
def site(loopback: Loopback) -> Site:
    return Site(loopback)


@pytest.fixture
def networks(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Simulation]]:
    """Every registered network on which brands have profiles, each on a server of its own, with its keys set."""
    made: dict[str, Simulation] = {}
    hosts = [site.server.host]
    with ExitStack() as servers:
        for name in SOCIAL:
            made[name] = simulator(name, brand_with_posts("anvil", 1, posts=3, newest=utcnow()))
            connect(made[name], servers.enter_context(Loopback()), tmp_path, monkeypatch)
            hosts += made[name].allow_hosts()
        monkeypatch.setenv("BENCHMARK_ALLOW_HOSTS", ",".join(hosts))
        yield made


def footer(*urls: str) -> str:
    return "<footer>" + "".join(link(url) for url in urls) + "</footer>"


def everywhere(site: Site, networks: dict[str, Simulation]) -> None:
    """The brand's home page, which links to it on all networks."""
    site.put("/", footer(*(each.link(each.brands[0]) for each in networks.values())), "<title>Anvil Works</title>")


# The command line


def test_brand_on_all_networks_is_added_by_its_website_once(
    site: Site, networks: dict[str, Simulation], tmp_path: Path
) -> None:
    everywhere(site, networks)
    said = run("add", "Anvil", site.url, "--own")
    assert (said.code, said.err) == (0, "")
    assert said.out.count(f"Found in the footer of {site.server.host}.") == len(networks)
    assert len(site.asked) <= 12
    with Store.open(tmp_path / "benchmark.duckdb") as store:
        rows = store.rows(
            "SELECT source, native_id, b.name FROM accounts JOIN brands AS b USING (brand_id) ORDER BY source"
        )
    expected = {name: each.account(each.brands[0]).native_id for name, each in networks.items()}
    assert {source: native for source, native, _ in rows} == expected
    assert {name for _, _, name in rows} == {"Anvil"}
    again = run("add", "Anvil", site.url)
    assert again.code == 0
    assert again.out.count("was there already") == len(networks)


def test_only_limits_the_networks(site: Site, networks: dict[str, Simulation]) -> None:
    everywhere(site, networks)
    said = run("add", "Anvil", site.url, "--json", "--only", "bluesky", "mastodon")
    assert said.code == 0
    assert sorted(each["account_id"].partition(":")[0] for each in said.json["added"]) == ["bluesky", "mastodon"]
    assert {each["where"] for each in said.json["added"]} == {"footer"}


def test_unknown_network_is_refused_before_anything_is_asked(site: Site, networks: dict[str, Simulation]) -> None:
    said = run("add", "Anvil", site.url, "--only", "bluesky", "myspace")
    assert said.code == 1
    assert "myspace" in said.err
    assert site.asked == []


def test_accounts_without_a_key_are_named_with_the_remedy(
    site: Site, networks: dict[str, Simulation], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [name for name in SOCIAL if any(key.required for key in SOURCES[name].credentials)]
    for name in waiting:
        for key in SOURCES[name].credentials:
            monkeypatch.delenv(key.setting, raising=False)
    everywhere(site, networks)
    said = run("add", "Anvil", site.url, "--json")
    assert said.code == (1 if waiting else 0)
    assert {each["error"] for each in said.json["refused"]} == ({"needs_key"} if waiting else set())
    assert len(said.json["added"]) == len(networks) - len(waiting)
    for name in waiting:
        assert SOURCES[name].credentials[0].setting in said.err
        assert networks[name].requests == []


def test_one_account_that_fails_keeps_none_of_the_others(site: Site, networks: dict[str, Simulation]) -> None:
    everywhere(site, networks)
    networks["bluesky"].fault = Reply("", 500)
    said = run("add", "Anvil", site.url, "--json")
    assert said.code == 1
    assert [each["error"] for each in said.json["refused"]] == ["server_error"]
    assert len(said.json["added"]) == len(networks) - 1


def test_account_of_another_brand_is_named_with_the_command_that_moves_it(
    site: Site, networks: dict[str, Simulation]
) -> None:
    everywhere(site, networks)
    bluesky = networks["bluesky"]
    assert run("add", "Forge", bluesky.link(bluesky.brands[0])).code == 0
    said = run("add", "Anvil", site.url)
    assert said.code == 1
    assert "already belongs to Forge" in said.err
    assert "move bluesky:" in said.err


def test_what_may_be_somebody_elses_is_told_and_not_added(site: Site, networks: dict[str, Simulation]) -> None:
    bluesky = networks["bluesky"]
    site.put("/", f"<article>{link(bluesky.link(bluesky.brands[0]))}</article>")
    said = run("add", "Anvil", site.url, "--json")
    assert (said.code, said.json["added"]) == (1, [])
    assert [each["where"] for each in said.json["perhaps"]] == ["content"]
    assert "none that is surely its own" in said.err
    assert bluesky.requests == []


def test_robots_that_keep_us_out_are_said(site: Site, networks: dict[str, Simulation]) -> None:
    everywhere(site, networks)
    site.raw("/robots.txt", "User-agent: *\nDisallow: /")
    said = run("add", "Anvil", site.url)
    assert said.code == 1
    assert "asks programs not to read" in said.err
    assert site.asked == ["/robots.txt"]


def test_websites_and_links_side_by_side(site: Site, networks: dict[str, Simulation]) -> None:
    bluesky, youtube = networks["bluesky"], networks["youtube"]
    site.put("/", footer(youtube.link(youtube.brands[0])))
    said = run("add", "Anvil", f"{site.url}\n{bluesky.link(bluesky.brands[0])}", "http://127.0.0.1:9/", "--json")
    assert said.code == 1
    assert len(said.json["added"]) == 2
    assert [each["input"] for each in said.json["refused"]] == ["http://127.0.0.1:9/"]


def test_resolving_a_website_asks_nobody(site: Site, networks: dict[str, Simulation]) -> None:
    assert run("resolve", site.url).code == 0
    assert site.asked == []


# The functions below


def test_adding_what_was_chosen_keeps_on_after_a_refusal(store: Store) -> None:
    ids = [Identity("bluesky", f"@{name}.example", f"https://bsky.app/profile/{name}.example") for name in "abc"]
    brands.add(store, "Forge", ids[1], None, actor="test")
    done = brands.add_found(store, "Anvil", [(each, None) for each in ids], actor="test")
    assert [each.outcome if isinstance(each, brands.Added) else each.code for each in done] == [
        "new",
        "other_brand",
        "new",
    ]


@pytest.mark.skipif(not any(source.import_only for source in SOURCES.values()), reason="no such source yet")
def test_account_of_a_network_without_a_route_is_marked_so(store: Store) -> None:
    name = next(source.name for source in SOURCES.values() if source.import_only)
    brands.add_found(store, "Anvil", [(Identity(name, "@anvil", "https://x.example"), None)], actor="test")
    assert store.value("SELECT status FROM accounts") == "import_only"
