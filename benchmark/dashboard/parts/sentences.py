"""The takeaways on a page: each sentence leads to the page that shows what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from benchmark.cards import takeaways
from benchmark.charts.labels import markdown_text
from benchmark.dashboard import address
from benchmark.dashboard.parts import card

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def show(frame: Frame) -> None:
    """Draw the sentences on all networks of the view."""
    everywhere = frame.context.about(None)
    card.show(everywhere, takeaways.takeaways, body=lambda: _links(frame))


def _links(frame: Frame) -> None:
    for number, sentence in enumerate(takeaways.sentences(frame.context.about(None))):
        page, label = frame.pages.get(sentence.page), markdown_text(sentence.text)
        with st.container(key=f"sentence-{number}"):
            if page is None:
                st.markdown(label)
            else:
                st.page_link(page, label=label, query_params=address.about(sentence.claim.source))
