"""What becomes of an index as its constituents go, one by one; what stands in for it; what is asked for to resume."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.policy import (
    BasisOf,
    Fallback,
    FallbackPolicy,
    GatePolicy,
    IndexPolicy,
    IndexRule,
    MarkPolicy,
    MarkRule,
    PriceRole,
    ResumePolicy,
)
from solvent.prices.mark import NO_BASIS, NO_BOOK, NO_INDEX, NO_OUTSIDE
from solvent.reasons import Reason
from tests.world import S, World, of, only, policy, small_house

ANSWERED: dict[str, Any] = {"owner": "index committee", "reason": "reviewed"}


def house(*ticks: int, rules: dict[str, Any], fallbacks: tuple[FallbackPolicy, ...] = ()) -> World:
    """One market with a source for each price."""
    world = World(policy(prices={"fallbacks": fallbacks, **rules}))
    world.list(sources=len(ticks))
    for number, price in enumerate(ticks, 1):
        world.price(price, source=f"s{number}")
    return world


def index(world: World, market: int = 0) -> int:
    return int(world.book.markets.index[market])


def valued(world: World) -> tuple[int, int]:
    """What the market is valued with, and whether that may be acted on."""
    return int(world.book.markets.valuation[0]), int(world.book.markets.usable[0])


def suspend(world: World, source: str, weight: int = 10**6, eligible: bool = False) -> None:
    world.do(c.SetConstituent, market="X-USD", source=source, weight_ppm=weight, eligible=eligible, **ANSWERED)


@pytest.mark.parametrize(
    ("rule", "cap", "expected"),
    [
        (IndexRule.MEDIAN, 0, 1_010),
        (IndexRule.WEIGHTED_MEDIAN, 0, 1_000),  # 600 of 1,100 weigh at 1,000 or less
        (IndexRule.WEIGHTED_MEAN, 0, 1_092),  # (600 x 1000 + 300 x 1010 + 200 x 1495) / 1100 = 1092.7
        (IndexRule.CLAMPED_MEAN, 10_000, 1_006),  # 1,495 counts as 1,020: (600000 + 303000 + 204000) / 1100 = 1006.4
    ],
)
def test_index_rules_by_hand(rule: IndexRule, cap: int, expected: int) -> None:
    world = house(1_000, 1_010, 1_495, rules={"index": IndexPolicy(rule=rule, cap=cap)})
    for source, weight in (("s1", 600_000), ("s2", 300_000), ("s3", 200_000)):
        suspend(world, source, weight, eligible=True)
    composed = only(world.price(1_010, source="s2", after=S), e.IndexComposed) if rule != IndexRule.MEDIAN else None
    world.price(1_010, source="s2")
    assert index(world) == expected
    if composed is not None:
        assert composed.ticks == [1_000, 1_010, 1_020 if cap else 1_495]
        assert composed.weight == [600_000, 300_000, 200_000]
        assert composed.age_ns == [S, 0, S]


@pytest.mark.parametrize(("other", "frozen"), [(1_104, False), (1_105, True), (906, False), (905, True)])
def test_two_that_are_apart_freeze_it(other: int, frozen: bool) -> None:
    """BitMEX: of two, either further than 5 % from the index of them: 1,105 is 53 from 1,052, of which 5 % is 52.6."""
    world = house(1_000, 1_000, rules={"index": IndexPolicy(apart=50_000)})
    world.price(other, source="s2")
    assert index(world) == (1_000 if frozen else (1_000 + other) // 2)


def test_two_that_have_moved_together_are_an_index_again() -> None:
    world = house(1_000, 1_000, rules={"index": IndexPolicy(apart=50_000)})
    world.price(1_200, source="s1")
    assert index(world) == 1_000
    world.price(1_200, source="s2")
    assert index(world) == 1_200


def test_one_is_an_index_only_where_that_is_declared() -> None:
    for one in (True, False):
        world = house(1_000, 1_000, rules={"index": IndexPolicy(one=one)})
        suspend(world, "s2")
        world.price(1_100)
        assert valued(world) == ((1_100, 1) if one else (1_000, 0))


def test_what_is_held_is_acted_on_only_where_that_is_declared() -> None:
    for held in (True, False):
        world = house(1_000, rules={"index": IndexPolicy(held=held)})
        world.do(c.AdvanceTime, after=61 * S)
        assert valued(world) == (1_000, int(held))


LAST_THEN_SPOT = (FallbackPolicy(Fallback.LAST), FallbackPolicy(Fallback.REFERENCE, "SPOT"))


def silenced(*fallbacks: FallbackPolicy, step: int = 0, rules: dict[str, Any] | None = None) -> World:
    """An index at 1,000 whose only source is suspended; the venue traded at 1,300, and SPOT stands at 1,200."""
    one = {"index": IndexPolicy(step=step, every_ns=S)} | (rules or {})
    world = house(1_000, rules=one, fallbacks=fallbacks)
    world.do(c.ListReference, market="SPOT", price_decimals=7, constituents=["b1"])
    world.price(12_000, "SPOT", "b1")
    world.do(c.ObserveTrade, market="X-USD", ticks=1_300)
    assert index(world) == 1_000
    suspend(world, "s1")
    return world


def test_fallbacks_are_asked_in_their_order() -> None:
    world = silenced(*LAST_THEN_SPOT)
    updated = only(world.do(c.AdvanceTime, after=S), e.IndexUpdated)
    assert (updated.ticks[0], updated.serving[0]) == (1_300, 1)
    world.do(c.AdvanceTime, after=30 * S)
    world.price(12_000, "SPOT", "b1")
    updated = only(world.do(c.AdvanceTime, after=31 * S), e.IndexUpdated)
    assert (updated.ticks[0], updated.serving[0]) == (1_200, 2), "a trade that is stale does not stand in"
    world.do(c.AdvanceTime, after=31 * S)
    assert valued(world) == (1_200, 0), "nor an index that is: nothing is left, and nobody is closed on what is held"
    suspend(world, "s1", eligible=True)
    updated = only(world.price(1_010), e.IndexUpdated)
    assert (updated.ticks[0], updated.serving[0]) == (1_010, 0)


def test_a_last_price_that_stands_in_grows_old_with_the_ticks_of_another_market() -> None:
    """The trader is closed on a last of 1,300 while that is young, and not by another market's tick once it is not."""
    for after, closed in ((59 * S, True), (61 * S, False)):
        world = silenced(FallbackPolicy(Fallback.LAST))
        world.list("Y-USD")
        world.open(trader=2_000)
        world.do(c.AdvanceTime)
        world.load("trader", -5, -5 * 1_000)
        assert bool(of(world.price(50, "Y-USD", after=after), e.LiquidationTriggered)) == closed


def test_a_step_of_less_than_a_tick_is_a_tick() -> None:
    world = house(50, rules={"index": IndexPolicy(step=10_000)}, fallbacks=(FallbackPolicy(Fallback.LAST),))
    world.do(c.ObserveTrade, market="X-USD", ticks=52)
    suspend(world, "s1")
    world.do(c.AdvanceTime, after=S)
    assert index(world) == 51


def test_a_switch_moves_the_index_by_no_more_than_the_declared_step() -> None:
    """5 % of 1,000, then of 1,050 ..., once a second: to 1,200 in four steps, whatever is asked in between."""
    world = silenced(FallbackPolicy(Fallback.REFERENCE, "SPOT"), step=50_000)
    seen = []
    for _ in range(10):
        world.do(c.AdvanceTime, after=S // 2)
        seen.append(index(world))
    assert seen == [1_050, 1_050, 1_102, 1_102, 1_157, 1_157, 1_200, 1_200, 1_200, 1_200]


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.integers(900, 1_100)), min_size=1, max_size=15))
def test_the_index_is_continuous_through_exclusions_within_the_step(turns: list[tuple[int, bool, int]]) -> None:
    """Sources 20 % apart that come and go while none of them moves: from one step to the next at most 1 %."""
    world = house(1_000, 1_200, 1_400, rules={"index": IndexPolicy(step=10_000, every_ns=S)})
    was = index(world)
    for source, eligible, after in turns:
        suspend(world, f"s{source + 1}", eligible=eligible)
        world.do(c.AdvanceTime, after=after * S // 1_000)
        assert abs(index(world) - was) * 100 <= was
        was = index(world)


def marked(mark: MarkRule, **forms: Any) -> World:
    """A market valued by its mark, with an index of 1,000; nothing of its own has been seen."""
    return house(1_000, rules={"mark": mark, "trigger": PriceRole.MARK, "forms": MarkPolicy(**forms)})


def missing(outcome: Outcome) -> int:
    return int(only(outcome, e.MarkUpdated).missing[0])


def test_a_mark_without_its_inputs_is_not_computable_and_says_what_is_missing() -> None:
    world = marked(MarkRule.SMOOTHED, basis=BasisOf.MID)
    assert valued(world) == (0, 0)
    assert int(world.book.markets.mark[0]) == 0
    assert missing(world.do(c.ObserveBook, market="X-USD", bid=0, ask=1_010)) == NO_BASIS
    world.do(c.ObserveBook, market="X-USD", bid=1_008, ask=1_010)
    assert valued(world) == (1_000, 1), "the average of what the mid is above the index has just begun"
    assert missing(world.do(c.ObserveBook, market="X-USD", bid=0, ask=1_010)) == NO_BASIS
    assert valued(world)[1] == 0
    world = marked(MarkRule.MEDIAN_WITH_BOOK)
    assert missing(world.do(c.ObserveTrade, market="X-USD", ticks=1_000)) == NO_BOOK + NO_OUTSIDE
    world = World(policy(prices={"mark": MarkRule.SMOOTHED, "trigger": PriceRole.MARK}))
    world.list()
    assert missing(world.do(c.ObserveTrade, market="X-USD", ticks=1_000)) == NO_INDEX


def test_nobody_is_closed_on_a_mark_that_cannot_be_computed() -> None:
    rules = policy(prices={"mark": MarkRule.SMOOTHED, "trigger": PriceRole.MARK, "forms": MarkPolicy(BasisOf.MID)})
    world = small_house(rules, 1_000, trader=1_500)
    world.do(c.ObserveBook, market="X-USD", bid=999, ask=1_001)
    world.trade("trader", "@outside", 5, 1_000)
    world.do(c.ObserveBook, market="X-USD", bid=999, ask=0)
    assert not of(world.price(700), e.LiquidationTriggered)
    assert of(world.do(c.ObserveBook, market="X-USD", bid=699, ask=701), e.LiquidationTriggered)


@pytest.mark.parametrize(("last", "mark"), [(1_050, 1_050), (1_051, 1_050), (949, 950), (950, 950), (10**6, 1_050)])
def test_a_capped_mark_stays_within_its_cap(last: int, mark: int) -> None:
    world = marked(MarkRule.LAST, cap=50_000)
    world.do(c.ObserveTrade, market="X-USD", ticks=last)
    assert valued(world) == (mark, 1)


def test_the_middle_with_the_book() -> None:
    """Index 1,000; book 1,010, 1,020 and a last of 1,100: its middle is 1,020; outside 1,015: the median is 1,015."""
    world = marked(MarkRule.MEDIAN_WITH_BOOK, basis=BasisOf.MID, outside="PERPS")
    world.do(c.ListReference, market="PERPS", price_decimals=6, constituents=["p1"])
    world.do(c.ObserveTrade, market="X-USD", ticks=1_100)
    world.do(c.ObserveBook, market="X-USD", bid=1_010, ask=1_020)
    assert valued(world) == (1_020, 1), "without the outside the average of the book stands for it, which is 1,020 yet"
    world.price(1_015, "PERPS", "p1")
    assert valued(world) == (1_015, 1), "a market is priced anew when its outside reference is"


def test_the_funding_basis_fades_towards_the_end_of_the_interval() -> None:
    """1 % of an hour of funding, of which three quarters are left: 1,000 x (1 + 0.0075)."""
    world = marked(MarkRule.FAIR, interval_ns=3_600 * S)
    world.do(c.SettleFunding, market="X-USD", rate_ppb=10**7)
    world.at_ns = 900 * S
    world.price(1_000)
    assert valued(world) == (1_007, 1)


def halted(quorum: int = 2, band: int = 10_000) -> World:
    """Two of three must agree within 1 %; a trader is under water at 800, and the market is halted meanwhile."""
    world = World(policy(prices={"resume": ResumePolicy(quorum, band)}))
    world.list(sources=3)
    world.open(trader=1_500)
    for source in ("s1", "s2", "s3"):
        world.price(1_000, source=source)
    world.trade("trader", "@outside", 5, 1_000)
    world.do(c.PauseMarket, market="X-USD")
    return world


def test_after_a_halt_nobody_is_closed_before_a_quorum_agrees() -> None:
    world = halted()
    for source in ("s1", "s2", "s3"):
        assert not of(world.price(700, source=source), e.LiquidationTriggered)
    assert not of(world.do(c.ResumeMarket, market="X-USD"), e.LiquidationTriggered), "all of these prices were before"
    assert not of(world.price(700, after=S), e.LiquidationTriggered), "one is no quorum"
    assert not of(world.price(800, source="s2", after=S), e.LiquidationTriggered), "two that do not agree are none"
    opened = world.price(701, source="s3", after=S)
    assert only(opened, e.GateOpened).fresh == [2]
    assert of(opened, e.LiquidationTriggered)


def test_without_the_rule_a_halt_ends_at_once() -> None:
    world = halted(quorum=0, band=0)
    for source in ("s1", "s2", "s3"):
        world.price(700, source=source)
    world.do(c.ResumeMarket, market="X-USD")
    assert of(world.price(700), e.LiquidationTriggered)


def test_after_a_restart_the_book_is_the_same_and_a_quorum_is_asked_for() -> None:
    world = halted()
    world.do(c.ResumeMarket, market="X-USD")
    for source in ("s1", "s2", "s3"):
        world.price(1_000, source=source, after=S)
    digest = world.book.digest().hex()
    other = world.do(c.Restart, digest="00" + digest[2:])
    assert other.refused == Reason.STATE_DIFFERS
    assert digest in of(other, e.CommandRejected)[0].detail
    assert only(world.do(c.Restart, digest=digest), e.GateClosed).market == [0]
    assert not of(world.price(700, after=S), e.LiquidationTriggered)
    assert of(world.price(700, source="s2", after=S), e.LiquidationTriggered)


def test_a_restatement_is_a_record_and_moves_nothing() -> None:
    world = small_house(policy(), 1_000, trader=1_500)
    world.trade("trader", "@outside", 5, 1_000)
    wrong = world.price(700, after=S)
    assert of(wrong, e.LiquidationTriggered)
    before = world.book.ledger.balance.tolist(), world.book.rows.lots.tolist(), world.book.orders.lots.tolist()
    restated = world.do(c.RestateIndex, market="X-USD", at_ns=world.at_ns, was=700, ticks=999, **ANSWERED)
    assert only(restated, e.IndexRestated).ticks == [999]
    assert int(world.book.markets.index[0]) == 700
    after = world.book.ledger.balance.tolist(), world.book.rows.lots.tolist(), world.book.orders.lots.tolist()
    assert after == before


def test_many_prices_at_once_are_the_same_as_one_by_one() -> None:
    one, many = (house(1_000, 1_010, 1_020, rules={"gates": GatePolicy(deviation=50_000)}) for _ in range(2))
    for n, ticks in enumerate((1_001, 1_011, 1_021)):
        one.price(ticks, source=f"s{n + 1}")
    many.do(c.ObservePrices, sources=[0, 1, 2], ticks=[1_001, 1_011, 1_021], venue_ns=[many.at_ns] * 3)
    assert (index(one), valued(one)) == (index(many), valued(many))
    assert one.book.sources.ticks.tolist() == many.book.sources.ticks.tolist()
