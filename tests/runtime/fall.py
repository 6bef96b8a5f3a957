"""A falling price as one stream of commands: accounts are closed on the way, and every seed has its own way down."""

from collections.abc import Iterator, Sequence
from random import Random

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column
from solvent.lab.liquidity import TapeLiquidity
from solvent.policy import Sizing
from tests.world import ADL_AT_MARK, FUND_PAYS, MARKET, PERP, USD, WINNERS_PAY, S, policy

ACCOUNTS = 40


class Market:
    """Takes two of three orders whole and nine tenths of the third, one per cent below the last price."""

    def answer(self, book: Book, placed: e.LiquidationOrderPlaced, /) -> Sequence[c.Command]:
        """One report for the orders taken whole, then those for the others."""
        third = as_column(placed.order) % 3 == 0
        answers: list[c.Command] = []
        for available, chosen in ((1_000_000, ~third), (900_000, third)):
            if chosen.any():
                answers += TapeLiquidity(10_000, available).answer(book, e.among(placed, chosen))
        return answers


def liquidity() -> Market:
    return Market()


def fall(seed: int = 1, prices: int = 60) -> Iterator[c.Command]:
    """Rules, a market, money, positions, then prices: down by a half, with rebounds and a gap, withdrawals and funding.

    Ids and times are the stream's own, so that it can be sent again from anywhere.
    """
    for number, command in enumerate(_fall(Random(seed), prices), 1):
        yield command.__class__(**{**fields(command), "id": f"fall/{number}", "actor": "test"})


def fields(command: c.Command) -> dict[str, object]:
    return {name: getattr(command, name) for name in command.__struct_fields__}


def _fall(chance: Random, prices: int) -> Iterator[c.Command]:
    now = 100 * S
    rules = policy(
        takers=(MARKET, ADL_AT_MARK), payers=(FUND_PAYS, WINNERS_PAY), taker_fee=500, liquidation_fee=10_000,
        warnings=(800_000,), cancel_orders=True, sizing=Sizing.FRACTION, fraction=400_000,
    )  # fmt: skip
    yield c.AdoptRulebook(time_ns=now, policy=rules)
    yield c.ListMarket(time_ns=now, market=PERP, size_decimals=0, price_decimals=6, settlement=USD, constituents=["s"])
    yield c.FundInsurance(time_ns=now, asset=USD, amount=30_000)
    yield from _prices(now, 10_000)
    for n in range(ACCOUNTS):
        account, lots = f"a{n}", chance.randrange(5, 60)
        yield c.OpenAccount(time_ns=now, account=account)
        yield c.Deposit(time_ns=now, account=account, asset=USD, amount=lots * chance.randrange(2_200, 6_000))
        pair = (account, "@outside") if n % 4 else ("@outside", account)
        yield c.ReportTrade(time_ns=now, market=PERP, buyer=pair[0], seller=pair[1], lots=lots, ticks=10_000)
    last = 10_000
    for turn in range(prices):
        now += chance.randrange(1, 3 * S)
        gap = 1_500 if turn == prices // 2 else 0
        last = max(last - 4_000 // prices - gap + chance.randrange(-150, 151), 1)
        yield from _prices(now, last)
        account = f"a{chance.randrange(ACCOUNTS)}"
        yield c.Withdraw(time_ns=now, account=account, asset=USD, amount=chance.randrange(1, 5_000))
        yield c.ReportTrade(time_ns=now, market=PERP, buyer=account, seller="@outside", lots=1, ticks=last)
        if turn % 10 == 9:
            yield c.SettleFunding(time_ns=now, market=PERP, rate_ppb=chance.randrange(-(10**6), 10**6))
    yield c.AdvanceTime(time_ns=now + S)


def _prices(now: int, ticks: int) -> Iterator[c.Command]:
    yield c.ObserveTrade(time_ns=now, market=PERP, ticks=ticks)
    yield c.ObservePrice(time_ns=now, market=PERP, source="s", ticks=ticks, venue_ns=now)
