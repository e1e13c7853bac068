"""What an import has to say: of the whole file, of a column, of a cell; as data, with its sentence on demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmark import problems
from benchmark.imports.values import Wrong
from benchmark.refusals import Param
from benchmark.text import t
from benchmark.text.plain import plain

MOST = 50
"""Messages that are kept; of the rest only the number is told."""


@dataclass(frozen=True)
class Message:
    """One thing to say. ``row`` counts as in a spreadsheet; ``column`` is its header."""

    code: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is the matter and the next step, with its place in front."""
        said = problems.sentence(self.code, None, self.params)
        column = plain(self.column or "", 60)
        if self.row is not None and column:
            return t("Row {row}, {column}: {said}", row=self.row, column=column, said=said)
        if self.row is not None:
            return t("Row {row}: {said}", row=self.row, said=said)
        return t("{column}: {said}", column=column, said=said) if column else said


class Messages:
    """Collects what is wrong, the first `MOST` in full."""

    def __init__(self) -> None:
        self.kept: list[Message] = []
        self.count = 0
        self.rows: set[int] = set()

    def add(self, code: str, row: int | None = None, column: str | None = None, **params: Param) -> None:
        """Note that something is wrong."""
        self.count += 1
        if row is not None:
            self.rows.add(row)
        if len(self.kept) < MOST:
            self.kept.append(Message(code, row, column, params))

    def wrong(self, wrong: Wrong, row: int, column: str) -> None:
        """Note what is wrong with a cell."""
        self.add(wrong.code, row, column, **wrong.params)
