"""The market in stages, worked by hand: fill or kill, slices of the depth, a band, and what is left unfilled."""

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import House
from solvent.engine import Engine
from solvent.errors import Misuse
from solvent.policy import Limit, Portion, PriceRole, Sizing, Taker, TakerPolicy, Tier, TransferPrice
from solvent.reasons import Reason
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import ADL, FUND, MARKET, S, World, of, only, policy, small_house

BELOW_HALF = TakerPolicy(Taker.BACKSTOP, 500_000, TransferPrice.BANKRUPTCY)
TWO_TIERS = (Tier(0, 100_000, 10**6, 10**6, 0, 200_000, 10**6), Tier(500, 200_000, 10**6, 10**6, 50, 400_000, 10**6))


def stage(**terms: Any) -> TakerPolicy:
    return replace(MARKET, **terms)


def long_of(rules: Any, lots: int = 10, margin: int = 200, ticks: int = 100) -> World:
    """`long` has bought lots of the outside."""
    world = small_house(rules, ticks, long=margin)
    assert world.trade("long", "@outside", lots, ticks).refused is None
    return world


def sound(world: World) -> None:
    seen = Seen(world.book)
    assert unbalanced(world.book) + misplaced(world.book) + seen.skipped() + seen.owing() == []
    assert world.by_effect().digest() == world.book.digest() == world.by_cause().book.digest()


def depth(world: World, bids: int, asks: int = 0, after: int = 0) -> Any:
    return world.do(c.ObserveDepth, after=after, market="X-USD", bids=bids, asks=asks)


def test_a_fill_or_kill_order_is_filled_whole_or_not_at_all() -> None:
    world = long_of(policy(takers=(stage(fill_or_kill=True), ADL)))
    placed = only(world.price(85), e.LiquidationOrderPlaced)
    assert (placed.lots, placed.whole) == ([-10], [1])
    before = world.book.digest()
    assert world.fill(0, 9, 85).refused == Reason.PARTIAL_FILL
    assert world.book.digest() == before
    assert world.fill(0, 10, 85).refused is None
    assert world.lots("long") == 0
    sound(world)


def test_a_step_that_is_killed_is_followed_by_the_whole_position_and_then_by_the_takeover() -> None:
    """Twelve lots at 69 are 828, equity 108 of 116. Seven are in the tier below 500, so five are the step."""
    steps, rest = stage(portion=Portion.PARTS, fill_or_kill=True), stage(portion=Portion.ALL)
    world = long_of(policy(takers=(steps, rest, FUND, ADL), tiers=TWO_TIERS, sizing=Sizing.TIER_STEP), 12, 480)
    placed = only(world.price(69), e.LiquidationOrderPlaced)
    assert (placed.lots, placed.whole, placed.taker) == ([-5], [1], [0])
    killed = world.expire(0)
    assert only(killed, e.LiquidationOrderExpired).taker == [1]
    placed = only(killed, e.LiquidationOrderPlaced)
    assert (placed.lots, placed.whole, placed.taker) == ([-12], [0], [1])
    taken = only(world.expire(1), e.BackstopTookOver)
    assert (taken.lots, taken.quote) == ([12], [720])
    sound(world)


def test_in_the_lowest_tier_no_step_is_tried() -> None:
    """The step filled, seven lots are left with 108; at 59 they are 413 with 38 of 42, in the lowest tier."""
    steps, rest = stage(portion=Portion.PARTS, fill_or_kill=True), stage(portion=Portion.ALL)
    world = long_of(policy(takers=(steps, rest, FUND, ADL), tiers=TWO_TIERS, sizing=Sizing.TIER_STEP), 12, 480)
    world.price(69)
    assert only(world.fill(0, 5, 69), e.LiquidationEnded).close == [1]
    placed = only(world.price(59), e.LiquidationOrderPlaced)
    assert (placed.lots, placed.whole, placed.taker) == ([-7], [0], [1])
    sound(world)


def test_a_large_position_is_disposed_of_as_vega_works_it_out() -> None:
    """280 lots, half at a time down to 50, at most 1 % of 10,000: 100, 90, 45, 45 (vega-disposal-013)."""
    slices = stage(participation=10_000, every_ns=10 * S, again=True)
    last_resort = TakerPolicy(Taker.ADL, 0, TransferPrice.BANKRUPTCY)
    rules = policy(takers=(slices, last_resort), sizing=Sizing.FRACTION, fraction=500_000, fraction_above=50 * 81)
    world = long_of(rules, 280, 5_600)
    depth(world, 10_000)
    sold: list[int] = []
    seen = world.price(81)  # equity 280 of 2,268: whoever is left at 45 lots is still in breach
    while world.lots("long"):
        placed = only(seen, e.LiquidationOrderPlaced)
        sold.append(-placed.lots[0])
        assert not of(world.fill(placed.order[0], sold[-1], 81), e.LiquidationOrderPlaced)
        assert not of(depth(world, 10_000, after=9 * S), e.LiquidationOrderPlaced)
        seen = depth(world, 10_000, after=S)
    assert sold == [100, 90, 45, 45]
    sound(world)


def test_the_orders_on_one_depth_share_it_and_the_most_urgent_comes_first() -> None:
    """1 % of 1,200 are twelve lots. At 82 they have 16 of 66, 10 of 41, 20 of 82: `least` misses most, then `long`."""
    slices = stage(participation=10_000, every_ns=S)
    world = small_house(policy(takers=(slices, FUND, ADL)), 100, long=160, next=100, least=200)
    for account, lots in (("long", 8), ("next", 5), ("least", 10)):
        world.trade(account, "@outside", lots, 100)
    depth(world, 1_200)
    fallen = world.price(82)
    placed, kept = only(fallen, e.LiquidationOrderPlaced), only(fallen, e.LiquidationWithheld)
    assert (placed.bucket, placed.lots) == ([world.cross("least"), world.cross("long")], [-10, -2])
    assert (kept.bucket, kept.depth, kept.taker) == ([world.cross("next")], [1_200], [1])
    assert only(fallen, e.BackstopTookOver).lots == [5]
    sound(world)


def test_what_was_ordered_uses_a_depth_up_until_it_is_told_again() -> None:
    world = long_of(policy(takers=(stage(participation=500_000, every_ns=S, again=True), BELOW_HALF, ADL)), 10)
    depth(world, 8)
    assert only(world.price(87), e.LiquidationOrderPlaced).lots == [-4]  # equity 70 of 87
    world.fill(0, 1, 87)
    again = world.expire(0)
    assert only(again, e.LiquidationOrderExpired).taker == [0]
    assert not of(again, e.LiquidationOrderPlaced)
    later = world.price(87, after=S)
    assert only(later, e.LiquidationWithheld).taker == [0]
    assert not of(depth(world, 8), e.LiquidationOrderPlaced), "the next look is a second later"
    assert only(depth(world, 8, after=S), e.LiquidationOrderPlaced).lots == [-4]
    sound(world)


@pytest.mark.parametrize(("again", "taken"), [(False, 1), (True, 0)])
def test_without_any_depth_nothing_is_ordered_and_the_rulebook_says_who_is_asked(again: bool, taken: int) -> None:
    slices = stage(participation=10_000, every_ns=S, again=again)
    world = long_of(policy(takers=(slices, BELOW_HALF, ADL)))
    fallen = world.price(87)
    assert of(fallen, e.LiquidationOrderPlaced) == []
    assert (only(fallen, e.LiquidationWithheld).depth, len(of(fallen, e.BackstopTookOver))) == ([0], taken)
    crossed = world.price(83, after=2 * S)  # equity 30 of 83
    assert len(of(crossed, e.BackstopTookOver)) == 1 - taken
    assert world.lots(House.BACKSTOP) == 10
    sound(world)


def test_one_account_that_holds_everything_ends_with_its_counterparty_where_nothing_is_bought() -> None:
    """A depth of nothing for two million lots: the vault has no money for a debt, so the other side is reduced."""
    slices = stage(participation=1, every_ns=S, again=True, slice=1, fill_or_kill=True, band=1)
    last_resort = TakerPolicy(Taker.ADL, 0, TransferPrice.BANKRUPTCY)
    world = small_house(policy(takers=(slices, BELOW_HALF, last_resort)), 100, whale=40_000_000, short=10**9)
    world.trade("whale", "short", 2_000_000, 100)
    depth(world, 0)
    fallen = world.price(1)
    assert only(fallen, e.PositionDeleveraged).lots == [2_000_000]
    assert (world.lots("short"), world.cash("whale"), world.cash(House.OPERATOR)) == (0, 0, 0)
    sound(world)


def test_rounds_of_a_number_of_contracts_follow_each_other() -> None:
    """300 at 87 are three lots; two rounds restore: four lots require 35 and 70 are there."""
    world = long_of(policy(takers=(stage(slice=300, every_ns=S), ADL)))
    placed = only(world.price(87), e.LiquidationOrderPlaced)
    assert placed.lots == [-3]
    assert not of(world.fill(0, 3, 87), e.LiquidationOrderPlaced), "seven lots require 61: restored"
    assert world.lots("long") == 7
    sound(world)


def test_a_round_is_one_lot_where_a_lot_is_worth_more_than_it() -> None:
    world = long_of(policy(takers=(stage(slice=1, every_ns=S), ADL)))
    assert only(world.price(87), e.LiquidationOrderPlaced).lots == [-1]


@pytest.mark.parametrize(("limit", "expected"), [(Limit.NONE, 81), (Limit.BANKRUPTCY, 81)])
def test_nothing_is_sold_below_the_band(limit: Limit, expected: int) -> None:
    """5 % below 85 are 80.75; the bankruptcy price is 80, which the band is tighter than."""
    world = long_of(policy(takers=(stage(band=50_000), ADL), limit=limit))
    assert only(world.price(85), e.LiquidationOrderPlaced).limit == [expected]
    assert world.fill(0, 10, expected - 1).refused == Reason.OVER_FILL
    assert world.fill(0, 10, expected).refused is None
    sound(world)


def test_nothing_is_bought_back_above_the_band_and_the_bankruptcy_price_may_be_tighter() -> None:
    """5 % above 115 are 120.75; bankrupt at 120 with 50 left on ten lots."""
    for limit, expected in ((Limit.NONE, 120), (Limit.BANKRUPTCY, 120)):
        world = small_house(policy(takers=(stage(band=50_000), ADL), limit=limit), 100, short=200)
        world.trade("@outside", "short", 10, 100)
        assert only(world.price(115), e.LiquidationOrderPlaced).limit == [expected]
        assert world.fill(0, 10, expected + 1).refused == Reason.OVER_FILL


def test_a_band_around_the_last_price_needs_one() -> None:
    banded = stage(band=50_000, around=PriceRole.LAST)
    world = long_of(policy(takers=(banded, FUND, ADL)))
    assert len(of(world.price(85), e.BackstopTookOver)) == 1, "nothing has traded: the fund is asked"
    world = long_of(policy(takers=(banded, FUND, ADL)))
    world.do(c.ObserveTrade, market="X-USD", ticks=90)
    assert only(world.price(85), e.LiquidationOrderPlaced).limit == [86]  # 85.5, rounded into the band


def test_a_stage_of_the_market_may_have_a_line_of_its_own() -> None:
    """Patient above half of maintenance, whatever the book gives below it."""
    patient, hasty = stage(band=10_000, every_ns=S, again=True), stage(below=500_000)
    world = long_of(policy(takers=(patient, hasty, ADL)))
    assert only(world.price(87), e.LiquidationOrderPlaced).limit == [87]
    world.expire(0)
    placed = only(world.price(84, after=S), e.LiquidationOrderPlaced)  # 40 of 84
    assert (placed.taker, placed.limit, placed.lots) == ([1], [0], [-10])


def test_orders_of_one_bucket_that_end_one_by_one_all_go_on_to_the_same_taker() -> None:
    world = small_house(policy(takers=(MARKET, stage(portion=Portion.ALL), ADL)), 100, long=400)
    world.list("Y-USD")
    world.price(100, "Y-USD")
    for market in ("X-USD", "Y-USD"):
        world.trade("long", "@outside", 10, 100, market)
    world.price(70)
    assert [only(world.expire(order), e.LiquidationOrderExpired).taker for order in (0, 1)] == [[1], [1]]
    assert world.book.orders.taker[:4].tolist() == [0, 0, 1, 1]


def test_a_stage_that_orders_again_without_a_pause_is_no_rulebook() -> None:
    with pytest.raises(Misuse, match="UNFINISHED_RULEBOOK"):
        Engine(policy(takers=(stage(again=True), ADL)))


def test_depth_is_used_up_to_its_end_and_no_further() -> None:
    """Told once, ordered twice: what counts as taken never passes what was told."""
    world = small_house(policy(takers=(stage(again=True, every_ns=S), ADL)), 100, long=200)
    world.trade("long", "@outside", 10, 100)
    depth(world, 12)
    world.price(85)
    world.expire(0)
    world.price(85, after=S)
    assert world.book.markets.bids_taken.tolist() == [12]
    assert np.array_equal(world.book.markets.asks_taken, [0])
