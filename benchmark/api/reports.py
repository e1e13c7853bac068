"""Reports as files, the same that the command line and the pages make."""

from __future__ import annotations

from typing import Final

from benchmark.api.operation import Asked, File
from benchmark.api.parameters import OneOf, Parameter, Word
from benchmark.api.problem import Problem
from benchmark.api.tables import check_days
from benchmark.brands import panels
from benchmark.reports.document import NothingToShow, build
from benchmark.reports.formats import FORMATS, ExportFailed, file_name, make
from benchmark.reports.wanted import wanted
from benchmark.text import t, words

NAME: Final = Parameter(
    "name", Word(), words("weekly, monthly, portrait, head-to-head, or the id of a report of one's own."), required=True
)
FORM: Final = Parameter("format", OneOf(tuple(FORMATS)), words("The kind of file."), default="html")


def report(asked: Asked) -> File:
    """Return a report as a file.

    Raises:
        Refusal: there is no such report or panel.
        Problem: there is nothing to show, or this kind of file cannot be made here.
    """
    values, store = asked.values, asked.store
    check_days(values)
    if (values["from"] is None) != (values["to"] is None):
        raise Problem(422, "bad_days", t("Give both from and to, or neither."))
    days = (values["from"], values["to"]) if values["from"] else None
    panel = panels.find(store, values["panel"]).id if values["panel"] else None
    try:
        found = wanted(store, values["name"], panel=panel, days=days)
        document = build(store, found.report, whole=found.whole, now=asked.now)
        content = make(values["format"], document)
    except NothingToShow as nothing:
        raise Problem(
            422, "nothing_to_show", t("There is nothing to report yet. Add a brand and collect first.")
        ) from nothing
    except ExportFailed as failed:
        raise Problem(422, "export_failed", str(failed)) from failed
    return File(content, FORMATS[values["format"]].mime, file_name(document, values["format"]))
