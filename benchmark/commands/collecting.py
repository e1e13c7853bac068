"""collect: read accounts now."""

from __future__ import annotations

import argparse
from typing import Any

from benchmark import problems
from benchmark.brands import lookup
from benchmark.collect import Progress, RunResult
from benchmark.collect.plan import AWAY
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED, NO_DATABASE, STOPPED
from benchmark.refusals import Refusal
from benchmark.store import directory
from benchmark.store.freshness import RunOutcome, account_freshness, run_outcomes
from benchmark.text import t
from sources import SOURCES


def collect(ctx: Context, args: argparse.Namespace) -> int:
    """Read all active accounts, or those of a network or brand; failures are named with their remedies."""
    keys = _chosen(ctx, args)
    collector = ctx.session.collector
    latest: Progress | None = None
    for estimate in collector.estimates(keys):
        ctx.out.line(estimate.sentence())

    def shown(progress: Progress) -> None:
        nonlocal latest
        if latest is None:
            ctx.run_begun(progress.run_id)
        latest = progress
        ctx.out.progress(progress.done, progress.total, progress.label)

    with ctx.stop.calling(collector.stop):
        result = collector.run(trigger="cli", account_keys=keys, progress=shown)
    if result.status == "nothing_to_do":
        return _nothing(ctx)
    return _told(ctx, result, latest.total - latest.done if latest else 0)


def _chosen(ctx: Context, args: argparse.Namespace) -> list[int] | None:
    """The keys of the active accounts of a network or brand, also of those that are gone; None without such a wish."""
    if args.source is not None and args.source not in SOURCES:
        raise Refusal("unknown_network", network=args.source)
    brand = lookup.brand(ctx.store, args.brand) if args.brand is not None else None
    if args.source is None and brand is None:
        return None
    return [
        account.key
        for account in directory.all_accounts(ctx.store)
        if account.paused_at is None
        and account.removed_at is None
        and (args.source is None or account.source == args.source)
        and (brand is None or account.brand_key == brand.key)
    ]


def _nothing(ctx: Context) -> int:
    gone = sum(row.paused_at is None and row.status in AWAY for row in account_freshness(ctx.store))
    if gone:
        text = t(
            "There is no account to read. {n} is gone from its network and tried once in a while; "
            "collect --brand BRAND tries it now.",
            "There is no account to read. {n} are gone from their networks and tried once in a while; "
            "collect --brand BRAND tries them now.",
            n=gone,
        )
    else:
        text = t("There is no account to read. Add one, or resume a paused one.")
    ctx.out.line(text)
    ctx.out.document({"run_id": None, "status": "nothing_to_do", "error": None, "accounts": []})
    return DONE


def _told(ctx: Context, result: RunResult, left: int) -> int:
    """Say how a run ended. A run that was taken up again is told as a whole; ``left`` accounts of it were not read."""
    outcomes = [(row, _remedy(ctx, row)) for row in run_outcomes(ctx.store, result.run_id)]
    read = [row for row, _ in outcomes if row.status in {"ok", "partial"}]
    for row, remedy in outcomes:
        if remedy:
            ctx.out.error(f"{row.brand}, {row.account_id}: {remedy}")
    if result.error is not None:
        ctx.out.error(problems.sentence(result.error))
    if result.backup_error is not None:
        ctx.out.error(_no_backup(result.backup_error))
    if result.status == "stopped":
        ctx.out.error(t("The run was stopped. What was read is stored; collect again to go on."))
    shown = {"read": len(read), "wanted": len(outcomes) + left, "posts": sum(row.posts for row in read)}
    ctx.out.line(t("Read {read} of {wanted} accounts, {posts} posts.", **shown))
    ctx.out.document(
        {
            "run_id": result.run_id,
            "status": result.status,
            "error": result.error,
            "accounts": [_record(row, remedy) for row, remedy in outcomes],
        }
    )
    if result.status == "stopped":
        return STOPPED
    if result.error not in {None, "clock", "bug"}:
        return NO_DATABASE
    well = result.error is None and result.backup_error is None and not any(remedy for _, remedy in outcomes)
    return DONE if well else FAILED


def _no_backup(code: str) -> str:
    if code == "disk":
        return t("The disk has no room for the backup after the run. Free some space, then make one: backup FILE")
    return t("The backup after the run could not be made or read back. Run doctor, then make one: backup FILE")


def _remedy(ctx: Context, row: RunOutcome) -> str | None:
    if row.error is None:
        return None
    return problems.stored_sentence(row.error, row.source, row.params, timezone=ctx.settings.timezone)


def _record(row: RunOutcome, remedy: str | None) -> dict[str, Any]:
    return {
        "account_id": row.account_id,
        "brand": row.brand,
        "source": row.source,
        "status": row.status,
        "posts_seen": row.posts,
        "requests": row.requests,
        "error": row.error,
        "message": remedy,
    }
