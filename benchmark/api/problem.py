"""What an operation answers instead of data: a status, a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from benchmark import problems
from benchmark.refusals import Refusal

_UNKNOWN: Final = frozenset(
    {
        "unknown_brand",
        "unknown_account",
        "unknown_panel",
        "unknown_network",
        "unknown_tag",
        "unknown_subject",
        "unknown_report",
    }
)
_CONFLICT: Final = frozenset({"other_brand", "same_account", "name_taken"})


class Problem(Exception):
    """The request is not carried out. ``headers`` and ``more`` go into the answer beside code and message."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})
        self.more = more

    def document(self) -> dict[str, Any]:
        """Return the body of the answer."""
        return {"error": {"code": self.code, "message": self.message, **self.more}}


def of_refusal(refusal: Refusal) -> Problem:
    """Return a refusal as an answer: what is not there 404, what contradicts something stored 409, else 422."""
    status = 404 if refusal.code in _UNKNOWN else 409 if refusal.code in _CONFLICT else 422
    return Problem(status, refusal.code, problems.sentence(refusal))
