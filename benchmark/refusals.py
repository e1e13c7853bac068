"""What the product refuses to do, and the checks of what people type: names, roles, markets, time zones.

A refusal carries a code and particulars as data; `benchmark.problems` makes the sentence that people read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from benchmark.text.plain import plain

ROLES: Final = ("main", "service", "employer", "sub-brand")
"""What an account is for; comparisons take the main ones unless told otherwise."""
TOKEN_ROLES: Final = ("viewer", "editor")
"""What a token of the HTTP API opens: a viewer reads, an editor also adds accounts and starts runs."""
TOKEN_DAYS: Final = 365
"""How long a token lasts when nothing is said."""
LONGEST_NAME: Final = 80
LONGEST_MARKET: Final = 40

Param = str | int | float | datetime | None


class Refusal(Exception):
    """An action that was not carried out; nothing was changed.

    Codes: ``bad_name``, ``name_taken``, ``bad_role``, ``bad_market``, ``bad_timezone``, ``unknown_brand``,
    ``unknown_account``, ``unknown_panel``, ``unknown_subject``, ``unknown_network``, ``other_brand``, ``same_account``,
    ``not_in_panel``; of `benchmark.planning`: ``bad_kind``, ``bad_title``, ``bad_note``, ``bad_days``, ``bad_objective``,
    ``bad_target``, ``long_query``, ``unknown_annotation``, ``unknown_objective``, ``objective_replaced``, ``unknown_view``,
    ``bad_purpose``, ``bad_word``, ``many_words``, ``unknown_tag``, ``unknown_post``; of `benchmark.reports`: ``unknown_report``,
    ``unknown_item``, ``too_many_items``, ``long_title``, ``long_note``, ``unknown_schedule``, ``bad_rhythm``, ``bad_format``,
    ``bad_language``, ``bad_period``, ``bad_recipient``, ``too_many_recipients``, ``bad_folder``, ``nowhere_to_send``,
    ``unknown_share``, ``bad_share_days``, ``share_too_long``, ``bad_template``, ``large_template`` and those of a sending, see
    `benchmark.problems.sending`; of `benchmark.tokens`: ``bad_token_role``, ``bad_token_days``, ``unknown_token``,
    ``wrong_token``, ``ended_token``.
    """

    def __init__(self, code: str, /, **params: Param) -> None:
        self.code = code
        self.params: dict[str, Param] = params
        super().__init__(code, params)


def name_of(text: str) -> str:
    """Return a name as it is stored: composed characters, one line, no control or bidirectional characters.

    Raises:
        Refusal: ``bad_name``, it has not 1 to 80 characters.
    """
    name = plain(unicodedata.normalize("NFC", text), 100 * LONGEST_NAME)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refusal("bad_name", name=name, longest=LONGEST_NAME)
    return name


def folded(name: str) -> str:
    """Return what two names share when people would take them for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def role_of(text: str) -> str:
    """Return a role of `ROLES`.

    Raises:
        Refusal: ``bad_role``.
    """
    role = text.strip().lower().replace(" ", "-")
    if role not in ROLES:
        raise Refusal("bad_role", role=text, roles=", ".join(ROLES))
    return role


def market_of(text: str | None) -> str | None:
    """Return a market, such as ``FR``; None and an empty text are none.

    Raises:
        Refusal: ``bad_market``, it is longer than 40 characters.
    """
    market = plain(text or "", 100 * LONGEST_MARKET)
    if len(market) > LONGEST_MARKET:
        raise Refusal("bad_market", market=market, longest=LONGEST_MARKET)
    return (market.upper() if len(market) == 2 else market) or None


def timezone_of(text: str) -> str:
    """Return the name of a time zone such as ``Europe/Paris``.

    Raises:
        Refusal: ``bad_timezone``.
    """
    try:
        return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refusal("bad_timezone", timezone=text) from error


def mail_address(text: str) -> str | None:
    """Return a mail address as it stands in a message: ``name@host``, the host in ASCII; None when it is none.

    Nothing passes that could mean more in a header than one address: no spaces, commas, brackets, quotes or line ends.
    """
    local, _, host = text.strip().rpartition("@")
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    fits = re.fullmatch(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}", local) and re.fullmatch(
        r"(?=.{1,250}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", ascii_host
    )
    return f"{local}@{ascii_host}" if fits else None
