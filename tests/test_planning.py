"""Annotations, objectives and saved views: append-only, corrected, removed, brought back, refused; each deed audited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from figures import Figures

from benchmark import planning
from benchmark.brands import panels
from benchmark.planning import Draft, Refusal
from benchmark.problems import sentence
from benchmark.store import Store

SALE = Draft("campaign", "Spring sale", date(2026, 5, 4), date(2026, 5, 10))


def anvil(store: Store) -> str:
    """A brand and a panel; returns the panel's id."""
    Figures(store).account("Anvil")
    return panels.create(store, "Smiths", timezone="Europe/Paris", actor="test").panel_id


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    """The code of a refusal, which must have a sentence of its own."""
    assert sentence(refused.value) != sentence("no such code")
    return refused.value.code


def test_an_annotation_is_about_all_or_about_a_panel_a_brand_and_a_network(store: Store) -> None:
    panel = anvil(store)
    for_all = planning.annotate(store, SALE, actor="test")
    draft = Draft("outage", "No API", SALE.first, SALE.first, "Told by mail", "smiths", "anvil", "mastodon")
    narrow = planning.annotate(store, draft, actor="test")
    assert (for_all.panel_id, for_all.brand_id, for_all.source, for_all.days) == (None, None, None, 7)
    assert (narrow.panel_id, narrow.brand_id, narrow.source, narrow.days) == (panel, "Anvil", "mastodon", 1)
    other = panels.create(store, "Others", timezone="UTC", actor="test").panel_id
    assert [each.id for each in planning.annotations_in(store, other)] == [for_all.id]
    assert {each.id for each in planning.annotations_in(store, panel)} == {for_all.id, narrow.id}


def test_a_correction_ends_the_old_row_and_begins_one_under_the_same_id(store: Store) -> None:
    made = planning.annotate(store, SALE, actor="test")
    longer = Draft("campaign", "Spring sale", SALE.first, date(2026, 5, 17))
    planning.correct(store, made.id, longer, actor="test")
    rows = store.rows(
        "SELECT annotation_id, last_day, removed_at IS NULL FROM annotations ORDER BY created_at, last_day"
    )
    assert rows == [(made.id, SALE.last, False), (made.id, longer.last, True)]
    (held,) = planning.annotations_in(store)
    assert (held.id, held.last) == (made.id, longer.last)


def test_removing_an_annotation_can_be_undone_and_every_deed_is_audited(store: Store) -> None:
    made = planning.annotate(store, SALE, actor="ann")
    planning.remove_annotation(store, made.id, actor="ann")
    assert planning.annotations_in(store) == []
    assert planning.restore_annotation(store, made.id, actor="bob") == made
    assert planning.restore_annotation(store, made.id, actor="bob") == made, "it holds already"
    assert planning.annotations_in(store) == [made]
    assert store.rows(
        "SELECT actor, action FROM core.audit WHERE subject = $id ORDER BY happened_at", {"id": made.id}
    ) == [
        ("ann", "annotation.new"),
        ("ann", "annotation.remove"),
        ("bob", "annotation.restore"),
    ]
    assert store.value("SELECT count(*) FROM annotations") == 2, "the row that ended stays"


@pytest.mark.parametrize(
    ("code", "draft"),
    [
        ("bad_kind", Draft("party", "x", SALE.first, SALE.last)),
        ("bad_title", Draft("campaign", " \u200b ", SALE.first, SALE.last)),
        ("bad_title", Draft("campaign", "x" * 81, SALE.first, SALE.last)),
        ("bad_note", Draft("campaign", "x", SALE.first, SALE.last, "n" * 501)),
        ("bad_days", Draft("campaign", "x", SALE.last, SALE.first)),
        ("bad_days", Draft("campaign", "x", date(1789, 7, 14), SALE.last)),
        ("unknown_network", Draft("campaign", "x", SALE.first, SALE.last, network="myspace")),
        ("unknown_panel", Draft("campaign", "x", SALE.first, SALE.last, panel="Nowhere")),
        ("unknown_brand", Draft("campaign", "x", SALE.first, SALE.last, brand="Nobody")),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(store: Store, code: str, draft: Draft) -> None:
    anvil(store)
    made = planning.annotate(store, SALE, actor="test")
    deeds: tuple[Callable[[], object], ...] = (
        lambda: planning.annotate(store, draft, actor="test"),
        lambda: planning.correct(store, made.id, draft, actor="test"),
    )
    for deed in deeds:
        with pytest.raises(Refusal) as refused:
            deed()
        assert code_of(refused) == code
    assert planning.annotations_in(store) == [made]


def test_what_is_not_there_is_refused(store: Store) -> None:
    deeds = {
        "unknown_annotation": (planning.remove_annotation, planning.restore_annotation),
        "unknown_objective": (planning.remove_objective, planning.restore_objective),
        "unknown_view": (planning.remove_view, planning.restore_view),
    }
    for code, pair in deeds.items():
        for deed in pair:
            with pytest.raises(Refusal) as refused:
                deed(store, "nothing", actor="test")
            assert code_of(refused) == code


def test_a_title_keeps_its_signs_and_loses_what_is_invisible(store: Store) -> None:
    wild = Draft("campaign", "<b>Sale</b> $x$ \u202ecba\u202c مرحبا", SALE.first, SALE.last)
    assert planning.annotate(store, wild, actor="test").title == "<b>Sale</b> $x$ cba مرحبا"


def test_another_target_ends_the_one_that_held(store: Store) -> None:
    panel = anvil(store)
    first = planning.set_objective(store, panel, "Anvil", "mastodon", "posts_per_week", 4, actor="test")
    assert planning.set_objective(store, panel, "Anvil", "mastodon", "posts_per_week", 4, actor="test") == first
    second = planning.set_objective(store, panel, "Anvil", "mastodon", "posts_per_week", 5, actor="test")
    planning.set_objective(store, panel, "Anvil", "mastodon", "followers", 9000, actor="test")
    assert second.id == first.id
    assert [(each.metric, each.target) for each in planning.objectives_in(store, panel)] == [
        ("posts_per_week", 5.0),
        ("followers", 9000.0),
    ]
    assert store.rows(
        "SELECT target, removed_at IS NULL FROM objectives WHERE metric = 'posts_per_week' ORDER BY target"
    ) == [
        (4.0, False),
        (5.0, True),
    ]


def test_a_removed_target_comes_back_unless_another_took_its_place(store: Store) -> None:
    panel = anvil(store)
    first = planning.set_objective(store, panel, "Anvil", "mastodon", "posts_per_week", 4, actor="test")
    planning.remove_objective(store, first.id, actor="test")
    assert planning.restore_objective(store, first.id, actor="test") == first
    planning.remove_objective(store, first.id, actor="test")
    other = planning.set_objective(store, panel, "Anvil", "mastodon", "posts_per_week", 6, actor="test")
    with pytest.raises(Refusal) as refused:
        planning.restore_objective(store, first.id, actor="test")
    assert code_of(refused) == "objective_replaced"
    assert planning.objectives_in(store) == [other], "nothing was changed"


def test_targets_that_cannot_be_meant_are_refused(store: Store) -> None:
    anvil(store)
    for code, network, metric, target in (
        ("bad_objective", "mastodon", "presence", 1.0),
        ("unknown_network", "myspace", "followers", 1.0),
        ("bad_target", "mastodon", "followers", 0.0),
        ("bad_target", "mastodon", "followers", float("nan")),
        ("bad_target", "mastodon", "followers", float("inf")),
    ):
        with pytest.raises(Refusal) as refused:
            planning.set_objective(store, None, "Anvil", network, metric, target, actor="test")
        assert code_of(refused) == code


def test_a_saved_view_keeps_its_address_to_the_letter(store: Store) -> None:
    query = "period=2026-09-01..2026-10-31&brands=anvil.k3x2p7%20hammer&demo=true"
    view = planning.save_view(store, "Monday", "audience", query, actor="test")
    planning.rename_view(store, view.id, "Monday meeting", actor="test")
    (found,) = planning.saved_views(store)
    assert (found.id, found.name, found.page, found.query) == (view.id, "Monday meeting", "audience", query)
    planning.remove_view(store, view.id, actor="test")
    assert planning.saved_views(store) == []
    assert planning.restore_view(store, view.id, actor="test") == found


def test_names_of_saved_views_are_their_own(store: Store) -> None:
    view = planning.save_view(store, "Monday", "audience", "", actor="test")
    other = planning.save_view(store, "Tuesday", "audience", "", actor="test")
    deeds: tuple[Callable[[], object], ...] = (
        lambda: planning.save_view(store, "MONDAY ", "data", "", actor="test"),
        lambda: planning.rename_view(store, other.id, "monday", actor="test"),
    )
    for deed in deeds:
        with pytest.raises(Refusal) as refused:
            deed()
        assert code_of(refused) == "name_taken"
    planning.remove_view(store, view.id, actor="test")
    planning.rename_view(store, other.id, "Monday", actor="test")
    with pytest.raises(Refusal) as refused:
        planning.restore_view(store, view.id, actor="test")
    assert code_of(refused) == "name_taken"
    with pytest.raises(Refusal) as refused:
        planning.save_view(store, "Long", "data", "x" * 4001, actor="test")
    assert code_of(refused) == "long_query"
