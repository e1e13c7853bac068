"""The store: the only place that opens DuckDB.

Inside, rows carry private integer keys in narrow tables of the schema ``core`` (see ``migrations/``); the names that users
query are views over them. One process owns the file; queries run on a cursor each, writes go through one lock.
"""

from benchmark.store.database import NewerSchemaError, Store, StoreError, StoreLockedError, Transaction

__all__ = ["NewerSchemaError", "Store", "StoreError", "StoreLockedError", "Transaction"]
