"""resolve and sources: what can be told without the network and without a database."""

from __future__ import annotations

import argparse
from typing import Any

from benchmark import problems
from benchmark.commands.context import Context
from benchmark.commands.execute import DONE, FAILED
from benchmark.settings import Settings
from benchmark.text import t
from sources import SOURCES, links
from sources.base import Source
from sources.links import Resolved


def resolve(ctx: Context, args: argparse.Namespace) -> int:
    """Tell whom each text names. A text that names nobody makes the exit code 1."""
    found = [links.resolve(text) for text in args.links]
    for resolved in found:
        if resolved.error is not None:
            ctx.out.error(f"{resolved.input[:200]}: {problems.command_sentence(resolved.error, resolved.source)}")
        else:
            ctx.out.line(_line(resolved))
        for candidate in resolved.candidates:
            ctx.out.line(t("  perhaps {network}: {url}", network=SOURCES[candidate.source].label, url=candidate.url))
    ctx.out.document([_record(resolved) for resolved in found])
    return FAILED if any(resolved.error for resolved in found) else DONE


def sources(ctx: Context, _args: argparse.Namespace) -> int:
    """List the networks, what they give, what they lack and whether their keys are set."""
    listed = [describe(source, ctx.settings) for source in SOURCES.values()]
    header = (t("Network"), t("Ready"), t("Gives"), t("Keys"))
    rows = [(s["label"], _ready(s), ", ".join(s["gives"]) or "–", _keys(s)) for s in listed]
    ctx.out.table(header, rows)
    ctx.out.line()
    for source in listed:
        ctx.out.line(f"{source['label']}: {source['lacks']}")
    ctx.out.document(listed)
    return DONE


def describe(source: Source, settings: Settings) -> dict[str, Any]:
    """Return a network as ``sources --json`` prints it. Of keys the names and whether they are set, never a value."""
    keys = [
        {
            "setting": key.setting,
            "required": key.required,
            "set": key.setting in settings.secrets,
            "unlocks": t(key.unlocks),
            "steps": [t(step) for step in key.steps],
            "url": key.url,
        }
        for key in source.credentials
    ]
    return {
        "name": source.name,
        "label": source.label,
        "gives": sorted(source.gives),
        "lacks": t(source.lacks),
        "credentials": keys,
        "ready": settings.is_ready(source),
    }


def _ready(source: dict[str, Any]) -> str:
    if SOURCES[source["name"]].import_only:
        return t("by import")
    return t("yes") if source["ready"] else t("needs a key")


def _keys(source: dict[str, Any]) -> str:
    return ", ".join(key["setting"] + (" ✓" if key["set"] else "") for key in source["credentials"]) or "–"


def _line(resolved: Resolved) -> str:
    if resolved.source == links.WEBSITE:
        return t("{input}: a website, {url}. Adding it looks for what can be followed there.",
                 input=resolved.input, url=resolved.url)  # fmt: skip
    network = SOURCES[resolved.source].label if resolved.source in SOURCES else resolved.source
    return t("{input}: {network}, {identity}", input=resolved.input, network=network, identity=resolved.identity)


def _record(resolved: Resolved) -> dict[str, Any]:
    return {
        "input": resolved.input,
        "source": resolved.source,
        "identity": resolved.identity,
        "url": resolved.url,
        "needs_network": resolved.needs_network,
        "candidates": [
            {"source": c.source, "identity": c.native_id, "url": c.url, "needs_network": c.needs_network}
            for c in resolved.candidates
        ],
        "error": None
        if resolved.error is None
        else {"code": resolved.error.code, "message": problems.command_sentence(resolved.error, resolved.source)},
    }
