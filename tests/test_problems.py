"""Every problem has a sentence that says what happened and what to do."""

from __future__ import annotations

import ast
import inspect
from datetime import datetime
from pathlib import Path

import pytest

from benchmark import problems
from benchmark.refusals import Refusal
from sources import SOURCES, errors
from sources.errors import FixCredentials, LinkNotUnderstood, RetryLater, SourceError

ROOT = Path(__file__).parent.parent
ERRORS = {name: cls for name, cls in vars(errors).items() if inspect.isclass(cls) and issubclass(cls, SourceError)}


def raised(folder: Path, names: set[str]) -> set[str]:
    """The codes of all errors of these classes made anywhere below a folder: literals in the first argument."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                found |= {str(constant.value) for constant in literals(node.args[0])}
    return found


def literals(node: ast.expr) -> list[ast.Constant]:
    """The texts that an argument may be: itself, or the branches of a condition."""
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_code_of_the_sources_has_its_sentence() -> None:
    wanted = raised(ROOT / "sources", set(ERRORS)) | {cls.code for cls in ERRORS.values()}
    assert len(wanted) > 20
    assert wanted - problems.codes() == set()


def test_every_refusal_has_its_sentence() -> None:
    wanted = raised(ROOT / "benchmark", {"Refusal"})
    assert "other_brand" in wanted
    assert wanted - problems.codes() == set()


@pytest.mark.parametrize("source", [None, *SOURCES])
def test_a_sentence_needs_no_particulars_and_ends(source: str | None) -> None:
    for code in problems.codes():
        text = problems.sentence(code, source, {"network": "bluesky"})
        assert len(text.split()) > 4, code
        assert "{" not in text, code
        assert "None" not in text, code


def test_a_missing_key_is_named_with_the_place_that_gives_it() -> None:
    text = problems.sentence(
        FixCredentials("needs_key", host="api.example", setting="BENCHMARK_YOUTUBE_API_KEY"), "youtube"
    )
    assert "BENCHMARK_YOUTUBE_API_KEY" in text


def test_a_pause_says_until_when_in_the_readers_zone() -> None:
    error = RetryLater("rate_limited", retry_at=datetime(2026, 11, 20, 12), host="api.example")
    assert "20 Nov 2026, 13:00 (Europe/Paris)" in problems.sentence(error, "bluesky", timezone="Europe/Paris")
    assert "12:00 (UTC)" in problems.stored_sentence("rate_limited", "bluesky", '{"retry_at": "2026-11-20T12:00:00"}')


def test_the_network_is_called_by_its_name() -> None:
    assert problems.sentence(SourceError("not_found"), "bluesky").startswith("Bluesky ")
    assert (
        "YouTube" in problems.sentence(LinkNotUnderstood("unknown_link", network="youtube")) or "youtube" not in SOURCES
    )


def test_particulars_from_outside_stay_one_harmless_line() -> None:
    hostile = "a\x1b[31m\n\u202eb" + "x" * 10_000
    text = problems.sentence(Refusal("other_brand", account=hostile, brand=hostile, wanted="B"))
    assert not set(text) & {"\x1b", "\n", "\u202e"}
    assert len(text) < 1000


def test_an_unknown_code_still_has_a_next_step() -> None:
    assert "doctor" in problems.sentence("brand_new_code", "bluesky")


def test_particulars_that_are_no_json_do_no_harm() -> None:
    assert problems.stored_sentence("not_found", None, "{") == problems.sentence("not_found")
