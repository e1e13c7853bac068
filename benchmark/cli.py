"""The command line: parse, find who holds the database, carry out here or there, and end with the right exit code."""

from __future__ import annotations

import argparse
import io
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from types import FrameType

from benchmark.clock import utcnow
from benchmark.commands import held
from benchmark.commands.arguments import WrongUse, parser
from benchmark.commands.context import Context, LocalFiles, Misuse, Stop
from benchmark.commands.execute import BUSY, DONE, FAILED, MISUSE, NO_DATABASE, STOPPED, execute, run_going
from benchmark.commands.held import Holder
from benchmark.commands.session import LocalSession
from benchmark.output import Terminal
from benchmark.settings import Settings, SettingsError
from benchmark.text import t
from benchmark.text.format import clock
from benchmark.text.language import language

PATIENCE = 3.0
"""Seconds that a command waits for another short one to be done with the database."""


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command line and return its exit code."""
    argv = list(sys.argv[1:] if argv is None else argv)
    token = language.set(_language())
    _any_sign(as_json="--json" in argv)
    try:
        return _main(argv)
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    finally:
        language.reset(token)


def _main(argv: list[str]) -> int:
    whole = parser()
    try:
        args = whole.parse_args(argv)
        if args.command is None:
            whole.print_help()
            return MISUSE
        settings = Settings.load()
    except WrongUse as misuse:
        return _misused(argv, f"{misuse.usage}\n{misuse}")
    except SettingsError as error:
        return _misused(argv, str(error))
    except SystemExit as ended:  # --help
        return int(ended.code or DONE)
    if args.db:
        settings = replace(settings, db=args.db)
    with Terminal(as_json=args.json) as out:
        stop = Stop()
        try:
            with _interruptible(stop):
                return out.end(_carry_out(argv, args, settings, out, stop))
        except KeyboardInterrupt:
            out.error(t("Stopped."))
            return out.end(STOPPED)


def _any_sign(*, as_json: bool) -> None:
    """Let no sign that the terminal's encoding lacks end a command. JSON is UTF-8 everywhere."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = "utf-8" if as_json and stream is sys.stdout else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _misused(argv: list[str], text: str) -> int:
    with Terminal(as_json="--json" in argv) as out:
        out.error(text)
        return out.end(MISUSE)


def _carry_out(argv: list[str], args: argparse.Namespace, settings: Settings, out: Terminal, stop: Stop) -> int:
    files = LocalFiles(settings.db)
    with LocalSession(settings) as session:
        ctx = Context(session, out, files, stop)
        if args.opens == "nothing":
            return execute(ctx, args)
        holder = _open(session, args)
        if holder is None:
            with _held(ctx, args):
                return execute(ctx, args)
    return _elsewhere(holder, argv, args, ctx)


def _open(session: LocalSession, args: argparse.Namespace) -> Holder | None:
    """Open the database. Returns who holds it instead; a holder of pid 0 is somebody unknown.

    A database that cannot be used for another reason is left to the command, which then says so.
    """
    from benchmark.store import StoreError, StoreLockedError  # noqa: PLC0415  offline commands need no database

    until = time.monotonic() + PATIENCE
    while True:
        try:
            session.probe() if args.opens == "lock" else session.store
        except StoreLockedError as error:
            holder = held.read(session.settings.db)
            if holder and (holder.url or holder.command == "collect"):
                return holder
            if time.monotonic() > until:
                return holder or Holder(0, since=_process(error.detail))
            time.sleep(0.05)
        except StoreError:
            return None
        else:
            return None


def _elsewhere(holder: Holder, argv: list[str], args: argparse.Namespace, ctx: Context) -> int:
    from benchmark.commands.remote import NobodyThere, Remote  # noqa: PLC0415  needed only beside a dashboard

    if holder.url:
        try:
            return Remote(holder, ctx.out, LocalFiles(ctx.settings.db), ctx.stop).carry_out(argv, args)
        except Misuse as misuse:
            ctx.out.error(str(misuse))
            return MISUSE
        except NobodyThere:
            ctx.out.error(
                t(
                    "The process {pid} holds the database, but does not answer. Wait a moment and try again, or restart it.",
                    pid=str(holder.pid),
                )
            )
            return NO_DATABASE
    since = clock(datetime.fromisoformat(holder.since), ctx.settings.timezone) if holder.command else ""
    if holder.command == "collect" and args.command == "collect":
        ctx.out.error(run_going(holder.run_id, since))
        return BUSY
    if holder.command:
        ctx.out.error(
            t(
                "The command {command} has been using the database since {time}. Try again when it is done.",
                command=holder.command,
                time=since,
            )
        )
    else:
        ctx.out.error(
            t(
                "Another program{process} has the database {path} open. Close it and try again.",
                process=holder.since,
                path=ctx.settings.db,
            )
        )
    return NO_DATABASE


@contextmanager
def _held(ctx: Context, args: argparse.Namespace) -> Iterator[None]:
    """Say in the control file, while the block lasts, which command and which run has the database."""
    if args.opens == "lock":  # the command takes the database's place itself
        yield
        return
    database = ctx.settings.db
    mine = Holder(os.getpid(), command=args.command, since=utcnow().isoformat())

    def announce(holder: Holder) -> None:
        with suppress(OSError):  # a full disk: others are then told less, and that is all
            held.write(database, holder)

    announce(mine)
    ctx.run_begun = lambda run_id: announce(replace(mine, run_id=run_id))
    try:
        yield
    finally:
        held.remove(database)


@contextmanager
def _interruptible(stop: Stop) -> Iterator[None]:
    """Ctrl-C asks for a clean stop where there is one; elsewhere, and the second time, it ends the command."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        if stop.requested() or not stop.heard:
            raise KeyboardInterrupt
        # in a thread, for what is asked to stop may wait for a lock that this one holds
        threading.Thread(target=stop.request, name="stop", daemon=True).start()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _process(detail: str) -> str:
    """The holder's process as DuckDB names it, for whoever has to find it; empty when it does not."""
    found = re.search(r"PID (\d+)", detail)
    return t(" (process {pid})", pid=found[1]) if found else ""


def _language() -> str:
    """The language of the terminal, where there is a catalog for it."""
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "fr" if wanted.lower().startswith("fr") else "en"
