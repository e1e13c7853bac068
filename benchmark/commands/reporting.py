"""report: a ready-made report or one's own as a file."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from benchmark import problems
from benchmark.brands import lookup, panels
from benchmark.commands.context import Context, Misuse
from benchmark.commands.execute import DONE, FAILED, NO_DATABASE, STOPPED
from benchmark.reports.document import Document, NothingToShow, build
from benchmark.reports.formats import FORMATS, ExportFailed, make
from benchmark.reports.ready import KINDS
from benchmark.reports.wanted import wanted
from benchmark.store import Store, StoreError
from benchmark.text import t
from benchmark.text.language import language
from benchmark.view.panels import panel as panel_in_view


class _Stopped(Exception):
    """Somebody asked to stop."""


def report(ctx: Context, args: argparse.Namespace) -> int:
    """Write the report that is named; a file is there whole or not at all."""
    _check(args)
    try:
        store = ctx.session.demo() if args.demo else ctx.store
    except StoreError as error:
        ctx.out.error(problems.store_sentence(error))
        return NO_DATABASE
    try:
        document, data = _made(ctx, store, args)
    except (ExportFailed, NothingToShow) as error:
        ctx.out.error(
            t("There is nothing to report yet. Add a brand and collect first.")
            if isinstance(error, NothingToShow)
            else str(error)
        )
        return FAILED
    except _Stopped:
        ctx.out.error(t("Stopped. No file was written."))
        return STOPPED
    with ctx.files.write(args.out) as path:
        path.write_bytes(data)
    pages = len(document.sheets)
    ctx.out.line(
        t(
            "{name}: {n} page written to {path}, data version {version}.",
            "{name}: {n} pages written to {path}, data version {version}.",
            n=pages,
            name=document.name,
            path=args.out,
            version=document.version.id,
        )
    )
    ctx.out.document(
        {
            "file": args.out,
            "format": args.format,
            "report": document.name,
            "pages": pages,
            "bytes": len(data),
            "data_version": document.version.id,
            "observed_at": document.version.observed_at,
        }
    )
    return DONE


def _check(args: argparse.Namespace) -> None:
    if (args.from_day is None) != (args.to_day is None):
        raise Misuse(t("Give both --from and --to, or neither."))
    if args.from_day and args.from_day > args.to_day:
        raise Misuse(t("--from lies after --to. Swap them."))
    if args.template and not FORMATS[args.format].templated:
        raise Misuse(t("--template belongs to --format pptx. Leave it out."))
    most = KINDS[args.report].brands if args.report in KINDS else 0
    if len(args.brand) > most:
        raise Misuse(
            t(
                "The report {name} is about {n} brand, so give --brand at most as often.",
                "The report {name} is about {n} brands, so give --brand at most as often.",
                n=most,
                name=args.report,
            )
            if most
            else t("The report {name} is about the whole panel, so leave --brand out.", name=args.report)
        )


def _made(ctx: Context, store: Store, args: argparse.Namespace) -> tuple[Document, bytes]:
    """Return the report and its file in the language that is asked for; what is said meanwhile is in the caller's."""

    def progress(done: int, total: int) -> None:
        if ctx.stop.requested():
            raise _Stopped
        ctx.out.progress(done, total + 1, t("Report"))

    def written(done: int, total: int) -> None:
        if ctx.stop.requested():
            raise _Stopped
        ctx.out.progress(done, total + 1, t("File"))

    template: Path | None = ctx.files.read(args.template) if args.template else None
    panel, brands = _about(store, args)
    days: tuple[date, date] | None = (args.from_day, args.to_day) if args.from_day else None
    token = language.set(args.lang or language.get())
    try:
        with ctx.stop.calling(lambda: None):
            found = wanted(store, args.report, panel=panel, brands=brands, days=days)
            document = build(store, found.report, demo=args.demo, whole=found.whole, progress=progress, now=ctx.clock())
        # what tells of its steps can end at one; anything else Ctrl-C ends at once
        with ctx.stop.calling(lambda: None) if FORMATS[args.format].told else nullcontext():
            data = make(args.format, document, template, written)
    finally:
        language.reset(token)
    if ctx.stop.requested():
        raise _Stopped
    ctx.out.progress(1, 1)
    return document, data


def _about(store: Store, args: argparse.Namespace) -> tuple[str | None, list[str]]:
    """Return the ids of the panel and the brands that are named."""
    panel = panels.find(store, args.panel) if args.panel or args.brand else None
    brands = [lookup.brand(store, name) for name in args.brand]
    if panel is not None and brands:
        there = set(panel_in_view(store, panel.id).accounts["brand_id"])
        for brand in brands:
            if brand.id not in there:
                raise Misuse(t("{brand} is not in the panel {panel}.", brand=brand.name, panel=panel.name))
    return panel.id if panel is not None and args.panel else None, [brand.id for brand in brands]
