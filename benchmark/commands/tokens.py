"""token new, list, revoke."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from benchmark import tokens
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE
from benchmark.store import api_tokens
from benchmark.store.api_tokens import ApiToken
from benchmark.text import t
from benchmark.text.format import moment


def new(ctx: Context, args: argparse.Namespace) -> int:
    """Make a token and say it, this once."""
    made = tokens.make(ctx.store, args.name, role=args.role, days=args.days, actor=ctx.actor)
    ctx.out.line(made.shown)
    ctx.out.line(
        t(
            "This is the token {name} ({role}) until {end}. It is shown only now: keep it where passwords are kept.",
            name=made.token.name,
            role=made.token.role,
            end=_when(ctx, made.token.expires_at),
        )
    )
    ctx.out.document({**_told(made.token), "token": made.shown})
    return DONE


def show(ctx: Context, _args: argparse.Namespace) -> int:
    """List the tokens."""
    found, now = api_tokens.all_tokens(ctx.store), ctx.clock()
    if not found:
        ctx.out.line(t("There is no token yet. Make one with token new NAME."))
    else:
        header = (t("Name"), t("Role"), t("State"), t("Ends"), t("Last used"))
        rows = [
            (token.name, token.role, state(token, now), _when(ctx, token.expires_at), _when(ctx, token.last_used_at))
            for token in found
        ]
        ctx.out.table(header, rows)
    ctx.out.document([_told(token) for token in found])
    return DONE


def revoke(ctx: Context, args: argparse.Namespace) -> int:
    """End a token."""
    ended = tokens.revoke(ctx.store, args.name, actor=ctx.actor)
    ctx.out.line(t("The token {name} opens nothing any more.", name=ended.name))
    ctx.out.document({"token_id": ended.id, "name": ended.name})
    return DONE


def state(token: ApiToken, now: datetime) -> str:
    """Return whether a token holds, in a word."""
    if token.revoked_at is not None:
        return t("revoked")
    return t("holds") if token.holds(now) else t("expired")


def _when(ctx: Context, at: datetime | None) -> str:
    return moment(at, ctx.settings.timezone) if at else "–"


def _told(token: ApiToken) -> dict[str, Any]:
    return {
        "token_id": token.id, "name": token.name, "role": token.role, "created_at": token.created_at,
        "expires_at": token.expires_at, "revoked_at": token.revoked_at, "last_used_at": token.last_used_at,
    }  # fmt: skip
