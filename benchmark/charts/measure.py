"""How the figures of one chart are written: on its axis, beside its marks and in its hover boxes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from babel import numbers

from benchmark.text import format as formatted
from benchmark.text.language import language

_NARROW_SPACE = "\u202f"


@dataclass(frozen=True)
class Measure:
    """A unit and a way of writing its figures. ``unit`` is a ready text in the reader's language."""

    unit: str = ""
    form: Literal["count", "percent", "decimal", "ratio"] = "count"
    signed: bool = False
    decimals: int | None = None
    """Of a column's figures, where small ones stand beside large ones, and of a count that is no whole number; by default as
    many as the largest needs."""

    def label(self, value: float | None) -> str:
        """Return the figure as it stands beside a mark: short."""
        if self.form == "percent":
            return formatted.percent(value, signed=self.signed)
        if self.form == "ratio":
            return formatted.ratio(value)
        if self.form == "decimal" and value is not None and 0 < abs(value) < 1000:
            return formatted.number(value, 1 if abs(value) >= 1 else 2, signed=self.signed)
        return formatted.compact(self._cut(value), signed=self.signed)

    def labels(self, values: Sequence[float | None]) -> list[str]:
        """Return the figures of one column, all with one precision; unknown ones are empty."""
        known = [abs(value) for value in values if value is not None and math.isfinite(value)]
        if self.form == "count" or not known:
            return ["" if value is None else self.label(value) for value in values]
        if self.form == "decimal" and max(known) >= 1000:
            return ["" if value is None else formatted.compact(value, signed=self.signed) for value in values]
        decimals = 2 if self.form == "ratio" or max(known) < 1 else 1
        decimals = decimals if self.decimals is None else self.decimals
        return ["" if value is None else self._tick(value, decimals, "") for value in values]

    def text(self, value: float | None) -> str:
        """Return the figure in full, for hover boxes and sentences."""
        if self.form == "percent":
            return formatted.percent(value, 2, signed=self.signed)
        if self.form == "ratio":
            return formatted.ratio(value)
        return formatted.number(self._cut(value), 2 if self.form == "decimal" else None, signed=self.signed)

    def _cut(self, value: float | None) -> float | None:
        cut = self.form == "count" and self.decimals is not None and value is not None and math.isfinite(value)
        return round(value, self.decimals) if cut and value is not None else value

    def ticks(self, values: list[float]) -> list[str]:
        """Return the texts of axis ticks, all with one precision, fine enough to tell neighbours apart."""
        step = min((b - a for a, b in itertools.pairwise(values)), default=abs(values[0]) if values else 1)
        scale, name = self._scale(max((abs(value) for value in values), default=0))
        decimals = next((d for d in range(7) if abs(round(step / scale, d) - step / scale) <= step / scale * 1e-6), 6)
        return [self._tick(value / scale, decimals if value else 0, name if value else "") for value in values]

    def loose_ticks(self, values: list[float]) -> list[str]:
        """Return the texts of ticks on a logarithmic axis, each with its own precision."""
        return [text for value in values for text in self.ticks([value])]

    @property
    def template(self) -> str:
        """The figure in a plotly hover template, for series too long to carry their texts; see `separators`."""
        sign = "+" if self.signed else ""
        if self.form == "percent":
            return f"%{{y:{sign},.2f}}{_NARROW_SPACE}%"
        if self.form == "ratio":
            return "×%{y:,.2f}"
        return f"%{{y:{sign},.2~f}}" if self.form == "decimal" else f"%{{y:{sign},.0f}}"

    def _scale(self, size: float) -> tuple[float, str]:
        if self.form in ("percent", "ratio"):
            return 1, ""
        for scale in (1e9, 1e6, 1e3):
            if size >= scale * (10 if scale == 1e3 else 1):
                return scale, formatted.compact(scale).rpartition(_NARROW_SPACE)[2]
        return 1, ""

    def _tick(self, value: float, decimals: int, name: str) -> str:
        if self.form == "percent":
            return formatted.percent(value, decimals, signed=self.signed)
        text = formatted.number(value, decimals, signed=self.signed)
        if self.form == "ratio":
            return f"×{text}"
        return f"{text}{_NARROW_SPACE}{name}" if name else text


def separators() -> str:
    """Return the decimal and the group sign of the reader's language, as plotly's layout wants them."""
    locale = language.get()
    return numbers.get_decimal_symbol(locale) + numbers.get_group_symbol(locale)
