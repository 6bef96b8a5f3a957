"""The markets of one run that move: their prices outside, what strangers make of them, and what the oracle says."""

from collections.abc import Iterator

from solvent.fixed import mul_div_down
from solvent.lab.impact.pool import Pool
from solvent.lab.lending.case import LendingCase, Step
from solvent.lab.lending.outlet import Outlets
from solvent.policy import LendingPolicy

ORACLE = "oracle"


class Moving:
    """The markets of one run.

    outlets   where strangers trade, by asset
    """

    def __init__(self, case: LendingCase, policy: LendingPolicy) -> None:
        self.case, self.base = case, policy.base_decimals
        self.pools: dict[str, Pool] = {}
        self.outlets: Outlets = {}
        for one in case.markets:
            pool = one.pool(self._ticks(one.prices, case.steps[0].prices[one.asset]))
            self.pools[one.asset] = pool
            self.outlets[one.asset] = one.outlet(pool, policy.decimals[one.asset], self.base)

    def _ticks(self, prices: int, units: int) -> int:
        return max(mul_div_down(units, 10**prices, 10**self.base), 1)

    def times(self, step: Step, until_ns: int) -> Iterator[int]:
        """The moments from a step to the next at which prices are told and strangers look."""
        if not self.case.every_ns:
            yield step.time_ns
            return
        yield from range(step.time_ns, until_ns, self.case.every_ns)

    def told(self, now_ns: int) -> Iterator[tuple[str, int]]:
        """What the oracle says of each: the price outside, displaced by the share it follows; base units."""
        for one in self.case.markets:
            pool = self.pools[one.asset]
            pool.print_last(self._ticks(one.prices, self._outside(one.asset, now_ns)), now_ns)
            ticks = pool.print_source(ORACLE, pool.last, now_ns)
            yield one.asset, mul_div_down(ticks, 10**self.base, 10**one.prices)

    def _outside(self, asset: str, now_ns: int) -> int:
        """The price outside, base units: a straight line between what the case's steps say, rounded down."""
        told = [(step.time_ns, step.prices[asset]) for step in self.case.steps if asset in step.prices]
        before = [one for one in told if one[0] <= now_ns]
        after = [one for one in told if one[0] > now_ns]
        (start, low), (end, high) = before[-1], after[0] if after else before[-1]
        return low if end == start else low + (high - low) * (now_ns - start) // (end - start)
