"""Events about coins as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.columns import as_column
from solvent.reports import words
from solvent.reports.naming import Names
from solvent.units import PPM


def _haircuts(n: Names, x: e.HaircutsSet) -> str:
    asset = int(n.book.markets.asset[x.market])
    floors, rates = as_column(x.floor).tolist(), as_column(x.rate).tolist()
    if rates == [PPM]:
        return f"{n.market(x.market)} counts for nothing as collateral"
    cuts = [f"{words.percent(rate, 2)} from {n.money(floor, asset)}" for floor, rate in zip(floors, rates, strict=True)]
    return f"{n.market(x.market)} is collateral less a haircut of {', '.join(cuts)}"


def _exchanged(n: Names, x: Any) -> str:
    market, verb = n.market_of(x.row), "buys back" if x.lots > 0 else "exchanges"
    what = f"{n.bucket(x.bucket)} {verb} {n.size(x.lots, market)} at {n.price(x.ticks, market)}"
    for_what = f"{n.bucket_money(abs(x.quote), x.bucket)}, fee {n.bucket_money(x.fee, x.bucket)}"
    why = "being closed" if x.closing else "owing too much"
    return f"{what} for {for_what} ({why}: {n.bucket_money(x.owed, x.bucket)} owed before)"


def _interest(n: Names, x: e.InterestAccrued) -> str:
    rate = f"{words.decimal(x.rate_ppb, 7, 4)} %"
    if x.market >= 0:
        sums = n.size(x.owed, x.market), n.size(x.charged, x.market)
    else:
        sums = n.money(x.owed, x.asset), n.money(x.charged, x.asset)
    return f"interest of {rate} on {sums[0]} owed by {words.count(x.debtors)}: {sums[1]} to the operator"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.HaircutsSet: _haircuts,
    e.CoinExchanged: _exchanged,
    e.InterestAccrued: _interest,
}
