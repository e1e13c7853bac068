"""The list of formats, the names of files, and which report a name means."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from benchmark.refusals import Refusal
from benchmark.reports import basket
from benchmark.reports.document import Document, fields_of
from benchmark.reports.formats import FORMATS, file_name
from benchmark.reports.wanted import wanted
from benchmark.store import Store
from benchmark.store.data_version import DataVersion
from benchmark.store.reports import Item

EMPTY = Document(
    "Weekly benchmark: Anvil", "Peers", ((date(2026, 11, 9), date(2026, 11, 15)), (date(2026, 10, 1), date(2026, 11, 12))),
    datetime(2026, 11, 21, 9), DataVersion("0123456789ab", None), demo=False, sheets=(), definitions=(), sources=(),
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[Store]:
    copy = tmp_path_factory.mktemp("formats") / "demo.duckdb"
    shutil.copyfile(demo_file, copy)
    with Store.open(copy) as opened:
        yield opened


def test_a_file_is_named_by_the_report_and_its_days() -> None:
    assert file_name(EMPTY, "pptx") == "weekly-benchmark-anvil_2026-10-01_2026-11-15.pptx"
    assert file_name(replace(EMPTY, periods=()), "zip") == "weekly-benchmark-anvil_2026-11-21.zip"


@pytest.mark.parametrize("name", ["../../etc/x", "", "\u202e/\\", "报告", "a" * 500, "CON\x00.exe\n"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_file_name_is_made_of_safe_signs(name: str, form: str) -> None:
    made = file_name(replace(EMPTY, name=name), form)
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.[a-z]+", made)
    assert len(made) < 120


def test_a_kind_is_made_and_a_name_is_looked_up(store: Store) -> None:
    week = wanted(store, "weekly", days=(date(2026, 11, 2), date(2026, 11, 8)))
    assert (week.report.id, week.whole) == ("", False)
    assert all(fields_of(item.fields)["period"] == "2026-11-02..2026-11-08" for item in week.report.items)
    mine = basket.new_report(
        store, "Monday", actor="test", items=[Item("", "follower-growth", "period=13w&over=views"), Item("", None, title="Words")]
    )  # fmt: skip
    assert wanted(store, "monday").report == mine
    other = wanted(store, mine.id, days=(date(2026, 11, 2), date(2026, 11, 8)))
    assert fields_of(other.report.items[0].fields) == {"period": "2026-11-02..2026-11-08", "over": "views"}
    assert (other.report.items[1], other.whole) == (mine.items[1], True)
    with pytest.raises(Refusal) as refused:
        wanted(store, "nowhere")
    assert refused.value.code == "unknown_report"


def test_another_panel_takes_the_place_of_the_reports_own(store: Store, tmp_path: Path) -> None:
    (panel,) = store.rows("SELECT panel_id, name FROM core.panel LIMIT 1")
    mine = basket.new_report(store, "Panels", actor="test", items=[Item("", "follower-growth", "panel=gone.gone12")])
    said = fields_of(wanted(store, mine.id, panel=str(panel[0])).report.items[0].fields)
    assert said["panel"].endswith(str(panel[0])[:6])
