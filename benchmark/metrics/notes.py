"""What stands beside a figure that is missing or holds only in part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from benchmark.text import format as formatted
from benchmark.text import t, words

NOTES: Final[dict[str, str]] = {
    "observed_only": words("Observed {days} only"),
    "one_observation": words("Observed only once, on {days}"),
    "no_observation": words("Not observed"),
    "zero_base": words("Started from 0 followers: no rate"),
    "some_accounts": words("{used} of {total} accounts"),
    "indistinct": words("Not distinguishable from no change: the network rounds its counts"),
    "too_short": words("Under 14 days between the two readings"),
    "hidden": words("Withheld by the network"),
    "not_covered": words("Posts were not read for this period"),
    "partly_covered": words("Posts were read for {observed} of {period} days"),
    "part_of_day": words("Posts were read for a part of the day"),
    "no_posts": words("No post in the period"),
    "few_posts": words("Under 6 posts: no interval"),
    "few_of_kind": words("No kinds with 5 posts on both sides cover 80 % of the posts"),
    "no_interval": words("A kind has too few posts or interactions for an interval"),
    "late_shares": words("Read at different ages"),
    "no_peers": words("No other brand to compare with"),
    "no_interactions": words("No interaction in the period"),
    "few_reads": words("Under 6 posts were read near this age"),
    "too_young": words("All posts are too young to be compared"),
    "current_followers": words("Over today's followers: the count at publication is not known"),
    "no_mean_followers": words("No follower count was observed in the period"),
    "no_end_followers": words("No follower count within 3 days of the period's end"),
    "some_follower_days": words("Followers known on {known} of {period} days"),
    "not_alike": words("Not observed in both periods, left out like for like"),
    "no_counts": words("The network shows no counts"),
    "some_days": words("Known for {observed} of {period} days"),
    "no_mentions": words("Nobody was mentioned in the period"),
    "removed": words("Removed, as the network lets counts be kept for a limited time only"),
    "kept": words("Kept {kept} days only: older figures were removed"),
    "no_pillars": words("There is no content pillar yet"),
    "no_hashtags": words("No hashtag in these posts"),
    "few_posts_a_side": words("Under 8 comparable posts with a trait and without it"),
    "few_in_cell": words("Under 8 posts, or from under 4 weeks"),
    "break": words("Counted differently since {since}: not comparable with before"),
    "largest": words("No brand with a count has more followers"),
    "under_a_week": words("Under 7 days between the two readings: no weekly pace"),
    "network_history": words("Not enough history: {having} of 10 accounts of the network have {needed} days"),
    "short_history": words("Not enough history: {history} of {needed} days"),
    "recent_gap": words("Not enough history: days without a count within the last 90"),
    "not_lately": words("No count on the last day"),
    "no_common_day": words("No day on which all brands have a count"),
}


def note_text(row: Mapping[Any, Any] | pd.Series) -> str:
    """Return the note of a result's row in the reader's language, or nothing when the figure needs none."""
    code, _, kept = row["note"].partition(":") if isinstance(row["note"], str) else ("", "", "")
    if code not in NOTES:
        return ""
    return t(
        NOTES[code],
        kept=kept,
        since=_since(kept),
        having=_whole(row.get("n")),
        history=_whole(row.get("history_days")),
        needed=_whole(row.get("needed_days")),
        days=_days(row.get("first_day"), row.get("last_day")),
        used=_whole(row.get("accounts_used")),
        total=_whole(row.get("accounts")),
        known=_whole(row.get("followers_days")),
        observed=_whole(row.get("days_observed")),
        period=_whole(row.get("days")),
    )


def _whole(value: Any) -> str:
    return formatted.number(None if value is None else float(value), 0)


def _since(kept: str) -> str:
    try:
        return formatted.day(date.fromisoformat(kept))
    except ValueError:
        return formatted.UNKNOWN


def _days(first: Any, last: Any) -> str:
    known = [_date(day) for day in (first, last) if _is_day(day)]
    return formatted.day_range(known[0], known[-1]) if known else formatted.UNKNOWN


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and value == value  # noqa: PLR0124 - NaT, the missing day, differs from itself


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
