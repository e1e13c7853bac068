"""Annotations: campaigns, key moments and outages, each from a first to a last local day of the panel.

An annotation is about one panel, brand and network, or about all of them where none is named.
"""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from benchmark.brands import lookup, panels
from benchmark.clock import utcnow
from benchmark.refusals import Refusal
from benchmark.store import Store, Transaction, directory, holding, planning
from benchmark.store.directory import By, Reader
from benchmark.store.planning import Annotation
from benchmark.text import words
from benchmark.text.plain import plain
from sources import SOURCES

KINDS: Final = {"campaign": words("Campaign"), "moment": words("Key moment"), "outage": words("Outage")}
"""What an annotation can be. An outage is a time in which figures are missing or wrong: cards name it in their footer."""
LONGEST_TITLE: Final = 80
LONGEST_NOTE: Final = 500
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100


@dataclass(frozen=True)
class Draft:
    """An annotation as somebody wrote it: panel, brand and network by id or name, None for all."""

    kind: str
    title: str
    first: date
    last: date
    note: str | None = None
    panel: str | None = None
    brand: str | None = None
    network: str | None = None


def annotations_in(reader: Reader, panel_id: str | None = None) -> list[Annotation]:
    """Return the annotations that hold, the latest first; with a panel's id those that it sees."""
    found = planning.all_annotations(reader)
    return [each for each in found if panel_id is None or each.panel_id in (None, panel_id)]


def annotate(store: Store, draft: Draft, *, actor: str) -> Annotation:
    """Add an annotation.

    Raises:
        Refusal: ``bad_kind``, ``bad_title``, ``bad_note``, ``bad_days``, ``unknown_panel``, ``unknown_brand``,
            ``unknown_network``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        columns = _columns(tx, draft)
        annotation_id = directory.new_id()
        holding.begin(tx, "annotation", {"annotation_id": annotation_id, **columns}, by.at)
        made = _find(tx, annotation_id)
        directory.audit(tx, by, "annotation.new", annotation_id, _said(made))
    return made


def correct(store: Store, annotation_id: str, draft: Draft, *, actor: str) -> Annotation:
    """Put another entry in the place of one, under the same id.

    Raises:
        Refusal: as `annotate`, ``unknown_annotation``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        before = _find(tx, annotation_id)
        columns = _columns(tx, draft)
        holding.end(tx, "annotation", annotation_id, by.at)
        holding.begin(tx, "annotation", {"annotation_id": annotation_id, **columns}, by.at)
        after = _find(tx, annotation_id)
        directory.audit(tx, by, "annotation.correct", annotation_id, f"{_said(before)} → {_said(after)}")
    return after


def remove_annotation(store: Store, annotation_id: str, *, actor: str) -> Annotation:
    """End an annotation; `restore_annotation` undoes it.

    Raises:
        Refusal: ``unknown_annotation``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        found = _find(tx, annotation_id)
        holding.end(tx, "annotation", annotation_id, by.at)
        directory.audit(tx, by, "annotation.remove", annotation_id, _said(found))
    return found


def restore_annotation(store: Store, annotation_id: str, *, actor: str) -> Annotation:
    """Begin a removed annotation again; one that holds stays as it is.

    Raises:
        Refusal: ``unknown_annotation``, there never was one.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        came = holding.begin_again(tx, "annotation", annotation_id, by.at)
        found = _find(tx, annotation_id)
        if came:
            directory.audit(tx, by, "annotation.restore", annotation_id, _said(found))
    return found


def _find(reader: Reader, annotation_id: str) -> Annotation:
    for each in planning.all_annotations(reader):
        if each.id == annotation_id:
            return each
    raise Refusal("unknown_annotation", annotation=annotation_id)


def _columns(tx: Transaction, draft: Draft) -> dict[str, Any]:
    if draft.kind not in KINDS:
        raise Refusal("bad_kind", kind=draft.kind, kinds=", ".join(KINDS))
    if not FIRST_YEAR <= draft.first.year <= draft.last.year <= LAST_YEAR or draft.last < draft.first:
        raise Refusal("bad_days", first=draft.first.isoformat(), last=draft.last.isoformat())
    if draft.network is not None and draft.network not in SOURCES:
        raise Refusal("unknown_network", network=draft.network)
    return {
        "kind": draft.kind,
        "title": _line(draft.title, LONGEST_TITLE, "bad_title", shortest=1),
        "note": _line(draft.note or "", LONGEST_NOTE, "bad_note") or None,
        "first_day": draft.first,
        "last_day": draft.last,
        "panel_key": panels.find(tx, draft.panel).key if draft.panel is not None else None,
        "brand_key": lookup.brand(tx, draft.brand).key if draft.brand is not None else None,
        "source": draft.network,
    }


def _line(text: str, longest: int, code: str, shortest: int = 0) -> str:
    line = plain(unicodedata.normalize("NFC", text), 100 * longest)
    if not shortest <= len(line) <= longest:
        raise Refusal(code, longest=longest)
    return line


def _said(row: Annotation) -> str:
    told = asdict(row)
    return ", ".join(f"{name}={told[name]}" for name in told if name != "id" and told[name] is not None)
