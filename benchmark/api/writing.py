"""What an editor's token may change: add accounts, start a run. Both are the actions of the pages and the command line."""

from __future__ import annotations

import argparse
from typing import Any, Final

from benchmark.api.operation import Asked, Document
from benchmark.api.parameters import Flag, Many, OneOf, Parameter, Text
from benchmark.api.problem import Problem
from benchmark.clock import utcnow
from benchmark.collect import RunGoing
from benchmark.commands import Context, LocalFiles, Stop, adding
from benchmark.output import Out
from benchmark.refusals import LONGEST_MARKET, LONGEST_NAME, ROLES
from benchmark.store import directory
from benchmark.store.directory import By
from benchmark.text import t, words

ACCOUNTS: Final = (
    Parameter("brand", Text(LONGEST_NAME), words("Name of the brand, made when it is new, or its id."), required=True),
    Parameter("links", Many(Text(500), 20), words("Links, handles, source:handle or websites."), required=True),
    Parameter("own", Flag(), words("Whether this is the panel's own brand."), default=False),
    Parameter("panel", Text(), words("Id or name of the panel to add to; by default the first.")),
    Parameter("market", Text(LONGEST_MARKET), words("Market of the accounts, such as FR.")),
    Parameter("role", OneOf(ROLES), words("What the accounts are for."), default="main"),
)


class _Kept(Out):
    """Keeps what a command tells a program."""

    def __init__(self) -> None:
        super().__init__(as_json=True)
        self.told: dict[str, Any] = {}

    def document(self, value: object) -> None:
        if isinstance(value, dict):
            self.told = value

    def progress(self, done: int, total: int, label: str = "") -> None:
        """Nobody looks."""

    def _out(self, text: str) -> None: ...

    def _err(self, text: str) -> None: ...


def add_accounts(asked: Asked) -> Document:
    """Add accounts as the command ``add`` does: each is looked up live; what cannot be added is told and keeps none back.

    Raises:
        Refusal: brand, role, market or panel cannot be.
        Problem: nothing could be added.
    """
    out = _Kept()
    files = LocalFiles(asked.session.settings.db)
    args = argparse.Namespace(**{**asked.values, "links": list(asked.values["links"])}, only=None, import_only=False)
    adding.add(Context(asked.session, out, files, Stop(), actor=asked.actor), args)
    told = {name: out.told.get(name, []) for name in ("added", "refused", "perhaps")}
    if not told["added"]:
        message = t("None of the links could be added. The list refused says why, and what to do.")
        raise Problem(422, "nothing_added", message, refused=told["refused"], perhaps=told["perhaps"])
    for account in told["added"]:
        account.pop("account_key", None)
    is_new = any(account["outcome"] != "already" for account in told["added"])
    return Document(told, status=201 if is_new else 200)


def start_run(asked: Asked) -> Document:
    """Start to read all active accounts, as the button of the pages does.

    Raises:
        Problem: a run is going.
    """
    try:
        run = asked.session.collector.start(trigger="manual")
    except RunGoing as going:
        message = t("Run {run} is going. Wait until it is done.", run=going.run_id)
        raise Problem(409, "run_going", message, run_id=going.run_id, started_at=going.started_at) from going
    if run.status == "nothing_to_do":
        return Document({"run_id": None, "status": run.status, "started_at": None})
    with asked.store.transaction() as tx:
        directory.audit(tx, By(asked.actor, utcnow()), "run.start", run.id)
    told = {"run_id": run.id, "status": run.status, "started_at": run.started_at}
    return Document(told, status=202, headers={"Location": f"/api/v1/runs?run={run.id}"})
