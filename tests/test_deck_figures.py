"""Sentences and single figures stand on slides in large, whatever their length, and overlap nothing."""

from __future__ import annotations

import pandas as pd
from deck_checks import check_package, check_places, texts
from deck_samples import EVIL, card, document, sheet

from benchmark.charts.labels import plain
from benchmark.charts.tiles import Tile
from benchmark.reports.deck import deck

FIGURES = pd.DataFrame({"Figure": ["Followers"], "Value": [15_600.0]})


def tile(label: str = "Followers", **more: object) -> Tile:
    return Tile(label, "15.6 k", change="+2,160 in this period", tone="better", lines=["3rd of 6 brands"], **more)  # type: ignore[arg-type]


def test_sentences_stand_below_each_other_as_they_are() -> None:
    said = ("Anvil grew fastest: +8.1 %", "Anvil posts most: 2.3 a week", EVIL[0])
    made = deck(document(sheet(card(sentences=said, table=FIGURES))))
    check_package(made)
    check_places(made)
    shown = "\n".join(texts(made))
    assert all(plain(one, 600)[:20] in shown for one in said)
    assert "Value" not in shown, "the table behind them stays in the workbook"


def test_tiles_stand_side_by_side_group_by_group() -> None:
    groups = tuple((f"Network {number}", (tile(), tile("Posts per week"), tile(" ".join(EVIL)))) for number in range(3))
    made = deck(document(sheet(card(tiles=groups, table=FIGURES))))
    check_package(made)
    check_places(made)
    shown = "\n".join(texts(made))
    assert all(f"Network {number}" in shown for number in range(3))
    assert shown.count("15.6 k") == 9
    assert shown.count("3rd of 6 brands") == 9
    assert "(1 of 2)" in shown


def test_more_tiles_than_a_row_holds_go_on_below() -> None:
    made = deck(
        document(sheet(card(tiles=(("", tuple(tile(f"Figure {number}") for number in range(9))),), table=FIGURES)))
    )
    check_places(made)
    shown = "\n".join(texts(made))
    assert all(f"Figure {number}" in shown for number in range(9))
