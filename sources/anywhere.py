"""Sources whose accounts live on hosts of their own: every address is asked on its own host.

A configured root (``BENCHMARK_FEED_BASE_URL``, ``BENCHMARK_WORDPRESS_BASE_URL``) stands in for all hosts; accounts keep
their own addresses then. A host that the operator lists is asked by plain http.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources.pasted import is_local

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

ROOT = "https://{host}"
"""Stands for the host that an address names."""


def get(client: Client, url: str, **options: Any) -> Answer:
    """`Client.get` of an address; the answer's ``url`` speaks of the address's own host."""
    parts = urlsplit(url)
    own = f"{parts.scheme}://{parts.netloc}"
    base = client.root()
    if base == ROOT:
        base = own if is_local(parts.hostname or "") else client.address(parts.netloc)
    answer = client.get(base + url[len(own) :], **options)
    return replace(answer, url=own + answer.url[len(base) :]) if answer.url.startswith(base) else answer
