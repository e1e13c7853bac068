"""Accounts that are filled by import only: networks that give nobody a lawful way to fetch figures."""

from __future__ import annotations

from benchmark.brands import lookup, panels
from benchmark.brands.adding import new_brand
from benchmark.refusals import Refusal
from benchmark.store import Transaction, directory
from benchmark.store.directory import By
from sources.base import Identity


def add_in(tx: Transaction, brand_name: str, identity: Identity, by: By) -> int:
    """Make, in this transaction, an account that no run reads; return its key.

    It joins the panels that its brand is in, the default panel when it is in none.

    Raises:
        Refusal: ``other_brand``, there is such an account of another brand.
    """
    brand = lookup.brand_named(tx, brand_name) or new_brand(tx, brand_name, by)
    native_id = identity.native_id
    account_id = f"{identity.source}:{native_id}"
    for row in directory.all_accounts(tx):
        if row.id == account_id:
            owner = lookup.brand_of(tx, row)
            if owner.key != brand.key:
                raise Refusal("other_brand", account=row.id, brand=owner.name, wanted=brand.name)
            return row.key
    columns = {
        "account_id": account_id,
        "source": identity.source,
        "native_id": native_id,
        "handle": native_id.removeprefix("@") if native_id.startswith("@") else None,
        "url": identity.url or None,
        "role": "main",
        "status": "import_only",
        "added_by": by.actor,
    }
    known = tx.rows(
        "SELECT DISTINCT m.panel_key FROM core.panel_account AS m JOIN core.account AS a USING (account_key) "
        "WHERE a.brand_key = $brand AND a.removed_at IS NULL ORDER BY ALL",
        {"brand": brand.key},
    )
    key = directory.insert_account(tx, brand, columns, by.at)
    for panel in [panel for (panel,) in known] or [panels.ensure(tx, by.at).key]:
        directory.link(tx, int(panel), key)
    if brand.removed_at:
        directory.update(tx, "brand", brand.key, {"removed_at": None})
    directory.audit(tx, by, "account.add", account_id, f"import: {brand.name}")
    return key
