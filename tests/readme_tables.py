"""The README's tables, made from the code: ``python tests/readme_tables.py`` writes them, a test checks them."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmark.commands.arguments import parser  # noqa: E402
from benchmark.metrics import METRICS  # noqa: E402
from benchmark.settings import SETTINGS  # noqa: E402
from benchmark.store import Store  # noqa: E402
from sources import SOURCES  # noqa: E402
from sources.base import DAILY  # noqa: E402

README = ROOT / "README.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def commands() -> str:
    actions = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return table(
        ("command", "what it does"), [(f"`{action.dest}`", action.help or "") for action in actions._choices_actions]
    )


def sources() -> str:
    counts = ("posts", "likes", "comments", "shares", "views", "history")
    rows = []
    for source in sorted(SOURCES.values(), key=lambda each: each.label.casefold()):
        keys = ", ".join(f"`{key.setting}`" + ("" if key.required else " (optional)") for key in source.credentials)
        missing = "import" if source.import_only else "–"
        audience = source.followers_are if "followers" in source.gives else missing
        marks = [
            ("own pages" if count in source.own_only else "yes") if count in source.gives else missing
            for count in counts
        ]
        daily = ", ".join(measure.replace("_", " ") for measure in DAILY if measure in source.gives) or "–"
        rows.append(
            (f"[{source.label}]({source.docs})", audience, *marks, daily, source.route, source.cost, keys or "none")
        )
    return table(("network", "followers", *counts, "by day", "route", "price", "key"), rows)


def settings() -> str:
    rows = [(f"`{setting.name}`", setting.default or "–", setting.meaning) for setting in SETTINGS]
    unlocks: dict[str, list[str]] = {}
    for source in SOURCES.values():
        for key in source.credentials:
            unlocks.setdefault(key.setting, []).append(f"{source.label}: {key.unlocks}")
    rows += [(f"`{setting}`", "–", " ".join(meanings)) for setting, meanings in unlocks.items()]
    rows += [
        (
            f"`{source.price.budget}`",
            f"{source.price.default_budget:.2f}",
            (
                f"{source.label}: the most to spend on a day (UTC), in US dollars; {source.price.profile} a profile and "
                f"{source.price.post} a post are counted."
            ),
        )
        for source in SOURCES.values()
        if source.price
    ]
    return table(("setting", "default", "meaning"), rows)


def metrics() -> str:
    return table(
        ("metric", "unit", "definition"),
        [(f"`{m.name}`", m.unit, f"**{m.label}.** {m.description}") for m in METRICS.values()],
    )


def tables() -> str:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "empty.duckdb") as store:
        names = store.rows(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' ORDER BY 1"
        )
        names += [("schema_migrations",)]
        rows = []
        for (name,) in names:
            columns = store.rows(
                "SELECT column_name FROM information_schema.columns WHERE table_name = $name AND table_schema = 'main'"
                " ORDER BY ordinal_position",
                {"name": name},
            )
            rows.append((f"`{name}`", ", ".join(column for (column,) in columns)))
    return table(("table", "columns"), rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "sources": sources,
    "settings": settings,
    "metrics": metrics,
    "tables": tables,
}


def filled(text: str) -> str:
    """Return the README with every block made anew."""
    for name, make in BLOCKS.items():
        block = f"<!-- {name} -->\n{make()}\n<!-- /{name} -->"
        (old,) = re.findall(rf"<!-- {name} -->\n.*?<!-- /{name} -->", text, flags=re.DOTALL)
        text = text.replace(old, block)
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
