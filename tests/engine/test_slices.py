"""Closing in parts: what a slice leaves missing, and that no lot more is ordered than restores."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvent import commands as c
from solvent import events as e
from solvent.book import Status
from solvent.policy import LiquidationFee, Sizing, Tier
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import USD, World, of, policy, small_house

PER_FILL = LiquidationFee.CAPPED_BY_IMPROVEMENT


@pytest.mark.parametrize(
    ("side", "lots", "margin", "breach", "bankrupt"),
    [(1, 300, 6_000, 11, 10), (-1, 400, 8_000, 46, 50)],  # the golden B and C at an entry of 30
)
@pytest.mark.parametrize("taker_fee", [0, 500])
def test_what_a_slice_lacks_is_the_way_beyond_bankruptcy_and_no_fee(
    side: int, lots: int, margin: int, breach: int, bankrupt: int, taker_fee: int
) -> None:
    """Long (bankruptcy - price)+ x slice, short the other way round; each fill is settled by itself (dYdX)."""
    world = small_house(policy(fee=PER_FILL, taker_fee=taker_fee), 30, owner=margin)
    world.fund(10**6)
    parties = ("owner", "@outside") if side > 0 else ("@outside", "owner")
    assert world.trade(*parties, lots, 30).refused is None
    world.price(breach)
    beyond = world.do(c.ReportFill, orders=[0], lots=[100], ticks=[bankrupt - 2 * side])
    assert [event.amount for event in of(beyond, e.InsuranceFundDrawn)] == [2 * 100]
    assert unbalanced(world.book) + misplaced(world.book) == []


@pytest.mark.parametrize("ticks", [10, 11])
def test_at_the_bankruptcy_price_or_better_nothing_is_missing(ticks: int) -> None:
    world = small_house(policy(fee=PER_FILL), 30, owner=6_000)
    assert world.trade("owner", "@outside", 300, 30).refused is None
    world.price(11)
    filled = world.do(c.ReportFill, orders=[0], lots=[100], ticks=[ticks])
    assert of(filled, e.InsuranceFundDrawn) == []
    assert world.cash("owner") == 6_000 - 300 * 30 + 100 * ticks


RATES = st.lists(st.integers(20_000, 200_000), min_size=1, max_size=3)


@st.composite
def breached(draw: st.DrawFn) -> tuple[World, World]:
    """Twice the same house: two longs in two markets under rising rates, in breach after a fall of the first."""
    rates = sorted(draw(RATES))
    floors = [0, *sorted(draw(st.sets(st.integers(500, 9_000), min_size=len(rates) - 1, max_size=len(rates) - 1)))]
    tiers, taken = [], 0
    for step, (floor, rate) in enumerate(zip(floors, rates, strict=True)):
        taken += -(-floor * (rate - (rates[step - 1] if step else 0)) // 10**6)
        tiers.append(Tier(floor, rate, 10**6, 10**6, taken if step else 0, 2 * rate, 10**6))
    rules = policy(sizing=Sizing.RESTORE, tiers=tuple(tiers))
    lots, other, fall = draw(st.integers(1, 90)), draw(st.integers(1, 40)), draw(st.integers(1, 60))
    margin = 10**5
    twins = []
    for _ in range(2):
        world = small_house(rules, 100, owner=margin)
        world.list("Y-USD")
        world.price(100, "Y-USD")
        world.trade("owner", "@outside", lots, 100)
        world.trade("owner", "@outside", other, 100, "Y-USD")
        seen = Seen(world.book)
        spare = int(seen.equity[world.cross("owner")]) - 2 * int(seen.maintenance[world.cross("owner")]) - 20
        world.do(c.Withdraw, account="owner", asset=USD, amount=max(spare, 1))
        world.price(100 - fall)
        twins.append(world)
    return twins[0], twins[1]


@settings(max_examples=60)
@given(breached())
def test_what_is_ordered_restores_and_one_lot_less_leaves_the_breach(twins: tuple[World, World]) -> None:
    enough, short = twins
    orders = enough.book.orders
    if orders.n == 0:
        return
    bucket, row = enough.cross("owner"), int(orders.row[0])
    size, ticks = -int(orders.lots[0]), int(enough.book.markets.valuation[enough.book.rows.market[row]])
    held = int(enough.book.rows.lots[row])
    enough.do(c.ReportFill, orders=[0], lots=[size], ticks=[ticks])
    if size < held:
        assert enough.book.buckets.status[bucket] == Status.OPEN
    if size > 1:
        short.do(c.ReportFill, orders=[0], lots=[size - 1], ticks=[ticks])
        assert short.book.buckets.status[bucket] == Status.CLOSING
        seen = Seen(short.book)
        assert seen.equity[bucket] < seen.maintenance[bucket]
