"""Whom the figures of a file are about: accounts by id, link, handle or name, brands by name; or one account for the whole file."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmark.brands import lookup
from benchmark.imports.values import Wrong, plain_letters, unquoted
from benchmark.refusals import Refusal, folded, name_of
from benchmark.store import Store, directory
from benchmark.store.database import Params
from benchmark.store.directory import AccountRow, Brand
from sources import SOURCES, links
from sources.base import Source


@dataclass(frozen=True)
class Target:
    """What the user says about the whole file."""

    account: str | None = None
    brand: str | None = None
    source: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it names one account for all rows."""
        return self.account is not None or self.brand is not None


@dataclass(frozen=True)
class Who:
    """An account. ``key`` is None while it is still to be made; ``native_id`` and ``url`` are then what it will have."""

    key: int | None
    account: str
    brand: str
    source: str
    brand_is_new: bool = False
    native_id: str | None = None
    url: str | None = None


class _Kept:
    """A store whose lists of brands and accounts are asked for once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, list[tuple[Any, ...]]] = {}

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        if params:
            return self._store.rows(sql, params)
        if sql not in self._known:
            self._known[sql] = self._store.rows(sql)
        return self._known[sql]


class People:
    """Finds whom cells mean."""

    def __init__(self, store: Store) -> None:
        self._reader = _Kept(store)
        self._brands = {brand.key: brand for brand in directory.all_brands(self._reader)}
        self._accounts = directory.all_accounts(self._reader)
        rows = store.rows("SELECT account_key, display_name FROM core.account WHERE display_name IS NOT NULL")
        self._shown: Mapping[int, str] = {key: folded(name) for key, name in rows}

    def is_name(self, text: str) -> bool:
        """Tell whether a text is the name of a brand or account."""
        try:
            self.find(text, None, None)
        except Wrong as wrong:
            return wrong.code != "unknown"
        return True

    def whole(self, target: Target) -> Who:
        """Return the account that is named for the whole file.

        Raises:
            Refusal: ``unknown_account``, ``unknown_brand``, and those that `find` raises as `Wrong`.
        """
        try:
            if target.account is not None:
                return self._who(self._there(lookup.account(self._reader, target.account)))
            brand = target.brand or ""
            found = lookup.brand_named(self._reader, brand)
            if found is not None:
                return self._of_brand(found, target.source)
            if target.source is None:
                raise Refusal("unknown_brand", name=brand)
            return self._new(name_of(brand), SOURCES[target.source], is_new=True)
        except Wrong as wrong:
            raise Refusal(wrong.code, **wrong.params) from wrong

    def source(self, text: str) -> str:
        """Return the network that a text names.

        Raises:
            Wrong: ``unknown_source``.
        """
        wanted = plain_letters(text)
        for name, source in SOURCES.items():
            if wanted in (name, plain_letters(source.label)):
                return name
        raise Wrong("unknown_source", value=text, known=_labels())

    def find(self, account: str | None, brand: str | None, source: str | None) -> Who:
        """Return whom a row is about.

        Args:
            account: an account's id, link, handle or name, or a brand's name.
            brand: a brand's name or id.
            source: the network, where it is known.

        Raises:
            Wrong: ``unknown``, param ``value``; ``no_name``, ``several_accounts``, ``brand_differs``, ``no_network``,
                ``no_account_there``, ``removed_account``.
        """
        account, brand = unquoted(account or "").strip(), unquoted(brand or "").strip()
        if not account and not brand:
            raise Wrong("no_name")
        of_brand = lookup.brand_named(self._reader, brand) if brand else None
        row = self._account(account, source) if account else None
        if row is not None:
            owner = self._brands[row.brand_key]
            if of_brand is not None and of_brand.key != owner.key:
                raise Wrong("brand_differs", value=account, brand=owner.name, other=of_brand.name)
            return self._who(self._there(row))
        if of_brand is None and not brand:
            of_brand = lookup.brand_named(self._reader, account.removeprefix("@"))
        if of_brand is None:
            raise Wrong("unknown", value=brand or account)
        return self._of_brand(of_brand, source, account)

    def _account(self, text: str, source: str | None) -> AccountRow | None:
        row = lookup.account_named(self._reader, text)
        if row is not None:
            return row if source in (None, row.source) else None
        if source is not None and not text.startswith(("http:", "https:")):
            row = lookup.account_of(self._reader, source, f"@{text.lstrip('@').lower()}")
            if row is not None:
                return row
        handle, name = text.lstrip("@").lower(), folded(text)  # @name@server also goes by its name alone
        same = [
            row
            for row in self._accounts
            if source in (None, row.source)
            and not row.removed_at
            and (handle in _handles(row) or self._shown.get(row.key) == name)
        ]
        if len(same) > 1:
            raise Wrong("several_accounts", value=text, known=", ".join(row.id for row in same))
        return same[0] if same else None

    def _of_brand(self, brand: Brand, source: str | None, account: str = "") -> Who:
        """The one account of a brand on a network; one that is filled by import only where there can be such."""
        rows = [row for row in self._accounts if row.brand_key == brand.key and source in (None, row.source)]
        active = [row for row in rows if row.removed_at is None]
        if len(active) == 1:
            return self._who(active[0])
        if active:
            raise Wrong("several_accounts", value=brand.name, known=", ".join(row.id for row in active))
        if rows:
            raise Wrong("removed_account", value=rows[0].id)
        if source is None:
            raise Wrong("no_network", value=brand.name)
        if source not in SOURCES:
            raise Wrong("unknown_source", value=source, known=_labels())
        return self._new(brand.name, SOURCES[source], account)

    def _new(self, brand: str, source: Source, account: str = "", *, is_new: bool = False) -> Who:
        if not (source.import_only or any(credential.required for credential in source.credentials)):
            raise Wrong("no_account_there", brand=brand, source=source.name)
        resolved = links.resolve(account) if account else None
        if resolved is not None and resolved.source == source.name and resolved.identity:
            return Who(None, account, brand, source.name, is_new, resolved.identity, resolved.url)
        slug = f"@{_slug(brand)}"
        taken = {row.id for row in self._accounts}
        names = itertools.chain([slug], (f"{slug}-{number}" for number in itertools.count(2)))
        free = next(name for name in names if f"{source.name}:{name}" not in taken)
        return Who(None, free, brand, source.name, is_new, free)

    def _there(self, row: AccountRow) -> AccountRow:
        if row.removed_at is not None:
            raise Wrong("removed_account", value=row.id)
        return row

    def _who(self, row: AccountRow) -> Who:
        return Who(row.key, row.id, self._brands[row.brand_key].name, row.source)


def _labels() -> str:
    return ", ".join(source.label for source in SOURCES.values())


def _handles(row: AccountRow) -> set[str]:
    handle = (row.handle or "").lstrip("@").lower()
    return {handle, handle.partition("@")[0]} - {""}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plain_letters(name)).strip("-") or "brand"
