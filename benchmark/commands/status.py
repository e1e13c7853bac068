"""status: how fresh each account is, and what keeps it from being so."""

from __future__ import annotations

import argparse
from typing import Any

from benchmark import problems
from benchmark.collect.notices import notices
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE
from benchmark.store.freshness import AccountFreshness, account_freshness, last_run
from benchmark.text import t
from benchmark.text.format import duration, moment, number
from sources import SOURCES


def status(ctx: Context, _args: argparse.Namespace) -> int:
    """Show each account's last success, followers, freshness and error with its remedy; the last run; what will be removed."""
    accounts = [_account(ctx, row) for row in account_freshness(ctx.store)]
    run = last_run(ctx.store)
    if accounts:
        header = (t("Brand"), t("Network"), t("Account"), t("Followers"), t("Last read"), t("State"))
        ctx.out.table(header, [_row(ctx, account) for account in accounts])
    else:
        ctx.out.line(t("There is no account yet. Add a first one: add BRAND LINK"))
    for account in accounts:
        if account["message"]:
            ctx.out.line(f"{account['account_id']}: {account['message']}")
    if run:
        ctx.out.line(
            t("Last run: {when} ({zone}), {status}.",
              when=moment(run["started_at"], ctx.settings.timezone), zone=ctx.settings.timezone, status=run["status"])
        )  # fmt: skip
    told = notices(ctx.store, ctx.settings.kept_days, ctx.clock())
    for notice in told:
        ctx.out.line(notice.sentence())
    kept = [notice.record() for notice in told]
    ctx.out.document({"database": str(ctx.store.path), "accounts": accounts, "last_run": run, "retention": kept})
    return DONE


def _account(ctx: Context, row: AccountFreshness) -> dict[str, Any]:
    age = (ctx.clock() - row.success_at).total_seconds() if row.success_at else None
    message = None
    if row.error:
        message = problems.stored_sentence(row.error, row.source, row.params, timezone=ctx.settings.timezone)
    return {
        "account_id": row.account_id,
        "brand": row.brand,
        "source": row.source,
        "handle": row.handle,
        "url": row.url,
        "status": row.status,
        "paused": row.paused_at is not None,
        "followers": row.followers,
        "followers_at": row.followers_at,
        "last_success_at": row.success_at,
        "hours_since_success": None if age is None else round(age / 3600, 2),
        "last_outcome": row.outcome,
        "error": row.error,
        "message": message,
    }


def _row(ctx: Context, account: dict[str, Any]) -> tuple[str, ...]:
    success = account["last_success_at"]
    read = t("{duration} ago", duration=duration((ctx.clock() - success).total_seconds())) if success else t("never")
    return (
        account["brand"],
        SOURCES[account["source"]].label if account["source"] in SOURCES else account["source"],
        account["handle"] or account["account_id"].partition(":")[2],
        number(account["followers"]),
        read,
        _state(account),
    )


def _state(account: dict[str, Any]) -> str:
    if account["paused"]:
        return t("paused")
    states = {
        "gone": t("gone"),
        "private": t("private"),
        "suspended": t("suspended"),
        "moved": t("moved"),
        "import_only": t("import only"),
    }
    outcomes = {None: t("not read yet"), "ok": t("ok"), "partial": t("read in part")}
    if account["status"] == "import_only" and account["last_outcome"]:  # its key was set since, and it was tried
        return outcomes.get(account["last_outcome"]) or t("failed")
    return states.get(account["status"]) or outcomes.get(account["last_outcome"]) or t("failed")
