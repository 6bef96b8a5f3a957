"""Accounts and what they do at the entry, whoever made them up."""

import msgspec

from solvent.lab.case import Group


class Holder(msgspec.Struct, frozen=True):
    """One account with one position: lots signed by side, margin in atoms.

    cost        atoms of a position that was entered before the case begins, signed as its value; None: it is traded
    isolated    its margin mode; None: its group's
    """

    account: str
    group: Group
    lots: int
    margin: int
    cost: int | None = None
    isolated: bool | None = None


class Opening(msgspec.Struct, frozen=True):
    """One trade of the entry: lots above 0, ticks."""

    market: str
    buyer: str
    seller: str
    lots: int
    ticks: int


class Population(msgspec.Struct, frozen=True):
    """Everyone in the book, and the trades of the entry in order; who has a cost is loaded instead."""

    holders: tuple[Holder, ...]
    openings: tuple[Opening, ...]

    def lots(self, market: str) -> tuple[int, int, int]:
        """(long, short, outside) lots of a market; outside signed, the three in balance."""
        held = [holder.lots for holder in self.holders if holder.group.market == market]
        long, short = sum(lots for lots in held if lots > 0), -sum(lots for lots in held if lots < 0)
        return long, short, short - long
