"""The house keeps its floors: who may import whom, and where a foreign library may be used."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([*ROOT.glob("benchmark/**/*.py"), *ROOT.glob("sources/**/*.py"), ROOT / "app.py"])

# A module may import its own floor and those below it.
FLOORS = (
    ("sources",),
    ("benchmark.clock", "benchmark.text", "benchmark.settings", "benchmark.refusals", "benchmark.problems"),
    ("benchmark.store",),
    ("benchmark.metrics", "benchmark.brands", "benchmark.demo", "benchmark.planning", "benchmark.tokens"),
    ("benchmark.imports",),
    ("benchmark.charts", "benchmark.signals"),
    ("benchmark.collect", "benchmark.cards", "benchmark.tables"),
    ("benchmark.view",),
    ("benchmark.reports",),
    ("benchmark.owner",),
    ("benchmark.output", "benchmark.commands", "benchmark.control", "benchmark.cli", "benchmark.__main__", "benchmark.dashboard", "benchmark.api"),
    ("app",),
)  # fmt: skip

ONLY_IN = {
    "duckdb": ("benchmark/store/",),
    "streamlit": ("app.py", "benchmark/dashboard/"),
    "requests": ("sources/",),
    "plotly": ("benchmark/charts/", "benchmark/cards/"),
    "starlette": ("benchmark/dashboard/", "benchmark/control.py", "benchmark/api/routes.py"),
}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def floor(module: str) -> int | None:
    for level, names in enumerate(FLOORS):
        if any(module == name or module.startswith(name + ".") for name in names):
            return level
    return None


@cache
def imports(path: Path) -> set[str]:
    """What a module imports when it runs; imports for annotations only do not count."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_every_module_stands_on_a_floor() -> None:
    nowhere = {name_of(path) for path in MODULES if floor(name_of(path)) is None} - {"benchmark"}
    assert not nowhere, "name them in FLOORS"


def test_a_module_imports_its_own_floor_or_lower_ones() -> None:
    above = {
        (name_of(path), other)
        for path in MODULES
        for other in imports(path)
        if (mine := floor(name_of(path))) is not None and (level := floor(other)) is not None and level > mine
    }
    assert not above


def test_a_library_stays_in_its_room() -> None:
    strayed = {
        (name_of(path), library)
        for path in MODULES
        for library in {name.split(".")[0] for name in imports(path)} & set(ONLY_IN)
        if not path.relative_to(ROOT).as_posix().startswith(ONLY_IN[library])
    }
    assert not strayed
