"""When a constituent counts, at each border to the nanosecond and the tick; and that one left out moves nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.policy import GatePolicy
from solvent.reasons import Exclusion, Reason
from tests.world import S, World, of, only, policy

ANSWERED: dict[str, Any] = {"owner": "index committee", "reason": "reviewed"}


def house(sources: int = 3, ticks: int = 1_000, **gates: int) -> World:
    """One market whose sources say one price, just now."""
    world = World(policy(prices={"gates": GatePolicy(**gates)}))
    world.list(sources=sources)
    for number in range(1, sources + 1):
        world.price(ticks, source=f"s{number}")
    return world


def quote(world: World, source: str = "s1", ticks: int = 1_000, **told: Any) -> Outcome:
    told.setdefault("venue_ns", world.at_ns)
    return world.do(c.ObserveQuote, market="X-USD", source=source, ticks=ticks, **told)


def out(world: World) -> dict[str, Exclusion]:
    """Who is left out, and why."""
    return {f"s{n + 1}": Exclusion(why) for n, why in enumerate(world.book.sources.exclusion.tolist()) if why}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"ticks": 0}, Exclusion.NOT_POSITIVE),
        ({"ticks": -5}, Exclusion.NOT_POSITIVE),
        ({"ticks": 2**53 + 1}, Exclusion.OUT_OF_RANGE),
        ({"halted": True}, Exclusion.HALTED),
        ({"bid": 1_001, "ask": 1_000}, Exclusion.CROSSED),
        ({"bid": 1_000, "ask": 1_000}, Exclusion.CROSSED),
        ({"unit": "X/EUR"}, Exclusion.WRONG_UNIT),
        ({"unit": "USD/X", "ticks": 0}, Exclusion.WRONG_UNIT),  # the unit first: a ratio is a number
    ],
)
def test_what_is_wrong_by_itself_needs_no_rule(told: dict[str, Any], why: Exclusion) -> None:
    world = house()
    world.do(c.SetIndex, market="X-USD", unit="X/USD", **ANSWERED)
    world.do(c.SetConstituent, market="X-USD", source="s1", unit="X/USD", **ANSWERED)
    quote(world, **told)
    assert out(world) == {"s1": why}
    assert int(world.book.markets.index[0]) == 1_000
    quote(world, bid=999, ask=1_000, unit="X/USD")
    assert out(world) == {}


def test_a_ratio_is_not_read_as_a_price_in_dollars() -> None:
    """Moonwell, February 2026: cbETH/ETH of 1.12 read as dollars. The only source is left out, and the price held."""
    world = house(sources=1, ticks=2_200)
    world.do(c.SetIndex, market="X-USD", unit="CBETH/USD", **ANSWERED)
    world.do(c.SetConstituent, market="X-USD", source="s1", unit="CBETH/USD", **ANSWERED)
    quote(world, ticks=1, unit="CBETH/ETH")
    assert out(world) == {"s1": Exclusion.WRONG_UNIT}
    assert (int(world.book.markets.index[0]), int(world.book.markets.usable[0])) == (2_200, 0)


@pytest.mark.parametrize(("after", "left_out"), [(30 * S - 1, False), (30 * S, False), (30 * S + 1, True)])
def test_silence_of_trades_is_staleness_whatever_is_quoted(after: int, left_out: bool) -> None:
    world = house(silence_ns=30 * S)
    traded = world.at_ns
    world.at_ns += after
    quote(world, traded_ns=traded)
    assert out(world).get("s1") == (Exclusion.NO_TRADES if left_out else None)
    quote(world, traded_ns=world.at_ns)
    assert "s1" not in out(world)


@pytest.mark.parametrize(("after", "left_out"), [(10 * S - 1, False), (10 * S, False), (10 * S + 1, True)])
def test_a_frozen_price_is_left_out_though_it_is_said_again(after: int, left_out: bool) -> None:
    world = house(frozen_ns=10 * S)
    world.at_ns += after
    quote(world)
    assert out(world).get("s1") == (Exclusion.FROZEN if left_out else None)
    quote(world, ticks=1_001)
    assert "s1" not in out(world)


@pytest.mark.parametrize(("after", "left_out"), [(6 * S - 1, False), (6 * S, False), (6 * S + 1, True)])
def test_a_source_is_held_to_its_own_heartbeat(after: int, left_out: bool) -> None:
    """Three times a declared heartbeat of 2 s."""
    world = house(rhythm=3 * 10**6)
    world.do(c.SetConstituent, market="X-USD", source="s1", heartbeat_ns=2 * S, **ANSWERED)
    world.price(1_000, source="s2", after=after)
    assert out(world).get("s1") == (Exclusion.SILENT if left_out else None)


def test_without_a_heartbeat_a_source_is_held_to_what_it_is_used_to() -> None:
    """It spoke every second ten times; four seconds of silence are more than three of its own."""
    world = house(rhythm=3 * 10**6)
    for _ in range(10):
        world.price(1_000, after=S)
    assert int(world.book.sources.rhythm_ns[0]) == S
    world.price(1_000, source="s2", after=3 * S)
    assert "s1" not in out(world)
    world.price(1_000, source="s2", after=1)
    assert out(world)["s1"] == Exclusion.SILENT


@pytest.mark.parametrize(("ticks", "left_out"), [(1_050, False), (1_051, True), (950, False), (949, True)])
def test_a_price_may_move_so_far_at_once(ticks: int, left_out: bool) -> None:
    """5 %; said a second time the new price is measured against itself."""
    world = house(step=50_000)
    quote(world, ticks=ticks)
    assert out(world).get("s1") == (Exclusion.STEP if left_out else None)
    quote(world, ticks=ticks)
    assert "s1" not in out(world)


def test_a_nonsense_price_is_no_measure_of_the_next() -> None:
    world = house(step=50_000)
    quote(world, ticks=0)
    quote(world, ticks=1_040)
    assert out(world) == {}


@pytest.mark.parametrize(("back", "returns"), [(1_026, False), (1_025, True), (975, True), (974, False)])
def test_whoever_deviates_comes_back_at_half_the_band(back: int, returns: bool) -> None:
    """CF Benchmarks: out beyond 5 % of the median, in again within 2.5 %."""
    world = house(deviation=50_000, readmit=25_000)
    world.price(1_050)
    assert out(world) == {}
    world.price(1_051)
    assert out(world) == {"s1": Exclusion.DEVIATING}
    world.price(back)
    assert ("s1" not in out(world)) == returns


def test_of_two_none_is_measured_against_the_other() -> None:
    world = house(sources=2, deviation=50_000)
    world.price(2_000)
    assert out(world) == {}


@pytest.mark.parametrize(("after", "returns"), [(15 * S, False), (15 * S + 1, True)])
def test_a_return_takes_a_time_without_fault(after: int, returns: bool) -> None:
    world = house(probation_ns=15 * S)
    quote(world, halted=True)
    assert of(quote(world), e.ConstituentOnProbation)
    world.at_ns += after
    quote(world)
    assert ("s1" not in out(world)) == returns


def test_a_fault_on_probation_begins_it_anew() -> None:
    world = house(probation_ns=15 * S)
    quote(world, halted=True)
    quote(world)
    world.at_ns += 10 * S
    quote(world, halted=True)
    world.at_ns += 10 * S
    quote(world)
    world.at_ns += 10 * S
    quote(world)
    assert out(world) == {"s1": Exclusion.HALTED}


def test_whoever_is_suspended_does_not_count_until_it_is_eligible_again() -> None:
    world = house()
    world.do(c.SetConstituent, market="X-USD", source="s1", eligible=False, **ANSWERED)
    world.price(5_000)
    assert out(world) == {"s1": Exclusion.SUSPENDED}
    assert int(world.book.markets.index[0]) == 1_000
    world.do(c.SetConstituent, market="X-USD", source="s1", **ANSWERED)
    assert int(only(world.price(5_000), e.ConstituentReadmitted).source[0]) == 0


def rated(world: World) -> None:
    """s1 quotes T; T-USD says what that is."""
    world.do(c.ListReference, market="T-USD", price_decimals=3, constituents=["t1"])
    for market, unit in (("T-USD", "T/USD"), ("X-USD", "X/USD")):
        world.do(c.SetIndex, market=market, unit=unit, **ANSWERED)
    world.do(c.SetConstituent, market="X-USD", source="s1", unit="X/T", convert="T-USD", **ANSWERED)


def test_another_currency_is_turned_by_an_index_of_its_own() -> None:
    """The only source says 1,000 T, and a T is 0.98 USD: that is 980."""
    world = house(sources=1)
    rated(world)
    assert out(world) == {}
    world.price(1_000)
    assert out(world) == {"s1": Exclusion.NOT_CONVERTIBLE}
    world.price(980, "T-USD", "t1")
    assert out(world) == {}
    assert int(world.book.markets.index[0]) == 980
    world.price(975, "T-USD", "t1")
    assert int(world.book.markets.index[0]) == 975, "the index follows the rate at once"
    world.price(1_001, after=61 * S)
    assert out(world)["s1"] == Exclusion.NOT_CONVERTIBLE, "a rate that is stale turns nothing"


def test_an_assumed_rate_is_one_that_somebody_answers_for() -> None:
    world = house(sources=1)
    world.do(c.SetIndex, market="X-USD", unit="X/USD", **ANSWERED)
    missing = world.do(c.SetConstituent, market="X-USD", source="s1", unit="X/T", **ANSWERED)
    assert missing.refused == Reason.NO_CONVERSION
    world.do(c.SetConstituent, market="X-USD", source="s1", unit="X/T", assumed_ppm=999_000, **ANSWERED)
    world.price(1_000)
    assert int(world.book.markets.index[0]) == 999


def test_late_and_early_prices_are_set_aside_and_said() -> None:
    world = house()
    told = {"sources": [0, 1, 2], "ticks": [5, 1_010, 7], "venue_ns": [world.at_ns - S, world.at_ns, world.at_ns + 1]}
    aside = only(world.do(c.ObservePrices, **told), e.PriceSetAside)
    assert aside.exclusion == [Exclusion.OUT_OF_ORDER, Exclusion.OUT_OF_RANGE]
    assert world.book.sources.ticks.tolist() == [1_000, 1_010, 1_000]


@given(st.lists(st.tuples(st.sampled_from(["s1", "s2"]), st.integers(-5, 10**6), st.booleans()), max_size=12))
def test_one_that_is_left_out_cannot_move_an_index(tellings: list[tuple[str, int, bool]]) -> None:
    """Two houses hear the same of s3 to s5, and other things of two that are suspended: no price differs ever."""
    one, other = house(5, deviation=50_000, silence_ns=30 * S), house(5, deviation=50_000, silence_ns=30 * S)
    for world in (one, other):
        for source in ("s1", "s2"):
            world.do(c.SetConstituent, market="X-USD", source=source, eligible=False, **ANSWERED)
        world.price(1_000)
    for turn, (source, ticks, halted) in enumerate(tellings):
        for world in (one, other):
            world.price(1_000 + 7 * turn, source=f"s{3 + turn % 3}", after=S)
        quote(other, source=source, ticks=ticks, halted=halted)
        same = [(int(w.book.markets.index[0]), int(w.book.markets.valuation[0])) for w in (one, other)]
        assert same[0] == same[1]
