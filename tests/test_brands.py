"""What people do with brands and accounts, and what is refused."""

from __future__ import annotations

import pytest

from benchmark import brands
from benchmark.brands import Refusal, panels
from benchmark.store import Store
from sources.base import Identity, Profile

ANVIL = Identity("bluesky", "@anvil.example", "https://bsky.app/profile/anvil.example")
ANVIL_PROFILE = Profile("did:plc:anvil", handle="anvil.example", display_name="Anvil", followers=12)
BARROW = Identity("bluesky", "did:plc:barrow", "https://bsky.app/profile/did:plc:barrow", needs_network=False)
BARROW_BLOG = Identity("wordpress", "https://barrow.example", "https://barrow.example")


def add(store: Store, name: str, identity: Identity, profile: Profile | None = None, **more: object) -> brands.Added:
    return brands.add(store, name, identity, profile, actor="test", **more)  # type: ignore[arg-type]


def refused(code: str, **params: object) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda error: error.code == code and params.items() <= error.params.items())


def account(store: Store, column: str, account_id: str = "bluesky:did:plc:anvil") -> object:
    return store.value(f"SELECT {column} FROM accounts WHERE account_id = $id", {"id": account_id})


def actions(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT action FROM core.audit ORDER BY happened_at, rowid")]


def test_the_first_account_makes_its_brand_and_the_panel(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARK_TIMEZONE", "Europe/Paris")
    added = add(store, "  Anvil\t& Co ", ANVIL, ANVIL_PROFILE, own=True)
    assert (added.outcome, added.account_id, added.brand) == ("new", "bluesky:did:plc:anvil", "Anvil & Co")
    assert store.rows("SELECT name, colour FROM brands") == [("Anvil & Co", "0")]
    assert store.rows("SELECT name, timezone, own_brand_id FROM panels") == [
        ("My panel", "Europe/Paris", added.brand_id)
    ]
    assert store.rows("SELECT account_id FROM panel_accounts") == [(added.account_id,)]
    assert account(store, "display_name || ' ' || role || ' ' || status || ' ' || added_by") == "Anvil main ok test"


def test_adding_twice_changes_nothing(store: Store) -> None:
    add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    before = actions(store)
    assert add(store, "ANVIL", ANVIL, ANVIL_PROFILE).outcome == "already"
    assert add(store, "Anvil", ANVIL, None).outcome == "already"
    assert store.value("SELECT count(*) FROM accounts") == 1
    assert actions(store) == before


def test_adding_again_restores_what_was_removed_or_paused(store: Store) -> None:
    add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    for hide in (brands.remove, brands.pause):
        hide(store, "anvil", actor="test")
        assert add(store, "Anvil", ANVIL, ANVIL_PROFILE).outcome == "restored"
        assert account(store, "coalesce(removed_at, paused_at)") is None
        assert store.value("SELECT removed_at FROM brands") is None


def test_an_account_of_another_brand_is_refused_naming_that_brand(store: Store) -> None:
    add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    with refused("other_brand", brand="Anvil", wanted="Barrow"):
        add(store, "Barrow", ANVIL, ANVIL_PROFILE)
    assert store.rows("SELECT name FROM brands") == [("Anvil",)]


def test_names_are_one_when_people_would_take_them_for_one(store: Store) -> None:
    first = add(store, "Straße", ANVIL, ANVIL_PROFILE)
    assert add(store, "STRASSE", BARROW).brand_id == first.brand_id
    other = add(store, "Barrow", BARROW_BLOG)
    with refused("name_taken", name="Straße"):
        brands.rename(store, other.brand_id, "strasse", actor="test")
    assert brands.rename(store, "barrow", "BARROW", actor="test").brand == "BARROW"


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b\x00", "x" * 81])
def test_a_name_has_one_to_eighty_visible_characters(store: Store, name: str) -> None:
    with refused("bad_name"):
        add(store, name, ANVIL)
    assert store.value("SELECT count(*) FROM brands") == 0


def test_invisible_characters_never_reach_a_name(store: Store) -> None:
    assert add(store, "A\u202en\u200bv\x00il", ANVIL).brand == "Anvil"
    assert add(store, "=1+1", BARROW).brand == "=1+1"


def test_each_brand_keeps_a_colour_of_its_own_until_there_are_ten(store: Store) -> None:
    for number in range(12):
        add(store, f"Brand {number}", Identity("bluesky", f"did:plc:{number}", "https://bsky.app"))
    assert [row[0] for row in store.rows("SELECT colour FROM brands ORDER BY created_at")] == [*"0123456789", "0", "1"]
    brands.remove(store, "Brand 3", actor="test")
    again = add(store, "Brand 12", Identity("bluesky", "did:plc:x", "https://bsky.app"))
    assert store.value("SELECT colour FROM brands WHERE brand_id = $id", {"id": again.brand_id}) == "3"


def test_a_removed_brands_colour_is_taken_last(store: Store) -> None:
    add(store, "Anvil", ANVIL)
    brands.remove(store, "Anvil", actor="test")
    add(store, "Barrow", BARROW)
    assert store.rows("SELECT name, colour FROM brands ORDER BY name") == [("Anvil", "0"), ("Barrow", "1")]


def test_removing_hides_and_keeps_the_history(store: Store) -> None:
    added = add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.profile_snapshot VALUES ($key, now()::TIMESTAMP, 12, 1, 0, NULL, NULL, NULL, 1, NULL)",
            {"key": added.account_key},
        )
    assert brands.remove(store, added.brand_id, actor="cm").accounts == (added.account_id,)
    assert brands.remove(store, added.brand_id, actor="cm").accounts == ()
    assert account(store, "removed_at") is not None
    assert store.value("SELECT followers FROM profile_snapshots") == 12
    assert store.rows("SELECT DISTINCT actor FROM core.audit WHERE action LIKE '%.remove'") == [("cm",)]


def test_an_account_is_named_by_id_link_or_handle(store: Store) -> None:
    add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    add(store, "Anvil", BARROW_BLOG)
    names = {
        "bluesky:did:plc:anvil": "bluesky:did:plc:anvil",
        "https://bsky.app/profile/anvil.example": "bluesky:did:plc:anvil",
        "bluesky:anvil.example": "bluesky:did:plc:anvil",
        "www.barrow.example/": "wordpress:https://barrow.example",
    }
    for name, account_id in names.items():
        assert brands.pause(store, name, actor="test").accounts == (account_id,)
        assert brands.resume(store, name, actor="test").accounts == (account_id,)
    for unknown in ("nobody", "bluesky:did:plc:nobody", "https://nobody.example", "", "'; DROP TABLE core.brand"):
        with refused("unknown_subject"):
            brands.pause(store, unknown, actor="test")


def test_moving_takes_the_account_with_its_history_to_the_other_brand(store: Store) -> None:
    added = add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    moved = brands.move(store, added.account_id, "Barrow", actor="test")
    assert (moved.brand, moved.accounts) == ("Barrow", (added.account_id,))
    assert account(store, "brand_id") == moved.brand_id
    assert brands.move(store, added.account_id, "Barrow", actor="test").accounts == ()
    assert add(store, "Barrow", ANVIL, ANVIL_PROFILE).outcome == "already"


def test_once_the_id_is_known_it_replaces_the_handle_everywhere(store: Store) -> None:
    added = add(store, "Anvil", ANVIL)
    assert added.account_id == "bluesky:@anvil.example"
    with store.transaction() as tx:
        assert brands.adopt_identity(tx, added.account_key, "did:plc:anvil") == "bluesky:did:plc:anvil"
        assert brands.adopt_identity(tx, added.account_key, "did:plc:anvil") == "bluesky:did:plc:anvil"
    assert store.rows("SELECT account_id FROM panel_accounts") == [("bluesky:did:plc:anvil",)]
    assert account(store, "handle") == "anvil.example"
    assert actions(store).count("account.identify") == 1
    assert add(store, "Anvil", ANVIL, ANVIL_PROFILE).outcome == "already"


def test_adding_with_a_profile_identifies_what_was_known_by_its_handle(store: Store) -> None:
    first = add(store, "Anvil", ANVIL)
    second = add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    assert (second.account_key, second.account_id) == (first.account_key, "bluesky:did:plc:anvil")


def test_two_accounts_that_turn_out_to_be_one_are_not_merged(store: Store) -> None:
    add(store, "Anvil", Identity("bluesky", "did:plc:anvil", ""))
    by_handle = add(store, "Barrow", Identity("bluesky", "@other.example", "https://bsky.app/profile/other.example"))
    with refused("same_account", other="bluesky:did:plc:anvil", brand="Anvil"), store.transaction() as tx:
        brands.adopt_identity(tx, by_handle.account_key, "did:plc:anvil")
    assert account(store, "native_id", "bluesky:@other.example") == "@other.example"


def test_a_handle_taken_by_somebody_else_is_another_account(store: Store) -> None:
    add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    newcomer = add(store, "Barrow", ANVIL, Profile("did:plc:newcomer", handle="anvil.example"))
    assert (newcomer.outcome, newcomer.account_id) == ("new", "bluesky:did:plc:newcomer")


def test_market_role_and_time_zone_are_checked(store: Store) -> None:
    add(store, "Anvil", ANVIL, ANVIL_PROFILE, market="fr", role="Sub-Brand", timezone="Europe/Paris")
    assert account(store, "[market, role, timezone]") == ["FR", "sub-brand", "Europe/Paris"]
    for code, columns in {
        "bad_role": {"role": "boss"},
        "bad_timezone": {"timezone": "../etc/passwd"},
        "bad_market": {"market": "x" * 41},
    }.items():
        with refused(code):
            brands.describe(store, "bluesky:did:plc:anvil", actor="test", **columns)
    brands.describe(store, "bluesky:did:plc:anvil", market="de", actor="test")
    assert account(store, "[market, role, timezone]") == ["DE", "main", None]


def test_an_unknown_panel_or_network_is_refused_before_anything_is_stored(store: Store) -> None:
    with refused("unknown_panel"):
        add(store, "Anvil", ANVIL, panel="nowhere")
    with refused("unknown_network"):
        add(store, "Anvil", Identity("nosuch", "1", ""))
    assert store.value("SELECT count(*) FROM brands") == 0
    assert len(panels.panels(store)) == 0


def test_frames_are_ready_to_show(store: Store) -> None:
    added = add(store, "Anvil", ANVIL, ANVIL_PROFILE)
    assert brands.brands(store)[["name", "accounts"]].to_numpy().tolist()[0] == ["Anvil", 1]
    assert brands.accounts(store)[["brand", "account_key"]].to_numpy().tolist()[0] == ["Anvil", added.account_key]
