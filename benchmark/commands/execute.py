"""Carry a command out and turn whatever ends it into its sentence and its exit code."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
from collections.abc import Callable

from benchmark import problems
from benchmark.commands.context import Context, Misuse
from benchmark.refusals import Refusal
from benchmark.text import t
from benchmark.text.format import clock

DONE = 0
FAILED = 1
"""Done, but something failed or was refused; each was named with its remedy."""
MISUSE = 2
NO_DATABASE = 3
BUSY = 4
STOPPED = 130


def execute(ctx: Context, args: argparse.Namespace) -> int:
    """Carry out the command that was parsed and return its exit code. What it cannot do is told on ``ctx.out``."""
    from benchmark.collect import RunGoing  # noqa: PLC0415  offline commands need neither of these
    from benchmark.store import StoreError, StoreLockedError  # noqa: PLC0415

    try:
        return command(args.run)(ctx, args)
    except Refusal as refusal:
        ctx.out.error(problems.command_sentence(refusal))
        return FAILED
    except Misuse as misuse:
        ctx.out.error(str(misuse))
        return MISUSE
    except RunGoing as going:
        ctx.out.error(run_going(str(going.run_id), clock(going.started_at, ctx.settings.timezone)))
        return BUSY
    except StoreLockedError:
        raise
    except StoreError as error:
        ctx.out.error(problems.store_sentence(error))
        return NO_DATABASE
    except OSError as error:
        ctx.out.error(_unusable(str(error.filename or (args.writes and getattr(args, args.writes)) or "–"), error))
        return FAILED


def _unusable(path: str, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return t("There is no room for {path}. Free some space and try again; no part of it was left.", path=path)
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return t("{path} could not be written or read: {reason}. Check the file and its folder.", path=path, reason=reason)


def command(name: str) -> Callable[[Context, argparse.Namespace], int]:
    """Return the function that ``module:function`` below `benchmark.commands` names."""
    module, _, function = name.partition(":")
    found: Callable[[Context, argparse.Namespace], int] = getattr(
        importlib.import_module(f"benchmark.commands.{module}"), function
    )
    return found


def run_going(run_id: str, since: str) -> str:
    """Return the sentence for whoever wants a run while there is one."""
    if not run_id:
        return t("A run has been going since {time}. Wait until it is done.", time=since)
    return t("Run {run} has been going since {time}. Wait until it is done, or stop it.", run=run_id, time=since)
