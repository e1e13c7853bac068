"""export: a public table or a metric as a file."""

from __future__ import annotations

import argparse

from benchmark.brands import panels
from benchmark.commands.context import Context, Misuse
from benchmark.commands.execute import DONE
from benchmark.commands.extract import TABLES, Extract, Span, default_span, default_zone, metric, table
from benchmark.commands.extract_files import write
from benchmark.metrics import METRICS
from benchmark.text import t


def export(ctx: Context, args: argparse.Namespace) -> int:
    """Write the table or metric that is named; text cells are harmless in a spreadsheet."""
    wanted = _request(ctx, args)
    with ctx.files.write(args.out) as path:
        rows = write(wanted, args.format, path)
    ctx.out.line(
        t(
            "{n} row written to {path}, from data version {version}.",
            "{n} rows written to {path}, from data version {version}.",
            n=rows,
            path=args.out,
            version=wanted.about["data_version"],
        )
    )
    ctx.out.document({"file": args.out, "rows": rows, **wanted.about})
    return DONE


def _request(ctx: Context, args: argparse.Namespace) -> Extract:
    if args.from_day and args.to_day and args.from_day > args.to_day:
        raise Misuse(t("--from lies after --to. Swap them."))
    if args.what in TABLES:
        panel = panels.find(ctx.store, args.panel) if args.panel else None
        if (args.from_day or args.to_day) and TABLES[args.what].time is None:
            raise Misuse(t("The table {table} has no days, so leave --from and --to out.", table=args.what))
        zone = panel.timezone if panel else default_zone(ctx.store, ctx.settings)
        return table(ctx.store, args.what, Span(args.from_day, args.to_day, zone), panel)
    if args.what in METRICS:
        panel = panels.find(ctx.store, args.panel)
        now = ctx.clock()
        return metric(ctx.store, args.what, default_span(panel, args.from_day, args.to_day, now), panel, now)
    raise Misuse(
        t(
            "There is no table and no metric {name}. Tables: {tables}. Metrics: {metrics}.",
            name=args.what[:80],
            tables=", ".join(TABLES),
            metrics=", ".join(METRICS),
        )
    )
