"""``import`` on the command line and beside a running dashboard: what it says, what it stores, how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import Desk, run, settle
from importing import csv, everything
from loopback import Loopback
from test_control import NOTE, owner
from test_imports_reading import xlsx

from benchmark.store import Store

HEAD = ["Date", "Brand", "Abonnés"]


@pytest.fixture
def desk(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = settle(tmp_path, loopback, monkeypatch)
    made.add_both()
    return made


def file(desk: Desk, *rows: list[object], name: str = "history.csv") -> str:
    path = desk.database.parent / name
    path.write_text(csv(HEAD, *rows), encoding="utf-8")
    return str(path)


def stored(desk: Desk) -> list[tuple[object, ...]]:
    with Store.open(desk.database) as store:
        return store.rows("SELECT followers, origin FROM profile_snapshots WHERE origin <> 'api' ORDER BY ALL")


def test_a_file_is_imported_and_said(desk: Desk) -> None:
    path = file(desk, ["2026-01-03", "Anvil", "12 400"], ["2026-01-04", "Barrow", "8,1 k"])
    said = run("import", path)
    assert (said.code, said.err) == (0, "")
    assert "history.csv is imported: 2 new rows, 0 changed, 0 unchanged." in said.out
    assert stored(desk) == [(8100, "import"), (12400, "import")]
    again = run("import", path)
    assert "history.csv is imported already: 0 new rows, 0 changed, 2 unchanged." in again.out
    assert again.code == 0


def test_a_dry_run_shows_and_stores_nothing(desk: Desk) -> None:
    path = file(desk, ["2026-01-03", "Anvil", "12 400"])
    with Store.open(desk.database) as store:
        before = everything(store)
    said = run("import", path, "--dry-run")
    assert said.code == 0
    assert "a history of accounts, 1 row" in said.out
    assert "Abonnés  followers    12 400" in said.out
    assert "It would be: 1 new row, 0 changed, 0 unchanged." in said.out
    with Store.open(desk.database) as store:
        assert everything(store) == before


def test_a_broken_file_ends_with_one_and_says_each_row(desk: Desk) -> None:
    said = run("import", file(desk, ["2026-01-03", "Anvil", "-5"], ["2026-01-04", "Nobody", "5"]))
    assert said.code == 1
    assert "Row 2, Abonnés: -5 is negative" in said.err
    assert "Nobody: not among the brands and accounts." in said.err
    assert "add Nobody LINK" in said.err
    assert "Nothing was imported." in said.err
    assert stored(desk) == []


def test_days_that_can_be_read_in_two_ways_name_the_option(desk: Desk) -> None:
    path = file(desk, ["03/01/2026", "Anvil", "5"])
    assert "--map Date=date:dmy" in run("import", path).err
    assert run("import", path, "--map", "Date=date:dmy").code == 0
    assert stored(desk) == [(5, "import")]


def test_json_is_one_document_with_everything(desk: Desk) -> None:
    path = file(desk, ["2026-01-03", "Anvil", "12 400"], ["2026-01-04", "Anvil", "x"])
    said = run("import", path, "--json")
    assert (said.code, said.json["stored"], said.json["error_count"], said.json["refused_rows"]) == (1, False, 1, 1)
    assert said.json["errors"][0]["row"] == 3
    assert said.json["columns"][2] == {"column": "Abonnés", "field": "followers", "first_value": "12 400"}
    done = run("import", file(desk, ["2026-01-03", "Anvil", "12 400"]), "--json").json
    assert (done["stored"], done["new"], done["accounts"][0]["brand"]) == (True, 1, "Anvil")


def test_wrong_use_is_told(desk: Desk) -> None:
    path = file(desk, ["2026-01-03", "Anvil", "5"])
    for words, code, part in (
        (["nowhere.csv"], 2, "There is no file"),
        ([path, "--account", "Anvil", "--brand", "Anvil"], 2, "--account names one account"),
        ([path, "--map", "Dato=date"], 2, "There is no column Dato"),
        ([path, "--map", "Date"], 2, "COLUMN=FIELD"),
        ([path, "--day", "someday"], 2, "is no day"),
        ([path, "--account", "nobody.example"], 1, "There is no account"),
        ([path, "--source", "myspace"], 1, "There is no network"),
    ):
        said = run("import", *words)
        assert said.code == code, words
        assert part in said.err, words
        assert stored(desk) == [], words


def test_what_is_no_table_ends_with_one(desk: Desk) -> None:
    for content in (b"%PDF-1.4", b"<html>", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"):
        path = desk.database.parent / "x.xlsx"
        path.write_bytes(content)
        said = run("import", str(path), "--json")
        assert said.code == 1, content
        assert said.json["errors"], content


def test_names_that_would_run_or_steer_are_shown_as_text(desk: Desk) -> None:
    path = file(desk, ["2026-01-03", "\u202e=cmd()\x1b[31m<b>", "5"])
    said = run("import", path)
    assert said.code == 1
    assert not {"\u202e", "\x1b"} & set(said.out + said.err)


def test_beside_the_dashboard_the_file_travels_and_all_is_the_same(desk: Desk) -> None:
    good = file(desk, ["2026-01-03", "Anvil", "12 400"])
    book = desk.database.parent / "book.xlsx"
    book.write_bytes(xlsx([HEAD, ["2026-01-05", "Anvil", 12500]]))
    broken = file(desk, ["2026-01-04", "Anvil", "-5"], name="broken.csv")
    with owner(desk):
        shown = run("import", good, "--dry-run")
        done = run("import", good)
        assert run("import", str(book), "--json").json["file"] == "book.xlsx"
        refused = run("import", broken)
        nothing = run("import", str(desk.database.parent / "nowhere.csv"))
    assert (shown.code, done.code, refused.code, nothing.code) == (0, 0, 1, 2)
    assert done.err == NOTE
    assert "history.csv is imported: 1 new row" in done.out
    assert "Row 2, Abonnés: -5 is negative" in refused.err
    assert stored(desk) == [(12400, "import"), (12500, "import")]
    with Store.open(desk.database) as store:
        assert (
            json.loads(store.value("SELECT detail FROM core.audit WHERE action = 'import' ORDER BY ALL"))["rows"] == 1
        )
