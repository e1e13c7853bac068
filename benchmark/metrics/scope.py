"""What a figure is computed for: which accounts, which local days, as seen when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

YEAR_DAYS = 364
"""A year back in whole weeks, so that weekdays meet weekdays."""


@dataclass(frozen=True)
class Scope:
    """The accounts of a panel that are compared, and the period.

    ``start`` and ``end`` are local days of ``timezone``, both inclusive. ``now`` is UTC without a zone: the end of what can be
    known.
    """

    accounts: tuple[int, ...]
    start: date
    end: date
    timezone: str
    now: datetime
    without: tuple[str, ...] = ()
    """Ids of tags whose posts are left out, as contests are by the reader's choice."""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")

    @property
    def days(self) -> int:
        """Calendar days of the period."""
        return (self.end - self.start).days + 1

    @property
    def today(self) -> date:
        """The local day of ``now``."""
        return self.now.replace(tzinfo=UTC).astimezone(ZoneInfo(self.timezone)).date()

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The period as UTC instants without a zone, half-open: from its first local midnight to the one after its end."""
        return self.midnight(self.start), self.midnight(self.end + timedelta(days=1))

    def midnight(self, day: date) -> datetime:
        """Return the UTC instant, without a zone, at which a local day begins."""
        return datetime.combine(day, time(), ZoneInfo(self.timezone)).astimezone(UTC).replace(tzinfo=None)

    def with_period(self, start: date, end: date) -> Self:
        """Return the same scope over another period."""
        return replace(self, start=start, end=end)

    def with_accounts(self, accounts: tuple[int, ...]) -> Self:
        """Return the same period over other accounts."""
        return replace(self, accounts=accounts)

    @property
    def is_month(self) -> bool:
        """Whether the period is exactly one calendar month."""
        last = (self.start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return self.start.day == 1 and self.end == last

    def month_before(self, *, whole: bool) -> Self:
        """Return the calendar month before the one in which this period starts, or only as many of its first days.

        A month may be shorter than the days asked for: then it is the whole month. Sums of the two are compared as daily rates.
        """
        last = self.start.replace(day=1) - timedelta(days=1)
        first = last.replace(day=1)
        end = last if whole else min(first + timedelta(days=self.days - 1), last)
        return self.with_period(first, end)

    def previous(self) -> Self:
        """Return the period of the same length that ends the day before this one starts."""
        length = timedelta(days=self.days)
        return self.with_period(self.start - length, self.end - length)

    def year_before(self) -> Self:
        """Return the same weekdays 364 days earlier."""
        year = timedelta(days=YEAR_DAYS)
        return self.with_period(self.start - year, self.end - year)
