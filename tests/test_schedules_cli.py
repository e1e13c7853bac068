"""schedule and share on the command line."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from commanding import run, work_in

from benchmark import control
from benchmark.commands import held
from benchmark.commands.context import LocalFiles
from benchmark.commands.session import LocalSession
from benchmark.reports import basket, sharing
from benchmark.settings import Settings, SettingsError
from benchmark.store import Store
from benchmark.store.reports import Item


@pytest.fixture
def database(tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the demo holds, and a report of words, which is made at once."""
    path = work_in(tmp_path, monkeypatch)
    shutil.copy(demo_file, path)
    with Store.open(path) as store:
        basket.new_report(store, "Words", items=[Item("", None, title="Welcome")], actor="test")
    return path


def test_a_report_is_scheduled_sent_paused_and_removed(database: Path) -> None:
    line = "schedule new words --every month --month-day 31 --hour 7 --timezone Europe/Paris --folder . --format html"
    made = run(*line.split(), "--json").json
    assert (made["every"], made["month_day"], made["timezone"], made["folder"]) == ("month", 31, "Europe/Paris", "")
    said = run("schedule", "list")
    assert re.search(r"on the last day of each month at 07:00 \(Europe/Paris\) +the reports folder ", said.out)
    sent = run("schedule", "send-now", made["schedule_id"], "--json")
    assert (sent.code, sent.json["status"], sent.json["message"]) == (0, "sent", "")
    assert [path.name for path in (database.parent / "reports").iterdir()] == [sent.json["file_name"]]
    assert run("schedule", "pause", made["schedule_id"]).code == 0
    assert run("schedule", "list", "--json").json[0]["next_at"] is None
    assert run("schedule", "resume", made["schedule_id"]).code == 0
    assert run("schedule", "remove", made["schedule_id"]).code == 0
    gone = run("schedule", "pause", made["schedule_id"])
    assert (gone.code, "There is no schedule" in gone.err) == (1, True)
    assert run("schedule", "list").out.startswith("No report is sent by itself yet.")


def test_a_change_names_only_what_becomes_otherwise(database: Path) -> None:
    line = "schedule new words --every month --hour 7 --timezone Europe/Paris --folder . --period 28d --format html --lang fr"
    made = run(*line.split(), "--json").json
    told = run(
        "schedule", "change", made["schedule_id"], "--to", "a@b.example", "--no-folder", "--hour", "9", "--json"
    ).json
    assert told == {**made, "hour": 9, "recipients": ["a@b.example"], "folder": None, "next_at": told["next_at"]}
    said = run("schedule", "change", made["schedule_id"], "--every", "week", "--timezone", "", "--period", "")
    assert "goes every Monday at 09:00 (Europe/Paris) to a@b.example, next on" in said.out
    told = run("schedule", "list", "--json").json[0]
    assert (told["every"], told["month_day"], told["period"], told["language"]) == ("week", None, None, "fr")
    with Store.open(database) as store:
        assert store.value("SELECT timezone FROM report_schedules WHERE removed_at IS NULL") is None
    run("schedule", "pause", made["schedule_id"])
    assert "It stays paused." in run("schedule", "change", made["schedule_id"], "--hour", "10").out
    assert run("panel", "new", "Other").code == 0
    run("schedule", "new", "portrait", "--panel", "Other", "--brand", "Fjordlys", "--folder", ".")
    assert "Other, Fjordlys" in run("schedule", "list").out
    refused = run("schedule", "change", made["schedule_id"], "--to")
    assert (refused.code, "Name at least one recipient" in refused.err) == (1, True)
    assert run("schedule", "change", "nobody").code == 1


def test_what_cannot_be_sent_is_said_with_the_next_step(database: Path) -> None:
    assert "Name at least one recipient or a folder" in run("schedule", "new", "weekly").err
    assert "is no mail address" in run("schedule", "new", "weekly", "--to", "nobody").err
    assert run("schedule", "new", "weekly", "--every", "hour", "--to", "a@b.example").code == 2
    made = run("schedule", "new", "Words", "--format", "html", "--to", "a@b.example", "--json").json
    sent = run("schedule", "send-now", made["schedule_id"])
    assert (sent.code, "BENCHMARK_SMTP_HOST" in sent.err) == (1, True)
    checked = run("doctor", "--json").json["checks"]
    texts = " ".join(check["text"] for check in checked if check["state"] == "attention")
    assert "No mail server is set" in texts
    assert "The report Words was not sent." in texts


def test_a_link_is_made_listed_and_ended(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("share", "new", "Words", "--days", "7", "--period", "last-month")
    assert made.code == 0
    path, told = made.out.split("\n", 1)
    assert re.fullmatch(r"/share/[A-Za-z0-9_-]{32}", path)
    listed = run("share", "list", "--json")
    assert path.rpartition("/")[2] not in listed.out
    assert [(each["title"], each["state"]) for each in listed.json] == [("Words", "holds")]
    assert listed.json[0]["share_id"] in told
    monkeypatch.setenv("BENCHMARK_RETENTION_DAYS_BLUESKY", "6")
    assert f"share revoke {listed.json[0]['share_id']}" in run("doctor").err
    assert run("share", "revoke", listed.json[0]["share_id"]).code == 0
    assert "revoked" in run("share", "list").out
    with Store.open(database) as store:
        assert sharing.opened(store, path.rpartition("/")[2]) is None
    assert "set it as BENCHMARK_URL" in told
    assert "holds for 1 to 365 days" in run("share", "new", "Words", "--days", "400").err
    assert "There is no report" in run("share", "new", "nothing").err


def test_a_link_is_whole_where_the_dashboard_s_address_is_known(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made() -> list[str]:
        said: list[dict[str, Any]] = []
        with LocalSession(Settings.load()) as session:
            assert control.handle(session, ["share", "new", "Words"], LocalFiles(database), said.append) == 0  # type: ignore[arg-type]
        return [line for each in said for line in str(each.get("out", "")).splitlines()]

    held.write(database, held.Holder(os.getpid(), "http://127.0.0.1:8501", "secret"))
    address, about = made()[:2]
    assert re.fullmatch(r"http://127\.0\.0\.1:8501/share/[A-Za-z0-9_-]{32}", address)
    assert "This address is for this machine" in about
    monkeypatch.setenv("BENCHMARK_URL", "https://benchmark.brand.example/team/")
    address, about = made()[:2]
    assert re.fullmatch(r"https://benchmark\.brand\.example/team/share/[A-Za-z0-9_-]{32}", address)
    assert about.startswith("It shows Words")
    for wrong in ("benchmark.brand.example", "https://me:secret@brand.example"):
        with pytest.raises(SettingsError, match="BENCHMARK_URL"):
            Settings.load({"BENCHMARK_URL": wrong})
