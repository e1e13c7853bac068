"""``make bench-reports``: how long the files of a report of twenty charts take at the size of forty media brands over five years.

Builds the database once (a minute or two), then makes each file in a process of its own and prints what that took and the most
memory it held. Nothing is judged here.
"""

from __future__ import annotations

import itertools
import logging
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import REFERENCE, build, say  # noqa: E402

from benchmark.cards import audience, engagement, publishing  # noqa: E402
from benchmark.reports import document, formats  # noqa: E402
from benchmark.reports.document import Document, Sheet  # noqa: E402
from benchmark.store import Store  # noqa: E402
from benchmark.store.reports import Item, Report  # noqa: E402

CHARTS = 20
WITHOUT = ("catch-up", "audience-by-network", "own-forecast")
"""Tables, and the one that says nothing without an own brand."""
FORMATS = ("pptx", "xlsx", "html")


def measure(path: Path, form: str) -> None:
    """Print how long one file takes, from the first query on, and how much memory the process held at most."""
    with Store.open(path) as store:
        begun = _most_memory()
        start = time.perf_counter()
        built = document.build(store, Report("bench", "Bench", _items()))
        computed = time.perf_counter()
        made = formats.make(form, built)
        done = time.perf_counter()
    say(
        f"{form:5} {len(_charts(built))} charts: figures {computed - start:.1f} s, file {done - computed:.1f} s,"
        f" {len(made) / 2**20:.1f} MB; {_most_memory()} MB of memory at most, {begun} MB of them before"
    )


def _most_memory() -> int:
    """The most megabytes this process has held; `resource` would tell those of the process that started it."""
    (line,) = [each for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if "VmHWM" in each]
    return int(line.split()[1]) // 1024


def _items() -> tuple[Item, ...]:
    """Charts of the Audience, Publishing and Engagement pages about two networks, over the last 13 weeks."""
    keys = [key for module in (audience, publishing, engagement) for key in module.CARDS if key not in WITHOUT]
    items = (
        Item(f"{network}-{key}", key, "period=13w", network) for key in keys for network in ("bluesky", "mastodon")
    )
    return tuple(itertools.islice(items, CHARTS))


def _charts(built: Document) -> list[Sheet]:
    return [sheet for sheet in built.sheets if sheet.card is not None and sheet.card.figure is not None]


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
            subprocess.run([sys.executable, __file__, str(path), form], check=True, cwd=ROOT)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]), sys.argv[2])
    else:
        main()
