"""new-source: files that pass as they are, refused names, and nothing half written."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commanding import run

from benchmark.commands.context import Misuse
from benchmark.commands.scaffold import REGISTRY, create, registered

ROOT = Path(__file__).parent.parent
FILES = [
    "sources/acme.py",
    "tests/simulate_acme.py",
    "tests/test_acme.py",
    "tests/fixtures/acme/profile.json",
    "sources/__init__.py",
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A working copy without its tests, its history and its data."""
    for folder in ("sources", "tests"):
        (tmp_path / folder).mkdir()
    for path in (ROOT / "sources").glob("*.py"):
        shutil.copy(path, tmp_path / "sources")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A working copy in which everything runs."""
    for folder in ("sources", "tests", "benchmark"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "real"))
    for file in ("pyproject.toml", "README.md", "app.py"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def state(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def carried_out(root: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BENCHMARK_DB": str(root / "benchmark.duckdb"), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        [sys.executable, *argv], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def test_files_are_written_and_registered(copy: Path) -> None:
    before = state(copy)
    assert create(copy, "acme", "Acme Net") == FILES
    after = state(copy)
    assert sorted(after.keys() - before.keys()) == sorted(FILES[:-1])
    assert [path for path in before if before[path] != after[path]] == [REGISTRY]
    source = after["sources/acme.py"].decode()
    assert 'label="Acme Net"' in source
    assert not any("__" in text.replace("__future__", "") for text in (source, after["tests/test_acme.py"].decode()))
    for path in FILES:
        if path.endswith(".py"):
            ast.parse(after[path])


@pytest.mark.parametrize(("name", "label"), [("ab", "A"), ("z" * 20, "Zürich’s Fine & Very Long Label (2026) +1"[:40])])
def test_files_are_clean_whatever_the_name(whole: Path, name: str, label: str) -> None:
    made = [path for path in create(whole, name, label) if path.endswith(".py")]
    for command in (["check"], ["format", "--check"]):
        said = carried_out(whole, "-m", "ruff", *command, "--no-cache", *made)
        assert said.returncode == 0, said.stdout + said.stderr


def test_network_passes_its_own_tests_as_it_was_made(whole: Path) -> None:
    said = carried_out(whole, "-m", "benchmark", "new-source", "acme", "--label", "Acme Net")
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[:5] == [f"Written: {path}" for path in FILES]
    assert "NETWORK_HOSTS" in said.stdout
    tested = carried_out(whole, "-m", "pytest", "-q", "-p", "no:xdist", "tests/test_acme.py")
    assert tested.returncode == 0, tested.stdout


@pytest.mark.slow
def test_network_passes_the_suites_of_all_networks_and_the_types(whole: Path) -> None:
    assert carried_out(whole, "-m", "benchmark", "new-source", "acme").returncode == 0
    suites = ["tests/test_sources_contract.py", "tests/test_sources_faults.py"]
    tested = carried_out(whole, "-m", "pytest", "-q", "-p", "no:xdist", *suites, "-k", "acme")
    assert tested.returncode == 0, tested.stdout
    typed = carried_out(whole, "-m", "mypy", *[path for path in FILES if path.endswith(".py")])
    assert typed.returncode == 0, typed.stdout


def test_names_and_labels_that_cannot_be_used_or_are_taken_are_refused(copy: Path) -> None:
    before = state(copy)
    for name in (
        "", "a", "Acme", "acme2", "ac-me", "ac_me", "../acme", "/etc/x", "acme.py", "class", "import", "website", "http",
        "x" * 21, "äcme", "acme\n", "bluesky", "base", "pinterest", "feed",
    ):  # fmt: skip
        with pytest.raises(Misuse):
            create(copy, name)
        assert state(copy) == before, name
    for label in ('A"', "A\\", "{A}", "x" * 41, "A\u202eB", "<b>"):
        with pytest.raises(Misuse):
            create(copy, "acme", label)
        assert state(copy) == before, label


def test_any_file_of_that_name_is_in_the_way(copy: Path) -> None:
    (copy / "tests" / "test_acme.py").write_text("mine")
    before = state(copy)
    with pytest.raises(Misuse):
        create(copy, "acme")
    assert state(copy) == before


@pytest.mark.parametrize("fails_at", range(5))
def test_nothing_is_left_when_the_disk_fails(copy: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    before = state(copy)
    moves = iter(range(10))
    move = os.replace

    def full(source: Path, target: Path) -> None:
        if next(moves) == fails_at:
            raise OSError(28, "No space left on device", str(target))
        move(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        create(copy, "acme")
    assert state(copy) == before
    assert not (copy / "tests" / "fixtures").exists()


def test_registry_stays_in_order_in_either_form() -> None:
    tail = "SOURCES = {\n    source.name: source\n    for source in (\n        b.SOURCE,\n    )\n}\n"
    short = registered(f"from sources import b, z\n{tail}", "acme")
    assert short.startswith("from sources import acme, b, z\n")
    assert "        b.SOURCE,\n        acme.SOURCE,\n    )" in short
    names = [f"network{letter}" for letter in "abcdefghijkl"]
    long = registered(f"from sources import {', '.join(names)}\n{tail}", "acme")
    assert long.startswith("from sources import (\n    acme,\n    networka,\n")
    assert registered(long, "zebra").count("    zebra,\n)") == 1
    with pytest.raises(Misuse):
        registered("SOURCES = {}\n", "acme")


def test_a_folder_that_is_no_working_copy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        create(tmp_path, "acme")
    assert list(tmp_path.iterdir()) == []


def test_wrong_use_ends_with_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    said = run("new-source", "bluesky")
    assert (said.code, "is there already" in said.err) == (2, True)
    assert run("new-source").code == 2
