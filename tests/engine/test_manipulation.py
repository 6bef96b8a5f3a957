"""Open interest held to what it costs to move a price."""

from typing import Any

from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.policy import Budget, ManipulationPolicy, MarketPolicy, Policy
from solvent.reasons import Frozen, Reason
from tests.world import PERP, TEN_PERCENT, S, World, of, policy, small_house

M = 10**6
CAP = ManipulationPolicy(Budget.CAP_OPEN_INTEREST, cover=M, floor=500 * M, max_age_ns=60 * S)
FREEZE = ManipulationPolicy(Budget.FREEZE_LISTING, floor=500 * M, max_age_ns=60 * S)


def rules(budget: ManipulationPolicy = CAP) -> Policy:
    return replace(policy(), markets={"*": MarketPolicy((TEN_PERCENT,), manipulation=budget)})


def house(budget: ManipulationPolicy = CAP) -> World:
    """Two accounts with a million each, at a price of 100.000000."""
    return small_house(rules(budget), 100 * M, ann=10**6 * M, ben=10**6 * M)


def report(world: World, cost: int = 1000 * M, move: int = 100_000, **more: Any) -> Any:
    return world.do(c.ReportManipulationCost, market=PERP, move_ppm=move, cost_atoms=cost, reason="depth", **more)


def test_without_a_report_open_interest_only_falls() -> None:
    world = house()
    assert world.book.markets.frozen[0] == Frozen.NO_REPORT
    assert world.trade("ann", "ben", 1, 100 * M).refused == Reason.LISTING_FROZEN
    released = of(report(world), e.ListingReleased)
    assert [event.until_ns for event in released] == [world.at_ns + 60 * S]
    assert world.trade("ann", "ben", 1, 100 * M).refused is None


def test_open_interest_times_move_stays_within_the_cost() -> None:
    """A move of 10 % costs 1,000: 10,000 of open interest, 100 contracts at 100, are worth no more than that."""
    world = house()
    report(world)
    assert world.trade("ann", "ben", 101, 100 * M).refused == Reason.MANIPULATION_BUDGET
    assert world.trade("ann", "ben", 100, 100 * M).refused is None
    assert world.trade("ann", "ben", 1, 100 * M).refused == Reason.MANIPULATION_BUDGET
    assert world.trade(c.OUTSIDE, "ann", 100, 100 * M).refused is None, "passed on, it is as large as before"
    assert world.trade("ben", c.OUTSIDE, 40, 100 * M).refused is None, "closing is always allowed"
    assert world.trade("ann", "ben", 41, 100 * M).refused == Reason.MANIPULATION_BUDGET
    assert world.trade("ann", "ben", 40, 100 * M).refused is None


def test_half_a_cover_is_half_the_open_interest() -> None:
    world = house(replace(CAP, cover=M // 2))
    report(world)
    assert world.trade("ann", "ben", 51, 100 * M).refused == Reason.MANIPULATION_BUDGET
    assert world.trade("ann", "ben", 50, 100 * M).refused is None


def test_a_report_counts_at_exactly_its_age_and_not_a_nanosecond_longer() -> None:
    world = house(FREEZE)
    report(world)
    world.price(100 * M, after=60 * S)
    assert world.trade("ann", "ben", 1, 100 * M).refused is None
    world.at_ns += 1
    before = world.book.digest()
    assert world.trade("ann", "ben", 1, 100 * M).refused == Reason.LISTING_FROZEN
    assert world.book.digest() == before, "a refusal changes nothing, the freeze is told by the next step"
    frozen = of(world.do(c.AdvanceTime), e.ListingFrozen)
    assert [event.cause for event in frozen] == [Frozen.REPORT_TOO_OLD]
    assert not of(world.do(c.AdvanceTime, after=S), e.ListingFrozen), "and once"
    assert world.trade(c.OUTSIDE, "ann", 1, 100 * M).refused is None


def test_a_cost_below_the_floor_freezes_and_one_at_it_releases() -> None:
    world = house(FREEZE)
    report(world)
    assert [event.cause for event in of(report(world, 500 * M - 1), e.ListingFrozen)] == [Frozen.TOO_CHEAP]
    assert world.trade("ann", "ben", 1, 100 * M).refused == Reason.LISTING_FROZEN
    assert of(report(world, 500 * M), e.ListingReleased)
    assert world.trade("ann", "ben", 10_000, 100 * M).refused is None, "this rule caps nothing"


def test_a_rulebook_without_the_rule_releases_and_one_with_it_freezes_again() -> None:
    world = house()
    assert of(world.do(c.AdoptRulebook, policy=policy()), e.ListingReleased)
    assert world.trade("ann", "ben", 1, 100 * M).refused is None
    assert of(world.do(c.AdoptRulebook, policy=rules()), e.ListingFrozen)


def test_a_frozen_market_still_liquidates() -> None:
    world = small_house(rules(), 100 * M, ann=30 * M, ben=10**6 * M)
    report(world)
    world.trade("ann", "ben", 1, 100 * M)
    report(world, 0)
    assert of(world.price(75 * M), e.LiquidationOrderPlaced)
    assert world.fill(0, 1, 75 * M).refused is None
    assert world.lots("ann") == 0


def test_a_report_that_cannot_be_one_is_refused() -> None:
    world = house()
    assert report(world, move=0).refused == Reason.OUT_OF_RANGE
    assert report(world, cost=-1).refused == Reason.OUT_OF_RANGE
    assert world.do(c.ReportManipulationCost, market=PERP, move_ppm=1, cost_atoms=1, reason=" ").refused == (
        Reason.REASON_MISSING
    )
    world.do(c.ListCoin, market="BTC/USD", size_decimals=0, price_decimals=6, settlement="USD", constituents=["s1"])
    coin = world.do(c.ReportManipulationCost, market="BTC/USD", move_ppm=1, cost_atoms=1, reason="so")
    assert coin.refused == Reason.WRONG_KIND


def test_it_replays_by_cause_and_by_effect_and_survives_a_snapshot() -> None:
    world = house()
    report(world)
    world.trade("ann", "ben", 7, 100 * M)
    world.do(c.AdvanceTime, after=61 * S)
    digest = world.book.digest()
    assert world.by_effect().digest() == world.by_cause().book.digest() == digest
    assert Book.restore(world.book.dump()).digest() == digest


def test_the_position_of_mango_is_not_opened() -> None:
    """483 million contracts at 0.038; 4 million dollars moved the price to 0.91 (Solidus Labs, 18 October 2022)."""
    tick = 38_000  # a tick is an atom: 0.038
    world = small_house(rules(replace(CAP, floor=0)), tick, ann=5 * M * M, ben=5 * M * M)
    move = (910_000 - tick) * M // tick
    report(world, 4 * M * M, move)
    refused = world.trade("ann", "ben", 483 * M, tick)
    assert refused.refused == Reason.MANIPULATION_BUDGET
    most = 4 * M * M * M // move
    assert most // M == 174_311, "dollars of open interest, where 18.4 million were asked for"
    assert world.trade("ann", "ben", most // tick, tick).refused is None
