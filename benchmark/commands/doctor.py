"""doctor: check the installation, say what is well and what needs attention."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from benchmark import problems
from benchmark.collect.notices import notices
from benchmark.collect.standing import Standing, standings
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED
from benchmark.metrics.breaks import breaks
from benchmark.reports import schedules, sharing, telling
from benchmark.store import Store, StoreError, StoreLockedError, restoring, schema
from benchmark.store.freshness import account_freshness, last_run
from benchmark.store.schedules import deliveries
from benchmark.text import t
from benchmark.text.format import duration, number

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LEAST_FREE: Final = 1 << 30
BACKUP_AGE: Final = timedelta(days=2)
"""A backup follows each run that changed something; one that lags this far behind the last run is missing."""
CLOCK_SECONDS: Final = 300


@dataclass(frozen=True)
class Check:
    """One thing looked at. ``note``: worth knowing, nothing to do."""

    name: str
    state: Literal["ok", "note", "attention"]
    text: str


def doctor(ctx: Context, args: argparse.Namespace) -> int:
    """Look at everything; exit 1 when something needs attention."""
    if args.repair:
        _repair(ctx)
    checks = list(_checks(ctx))
    signs = {"ok": "✓", "note": "·", "attention": "!"}
    for check in checks:
        line = f"{signs[check.state]} {check.text}"
        ctx.out.error(line) if check.state == "attention" else ctx.out.line(line)
    attention = any(check.state == "attention" for check in checks)
    ctx.out.document({"attention": attention, "checks": [vars(check) for check in checks]})
    return FAILED if attention else DONE


def _repair(ctx: Context) -> None:
    """Set a damaged log aside and say what is lost; nothing happens to a database that opens."""
    try:
        ctx.store  # noqa: B018  opening is what is tried
    except StoreError as error:
        if error.code == "wal" and (aside := restoring.set_wal_aside(error.path)):
            ctx.out.error(aside.sentence())
    else:
        ctx.out.line(t("The database opens; there is nothing to repair."))


def _checks(ctx: Context) -> Iterator[Check]:
    yield from _versions()
    store: Store | None = None
    try:
        store = ctx.store
        text = t(
            "Database {path}: readable, schema {version}.", path=str(store.path), version=str(schema.version(store))
        )
        yield Check("database", "ok", text)
    except StoreLockedError:
        raise
    except StoreError as error:
        yield Check("database", "attention", problems.store_sentence(error))
    yield _disk(Path(ctx.settings.db))
    if store is not None:
        yield _backups(ctx, store)
        yield from _accounts(store)
        for notice in notices(store, ctx.settings.kept_days, ctx.clock()):
            yield Check(f"retention {notice.source}", "note", notice.sentence())
        yield from _reports(ctx, store)
    yield from (Check("changes of counting", "attention", fault) for fault in breaks().faults)
    yield from _networks(ctx, store)
    yield _browser()
    yield _clock(ctx)


def _versions() -> Iterator[Check]:
    found = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "streamlit", "pandas", "plotly")
    )
    yield Check("versions", "ok", t("Python {python}, {packages}.", python=platform.python_version(), packages=found))


def _disk(database: Path) -> Check:
    folder = database.parent if database.parent.is_dir() else Path()
    free = shutil.disk_usage(folder).free
    size = database.stat().st_size if database.is_file() else 0
    shown = {"free": number(free // 2**20), "size": number(size // 2**20)}
    if free < max(LEAST_FREE, 3 * size):
        return Check(
            "disk",
            "attention",
            t("{free} MB free beside a database of {size} MB. Free some: backups need as much again.", **shown),
        )
    return Check("disk", "ok", t("{free} MB free beside a database of {size} MB.", **shown))


def _backups(ctx: Context, store: Store) -> Check:
    made = sorted(
        (store.path.parent / "backups").glob(f"{store.path.stem}-*.duckdb"), key=lambda path: path.stat().st_mtime
    )
    run = last_run(store)
    if not made:
        if run is None:
            return Check("backups", "note", t("No backup yet; one follows each run that changes something."))
        return Check("backups", "attention", t("There is no backup. Make one: backup FILE"))
    at = datetime.fromtimestamp(made[-1].stat().st_mtime, UTC).replace(tzinfo=None)
    age = duration((ctx.clock() - at).total_seconds())
    if run is not None and run["started_at"] - at > BACKUP_AGE:
        return Check(
            "backups",
            "attention",
            t("The latest backup is {age} old and misses the last runs. Make one: backup FILE", age=age),
        )
    return Check(
        "backups", "ok", t("{n} backup, made {age} ago.", "{n} backups, the latest {age} ago.", n=len(made), age=age)
    )


def _accounts(store: Store) -> Iterator[Check]:
    failing = [row for row in account_freshness(store) if row.paused_at is None and row.outcome == "failed"]
    if failing:
        text = t(
            "{n} account could not be read last time. The command status says why.",
            "{n} accounts could not be read last time. The command status says why.",
            n=len(failing),
        )
        yield Check("accounts", "attention", text)


def _reports(ctx: Context, store: Store) -> Iterator[Check]:
    """Scheduled reports that cannot go out, and frozen ones that outlived their link."""
    holding = [each for each in schedules.all_schedules(store) if not each.paused]
    if any(each.recipients for each in holding) and not (ctx.settings.mail.host and ctx.settings.mail.sender):
        yield Check("mail", "attention", problems.sentence("mail_not_set"))
    for each in holding:
        last = next(iter(deliveries(store, each.id, 1)), None)
        if last is not None and last.status == "failed":
            name = telling.report_name(store, each.report)
            text = t("The report {report} was not sent. {problem}", report=name, problem=telling.problem_of(last))
            yield Check(f"schedule {each.id}", "attention", text)
    if left := sharing.left_over(store, ctx.clock()):
        text = t(
            "{n} frozen report is left though its link has ended. The dashboard removes it within a minute of its start.",
            "{n} frozen reports are left though their links have ended. The dashboard removes them within a minute of its start.",
            n=len(left),
        )
        yield Check("shares", "attention", text)
    if over := sharing.outliving(store, ctx.settings.kept_days, ctx.clock()):
        text = t(
            "{n} share link holds longer than statistics may be kept by now. If its report shows such, end it: share revoke {ids}",
            "{n} share links hold longer than statistics may be kept by now. Where a report shows such, end it: share revoke {ids}",
            n=len(over),
            ids=" | ".join(each.id for each in over),
        )
        yield Check("shares", "attention", text)


def _networks(ctx: Context, store: Store | None) -> Iterator[Check]:
    """Whether each network can be asked; a missing key matters when an account waits for it. Never a key's value."""
    if store is None:
        return
    for standing in standings(store, ctx.settings, ctx.session.http.ledger, ctx.clock()):
        yield _network(standing)
        for sentence in standing.warnings(ctx.clock()):
            yield Check(f"token {standing.source.name}", "attention" if standing.accounts else "note", sentence)


def _network(standing: Standing) -> Check:
    source, name = standing.source, f"source {standing.source.name}"
    shown = {"network": source.label, "settings": ", ".join(key.setting for key in standing.missing if key.required)}
    if standing.ready == "import_only":
        return Check(name, "note", t("{network}: figures come by import and by hand only.", **shown))
    if standing.ready == "needs_key":
        text = t("{network} needs {settings}; get it at {url}", url=standing.missing[0].url, **shown)
        return Check(name, "attention" if standing.accounts else "note", text)
    present = [key.setting for key in source.credentials if key not in standing.missing]
    if present:
        text = t("{network} is ready with {settings}.", network=source.label, settings=", ".join(present))
    elif standing.missing:
        text = t("{network} is ready; a key unlocks more.", network=source.label)
    else:
        text = t("{network} is ready; it needs no key.", network=source.label)
    return Check(name, "ok", f"{text} {standing.used_sentence()}" if standing.accounts else text)


def _browser() -> Check:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found:
        return Check("browser", "ok", t("{path} draws charts as images.", path=found))
    return Check(
        "browser",
        "note",
        t("No Chromium was found, so charts are not exported as PNG or SVG; PPTX, XLSX, HTML and CSV work without."),
    )


def _clock(ctx: Context) -> Check:
    skew = ctx.session.http.clock_skew()
    if skew is None:
        return Check("clock", "note", t("The clock is compared with the servers' at the first call."))
    if skew > CLOCK_SECONDS:
        return Check("clock", "attention", problems.sentence("clock"))
    return Check("clock", "ok", t("The clock agrees with the servers'."))
