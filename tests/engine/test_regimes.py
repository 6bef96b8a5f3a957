"""Rates that move while the rules stay: by volatility, sample by sample, and by a regime that is declared."""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent import rulebooks
from solvent.policy import MarketPolicy, Policy, RegimePolicy, Tier, VolatilityPolicy
from solvent.reasons import Reason
from solvent.reports.standing import Standings
from solvent.revalue.rows import everyone, initial_margin
from tests.world import S, World, of, policy

M, HOUR = 10**6, 3600 * S
# No weight on the past, so that the rate is 2 x the last move: 1 % -> 2 %, 4 % -> 8 %. The schedule's own rate is 2 %.
FOLLOWS = VolatilityPolicy(HOUR, 0, 10_000, 2_000_000, 250_000, 30_000, 10_000)
TWO = (Tier(0, 20_000, M, M, 0, 40_000, M), Tier(10_000 * M, 50_000, M, M, 300 * M, 100_000, M))
REGIMES = (
    RegimePolicy("stressed", "thin books", 30_000, 200_000),
    RegimePolicy("weekend", "known ahead", 10_000, 0, 24 * HOUR),
)


def only(outcome: Any, kind: type[e.Event]) -> Any:
    """The one event of a kind."""
    (found,) = [event for event in outcome.events if isinstance(event, kind)]
    return found


def rules(volatility: VolatilityPolicy = FOLLOWS, regimes: tuple[RegimePolicy, ...] = REGIMES, **more: Any) -> Policy:
    made = policy(tiers=TWO, **more)
    return replace(made, markets={"*": MarketPolicy(TWO, volatility=volatility)}, regimes=regimes)


def house(made: Policy | None = None, cash: int = 10_000, lots: int = 10) -> World:
    """One account long 10 at 100.000000, valued by the index; a sample at once."""
    world = World(made or rules())
    world.list(sources=1)
    world.open(ann=cash * M)
    world.price(100 * M)
    world.trade("ann", c.OUTSIDE, lots, 100 * M)
    return world


def maintenance(world: World) -> int:
    return int(everyone(world.book).maintenance[world.cross("ann")])


def test_the_first_sample_holds_the_seed_and_the_schedule_is_the_floor() -> None:
    world = house()
    assert int(world.book.markets.add_on[0]) == 0, "2 x 1 % is what the schedule asks for anyway"
    assert maintenance(world) == 20 * M
    world.price(98 * M, after=HOUR // 2)
    assert maintenance(world) == 19_600_000, "no sample is due"


def test_a_move_raises_the_rates_by_a_step_at_most_and_the_next_calm_hour_lowers_them() -> None:
    world = house()
    sampled = only(world.price(104 * M, after=HOUR), e.VolatilitySampled)
    move = 39_220_714  # ln 1.04, ppb, rounded up
    assert (sampled.intervals, sampled.move, sampled.variance) == (1, move, move * move)
    assert (sampled.target, sampled.add_on) == (78_442 - 20_000, 30_000)
    assert maintenance(world) == 1_040 * 50_000
    assert initial_margin(world.book, world.cross("ann")) == 1_040 * 70_000
    fallen = only(world.price(104 * M, after=HOUR), e.VolatilitySampled)
    assert (fallen.move, fallen.target, fallen.add_on) == (0, 0, 20_000)
    assert maintenance(world) == 1_040 * 40_000


def test_every_tier_rises_alike_and_stays_continuous() -> None:
    world = house(lots=150, cash=10**6)
    world.price(104 * M, after=HOUR)
    assert maintenance(world) == 15_600 * 80_000 - 300 * M


def test_a_rise_of_the_rate_alone_closes_in_the_same_step_and_the_line_is_at_the_new_rate() -> None:
    """Long 10 from 100 with 40: at 98 equity 20 covers the schedule's 19.6, but not what the hour's move asks for."""
    world = house(cash=40)
    world.price(101 * M, after=HOUR - 1)
    assert not world.book.buckets.status[world.cross("ann")]
    line = Standings(world.book).bucket(world.cross("ann")).rows[0].below
    assert line < 98 * M
    outcome = world.price(98 * M, after=1)  # 2 x ln(100 / 98) = 4.0406 %
    assert only(outcome, e.VolatilitySampled).add_on == 20_406
    triggered = only(outcome, e.LiquidationTriggered)
    assert (triggered.equity, triggered.maintenance) == (20 * M, 980 * 40_406)


def test_hours_without_a_price_are_samples_of_equal_shares() -> None:
    world = house(rules(replace(FOLLOWS, decay=500_000)))
    sampled = only(world.price(104 * M, after=4 * HOUR + 5), e.VolatilitySampled)
    assert sampled.intervals == 4
    assert sampled.sampled_ns == int(world.book.markets.sampled_ns[0]) == world.at_ns - 5


def test_a_price_that_may_not_be_used_is_no_sample() -> None:
    world = house()
    world.do(c.AdvanceTime, after=2 * HOUR)
    assert not of(world.do(c.AdvanceTime, after=HOUR), e.VolatilitySampled)
    assert only(world.price(100 * M), e.VolatilitySampled).intervals == 3


def test_a_declared_regime_holds_at_once_and_its_reason_is_written() -> None:
    world = house(cash=45)
    outcome = world.do(c.ChangeRegime, regime="stressed", reason="depth  fell to a fifth")
    announced, entered = only(outcome, e.RegimeAnnounced), only(outcome, e.RegimeEntered)
    assert (announced.name, announced.reason) == ("stressed", "depth fell to a fifth")
    assert (entered.before, entered.regime) == (0, 1)
    assert of(outcome, e.LiquidationTriggered), "45 is below 5 % of 1,000"
    assert world.do(c.ChangeRegime, regime="stressed", reason="again").refused is Reason.ALREADY_IN_FORCE


def test_a_regime_asks_for_more_of_new_positions_than_of_old_ones() -> None:
    world = house(cash=150)
    world.do(c.ChangeRegime, regime="stressed", reason="thin")
    assert maintenance(world) == 50 * M
    assert initial_margin(world.book, world.cross("ann")) == 200 * M
    assert world.trade("ann", c.OUTSIDE, 1, 100 * M).refused is Reason.INITIAL_MARGIN
    world.do(c.ChangeRegime, regime="normal", reason="books are back")
    assert maintenance(world) == 20 * M
    assert initial_margin(world.book, world.cross("ann")) == 40 * M


def test_a_regime_with_notice_waits_for_its_time() -> None:
    world = house()
    said = only(world.do(c.ChangeRegime, regime="weekend", reason="Friday"), e.RegimeAnnounced)
    assert said.effective_ns == world.at_ns + 24 * HOUR
    assert maintenance(world) == 20 * M
    assert not of(world.do(c.AdvanceTime, after=24 * HOUR - 1), e.RegimeEntered)
    assert of(world.do(c.AdvanceTime, after=1), e.RegimeEntered)
    world.price(100 * M)
    assert maintenance(world) == 30 * M


def test_a_market_listed_in_a_regime_is_in_it() -> None:
    world = house(rules(VolatilityPolicy()))
    world.do(c.ChangeRegime, regime="stressed", reason="thin")
    world.list("Y-USD")
    t, first = world.book.tiers, int(world.book.markets.tier_first[1])
    assert (int(t.mm_num[first]), int(t.mm_den[first])) == (50_000, M)


@pytest.mark.parametrize(
    ("regime", "why", "reason"),
    [
        ("panic", "so", Reason.UNKNOWN_REGIME), ("stressed", "  ", Reason.REASON_MISSING),
        ("normal", "calm", Reason.ALREADY_IN_FORCE), ("panic", "", Reason.UNKNOWN_REGIME),
    ],
)  # fmt: skip
def test_what_is_not_declared_or_not_reasoned_is_refused(regime: str, why: str, reason: Reason) -> None:
    assert house().do(c.ChangeRegime, regime=regime, reason=why).refused is reason


def test_new_rules_keep_what_volatility_asks_for_and_end_a_regime() -> None:
    world = house()
    world.price(104 * M, after=HOUR)
    world.do(c.ChangeRegime, regime="stressed", reason="thin")
    world.do(c.AdoptRulebook, policy=rules(name="next"))
    assert maintenance(world) == 1_040 * 50_000, "the add-on of 3 points stays, the regime's 3 points go"
    world.do(c.AdoptRulebook, policy=rules(VolatilityPolicy(), name="last"))
    assert maintenance(world) == 1_040 * 20_000
    assert not world.book.markets.sampled_ns[0]


def test_a_journal_with_both_replays_by_cause_and_by_effect() -> None:
    world = house()
    for step in range(1, 9):
        world.price((100 + step * (-1) ** step) * M, after=HOUR)
        if step == 3:
            world.do(c.ChangeRegime, regime="weekend", reason="Friday")
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()


def test_the_shipped_rulebook_covers_an_hour_at_99_percent() -> None:
    made = rulebooks.compile(rulebooks.load("index-ewma"))
    follows = made.markets["*"].volatility
    assert (follows.sample_ns, follows.decay, follows.multiplier) == (HOUR, 970_000, 2_330_000)
    assert [(regime.name, regime.add_on, regime.notice_ns) for regime in made.regimes] == [
        ("stressed", 20_000, 0), ("quarter-end", 10_000, 24 * HOUR),
    ]  # fmt: skip
