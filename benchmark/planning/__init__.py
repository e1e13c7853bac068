"""What people put beside the figures: annotations, objectives, saved views, tags. What dashboard, command line and API all call.

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
from benchmark.planning.tags import (
    CONTEST,
    PARTNERSHIP,
    PURPOSES,
    Rule,
    change_rule,
    find_tag,
    leave_to_rule,
    make_tag,
    put_on,
    remove_tag,
    rename_tag,
    restore_tag,
    rule_of,
    shown_name,
    tags_in,
    take_off,
    try_rule,
)
from benchmark.planning.views import remove_view, rename_view, restore_view, save_view, saved_views
from benchmark.refusals import Refusal
from benchmark.store.planning import Annotation, Objective, SavedView
from benchmark.store.tag_rules import Tag, Trial

__all__ = [
    "CONTEST",
    "KINDS",
    "PARTNERSHIP",
    "PURPOSES",
    "Annotation",
    "Draft",
    "Objective",
    "Refusal",
    "Rule",
    "SavedView",
    "Tag",
    "Trial",
    "annotate",
    "annotations_in",
    "change_rule",
    "correct",
    "find_tag",
    "leave_to_rule",
    "make_tag",
    "objectives_in",
    "put_on",
    "remove_annotation",
    "remove_objective",
    "remove_tag",
    "remove_view",
    "rename_tag",
    "rename_view",
    "restore_annotation",
    "restore_objective",
    "restore_tag",
    "restore_view",
    "rule_of",
    "save_view",
    "saved_views",
    "set_objective",
    "shown_name",
    "tags_in",
    "take_off",
    "try_rule",
]
