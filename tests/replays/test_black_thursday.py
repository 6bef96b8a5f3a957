"""12 and 13 March 2020 on the real minutes: who is liquidated is exactly who a plain evaluation in coin says."""

from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import msgspec
import pytest

from solvent import rulebooks
from solvent.feeds.bars import BarFile
from solvent.lab import cases
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of, with_files
from solvent.lab.operations.terms import Terms as Failures
from solvent.lab.population import populate
from solvent.lab.run import AS_IT_WAS, play_one
from solvent.lab.stream import as_listed
from solvent.lab.tape import LAST
from solvent.policy import Comparator, MarketPolicy, Policy
from solvent.units import NS

MARKET, INDEX = "XBTUSD", "stand-in"
XBT = 10**8  # atoms


def on_real_minutes(shared: Path) -> Case:
    """The shipped case on BitMEX's own minutes, which stand in for the index too; nothing fails, fewer accounts."""
    bars = BarFile(str(shared / "data" / "bitmex_xbtusd" / "xbtusd_1m_20200308_0320.csv.gz"), 60 * NS)
    case = with_files(cases.load("black-thursday"), [(MARKET, LAST, bars), (MARKET, INDEX, bars)])
    population = case.population
    assert population is not None
    return msgspec.structs.replace(
        case, population=msgspec.structs.replace(population, simulated=20_000),
        operations=msgspec.structs.replace(case.operations, failures=Failures()),
    )  # fmt: skip


def maintenance(market: MarketPolicy, size: int) -> int:
    """The risk limits by hand, atoms of coin: the rate of the step a notional lies in, on all of it, rounded up."""
    tier = [tier for tier in market.tiers if tier.floor <= size][-1]
    return ceil(Fraction(size * tier.mm_num, tier.mm_den)) - tier.deduction


def in_breach(policy: Policy, market: MarketPolicy, lots: int, cost: int, margin: int, price: Fraction) -> bool:
    """One account alone: contracts of a dollar, worth 1 / price each; a long is worth less than nothing by itself."""
    equity = margin + floor(-lots * XBT / price) - cost
    line = maintenance(market, ceil(abs(lots) * XBT / price))
    return equity < line or (equity == line and policy.closing.comparator == Comparator.AT_OR_BELOW)


def brute_force(case: Case, policy: Policy) -> set[str]:
    """Everyone in breach at some price of the tape: a long is worst off at the lowest, a short at the highest."""
    tape = tape_of(case)
    series, book, market = tape.of(MARKET, INDEX), populate(case, tape), policy.market(MARKET)
    assert market is not None
    at_entry = series.at(case.entry.time_ns)
    after = [ticks for ns, ticks in zip(series.times, series.ticks, strict=True) if ns > case.entry.time_ns]
    low, high = (Fraction(edge([at_entry, *after]), 10) for edge in (min, max))
    return {
        holder.account
        for holder in book.holders
        if holder.lots and any(
            in_breach(policy, market, holder.lots, int(holder.cost or 0), holder.margin, price) for price in (low, high)
        )
    }  # fmt: skip


def test_the_low_is_where_it_was(shared: Path) -> None:
    series = tape_of(on_real_minutes(shared)).of(MARKET, LAST)
    low = min(series.ticks)
    when = [ns for ns, ticks in zip(series.times, series.ticks, strict=True) if ticks == low]
    assert low == 35_960
    assert all(1_584_065_760 <= ns // NS < 1_584_065_820 for ns in when), "in the minute from 02:16 on the 13th"


@pytest.mark.parametrize("name", ["bitmex", "binance-coinm"])
def test_the_liquidated_are_those_a_plain_evaluation_in_coin_names(shared: Path, name: str) -> None:
    case = on_real_minutes(shared)
    policy = as_listed(case, rulebooks.compile(rulebooks.load(name)))
    run = play_one(case, policy, "", AS_IT_WAS)
    expected = brute_force(case, policy)
    assert {closed.account for closed in run.closed} == expected
    longs = [closed for closed in run.closed if closed.held > 0]
    assert len(longs) > 100, "a crash in which nobody is liquidated tests nothing"
    assert run.bill.unallocated == run.bill.deleveraged == run.bill.socialised == 0
