"""A list of posts as a table with its definition, for CSV and XLSX."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from benchmark.cards import post_words, traits, wording
from benchmark.cards.context import Context, network_label
from benchmark.charts.card import Card
from benchmark.metrics.post_list import Counts, Wanted
from benchmark.store.vocabulary import POST_COUNTS
from benchmark.text import t

_TEXT = 10_000
"""Characters of a post's text in a file."""


def listed(context: Context, wanted: Wanted, counts: Counts, frame: pd.DataFrame) -> Card:
    """Return the posts of a list, all that were asked for."""
    rate = [] if wanted.over == "nothing" else ["rate", "times_usual"]
    return Card(
        "posts",
        post_words.ranking(wanted),
        post_words.definition(context, wanted, counts),
        wording.footer(context, post_words.left_out(context, wanted, counts)),
        table=_table(context, frame, [*rate, "current"] if "rate" in rate else []),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def kept(context: Context, frame: pd.DataFrame) -> Card:
    """Return the posts kept as inspiration."""
    count = t("{n} post", "{n} posts", n=len(frame))
    return Card(
        "inspiration",
        t("Posts kept as inspiration"),
        wording.join([t("latest counts"), count]),
        wording.footer(context.about(None)),
        table=_table(context, frame, ["note", "saved_at"]),
        subject=context.panel,
    )


def _table(context: Context, frame: pd.DataFrame, more: list[str]) -> pd.DataFrame:
    names = traits.tag_names(context.store)
    rows = frame.to_dict("records")
    local = (
        pd.DatetimeIndex(frame["published_at"]).tz_localize("UTC").tz_convert(context.scope.timezone).tz_localize(None)
    )
    table = pd.DataFrame(
        {
            t("Brand"): frame["brand"],
            t("Network"): [network_label(source) for source in frame["source"]],
            t("Published ({zone})", zone=context.scope.timezone): local,
            t("Kind"): [wording.kind_label(kind) for kind in frame["kind"]],
            t("Text"): [None if not isinstance(text, str) else text[:_TEXT] for text in frame["text"]],
            t("Address"): frame["url"],
            t("Tags"): [", ".join(names.get(tag, tag) for tag in tags_of(row)) or None for row in rows],
            t("Interactions at equal age"): frame["counted"].round(1),
        }
    )
    for name in POST_COUNTS:
        table[t(post_words.COUNT_NAMES[name]).capitalize()] = frame[name]
    withheld = [
        [t(post_words.COUNT_NAMES[name]) for at, name in enumerate(POST_COUNTS) if int(row["hidden"]) >> at & 1]
        for row in rows
    ]
    table[t("Hidden")] = [", ".join(each) or None for each in withheld]
    table[t("State")] = [post_words.state_text(row) or None for row in rows]
    if "rate" in more:
        table[t("Engagement rate, %")] = frame["rate"].round(4)
        table[t("Times the brand's median")] = frame["times_usual"].round(2)
    if "note" in more:
        table[t("Note")] = frame["note"]
        table[t("Kept on (UTC)")] = frame["saved_at"]
    return table


def tags_of(row: Mapping[Any, Any]) -> list[str]:
    """Return the ids of the tags that a post carries."""
    return [str(tag) for tag in row["tags"]] if isinstance(row["tags"], list | np.ndarray) else []
