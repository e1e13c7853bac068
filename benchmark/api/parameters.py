"""Declared parameters: one declaration says what is accepted, reads it, and describes it in the OpenAPI document."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from benchmark.api.problem import Problem
from benchmark.text import t
from benchmark.text.plain import plain

LONGEST: Final = 200
"""Characters of a text, where nothing else is said."""
_UNSEEN: Final = re.compile("[\u0000-\u001f\u007f\ud800-\udfff]")
_DAY: Final = r"^(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"


class Wrong(ValueError):
    """A value that is not accepted; the message says what would be."""


class Kind(ABC):
    """What values are accepted."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """Return the JSON schema."""

    @abstractmethod
    def read(self, value: Any) -> Any:
        """Return a value of a JSON body as it is used.

        Raises:
            Wrong: it is not accepted.
        """

    def read_text(self, text: str) -> Any:
        """Return a value of an address as it is used."""
        return self.read(text)


@dataclass(frozen=True)
class Text(Kind):
    """Visible text of limited length."""

    longest: int = LONGEST

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest, "pattern": "^[^\\u0000-\\u001f\\u007f]*$"}

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not 1 <= len(value) <= self.longest or _UNSEEN.search(value):
            raise Wrong(t("Give a text of 1 to {longest} characters without control characters.", longest=self.longest))
        return value


@dataclass(frozen=True)
class Word(Kind):
    """Letters, digits and hyphens, as names and ids of ours are made of."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$"}

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch("[A-Za-z0-9-]{1,40}", value):
            raise Wrong(t("Give a name of letters, digits and hyphens."))
        return value


@dataclass(frozen=True)
class Day(Kind):
    """A day of a calendar."""

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": _DAY}

    def read(self, value: Any) -> date:
        try:
            if isinstance(value, str) and re.fullmatch(_DAY, value, re.ASCII) and len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise Wrong(t("Write the day as 2026-11-20, between 1970 and 2199."))


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number."""

    least: int
    most: int

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise Wrong(t("Give a whole number from {least} to {most}.", least=self.least, most=self.most))
        return value

    def read_text(self, text: str) -> int:
        return self.read(int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else None)


@dataclass(frozen=True)
class OneOf(Kind):
    """One of some words."""

    words: tuple[str, ...]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.words)}

    def read(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise Wrong(t("Give one of: {words}.", words=", ".join(self.words)))
        return value


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no."""

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Wrong(t("Give true or false."))
        return value


@dataclass(frozen=True)
class Many(Kind):
    """Several values of a kind; in an address the parameter is repeated."""

    each: Kind
    most: int

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.each.schema(), "minItems": 1, "maxItems": self.most}

    def read(self, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not 1 <= len(value) <= self.most:
            raise Wrong(t("Give 1 to {most} values.", most=self.most))
        return tuple(self.each.read(item) for item in value)

    def read_texts(self, texts: Sequence[str]) -> tuple[Any, ...]:
        """Return the values of a repeated parameter."""
        if len(texts) > self.most:
            raise Wrong(t("Give 1 to {most} values.", most=self.most))
        return tuple(self.each.read_text(text) for text in texts)


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address or field of a body. ``meaning`` is an English text, shown with ``t``."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    default: Any = None


def read_address(declared: Iterable[Parameter], given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the values of an address's parameters, defaults where nothing is said.

    Raises:
        Problem: a parameter is unknown, given twice, missing or not accepted.
    """
    texts: dict[str, list[str]] = {}
    for name, text in given:
        texts.setdefault(name, []).append(text)
    return _read(declared, texts, _of_texts)


def read_body(declared: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a JSON body's fields, as `read_address` does."""
    return _read(declared, given, lambda kind, value: kind.read(value))


def _of_texts(kind: Kind, texts: list[str]) -> Any:
    if isinstance(kind, Many):
        return kind.read_texts(texts)
    if len(texts) > 1:
        raise Wrong(t("Give it once."))
    return kind.read_text(texts[0])


def _read(declared: Iterable[Parameter], given: Mapping[str, Any], reading: Any) -> dict[str, Any]:
    known = {parameter.name: parameter for parameter in declared}
    for name in given:
        if name not in known:
            raise Problem(
                400,
                "unknown_parameter",
                t(
                    "There is no parameter {name} here. Known are: {known}.",
                    name=plain(name, 40),
                    known=", ".join(known) or "–",
                ),
            )
    values = {name: parameter.default for name, parameter in known.items()}
    for name, parameter in known.items():
        if name not in given:
            if parameter.required:
                raise Problem(400, "missing_parameter", t("The parameter {name} is missing. Give it.", name=name))
            continue
        try:
            values[name] = reading(parameter.kind, given[name])
        except Wrong as wrong:
            message = t("The parameter {name} is not accepted. {what}", name=name, what=str(wrong))
            raise Problem(400, "bad_parameter", message) from wrong
    return values
