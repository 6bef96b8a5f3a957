"""The liquidation price is the first tick in breach: held against a walk over every tick."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solvent.grid import notional, value
from solvent.health import breached
from solvent.perps import liquidation_price as module
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import Tier
from solvent.tiers import Schedule, continuous_deduction, row_maintenance, schedule
from solvent.units import ATOMS, MAX_PRICE, PPM

TOP = 250  # prices of the small world
LINEAR, INVERSE = (1, 1, 3, 10, 100), (-1, -30, -700, -5000)


@dataclass(frozen=True)
class Position:
    """A bucket's legs in one market of a small world, and what it holds besides."""

    lots: tuple[int, ...]
    den: int
    cash: int
    others: int
    comparator: int
    tiers: Schedule

    def equity(self, tick: int) -> int:
        return self.cash + sum(value(leg, tick, self.den) for leg in self.lots)

    def maintenance(self, tick: int) -> int:
        return self.others + sum(row_maintenance(notional(leg, tick, self.den), *self.tiers) for leg in self.lots)

    def breached(self, tick: int) -> bool:
        return breached(self.equity(tick), self.maintenance(tick), self.comparator)

    def found(self, mark: int, direction: int) -> int:
        standing = (self.equity(mark), self.maintenance(mark))
        return liquidation_price(mark, direction, self.lots, self.den, *standing, self.comparator, self.tiers)


@st.composite
def schedules(draw: st.DrawFn, continuous: bool) -> Schedule:
    floors = sorted(draw(st.sets(st.integers(1, 400), max_size=3)))
    tiers: list[Tier] = []
    for floor in [0, *floors]:
        num, den = draw(st.integers(0, 60)), draw(st.integers(60, 100))
        fraction, taken = draw(st.sampled_from([PPM, PPM // 2])), draw(st.integers(0, 40))
        if continuous:
            before = tiers[-1] if tiers else Tier(0, 0, 1, PPM, 0, 1, 1)
            num, fraction = before.mm_num * den // before.mm_den + draw(st.integers(0, 10)), PPM
            taken = max(continuous_deduction(before.deduction, floor, num, den, before.mm_num, before.mm_den), 0)
        tiers.append(Tier(floor, num, den, fraction, taken if floor else 0, 1, 1))
    return schedule(tuple(tiers))


@st.composite
def positions(draw: st.DrawFn, hedged: bool, continuous: bool, dens: tuple[int, ...] = LINEAR) -> tuple[Position, int]:
    lots = [draw(st.integers(-60, 60).filter(bool))]
    if hedged:
        lots.append(-lots[0] + draw(st.integers(-5, 5)) if draw(st.booleans()) else draw(st.integers(-60, 60)))
    den, mark = draw(st.sampled_from(dens)), draw(st.integers(1, 120))
    bare = Position(tuple(lots), den, 0, draw(st.integers(0, 60)), draw(st.sampled_from([1, 2])),
                    draw(schedules(continuous)))  # fmt: skip
    spare = draw(st.integers(-3, 120))
    cash = bare.maintenance(mark) - bare.equity(mark) + spare
    return Position(bare.lots, den, cash, bare.others, bare.comparator, bare.tiers), mark


@pytest.fixture
def small_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PRICE", TOP)


def holds(position: Position, mark: int) -> None:
    for direction, walk in ((-1, range(mark, 0, -1)), (1, range(mark, TOP + 1))):
        first = next((tick for tick in walk if position.breached(tick)), 0)
        assert position.found(mark, direction) == first


WAYS: dict[str, Callable[[], st.SearchStrategy[tuple[Position, int]]]] = {
    "one leg, continuous": lambda: positions(hedged=False, continuous=True),
    "one leg, any table": lambda: positions(hedged=False, continuous=False),
    "hedged, continuous": lambda: positions(hedged=True, continuous=True),
    "hedged, any table": lambda: positions(hedged=True, continuous=False),
    "inverse, continuous": lambda: positions(False, True, INVERSE),
    "inverse, any table": lambda: positions(False, False, INVERSE),
    "inverse, hedged, continuous": lambda: positions(True, True, INVERSE),
    "inverse, hedged, any table": lambda: positions(True, False, INVERSE),
}


@pytest.mark.usefixtures("small_world")
@pytest.mark.parametrize("way", WAYS)
def test_it_is_the_first_tick_in_breach(way: str) -> None:
    @given(WAYS[way]())
    @settings(max_examples=max(settings().max_examples, 200))
    def law(drawn: tuple[Position, int]) -> None:
        holds(*drawn)

    law()


# A border of the table at which the requirement jumps, and falls again further down.
JUMP = schedule((Tier(0, 1, 100, PPM, 0, 1, 1), Tier(300, 1, 2, PPM, 0, 1, 1), Tier(600, 1, 100, PPM, 0, 1, 1)))


@pytest.mark.usefixtures("small_world")
@given(st.integers(1, 120), st.integers(-400, 400))
@example(70, -300)
def test_a_jump_at_a_border_is_met(mark: int, cash: int) -> None:
    holds(Position((10,), 1, cash, 0, 1, JUMP), mark)
    holds(Position((-10,), 1, cash + 20 * mark, 0, 2, JUMP), mark)


def flat(num: int, den: int) -> Schedule:
    return schedule((Tier(0, num, den, PPM, 0, 1, 1),))


def test_in_breach_already_is_the_mark_itself() -> None:
    assert liquidation_price(100, -1, [10], 1, 0, 10, 1, flat(1, 100)) == 100


def test_where_nothing_breaches_there_is_none() -> None:
    assert liquidation_price(100, -1, [10], 1, 5000, 10, 1, flat(1, 100)) == 0
    assert liquidation_price(100, -1, [], 1, 5000, 10, 1, flat(1, 100)) == 0
    assert liquidation_price(100, 1, [-1], 1, 2 * MAX_PRICE, 1, 1, flat(1, 100)) == 0


def test_no_position_in_the_market_and_in_breach() -> None:
    assert liquidation_price(100, -1, [0], 1, 5, 10, 1, flat(1, 100)) == 100


def test_a_published_example_binance_isolated() -> None:
    """109.488 BTC long from 32,481.98 with 1,535,443.01 of margin: 18,778.73 (Binance FAQ b3c689c1)."""
    lots, ticks, margin = 109_488, 32_481_980, 1_535_443_010_000
    tiers = schedule((Tier(0, 25, 1000, PPM, 16_300 * ATOMS, 1, 1),))
    maintained = row_maintenance(lots * ticks, *tiers)
    assert liquidation_price(ticks, -1, [lots], 1, margin, maintained, 2, tiers) == 18_778_725


def test_the_tier_is_the_one_at_the_price_that_is_tested() -> None:
    tiers = schedule((Tier(0, 1, 100, PPM, 0, 1, 1), Tier(1000, 1, 10, PPM, 90, 1, 1)))
    # 20 lots at 100: maintenance 110 of equity 1500; by 51 the second tier has been left
    assert liquidation_price(100, -1, [20], 1, 1500, 110, 1, tiers) == 25
    assert 1500 + 20 * (25 - 100) == 0


def test_an_exact_hedge_on_the_line_ends() -> None:
    """1005 long and 995 short at 0.5 %: the surplus never leaves the rounding of a few atoms, whatever the price."""
    tiers = flat(1, 200)
    lots, mark = (1005, -995), 10**9
    maintained = sum(row_maintenance(notional(leg, mark, 7), *tiers) for leg in lots)
    for spare in range(1, 6):
        price = liquidation_price(mark, -1, lots, 7, maintained + spare, maintained, 1, tiers)
        assert 0 <= price <= mark


def test_limits_of_size_and_price() -> None:
    tiers = flat(1, 100)
    lots, mark = 2**22, 2**30
    maintained = row_maintenance(lots * mark, *tiers)
    down = liquidation_price(mark, -1, [lots], 1, maintained + lots, maintained, 1, tiers)
    up = liquidation_price(mark, 1, [-lots], 1, maintained + lots, maintained, 1, tiers)
    assert mark - 3 < down < mark < up < mark + 3
    assert liquidation_price(mark, 1, [-lots], 1, 2**63, maintained, 1, tiers) == 0  # beyond lots x ticks of 2^62
