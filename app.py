"""The front door: ``streamlit run app.py`` serves the pages and runs the background collector. No logic lives here."""

from __future__ import annotations

import streamlit as st

from benchmark.dashboard.serve import lifespan, middleware, on_script_error, routes

app = st.App(
    "benchmark/dashboard/entry.py",
    lifespan=lifespan,
    routes=routes(),
    middleware=middleware(),
    on_script_error=on_script_error,
)
