"""import: figures out of a CSV or XLSX file, the whole of it or nothing."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import asdict
from typing import Any

from benchmark.brands import panels
from benchmark.commands.context import Context, Misuse
from benchmark.commands.execute import DONE, FAILED
from benchmark.imports import planning, reading, storing
from benchmark.imports.columns import FIELDS
from benchmark.imports.layouts import LAYOUTS
from benchmark.imports.messages import Message
from benchmark.imports.people import Target
from benchmark.imports.planning import Ask, Plan
from benchmark.imports.storing import Counts
from benchmark.problems import sentence
from benchmark.refusals import Refusal
from benchmark.text import t
from benchmark.text.format import day_range, number
from benchmark.text.plain import plain
from sources import SOURCES

_MISUSE = frozenset({"map_form", "map_column", "map_field", "map_variant", "map_twice"})
SHOWN_ACCOUNTS = 30


def import_file(ctx: Context, args: argparse.Namespace) -> int:
    """Read the file, show what it would do, and store it when nothing stands against it."""
    if args.account and (args.brand or args.source):
        raise Misuse(t("--account names one account; leave --brand and --source out."))
    sheet = reading.read_file(ctx.files.read(args.file), reading.own_name(args.file))
    ask = Ask(Target(args.account, args.brand, args.source), tuple(args.map), args.day)
    try:
        plan = planning.plan(ctx.store, sheet, ask, ctx.clock(), _zone(ctx))
    except Refusal as refusal:
        if refusal.code in _MISUSE:
            raise Misuse(sentence(refusal)) from refusal
        raise
    counts = Counts()
    if args.dry_run or plan.error_count:
        _preview(ctx, plan)
    for note in plan.notes:
        ctx.out.line(f"· {note.sentence}")
    if plan.error_count:
        _refuse(ctx, plan)
    elif args.dry_run:
        counts = storing.look(ctx.store, plan)
        ctx.out.line(t("Nothing was stored, for this was a dry run. It would be: {counts}.", counts=counts.told))
    else:
        counts = storing.store_plan(ctx.store, plan, actor=ctx.actor, now=ctx.clock())
        ctx.out.line(_stored(plan, counts))
    stored = not args.dry_run and not plan.error_count and bool(counts.new or counts.changed)
    ctx.out.document(_document(plan, counts, stored=stored))
    return FAILED if plan.error_count else DONE


def _zone(ctx: Context) -> str:
    try:
        return panels.find(ctx.store).timezone
    except Refusal:
        return ctx.settings.timezone


def _stored(plan: Plan, counts: Counts) -> str:
    file = plain(plan.file, 100)
    if counts.new or counts.changed:
        return t("{file} is imported: {counts}.", file=file, counts=counts.told)
    return t("{file} is imported already: {counts}.", file=file, counts=counts.told)


def _preview(ctx: Context, plan: Plan) -> None:
    out = ctx.out
    out.line(t("{file}: {layout}, {n} row.", "{file}: {layout}, {n} rows.", file=plain(plan.file, 100),
               layout=t(LAYOUTS[plan.layout]), n=plan.rows))  # fmt: skip
    out.line()
    rows = [
        [plain(column.label, 40), t(FIELDS[column.field]) if column.field else "–", plain(example, 40)]
        for column, example in zip(plan.columns, plan.examples, strict=True)
    ]
    out.table([t("Column"), t("Read as"), t("First value")], rows)
    out.line()
    shares = plan.shares()
    header = [t("Brand"), t("Network"), t("Account"), t("Days"), t("Posts"), t("From, to"), t("Followers")]
    told_rows = [
        [
            plain(share.who.brand, 40),
            SOURCES[share.who.source].label if share.who.source in SOURCES else share.who.source,
            plain(share.who.account, 60) + ("" if share.who.key is not None else t(" (new)")),
            number(share.observations),
            number(share.posts),
            day_range(share.first, share.last) if share.first and share.last else "–",
            number(share.followers),
        ]
        for share in shares[:SHOWN_ACCOUNTS]
    ]
    if told_rows:
        out.table(header, told_rows)
        if len(shares) > SHOWN_ACCOUNTS:
            out.line(t("… and {n} more account", "… and {n} more accounts", n=len(shares) - SHOWN_ACCOUNTS))
        out.line()


def _refuse(ctx: Context, plan: Plan) -> None:
    for message in plan.errors:
        ctx.out.error(message.sentence)
        if helping := _helping(message, plan):
            ctx.out.error(helping)
    more = plan.error_count - len(plan.errors)
    if more:
        ctx.out.error(t("… and {n} more like these.", "… and {n} more like these.", n=more))
    ctx.out.error(t("Nothing was imported. Mend the file, or say more on the command line, and try again."))


def _helping(message: Message, plan: Plan) -> str:
    """Return the command or option that helps, said after a sentence."""
    match message.code:
        case "unknown_names":
            names = " ".join(f"add {shlex.quote(plain(name, 60))} LINK;" for name in plan.unknown[:3])
            return t("The commands for it: {commands}", commands=names.rstrip(";"))
        case "unclear_dates":
            column = plain(message.column or "", 60)
            return t(
                "The option for it: {day_first}, or {month_first}",
                day_first=shlex.join(["--map", f"{column}=date:dmy"]),
                month_first=shlex.join(["--map", f"{column}=date:mdy"]),
            )
        case "no_whom" | "no_network" | "several_accounts":
            return t("The options for it: --account ACCOUNT, or --brand BRAND --source NETWORK")
        case "no_date_column":
            return t("The option for it: --map COLUMN=date, or --day 2026-11-20")
    return ""


def _document(plan: Plan, counts: Counts, *, stored: bool) -> dict[str, Any]:
    return {
        "file": plan.file,
        "layout": plan.layout,
        "rows": plan.rows,
        "stored": stored,
        **asdict(counts),
        "refused_rows": plan.refused_rows,
        "columns": [
            {"column": column.label, "field": column.field, "first_value": example}
            for column, example in zip(plan.columns, plan.examples, strict=True)
        ],
        "accounts": [
            {
                "account": share.who.account, "brand": share.who.brand, "source": share.who.source, "new": share.who.key is None,
                "days": share.observations, "posts": share.posts, "first": share.first, "last": share.last,
                "followers": share.followers,
            }
            for share in plan.shares()
        ],
        "errors": [_said(message) for message in plan.errors],
        "error_count": plan.error_count,
        "notes": [_said(message) for message in plan.notes],
    }  # fmt: skip


def _said(message: Message) -> dict[str, Any]:
    return {"row": message.row, "column": message.column, "code": message.code, "message": message.sentence}
