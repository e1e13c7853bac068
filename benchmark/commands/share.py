"""share new, list, revoke."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from benchmark.brands import lookup, panels
from benchmark.commands import held
from benchmark.commands.context import Context, Misuse
from benchmark.commands.execute import DONE
from benchmark.refusals import Refusal
from benchmark.reports import document, schedules, sharing
from benchmark.reports.document import Document, NothingToShow
from benchmark.reports.formats import ExportFailed
from benchmark.reports.wanted import wanted
from benchmark.store.shares import Share
from benchmark.text import t
from benchmark.text.format import moment
from benchmark.text.language import language
from benchmark.view import panels as viewed
from benchmark.view import periods


def new(ctx: Context, args: argparse.Namespace) -> int:
    """Freeze a report and say its link, this once."""
    token = language.set(_language(args.lang))
    try:
        built = _built(ctx, args)
        made = sharing.share(
            ctx.store, built, days=args.days, kept=ctx.settings.kept_days, actor=ctx.actor, now=ctx.clock()
        )
    except NothingToShow:
        raise Refusal("report_empty") from None
    except ExportFailed as error:
        raise Refusal("report_failed", reason=str(error)) from error
    finally:
        language.reset(token)
    here = _running_at(ctx)
    start = ctx.settings.url or here
    ctx.out.line(start + made.path)
    if not ctx.settings.url:
        ctx.out.line(
            t(
                "This address is for this machine. Others write the dashboard's before {path}; set it as BENCHMARK_URL.",
                path="/share/",
            )
            if here
            else t("Write your dashboard's address before it, or set it as BENCHMARK_URL.")
        )
    ctx.out.line(
        t(
            "It shows {report} as it is now, to whoever has it, until {end}. It is told only now. To end it: share revoke {id}",
            report=made.share.title,
            end=_when(ctx, made.share.expires_at),
            id=made.share.id,
        )
    )
    ctx.out.document(
        {**_told(made.share, ctx.clock()), "path": made.path, "address": start + made.path if start else None}
    )
    return DONE


def show(ctx: Context, _args: argparse.Namespace) -> int:
    """List the links."""
    found, now = sharing.all_shares(ctx.store), ctx.clock()
    if not found:
        ctx.out.line(t("There is no link yet. Make one with share new REPORT."))
    else:
        header = (t("Id"), t("Report"), t("State"), t("Made"), t("Ends"))
        ctx.out.table(
            header,
            [
                (each.id, each.title, state(each, now), _when(ctx, each.created_at), _when(ctx, each.expires_at))
                for each in found
            ],
        )
    ctx.out.document([_told(each, now) for each in found])
    return DONE


def revoke(ctx: Context, args: argparse.Namespace) -> int:
    """End a link."""
    ended = sharing.revoke(ctx.store, args.share, actor=ctx.actor, now=ctx.clock())
    ctx.out.line(t("The link to {report} leads nowhere any more.", report=ended.title))
    ctx.out.document({"share_id": ended.id})
    return DONE


def state(share: Share, now: datetime) -> str:
    """Return whether a link holds, in a word."""
    if share.revoked_at is not None:
        return t("revoked")
    return t("holds") if share.holds(now) else t("expired")


def _running_at(ctx: Context) -> str:
    """Return where the running dashboard listens on this machine; empty when none runs."""
    holder = held.read(ctx.settings.db)
    return (holder and holder.url) or ""


def _built(ctx: Context, args: argparse.Namespace) -> Document:
    panel = panels.find(ctx.store, args.panel) if args.panel else None
    there = viewed.panels(ctx.store)
    if not there:
        raise NothingToShow
    if args.period and args.period not in schedules.PERIODS:
        raise Refusal("bad_period", period=args.period, periods=", ".join(schedules.PERIODS))
    zone = panel.timezone if panel else viewed.panel(ctx.store, next(iter(there))).timezone
    found = wanted(
        ctx.store,
        args.report,
        panel=panel.id if panel else None,
        brands=tuple(lookup.brand(ctx.store, name).id for name in args.brand),
        days=schedules.days_of(args.period or None, periods.today(zone)),
    )
    return document.build(ctx.store, found.report, whole=found.whole, progress=ctx.out.progress, now=ctx.clock())


def _language(wanted_language: str | None) -> str:
    if wanted_language is None:
        return language.get()
    if wanted_language not in schedules.LANGUAGES:
        raise Misuse(t("{language} is no language here. Use en or fr.", language=wanted_language))
    return wanted_language


def _told(share: Share, now: datetime) -> dict[str, Any]:
    hidden = ("id", "token_hash", "file_name")
    fields = {name: value for name, value in vars(share).items() if name not in hidden}
    return {"share_id": share.id, **fields, "state": state(share, now)}


def _when(ctx: Context, at: datetime) -> str:
    return moment(at, ctx.settings.timezone)
