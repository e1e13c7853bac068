"""Chart cards: from metrics to a card with its finding, figure, table and conditions. Pure: no Streamlit.

Each page has a module here; a card is a function ``(Context) -> Card`` in that module's ``CARDS``, named by its key, so that
pages, exports and reports make the very same card.
"""

from benchmark.cards.context import Builder, Context

__all__ = ["Builder", "Context"]
