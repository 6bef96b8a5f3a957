"""The line of a coin is where the engine closes its bucket, to the tick."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent import commands as c
from solvent.policy import CoinPolicy, CollateralPolicy, Comparator
from solvent.reports.standing import Standings, State
from solvent.revalue.rows import everyone
from solvent.units import MAX_PRICE
from tests.world import S, World, policy

BTC, ALT = "BTC/USD", "ALT/USD"
M = 10**6
COINS = (
    CoinPolicy(ALT, ((0, 300_000),)),
    CoinPolicy(BTC, ((0, 100_000), (1_000 * M, 500_000), (2_000 * M, M))),
)


def house(lots: dict[str, int], cash: int, perp: int, level: int, comparator: Comparator) -> World:
    """One account with coins, money (or a debt, as a position's cost) and a position."""
    rules = replace(
        policy(comparator=comparator), coins=COINS,
        collateral=CollateralPolicy(borrowing=True, debt_initial=level, debt_maintenance=level),
    )  # fmt: skip
    world = World(rules)
    world.list()
    for coin in (BTC, ALT):
        world.do(c.ListCoin, market=coin, size_decimals=3, price_decimals=3, settlement="USD", constituents=["s1"])
    world.open(ann=max(cash, 0))
    for market, ticks in (("X-USD", 100 * M), (BTC, 100_000), (ALT, 7_000)):
        world.price(ticks, market)
    cost = 100 * M * perp + max(-cash, 0)
    world.do(c.LoadPosition, account="ann", market="X-USD", lots=perp, cost=cost)
    for coin, held in lots.items():
        if held:
            world.do(c.LoadPosition, account="ann", market=coin, lots=held, cost=0)
    return world


@settings(max_examples=60)
@given(
    btc=st.integers(-20_000, 30_000), alt=st.integers(-30_000, 60_000), cash=st.integers(-2_000 * M, 4_000 * M),
    perp=st.integers(1, 20), level=st.sampled_from([0, 100_000]), comparator=st.sampled_from(list(Comparator)),
)  # fmt: skip
def test_the_line_of_a_coin_is_the_first_tick_in_breach(
    btc: int, alt: int, cash: int, perp: int, level: int, comparator: Comparator
) -> None:
    world = house({BTC: btc, ALT: alt}, cash, perp, level, comparator)
    standings, place = Standings(world.book), world.cross("ann")
    bucket = standings.bucket(place)
    for row in bucket.rows:
        line = row.below or row.above
        if not row.coin:
            continue
        if bucket.state is State.BREACH:
            assert line == row.ticks
            continue
        near = line + (1 if row.lots > 0 else -1)
        if line:
            assert breached_at(world, row.market, line)
            assert not breached_at(world, row.market, near)
        else:
            assert not breached_at(world, row.market, 1 if row.lots > 0 else min(MAX_PRICE, 10**9))


def breached_at(world: World, coin: str, ticks: int) -> bool:
    """Whether the account stands in breach with the coin at a price, everything else where it is."""
    market, place = world.book.market_of[coin], world.cross("ann")
    before = int(world.book.markets.valuation[market])
    world.book.markets.valuation[market] = ticks
    standing = everyone(world.book)
    equity, maintenance = int(standing.equity[place]), int(standing.maintenance[place])
    world.book.markets.valuation[market] = before
    at_line = equity == maintenance and world.book.policy.closing.comparator == Comparator.AT_OR_BELOW
    return maintenance > 0 and (equity < maintenance or at_line)


def test_a_holding_by_hand() -> None:
    """One contract long at 100: maintenance 10. Owed 50, 1 BTC at 100 counts 90: equity 40.

    Closed below 10: the coin must count below 60, so it is worth below 66.6667, and counts 60.0003 at 66.667.
    """
    world = house({BTC: 1_000}, -50 * M, 1, 0, Comparator.BELOW)
    row = next(row for row in Standings(world.book).bucket(world.cross("ann")).rows if row.coin)
    assert (row.below, row.haircut, row.value) == (66_666, 10 * M, 100 * M)
    world.price(66_667, BTC)
    assert not world.book.buckets.status[world.cross("ann")]
    world.price(66_666, BTC, after=S)
    assert world.book.buckets.status[world.cross("ann")]
