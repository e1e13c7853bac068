"""What people put beside the figures: annotations, objectives, saved views. What dashboard, command line and API all call.

Everything is append-only: a correction ends the entry that held and begins another under the same id, removing ends it, and
undoing that begins it again. Each action is one transaction with its audit row, and refuses (`Refusal`) before anything changes.
"""

from benchmark.planning.annotations import (
    KINDS,
    Draft,
    annotate,
    annotations_in,
    correct,
    remove_annotation,
    restore_annotation,
)
from benchmark.planning.objectives import objectives_in, remove_objective, restore_objective, set_objective
from benchmark.planning.views import remove_view, rename_view, restore_view, save_view, saved_views
from benchmark.refusals import Refusal
from benchmark.store.planning import Annotation, Objective, SavedView

__all__ = [
    "KINDS",
    "Annotation",
    "Draft",
    "Objective",
    "Refusal",
    "SavedView",
    "annotate",
    "annotations_in",
    "correct",
    "objectives_in",
    "remove_annotation",
    "remove_objective",
    "remove_view",
    "rename_view",
    "restore_annotation",
    "restore_objective",
    "restore_view",
    "save_view",
    "saved_views",
    "set_objective",
]
