"""Errors of fetching, named by what the caller does next.

Each carries a ``code`` and named ``params``; the sentence a person reads is made from them elsewhere, so no error
text here can carry a secret or a hostile string to a screen unescaped.
"""

from __future__ import annotations

from datetime import datetime

Param = str | int | float | datetime | None


class SourceError(Exception):
    """Anything that kept a source from answering. ``code`` names the case, ``params`` its particulars."""

    code = "failed"

    def __init__(self, code: str | None = None, /, **params: Param) -> None:
        self.code = code or type(self).code
        self.params: dict[str, Param] = params
        super().__init__(self.code, params)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class RetryLater(SourceError):
    """Nothing to mend: ask again later. ``retry_at`` is when, if the server said so (UTC without a zone).

    Codes: ``unreachable``, ``timeout``, ``server_error``, ``rate_limited``.
    """

    code = "unreachable"

    def __init__(self, code: str | None = None, /, *, retry_at: datetime | None = None, **params: Param) -> None:
        super().__init__(code, retry_at=retry_at, **params)
        self.retry_at = retry_at


class FixCredentials(SourceError):
    """The operator has to act. Codes: ``needs_key``, ``key_rejected``, ``key_expired``, ``no_permission``.

    Params: ``setting``, the name of the setting to fix.
    """

    code = "needs_key"


class AccountGone(SourceError):
    """There is no such account (any more). Codes: ``not_found``, ``suspended``, ``moved`` (param ``moved_to``).

    ``phrase_refused``: a phrase that the network does not search for. Where a network tells only of accounts of a kind,
    it may not say whether there is another one of that name: ``personal_account``, ``not_public`` (Threads).
    """

    code = "not_found"


class AccountPrivate(SourceError):
    """The account exists, but only its approved followers may read it."""

    code = "private"


class NotUnderstood(SourceError):
    """The answer had another form than documented. Param ``excerpt``: its beginning, at most 2 kB."""

    code = "not_understood"


class LimitReached(SourceError):
    """A quota, budget or safety limit is used up.

    Codes: ``quota``, ``budget`` (ours), ``credits`` (what was paid for in advance), ``too_large``, ``too_many_pages``.
    """

    code = "quota"


class Refused(SourceError):
    """We do not connect there.

    Codes: ``address_not_public``, ``not_http``, ``not_https`` (plain http to a public host), ``too_many_redirects``,
    ``bad_address``.
    """

    code = "address_not_public"


class ImportOnly(SourceError):
    """There is no lawful way to fetch this network's figures; they come by import and by hand."""

    code = "import_only"


class LinkNotUnderstood(SourceError):
    """A pasted text names no account.

    Codes: ``unknown_link``, ``bad_handle``, ``look_alike``, ``ambiguous``, ``secret_in_link`` (an address is stored, shown and
    exported, so it must not carry a key).
    """

    code = "unknown_link"


class Stopped(Exception):
    """The run was told to stop while it waited or read. Not a failure of the source, so no `SourceError`."""
