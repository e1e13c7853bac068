"""The switches that leave contests and partnerships out of all figures on posts. The address may name any other tag too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from benchmark.cards import leaving_out
from benchmark.dashboard import address
from benchmark.planning.tags import CONTEST, PARTNERSHIP, shown_name
from benchmark.store.tag_rules import Tag
from benchmark.text import t, words
from benchmark.view import fields

_SWITCHES: Final[Mapping[str, str]] = {CONTEST: words("Without contests"), PARTNERSHIP: words("Without partnerships")}


@dataclass(frozen=True)
class LeavingOut:
    """The tags there are, and which of them the address leaves out."""

    tags: tuple[Tag, ...]
    ids: tuple[str, ...]

    @property
    def said(self) -> str:
        """What is left out, in words; empty when nothing is."""
        return leaving_out.named([tag for tag in self.tags if tag.id in self.ids])


def switches(now: LeavingOut) -> None:
    """Draw a switch for each automatic tag that there is."""
    for tag in now.tags:
        if tag.id in _SWITCHES:
            _switch(tag, now)


def _switch(tag: Tag, now: LeavingOut) -> None:
    key = f"choose-without-{tag.id}"

    def write() -> None:
        on = bool(st.session_state[key])
        ids = [each.id for each in now.tags if (on if each.id == tag.id else each.id in now.ids)]
        names = {each.id: each.id if each.id in _SWITCHES else shown_name(each) for each in now.tags}
        address.put("without", " ".join(each if each in _SWITCHES else fields.named(names, each) for each in ids))

    if st.session_state.get(key) != (tag.id in now.ids):
        st.session_state[key] = tag.id in now.ids
    st.toggle(
        t(_SWITCHES[tag.id]),
        key=key,
        on_change=write,
        help=t(
            "Leaves out the posts that carry the tag, found by its words and hashtags or given by hand: on the Data page under "
            "Tags. A post that does not say what it is cannot be found."
        ),
    )
