"""Brand: one brand in depth across its networks, next to any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from benchmark.cards import brand_accounts, brand_courses, objectives
from benchmark.cards.brand_beside import beside
from benchmark.cards.brand_figures import figures
from benchmark.cards.events import event_window
from benchmark.dashboard.parts import brand_choice, brand_targets, page
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page: the brand, side by side with the other, its objectives; then one network in depth."""
    context = brand_choice.choose_brands(frame.context)
    page.grid(context, [figures, brand_accounts.accounts, beside, objectives.objectives], columns=1)
    brand_targets.edit(frame, context)
    st.subheader(t("One network in depth"), anchor=False)
    context = page.choose_network(context)
    page.grid(context, [brand_courses.followers, brand_courses.posts_by_week], columns=1)
    context = brand_choice.choose_event(context)
    page.grid(context, [event_window, brand_courses.formats, brand_accounts.profile_changes], columns=1)
