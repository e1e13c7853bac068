"""What the README says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import readme_tables

from benchmark.commands.arguments import parser

TEXT = readme_tables.README.read_text(encoding="utf-8")
ROOT = Path(__file__).resolve().parent.parent


def test_the_tables_are_those_of_the_code() -> None:
    assert readme_tables.filled(TEXT) == TEXT, "run: .venv/bin/python tests/readme_tables.py"


@pytest.mark.parametrize("line", sorted(set(re.findall(r"^python -m benchmark (\w.*)$", TEXT, re.MULTILINE))))
def test_its_commands_are_understood(line: str) -> None:
    parser().parse_args(line.replace('"', "").split())


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]{3}[a-z0-9-]*)", TEXT))))
def test_its_make_targets_exist(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w./]+/)`", TEXT))))
def test_its_places_exist(name: str) -> None:
    assert (ROOT / name).is_dir()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((data/[^)]+)\)", TEXT))))
def test_its_pictures_exist(path: str) -> None:
    assert (ROOT / path).is_file()


def test_every_setting_that_the_code_reads_is_listed() -> None:
    read = set()
    for path in [*ROOT.glob("benchmark/**/*.py"), *ROOT.glob("sources/**/*.py")]:
        read |= set(re.findall(r'"(BENCHMARK_[A-Z_]+[A-Z])"', path.read_text(encoding="utf-8")))
    assert {name for name in read if f"`{name}`" not in TEXT} == set()


def test_every_network_that_a_brand_may_be_on_has_its_row() -> None:
    block = re.findall(r"<!-- sources -->\n(.*?)<!-- /sources -->", TEXT, flags=re.DOTALL)[0]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.strip().splitlines()]
    assert [row[0].partition("]")[0].strip("[") for row in rows] == [
        "Bluesky", "Discourse forum", "Facebook", "GDELT", "Hacker News", "Instagram", "LinkedIn", "Mastodon", "Pinterest",
        "Reddit", "RSS or Atom feed", "Telegram", "Threads", "TikTok", "Twitch", "Viadeo", "Wikipedia", "WordPress", "X",
        "YouTube",
    ]  # fmt: skip
    assert {"followers", "posts", "likes", "comments", "shares", "views", "history", "route", "price"} <= set(head)
    assert all(cell for row in rows for cell in row)
