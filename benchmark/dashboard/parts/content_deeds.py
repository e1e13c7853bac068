"""What can be done with a post: keep it as inspiration with a note, edit or remove that, tag it by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from benchmark import planning
from benchmark.cards import post_table, traits
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts.data_account_deeds import carry_out
from benchmark.dashboard.parts.undoing import ACTOR
from benchmark.planning import inspiration
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import LONGEST_NAME, Refusal
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
        if st.button(t("Tags"), key=f"tags-{key}", type="tertiary"):
            _tag(frame, post)
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


def _tag(frame: Frame, post: Mapping[Any, Any]) -> None:
    key, names = int(post["post_key"]), traits.tag_names(frame.store)
    carried = [tag for tag in post_table.tags_of(post) if tag in names]

    @st.dialog(t("Tags of this post"))
    def dialog() -> None:
        st.caption(markdown_text(post["text"] if isinstance(post["text"], str) else t("No text"), 200))
        st.multiselect(
            t("Tags"), list(names), default=carried, format_func=lambda tag: plain(names.get(tag, tag), 60),
            key=f"tags-of-{key}", placeholder=t("No tag"),
        )  # fmt: skip
        st.text_input(
            t("New label"), key=f"new-tag-{key}", placeholder=t("for what no tag says yet"), max_chars=LONGEST_NAME
        )
        st.caption(
            t("What is decided here holds whatever a tag's words find. Words and pillars are set on the Data page.")
        )
        saving = (frame.store, key, tuple(carried))
        if st.button(t("Save"), key=f"save-tags-{key}", type="primary", on_click=_save_tags, args=saving):
            st.rerun()

    dialog()


def _save_tags(store: Store, key: int, carried: tuple[str, ...]) -> None:
    wanted: list[str] = list(st.session_state[f"tags-of-{key}"])
    label = str(st.session_state[f"new-tag-{key}"] or "").strip()

    def deed() -> None:
        if label:
            wanted.append(planning.make_tag(store, label, "label", planning.Rule(), actor=ACTOR).id)
        for tag in wanted:
            if tag not in carried:
                planning.put_on(store, tag, [key], actor=ACTOR)
        for tag in carried:
            if tag not in wanted:
                planning.take_off(store, tag, [key], actor=ACTOR)

    _do(deed)


def _save(store: Store, key: int) -> None:
    note = str(st.session_state[f"note-{key}"] or "")
    _do(lambda: inspiration.keep_post(store, key, note, actor=ACTOR))


def _do(deed: Callable[[], object]) -> None:
    """Carry out what a button's callback asks for, and say why if it is refused."""
    try:
        deed()
    except Refusal as refusal:
        st.session_state["flash"] = sentence(refusal)
    except StoreError as error:
        st.session_state["flash"] = store_sentence(error)
