"""Adding an account to a brand, and giving it its immutable id once a network tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from benchmark.brands import lookup, panels
from benchmark.clock import utcnow
from benchmark.refusals import Refusal, market_of, name_of, role_of, timezone_of
from benchmark.store import Store, Transaction, directory
from benchmark.store.directory import AccountRow, Brand, By
from sources import SOURCES
from sources.base import Identity, Profile

COLOURS = tuple("0123456789")
_PROFILE = ("handle", "display_name", "bio", "link", "url", "status")

Outcome = Literal["new", "restored", "already"]


@dataclass(frozen=True)
class Added:
    """What adding did. ``restored``: it had been removed or paused; ``already``: nothing was to do."""

    account_id: str
    account_key: int
    brand_id: str
    brand: str
    outcome: Outcome
    import_only: bool = False
    """Nothing is fetched for it: its figures come by import and by hand."""


def add(
    store: Store,
    brand_name: str,
    identity: Identity,
    profile: Profile | None,
    *,
    own: bool = False,
    panel: str | None = None,
    market: str | None = None,
    role: str = "main",
    timezone: str | None = None,
    import_only: bool = False,
    actor: str,
) -> Added:
    """Add an account to a brand, which is made when there is none of that name, and to a panel.

    Args:
        store: where to.
        brand_name: id or name of the brand.
        identity: whom the pasted text names.
        profile: what the network said; its immutable id then counts. None when nobody was asked.
        own: make the brand the panel's own.
        panel: id or name; the default is the first panel, made when there is none.
        market: such as FR; None leaves it open.
        role: one of `benchmark.refusals.ROLES`.
        timezone: of the account's audience; None when unknown.
        import_only: its figures come by import until its network can be asked; always so where it never can.
        actor: who asks, for the audit.

    Raises:
        Refusal: ``other_brand`` (param ``brand``: whose account it is), ``unknown_panel``, ``unknown_network``, ``bad_…``.
    """
    if identity.source not in SOURCES:
        raise Refusal("unknown_network", network=identity.source)
    typed = said(market, role, timezone)
    by = By(actor, utcnow())
    with store.transaction() as tx:
        target = panels.find(tx, panel) if panel else panels.ensure(tx, by.at)
        brand = lookup.brand_named(tx, brand_name) or new_brand(tx, brand_name, by)
        stored = _stored(tx, identity, profile)
        if stored is not None and stored.brand_key != brand.key:
            other = lookup.brand_of(tx, stored)
            raise Refusal("other_brand", account=stored.id, brand=other.name, wanted=brand.name)
        outcome: Outcome = "new"
        if stored is None:
            by_import = import_only or SOURCES[identity.source].import_only
            columns = _columns(identity, profile) | typed | {"added_by": actor}
            columns |= {"status": "import_only"} if by_import and profile is None else {}
            key = directory.insert_account(tx, brand, columns, by.at)
        else:
            key, outcome = stored.key, _bring_back(tx, stored, profile, by)
        if brand.removed_at:
            directory.update(tx, "brand", brand.key, {"removed_at": None})
        joined = directory.link(tx, target.key, key)
        if own:
            directory.update(tx, "panel", target.key, {"own_brand_key": brand.key})
        select = "SELECT account_id, status = 'import_only' FROM core.account WHERE account_key = $key"
        account_id, by_hand = tx.rows(select, {"key": key})[0]
        if outcome != "already" or joined or own:
            directory.audit(tx, by, "account.add", account_id, f"{outcome}: {brand.name}, {target.name}")
    return Added(str(account_id), key, brand.id, brand.name, outcome, import_only=bool(by_hand))


def adopt_identity(tx: Transaction, account_key: int, native_id: str, *, by: By | None = None) -> str:
    """Give an account that was known by its handle the immutable id, everywhere at once; return its new account id.

    The collector calls it when a network first tells the id.

    Raises:
        Refusal: ``same_account`` (param ``other``), that id is already another account's; their histories are not merged.
    """
    known = directory.all_accounts(tx)
    row = next(row for row in known if row.key == account_key)
    account_id = f"{row.source}:{native_id}"
    if account_id == row.id:
        return account_id
    for other in known:
        if other.id == account_id:
            raise Refusal("same_account", account=row.id, other=other.id, brand=lookup.brand_of(tx, other).name)
    directory.update(tx, "account", account_key, {"native_id": native_id, "account_id": account_id})
    by = by or By("collector", utcnow())
    directory.audit(tx, by, "account.identify", account_id, f"{row.id} → {account_id}")
    return account_id


def new_brand(tx: Transaction, name: str, by: By) -> Brand:
    """Make a brand and give it the first colour that the fewest brands wear.

    Removed brands count less, but they count: they come back with their colour.
    """
    known = directory.all_brands(tx)
    shown = Counter(brand.colour for brand in known if brand.removed_at is None)
    hidden = Counter(brand.colour for brand in known if brand.removed_at is not None)
    colour = min(COLOURS, key=lambda place: (shown[place], hidden[place], place))
    brand = directory.insert_brand(tx, name_of(name), colour, by.at)
    directory.audit(tx, by, "brand.new", brand.id, brand.name)
    return brand


def said(market: str | None, role: str, timezone: str | None) -> dict[str, Any]:
    """Return the checked columns that only a user can tell of an account."""
    return {
        "market": market_of(market),
        "role": role_of(role),
        "timezone": timezone_of(timezone) if timezone else None,
    }


def _stored(tx: Transaction, identity: Identity, profile: Profile | None) -> AccountRow | None:
    if profile is None:
        return lookup.account_of(tx, identity.source, identity.native_id, identity.url)
    # The network's own id decides. An account stored under the handle is the same one when nobody else has that id.
    by_id = {row.id: row for row in directory.all_accounts(tx)}
    ids = (f"{identity.source}:{native_id}" for native_id in (profile.native_id, identity.native_id))
    return next((by_id[account_id] for account_id in ids if account_id in by_id), None)


def _bring_back(tx: Transaction, stored: AccountRow, profile: Profile | None, by: By) -> Outcome:
    if profile is not None:
        adopt_identity(tx, stored.key, profile.native_id, by=by)
    if stored.removed_at is None and stored.paused_at is None:
        return "already"
    directory.update(tx, "account", stored.key, {"removed_at": None, "paused_at": None})
    return "restored"


def _columns(identity: Identity, profile: Profile | None) -> dict[str, Any]:
    native_id = profile.native_id if profile else identity.native_id
    row: Mapping[str, Any] = {
        "account_id": f"{identity.source}:{native_id}",
        "source": identity.source,
        "native_id": native_id,
        "handle": native_id.removeprefix("@") if native_id.startswith("@") else None,
        "url": identity.url,
        "status": "import_only" if SOURCES[identity.source].import_only else "ok",
    }
    told = {name: getattr(profile, name) for name in _PROFILE} if profile else {}
    return {**row, **{name: value for name, value in told.items() if value is not None}}
