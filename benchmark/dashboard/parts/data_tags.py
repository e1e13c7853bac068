"""The Data page's tags: the rules by which posts carry pillars, labels and the automatic tags, and how many do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from benchmark import planning
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.planning import PURPOSES, Rule, Trial
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import LONGEST_NAME, Refusal
from benchmark.store import Store, StoreError, tagging
from benchmark.store.tag_rules import Tag
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_REMOVED = "removed-tag"
_ROWS = 14
_SHOWN = 160
"""Characters of an example, and of a rule in the table."""


@st.fragment
def render(frame: Frame) -> None:
    """Draw the tags, the deeds on the chosen one, and a form for another."""
    st.caption(
        t(
            "A post carries a tag when its text holds one of the words or it has one of the hashtags, or when somebody gave it the "
            "tag on the Content page. Whole words only; upper and lower case, accents and hyphens do not matter. Content pillars "
            "are compared on the Content page."
        )
    )
    _undo(frame)
    found = planning.tags_in(frame.store)
    chosen = _table(frame, found) if found else None
    if frame.demo:
        st.caption(t("In the demo nothing can be changed."))
    elif chosen is not None:
        with st.container(border=True, key="tag-deeds"):
            _form(frame, chosen)
    else:
        st.subheader(t("New tag"), anchor=False)
        _form(frame, None)


def _table(frame: Frame, found: list[Tag]) -> Tag | None:
    """Draw the list; return the tag whose row is chosen."""
    counts = _counts(frame.store, frame.store.version)
    shown = pd.DataFrame(
        {
            t("Tag"): [plain(planning.shown_name(tag)) for tag in found],
            t("Purpose"): [t(PURPOSES[tag.purpose]) for tag in found],
            t("Posts"): [counts.get(tag.id, (0, 0))[0] for tag in found],
            t("By hand"): [counts.get(tag.id, (0, 0))[1] for tag in found],
            t("Words"): [plain(", ".join(tag.words), _SHOWN) for tag in found],
            t("Hashtags"): [plain(" ".join(f"#{name}" for name in tag.hashtags), _SHOWN) for tag in found],
        }
    )
    event = st.dataframe(
        shown,
        hide_index=True,
        key=f"tags-{frame.store.version}",
        on_select="rerun",
        selection_mode="single-row",
        height=36 * (min(len(found), _ROWS) + 1) + 3,
        row_height=36,
        column_config={
            t("Posts"): st.column_config.NumberColumn(format="localized", width="small"),
            t("By hand"): st.column_config.NumberColumn(format="localized", width="small"),
        },
    )
    rows = [place for place in event.selection["rows"] if place < len(found)]
    return found[rows[0]] if rows else None


def _form(frame: Frame, old: Tag | None) -> None:
    """Draw the fields, filled with a tag that is changed, what the rule would find, and the buttons."""
    key = old.id if old else f"new-{frame.store.version}"
    name, purpose = _called(old, key)
    words = st.text_area(
        t("Words and phrases, one a line"), "\n".join(old.words) if old else "", key=f"tag-words-{key}", height=136
    )
    hashtags = st.text_input(
        t("Hashtags"), " ".join(f"#{each}" for each in old.hashtags) if old else "", key=f"tag-hashtags-{key}"
    )
    rule = _rule(words, hashtags)
    if rule is not None:
        _preview(frame, rule)
    with st.container(horizontal=True):
        if (
            st.button(t("Save") if old else t("Make the tag"), type="primary", key=f"keep-tag-{key}")
            and rule is not None
        ):
            _keep(frame, old, name, purpose, rule)
        if old and st.button(t("Remove"), key=f"remove-tag-{key}"):
            st.session_state[_REMOVED] = (old.id, planning.shown_name(old))
            carry_out(lambda: planning.remove_tag(frame.store, old.id, actor=ACTOR))


def _called(old: Tag | None, key: str) -> tuple[str, str]:
    """Draw name and purpose. What a tag is for does not change: other figures rest on it."""
    places = st.columns([2, 1], gap="small")
    name = places[0].text_input(
        t("Name"), planning.shown_name(old) if old else "", max_chars=LONGEST_NAME, key=f"tag-name-{key}"
    )
    options = [old.purpose] if old else [each for each in PURPOSES if each != "automatic"]
    purpose = places[1].selectbox(
        t("Purpose"),
        options,
        format_func=lambda each: t(PURPOSES[each]),
        key=f"tag-purpose-{key}",
        disabled=old is not None,
    )
    return name, purpose


def _rule(words: str, hashtags: str) -> Rule | None:
    """Return the rule that was written, or say why it is none."""
    try:
        return planning.rule_of(words.splitlines(), re.split(r"[\s,]+", hashtags))
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
        return None


def _preview(frame: Frame, rule: Rule) -> None:
    """Say what a rule would find; nothing is stored."""
    if not (rule.words or rule.hashtags):
        st.caption(t("Without words and hashtags, posts carry the tag only where somebody gives it to them."))
        return
    with st.spinner(t("Looking through the posts …")):
        tried = _tried(frame.store, frame.store.version, rule)
    if not tried.found:
        st.markdown(t("Would tag none of {n} post.", "Would tag none of {n} posts.", n=tried.posts))
        return
    st.markdown(t("Would tag {found} of {n} post, for example:", "Would tag {found} of {n} posts, for example:",
                  found=tried.found, n=tried.posts))  # fmt: skip
    for example in tried.examples:
        st.caption(markdown_text(plain(example, _SHOWN), _SHOWN))


def _keep(frame: Frame, old: Tag | None, name: str, purpose: str, rule: Rule) -> None:
    """Store what was written and draw the page anew, or say why not and leave the fields as they are."""
    try:
        with st.spinner(t("Looking through the posts …")):
            if old is None:
                planning.make_tag(frame.store, name, purpose, rule, actor=ACTOR)
            else:
                if name != planning.shown_name(old):
                    planning.rename_tag(frame.store, old.id, name, actor=ACTOR)
                planning.change_rule(frame.store, old.id, rule, actor=ACTOR)
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
    except StoreError as error:
        st.error(markdown_text(store_sentence(error)))
    else:
        st.session_state["flash"] = t("{title} is saved.", title=plain(name, 60))
        st.rerun()


def _undo(frame: Frame) -> None:
    gone = st.session_state.get(_REMOVED)
    if gone is None:
        return
    tag_id, name = gone
    with st.container(horizontal=True, vertical_alignment="center", key="tag-undo"):
        st.markdown(markdown_text(t("Removed: {title}", title=name)))
        if st.button(t("Undo"), key="undo-tag"):
            st.session_state.pop(_REMOVED)
            carry_out(lambda: planning.restore_tag(frame.store, tag_id, actor=ACTOR))


@lru_cache(maxsize=4)
def _counts(store: Store, version: int) -> dict[str, tuple[int, int]]:  # noqa: ARG001  version is the key
    return tagging.counts(store)


@lru_cache(maxsize=16)
def _tried(store: Store, version: int, rule: Rule) -> Trial:  # noqa: ARG001  version is the key
    return planning.try_rule(store, rule)
