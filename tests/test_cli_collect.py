"""What `collect` says and which exit code it gives when a run ends in another way than well."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from commanding import Desk, run, settle
from loopback import Loopback

from benchmark import problems
from benchmark.clock import utcnow
from benchmark.collect import Collector
from benchmark.problems.refusing import COMMANDS
from benchmark.refusals import Refusal
from benchmark.store import Store, StoreError, backups
from sources.http import Http


@pytest.fixture
def desk(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = settle(tmp_path, loopback, monkeypatch)
    desk.add_both()
    return desk


def runs(desk: Desk) -> list[tuple[str, str]]:
    with Store.open(desk.database) as store:
        return store.rows("SELECT run_id, status FROM runs ORDER BY started_at")


def test_a_wrong_clock_stores_nothing_and_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Http, "clock_skews", lambda _self: {"bsky.example": 86_400.0})
    said = run("collect", "--json")
    assert said.code == 1
    assert (said.json["status"], said.json["error"], said.json["accounts"]) == ("failed", "clock", [])
    assert "Set the clock" in said.err
    assert "Read 0 of 2 accounts" in run("collect").out
    assert runs(desk) == []


@pytest.mark.parametrize("code", ["disk", "wal", "unreadable", "place", "closed"])
def test_a_database_that_gives_out_ends_with_three_and_the_next_step(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError(desk.database, "gave out", code)

    monkeypatch.setattr("benchmark.collect.run.record", broken)
    said = run("collect", "--json")
    assert said.code == 3
    assert said.json["error"] == code
    assert f"({code})" not in said.err


def test_a_backup_that_fails_is_told_and_what_was_read_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, words in {"disk": "Free some space", "differs": "Run doctor"}.items():

        def broken(*_: object, code: str = code, **__: object) -> None:
            raise StoreError(desk.database, "gave out", code)

        monkeypatch.setattr(backups, "rotate_in", broken)
        said = run("collect")
        assert said.code == 1
        assert words in said.err
        assert "backup FILE" in said.err
        assert "Read 2 of 2 accounts" in said.out


def test_a_run_that_is_taken_up_again_is_told_as_a_whole(desk: Desk) -> None:
    assert run("collect").code == 0
    with Store.open(desk.database) as store, store.transaction() as tx:
        tx.execute("UPDATE core.run SET status = 'interrupted', finished_at = NULL")
        tx.execute("DELETE FROM core.run_account WHERE account_key = 2")
    said = run("collect", "--json")
    assert said.code == 0
    assert [row["brand"] for row in said.json["accounts"]] == ["Anvil", "Barrow"]
    assert runs(desk) == [(said.json["run_id"], "done")]


def test_what_is_gone_is_tried_when_it_is_named(desk: Desk) -> None:
    desk.anvil.state = desk.barrow.state = "gone"
    assert run("collect").code == 1
    rest = run("collect")
    assert rest.code == 0
    assert "2 are gone" in rest.out
    assert "collect --brand" in rest.out
    desk.barrow.state = "ok"
    assert run("collect", "--brand", "Barrow").out.startswith("Read 1 of 1 accounts")


def test_what_is_private_is_tried_each_time(desk: Desk) -> None:
    with Store.open(desk.database) as store, store.transaction() as tx:
        tx.execute("UPDATE core.account SET status = 'private'")
    assert run("collect").out.startswith("Read 2 of 2 accounts")


def test_a_stopped_run_says_how_many_were_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Collector._begin

    def stopped(self: Collector, *given: object) -> object:
        execution = begun(self, *given)  # type: ignore[arg-type]
        assert execution is not None
        execution.stop()
        return execution

    monkeypatch.setattr(Collector, "_begin", stopped)
    said = run("collect")
    assert said.code == 130
    assert said.out == "Read 0 of 2 accounts, 0 posts.\n"
    assert "collect again" in said.err


def test_refusals_read_well_beside_a_dialog_too(desk: Desk) -> None:

    for code in COMMANDS:
        refusal = Refusal(code, account="bluesky:x", brand="Anvil", wanted="Bar row", name="n", panel="p", network="x")
        shared = problems.sentence(refusal)
        assert "command" not in shared.lower()
        assert problems.command_sentence(refusal).startswith(f"{shared} ")
    assert "move bluesky:x 'Bar row'" in problems.command_sentence(
        Refusal("other_brand", account="bluesky:x", brand="Anvil", wanted="Bar row")
    )


def test_added_since_counts_as_due(desk: Desk) -> None:
    """A run over all begins anew when the interrupted one is old."""
    assert run("collect").code == 0
    with Store.open(desk.database) as store, store.transaction() as tx:
        at = utcnow() - timedelta(hours=9)
        tx.execute("UPDATE core.run SET status = 'interrupted', started_at = $at", {"at": at})
    assert run("collect").out.startswith("Read 2 of 2 accounts")
    assert len(runs(desk)) == 2
