"""What the demo's team put beside the figures: pillars, campaigns and key moments, objectives, posts kept as inspiration."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from benchmark.demo import scenario
from benchmark.demo.cast import DAYS, Player
from benchmark.store import Store, Transaction, tagging
from benchmark.store.tag_rules import Tag


def plan(store: Store, players: list[Player], first: datetime) -> None:
    """Write down what a team would have entered by hand."""
    brands = {player.brand.name: player.brand_key for player in players}
    with store.transaction() as tx:
        for number, pillar in enumerate(scenario.PILLARS, tagging.next_key(tx)):
            tag = Tag(number, f"demo-pillar-{number}", pillar.name, "pillar", pillar.words, pillar.hashtags)
            tagging.begin(tx, tag, first)
        # The tags that come with the product hold already; the demo's posts were not recorded one reading at a time.
        tagging.look_again(tx, [tag for tag in tagging.all_tags(tx) if tag.purpose == "automatic"])
        for name, day, days, _, _, title in scenario.CAMPAIGNS:
            _annotate(tx, "campaign", title, (day, days), first, brand=brands[name])
        day, days, title = scenario.MOMENT
        _annotate(tx, "moment", title, (day, days), first)
        network, day, days = scenario.OUTAGE
        _annotate(tx, "outage", "Server without an answer", (day, days), first, source=network)
        for number, (source, metric, target) in enumerate(scenario.TARGETS, 1):
            tx.execute(
                "INSERT INTO core.objective VALUES ($id, 1, 1, $source, $metric, $target, $at, NULL)",
                {"id": f"demo-{number}", "source": source, "metric": metric, "target": target, "at": first},
            )
        for name, source, note in scenario.KEPT:
            tx.execute(
                _KEEP, {"brand": brands[name], "source": source, "note": note, "at": first + timedelta(DAYS - 8)}
            )
        # Somebody looked at it three days before it ends, so that there is something to have happened since.
        tx.execute("INSERT INTO core.visit VALUES ('local', $at)", {"at": first + timedelta(days=DAYS - 4)})


_KEEP = """
INSERT INTO core.saved_post
SELECT post_key, $note, $at, NULL
FROM core.post JOIN core.account USING (account_key)
WHERE brand_key = $brand AND source = $source AND published_at BETWEEN $at - INTERVAL 60 DAY AND $at
ORDER BY interactions DESC LIMIT 1
"""


def _annotate(
    tx: Transaction,
    kind: str,
    title: str,
    days: tuple[int, int],
    first: datetime,
    *,
    brand: int | None = None,
    source: str | None = None,
) -> None:
    start: date = (first + timedelta(days=days[0])).date()
    tx.execute(
        "INSERT INTO core.annotation VALUES ($id, 1, $brand, $source, $kind, $title, NULL, $first, $last, $at, NULL)",
        {
            "id": f"demo-{kind}-{days[0]}",
            "brand": brand,
            "source": source,
            "kind": kind,
            "title": title,
            "first": start,
            "last": start + timedelta(days=days[1] - 1),
            "at": first + timedelta(days=days[0]),
        },
    )
