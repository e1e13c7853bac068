"""demo, backup, restore, migrate: what concerns the database as a whole."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED
from benchmark.store import StoreError, StoreLockedError, backups, schema
from benchmark.text import t
from benchmark.text.format import number


def backup(ctx: Context, args: argparse.Namespace) -> int:
    """Write a verified copy to the file that is named."""
    with ctx.files.write(args.out) as path:
        try:
            backups.backup(ctx.store, path)
        except StoreError as error:  # its own name is a passing one
            raise StoreError(Path(args.out), error.detail, error.code) if error.path == path else error from error
        size = path.stat().st_size
    ctx.out.line(t("Backup written and read back: {path} ({size} kB).", path=args.out, size=number(size // 1024)))
    ctx.out.document({"file": args.out, "bytes": size})
    return DONE


def restore(ctx: Context, args: argparse.Namespace) -> int:
    """Put a backup in the database's place; the database as it was stays beside it."""
    path = ctx.files.read(args.backup)
    try:
        done = ctx.session.restore(path)
    except StoreLockedError:
        raise
    except StoreError as error:
        ctx.out.error(_not_restored(error, args.backup))
        return FAILED
    ctx.out.line(t("Restored from {path}: {rows} rows.", path=args.backup, rows=done.rows))
    if done.removed:
        ctx.out.line(
            t(
                "{n} statistic of it was left out, because it may not be kept any longer. The command retention says why.",
                "{n} statistics of it were left out, because they may not be kept any longer. The command retention says why.",
                n=done.removed,
            )
        )
    if done.aside is not None:
        ctx.out.line(
            t("The database as it was is now {path}; delete it when nothing is missing.", path=str(done.aside))
        )
    aside = str(done.aside) if done.aside else None
    ctx.out.document(
        {"restored": args.backup, "rows": done.rows, "schema": done.schema, "aside": aside, "removed": done.removed}
    )
    return DONE


def _not_restored(error: StoreError, path: str) -> str:
    if error.code == "newer_schema":
        return t(
            "{path} was made by a newer version of this program. Nothing was changed; install that version.", path=path
        )
    if error.code == "disk":
        return t("There is no room for the backup. Nothing was changed; free some space and try again.")
    return t("{path} is no backup that can be read. Nothing was changed; try another one.", path=path)


def migrate(ctx: Context, _args: argparse.Namespace) -> int:
    """Opening the database has brought it to this version's form; say so."""
    version = schema.version(ctx.store)
    ctx.out.line(t("The database has the form of this version (schema {version}).", version=str(version)))
    ctx.out.document({"database": str(ctx.store.path), "schema": version})
    return DONE


def demo(ctx: Context, _args: argparse.Namespace) -> int:
    """Make the demo database, replacing an older one."""
    from benchmark import demo as demonstration  # noqa: PLC0415  nobody else pays for its module

    path = demonstration.build(
        ctx.settings.demo_db, progress=lambda done, total: ctx.out.progress(done, total, t("Demo"))
    )
    ctx.out.line(t("The demo is at {path}. The dashboard shows it under “Demo”.", path=str(path)))
    ctx.out.document({"database": str(path)})
    return DONE
