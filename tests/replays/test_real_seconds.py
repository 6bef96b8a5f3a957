"""10 October 2025 on the real seconds: who is liquidated is exactly who a plain evaluation of every second says."""

from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from solvent import rulebooks
from solvent.feeds.bars import BarFile
from solvent.lab import cases
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of, with_files
from solvent.lab.population import populate
from solvent.lab.run import AS_IT_WAS, play_one
from solvent.lab.tape import LAST
from solvent.policy import MarketPolicy, PriceRole
from solvent.reports.result import Run

MARKET = "ATOM-PERP"
COINS = ["ATOM", "DOT", "AVAX"]


def on_real_seconds(shared: Path, coin: str) -> Case:
    """`ten-times` on the perpetual's own last price, and on Coinbase alone standing in for an index (labelled so)."""
    folder = shared / "data" / "oct10_2025"
    perp = BarFile(str(folder / "binance_coinm_perp_1s_2030_2230.csv.gz"), 10**9, symbol=f"{coin}USD_PERP")
    spot = BarFile(str(folder / "coinbase_spot_1s_2030_2230.csv.gz"), 10**9, symbol=f"{coin}-USD")
    case = with_files(cases.load("ten-times"), [(MARKET, LAST, perp), (MARKET, "coinbase", spot)])
    groups = tuple(msgspec.structs.replace(group, count=group.count and group.count // 2) for group in case.groups)
    return msgspec.structs.replace(case, name=f"ten-times-{coin}", groups=groups)


def maintenance(market: MarketPolicy, notional: Fraction) -> Fraction:
    """The schedule by hand, in dollars: rate x notional - deduction, each tier rounded up to the micro-dollar."""
    tier = [tier for tier in market.tiers if tier.floor <= notional * 10**6][-1]
    return Fraction(-(-notional * 10**6 * tier.mm_num // tier.mm_den) - tier.deduction, 10**6)


def brute_force(case: Case, role: PriceRole, market: MarketPolicy) -> set[str]:
    """Everyone whose first position is in breach at some price after the entry, valued one account at a time."""
    tape = tape_of(case)
    book = populate(case, tape)
    role_name = "last" if role == PriceRole.LAST else "coinbase"
    series = tape.of(MARKET, role_name)
    at_entry = series.at(case.entry.time_ns)
    after = [ticks for ns, ticks in zip(series.times, series.ticks, strict=True) if ns > case.entry.time_ns]
    prices = sorted({Fraction(ticks, 1000) for ticks in [at_entry, *after]})
    cost = dict.fromkeys((holder.account for holder in book.holders), Fraction(0))
    for opening in book.openings:
        paid = Fraction(opening.lots * opening.ticks, 10**6)
        for party, sign in ((opening.buyer, 1), (opening.seller, -1)):
            if party in cost:
                cost[party] += sign * paid
    found = set()
    for holder in book.holders:
        size = Fraction(holder.lots, 1000)
        worst = prices[0] if size > 0 else prices[-1]
        for price in (worst, prices[0], prices[-1]):  # the schedule is continuous: the worst price is an extreme
            equity = Fraction(holder.margin, 10**6) - cost[holder.account] + size * price
            if equity <= maintenance(market, abs(size) * price):
                found.add(holder.account)
    return found


@pytest.mark.parametrize("coin", COINS)
@pytest.mark.parametrize("name", ["last-full", "index-partial"])
def test_the_liquidated_are_those_a_plain_evaluation_of_every_second_names(
    shared: Path, coin: str, name: str
) -> None:  # fmt: skip
    case = on_real_seconds(shared, coin)
    policy = rulebooks.compile(rulebooks.load(name))
    run = play_one(case, policy, "", AS_IT_WAS)
    market = policy.market(MARKET)
    assert market is not None
    expected = brute_force(case, policy.prices.trigger, market)
    assert {closed.account for closed in run.closed} == expected
    assert expected, "a crash in which nobody is liquidated tests nothing"
    assert run.bill.unallocated == 0
    assert run.bill.socialised == run.bill.deleveraged == run.bill.bad_debt == 0, (
        "else the plain evaluation is not enough"
    )


def tens(run: Run) -> tuple[int, int]:
    """(closed, all) of the 10x longs."""
    group = next(group for group in run.groups if group.name.startswith("10") and group.side == "long")
    return group.triggered, group.accounts


def test_on_the_real_atom_seconds_one_house_closes_every_ten_times_long_and_the_other_none(shared: Path) -> None:
    case = on_real_seconds(shared, "ATOM")
    last, index = (
        play_one(case, rulebooks.compile(rulebooks.load(name)), "", AS_IT_WAS)
        for name in ("last-full", "index-partial")
    )
    assert tens(last) == (300, 300)
    assert tens(index) == (0, 300)
    assert index.bill.fund > 0, "the 25x longs triggered on the index and filled at last beyond their margin"
