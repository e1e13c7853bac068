"""Reports that people put together: what is added, changed, copied, removed and brought back, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmark.problems import sentence
from benchmark.refusals import Refusal
from benchmark.reports import basket
from benchmark.store import Store
from benchmark.store.reports import Item, Report

GROWTH = Item("", "follower-growth", "period=28d&compare=year", "bluesky", (("scale", "log"), ("brand", "b1")))
WORDS = Item("", None, title="What we do next", note="Fewer links, more videos.")


def made(store: Store, *items: Item) -> Report:
    report = basket.new_report(store, "Monday", actor="test")
    for item in items:
        report = basket.add(store, report.id, item, actor="test")
    return report


def only(store: Store) -> Report:
    (report,) = basket.all_reports(store)
    return report


def test_what_is_added_stands_at_the_end_as_it_was_seen(store: Store) -> None:
    report = made(store, GROWTH, WORDS)
    stored = only(store)
    assert stored == replace(report, items=stored.items)
    first, second = stored.items
    assert first == replace(GROWTH, id=first.id, options=(("brand", "b1"), ("scale", "log")))
    assert second == replace(WORDS, id=second.id)
    assert first.id != second.id


def test_order_titles_and_notes_are_changed_and_every_earlier_state_is_kept(store: Store) -> None:
    first, second = made(store, GROWTH, WORDS).items
    titled = replace(first, title="We grow", note="See the campaign.")
    basket.change(store, only(store).id, [second, titled], actor="test")
    assert [(item.id, item.title) for item in only(store).items] == [(second.id, WORDS.title), (first.id, "We grow")]
    rows = store.rows(
        "SELECT title, removed_at IS NULL FROM report_items WHERE item_id = $id ORDER BY created_at", {"id": first.id}
    )
    assert sorted(rows, key=str) == sorted([(None, False), ("We grow", True)], key=str)
    basket.change(store, only(store).id, [titled], actor="test")
    assert [item.id for item in only(store).items] == [first.id]
    before = store.rows("SELECT count(*) FROM report_items")
    basket.change(store, only(store).id, [replace(titled, options=only(store).items[0].options)], actor="test")
    assert store.rows("SELECT count(*) FROM report_items") == before, "what is the same is not written again"


def test_a_removed_report_comes_back_with_its_pages(store: Store) -> None:
    report = made(store, GROWTH)
    basket.remove(store, report.id, actor="test")
    assert basket.all_reports(store) == []
    assert len(basket.restore(store, report.id, actor="test").items) == 1
    basket.restore(store, report.id, actor="test")
    assert len(only(store).items) == 1, "twice is once"


def test_a_copy_is_apart_from_what_it_was_copied_from(store: Store) -> None:
    report = made(store, GROWTH, WORDS)
    copy = basket.duplicate(store, report.id, "Tuesday", actor="test")
    basket.change(store, copy.id, copy.items[:1], actor="test")
    basket.rename(store, copy.id, "Wednesday", actor="test")
    assert {each.name: len(each.items) for each in basket.all_reports(store)} == {"Monday": 2, "Wednesday": 1}
    assert basket.report_of(store, "WEDNESDAY").id == basket.report_of(store, copy.id).id == copy.id


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("unknown_report", lambda store, _: basket.add(store, "gone", GROWTH, actor="test")),
        ("unknown_report", lambda store, _: basket.report_of(store, "gone")),
        ("name_taken", lambda store, _: basket.new_report(store, "MONDAY", actor="test")),
        ("bad_name", lambda store, report: basket.rename(store, report.id, " \u202e ", actor="test")),
        (
            "unknown_item",
            lambda store, report: basket.change(store, report.id, [replace(WORDS, id="gone")], actor="test"),
        ),
        (
            "long_title",
            lambda store, report: basket.add(store, report.id, replace(WORDS, title="x" * 201), actor="test"),
        ),
        (
            "long_note",
            lambda store, report: basket.add(store, report.id, replace(WORDS, note="x" * 2001), actor="test"),
        ),
        (
            "long_query",
            lambda store, report: basket.add(store, report.id, replace(GROWTH, fields="x" * 4001), actor="test"),
        ),
        ("too_many_items", lambda store, _: basket.new_report(store, "Much", actor="test", items=[WORDS] * 101)),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_changes(
    store: Store, code: str, act: Callable[[Store, Report], object]
) -> None:
    report = made(store, GROWTH)
    before = store.rows("SELECT * FROM report_items"), store.rows("SELECT * FROM reports")
    with pytest.raises(Refusal) as refused:
        act(store, report)
    assert refused.value.code == code
    assert sentence(refused.value).endswith((".", "?"))
    assert (store.rows("SELECT * FROM report_items"), store.rows("SELECT * FROM reports")) == before


def test_a_full_report_takes_no_more(store: Store) -> None:
    report = basket.new_report(store, "Much", actor="test", items=[WORDS] * basket.MOST_ITEMS)
    with pytest.raises(Refusal, match="too_many_items"):
        basket.add(store, report.id, WORDS, actor="test")


def test_everything_is_audited(store: Store) -> None:
    report = made(store, GROWTH)
    basket.remove(store, report.id, actor="test")
    actions = store.rows("SELECT action FROM core.audit WHERE subject = $id ORDER BY happened_at", {"id": report.id})
    assert {action for (action,) in actions} == {"report.new", "report.add", "report.remove"}
