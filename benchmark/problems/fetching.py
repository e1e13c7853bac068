"""The sentence of every error that reading an account can end in: what happened and the next step. See `sources.errors`."""

from __future__ import annotations

from collections.abc import Callable

from benchmark.problems.case import Case
from benchmark.text import t
from benchmark.text.plain import plain


def other(case: Case, code: str) -> str:
    """Return the sentence of an error that has none of its own."""
    return t(
        "{network} could not be read ({code}). Try again; if it stays, run doctor and report what it says.",
        network=case.network,
        code=plain(code, 60),
    )


def _unreachable(case: Case) -> str:
    if case["reason"] == "dns":
        return t("No address is known for {host}. Check its spelling and the network connection.", host=case["host"])
    return t(
        "{network} could not be reached. Check the network connection; the next run tries again.", network=case.network
    )


def _rate_limited(case: Case) -> str:
    if case.when:
        return t(
            "{network} asks for fewer calls until {when}. The first run after that goes on.",
            network=case.network,
            when=case.when,
        )
    return t("{network} asks for fewer calls. The next run goes on where this one stopped.", network=case.network)


def _server_error(case: Case) -> str:
    if case.when:
        return t(
            "{network} has a fault of its own and asks to wait until {when}. Nothing to do: a later run tries again.",
            network=case.network,
            when=case.when,
        )
    return t("{network} has a fault of its own. Nothing to do: the next run tries again.", network=case.network)


def _needs_key(case: Case) -> str:
    if case.key_url:
        return t(
            "{network} needs a key. Set {setting} in the environment or in .streamlit/secrets.toml; get one at {url}",
            network=case.network,
            setting=case.setting,
            url=case.key_url,
        )
    return t(
        "{network} needs a key. Set {setting} in the environment or in .streamlit/secrets.toml.",
        network=case.network,
        setting=case.setting,
    )


def _key_rejected(case: Case) -> str:
    return t(
        "{network} did not accept the key in {setting}. Check it, or make a new one, and restart.",
        network=case.network,
        setting=case.setting,
    )


def _key_expired(case: Case) -> str:
    return t(
        "The key in {setting} has expired. Make a new one for {network} and restart.",
        network=case.network,
        setting=case.setting,
    )


def _no_permission(case: Case) -> str:
    if case.source is not None and not case.source.credentials:
        return t(
            "{network} does not let us read this account. Open it in a browser: it may be closed to the public.",
            network=case.network,
        )
    return t(
        "{network} does not let us read this. Give the key in {setting} the permission that the network's page names.",
        network=case.network,
        setting=case.setting,
    )


def _moved(case: Case) -> str:
    if case["moved_to"]:
        return t(
            "This account has moved to {place}. Add that one; the history so far stays here.", place=case["moved_to"]
        )
    return t("This account has moved. Add the new one; the history so far stays here.")


def _not_understood(case: Case) -> str:
    return t(
        "{network} answered in a form that is not documented. Nothing was stored from it; the next run tries again. "
        "If it stays, look for a newer version of this program.",
        network=case.network,
    )


def _quota(case: Case) -> str:
    if case.when:
        return t(
            "The quota of {network} is used up until {when}. Collecting goes on after that.",
            network=case.network,
            when=case.when,
        )
    return t(
        "The quota of {network} is used up. Collecting goes on when it is renewed; fewer runs a day use less of it.",
        network=case.network,
    )


def _clock(_case: Case) -> str:
    return t(
        "This machine's clock differs from the servers' by more than five minutes, so nothing is stored. "
        "Set the clock and collect again."
    )


SENTENCES: dict[str, Callable[[Case], str]] = {
    "unreachable": _unreachable,
    "timeout": lambda case: t(
        "{network} took too long to answer. Nothing to do: the next run tries again.", network=case.network
    ),
    "server_error": _server_error,
    "rate_limited": _rate_limited,
    "needs_key": _needs_key,
    "key_rejected": _key_rejected,
    "key_expired": _key_expired,
    "no_permission": _no_permission,
    "not_found": lambda case: t(
        "{network} knows no such account, or not any more. Check the spelling, or open its page in a browser.",
        network=case.network,
    ),
    "personal_account": lambda case: t(
        "{network} shows others the figures of pages, business and creator accounts only, and there is none of this name. "
        "Check the spelling; a personal account cannot be read.",
        network=case.network,
    ),
    "not_public": lambda case: t(
        "{network} shows others only public profiles with at least 100 followers, and there is none of this name. "
        "Check the spelling, or try again when the profile has grown.",
        network=case.network,
    ),
    "phrase_refused": lambda case: t(
        "{network} does not search for this phrase: it is too short, too common or holds a sign that is not allowed. "
        "Remove it and add the brand's full name.",
        network=case.network,
    ),
    "suspended": lambda case: t(
        "{network} has suspended this account. Its history so far is kept; remove it if it does not come back.",
        network=case.network,
    ),
    "moved": _moved,
    "private": lambda case: t(
        "{network} does not show this account to the public: its owner allows only approved or signed-in readers. "
        "Nothing more is read from it.",
        network=case.network,
    ),
    "not_understood": _not_understood,
    "repeated_cursor": lambda case: t(
        "{network} sent the same page twice, so the list of posts is not complete. The next run tries again.",
        network=case.network,
    ),
    "quota": _quota,
    "budget": lambda case: t(
        "Today's budget for {network} is spent. Collecting goes on tomorrow; the setting {setting} raises it.",
        network=case.network,
        setting=case["setting"],
    ),
    "credits": lambda case: t(
        "The credits bought at {network} are used up, or its own spending limit is reached. Buy credits or raise the "
        "limit at {network}; collecting then goes on.",
        network=case.network,
    ),
    "import_only": lambda case: t(
        "{network} gives nobody a lawful way to fetch its figures. Import a file or enter them by hand on the Data page.",
        network=case.network,
    ),
    "too_large": lambda case: t(
        "{network} sent more than is read at once, so nothing was stored from it. The next run tries again.",
        network=case.network,
    ),
    "too_many_pages": lambda case: t(
        "{network} has more pages than are read in one run; what was read is stored. The next run goes on.",
        network=case.network,
    ),
    "clock": _clock,
    "clock_wrong": _clock,
    "stopped": lambda _case: t("The run was stopped before this account was read. Collect again to go on."),
    "bug": lambda case: t(
        "What {network} sent could not be stored, through a fault of this program. Look for a newer version; "
        "the next run tries again.",
        network=case.network,
    ),
    "disk": lambda _case: t("The disk is full. Free some space and collect again; what was read before is stored."),
    "wal": lambda _case: t("What was written last cannot be read. Run doctor --repair."),
    "place": lambda _case: t(
        "The database's file or folder can no longer be written. Give this user the right to, and collect again."
    ),
    "closed": lambda _case: t("The database was closed in mid-run. Collect again: it goes on where it stopped."),
    "unreadable": lambda _case: t("The database can no longer be read. Run doctor; it names the way back."),
    "failed": lambda case: other(case, "failed"),
}
