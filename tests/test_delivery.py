"""Scheduled reports are sent: once each, by a real mail server on loopback or into a folder, and what fails is written down."""

from __future__ import annotations

import io
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from smtp_server import CERTIFICATE, PASSWORD, Mailbox, dripping_server, mail_server

from benchmark import problems
from benchmark.clock import utcnow
from benchmark.refusals import Refusal
from benchmark.reports import basket, delivery, formats, mail, schedules
from benchmark.reports.mail import Attachment
from benchmark.reports.sending import Sender
from benchmark.settings import MailServer, Settings
from benchmark.store import Store, StoreError, backups, restoring
from benchmark.store import schedules as rows
from benchmark.store.reports import Item
from benchmark.store.schedules import Delivery, Schedule
from benchmark.view import periods

MADE = datetime(2026, 11, 16, 9)
"""A Monday: when the schedules of these tests are made. They are due at 08:00 UTC."""
TUESDAY = datetime(2026, 11, 17, 8)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Path:
    """The demo with two reports of one's own: a chart, and words only, which is made at once."""
    path = tmp_path_factory.mktemp("sending") / "benchmark.duckdb"
    shutil.copy(demo_file, path)
    with Store.open(path) as opened:
        basket.new_report(opened, "Short", items=[Item("", "followers-over-time", "period=28d")], actor="test")
        basket.new_report(opened, "Words", items=[Item("", None, title="Welcome")], actor="test")
    return path


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    """A mail server that asks for encryption and a login."""
    with mail_server() as serving:
        yield serving


@dataclass
class Desk:
    """A store with its sender, whose clock stands still until a test sets it."""

    store: Store
    settings: Settings
    box: Mailbox
    now: datetime = MADE
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.sender = Sender(self.store, self.settings, lambda: self.now)

    def schedule(self, **fields: Any) -> Schedule:
        given = {
            "report": "Words",
            "every": "day",
            "hour": 8,
            "format": "txt",
            "timezone": "UTC",
            "recipients": ("a@b.example",),
        }
        return schedules.new_schedule(self.store, Schedule(**{"id": "", **given, **fields}), actor="test", now=self.now)

    def at(self, now: datetime) -> list[Delivery]:
        """Let the schedule look at this time; return what it sent."""
        self.now = now
        return self.sender.tick()

    def history(self) -> list[tuple[datetime, str, int]]:
        return [(each.due_at, each.status, each.attempt) for each in reversed(rows.deliveries(self.store))]


@pytest.fixture
def desk(tmp_path: Path, database: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk beside the mail server. Reports may be plain text here, which is made at once."""
    text = formats.Format("Text", "txt", "text/plain", lambda made: f"{made.name}\n{made.version.id}".encode())
    known = {**formats.FORMATS, "txt": text}
    for module in (formats, schedules):
        monkeypatch.setattr(module, "FORMATS", known)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    box.envelopes.clear()
    box.answers.clear()
    path = tmp_path / "benchmark.duckdb"
    shutil.copy(database, path)
    with Store.open(path) as store:
        yield Desk(store, Settings(str(path), mail=box.server()), box)


def attached(message: EmailMessage) -> tuple[str, bytes]:
    (part,) = message.iter_attachments()
    return str(part.get_filename()), bytes(part.get_payload(decode=True) or b"")


def test_a_report_arrives_once_at_its_hour_with_what_stands_out(desk: Desk) -> None:
    desk.schedule(report="Short", recipients=("a@b.example", "c@d.example"))
    assert desk.at(TUESDAY - timedelta(seconds=1)) == []
    (sent,) = desk.at(TUESDAY + timedelta(seconds=20))
    assert (sent.status, sent.due_at, sent.attempt, sent.error) == ("sent", TUESDAY, 1, None)
    assert desk.at(TUESDAY + timedelta(minutes=1)) == []
    assert desk.at(TUESDAY + timedelta(hours=23)) == []
    (message,) = desk.box.messages
    assert desk.box.envelopes[0].rcpt_tos == ["a@b.example", "c@d.example"]
    assert (message["From"], message["To"]) == ("reports@brand.example", "a@b.example, c@d.example")
    assert str(message["Subject"]).startswith("Short, ")
    name, content = attached(message)
    assert name == sent.file_name
    assert len(content) == sent.bytes
    assert content.decode() == f"Short\n{sent.data_version}"
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert text.count("\n- ") in (1, 2, 3)
    assert "What stands out:" in text
    assert f"The file {name} is attached." in text
    assert f"from the data version {sent.data_version}" in text


@pytest.mark.parametrize("kind", ["xlsx", "pptx", "html"])
def test_the_attachment_opens(desk: Desk, kind: str) -> None:
    desk.schedule(format=kind)
    (sent,) = desk.at(TUESDAY)
    assert (sent.status, sent.error, sent.params) == ("sent", None, None)
    name, content = attached(desk.box.messages[0])
    assert name.endswith(f".{kind}")
    if kind == "xlsx":
        assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    elif kind == "pptx":
        from pptx import Presentation

        assert len(Presentation(io.BytesIO(content)).slides)
    else:
        assert content.lower().startswith(b"<!doctype html>")


def test_a_failed_one_is_tried_again_and_at_last_said_to_have_failed(desk: Desk) -> None:
    desk.schedule()
    desk.box.answers["DATA"] = "451 not now"
    tried = []
    for minutes in (0, 1, 4, 5, 6, 34, 35, 36, 154, 155, 156, 400, 1439):
        tried += [(each.attempt, minutes) for each in desk.at(TUESDAY + timedelta(minutes=minutes))]
    assert tried == [(1, 0), (2, 5), (3, 35), (4, 155)]
    assert {row[1] for row in desk.history()} == {"failed"}
    desk.box.answers.clear()
    (sent,) = desk.at(TUESDAY + timedelta(days=1))
    assert (sent.status, sent.attempt) == ("sent", 1), "the next day's is a new one"


def test_a_second_attempt_that_arrives_is_the_last(desk: Desk) -> None:
    desk.schedule()
    desk.box.answers["DATA"] = "451 not now"
    desk.at(TUESDAY)
    desk.box.answers.clear()
    (sent,) = desk.at(TUESDAY + timedelta(minutes=6))
    assert (sent.status, sent.attempt) == ("sent", 2)
    assert desk.at(TUESDAY + timedelta(hours=4)) == []
    assert len(desk.box.messages) == 1


def test_after_days_without_the_program_the_latest_is_sent_and_the_others_are_written_down(desk: Desk) -> None:
    desk.schedule()
    (sent,) = desk.at(TUESDAY + timedelta(days=3, hours=5))
    assert sent.due_at == TUESDAY + timedelta(days=3)
    day = timedelta(days=1)
    skipped = [(TUESDAY + number * day, "skipped", 0) for number in range(3)]
    assert desk.history() == [*skipped, (TUESDAY + 3 * day, "sent", 1)]
    assert desk.at(TUESDAY + timedelta(days=3, hours=6)) == []
    assert len(desk.history()) == 4


def test_what_was_going_when_the_program_died_is_sent_again_under_the_same_id(desk: Desk) -> None:
    made = desk.schedule()
    with desk.store.transaction() as tx:
        rows.write_deliveries(tx, [Delivery("x", made.id, TUESDAY, 1, TUESDAY, None, "going")])
    desk.now = TUESDAY + timedelta(minutes=1)
    desk.sender.begin()
    assert desk.at(TUESDAY + timedelta(minutes=2)) == []
    (sent,) = desk.at(TUESDAY + timedelta(minutes=7))
    assert (sent.status, sent.attempt) == ("sent", 2)
    assert desk.box.messages[0]["Message-ID"] == f"<{made.id}.20261117T080000@brand.example>"


def test_what_was_sent_during_or_after_a_backup_is_not_sent_again_once_it_is_restored(
    desk: Desk, tmp_path: Path
) -> None:
    during, after = desk.schedule(), desk.schedule()
    with desk.store.transaction() as tx:
        rows.write_deliveries(tx, [Delivery("x", during.id, TUESDAY, 1, TUESDAY, None, "going")])
    backups.backup(desk.store, tmp_path / "copy.duckdb")
    with desk.store.transaction() as tx:
        rows.end_delivery(tx, "x", "sent", TUESDAY)
    assert [each.schedule_id for each in desk.at(TUESDAY)] == [after.id]
    desk.store.replaced(lambda: restoring.restore(tmp_path / "copy.duckdb", desk.store.path))
    desk.sender.begin()
    assert desk.at(TUESDAY + timedelta(minutes=1)) == []
    assert desk.history() == [(TUESDAY, "sent", 1)] * 2


def test_paused_and_removed_ones_are_not_sent_and_a_pause_is_not_made_up_for(desk: Desk) -> None:
    made, other = desk.schedule(), desk.schedule()
    schedules.pause(desk.store, made.id, actor="test", now=MADE)
    schedules.remove(desk.store, other.id, actor="test", now=MADE)
    assert desk.at(TUESDAY) == []
    schedules.resume(desk.store, made.id, actor="test", now=TUESDAY + timedelta(hours=1))
    assert desk.at(TUESDAY + timedelta(hours=2)) == []
    assert len(desk.at(TUESDAY + timedelta(days=1))) == 1


def test_sent_by_hand_is_beside_the_due_times_and_in_place_of_one_that_failed(desk: Desk) -> None:
    made = desk.schedule()
    assert desk.sender.send_now(made.id).status == "sent"
    desk.box.answers["DATA"] = "451 not now"
    desk.at(TUESDAY)
    desk.box.answers.clear()
    desk.now = TUESDAY + timedelta(minutes=2)
    assert desk.sender.send_now(made.id).status == "sent"
    assert desk.at(TUESDAY + timedelta(minutes=6)) == []
    assert len(desk.box.messages) == 2


def test_what_is_removed_while_another_is_sent_is_not_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    both = {desk.schedule().id, desk.schedule().id}
    made = delivery.make

    def removing(store: Store, schedule: Schedule, *more: Any) -> delivery.Made:
        (other,) = both - {schedule.id}
        schedules.remove(store, other, actor="test", now=desk.now)
        return made(store, schedule, *more)

    monkeypatch.setattr(delivery, "make", removing)
    assert [each.status for each in desk.at(TUESDAY)] == ["sent"]
    assert len(desk.box.messages) == 1


def test_a_zone_that_is_changed_sends_nothing_twice(desk: Desk) -> None:
    desk.schedule(timezone=None)
    assert len(desk.at(TUESDAY)) == 1
    with desk.store.transaction() as tx:
        tx.execute("UPDATE core.panel SET timezone = 'Asia/Tokyo'")
    assert desk.at(TUESDAY + timedelta(minutes=1)) == []
    assert [each.due_at for each in desk.at(TUESDAY + timedelta(hours=16))] == [datetime(2026, 11, 17, 23)]


def test_a_folder_gets_the_file_and_no_file_is_written_over(desk: Desk) -> None:
    made = desk.schedule(recipients=(), folder="team/weekly")
    place = desk.settings.reports_dir / "team" / "weekly"
    first, second = desk.sender.send_now(made.id), desk.sender.send_now(made.id)
    assert sorted(path.name for path in place.iterdir()) == sorted([str(first.file_name), str(second.file_name)])
    assert str(second.file_name) == str(first.file_name).replace(".txt", "-2.txt")
    assert (place / str(first.file_name)).read_text() == f"Words\n{first.data_version}"
    assert desk.settings.reports_dir == desk.store.path.parent / "reports"
    assert desk.box.messages == []


def test_a_folder_that_leads_out_by_a_link_gets_nothing(desk: Desk, tmp_path: Path) -> None:
    made = desk.schedule(recipients=(), folder="out")
    (tmp_path / "elsewhere").mkdir()
    desk.settings.reports_dir.mkdir()
    (desk.settings.reports_dir / "out").symlink_to(tmp_path / "elsewhere")
    sent = desk.sender.send_now(made.id)
    assert (sent.status, sent.error) == ("failed", "bad_folder")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(desk: Desk) -> None:
    made = desk.schedule(recipients=(), folder="here")
    desk.settings.reports_dir.write_text("a file in its place")
    sent = desk.sender.send_now(made.id)
    assert (sent.status, sent.error) == ("failed", "folder_unusable")
    assert "BENCHMARK_REPORTS_DIR" in problems.stored_sentence(str(sent.error), None, sent.params)


def test_where_the_mail_fails_the_folder_is_filled_once(desk: Desk) -> None:
    desk.schedule(folder="")
    desk.box.answers["DATA"] = "451 not now"
    desk.at(TUESDAY)
    desk.box.answers.clear()
    (sent,) = desk.at(TUESDAY + timedelta(minutes=6))
    assert sent.status == "sent"
    assert [path.name for path in desk.settings.reports_dir.iterdir()] == [sent.file_name]


def test_who_is_refused_while_others_are_not_is_named_and_nobody_gets_it_twice(desk: Desk) -> None:
    desk.schedule(recipients=("a@b.example", "gone@b.example"))
    desk.box.answers["gone@b.example"] = "550 nobody of this name"
    (sent,) = desk.at(TUESDAY)
    assert (sent.status, sent.error) == ("sent", "mail_recipients_some")
    assert "gone@b.example" in problems.stored_sentence(str(sent.error), None, sent.params)
    assert desk.at(TUESDAY + timedelta(minutes=10)) == []


def test_a_file_that_is_too_large_is_refused_with_what_helps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    big = formats.Format("Big", "bin", "application/octet-stream", lambda _made: bytes(20_500_000))
    for module in (formats, schedules):
        monkeypatch.setattr(module, "FORMATS", {**formats.FORMATS, "bin": big})
    desk.schedule(format="bin", folder="")
    (sent,) = desk.at(TUESDAY)
    assert (sent.status, sent.error) == ("failed", "file_too_large")
    assert "21 MB" in problems.stored_sentence("file_too_large", None, sent.params)
    assert (desk.settings.reports_dir / str(sent.file_name)).stat().st_size == 20_500_000, "the folder takes it"


def test_a_report_that_is_gone_or_a_maker_that_breaks_is_written_down(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.schedule()
    monkeypatch.setattr(formats, "make", lambda *_: 1 / 0)
    sent = desk.sender.send_now(made.id)
    assert (sent.status, sent.error) == ("failed", "report_failed")
    basket.remove(desk.store, made.report, actor="test")
    sent = desk.sender.send_now(made.id)
    assert (sent.status, sent.error) == ("failed", "unknown_report")


def test_an_ending_program_leaves_the_report_to_the_next(desk: Desk) -> None:
    desk.schedule()
    desk.sender.close()
    assert desk.at(TUESDAY) == []
    assert desk.history() == []
    with pytest.raises(delivery.Stopped):
        delivery.make(desk.store, schedules.all_schedules(desk.store)[0], TUESDAY, lambda: True)


def test_an_ending_program_waits_for_no_mail_server(desk: Desk) -> None:
    def end() -> None:
        sender.close()

    made = desk.schedule()
    with dripping_server(b"", arrived=end) as server:
        sender = Sender(desk.store, replace(desk.settings, mail=server), lambda: desk.now)
        sent = sender.send_now(made.id)
    assert (sent.status, sent.error) == ("failed", "interrupted")


def test_an_attempt_whose_end_could_not_be_written_down_is_made_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **_named: object) -> None:
        raise StoreError(desk.store.path, "no room", "disk")

    desk.schedule()
    with monkeypatch.context() as patch:
        patch.setattr(rows, "end_delivery", full)
        assert desk.at(TUESDAY) == []
    assert desk.history() == [(TUESDAY, "going", 1)]
    assert desk.at(TUESDAY + timedelta(minutes=1)) == []
    assert desk.history() == [(TUESDAY, "failed", 1)]
    (sent,) = desk.at(TUESDAY + timedelta(minutes=7))
    assert (sent.status, sent.attempt) == ("sent", 2)
    assert len({message["Message-ID"] for message in desk.box.messages}) == 1, "copies carry the same id"


def test_it_is_sent_over_the_days_that_are_chosen(desk: Desk) -> None:
    panel = desk.store.value("SELECT panel_id FROM panels")
    made = desk.schedule(report="Short", period="last-month", panel_id=panel)
    built = delivery.make(desk.store, made, utcnow())
    last = periods.today(schedules.zone_of(desk.store, made)).replace(day=1) - timedelta(days=1)
    assert {span[1] for span in built.document.periods} == {last}


def test_the_language_is_the_schedule_s(desk: Desk) -> None:
    desk.schedule(report="Short", language="fr")
    desk.at(TUESDAY)
    assert f" {utcnow().year}" in str(desk.box.messages[0]["Subject"])
    assert not {"Nov", "Dec"} & set(str(desk.box.messages[0]["Subject"]).split()), "days are written in French"


def test_hostile_names_stay_one_line_of_plain_text(desk: Desk) -> None:
    evil = "Short\r\nBcc: victim@evil.example\u202e"
    message = mail.message(
        desk.box.server(),
        ["a@b.example"],
        evil,
        "text",
        Attachment("x.txt", "text/plain", b"x"),
        about="x",
        at=MADE,
    )
    assert mail.send(desk.box.server(), message) == []
    (got,) = desk.box.messages
    assert got["Bcc"] is None
    assert got["Subject"] == "Short Bcc: victim@evil.example"
    assert desk.box.envelopes[0].rcpt_tos == ["a@b.example"]


def refusal(server: MailServer, box: Mailbox | None = None, **answers: str) -> Refusal:
    """Send a small mail that is not taken; return why."""
    if box is not None:
        box.answers.update(answers)
    message = mail.message(
        replace(server, sender=server.sender or "x@y.example"), ["a@b.example"], "s", "t",
        Attachment("x.txt", "text/plain", b"x"), about="x", at=MADE,
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        mail.send(server, message)
    return refused.value


def test_each_way_to_fail_is_told_apart_with_its_next_step(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    box = desk.box
    assert refusal(MailServer()).code == "mail_not_set"
    assert refusal(box.server(password="wrong")).code == "mail_login"
    assert refusal(box.server(password="Ä")).code == "mail_login"
    assert refusal(box.server(security="tls")).code == "mail_tls"
    assert refusal(box.server(security="none", user="")).code in ("mail_refused", "mail_sender")
    for key, answer, code in (
        ("MAIL", "553 not yours", "mail_sender"),
        ("MAIL", "552 too big", "mail_too_large"),
        ("a@b.example", "550 unknown", "mail_recipients"),
        ("DATA", "554 spam", "mail_refused"),
    ):
        box.answers.clear()
        assert refusal(box.server(), box, **{key: answer}).code == code
    monkeypatch.delenv("SSL_CERT_FILE")
    assert refusal(box.server()).code == "mail_certificate"
    with mail_server(encrypted=False) as plain:
        assert refusal(plain.server()).code == "mail_no_tls"
        assert refusal(plain.server(security="none")).code == "mail_no_login"
        gone = plain.server()
        message = mail.message(
            gone, ["a@b.example"], "s", "t", Attachment("x.txt", "text/plain", b"x"), about="x", at=MADE
        )
        assert mail.send(plain.server(security="none", user=""), message) == []
    assert refusal(gone).code == "mail_unreachable"
    assert box.messages == []
    assert "BENCHMARK_SMTP_USER and BENCHMARK_SMTP_PASSWORD" in problems.sentence("mail_login")


@pytest.mark.parametrize("greeting", [b"", b"220 here\r\n"])
def test_a_server_that_drips_is_left_at_the_deadline(greeting: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "DEADLINE", 0.2)
    began, before = time.monotonic(), set(threading.enumerate())  # the browser of other tests has a timer of its own
    with dripping_server(greeting) as server:
        assert refusal(server).code == "mail_unreachable"
    assert time.monotonic() - began < 20, "at a byte each 20 ms an answer of the longest kind takes minutes"
    timers = [each for each in set(threading.enumerate()) - before if isinstance(each, threading.Timer)]
    assert all(timer.finished.is_set() for timer in timers), "each ended or called off; its thread may be about to end"


def test_the_password_is_found_nowhere(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    made = desk.schedule()
    desk.sender.send_now(made.id)
    desk.box.answers["DATA"] = f"554 {PASSWORD}"
    failed = desk.sender.send_now(made.id)
    kept = [
        desk.store.rows(f"SELECT * FROM {table}")
        for table in ("core.report_delivery", "core.report_schedule", "core.audit")
    ]
    ours = "".join(
        each.getMessage() for each in caplog.records if not each.name.startswith("mail.")
    )  # the server's own log
    assert (failed.error, PASSWORD in str(failed)) == ("mail_refused", False)
    assert PASSWORD not in f"{kept} {ours} {desk.settings!r}"


def test_settings_name_the_mail_server_and_refuse_what_cannot_be() -> None:
    found = Settings.load({"BENCHMARK_SMTP_HOST": "mail.example", "BENCHMARK_SMTP_SECURITY": "TLS"}).mail
    assert (found.host, found.port, found.security, found.most_megabytes) == ("mail.example", 465, "tls", 20)
    assert Settings.load({}).mail.port == 587
    for name, value in {"PORT": "0", "SECURITY": "ssl3", "FROM": "a@b\nBcc: c@d.example", "MAX_MB": "0"}.items():
        with pytest.raises(ValueError, match=f"BENCHMARK_SMTP_{name}"):
            Settings.load({f"BENCHMARK_SMTP_{name}": value})
