"""Lines of whole columns are the engine's liquidation prices, on schedules that jump and from a start in breach."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest

from solvent import rulebooks
from solvent.grid import notional, value
from solvent.health import breached
from solvent.lab import cases
from solvent.lab.population import Drawn, draw
from solvent.lab.population.distance import lines
from solvent.lab.population.grids import Contract, Standing, values
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import Tier
from solvent.tiers import row_maintenance, schedule
from solvent.units import PPM, inverse_den

XBTUSD = Contract(inverse_den(1, 0, 1, 8), PPM)
STEEP = Standing((
    Tier(0, 5_000, PPM, PPM, 0, 10_000, PPM),
    Tier(10**11, 15_000, PPM, PPM, 0, 20_000, PPM),
    Tier(10**12, 60_000, PPM, PPM, 0, 70_000, PPM),
))  # fmt: skip


def bitmex() -> Standing:
    policy = rulebooks.compile(rulebooks.load("bitmex"))
    entry = policy.market("XBTUSD")
    assert entry
    return Standing(entry.tiers, int(policy.closing.comparator))


def large(contract: Contract, start: int, seed: int) -> Drawn:
    """The shipped terms, with large positions and every entry near the start."""
    terms = cases.load("october-10").population
    assert terms
    bars = tuple(msgspec.structs.replace(bar, low=start * 98 // 100, high=start * 102 // 100) for bar in terms.bars)
    one = msgspec.structs.replace(terms, bars=bars, simulated=20_000)
    return draw(one.changed(size_median=100_000_000, book_multiple=5 * PPM, tilt=PPM), contract, start, seed)


def both(drawn: Drawn, standing: Standing) -> Iterator[tuple[int, int]]:
    """(line of the columns, line of the engine) of every account, 0 for none."""
    start, den, tiers = drawn.start, drawn.contract.den, schedule(standing.tiers)
    for side in (1, -1):
        found = dict(zip(*(column.tolist() for column in lines(drawn, standing, side)), strict=True))
        for place in np.flatnonzero(drawn.on(side)).tolist():
            lots = int(drawn.lots[place])
            equity = int(drawn.margin[place]) + value(lots, start, den) - int(drawn.cost[place])
            needed = row_maintenance(notional(lots, start, den), *tiers)
            line = start
            if not breached(equity, needed, standing.comparator):
                line = liquidation_price(start, -side, [lots], den, equity, needed, standing.comparator, tiers)
            yield found.get(place, 0), line if line <= 64 * start else 0


@pytest.mark.parametrize(
    ("contract", "start"), [(XBTUSD, 79_315), (Contract(1), 11_703_760)], ids=["inverse", "linear"]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_line_is_the_engines_where_the_requirement_jumps(contract: Contract, start: int, seed: int) -> None:
    """Risk limits in coin, and a steep table: a position that shrinks on its way may be closed at the end of a tier."""
    standing = bitmex() if contract.den < 0 else STEEP
    assert standing.jumps()
    compared = list(both(large(contract, start, seed), standing))
    assert len(compared) > 30
    assert all(ours == engines for ours, engines in compared)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("contract", [XBTUSD, Contract(1)], ids=["inverse", "linear"])
def test_who_is_in_breach_at_the_start_is_closed_there(contract: Contract, side: int) -> None:
    drawn = large(contract, 79_315, 1)
    bare = msgspec.structs.replace(drawn, cost=values(drawn.lots, 79_315, contract.den), margin=drawn.margin * 0 + 1)
    places, found = lines(bare, bitmex(), side)
    assert len(places) == drawn.on(side).sum()
    assert (found == 79_315).all()


def test_continuous_schedules_have_no_jumps() -> None:
    for name in ("hyperliquid", "binance-usdm"):
        entry = rulebooks.compile(rulebooks.load(name)).market("BTCUSDT")
        assert entry
        assert Standing(entry.tiers).jumps() == []
    assert bitmex().jumps()[0] == 20_000_000_001
