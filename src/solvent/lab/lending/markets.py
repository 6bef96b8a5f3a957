"""Markets in which strangers buy what they repay and sell what they seize: read from [[markets]], made for a run."""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lab.impact.pool import Pool
from solvent.lab.impact.terms import Terms, read_terms
from solvent.lab.lending.outlet import Outlet
from solvent.lab.strict_toml import Table
from solvent.units import MAX_DECIMALS, PPM, rate_ppm, value_den


class Traded(NamedTuple):
    """A market of one asset of a pool.

    sizes, prices   decimals of its lots and ticks
    slippage        ppm of its price, half the spread
    terms           how it moves; the first pass-through is how far the oracle follows it
    """

    asset: str
    sizes: int
    prices: int
    slippage: int
    terms: Terms

    @property
    def den(self) -> int:
        """Lots x ticks in one atom of what its depth is told in."""
        return value_den(self.sizes, self.prices)

    def pool(self, ticks: int) -> Pool:
        """The market as it is when its price is `ticks`."""
        terms = self.terms
        return Pool(
            terms.shape(self, ticks), self.slippage, terms.half_life_ns, terms.permanent, terms.pass_through[0],
            terms.reach, 0, 0, mul_div_down(ticks, terms.calm, PPM), terms.window_ns, terms.floor,
        )  # fmt: skip

    def outlet(self, pool: Pool, decimals: int, base: int) -> Outlet:
        """Where strangers trade: `decimals` of the asset's unit, `base` of the pool's base unit."""
        return Outlet(
            pool, lambda lots, now_ns: pool.take(lots, 0, now_ns), decimals, self.sizes, self.prices, base
        )  # fmt: skip


def read_markets(root: Table, assets: dict[str, int]) -> tuple[Traded, ...]:
    """The tables [[markets]]: each asset at most once."""
    found: list[Traded] = []
    for table in root.tables("markets", optional=True):
        asset = table.choice("asset", tuple(assets))
        if asset in [one.asset for one in found]:
            table.refuse("asset", "each asset once", asset)
        sizes, prices = (table.integer(f"{kind}_decimals", 0, MAX_DECIMALS) for kind in ("size", "price"))
        slippage = table.quantity("slippage", rate_ppm, "0 %")
        terms = read_terms(table, table.text("currency"))
        table.asked.update(dict.fromkeys(("most", "per")))
        found.append(Traded(asset, sizes, prices, slippage, terms))
        table.finish()
    return tuple(found)
