"""The sentence of every refusal: what was not done, why, and the next step. See `benchmark.refusals`."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from benchmark.problems.case import Case
from benchmark.refusals import ROLES
from benchmark.text import t


def _unknown_panel(case: Case) -> str:
    if case["known"]:
        return t("There is no panel {panel}. There is: {known}.", panel=case["panel"], known=case["known"])
    return t("There is no panel yet. Add a first account: that makes one.")


SENTENCES: dict[str, Callable[[Case], str]] = {
    "same_account": lambda case: t(
        "{account} turned out to be the same account as {other} of {brand}. Their histories are not merged: remove one.",
        account=case["account"],
        other=case["other"],
        brand=case["brand"],
    ),
    "other_brand": lambda case: t(
        "{account} already belongs to {brand}, and an account has one brand. Move it to {wanted}, or leave it there.",
        account=case["account"],
        brand=case["brand"],
        wanted=case["wanted"],
    ),
    "bad_name": lambda case: t(
        "A name has 1 to {longest} visible characters. Choose another.", longest=case["longest"]
    ),
    "name_taken": lambda case: t("The name {name} is taken. Choose another, or use that one.", name=case["name"]),
    "bad_role": lambda case: t(
        "{role} is no role. Use one of: {roles}.", role=case["role"], roles=case["roles"] or ", ".join(ROLES)
    ),
    "bad_market": lambda case: t("A market has at most {longest} characters, such as FR.", longest=case["longest"]),
    "bad_timezone": lambda case: t(
        "{timezone} is no time zone. Use a name such as Europe/Paris.", timezone=case["timezone"]
    ),
    "unknown_brand": lambda case: t("There is no brand {name}. Check its spelling.", name=case["name"]),
    "unknown_account": lambda case: t(
        "There is no account {account}. Check its spelling, or use its link.", account=case["account"]
    ),
    "unknown_subject": lambda case: t(
        "There is no brand and no account {name}. Check its spelling.", name=case["name"]
    ),
    "unknown_panel": _unknown_panel,
    "unknown_network": lambda case: t("There is no network {network}. Check its spelling.", network=case["network"]),
    "not_in_panel": lambda case: t(
        "{name} is not in the panel {panel}, so nothing was taken out.",
        name=case["name"],
        panel=case["panel"],
    ),
    "bad_kind": lambda case: t(
        "{kind} is no kind of annotation. Use one of: {kinds}.", kind=case["kind"], kinds=case["kinds"]
    ),
    "bad_title": lambda case: t(
        "A title has 1 to {longest} visible characters. Write another.", longest=case["longest"]
    ),
    "bad_note": lambda case: t("A note has at most {longest} characters. Shorten it.", longest=case["longest"]),
    "bad_days": lambda _case: t("The last day comes before the first, or the year cannot be meant. Check both days."),
    "unknown_annotation": lambda _case: t("This annotation is not there any more. Reload the page."),
    "bad_objective": lambda case: t(
        "{metric} cannot have a target. Use one of: {metrics}.", metric=case["metric"], metrics=case["metrics"]
    ),
    "bad_target": lambda _case: t("A target is a number above 0. Enter one."),
    "unknown_objective": lambda _case: t("This target is not there any more. Reload the page."),
    "objective_replaced": lambda _case: t("Another target was set meanwhile, so the old one stays removed."),
    "long_query": lambda case: t(
        "The address of this view is longer than {longest} characters. Choose fewer brands by name.",
        longest=case["longest"],
    ),
    "unknown_report": lambda case: t("There is no report “{name}” (any more). Check its name.", name=case["name"]),
    "unknown_item": lambda _case: t("This page of the report is not there any more. Reload the page."),
    "bad_template": lambda _case: t(
        "This file cannot serve as a template. Choose a .pptx without macros that has a layout with a title."
    ),
    "large_template": lambda case: t(
        "A template has at most {most} MB. Take its slides and large pictures out, save it and choose it again.",
        most=case["most"],
    ),
    "too_many_items": lambda case: t("A report holds at most {most} pages. Begin another one.", most=case["most"]),
    "long_title": lambda case: t("A title has at most {longest} characters.", longest=case["longest"]),
    "long_note": lambda case: t("A note has at most {longest} characters.", longest=case["longest"]),
    "bad_token_role": lambda case: t(
        "{role} is no role of a token. Use one of: {roles}.", role=case["role"], roles=case["roles"]
    ),
    "bad_token_days": lambda case: t("A token lasts 1 to {most} days.", most=case["most"]),
    "unknown_token": lambda case: t(
        "There is no token {name} that still holds. Check its spelling.", name=case["name"]
    ),
    "wrong_token": lambda _case: t(
        "This token is not known here. Make one with the command token new, and send it whole."
    ),
    "ended_token": lambda case: t(
        "The token {name} does not hold any more. Make another one with the command token new.", name=case["name"]
    ),
    "unknown_view": lambda _case: t("This saved view is not there any more. Reload the page."),
    "bad_purpose": lambda case: t(
        "{purpose} is no purpose of a tag. Use one of: {purposes}.", purpose=case["purpose"], purposes=case["purposes"]
    ),
    "bad_word": lambda case: t(
        "{word} cannot be looked for. A word or hashtag has at most {longest} characters, one of them a letter, a digit or a sign"
        " such as €, and a hashtag no spaces.",
        word=case["word"],
        longest=case["longest"],
    ),
    "many_words": lambda case: t(
        "A rule has at most {most} words and as many hashtags. Make a second tag of the rest.", most=case["most"]
    ),
    "unknown_tag": lambda case: t("There is no tag {name}. Check its spelling.", name=case["name"]),
    "unknown_post": lambda _case: t("This post is not there any more. Reload the page."),
    "too_many_rows": lambda case: t(
        "{rows} rows are more than the {most} that a sheet holds. Choose csv or parquet, or fewer days.",
        rows=case["rows"],
        most=case["most"],
    ),
}

COMMANDS: dict[str, Callable[[Case], str]] = {
    "other_brand": lambda case: t(
        "The command for it: move {account} {wanted}",
        account=shlex.quote(case["account"]),
        wanted=shlex.quote(case["wanted"]),
    ),
    "unknown_brand": lambda _case: t("The command status lists brands and accounts."),
    "unknown_account": lambda _case: t("The command status lists brands and accounts."),
    "unknown_subject": lambda _case: t("The command status lists brands and accounts."),
    "unknown_panel": lambda _case: t("The command panel list shows the panels, panel new NAME makes one."),
    "unknown_report": lambda _case: t("Ready-made ones: {kinds}.", kinds="weekly, monthly, portrait, head-to-head"),
    "unknown_network": lambda _case: t("The command sources lists the networks."),
    "not_supported_yet": lambda _case: t("The command sources lists the networks that are."),
    "not_in_panel": lambda _case: t("The command panel list shows who is in it."),
    "unknown_token": lambda _case: t("The command token list shows them."),
}
"""What only somebody at a command line can do next, said after the sentence."""
