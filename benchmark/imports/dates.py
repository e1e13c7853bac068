"""Days and times as people and programs write them: ISO, 03/01/2026, ``3 janv. 2026``, ``Jan 3, 2026``, Excel's numbers.

Whether the day or the month stands first in 03/01/2026 is decided once for a column: by a value that can be read in one way only,
by dots between the parts, or because the other way lies in the future. Where nothing decides, nothing is guessed: the user says it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal, NamedTuple

from benchmark.imports.sheet import Cell
from benchmark.imports.values import Wrong, is_missing, plain_letters

FIRST_YEAR = 1990
_EXCEL_BEGAN = datetime(1899, 12, 30)
_TIME = (
    r"(?:[t ,]|at|a)*(?P<hour>\d{1,2})(?::| ?h ?)(?P<minute>\d\d)?(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)? ?(?P<half>[ap]\.?m\.?)?"
    r" ?(?P<zone>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?|utc|gmt|[a-z]{3,5})?"
)
_MONTHS = (
    ("jan", "janv", "january", "janvier"), ("feb", "fev", "fevr", "february", "fevrier"), ("mar", "mars", "march"),
    ("apr", "avr", "avril", "april"), ("may", "mai"), ("jun", "juin", "june"), ("jul", "juil", "juillet", "july"),
    ("aug", "aou", "aout", "august"), ("sep", "sept", "septembre", "september"), ("oct", "octobre", "october"),
    ("nov", "novembre", "november"), ("dec", "decembre", "december"),
)  # fmt: skip
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
_BY_NUMBER = r"(?P<a>\d{1,2})(?P<mark>[/.\- ])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)"
_FORMS = [
    re.compile(f"{form}(?:{_TIME})?")
    for form in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)",
        _BY_NUMBER,
        r"(?P<day>\d{1,2})(?:er|st|nd|rd|th|\.)?[ -](?:de |of )?(?P<word>[a-z]{3,9})\.?,?[ -](?P<year>\d{4}|\d\d)",
        r"(?P<word>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
        r"(?P<year>\d{4})[ -](?P<word>[a-z]{3,9})\.?[ -](?P<day>\d{1,2})",
    )
]
_ORDERED = re.compile(f"{_BY_NUMBER}(?:{_TIME})?")
_WEEKDAY = re.compile(r"[a-z]{2,9}\.?,? (?=\S)")

Order = Literal["dmy", "mdy"]


class When(NamedTuple):
    """A day or an instant. ``zoned``: ``at`` is UTC; else it is as the clock showed it where it was written."""

    at: datetime
    zoned: bool = False


@dataclass(frozen=True)
class Style:
    """How a column writes its days."""

    order: Order | None = None
    """Of 03/01/2026; None when no value needs it, or nothing decides."""
    unclear: str = ""
    """A value that can be read in two ways while nothing decides."""
    mixed: bool = False
    """Some cells are dates and others text with the day or the month first: a spreadsheet has turned some of them round."""


def style(cells: Sequence[Cell], today: date, order: Order | None = None) -> Style:
    """Decide how a column writes its days; ``order`` is what the user says about it."""
    both_ways: list[tuple[str, int, int, int]] = []
    shown: Counter[Order] = Counter()
    texts = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
    for cell in texts:
        if cell[4:5] == "-":
            continue
        found = _ORDERED.fullmatch(plain_letters(cell))
        if found is None:
            continue
        a, b = int(found["a"]), int(found["b"])
        if a > 12 or b > 12 or found["mark"] == ".":
            shown["mdy" if b > 12 else "dmy"] += 1
        elif a != b:
            both_ways.append((cell.strip(), a, b, max(_year(found["year"]), 1)))
    if (shown or both_ways) and any(isinstance(cell, date) for cell in cells):
        return Style(order, mixed=True)
    if order is not None or shown:
        return Style(order or shown.most_common(1)[0][0])
    return _by_the_future(both_ways, today) if both_ways else Style()


def read(cell: Cell, how: Style) -> When | None:
    """Return the day or instant in a cell, None when it is missing.

    Raises:
        Wrong: ``not_a_date``, ``month_only``, ``unknown_zone``, ``too_early``, ``mixed_dates``, ``unclear_date``.
    """
    if is_missing(cell):
        return None
    if isinstance(cell, datetime):
        when = When(cell)
    elif isinstance(cell, date):
        when = When(datetime(cell.year, cell.month, cell.day))
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        when = _numbered(cell, str(cell))
    elif isinstance(cell, str):
        when = _written(cell, how)
    else:
        raise Wrong("not_a_date", value=str(cell))
    if when.at.year < FIRST_YEAR:
        raise Wrong("too_early", value=str(cell), year=FIRST_YEAR)
    return when


def are_bare_days(found: Iterable[When | None]) -> bool:
    """Tell whether a column holds days: no value has a time but midnight."""
    return all(when is None or (when.at.hour, when.at.minute, when.at.second) == (0, 0, 0) for when in found)


def _written(cell: str, how: Style) -> When:
    if cell[4:5] == "-" == cell[7:8]:
        try:
            at = datetime.fromisoformat(cell)  # the usual form, read quickly
            return When(at.astimezone(UTC).replace(tzinfo=None), zoned=True) if at.tzinfo else When(at)
        except (ValueError, OverflowError):
            pass
    text = plain_letters(cell).lstrip("'")
    if re.fullmatch(r"\d{5}(\.\d+)?|\d{10}|\d{13}", text):
        return _numbered(float(text), cell)
    weekday = _WEEKDAY.match(text)
    for shown in (text, text[weekday.end() :]) if weekday else (text,):
        for form in _FORMS:
            found = form.fullmatch(shown)
            if found is not None:
                return _put_together(found, how, cell)
    if re.fullmatch(r"\d{4}-\d{1,2}|\d{1,2}/\d{4}|[a-z]{3,9}\.? \d{4}", text):
        raise Wrong("month_only", value=cell)
    raise Wrong("not_a_date", value=cell)


def _put_together(found: re.Match[str], how: Style, cell: str) -> When:
    parts = found.groupdict()
    if "a" in parts:
        if how.mixed:
            raise Wrong("mixed_dates", value=cell)
        if how.order is None and parts["a"].zfill(2) != parts["b"].zfill(2):
            raise Wrong("unclear_date", value=cell)
        day, month = (parts["b"], parts["a"]) if how.order == "mdy" else (parts["a"], parts["b"])
    else:
        day, month = parts["day"], parts.get("month") or str(_MONTH.get(parts.get("word") or "", 0))
    try:
        at = datetime(_year(parts["year"]), int(month), int(day))
        return _at_time(at, parts, cell) if parts["hour"] else When(at)
    except (ValueError, OverflowError) as error:  # 30 February, 25 o'clock
        raise Wrong("not_a_date", value=cell) from error


def _at_time(at: datetime, parts: dict[str, str], cell: str) -> When:
    hour = int(parts["hour"])
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise Wrong("not_a_date", value=cell)
        hour = hour % 12 + (12 if parts["half"].startswith("p") else 0)
    at = at.replace(hour=hour, minute=int(parts["minute"] or 0), second=int(parts["second"] or 0))
    zone = parts["zone"]
    if not zone:
        return When(at)
    found = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?", zone)
    if found:
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        offset = -offset if found[1] == "-" else offset
        return When(at.replace(tzinfo=timezone(offset)).astimezone(UTC).replace(tzinfo=None), zoned=True)
    if zone not in ("z", "utc", "gmt"):
        raise Wrong("unknown_zone", value=cell)
    return When(at, zoned=True)


def _numbered(number: float, cell: str) -> When:
    """A number as a date: Excel's days since 1900, seconds or milliseconds since 1970, or YYYYMMDD."""
    if 20_000 <= number < 80_000:
        return When(_EXCEL_BEGAN + timedelta(seconds=round(number * 86_400)))
    if 19_900_101 <= number < 21_000_101 and number == int(number):
        return _written(str(int(number)), Style())
    seconds = number / 1000 if number > 1e11 else number
    if 631_152_000 <= seconds < 4_102_444_800:
        return When(datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=0), zoned=True)
    raise Wrong("not_a_date", value=cell)


def _by_the_future(both_ways: Sequence[tuple[str, int, int, int]], today: date) -> Style:
    """Where one of the two orders would put a day after today, the other one is meant."""
    dmy = any(date(year, b, a) > today for _, a, b, year in both_ways)
    mdy = any(date(year, a, b) > today for _, a, b, year in both_ways)
    if dmy != mdy:
        return Style("mdy" if dmy else "dmy")
    return Style(unclear=both_ways[0][0])


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)
