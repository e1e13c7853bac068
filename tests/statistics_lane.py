"""``make statistics``: repeats the simulations that the figures' procedures rest on, and fails when a promise is missed.

``--write`` puts the table into the README. Trials and seeds are fixed: the same code gives the same table.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from statistics_rows import ROWS, Measured, Row, measure  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- statistics -->", "<!-- /statistics -->"


def line(found: Measured) -> str:
    """Return a row as it stands on the terminal."""
    mark = "ok" if found.holds() else "MISSED"
    share = f"{found.share * 100:5.1f} % ± {found.error * 100:.1f}"
    return f"{mark:7}{share:16}{found.row.expected:16}{found.row.group}: {found.row.name}"


def table(results: Iterable[Measured]) -> str:
    """Return all rows as the README's table."""
    rows = ["| promise | case | limit | measured | trials |", "|---|---|---|---|---|"]
    last = ""
    for found in results:
        group = found.row.group if found.row.group != last else ""
        last = found.row.group
        share = f"{found.share * 100:.1f} % ± {found.error * 100:.1f}"
        rows.append(f"| {group} | {found.row.name} | {found.row.expected} | {share} | {found.trials} |")
    return "\n".join(rows)


def written(readme: str, block: str) -> str:
    """Return the README with the table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{block}\n{END}{after}"


def main(arguments: list[str] | None = None) -> int:
    """Simulate every row on two processes, print the table, return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    parser.add_argument("--only", default="", help="rows whose name holds this text")
    chosen = parser.parse_args(arguments)
    rows = [row for row in ROWS if chosen.only in f"{row.group}: {row.name}"]
    began, results = time.monotonic(), []
    with ProcessPoolExecutor(max_workers=2) as pool:
        for found in pool.map(_whole, rows):
            results.append(found)
            say(line(found))
    missed = [found for found in results if not found.holds()]
    say(f"{len(results)} rows, {len(missed)} missed, {time.monotonic() - began:.0f} s")
    if chosen.write and not chosen.only:
        README.write_text(written(README.read_text(encoding="utf-8"), table(results)), encoding="utf-8")
    return 1 if missed else 0


def _whole(row: Row) -> Measured:
    return measure(row)


def say(text: str) -> None:
    """Print one line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
