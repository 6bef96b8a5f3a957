"""Vaults of Euler v2 as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.lending.euler.vault import units_up
from solvent.lending.scales import RAY, YEAR
from solvent.reports import loan_names as called
from solvent.reports import words
from solvent.reports.naming import Names, plain

PPM = 10**6
PPM_IN_BPS = 100


def _bps(parts: int) -> str:
    return words.percent(parts * PPM_IN_BPS, 2)


def _terms(n: Names, x: e.EVaultTermsSet) -> str:
    bears = "all lenders bear what nothing is behind" if x.socialises else "what nothing is behind stays owed"
    fee, most = _bps(x.fee), _bps(x.discount)
    return f"{called.reserve(n, x.reserve)}: {fee} of the interest is the fee, a discount of at most {most}; {bears}"


def _ltv(n: Names, x: e.LtvSet) -> str:
    pair = f"{called.asset(n, x.collateral)} counts for {called.reserve(n, x.reserve)}"
    lines = f"{_bps(x.borrow)} where it is borrowed, {_bps(x.liquidation)} before it is liquidated"
    return f"{pair}: {lines}{f', from {_bps(x.initial)} on in {words.count(x.ramp)} seconds' if x.ramp else ''}"


def _updated(n: Names, x: e.EVaultUpdated) -> str:
    owed = called.amount(n, str(units_up(int(x.borrowed))), x.reserve)
    year = words.percent(int(x.rate) * YEAR * PPM // RAY, 2)
    return f"{called.reserve(n, x.reserve)}: borrowers owe {owed}, at {year} a year before it compounds"


def _debtor(n: Names, x: e.DebtorChanged) -> str:
    return f"{called.loan(n, x.loan)} owes {words.count(units_up(int(x.owed)))} units"


def _taken(n: Names, x: e.DebtTakenOver) -> str:
    owed, shares = called.amount(n, x.repaid, x.owing), called.amount(n, x.seized, x.collateral)
    health = called.health(x.health)
    return (f"{called.loan(n, x.loan)} is liquidated at a health factor of {health}: {called.loan(n, x.by)} takes over "
            f"{owed} of debt and shares of {shares}")  # fmt: skip


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.EVaultTermsSet: _terms,
    e.LtvSet: _ltv,
    e.EVaultUpdated: _updated,
    e.DebtorChanged: _debtor,
    e.DebtTakenOver: _taken,
}


def _take_over(_: Any, x: c.TakeOverDebt) -> str:
    what = f"{plain(x.amount)} units of {plain(x.debt)} owed by {plain(x.account)} in {plain(x.pool)}"
    return f"{plain(x.liquidator)} would take over {what}, for {plain(x.collateral)}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {c.TakeOverDebt: _take_over}
