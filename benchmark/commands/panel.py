"""panel list, new, add, drop, own, timezone."""

from __future__ import annotations

import argparse

from benchmark import brands
from benchmark.brands import panels
from benchmark.brands.panels import PanelChange
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE
from benchmark.text import t


def show(ctx: Context, _args: argparse.Namespace) -> int:
    """List the panels, their zones, their own brands and whom they compare."""
    named = brands.brands(ctx.store).set_index("brand_id")["name"].to_dict()
    of_account = brands.accounts(ctx.store).set_index("account_id")["brand"].to_dict()
    members = panels.members(ctx.store)
    found = []
    for panel in panels.panels(ctx.store).to_dict("records"):
        accounts = members.loc[members["panel_id"] == panel["panel_id"], "account_id"].tolist()
        own = panel["own_brand_id"] if isinstance(panel["own_brand_id"], str) else None
        found.append(
            {
                "panel_id": panel["panel_id"],
                "name": panel["name"],
                "timezone": panel["timezone"],
                "own_brand": named.get(own),
                "brands": list(dict.fromkeys(of_account[account] for account in accounts)),
                "accounts": accounts,
            }
        )
    if not found:
        ctx.out.line(t("There is no panel yet. Add a first account, or make one with panel new."))
    else:
        header = (t("Panel"), t("Time zone"), t("Own brand"), t("Accounts"), t("Brands"))
        ctx.out.table(
            header,
            [
                (p["name"], p["timezone"], p["own_brand"] or "–", str(len(p["accounts"])), ", ".join(p["brands"]))
                for p in found
            ],
        )
    ctx.out.document(found)
    return DONE


def new(ctx: Context, args: argparse.Namespace) -> int:
    """Make an empty panel."""
    change = panels.create(ctx.store, args.name, timezone=args.timezone, actor=ctx.actor)
    ctx.out.line(t("The panel {panel} is there. Put brands into it: panel add {panel} BRAND", panel=change.name))
    return _told(ctx, [change])


def add(ctx: Context, args: argparse.Namespace) -> int:
    """Put brands or accounts into a panel."""
    changes = [panels.put(ctx.store, args.panel, subject, actor=ctx.actor) for subject in args.subjects]
    n = sum(len(change.accounts) for change in changes)
    name = changes[0].name
    ctx.out.line(t("{panel}: {n} account added.", "{panel}: {n} accounts added.", panel=name, n=n))
    return _told(ctx, changes)


def drop(ctx: Context, args: argparse.Namespace) -> int:
    """Take brands or accounts out of a panel."""
    changes = [panels.drop(ctx.store, args.panel, subject, actor=ctx.actor) for subject in args.subjects]
    n = sum(len(change.accounts) for change in changes)
    name = changes[0].name
    ctx.out.line(t("{panel}: {n} account taken out.", "{panel}: {n} accounts taken out.", panel=name, n=n))
    return _told(ctx, changes)


def own(ctx: Context, args: argparse.Namespace) -> int:
    """Say which brand is one's own."""
    change = panels.set_own(ctx.store, args.panel, args.brand, actor=ctx.actor)
    ctx.out.line(t("{panel}: {brand} is now the own brand.", panel=change.name, brand=args.brand))
    return _told(ctx, [change])


def timezone(ctx: Context, args: argparse.Namespace) -> int:
    """Set the zone in which the days begin."""
    change = panels.set_timezone(ctx.store, args.panel, args.timezone, actor=ctx.actor)
    ctx.out.line(t("{panel}: days now begin in {timezone}.", panel=change.name, timezone=args.timezone))
    return _told(ctx, [change])


def _told(ctx: Context, changes: list[PanelChange]) -> int:
    ctx.out.document(
        {
            "panel_id": changes[0].panel_id,
            "name": changes[0].name,
            "accounts": [account for change in changes for account in change.accounts],
        }
    )
    return DONE
