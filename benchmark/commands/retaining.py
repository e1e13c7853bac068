"""retention: what may not be kept for ever, when it goes, and removing it now."""

from __future__ import annotations

import argparse

from benchmark.collect import notices
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE
from benchmark.store import retention as keeping
from benchmark.store.retention import Due
from benchmark.text import t
from benchmark.text.format import duration, number


def retention(ctx: Context, args: argparse.Namespace) -> int:
    """Say what will be removed when and why; with ``--dry-run`` what is due now, with ``--now`` remove that."""
    if args.now:
        return _remove(ctx)
    kept, now = ctx.settings.kept_days, ctx.clock()
    due = keeping.due(ctx.store, kept, now)
    told = notices.notices(ctx.store, kept, now)
    if args.dry_run:
        _due(ctx, due)
    else:
        for notice in told:
            ctx.out.line(notice.sentence())
        for removal in notices.removals(ctx.store, 5):
            ctx.out.line(_removed(removal))
        if not told:
            ctx.out.line(t("Nothing that is stored has to be removed after a time, as far as was announced."))
    ctx.out.document({"sources": [notice.record() for notice in told], "due": [each.record() for each in due]})
    return DONE


def _remove(ctx: Context) -> int:
    due = keeping.due(ctx.store, ctx.settings.kept_days, ctx.clock())
    _due(ctx, due)
    gone = ctx.session.collector.retaining.remove_now(ctx.actor) if due else []
    if gone:
        ctx.out.line(
            t(
                "Removed: {n} statistic. The backups are now written anew without what went.",
                "Removed: {n} statistics. The backups are now written anew without what went.",
                n=sum(each.total for each in gone),
            )
        )
    ctx.out.document({"removed": [each.record() for each in gone]})
    return DONE


def _due(ctx: Context, due: list[Due]) -> None:
    """Show what is due now, by source and kind."""
    if not due:
        ctx.out.line(t("Nothing is older than it may be."))
        return
    for each in due:
        ctx.out.line(
            t(
                "{network}, read before {day} and so older than {age} ({setting}):",
                network=notices.label(each.source),
                day=each.cutoff.date(),
                age=duration(each.days * 86400),
                setting=notices.setting_of(each.source),
            )
        )
        ctx.out.table((t("What goes"), t("How many")), [(name, number(n)) for name, n in notices.parts(each)])


def _removed(removal: notices.Removal) -> str:
    return t(
        "Removed on {moment} (UTC): {n} statistic of {network}, kept {days} days.",
        "Removed on {moment} (UTC): {n} statistics of {network}, kept {days} days.",
        moment=removal.at,
        n=removal.total,
        network=notices.label(removal.source),
        days=removal.days,
    )
