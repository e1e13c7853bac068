"""Posts out of a table: who published what when, and how it was counted.

A post is known by its id, else by its link, else by its time and text. Counts are those of the day that a column tells; without one
they are those of the import.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from benchmark.imports.cells import Cells, Names
from benchmark.imports.messages import Message
from benchmark.imports.values import Wrong, plain_letters, unquoted
from benchmark.store.vocabulary import KINDS, POST_COUNTS, code
from sources import parsing
from sources.errors import NotUnderstood

_BIG, _AT = pa.int64(), pa.timestamp("us")
SCHEMA: Final = pa.schema(
    [
        ("place", pa.int32()), ("native_id", pa.string()), ("published_at", _AT), ("kind", pa.uint8()), ("text", pa.string()),
        ("url", pa.string()), ("hashtags", pa.list_(pa.string())), *((name, _BIG) for name in POST_COUNTS), ("counted_at", _AT),
    ]
)  # fmt: skip
_KINDS: Final = {
    "image": "image|photo|picture|img|photos|graphic|static image|visuel|pin",
    "album": "album|carousel|carrousel|gallery|galerie|slideshow|diaporama|carousel album|document|multi image|images",
    "video": "video|videos|native video|film",
    "short_video": "short video|reel|reels|short|shorts|clip|tiktok|video courte",
    "text": "text|texte|status|statut|tweet|toot|note|status update",
    "link": "link|lien|shared link|partage de lien",
    "live": "live|live video|direct|livestream",
    "poll": "poll|sondage",
    "article": "article|blog|blog post|newsletter|billet",
}
_KIND: Final = {name: kind for kind, names in _KINDS.items() for name in names.split("|")}
USUAL: Final = {"youtube": "video", "tiktok": "short_video", "instagram": "image", "pinterest": "image", "wordpress": "article",
                "feed": "article", "twitch": "video"}  # fmt: skip
"""By network the format of a post whose format is not told; elsewhere it is a text."""

Row = tuple[Any, ...]


class Posts:
    """Gathers the posts of a table."""

    def __init__(self, cells: Cells, names: Names, known_links: Callable[[], Mapping[tuple[int, str], str]]) -> None:
        self._cells = cells
        self._names = names
        self._known_links = known_links
        self._seen: dict[tuple[int, str, datetime | None], tuple[Row, int]] = {}
        self._unknown_kinds = 0
        self.repeated = 0

    def read(self, source: str | None) -> None:
        """Read the table; ``source`` is the network that the layout says."""
        cells, table = self._cells, self._cells.table
        places = self._names.of_rows(source)
        published = table.column("published_at")
        if published is None:
            cells.errors.add("no_publication_column")
            return
        times = cells.times(published, "no_publication")
        nothing: list[Any] = [None] * len(times)
        counted = table.column("date")
        counted_at = cells.times(counted, None) if counted else nothing
        texts = [cells.texts(name) or nothing for name in ("native_id", "url", "text", "kind", "hashtags")]
        figures = [cells.counts(column).values if (column := table.column(name)) else nothing for name in POST_COUNTS]
        links = self._known_links() if table.column("url") and not table.column("native_id") else {}
        for row, place, at, when, *told in zip(
            table.rows, places, times, counted_at, zip(*texts, strict=True), zip(*figures, strict=True), strict=True
        ):
            if place is not None and at is not None:
                self._take(row, (place, at, when), told[0], told[1], links)

    def _take(
        self,
        row: int,
        key: tuple[int, datetime, datetime | None],
        texts: tuple[str | None, ...],
        figures: Sequence[Any],
        links: Mapping[tuple[int, str], str],
    ) -> None:
        (place, at, when), (native_id, url, text, kind, tags) = key, texts
        if when is not None and when < at:
            if when.date() < at.date():
                self._cells.errors.add("counted_early", row, None)
            when = at  # a bare day of counts is the day's, not its morning's
        url = self._checked("url", row, url, _url)
        text = parsing.text(unquoted(text or ""))
        number = self._checked("kind", row, kind, _kind)
        native_id = self._checked("native_id", row, unquoted(native_id or ""), _identifier)
        native_id = native_id or (links.get((place, url)) or _by_link(url) if url else _by_time(at, text))
        named = re.split(r"[\s,;#]+", tags or "")
        values = (place, native_id, at, number, text, url, parsing.hashtags(text, named), *figures, when)
        self._unknown_kinds += number is None
        fresh = (values, row)
        before = self._seen.setdefault((place, native_id, when), fresh)
        if before is fresh:
            return
        if before[0] == values:
            self.repeated += 1
        else:
            self._cells.errors.add("differs", row, None, other=before[1])

    def _checked(self, field: str, row: int, cell: str | None, read: Callable[[str], Any]) -> Any:
        if not cell:
            return None
        try:
            return read(cell)
        except Wrong as wrong:
            column = self._cells.table.column(field)
            self._cells.errors.wrong(wrong, row, column.label if column else field)
            return None

    def table(self) -> pa.Table:
        """Return the posts in the order of their accounts and times."""
        rows = sorted((values for values, _ in self._seen.values()), key=lambda row: (row[0], row[2], row[1]))
        columns: Sequence[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(SCHEMA)
        return pa.table([list(column) for column in columns], SCHEMA)

    def notes(self) -> list[Message]:
        """Return what was passed over or supposed."""
        told = []
        if self.repeated:
            told.append(Message("repeated", params={"n": self.repeated}))
        if self._unknown_kinds:
            usual = {USUAL.get(who.source, "text") for who in self._names.accounts}
            told.append(Message("no_kind", params={"n": self._unknown_kinds, "kind": ", ".join(sorted(usual))}))
        return told


def usual_kind(source: str) -> int:
    """Return the code of the format that a network's posts have when none is told."""
    return code(KINDS, USUAL.get(source, "text"))


def _url(cell: str) -> str:
    address = cell if "://" in cell else f"https://{cell}" if re.match(r"[\w.-]+\.\w{2,}/", cell) else cell
    found = parsing.web_url(address)
    if found is None:
        raise Wrong("bad_url", value=cell)
    return found.partition("#")[0]


def _kind(cell: str) -> int:
    found = _KIND.get(plain_letters(cell).replace("_", " ").replace("-", " "))
    if found is None:
        raise Wrong("bad_kind", value=cell, known=", ".join(KINDS))
    return code(KINDS, found)


def _identifier(cell: str) -> str:
    try:
        return parsing.identifier(cell)
    except NotUnderstood as error:
        raise Wrong("bad_id", value=cell) from error


def _by_link(url: str) -> str:
    return url if len(url) <= 512 else f"import:{_digest(url)}"


def _by_time(at: datetime, text: str | None) -> str:
    return f"import:{_digest(at.isoformat() + (text or ''))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:24]
