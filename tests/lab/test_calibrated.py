"""A calibrated population: balanced to the lot, alive at the start, and closed by the engine where its lines say."""

from functools import cache

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solvent import rulebooks
from solvent.errors import BadCase
from solvent.grid import notional, value
from solvent.health import breached
from solvent.lab import cases
from solvent.lab.assumptions import Terms
from solvent.lab.case import Case
from solvent.lab.population import Drawn, draw, drawn_for, populate
from solvent.lab.population.distance import bracketed, closed_cents, histogram, leverages, lines
from solvent.lab.population.draw import recent, tilted
from solvent.lab.population.grids import CENT, Contract, Standing, flat, notionals, share_up, values
from solvent.lab.run import AS_IT_WAS, play_one
from solvent.lab.stream import as_listed
from solvent.lab.tape import LAST
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import Policy
from solvent.tiers import row_maintenance, schedule
from solvent.units import PPM, inverse_den

BASE = cases.load("october-10")
START = 11_703_760
LINEAR, FINER = Contract(1), Contract(1000)
XBTUSD = Contract(inverse_den(1, 0, 1, 8), PPM)


def terms(simulated: int = 20_000, **values: int) -> Terms:
    """The shipped population, 2 % of its open interest where nothing else is said."""
    assert BASE.population
    return msgspec.structs.replace(BASE.population, simulated=simulated).changed(**values)


def small(**changes: object) -> Case:
    """The shipped case with 2 % of its open interest and a price every 20 seconds."""
    sources = [msgspec.structs.replace(one, figures=msgspec.structs.replace(one.figures, step_ns=20 * 10**9))
               for one in BASE.tape]  # fmt: skip
    return msgspec.structs.replace(BASE, tape=tuple(sources), population=terms(), **changes)


@cache
def rules(name: str) -> tuple[Policy, str]:
    loaded = rulebooks.load(name)
    return as_listed(BASE, rulebooks.compile(loaded)), rulebooks.toml(loaded)


def standing(policy: Policy) -> Standing:
    entry = policy.market("BTC")
    assert entry
    return Standing(entry.tiers, int(policy.closing.comparator))


@given(
    seed=st.integers(0, 2**63 - 1),
    contract=st.sampled_from([LINEAR, FINER, XBTUSD]),
    hedged=st.integers(0, PPM),
    makers=st.integers(0, PPM // 2),
    simulated=st.integers(100, 20_000),
)
@settings(max_examples=30)
def test_longs_are_shorts_to_the_lot(seed: int, contract: Contract, hedged: int, makers: int, simulated: int) -> None:
    start = START if contract.den > 0 else 79_315
    drawn = draw(terms(simulated, hedged_share=hedged, maker_share=makers), contract, start, seed)
    assert drawn.lots.sum() == 0
    quote = terms().of("open_interest") * simulated // PPM * CENT
    assert drawn.lots[drawn.lots > 0].sum() == (quote * contract.den // start if contract.den > 0 else quote // PPM)
    assert (drawn.lots != 0).all()
    assert drawn.margin.min() >= 1
    for place, cohort in enumerate(drawn.cohorts):
        assert drawn.lots[drawn.cohort == place].sum() == cohort.side * cohort.lots


@pytest.mark.parametrize("seed", [1, 7])
def test_everybody_is_alive_from_the_entry_to_the_start(seed: int) -> None:
    """Judged one by one, by the rules of the engine, at the worst price of every later stretch."""
    one = terms()
    drawn = draw(one, LINEAR, START, seed)
    rate = one.of("maintenance")
    columns = (drawn.lots, drawn.entry, drawn.cost, drawn.margin)
    for lots, entry, cost, margin in zip(*(column.tolist() for column in columns), strict=True):
        assert cost == -value(-lots, entry, 1)
        after = [place for place, bar in enumerate(one.bars) if bar.low <= entry <= bar.high]
        worst = [min if lots > 0 else max] * 2
        paths = [
            [START, *(bar.low if lots > 0 else bar.high for bar in one.bars[place + 1 :])] for place in after
        ] or [[START]]  # fmt: skip
        survives = False
        for path in paths:
            ticks = worst[0](path)
            needed = -(-notional(lots, ticks, 1) * rate // PPM)
            survives |= not breached(margin + value(lots, ticks, 1) - cost, needed, 1)
        assert survives


def test_the_first_accounts_do_not_depend_on_how_many_there_are() -> None:
    few, many = (draw(terms(simulated), LINEAR, START, 3) for simulated in (5_000, 20_000))
    count = int((few.cohort == 0).sum()) - 1  # the last one is cut
    assert (few.lots[:count] == many.lots[:count]).all()
    assert (few.entry[:count] == many.entry[:count]).all()
    assert (few.margin[:count] == many.margin[:count]).all()


def test_the_same_seed_is_the_same_book_and_another_is_another() -> None:
    one, same, other = (draw(terms(), LINEAR, START, seed) for seed in (1, 1, 2))
    assert (one.lots == same.lots).all()
    assert len(one.lots) != len(other.lots) or (one.lots != other.lots).any()


def test_sizes_are_lognormal_below_the_tail() -> None:
    sizes = np.sort(draw(terms(200_000), LINEAR, START, 1).cents()[:3000]) / 100
    assert 5_000 < np.median(sizes) < 7_200
    spread = np.log(sizes[int(0.841 * len(sizes))] / np.median(sizes))
    assert 2.4 < spread < 2.8


def test_the_tail_is_a_pareto() -> None:
    """Hill's estimate of a book that is nearly all tail."""
    drawn = draw(terms(100_000, tail_share=500_000, tail_exponent=1_500_000, size_sigma=10_000), LINEAR, START, 1)
    sizes = np.sort(drawn.cents()[drawn.cohort == 0])[-2000:]
    assert abs(len(sizes) / np.log(sizes / sizes[0]).sum() - 1.5) < 0.12


def test_leverage_is_the_tilted_spikes_under_the_limits() -> None:
    drawn = draw(terms(200_000), LINEAR, START, 1)
    mine = drawn.spike >= 0
    weights = np.array(tilted(terms()), float)
    found = np.bincount(drawn.spike[mine]) / mine.sum()
    assert found == pytest.approx(weights / weights.sum(), abs=0.02)
    assert drawn.leverage.max() == 40 * PPM
    bold = np.array(tilted(terms(tilt=PPM)), float)
    base = [spike.weight * spike.leverage for spike in terms().spikes]
    assert bold / bold.sum() == pytest.approx(np.array(base) / sum(base), abs=1e-5)


def test_old_entries_are_rare() -> None:
    weights, bars = recent(terms()), terms().bars
    half = terms().of("entry_half_life")
    for weight, bar in zip(weights, bars, strict=True):
        assert weight / 2**40 == pytest.approx(bar.weight * 0.5 ** (bar.age / half), rel=1e-5)


@pytest.mark.parametrize("name", ["hyperliquid", "binance-usdm", "last-full"])
def test_a_line_is_the_liquidation_price_of_the_engine(name: str) -> None:
    policy, _ = rules(name)
    drawn, judged = draw(terms(3_000), LINEAR, START, 5), standing(policy)
    tiers = schedule(judged.tiers)
    found = {}
    for side in (1, -1):
        found |= dict(zip(*(column.tolist() for column in lines(drawn, judged, side)), strict=True))
    for place in range(0, len(drawn.lots), 3):
        lots, size = int(drawn.lots[place]), notional(int(drawn.lots[place]), START, 1)
        equity = int(drawn.margin[place]) + value(lots, START, 1) - int(drawn.cost[place])
        margin = row_maintenance(size, *tiers)
        if breached(equity, margin, judged.comparator):
            assert found[place] == START
            continue
        line = liquidation_price(START, -1 if lots > 0 else 1, [lots], 1, equity, margin, judged.comparator, tiers)
        assert found.get(place, 0) == (line if line <= 64 * START else 0)


def test_the_line_of_an_inverse_position_is_that_of_the_engine() -> None:
    judged, tiers = flat(5_000), schedule(flat(5_000).tiers)
    bars = tuple(msgspec.structs.replace(bar, low=78_000, high=81_000) for bar in terms().bars)
    one = msgspec.structs.replace(terms(100, maintenance=5_000), bars=bars)
    drawn = draw(one, XBTUSD, 79_315, 5)
    for side in (1, -1):
        for place, line in list(zip(*lines(drawn, judged, side), strict=True))[:60]:
            lots, den = int(drawn.lots[place]), XBTUSD.den
            equity = int(drawn.margin[place]) + value(lots, 79_315, den) - int(drawn.cost[place])
            needed = row_maintenance(notional(lots, 79_315, den), *tiers)
            assert line == liquidation_price(79_315, -side, [lots], den, equity, needed, 1, tiers)


def test_the_engine_closes_whom_the_lines_say_and_nobody_else() -> None:
    """Whole closings on the last price: the set is that of the lines beyond the lowest last price."""
    case = small()
    policy, text = rules("last-full")
    drawn = drawn_for(case, cases.tape_of(case))
    names = [holder.account for holder in populate(case, cases.tape_of(case)).holders]
    run = play_one(case, policy, text, AS_IT_WAS)
    assert not run.refused
    low = cases.tape_of(case).of("BTC", LAST).low(case.entry.time_ns)
    assert low
    gone = {}
    for side, worst in ((1, low[1]), (-1, max(cases.tape_of(case).of("BTC", LAST).ticks))):
        gone |= dict(zip(*(column.tolist() for column in lines(drawn, standing(policy), side, worst)), strict=True))
    assert {closed.account for closed in run.closed} == {names[place] for place in gone}
    assert len(gone) > 50
    held = {names[place]: int(drawn.lots[place]) for place in gone}
    assert all(closed.held == held[closed.account] for closed in run.closed)
    engine = sum(abs(closed.held) * closed.ticks for closed in run.closed) // CENT
    fast = sum(closed_cents(drawn, standing(policy), side, worst) for side, worst in ((1, low[1]), (-1, START)))
    assert fast * 0.99 < engine <= fast * 1.001  # a print lies at or beyond the line


def test_the_histogram_holds_everybody_once() -> None:
    drawn, judged = draw(terms(), LINEAR, START, 1), standing(rules("hyperliquid")[0])
    bins = histogram(drawn, judged)
    for side, name in ((1, "long_cents"), (-1, "short_cents")):
        assert sum(getattr(one, name) for one in bins) == drawn.cents()[drawn.on(side)].sum()
    half = START - START // 20
    near = closed_cents(drawn, judged, 1, half)
    assert near + closed_cents(drawn, judged, 1, 1, half) == pytest.approx(closed_cents(drawn, judged, 1, 1), abs=1)


def test_brackets_hold_everybody_once_and_hedging_swells_the_low_ones() -> None:
    edges = [(0, 3 * PPM), (3 * PPM, 7 * PPM), (7 * PPM, 0)]
    little, much = (draw(terms(hedged_share=share), LINEAR, START, 1) for share in (0, 600_000))
    for drawn in (little, much):
        assert sum(bracketed(drawn, edges)) == drawn.cents()[leverages(drawn, START) >= 0].sum()
    low = [bracketed(drawn, edges)[0] / drawn.cents().sum() for drawn in (little, much)]
    assert low[1] > low[0] + 0.1


@given(
    lots=st.integers(-(10**6), 10**6).filter(bool),
    ticks=st.integers(1, 10**7),
    den=st.sampled_from([1, 10, 1000, -(10**9)]),
    rate=st.integers(0, PPM),
    over=st.integers(1, PPM),
)
def test_columns_round_as_the_rules_do(lots: int, ticks: int, den: int, rate: int, over: int) -> None:
    column = np.array([lots], np.int64)
    assert values(column, ticks, den)[0] == value(lots, ticks, den)
    assert notionals(column, ticks, den)[0] == notional(lots, ticks, den)
    size = abs(lots) * 1000
    assert share_up(np.array([size], np.int64), rate, over)[0] == -(-size * rate // over)


@pytest.mark.parametrize("name", ["hyperliquid", "binance-usdm", "bitmex", "dydx-v4", "last-full"])
def test_tiers_of_columns_are_those_of_the_rules(name: str) -> None:
    judged = standing(rules(name)[0])
    tiers = schedule(judged.tiers)
    sizes = [size for tier in judged.tiers for size in (tier.floor - 1, tier.floor, tier.floor + 12_345) if size >= 0]
    found = judged.maintenance(np.array(sizes, np.int64)).tolist()
    assert found == [row_maintenance(size, *tiers) for size in sizes]


def test_more_accounts_than_stated_are_refused() -> None:
    crowd = msgspec.structs.replace(terms(PPM), accounts=4096)
    with pytest.raises(BadCase, match="at most 4096 accounts, found more among 'long'"):
        draw(crowd, LINEAR, START, 1)


def test_both_rulebooks_are_told_of_the_same_market() -> None:
    policy, _ = rules("binance-usdm")
    assert policy.market("BTC") == policy.market("BTCUSDT")
    assert rules("hyperliquid")[0].market("BTC") == rulebooks.compile(rulebooks.load("hyperliquid")).market("BTC")


def test_drawn_is_what_is_populated() -> None:
    case = small()
    drawn: Drawn = drawn_for(case, cases.tape_of(case))
    book = populate(case, cases.tape_of(case))
    assert [holder.lots for holder in book.holders] == drawn.lots.tolist()
    assert [holder.margin for holder in book.holders] == drawn.margin.tolist()
    assert {case.group_of(holder.account) for holder in book.holders} <= {group.name for group in case.groups}
    assert all(case.group_of(holder.account) == holder.group.name for holder in book.holders)
    assert book.lots("BTC")[2] == 0
