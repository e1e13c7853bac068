"""Tokens of the HTTP API: told once, kept as a hash, ended by time or by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from commanding import run, work_in

from benchmark import tokens
from benchmark.clock import utcnow
from benchmark.refusals import TOKEN_DAYS, Refusal
from benchmark.store import Store, api_tokens
from benchmark.store.data_version import data_version


def refused(store: Store, shown: str) -> str:
    with pytest.raises(Refusal) as caught:
        tokens.known(store, shown)
    return caught.value.code


def test_a_token_is_known_again_and_only_its_hash_is_kept(store: Store) -> None:
    made = tokens.make(store, "  Sheet ", role="editor", actor="test")
    secret = made.shown.split("_", 2)[2]
    assert made.token.expires_at - made.token.created_at == timedelta(days=TOKEN_DAYS)
    assert tokens.known(store, made.shown) == made.token
    assert (made.token.name, made.token.role) == ("Sheet", "editor")
    store.close()
    assert secret not in repr(made)
    assert all(secret.encode() not in file.read_bytes() for file in store.path.parent.iterdir() if file.is_file())


def test_every_token_is_another_one_of_256_bits(store: Store) -> None:
    shown = {tokens.make(store, f"n{number}", actor="test").shown for number in range(20)}
    assert len(shown) == 20
    assert all(len(each.split("_", 2)[2]) * 6 >= 256 for each in shown)


def test_what_is_not_quite_a_token_is_not_known(store: Store) -> None:
    shown = tokens.make(store, "Sheet", actor="test").shown
    other = tokens.make(store, "Other", actor="test").shown
    swapped = shown[:16] + other[16:]
    flipped = shown[:-1] + ("A" if shown[-1] != "A" else "B")
    for wrong in (
        "",
        "x",
        shown[:-1],
        shown + "x",
        shown.upper(),
        flipped,
        swapped,
        f" {shown}",
        f"{shown}\n",
        "bm__" + "A" * 43,
    ):
        assert refused(store, wrong) == "wrong_token"


def test_a_token_ends_by_time_or_by_hand(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    short = tokens.make(store, "Short", days=1, actor="test")
    gone = tokens.make(store, "Gone", actor="test")
    tokens.revoke(store, "GONE", actor="test")
    assert refused(store, gone.shown) == "ended_token"
    with pytest.raises(Refusal, match="ended_token"):
        tokens.known(store, short.shown, short.token.expires_at)
    assert tokens.known(store, short.shown, short.token.expires_at - timedelta(seconds=1)).name == "Short"
    with pytest.raises(Refusal, match="unknown_token"):
        tokens.revoke(store, "Gone", actor="test")
    actions = store.rows("SELECT actor, action, detail FROM core.audit ORDER BY happened_at")
    assert actions[-1] == ("test", "token.revoke", "Gone")


def test_a_name_is_one_token_s_while_it_holds(store: Store) -> None:
    first = tokens.make(store, "Sheet", actor="test")
    with pytest.raises(Refusal, match="name_taken"):
        tokens.make(store, "SHEET", actor="test")
    tokens.revoke(store, first.token.id, actor="test")
    tokens.make(store, "Sheet", actor="test")
    assert [token.name for token in api_tokens.all_tokens(store)] == ["Sheet", "Sheet"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"role": "owner"}, "bad_token_role"), ({"days": 0}, "bad_token_days"), ({"days": 99999}, "bad_token_days"), ({"name": " "}, "bad_name")],
)  # fmt: skip
def test_what_no_token_can_be_is_refused(store: Store, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        tokens.make(store, **{"name": "Sheet", "actor": "test", **wrong})  # type: ignore[arg-type]
    assert api_tokens.all_tokens(store) == []


def test_the_last_use_is_noted_now_and_then_and_changes_no_figures(store: Store) -> None:
    made, now = tokens.make(store, "Sheet", actor="test"), utcnow()
    before = (store.version, data_version(store).id)
    tokens.note_use(store, made.token, now)
    (token,) = api_tokens.all_tokens(store)
    assert token.last_used_at == now
    tokens.note_use(store, token, now + timedelta(minutes=1))
    assert api_tokens.all_tokens(store) == [token]
    assert (store.version, data_version(store).id) == before


def test_a_restored_backup_brings_no_revoked_token_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = work_in(tmp_path, monkeypatch)
    old = run("token", "new", "Old", "--json").json["token"]
    assert run("backup", str(tmp_path / "copy.duckdb")).code == 0
    run("token", "revoke", "Old")
    new = run("token", "new", "New", "--json").json["token"]
    assert run("restore", str(tmp_path / "copy.duckdb")).code == 0
    with Store.open(database) as store:
        assert refused(store, old) == "ended_token"
        assert tokens.known(store, new).name == "New"


def test_the_commands_make_list_and_revoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work_in(tmp_path, monkeypatch)
    assert run("token", "list").out.startswith("There is no token yet")
    shown = run("token", "new", "Sheet", "--role", "editor", "--days", "10").out.splitlines()[0]
    told = run("token", "new", "Other", "--json").json
    assert told["token"].startswith("bm_")
    listed = run("token", "list")
    assert "Sheet" in listed.out
    assert shown.split("_", 2)[2] not in listed.out + run("token", "list", "--json").out
    assert run("token", "revoke", "Sheet").code == 0
    assert "token list" in run("token", "revoke", "Sheet").err
    assert [(token["name"], token["revoked_at"] is None) for token in run("token", "list", "--json").json] == [
        ("Sheet", False), ("Other", True),
    ]  # fmt: skip
    with Store.open(tmp_path / "benchmark.duckdb") as store:
        assert refused(store, shown) == "ended_token"
        assert tokens.known(store, told["token"]).role == "viewer"
