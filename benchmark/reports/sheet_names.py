"""Names of a workbook's sheets: short, unique, without the signs that spreadsheets refuse."""

from __future__ import annotations

import re
from typing import Final

from benchmark.charts.labels import plain
from benchmark.reports.document import Sheet
from benchmark.text import t

LONGEST: Final = 31
"""Characters, counted as spreadsheets do: in UTF-16."""
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
    """Return what a page's sheet would be called: its place, then one's own title or what its card measures."""
    title = sheet.item.title or ("" if sheet.card is None else sheet.card.definition.split(" · ")[0]) or sheet.title
    return f"{number:02} {plain(title, 200)}"


def cut(text: str, most: int = LONGEST) -> str:
    """Return the beginning of a text that fits."""
    while len(text.encode("utf-16-le")) // 2 > most:
        text = text[:-1]
    return text.strip()
