"""Pools of vaults as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.reasons import Bearer
from solvent.reports import words
from solvent.reports.loan_names import loan, pool
from solvent.reports.naming import Names, plain

WAD, RAY, RAD = 18, 27, 45
BEARERS = {
    Bearer.BUFFER: "the protocol's buffer bears it",
    Bearer.TOKEN_HOLDERS: "the holders of its token bear it, which is minted and sold",
}
LEVELS = {0: "nothing is stopped", 1: "no auction starts", 2: "none starts or begins anew", 3: "nobody may buy"}


def _units(digits: str) -> str:
    return words.decimal(int(digits), WAD, 4)


def _coins(digits: str) -> str:
    return words.decimal(int(digits), RAD, 2)


def _price(digits: str) -> str:
    return words.decimal(int(digits), RAY, 4)


def _ilk(n: Names, ilk: int) -> str:
    return pool(n, int(n.book.ilks.pool[ilk]) if ilk < n.book.ilks.n else n.book.pools.n)


def _of(n: Names, auction: int) -> str:
    t = n.book.auctions
    return f"auction {auction} of {loan(n, int(t.loan[auction]))}" if auction < t.n else f"auction {auction}"


def _terms(n: Names, x: e.IlkTermsSet) -> str:
    line = words.percent(int(x.mat) * 10**6 // 10**WAD, 1)
    how = "falls in price" if x.curve else "rises by bids"
    return f"in {pool(n, x.pool)} a vault's collateral is worth at least {line} of its debt; what is unsafe {how}"


def _buffer(n: Names, x: e.BufferSet) -> str:
    return f"the buffer of {_ilk(n, x.ilk)} is {_coins(x.rad)}"


def _started(n: Names, x: e.AuctionStarted) -> str:
    first = f", from a price of {_price(x.top)}" if x.top != "0" else ""
    reward = f"; who started it has {_coins(x.reward)}" if x.reward != "0" else ""
    return f"auction {x.auction} of {loan(n, x.loan)}: {_units(x.lot)} for {_coins(x.tab)} to be raised{first}{reward}"


def _taken(n: Names, x: e.AuctionTaken) -> str:
    bought = f"{plain(str(x.bidder))} buys {_units(x.slice)} for {_coins(x.paid)} at {_price(x.price)}"
    return f"{_of(n, x.auction)}: {bought}; {_coins(x.tab)} are to be raised with {_units(x.lot)}"


def _reset(n: Names, x: e.AuctionReset) -> str:
    first = f" at {_price(x.top)}" if x.top != "0" else ""
    return f"{_of(n, x.auction)} begins anew{first}"


def _bid(n: Names, x: e.AuctionBid) -> str:
    return f"{_of(n, x.auction)}: {plain(str(x.bidder))} bids {_coins(x.bid)} for {_units(x.lot)}"


def _ended(n: Names, x: e.AuctionEnded) -> str:
    missing = f", {_coins(x.missing)} is missing" if x.missing != "0" else ""
    back = f", {_units(x.returned)} of collateral goes back to the owner" if x.returned != "0" else ""
    return f"{_of(n, x.auction)} ends with {_coins(x.raised)} raised{missing}{back}"


def _loss(n: Names, x: e.AuctionLossBorne) -> str:
    who = BEARERS.get(Bearer(x.bearer), "–") if x.bearer in set(Bearer) else "–"
    return f"{_of(n, x.auction)} lacks {_coins(x.rad)}: {who}"


def _breaker(n: Names, x: e.BreakerSet) -> str:
    return f"the breaker of {_ilk(n, x.ilk)} is at {x.level}: {LEVELS.get(x.level, '–')}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.IlkTermsSet: _terms,
    e.BufferSet: _buffer,
    e.AuctionStarted: _started,
    e.AuctionTaken: _taken,
    e.AuctionReset: _reset,
    e.AuctionBid: _bid,
    e.AuctionEnded: _ended,
    e.AuctionLossBorne: _loss,
    e.BreakerSet: _breaker,
}


def _who(x: c.Command) -> str:
    return plain(x.actor) or "somebody"


def _in(x: Any) -> str:
    return f"auction {x.auction} of {plain(x.pool)}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.StartAuction: lambda _, x: f"{_who(x)} would send the vault of {plain(x.account)} in {plain(x.pool)} to auction",
    c.TakeAuction: lambda _, x: f"{_who(x)} would buy {plain(x.amount)} units in {_in(x)}",
    c.ResetAuction: lambda _, x: f"{_who(x)} would begin {_in(x)} anew",
    c.BidAuction: lambda _, x: f"{_who(x)} bids {plain(x.bid)} for {plain(x.lot)} in {_in(x)}",
    c.EndAuction: lambda _, x: f"{_who(x)} would end {_in(x)}",
    c.SetBreaker: lambda _, x: f"{_who(x)} sets the breaker of {plain(x.pool)} to {x.level}",
}
