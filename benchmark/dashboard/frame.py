"""What every page is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from benchmark.cards import Context
from benchmark.owner import Owner
from benchmark.store import Store
from benchmark.view import panels


@dataclass
class Frame:
    """The owner, the store in view and, once the sidebar was drawn, the view chosen."""

    owner: Owner
    store: Store
    demo: bool
    pages: Mapping[str, Any] = field(default_factory=dict)
    """The pages by their path, for links from one to another."""
    path: str = ""
    """The path of the page in view."""
    place: DeltaGenerator | None = None
    """Where the filters are drawn; the sidebar when nothing is said."""
    context: Context = field(init=False)
    panel: panels.Panel = field(init=False)
