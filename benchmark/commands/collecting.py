"""collect: read accounts now."""

from __future__ import annotations

import argparse
from typing import Any

from benchmark import problems
from benchmark.brands import lookup
from benchmark.collect import Progress, RunResult
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED, STOPPED
from benchmark.refusals import Refusal
from benchmark.store import directory
from benchmark.store.freshness import RunOutcome, run_outcomes
from benchmark.text import t
from sources import SOURCES


def collect(ctx: Context, args: argparse.Namespace) -> int:
    """Read all active accounts, or those of a network or brand; failures are named with their remedies."""
    keys = _chosen(ctx, args)
    if not keys:
        ctx.out.line(t("There is no account to read. Add one, or resume a paused one."))
        ctx.out.document({"run_id": None, "status": "nothing_to_do", "accounts": []})
        return DONE
    collector = ctx.session.collector

    begun: set[str] = set()

    def shown(progress: Progress) -> None:
        if progress.run_id not in begun:
            begun.add(progress.run_id)
            ctx.run_begun(progress.run_id)
        ctx.out.progress(progress.done, progress.total, progress.label)

    with ctx.stop.calling(collector.stop):
        result = collector.run(trigger="cli", account_keys=keys, progress=shown)
    return _told(ctx, result)


def _chosen(ctx: Context, args: argparse.Namespace) -> list[int]:
    """The keys of active accounts that the options leave."""
    if args.source is not None and args.source not in SOURCES:
        raise Refusal("unknown_network", network=args.source)
    brand = lookup.brand(ctx.store, args.brand) if args.brand is not None else None
    return [
        account.key
        for account in directory.all_accounts(ctx.store)
        if account.paused_at is None
        and account.removed_at is None
        and (args.source is None or account.source == args.source)
        and (brand is None or account.brand_key == brand.key)
    ]


def _told(ctx: Context, result: RunResult) -> int:
    outcomes = [(row, _remedy(ctx, row)) for row in run_outcomes(ctx.store, result.run_id)]
    read = [row for row, _ in outcomes if row.status in {"ok", "partial"}]
    for row, remedy in outcomes:
        if remedy:
            ctx.out.error(f"{row.brand}, {row.account_id}: {remedy}")
    if result.error is not None:
        ctx.out.error(problems.sentence(result.error))
    if result.backup_error is not None:
        ctx.out.error(t("The backup after the run failed. Make room if the disk is full, then make one: backup FILE"))
    if result.status == "stopped":
        ctx.out.error(t("The run was stopped. What was read is stored; collect again to go on."))
    shown = {"read": len(read), "wanted": max(result.total, len(outcomes)), "posts": sum(row.posts for row in read)}
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
    well = result.error is None and result.backup_error is None and not any(remedy for _, remedy in outcomes)
    return DONE if well else FAILED


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
