"""``make bench``: how long pages and writes take at the size of one brand with nine competitors on five networks over two years.

Prints a table of medians; nothing is judged here. Times are those of the page's script, in this process, as `AppTest` runs it:
*first* with nothing kept, *filter* after a changed period (data kept, figures new), *again* with nothing changed.
"""

from __future__ import annotations

import itertools
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmark.clock import utcnow  # noqa: E402
from benchmark.store import Store, Transaction, derive  # noqa: E402
from sources.base import Post, Profile  # noqa: E402

NETWORKS = ("bluesky", "mastodon", "youtube", "wordpress", "feed")


@dataclass(frozen=True)
class Size:
    """How much a database holds: each brand has an account on each of the networks."""

    brands: int = 10
    days: int = 730
    reads_a_day: int = 4
    posts_a_week: float = 3.5
    """By one account."""
    ages: int = 19
    """At how many ages a post's counts are stored."""


SIZE = Size()
"""One brand with nine competitors on five networks over two years."""
REFERENCE = Size(brands=40, days=5 * 365, reads_a_day=1, posts_a_week=38.5, ages=10)
"""Forty media brands over five years: 200 accounts, 2 million posts, 20 million counts of posts."""
PAGES = ("overview", "audience", "publishing", "engagement", "content", "brand", "data")


def build(path: Path, size: Size = SIZE) -> Path:
    """Write a database of this size that was read until now."""
    now = utcnow().replace(minute=0, second=0, microsecond=0)
    first = now - timedelta(days=size.days)
    accounts = size.brands * len(NETWORKS)
    bound = {
        "first": first,
        "accounts": accounts,
        "runs": size.days * size.reads_a_day,
        "hours": 24 // size.reads_a_day,
        "days": size.days,
    }
    with Store.open(path) as store, store.transaction() as tx:
        _directory(tx, size.brands, first)
        tx.execute(
            "INSERT INTO core.run SELECT r, 'run' || r, $first + r * to_hours($hours), $first + r * to_hours($hours), 'schedule',"
            " 'done' FROM range(1, $runs + 1) AS t(r)",
            {"first": first, "runs": bound["runs"], "hours": bound["hours"]},
        )
        tx.execute(
            "INSERT INTO core.run_account SELECT r, a, 'ok', NULL, NULL, NULL, 3, 15, $first + r * to_hours($hours)"
            " - to_days(CASE WHEN r = 1 THEN $days ELSE 30 END::INTEGER), $first + r * to_hours($hours),"
            " $first + r * to_hours($hours) FROM range(1, $runs + 1) AS t(r), range(1, $accounts + 1) AS u(a)",
            bound,
        )
        tx.execute(
            "INSERT INTO core.profile_snapshot SELECT a, $first + d * INTERVAL 1 DAY, 5000 * a + d * (a % 7 + 1), 1, 0, NULL, NULL,"
            " NULL, 1, d * $reads FROM range(1, $accounts + 1) AS u(a), range(1, $days) AS t(d) WHERE a % 5 IN (1, 2, 3)",
            {"first": first, "accounts": accounts, "days": size.days, "reads": size.reads_a_day},
        )
        _posts(tx, size, first)
        derive.recompute(tx, range(1, accounts + 1), now)
    return path


def _directory(tx: Transaction, brands: int, first: datetime) -> None:
    execute = tx.execute
    for brand in range(1, brands + 1):
        execute(
            "INSERT INTO core.brand VALUES ($key, $id, $name, $colour, $at, NULL)",
            {"key": brand, "id": f"b{brand}", "name": f"Brand {brand}", "colour": str((brand - 1) % 10), "at": first},
        )
        for place, network in enumerate(NETWORKS, 1):
            key = (brand - 1) * len(NETWORKS) + place
            execute(
                "INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, handle, role, status, status_at,"
                " added_at, added_by) VALUES ($key, $id, $brand, $source, $native, $native, 'main', 'ok', $at, $at, 'bench')",
                {
                    "key": key,
                    "id": f"{network}:{key}",
                    "brand": brand,
                    "source": network,
                    "native": str(key),
                    "at": first,
                },
            )
    execute("INSERT INTO core.panel VALUES (1, 'p', 'Bench', 'Europe/Paris', 1, $at)", {"at": first})
    execute("INSERT INTO core.panel_account SELECT 1, account_key FROM core.account")


def _posts(tx: Transaction, size: Size, first: datetime) -> None:
    execute = tx.execute
    count = round(size.days / 7 * size.posts_a_week)
    execute(
        "CREATE TEMP TABLE made AS SELECT (a - 1) * $count + n AS post_key, a AS account_key,"
        " $first + (n * $days / $count) * INTERVAL 1 DAY + (hash(a * 1000 + n) % 86400) * INTERVAL 1 SECOND AS published_at,"
        " (1 + hash(n + a) % 6)::UTINYINT AS kind, (20 + hash(n * 31 + a) % 400)::BIGINT AS likes"
        " FROM range(1, $accounts + 1) AS u(a), range(1, $count + 1) AS t(n)",
        {"first": first, "accounts": size.brands * len(NETWORKS), "count": count, "days": size.days - 2},
    )
    execute(
        "INSERT INTO core.post SELECT post_key, account_key, published_at, kind, likes, likes // 9, likes // 7, NULL, NULL, 0,"
        " likes + likes // 9 + likes // 7, published_at + INTERVAL 30 DAY, NULL, NULL, NULL, NULL, 1, NULL FROM made ORDER BY 2, 3"
    )
    execute(
        "INSERT INTO core.post_detail SELECT post_key, account_key, post_key::VARCHAR, 'text', NULL, NULL, 'en', [], NULL, published_at"
        " FROM made ORDER BY 2, published_at"
    )
    execute(
        "INSERT INTO core.post_snapshot SELECT post_key, published_at + age * INTERVAL 1 DAY, (likes * age / 20)::BIGINT, likes // 9,"
        " likes // 7, NULL, NULL, 0, 1, NULL FROM made, range(1, $ages + 1) AS t(age) ORDER BY 1, 2",
        {"ages": size.ages},
    )


def say(text: str) -> None:
    """Print one line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def timed(work: Callable[[], object], times: int = 5) -> float:
    """Return the median milliseconds of a few runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def pages(path: Path) -> None:
    """Print how long each page's script takes."""
    os.environ["BENCHMARK_DB"], os.environ["BENCHMARK_SCHEDULE"] = str(path), "off"
    from streamlit.testing.v1 import AppTest

    from benchmark.cards import context
    from benchmark.dashboard.parts import card

    say(f"{'page':12}{'first':>8}{'filter':>8}{'again':>8}  (ms)")
    for page in PAGES:
        app = AppTest.from_function(_page, kwargs={"path": page}, default_timeout=60)
        app.run()
        if app.exception:
            raise RuntimeError(app.exception[0].message)

        def forget(app: AppTest = app) -> None:
            card.forget()
            context.forget()
            app.run()

        periods = itertools.cycle(["28d", "26w", "13w", "52w"])

        def change(app: AppTest = app, periods: Iterator[str] = periods) -> None:
            app.selectbox(key="choose-period").set_value(next(periods))
            app.run()

        again, first = timed(app.run), timed(forget)
        say(f"{page:12}{first:8.0f}{timed(change, 4):8.0f}{again:8.0f}")


def _page(path: str) -> None:
    """One page in its frame, without the navigation that `AppTest` cannot switch."""
    from benchmark import owner
    from benchmark.dashboard import sidebar, style
    from benchmark.dashboard.frame import Frame
    from benchmark.dashboard.parts import page as parts
    from benchmark.dashboard.views import PAGES

    style.apply()
    mine = owner.current()
    _demo, place = sidebar.begin()
    frame = Frame(mine, mine.store, demo=False, place=place)
    sidebar.render(frame)
    parts.runner(next(page for page in PAGES if page.path == path), frame)()


def writes(path: Path) -> None:
    """Print how long it takes to record the reading of an account."""
    from benchmark.store.record import Reading, record

    now = utcnow()
    with Store.open(path) as store:
        number = iter(range(1, 1000))

        def write() -> None:
            step = next(number)
            at = now + timedelta(minutes=step)
            posts = [Post(str(key), now - timedelta(days=20), "image", likes=500 + step) for key in range(1, 166)]
            record(
                store, None, Reading(1, at, at, Profile("1", followers=9000 + step), posts, now - timedelta(days=30))
            )

        say(f"record one account, 165 posts: {timed(write, 15):.0f} ms")


def imports(path: Path) -> None:
    """Print how long it takes to import 100 000 rows, from the bytes of the file to the end of the transaction."""
    from benchmark.imports import planning, reading, storing

    now, days = utcnow(), 2000
    accounts = range(1, SIZE.brands * len(NETWORKS) + 1)
    first = now.date() - timedelta(days=SIZE.days + days)
    lines = (
        f"{first + timedelta(days=day)};{NETWORKS[(a - 1) % 5]}:{a};{a * 1000 + day}"
        for a in accounts
        for day in range(days)
    )
    history = "\n".join(["Date;Account;Followers", *lines])
    lines = (
        f"{first + timedelta(days=n % days)} 12:{n % 60:02};{NETWORKS[(a - 1) % 5]}:{a};import{n};Text {n};{n};{n // 3}"
        for a in accounts
        for n in range(2000)
    )
    posts = "\n".join(["Published;Account;Post ID;Caption;Likes;Comments", *lines])
    for name, text in {"observations": history, "posts": posts}.items():
        content = text.encode()
        with Store.open(path) as store:
            for times in ("once", "again"):
                start, cpu = time.perf_counter(), time.process_time()
                plan = planning.plan(store, reading.read(content, "file.csv"), planning.Ask(), now, "UTC")
                storing.store_plan(store, plan, actor="bench", now=now)
                taken, cpu = time.perf_counter() - start, time.process_time() - cpu
                say(f"import 100 000 {name} of 50 accounts, {times}: {taken:.1f} s ({cpu:.1f} s of computing)")


def main() -> None:
    """Build and measure."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        path = build(Path(folder) / "bench.duckdb")
        say(f"{path.stat().st_size / 2**20:.0f} MB")
        writes(path)
        pages(path)
        imports(path)


if __name__ == "__main__":
    main()
