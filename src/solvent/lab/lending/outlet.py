"""Where strangers sell what they seize and buy what they repay: a market that moves, in units of a pool."""

from collections.abc import Callable
from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.impact.pool import Pool


class Outlet(NamedTuple):
    """A market of one asset of a pool.

    book       its book and its memory
    trade      (lots signed as traded, ns) -> (lots filled, ticks): the order itself, which moves it
    decimals   of the asset's unit
    sizes      decimals of a lot; prices: of a tick
    base       of the pool's base unit
    """

    book: Pool
    trade: Callable[[int, int], tuple[int, int]]
    decimals: int
    sizes: int
    prices: int
    base: int

    def lots(self, units: int) -> int:
        """Units as lots, signed as traded: enough lots for what is bought, no more than are there for what is sold."""
        if units < 0:
            return -mul_div_down(-units, 10**self.sizes, 10**self.decimals)
        return mul_div_up(units, 10**self.sizes, 10**self.decimals)

    def units(self, lots: int) -> int:
        """Lots (unsigned) as units, rounded down."""
        return mul_div_down(lots, 10**self.decimals, 10**self.sizes)

    def proceeds(self, units: int, now_ns: int) -> int:
        """What selling units would bring, base units rounded down; what finds no buyer brings nothing."""
        filled, ticks = self.book.quote(self.lots(-units), 0, now_ns)
        return mul_div_down(filled * ticks, 10**self.base, 10 ** (self.sizes + self.prices))

    def cost(self, units: int, now_ns: int) -> int | None:
        """What buying units would cost, base units rounded up; None where so many are not offered."""
        wanted = self.lots(units)
        filled, ticks = self.book.quote(wanted, 0, now_ns, whole=True)
        return mul_div_up(filled * ticks, 10**self.base, 10 ** (self.sizes + self.prices)) if filled else None


Outlets = dict[str, Outlet]  # by asset
