"""Names of a workbook's sheets: short, unique, without the signs that spreadsheets refuse."""

from __future__ import annotations

import re
from typing import Final

from benchmark.cards import wording
from benchmark.cards.context import network_label
from benchmark.charts.labels import plain
from benchmark.reports.document import Sheet
from benchmark.text import t

LONGEST: Final = 31
"""Characters, counted as spreadsheets do: in UTF-16."""
_LONG: Final = 30
"""Characters of a description that is no name; the name of the metric stands for it."""
_REFUSED: Final = re.compile(r"[\[\]:*?/\\'’]+")


class SheetNames:
    """Gives each sheet of one workbook a name of its own."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, wish: str) -> str:
        """Return the wish as a name that nobody has yet; upper and lower case make no difference."""
        clean = " ".join(_REFUSED.sub(" ", plain(wish, 200)).split()) or t("Sheet")
        name, number = cut(clean), 1
        while name.casefold() in self._given:
            number += 1
            name = cut(clean, LONGEST - len(f" {number}")) + f" {number}"
        self._given.add(name.casefold())
        return name


def wish_of(number: int, sheet: Sheet) -> str:
    """Return what a page's sheet would be called: its place, its network, and one's own title or what its card measures."""
    network = network_label(sheet.item.network) if sheet.item.network and sheet.card is not None else ""
    return " ".join(part for part in (f"{number:02}", network, plain(_about(sheet), 200)) if part)


def _about(sheet: Sheet) -> str:
    if sheet.item.title or sheet.card is None:
        return sheet.title
    measured, (metric, _) = sheet.card.definition.split(" · ")[0], wording.defined(sheet.card.method.split("\n\n")[0])
    return metric if metric and len(measured) > _LONG >= len(metric) else measured


def cut(text: str, most: int = LONGEST) -> str:
    """Return a text that fits, with a sign where it was cut."""
    if _length(text) <= most:
        return text
    while _length(text) > most - 1:
        text = text[:-1]
    return f"{text.strip()}…"


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
