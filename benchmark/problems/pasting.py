"""The sentences of what is pasted: texts that name no account, addresses that are not called, websites that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable

from benchmark.problems.case import Case
from benchmark.text import t


def _refused(case: Case) -> str:
    return t(
        "{host} is not a public address, so it is not called. If it is meant, list it in BENCHMARK_ALLOW_HOSTS.",
        host=case["host"] or t("This"),
    )


def _not_https(case: Case) -> str:
    return t(
        "{host} offers no encrypted connection. Use an address that begins with https://, "
        "or list the host in BENCHMARK_ALLOW_HOSTS.",
        host=case["host"] or t("This site"),
    )


def _bad_handle(case: Case) -> str:
    if case["network"]:
        return t("This cannot be a name on {network}. Paste the link of the profile.", network=case.label("network"))
    return t("This cannot be the name of an account. Paste the link of the profile.")


def _unknown_link(case: Case) -> str:
    if case["network"]:
        return t(
            "This {network} link names no account. Open the profile and paste its address.",
            network=case.label("network"),
        )
    return t("This names no account. Paste the link of a profile, a handle such as @name@server, or a website.")


def _ambiguous(case: Case) -> str:
    handle = case["handle"] or "@…"
    return t(
        "{handle} may be of several networks. Say which one, for example bluesky:{bare}, or paste the profile's link.",
        handle=handle,
        bare=handle.removeprefix("@"),
    )


def _not_supported_yet(case: Case) -> str:
    return t(
        "{network} is not supported yet. Add the brand's website, blog or another network instead.",
        network=case.label("network"),
    )


def _nothing_found(case: Case) -> str:
    return t(
        "Nothing to follow was found at {host}: no feed, no WordPress, no account. Paste the address of its feed.",
        host=case["host"] or t("this address"),
    )


def _other_site(case: Case) -> str:
    return t(
        "{host} leads to another site, {place}. Paste that address if it is the brand's.",
        host=case["host"] or t("This address"),
        place=case["place"],
    )


def _robots(case: Case) -> str:
    return t(
        "{host} asks programs not to read {path} (robots.txt), so it was not read. Paste the links of its profiles instead.",
        host=case["host"] or t("This site"),
        path=case["path"] or "/",
    )


def _closed_site(case: Case) -> str:
    return t(
        "{host} does not let programs read its pages. Paste the links of its profiles instead.",
        host=case["host"] or t("This site"),
    )


SENTENCES: dict[str, Callable[[Case], str]] = {
    "address_not_public": _refused,
    "not_http": lambda _case: t("Only web addresses are followed. Paste one that begins with https://."),
    "not_https": _not_https,
    "too_many_redirects": lambda case: t(
        "{host} sends us on and on. Open it in a browser and paste the address where it ends.",
        host=case["host"] or t("This site"),
    ),
    "bad_address": lambda _case: t(
        "This is no web address that can be called. Check its spelling and paste it as the browser shows it."
    ),
    "unknown_link": _unknown_link,
    "bad_handle": _bad_handle,
    "secret_in_link": lambda _case: t(
        "This address carries a key, and addresses are stored, shown and exported. Paste the public address without it."
    ),
    "look_alike": lambda _case: t(
        "This imitates another address: a network's name stands in front of another host, or letters that look alike are mixed. "
        "Type the address anew by hand."
    ),
    "ambiguous": _ambiguous,
    "not_supported_yet": _not_supported_yet,
    "nothing_found": _nothing_found,
    "no_feed": _nothing_found,
    "other_site": _other_site,
    "robots": _robots,
    "closed_site": _closed_site,
    "only_perhaps": lambda case: t(
        "{host} links to accounts, but to none that is surely its own, so nothing was added. Add the right ones by their links.",
        host=case["host"] or t("This site"),
    ),
    "enough": lambda case: t(
        "{network} was asked often enough for one visit. Look it up again later.", network=case.network
    ),
}
