"""schedule and share on the command line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from commanding import run, work_in

from benchmark.reports import basket, sharing
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
    assert "on the last day of each month at 07:00 (Europe/Paris)" in said.out
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


def test_a_link_is_made_listed_and_ended(database: Path) -> None:
    made = run("share", "new", "Words", "--days", "7", "--period", "last-month")
    assert made.code == 0
    path, told = made.out.split("\n", 1)
    assert re.fullmatch(r"/share/[A-Za-z0-9_-]{32}", path)
    listed = run("share", "list", "--json")
    assert path.rpartition("/")[2] not in listed.out
    assert [(each["title"], each["state"]) for each in listed.json] == [("Words", "holds")]
    assert listed.json[0]["share_id"] in told
    assert run("share", "revoke", listed.json[0]["share_id"]).code == 0
    assert "revoked" in run("share", "list").out
    with Store.open(database) as store:
        assert sharing.opened(store, path.rpartition("/")[2]) is None
    assert "holds for 1 to 365 days" in run("share", "new", "Words", "--days", "400").err
    assert "There is no report" in run("share", "new", "nothing").err
