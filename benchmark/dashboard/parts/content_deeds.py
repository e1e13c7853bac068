"""What can be done with a post: keep it as inspiration with a note, edit or remove that, tag it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from benchmark.charts.labels import markdown_text
from benchmark.dashboard.parts.data_account_deeds import carry_out
from benchmark.dashboard.parts.undoing import ACTOR
from benchmark.planning import inspiration
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import Refusal
from benchmark.store import Store, StoreError
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_REMOVED = "removed-inspiration"


def deeds(frame: Frame, post: Mapping[Any, Any]) -> None:
    """Draw the actions below a post."""
    key = int(post["post_key"])
    is_kept = bool(post.get("kept", True))
    with st.container(horizontal=True, key=f"actions-post-{key}", gap="small"):
        if st.button(t("Edit note") if is_kept else t("Keep"), key=f"keep-{key}", type="tertiary"):
            _keep(frame, post, is_kept=is_kept)
        if is_kept and st.button(t("Remove"), key=f"unkeep-{key}", type="tertiary"):
            st.session_state[_REMOVED] = key
            carry_out(lambda: inspiration.remove_kept(frame.store, key, actor=ACTOR))


def offer_undo(frame: Frame) -> None:
    """Draw the line that brings back the post removed last in this session."""
    key = st.session_state.get(_REMOVED)
    if key is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="undo-line"):
        st.markdown(t("The post is no longer kept."))
        if st.button(t("Undo"), key="undo-inspiration"):
            st.session_state.pop(_REMOVED)
            carry_out(lambda: inspiration.restore_kept(frame.store, key, actor=ACTOR))


def _keep(frame: Frame, post: Mapping[Any, Any], *, is_kept: bool) -> None:
    key = int(post["post_key"])
    note = post.get("note") if isinstance(post.get("note"), str) else inspiration.note_of(frame.store, key)

    @st.dialog(t("Keep as inspiration"))
    def dialog() -> None:
        st.caption(markdown_text(post["text"] if isinstance(post["text"], str) else t("No text"), 200))
        st.text_area(
            t("Note"), value=str(note or ""), max_chars=inspiration.LONGEST_NOTE, key=f"note-{key}",
            placeholder=t("What is worth keeping here?"),
        )  # fmt: skip
        label = t("Save") if is_kept else t("Keep")
        if st.button(label, key=f"save-note-{key}", type="primary", on_click=_save, args=(frame.store, key)):
            st.rerun()

    dialog()


def _save(store: Store, key: int) -> None:
    try:
        inspiration.keep_post(store, key, str(st.session_state[f"note-{key}"] or ""), actor=ACTOR)
    except Refusal as refusal:
        st.session_state["flash"] = sentence(refusal)
    except StoreError as error:
        st.session_state["flash"] = store_sentence(error)
