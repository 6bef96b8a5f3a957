"""8 to 14 February 2020, a calm week of XBTUSD by the minute, as a linear market: nobody far from a line is touched."""

from pathlib import Path

import pytest

from solvent import commands as c
from solvent import rulebooks
from solvent.book import Book
from solvent.engine import Engine
from solvent.feeds.bars import BarFile
from solvent.lab.bars import read_bars
from solvent.perps.liquidation_price import liquidation_price
from solvent.policy import Policy
from solvent.revalue.rows import some
from solvent.tiers import schedule
from solvent.units import ATOMS

MARKET, DECIMALS = "XBT", 1
SIZE = 100_000  # lots of 10^-5: one coin
STEPS = range(4, 125)  # margins from 0.4 % to 12.4 % of notional beyond maintenance, a tenth of a per cent apart


@pytest.fixture(scope="module")
def path(shared: Path) -> list[tuple[int, int]]:
    file = shared / "data" / "bitmex_xbtusd" / "xbtusd_1m_20200208_0214_calm.csv.gz"
    series = read_bars(BarFile(str(file), 60 * 10**9), MARKET, "last", DECIMALS)
    return list(zip(series.times, series.ticks, strict=True))


def opened(policy: Policy, start: tuple[int, int]) -> tuple[Engine, dict[str, int]]:
    """A book of longs and shorts at graded distances; their liquidation prices by account."""
    engine, (now, price) = Engine(policy), start
    market = policy.market(MARKET)
    assert market is not None
    quote = SIZE * price
    for number, command in enumerate((
        c.ListMarket(market=MARKET, size_decimals=5, price_decimals=1, settlement="USD", constituents=["bitmex"]),
        c.ObservePrice(market=MARKET, source="bitmex", ticks=price, venue_ns=now),
        c.ObserveTrade(market=MARKET, ticks=price),
        c.FundInsurance(asset="USD", amount=10**6 * ATOMS),
        *(command for step in STEPS for side in (1, -1) for command in position(step, side, quote)),
    )):  # fmt: skip
        outcome = engine.step(replaced(command, f"open/{number}", now))
        assert outcome.refused is None, (command, outcome.events)
    lines = {name: line(engine.book, policy, name, price) for name in engine.book.account_names}
    return engine, lines


def replaced(command: c.Command, name: str, now: int) -> c.Command:
    return type(command)(**{field: getattr(command, field) for field in command.__struct_fields__} | {
        "id": name, "time_ns": now,
    })  # fmt: skip


def position(step: int, side: int, quote: int) -> list[c.Command]:
    """An account with a margin of 2 % maintenance and step/1000 of notional beyond it."""
    name = f"{'long' if side > 0 else 'short'}-{step}"
    return [
        c.OpenAccount(account=name),
        c.Deposit(account=name, asset="USD", amount=quote * (20 + step) // 1000),
        c.LoadPosition(account=name, market=MARKET, lots=side * SIZE, cost=side * quote),
    ]


def line(book: Book, policy: Policy, account: str, price: int) -> int:
    bucket = next(book.buckets_of(book.account_of[account]))
    standing = some(book, book.ledger.asset[bucket : bucket + 1] * 0 + bucket)
    market = policy.market(MARKET)
    assert market is not None
    lots = int(book.rows.lots[next(book.rows_of(bucket))])
    return liquidation_price(
        price, -1 if lots > 0 else 1, [lots], 1, int(standing.equity[0]), int(standing.maintenance[0]),
        int(policy.closing.comparator), schedule(market.tiers),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["last-full", "index-partial"])
def test_nobody_far_from_a_line_is_touched_and_somebody_close_is(path: list[tuple[int, int]], name: str) -> None:
    policy = rulebooks.compile(rulebooks.load(name))
    engine, lines = opened(policy, path[0])
    start = path[0][1]
    away = {account: abs(tick - start) * 1000 // start if tick else 10**6 for account, tick in lines.items()}
    touched: set[str] = set()
    for number, (now, ticks) in enumerate(path[1:]):
        for command in (
            c.ObservePrice(market=MARKET, source="bitmex", ticks=ticks, venue_ns=now),
            c.ObserveTrade(market=MARKET, ticks=ticks),
        ):
            for event in engine.step(replaced(command, f"{number}/{type(command).__name__}", now)).events:
                if type(event).__name__ == "LiquidationTriggered":
                    buckets = [event.bucket] if isinstance(event.bucket, int) else event.bucket.tolist()
                    touched |= {engine.book.holder_name(bucket) for bucket in buckets}
    assert not [account for account in touched if account.startswith("long") and away[account] > 50]
    assert not [account for account in touched if account.startswith("short") and away[account] > 100]
    assert [account for account in touched if account.startswith("long") and away[account] <= 10]
    crossed = {
        account
        for account, tick in lines.items()
        if tick and any(p <= tick if account.startswith("long") else p >= tick for _, p in path)
    }
    assert touched == crossed, "exactly those whose liquidation price was crossed"
