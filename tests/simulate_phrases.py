"""What simulators of searches by phrase share: a brand is the phrase that it is searched by, and its mentions are counted by day."""

from __future__ import annotations

from typing import ClassVar

from simulate import Brand, Simulation, Written

from sources.base import Account


class PhraseSimulation(Simulation):
    """``Brand.handle`` is the phrase; such a network has no posts and gives no pages of them."""

    paged: ClassVar[bool] = False

    @property
    def unknown(self) -> Account:
        return Account('""')

    def link(self, brand: Brand) -> str:
        return f"{self.source}:{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(brand.handle)

    def account(self, brand: Brand) -> Account:
        return Account(brand.handle)

    def post_id(self, post: Written) -> str:
        raise NotImplementedError
