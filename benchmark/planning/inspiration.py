"""Posts kept as inspiration, each with a note of its own. Keeping ends never: removing can be undone, with the note it had."""

from __future__ import annotations

import unicodedata
from typing import Final

from benchmark.clock import utcnow
from benchmark.refusals import Refusal
from benchmark.store import Store, Transaction, directory, inspiration
from benchmark.store.directory import By
from benchmark.text.plain import plain

LONGEST_NOTE: Final = 500


def note_of(store: Store, post_key: int) -> str | None:
    """Return the note of a post that is kept; None without one."""
    return inspiration.note_of(store, post_key)[1]


def keep_post(store: Store, post_key: int, note: str = "", *, actor: str) -> None:
    """Keep a post with a note, or give one that is kept another note.

    Raises:
        Refusal: ``bad_note``, ``unknown_post``.
    """
    by, text = By(actor, utcnow()), _note(note)
    with store.transaction() as tx:
        name = _known(tx, post_key)
        there, before = inspiration.note_of(tx, post_key)
        if there and before == text:
            return
        inspiration.end(tx, post_key, by.at)
        inspiration.begin(tx, post_key, text, by.at)
        directory.audit(tx, by, "inspiration.note" if there else "inspiration.keep", name, text)


def remove_kept(store: Store, post_key: int, *, actor: str) -> None:
    """Keep a post no longer; `restore_kept` undoes it. One that is not kept stays so.

    Raises:
        Refusal: ``unknown_post``.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        name = _known(tx, post_key)
        there, note = inspiration.note_of(tx, post_key)
        if there:
            inspiration.end(tx, post_key, by.at)
            directory.audit(tx, by, "inspiration.remove", name, note)


def restore_kept(store: Store, post_key: int, *, actor: str) -> None:
    """Keep a post again that was kept, with the note it had last.

    Raises:
        Refusal: ``unknown_post``, also when it was never kept.
    """
    by = By(actor, utcnow())
    with store.transaction() as tx:
        name = _known(tx, post_key)
        ever, note = inspiration.last_note(tx, post_key)
        if not ever:
            raise Refusal("unknown_post")
        if not inspiration.note_of(tx, post_key)[0]:
            inspiration.begin(tx, post_key, note, by.at)
            directory.audit(tx, by, "inspiration.restore", name, note)


def _known(tx: Transaction, post_key: int) -> str:
    name = inspiration.named(tx, post_key)
    if name is None:
        raise Refusal("unknown_post")
    return name


def _note(text: str) -> str | None:
    line = plain(unicodedata.normalize("NFC", text), 100 * LONGEST_NOTE)
    if len(line) > LONGEST_NOTE:
        raise Refusal("bad_note", longest=LONGEST_NOTE)
    return line or None
