"""Accounts whose figures come by import: networks without a route, and those whose key is missing for now."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from brand_site import Site, brand_page
from collecting import World, a_source, brand_with_posts, register
from commanding import run
from loopback import Loopback

from benchmark import brands
from benchmark.brands import Refusal
from benchmark.settings import Settings
from benchmark.store import Store
from sources import SOURCES
from sources.base import Account, Credential, Identity, Profile, Source
from sources.errors import ImportOnly
from sources.http import Http

SHUT = sorted(name for name, source in SOURCES.items() if source.import_only)
KEY = Credential("BENCHMARK_YOUTUBE_API_KEY", "All.", ("Get one.",), "https://keys.example", required=True)
"""A setting that the program knows; the network that asks for it is the tests' own."""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    return tmp_path / "benchmark.duckdb"


@pytest.fixture
def keyed(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> World:
    """A network that needs a key and has one brand."""
    world = World(loopback)
    world.brands["keyed/id1"] = brand_with_posts(1)

    def identify_handle(text: str) -> Identity | None:
        return Identity("keyed", text, f"https://keyed.example/{text}") if text.startswith("@") else None

    def profile(client: object, account: Account) -> Profile:
        from collecting import _profile

        from sources.errors import FixCredentials

        if not client.secret(KEY.setting):  # type: ignore[attr-defined]
            raise FixCredentials("needs_key", host="keyed.example", setting=KEY.setting)
        return _profile(client, account)  # type: ignore[arg-type]

    register(monkeypatch, a_source("keyed", credentials=(KEY,), identify_handle=identify_handle, profile=profile))
    monkeypatch.setenv("BENCHMARK_KEYED_BASE_URL", loopback.url)
    return world


def accounts(database: Path) -> list[tuple[str, ...]]:
    with Store.open(database) as store:
        return [tuple(map(str, row)) for row in store.rows("SELECT account_id, status FROM accounts ORDER BY 1")]


@pytest.fixture(params=SHUT)
def shut(request: pytest.FixtureRequest) -> Source:
    return SOURCES[request.param]


def test_there_are_networks_without_a_route() -> None:
    assert {"pinterest", "viadeo"} <= set(SHUT)


def test_network_without_a_route_says_how_its_figures_come(shut: Source) -> None:
    assert shut.docs.startswith("https://")
    assert shut.lacks.endswith(".")
    assert (shut.gives, shut.posts, shut.daily) == (frozenset(), None, None)
    assert shut.route
    assert shut.cost
    header = importlib.import_module(f"sources.{shut.name}").__doc__ or ""
    for said in ("Docs", "Gives", "Lacks", "Auth", "Limits", "Rounding", "Retention"):
        assert f"{said}:" in header


def test_nobody_is_asked_for_a_profile(shut: Source) -> None:
    http = Http(Settings(db="unused").http())
    with pytest.raises(ImportOnly):
        shut.profile(http.client(shut), Account("@anvil"))


@pytest.mark.parametrize(
    ("link", "account"),
    [
        ("https://fr.pinterest.com/anvil/", "pinterest:@anvil"),
        ("pinterest:anvil", "pinterest:@anvil"),
        ("http://fr.viadeo.com/fr/company/anvil-works", "viadeo:@anvil-works"),
    ],
)
def test_account_is_added_without_asking_anybody_and_never_collected(database: Path, link: str, account: str) -> None:
    added = run("add", "Anvil", link, "--json")
    assert added.code == 0
    (row,) = added.json["added"]
    assert (row["account_id"], row["outcome"], row["import_only"]) == (account, "new", True)
    assert "come by import" in run("add", "Barrow", link.replace("anvil", "barrow")).out
    assert accounts(database)[0] == (account, "import_only")
    assert run("collect").code == 0
    with Store.open(database) as store:
        assert store.value("SELECT count(*) FROM run_accounts") == 0


def test_status_and_doctor_and_sources_say_so(database: Path) -> None:
    run("add", "Anvil", "pinterest:anvil")
    assert "import only" in run("status").out
    said = run("doctor").out
    assert "Pinterest: figures come by import and by hand only." in said
    row = next(line for line in run("sources").out.splitlines() if line.startswith("Pinterest "))
    assert "by import" in row
    listed = {each["name"]: each["ready"] for each in run("sources", "--json").json}
    assert (listed["pinterest"], listed["bluesky"]) == (False, True)


def test_adding_again_is_known_and_restores(database: Path) -> None:
    run("add", "Anvil", "pinterest:anvil")
    assert "was there already" in run("add", "Anvil", "pinterest:anvil").out
    assert run("remove", "pinterest:@anvil").code == 0
    assert "restored" in run("add", "Anvil", "pinterest:anvil").out
    assert accounts(database) == [("pinterest:@anvil", "import_only")]
    assert run("add", "Barrow", "pinterest:anvil").code == 1


def test_account_without_its_key_is_refused_unless_import_is_meant(database: Path, keyed: World) -> None:
    refused = run("add", "Anvil", "keyed:@brand1")
    assert (refused.code, "BENCHMARK_YOUTUBE_API_KEY" in refused.err) == (1, True)
    assert accounts(database) == []
    added = run("add", "Anvil", "keyed:@brand1", "--import-only")
    assert (added.code, "come by import" in added.out) == (0, True)
    assert accounts(database) == [("keyed:@brand1", "import_only")]
    assert keyed.calls() == []


def test_account_added_for_import_is_collected_once_its_key_is_set(
    database: Path, keyed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", "Anvil", "keyed:@brand1", "--import-only")
    assert run("collect").code == 0
    assert keyed.calls() == []
    monkeypatch.setenv(KEY.setting, "k")
    assert run("collect").code == 0
    assert accounts(database) == [("keyed:id1", "ok")]
    with Store.open(database) as store:
        assert store.rows("SELECT followers FROM profile_snapshots") == [(100,)]


def test_key_that_is_set_but_refused_shows_as_a_failure(
    database: Path, keyed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from loopback import Reply

    run("add", "Anvil", "keyed:@brand1", "--import-only")
    monkeypatch.setenv(KEY.setting, "k")
    keyed.always["/keyed"] = Reply({"error": "no"}, 401)
    assert run("collect").code == 1
    assert accounts(database) == [("keyed:@brand1", "import_only")]
    assert "failed" in run("status").out


def test_import_only_changes_nothing_where_the_network_answers(
    database: Path, keyed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY.setting, "k")
    added = run("add", "Anvil", "keyed:@brand1", "--import-only", "--json")
    assert added.json["added"][0]["import_only"] is False
    assert accounts(database) == [("keyed:id1", "ok")]


def test_accounts_of_a_website_are_added_like_those_of_links(
    database: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHMARK_ALLOW_HOSTS", loopback.host)
    monkeypatch.delenv("BENCHMARK_META_ACCESS_TOKEN", raising=False)
    site = Site(loopback)
    links = {"pinterest": "https://www.pinterest.com/anvil/", "facebook": "https://www.facebook.com/anvil"}
    head, body = brand_page(**links)
    site.put("/", body, head)
    refused = run("add", "Anvil", site.url)
    assert (refused.code, "BENCHMARK_META_ACCESS_TOKEN" in refused.err) == (1, True)
    assert accounts(database) == [("pinterest:@anvil", "import_only")]
    assert run("add", "Anvil", site.url, "--import-only").code == 0
    assert accounts(database) == [("facebook:@anvil", "import_only"), ("pinterest:@anvil", "import_only")]


def test_import_only_helps_against_no_other_error(database: Path, keyed: World) -> None:
    for link in ("???", "https://pin.it/abc", "http://127.0.0.1:9/"):
        assert run("add", "Anvil", link, "--import-only").code == 1
    assert accounts(database) == []


def test_preview_asks_nobody_and_names_the_brand_that_has_it(store: Store) -> None:
    http = Http(Settings(db="unused").http())
    seen = brands.preview(http, "https://www.pinterest.com/anvil/", store)
    assert (seen.import_only, seen.error, seen.profile, seen.known_brand) == (True, None, None, None)
    assert seen.identity is not None
    brands.add(store, "Anvil", seen.identity, None, actor="test")
    assert brands.preview(http, "pinterest:anvil", store).known_brand == "Anvil"
    with pytest.raises(Refusal):
        brands.add(store, "Barrow", seen.identity, None, actor="test")
