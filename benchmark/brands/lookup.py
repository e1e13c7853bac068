"""Which brand or account a text means: an id, a name, a link or a handle. Actions and options all ask here."""

from __future__ import annotations

from benchmark.refusals import Refusal, folded
from benchmark.store import directory
from benchmark.store.directory import AccountRow, Brand, Reader
from sources import links


def brand_named(reader: Reader, text: str) -> Brand | None:
    """Return the brand of this id or name, a removed one too; names count as equal when case-folded."""
    known = directory.all_brands(reader)
    for brand in known:
        if brand.id == text:
            return brand
    wanted = folded(" ".join(text.split()))
    return next((brand for brand in known if folded(brand.name) == wanted), None)


def brand(reader: Reader, text: str) -> Brand:
    """Return the brand of this id or name.

    Raises:
        Refusal: ``unknown_brand``.
    """
    found = brand_named(reader, text)
    if found is None:
        raise Refusal("unknown_brand", name=text)
    return found


def account_named(reader: Reader, text: str) -> AccountRow | None:
    """Return the account of this id, link or handle, a removed one too."""
    known = directory.all_accounts(reader)
    for account in known:
        if account.id == text:
            return account
    resolved = links.resolve(text)
    return _same(known, resolved.source, resolved.identity, resolved.url) if resolved.identity else None


def account_of(reader: Reader, source: str, native_id: str, url: str | None = None) -> AccountRow | None:
    """Return the stored account of a network under its id, or under the handle that ``native_id`` is."""
    return _same(directory.all_accounts(reader), source, native_id, url)


def account(reader: Reader, text: str) -> AccountRow:
    """Return the account of this id, link or handle.

    Raises:
        Refusal: ``unknown_account``.
    """
    found = account_named(reader, text)
    if found is None:
        raise Refusal("unknown_account", account=text)
    return found


def subject(reader: Reader, text: str) -> Brand | AccountRow:
    """Return the brand or the account that a text means; a brand's name comes first.

    Raises:
        Refusal: ``unknown_subject``.
    """
    found = brand_named(reader, text) or account_named(reader, text)
    if found is None:
        raise Refusal("unknown_subject", name=text)
    return found


def accounts_of(reader: Reader, text: str) -> list[AccountRow]:
    """Return the one account that a text means, or all accounts of the brand that it means.

    Raises:
        Refusal: ``unknown_subject``.
    """
    found = subject(reader, text)
    if isinstance(found, AccountRow):
        return [found]
    return [row for row in directory.all_accounts(reader) if row.brand_key == found.key]


def brand_of(reader: Reader, found: Brand | AccountRow) -> Brand:
    """Return the brand itself, or the brand whose account it is."""
    if isinstance(found, Brand):
        return found
    return next(brand for brand in directory.all_brands(reader) if brand.key == found.brand_key)


def _same(known: list[AccountRow], source: str | None, native_id: str, url: str | None) -> AccountRow | None:
    """By id first; a handle or an address also finds the account that is now known under its immutable id."""
    candidates = [row for row in known if source in (row.source, links.WEBSITE)]
    for row in candidates:
        if row.native_id == native_id:
            return row
    if native_id.startswith("@"):
        handle = native_id.removeprefix("@")
        for row in candidates:
            if (row.handle or "").removeprefix("@").lower() == handle:
                return row
    elif "://" not in native_id:
        return None  # an immutable id is that one or another one, wherever its page stands
    addresses = {_bare(address) for address in (native_id, url) if address and "://" in address}
    return next((row for row in candidates if row.url and _bare(row.url) in addresses), None)


def _bare(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.").rstrip("/").lower()
