"""``make bench-reports``: how long the files of a report of twenty charts take at the size of forty media brands over five years.

Builds the database once (a minute or two), then makes each file in a process of its own and prints what that took and the most
memory it held. Nothing is judged here.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmark.cards import audience, engagement, publishing  # noqa: E402
from benchmark.reports import document, formats  # noqa: E402
from benchmark.store import Store  # noqa: E402
from benchmark.store.reports import Item, Report  # noqa: E402
from tests.bench import REFERENCE, build, say  # noqa: E402

CHARTS = 20
FORMATS = ("pptx", "xlsx", "html")


def measure(path: Path, form: str) -> None:
    """Print how long one file takes, from the first query on, and how much memory the process held at most."""
    with Store.open(path) as store:
        begun = _most_memory()
        start = time.perf_counter()
        built = document.build(store, Report("bench", "Bench", _items()), whole=False)
        drawn = [sheet for sheet in built.sheets if sheet.card is not None and sheet.card.figure is not None][:CHARTS]
        built = replace(built, sheets=tuple(drawn))
        computed = time.perf_counter()
        made = formats.make(form, built)
        done = time.perf_counter()
    say(
        f"{form:5} {len(drawn)} charts: figures {computed - start:.1f} s, file {done - computed:.1f} s,"
        f" {len(made) / 2**20:.1f} MB; {_most_memory()} MB of memory at most, {begun} MB of them before"
    )


def _most_memory() -> int:
    """The most megabytes this process has held; `resource` would tell those of the process that started it."""
    (line,) = [each for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if "VmHWM" in each]
    return int(line.split()[1]) // 1024


def _items() -> tuple[Item, ...]:
    """The charts of the Audience, Publishing and Engagement pages about two networks, over the last 13 weeks."""
    keys = [key for module in (audience, publishing, engagement) for key in module.CARDS]
    return tuple(
        Item(f"{network}-{key}", key, "period=13w", network) for key in keys for network in ("bluesky", "mastodon")
    )


def main() -> None:
    """Build and measure."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        path = build(Path(folder) / "bench.duckdb", REFERENCE)
        with Store.open(path) as store:
            counts = [
                store.value(f"SELECT count(*) FROM core.{table}") for table in ("account", "post", "post_snapshot")
            ]
        say(
            f"{counts[0]} accounts, {counts[1]:,} posts, {counts[2]:,} counts of posts, {path.stat().st_size / 2**20:.0f} MB,"
        )
        say(f"built in {time.perf_counter() - start:.0f} s")
        for form in FORMATS:
            subprocess.run([sys.executable, "-m", "tests.bench_reports", str(path), form], check=True, cwd=ROOT)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]), sys.argv[2])
    else:
        main()
