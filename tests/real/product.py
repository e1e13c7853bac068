"""The product as its user runs it: the command line in a process of its own, and its tables as an analyst reads them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from real.install import HERE

ROOT = HERE.parents[1]
Row = dict[str, Any]


class Product:
    """One database and the settings it is used with."""

    def __init__(self, db: Path, settings: Mapping[str, str]) -> None:
        self.db = db
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BENCHMARK_")}
        self._env = {**kept, **settings, "BENCHMARK_SCHEDULE": "off", "NO_COLOR": "1"}

    def run(self, *arguments: str, ends: int = 0) -> str:
        """Run a command; what it printed. Its exit code must be ``ends``."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmark", "--db", str(self.db), *arguments],
            cwd=ROOT,
            env=self._env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        said = f"{' '.join(arguments)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == ends, said
        return done.stdout

    def json(self, *arguments: str, ends: int = 0) -> Any:
        """Run a command with ``--json``: stdout must be one JSON document."""
        return json.loads(self.run(*arguments, "--json", ends=ends))


def rows(db: Path, sql: str, **bound: Any) -> list[Row]:
    """Read the promised views with plain DuckDB, as the README tells users to."""
    with duckdb.connect(str(db), read_only=True) as connection:
        cursor = connection.execute(sql, bound) if bound else connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def snapshot(db: Path, into: Path) -> Path:
    """A copy of a database that nobody has open, to look at later."""
    into.write_bytes(db.read_bytes())
    log = db.with_name(db.name + ".wal")
    if log.exists():
        into.with_name(into.name + ".wal").write_bytes(log.read_bytes())
    return into
