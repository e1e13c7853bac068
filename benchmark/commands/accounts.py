"""remove, pause, resume, rename, move, describe."""

from __future__ import annotations

import argparse
from collections.abc import Callable

import pandas as pd

from benchmark import brands, problems
from benchmark.brands import Change, Refusal, lookup
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED
from benchmark.store import Store
from benchmark.text import t
from sources.errors import SourceError


def remove(ctx: Context, args: argparse.Namespace) -> int:
    """Hide brands or accounts."""

    def told(change: Change) -> str:
        n = len(change.accounts)
        return t(
            "{brand}: {n} account removed. Its history is kept; add it again to restore it.",
            "{brand}: {n} accounts removed. Their history is kept; add them again to restore them.",
            brand=change.brand,
            n=n,
        )

    return _each(ctx, args, brands.remove, told)


def pause(ctx: Context, args: argparse.Namespace) -> int:
    """Stop collecting for now."""

    def told(change: Change) -> str:
        return t(
            "{brand}: {n} account paused.", "{brand}: {n} accounts paused.", brand=change.brand, n=len(change.accounts)
        )

    return _each(ctx, args, brands.pause, told)


def resume(ctx: Context, args: argparse.Namespace) -> int:
    """Collect again."""

    def told(change: Change) -> str:
        n = len(change.accounts)
        return t("{brand}: {n} account resumed.", "{brand}: {n} accounts resumed.", brand=change.brand, n=n)

    return _each(ctx, args, brands.resume, told)


def rename(ctx: Context, args: argparse.Namespace) -> int:
    """Give a brand another name."""
    change = brands.rename(ctx.store, args.brand, args.name, actor=ctx.actor)
    ctx.out.line(t("The brand is now called {brand}.", brand=change.brand))
    ctx.out.document(vars(change))
    return DONE


def move(ctx: Context, args: argparse.Namespace) -> int:
    """Make an account another brand's."""
    change = brands.move(ctx.store, args.account, args.brand, actor=ctx.actor)
    for account in change.accounts:
        ctx.out.line(t("{account} now belongs to {brand}, with all its history.", account=account, brand=change.brand))
    if not change.accounts:
        ctx.out.line(t("It belongs to {brand} already.", brand=change.brand))
    ctx.out.document(vars(change))
    return DONE


def describe(ctx: Context, args: argparse.Namespace) -> int:
    """Set what only people can tell of an account; what is not named stays as it is."""
    account = lookup.account(ctx.store, args.account).id
    known = brands.accounts(ctx.store).set_index("account_id").loc[account]
    market, role, timezone = (
        (None if pd.isna(known[name]) else str(known[name])) if said is None else said
        for name, said in (("market", args.market), ("role", args.role), ("timezone", args.timezone))
    )
    change = brands.describe(
        ctx.store, account, market=market, role=role or "main", timezone=timezone or None, actor=ctx.actor
    )
    told = brands.accounts(ctx.store).set_index("account_id").loc[account]
    shown = {name: None if pd.isna(told[name]) else str(told[name]) for name in ("market", "role", "timezone")}
    ctx.out.line(t("{account}: market {market}, role {role}, time zone {timezone}.", account=account, **shown))
    ctx.out.document({**vars(change), **shown})
    return DONE


class Asked(SourceError):
    """An error with the network that was asked."""

    def __init__(self, source: str | None, error: SourceError) -> None:
        super().__init__(error.code, **error.params)
        self.source = source


def refused(ctx: Context, text: str, error: SourceError | Refusal) -> dict[str, str]:
    """Say why something was not done and what to do; return the same as data."""
    source = error.source if isinstance(error, Asked) else None
    message = problems.command_sentence(error, source, timezone=ctx.settings.timezone)
    ctx.out.error(f"{text[:200]}: {message}")
    return {"input": text, "error": error.code, "message": message}


def _each(ctx: Context, args: argparse.Namespace, action: Callable[..., Change], told: Callable[[Change], str]) -> int:
    changed, not_done = [], []
    store: Store = ctx.store
    for subject in args.subjects:
        try:
            change = action(store, subject, actor=ctx.actor)
        except Refusal as error:
            not_done.append(refused(ctx, subject, error))
            continue
        changed.append({"input": subject, **vars(change)})
        ctx.out.line(told(change) if change.accounts else t("{brand}: nothing to change.", brand=change.brand))
    ctx.out.document({"changed": changed, "refused": not_done})
    return FAILED if not_done else DONE
