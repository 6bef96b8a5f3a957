"""The standing of a book: by hand for one account of each kind, and against a walk over every tick for all."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent import rulebooks
from solvent.book import Book
from solvent.engine import Engine
from solvent.health import breached
from solvent.policy import Policy
from solvent.reports.standing import Standings, State, trigger_words
from solvent.revalue.rows import everyone
from solvent.units import ATOMS

TIERS = """
name = "made"
title = "Made for the tests"
valid_from = 2026-01-01
extends = "teaching"
ours = true

[trigger]
comparator = "COMPARATOR"
price = "last"
warnings = ["50 %", "80 %"]

[markets."*".margin]
rule = "tiers"
tiers = [
    { floor = "0 USDC", maintenance = "5 %", max_leverage = "10 x" },
    { floor = "1_000 USDC", maintenance = "10 %", max_leverage = "5 x" },
    { floor = "2_000 USDC", maintenance = "20 %", max_leverage = "2 x" },
]
"""


def policy(comparator: str = "equity <= maintenance") -> Policy:
    return rulebooks.compile(rulebooks.parsed(TIERS.replace("COMPARATOR", comparator)))


@dataclass(frozen=True)
class Held:
    """A position in lots and its entry in ticks."""

    market: str
    lots: int
    entry: int
    leg: int = 0


def opened(
    rules: Policy,
    held: list[Held],
    cash: int,
    prices: dict[str, int],
    isolated: bool = False,
    grid: tuple[int, int] = (0, 6),
) -> Book:
    """A book of one account, `borrower`. cash: atoms; prices: ticks; grid: decimals of lots and of ticks."""
    engine, asked = Engine(rules), [c.OpenAccount(account="borrower")]
    for market in prices:
        asked.append(
            c.ListMarket(
                market=market, size_decimals=grid[0], price_decimals=grid[1], settlement="USDC", constituents=["a", "b"]
            )
        )
        asked.append(c.ObserveTrade(market=market, ticks=prices[market]))
        if isolated:
            asked.append(c.SetMarginMode(account="borrower", market=market, isolated=True))
    if cash:
        place = {"market": held[0].market, "leg": held[0].leg} if isolated else {}
        asked.append(c.Deposit(account="borrower", asset="USDC", amount=cash, **place))
    for position in held:
        cost = position.lots * position.entry * ATOMS // 10 ** sum(grid)
        asked.append(
            c.LoadPosition(account="borrower", market=position.market, lots=position.lots, cost=cost, leg=position.leg)
        )
    for command in asked:
        outcome = engine.step(command)
        assert outcome.refused is None, outcome
    return engine.book


def only(book: Book) -> Standings:
    standings = Standings(book)
    assert len(standings.places()) == 1
    return standings


def test_a_long_by_hand() -> None:
    # 100 long from 4 at 3.6, 90 paid in: equity 90 - 40 = 50; notional 360, tier 1: maintenance 18, initial 36.
    # Line: 90 + 100 (p - 4) <= 5 p, so 95 p <= 310, p <= 3.263157...; bankrupt at 100 p = 310.
    standings = only(opened(policy(), [Held("ATOM", 100, 4_000000)], 90 * ATOMS, {"ATOM": 3_600000}))
    bucket = standings.bucket(standings.places()[0])
    assert (bucket.account, bucket.kind, bucket.asset) == ("borrower", "cross", "USDC")
    assert (bucket.equity, bucket.initial, bucket.maintenance) == (50 * ATOMS, 36 * ATOMS, 18 * ATOMS)
    assert (bucket.ratio, bucket.state, bucket.level) == (360_000, State.OK, 0)
    (row,) = bucket.rows
    assert (row.entry, row.ticks, row.notional, row.maintenance) == (4_000000, 3_600000, 360 * ATOMS, 18 * ATOMS)
    assert (row.below, row.above, row.bankruptcy) == (3_263157, 0, 3_100000)
    assert row.distance == 93_567  # (3.6 - 3.263157) / 3.6 = 0.0935675, down
    assert (row.tier, row.tiers) == (1, 3)


def test_an_isolated_short_by_hand() -> None:
    # 100 short from 4 at 4.2, 60 paid in: equity 60 - 20 = 40; maintenance 5 % x 420 = 21: ratio 52.5 %, one warning.
    # Line: 60 - 100 (p - 4) <= 5 p, so 460 <= 105 p, p >= 4.380952...; bankrupt at 100 p = 460.
    book = opened(policy(), [Held("ATOM", -100, 4_000000)], 60 * ATOMS, {"ATOM": 4_200000}, isolated=True)
    standings = only(book)
    bucket = standings.bucket(standings.places()[0])
    assert (bucket.kind, bucket.equity, bucket.maintenance) == ("isolated ATOM", 40 * ATOMS, 21 * ATOMS)
    assert (bucket.ratio, bucket.state, bucket.level) == (525_000, State.WARNING, 1)
    (row,) = bucket.rows
    assert (row.below, row.above, row.bankruptcy) == (0, 4_380953, 4_600000)


@pytest.mark.parametrize(
    ("comparator", "state", "words"),
    [
        ("equity <= maintenance", State.BREACH, "equity ≤ maintenance at the last price"),
        ("equity < maintenance", State.WARNING, "equity < maintenance at the last price"),
    ],
)
def test_the_comparator_decides_on_the_line(comparator: str, state: State, words: str) -> None:
    # equity 58 - 40 = 18 = maintenance 5 % x 360
    standings = only(opened(policy(comparator), [Held("ATOM", 100, 4_000000)], 58 * ATOMS, {"ATOM": 3_600000}))
    bucket = standings.bucket(standings.places()[0])
    assert (bucket.state, trigger_words(standings.book)) == (state, words)
    assert bucket.rows[0].below == (3_600000 if state is State.BREACH else 3_599999)


def test_a_bucket_under_water_owes_what_it_lacks() -> None:
    standings = only(opened(policy(), [Held("ATOM", 100, 4_000000)], 30 * ATOMS, {"ATOM": 3_600000}))
    bucket = standings.bucket(standings.places()[0])
    assert (bucket.equity, bucket.shortfall, bucket.ratio) == (-10 * ATOMS, 10 * ATOMS, None)
    assert (bucket.rows[0].below, bucket.rows[0].distance, bucket.rows[0].bankruptcy) == (3_600000, 0, 3_700000)


def test_money_alone_is_never_in_breach() -> None:
    standings = only(opened(policy(), [], 30 * ATOMS, {"ATOM": 3_600000}))
    assert standings.state(standings.places()[0]) == (State.NO_POSITION, 0)


def test_a_price_that_may_not_be_used_is_not_judged_by() -> None:
    book = opened(policy(), [Held("ATOM", 100, 4_000000)], 30 * ATOMS, {"ATOM": 3_600000})
    book.markets.usable[0] = 0
    standings = Standings(book)
    bucket = standings.bucket(standings.places()[0])
    assert (bucket.state, bucket.rows[0].below, bucket.rows[0].distance) == (State.NO_PRICE, 0, None)


def first_breach(book: Book, market: int, ticks: range) -> int:
    """The first of these ticks at which the bucket is in breach, everything else held fixed; 0 for none."""
    valuation, comparator = book.markets.valuation, book.policy.closing.comparator
    before, place = int(valuation[market]), int(np.flatnonzero(book.buckets.account >= 0)[0])
    try:
        for tick in ticks:
            valuation[market] = tick
            standing = everyone(book)
            if breached(int(standing.equity[place]), int(standing.maintenance[place]), comparator):
                return tick
        return 0
    finally:
        valuation[market] = before


HIGHEST = 300  # ticks of one unit each, so that every tick can be walked over
positions = st.lists(
    st.tuples(st.sampled_from(["ATOM", "BTC"]), st.sampled_from([-1, 1]), st.integers(1, 40), st.integers(20, 60)),
    min_size=1, max_size=4, unique_by=lambda held: (held[0], held[1]),
)  # fmt: skip


@given(
    positions, st.integers(0, 3000), st.integers(20, 60), st.integers(20, 60),
    st.sampled_from(["equity <= maintenance", "equity < maintenance"]), st.sampled_from([6, 8]),
)  # fmt: skip
def test_a_liquidation_price_is_the_first_tick_in_breach(
    held: list[tuple[str, int, int, int]], cash: int, atom: int, btc: int, comparator: str, decimals: int
) -> None:
    one = 10**decimals
    legs = [Held(market, side * size * one, entry, side) for market, side, size, entry in held]
    grid = (decimals, 0)
    standings = only(opened(policy(comparator), legs, cash * ATOMS, {"ATOM": atom, "BTC": btc}, grid=grid))
    for row in standings.bucket(standings.places()[0]).rows:
        market, alone = standings.book.market_of[row.market], sum(leg.market == row.market for leg in legs) == 1
        down = first_breach(standings.book, market, range(row.ticks, 0, -1))
        up = first_breach(standings.book, market, range(row.ticks, HIGHEST))
        assert row.below == (0 if alone and row.lots < 0 else down)
        assert (row.above if row.above < HIGHEST else 0) == (0 if alone and row.lots > 0 else up)
        lines = [line for line in (row.below, row.above) if line]
        assert row.distance == min((abs(line - row.ticks) * 10**6 // row.ticks for line in lines), default=None)


@given(st.integers(-40, 40), st.integers(-40, 40), st.integers(0, 3000), st.sampled_from([6, 8]), st.integers(0, 99))
def test_equity_is_not_below_0_at_the_bankruptcy_price(
    long: int, short: int, cash: int, decimals: int, odd: int
) -> None:
    one = 10**decimals
    legs = [Held("ATOM", sign * (abs(size) * one + odd), 40, sign) for sign, size in ((1, long), (-1, short)) if size]
    if not legs or cash == 0:
        return
    standings = only(opened(policy(), legs, cash * ATOMS, {"ATOM": 40}, grid=(decimals, 0)))
    book, place = standings.book, standings.places()[0]
    for row in standings.bucket(place).rows:
        if row.bankruptcy:
            book.markets.valuation[0] = row.bankruptcy
            assert int(everyone(book).equity[place]) >= 0
