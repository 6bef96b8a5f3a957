"""The book's cells as the rules of Euler v2 want them, and the event that writes a vault's interest."""

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, wide
from solvent.engine.loans import reading
from solvent.engine.refusal import Refusal as Refused
from solvent.engine.refusal import require
from solvent.fixed import mul_div_down
from solvent.lending.euler.liquidation import ltv as ramped
from solvent.lending.euler.rates import Curve, rate
from solvent.lending.euler.vault import Vault, accrued, assets_down
from solvent.lending.refusal import Refusal
from solvent.reasons import Reason

ANSWERS = {Refusal.LENT_OUT: Reason.NO_LIQUIDITY, Refusal.COOLING_OFF: Reason.TOO_SOON}


def row_of(book: Book, reserve: int) -> int:
    """The row of a reserve's vault."""
    return int(np.flatnonzero(book.evaults.reserve == reserve)[0])


def written(book: Book, reserve: int) -> Vault:
    """A vault as it was last written."""
    r, t, row = book.reserves, book.evaults, row_of(book, reserve)
    return Vault(
        cash=reading.cash_of(book, reserve),
        shares=wide(r, reserve, "supplied"),
        fees=wide(r, reserve, "treasury"),
        owed=wide(t, row, "borrowed"),
        accumulator=wide(r, reserve, "borrow_index"),
        rate=wide(t, row, "rate"),
        fee=int(r.factor[reserve]),
        updated=int(r.updated_s[reserve]),
    )


class Cluster:
    """The vaults of a pool at a time, with their interest; what a step has done to one is seen by what follows."""

    def __init__(self, book: Book, now_s: int) -> None:
        self.book, self.now_s = book, now_s
        self._vaults: dict[int, Vault] = {}

    def __getitem__(self, reserve: int) -> Vault:
        if reserve not in self._vaults:
            self._vaults[reserve] = accrued(written(self.book, reserve), self.now_s)
        return self._vaults[reserve]

    def __setitem__(self, reserve: int, vault: Vault) -> None:
        self._vaults[reserve] = vault

    def ltv(self, owing: int, collateral: int, liquidating: bool) -> int | None:
        """What shares of one vault count for where another is owed, parts in 10^4; none where they never did."""
        t = self.book.ltvs
        found = np.flatnonzero((t.reserve == owing) & (t.collateral == collateral))
        if not len(found):
            return None
        row = int(found[0])
        if not liquidating:
            return int(t.borrow[row])
        ramp = int(t.ramp[row])
        return ramped(int(t.initial[row]), int(t.liquidation[row]), self.now_s - int(t.until_s[row]) + ramp, ramp)

    def worth(self, reserve: int, units: int) -> int:
        """Units of an asset in units of account, rounded down as adapters do; one price is bid, ask and middle."""
        r = self.book.reserves
        return mul_div_down(units, wide(r, reserve, "price"), 10 ** int(r.decimals[reserve]))

    def share_worth(self, reserve: int, shares: int) -> int:
        """Shares of a vault in units of account: the units they are worth, rounded down, and these at the price."""
        return self.worth(reserve, assets_down(self[reserve], shares))

    def ended(self, reserve: int, curve: Curve | None = None) -> e.EVaultUpdated:
        """The event that writes a vault, with the rate that follows from what it has and is owed now.

        curve   none: the one in force
        """
        vault = self[reserve]
        largest = max(vault.shares, vault.owed, vault.accumulator)
        require(largest <= MAX_WIDE, Reason.TOO_LARGE,
                f"expected shares, an index and 2^-31 units owed within 2^126, found {largest}")  # fmt: skip
        minted = vault.fees - wide(self.book.reserves, reserve, "treasury")
        after = rate(curve or curve_of(self.book, reserve), vault.cash, vault.borrows)
        return e.EVaultUpdated(reserve, str(vault.accumulator), str(vault.owed), str(after), str(minted), vault.updated)


def curve_of(book: Book, reserve: int) -> Curve:
    """How a vault's rate follows its usage."""
    row = row_of(book, reserve)
    return Curve(*(int(getattr(book.evaults, name)[row]) for name in Curve._fields))


def caps_of(book: Book, reserve: int) -> tuple[int, int]:
    """The most that may be supplied and owed, in units; 0: no cap."""
    r, unit = book.reserves, 10 ** int(book.reserves.decimals[reserve])
    return int(r.supply_cap[reserve]) * unit, int(r.borrow_cap[reserve]) * unit


def refuse(refused: Refusal, what: str, too_much: Reason) -> None:
    """Refuses what the contract would revert; too_much: what it is where there is less than is asked for."""
    answers = reading.REASONS | ANSWERS | {Refusal.TOO_MUCH: too_much}
    raise Refused(answers[refused], f"{what}: {refused.value}")
