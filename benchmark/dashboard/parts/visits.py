"""When the reader was here before, for what happened since. Until there is sign-in, everybody is one visitor."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from benchmark import clock
from benchmark.store import Store, StoreError, visits


def before(store: Store) -> datetime | None:
    """Return when the reader's visit before this one ended (UTC); None on the first. Asked of the store once in five minutes."""
    now, kept = clock.utcnow(), st.session_state.get("visit")
    if kept is not None and kept[0] == store.path and now - kept[1] < visits.STEP:
        known: datetime | None = kept[2]
        return known
    try:
        found = visits.arrive(store, visits.LOCAL, now)
    except StoreError:  # the figures can still be shown
        return None
    st.session_state["visit"] = (store.path, now, found)
    return found
