"""Hedge mode: a long and a short of one bucket are closed against each other before anything is sold."""

from hypothesis import given
from hypothesis import strategies as st

from solvent import events as e
from solvent.policy import Sizing, Tier
from solvent.reasons import Close, Moved
from tests.oracle import unbalanced
from tests.world import ADL, MARKET, TEN_PERCENT, World, cells, of, only, policy, small_house

UPPER = Tier(1_000, 300_000, 10**6, 10**6, 200, 400_000, 10**6)


def hedged(long: int, short: int, margin: int, offset: bool = True, **more: object) -> World:
    """An account with a long and a short at 100 and nothing else; the other side is the outside's."""
    rules = policy(takers=(MARKET, ADL), offset_hedged=offset, **more)  # type: ignore[arg-type]
    world = small_house(rules, 100, hedger=margin)
    assert world.load("hedger", long, long * 100, leg=1).refused is None
    assert world.load("hedger", -short, -short * 100, leg=-1).refused is None
    return world


def test_a_hedge_is_closed_first_and_may_be_enough() -> None:
    """Long 10, short 8, margin 150: at 85 equity is 120 against 153; 17 once 8 lots have left both sides."""
    world = hedged(10, 8, 150)
    fallen = world.price(85)
    event = only(fallen, e.HedgeOffset)
    assert (event.lots, event.ticks, event.equity, event.maintenance) == ([8], [85], [120], [153])
    assert only(fallen, e.LiquidationEnded).close == [Close.RESTORED]
    assert not of(fallen, e.LiquidationOrderPlaced)
    assert (world.lots("hedger", leg=1), world.lots("hedger", leg=-1)) == (2, 0)
    assert world.cash("hedger") == 150 - 10 * 100 + 8 * 100  # no money moved: what one side got the other paid
    assert unbalanced(world.book) == []


def test_without_the_rule_both_sides_are_sold() -> None:
    placed = only(hedged(10, 8, 150, offset=False).price(85), e.LiquidationOrderPlaced)
    assert placed.lots == [-10, 8]


def test_what_is_left_in_breach_goes_on_in_the_same_step() -> None:
    world = hedged(20, 8, 210)
    fallen = world.price(84)  # equity 210 - 12 x 16 = 18 against 12 x 8.4
    assert only(fallen, e.HedgeOffset).lots == [8]
    assert only(fallen, e.LiquidationOrderPlaced).lots == [-12]


def test_an_exact_hedge_is_flat_afterwards() -> None:
    world = hedged(10, 10, 100)
    risen = world.price(101)
    assert only(risen, e.HedgeOffset).lots == [10]
    assert only(risen, e.LiquidationEnded).close == [Close.FLAT]
    assert world.cash("hedger") == 100


def test_the_order_after_it_steps_down_from_what_is_left() -> None:
    """Of 40 against 10 lots 30 are left: at 80 a notional of 2,400, closed whole two tiers down."""
    for levels, lots in ((1, -18), (2, -30)):
        world = hedged(40, 10, 620, tiers=(TEN_PERCENT, UPPER), sizing=Sizing.TIER_STEP, levels=levels)
        fallen = world.price(80)
        assert only(fallen, e.HedgeOffset).lots == [10]
        assert only(fallen, e.LiquidationOrderPlaced).lots == [lots]


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 400), st.integers(0, 3000), st.integers(4, 9))
def test_an_offset_moves_no_money_and_replays(long: int, short: int, ticks: int, margin: int, price: int) -> None:
    """Also on a grid finer than an atom: equity changes by less than an atom a position, never down."""
    world = World(policy(takers=(MARKET, ADL), offset_hedged=True))
    world.list(size=2, price=price)
    world.open(hedger=margin)
    world.price(100)
    for lots, leg in ((long, 1), (-short, -1)):
        world.load("hedger", lots, 0, leg=leg)
    cash = world.cash("hedger")
    moved = world.price(ticks)
    offsets = of(moved, e.HedgeOffset)
    assert all(cells(event.lots) == [min(long, short)] for event in offsets)
    changed = [event for event in of(moved, e.PositionChanged) if set(cells(event.cause)) == {Moved.OFFSET}]
    assert sum(sum(cells(event.lots)) for event in changed) == 0
    if offsets and not of(moved, e.CashTransferred):
        assert world.cash("hedger") == cash
    assert unbalanced(world.book) == []
    assert world.by_effect().digest() == world.book.digest() == world.by_cause().book.digest()
