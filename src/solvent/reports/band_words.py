"""Markets of LLAMMA as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.lending.scales import YEAR
from solvent.reports import loan_names as called
from solvent.reports import words
from solvent.reports.naming import Names, plain
from solvent.reports.trove_words import coins, share


def _market(n: Names, row: int) -> str:
    t = n.book.band_markets
    return called.pool(n, int(t.pool[row]) if row < t.n else n.book.pools.n)


def _terms(n: Names, x: e.BandTermsSet) -> str:
    how = "is minted" if x.mints else "is lent"
    width = f"in bands 1/{words.count(x.a)} wide"
    pair = f"{called.asset(n, x.borrowed)} {how} against {called.asset(n, x.collateral)} {width}"
    return f"{called.pool(n, x.pool)}: {pair}; discounts of {share(str(x.loan_discount))} and {share(str(x.discount))}"


def _updated(n: Names, x: e.BandMarketUpdated) -> str:
    year = share(str(x.rate * YEAR))
    return f"{_market(n, x.market)}: band {x.active} is active, all owe {coins(x.debt)}, at {year} a year"


def _band(n: Names, x: e.BandSet) -> str:
    holds = f"{coins(x.borrowed)} borrowed and {coins(x.collateral)} collateral"
    return f"band {x.number} of {_market(n, x.market)} has {holds}"


def _loan(n: Names, x: e.BandLoanSet) -> str:
    count = len(str(x.shares).split())
    where = f"in bands {x.first} to {x.first + count - 1}" if count else "in no band"
    return f"{called.loan(n, x.loan)} owes {coins(x.debt)}, {where}"


def _traded(n: Names, x: e.BandsTraded) -> str:
    moved = f"{called.amount(n, x.paid, x.coming)} in, {coins(x.received)} out"
    return f"somebody trades with the bands of {_market(n, x.market)}, from {x.first} to {x.last}: {moved}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.BandTermsSet: _terms,
    e.BandMarketUpdated: _updated,
    e.BandSet: _band,
    e.BandLoanSet: _loan,
    e.BandsTraded: _traded,
}


def _open(_: Any, x: c.OpenBandLoan) -> str:
    what = f"{plain(x.collateral)} units in, {plain(x.amount)} out"
    return f"{plain(x.account)} opens a loan over {words.count(x.bands)} bands of {plain(x.pool)}: {what}"


def _trade(_: Any, x: c.TradeBands) -> str:
    who = plain(x.actor) or "somebody"
    return f"{who} would trade {plain(x.amount)} units of {plain(x.asset)} with the bands of {plain(x.pool)}"


def _close(_: Any, x: c.LiquidateBands) -> str:
    who = plain(x.account) if x.own else plain(x.actor) or "a stranger"
    return f"{who} would close {share(str(x.share))} of the loan of {plain(x.account)} in {plain(x.pool)}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.OpenBandLoan: _open,
    c.TradeBands: _trade,
    c.LiquidateBands: _close,
}
