"""A tag with its rule, and how the rule is asked: of one post at a time, or of the database. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from benchmark.store.tag_words import ODD, ODD_SIGNS, USUAL_SIGNS, finder, folded_text, patterns

if TYPE_CHECKING:
    from benchmark.store.directory import Reader

ALL_POSTS: Final = "core.post_detail"
SPELLED: Final = (
    "CASE WHEN regexp_matches(text, $odd) THEN translate(nfc_normalize(text), $odd_signs, $usual_signs) ELSE text END"
)
"""The text of a post with its letters written in the usual way."""


@dataclass(frozen=True)
class Tag:
    """A tag that holds. ``purpose``: pillar, label, automatic."""

    key: int
    id: str
    name: str
    purpose: str
    words: tuple[str, ...]
    hashtags: tuple[str, ...]

    @property
    def has_rule(self) -> bool:
        """Whether posts get it by their texts; without one, by hand only."""
        return bool(self.words or self.hashtags)


@dataclass(frozen=True)
class Trial:
    """What a rule would find: in how many posts of how many, and the texts of the latest of them."""

    found: int
    posts: int
    examples: tuple[str, ...]


def carried(post: Mapping[str, Any], tags: Sequence[Tag]) -> list[Tag]:
    """Return which of the tags a post carries by their rules."""
    text, hashtags = folded_text(post["text"] or ""), set(post["hashtags"] or ())
    return [tag for tag in tags if not hashtags.isdisjoint(tag.hashtags) or finder(tag.words).finds(text)]


def conditions(tags: Sequence[Tag]) -> tuple[list[str], dict[str, Any]]:
    """Return for each tag whether a post carries it, as SQL over ``spelled`` and ``hashtags``, and the values that it binds."""
    bound: dict[str, Any] = {"odd": ODD, "odd_signs": ODD_SIGNS, "usual_signs": USUAL_SIGNS}
    asked = []
    for tag in tags:
        parts = []
        for number, pattern in enumerate(patterns(tag.words)):
            bound[f"words_{tag.key}_{number}"] = pattern
            parts.append(f"regexp_matches(spelled, $words_{tag.key}_{number})")
        if tag.hashtags:
            bound[f"hashtags_{tag.key}"] = list(tag.hashtags)
            parts.append(f"list_has_any(hashtags, $hashtags_{tag.key})")
        asked.append(f"coalesce({' OR '.join(parts) or 'false'}, false)")
    return asked, bound


def trial(reader: Reader, words: Sequence[str], hashtags: Sequence[str], examples: int = 3) -> Trial:
    """Return what a rule would find among the posts of accounts that are not removed; nothing is stored."""
    where, bound = conditions([Tag(0, "", "", "", tuple(words), tuple(hashtags))])
    rows = reader.rows(
        f"""
        SELECT count(*) FILTER (found), count(*), max_by(text, first_seen_at, {int(examples)}) FILTER (found)
        FROM (SELECT d.text, d.first_seen_at, {where[0]} AS found
              FROM (SELECT * EXCLUDE (text), text, {SPELLED} AS spelled FROM {ALL_POSTS}) AS d
              JOIN core.account AS a ON a.account_key = d.account_key AND a.removed_at IS NULL)
        """,
        bound,
    )
    found, posts, texts = rows[0]
    return Trial(int(found), int(posts), tuple(texts or ()))
