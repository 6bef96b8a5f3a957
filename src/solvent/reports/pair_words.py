"""Isolated markets of Morpho Blue as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.lending.scales import WAD, YEAR
from solvent.reports import loan_names as called
from solvent.reports import words
from solvent.reports.naming import Names, plain

PPM = 10**6


def _share(wad: int) -> str:
    return words.percent(wad * PPM // WAD, 2)


def _terms(n: Names, x: e.PairTermsSet) -> str:
    market = f"{called.reserve(n, x.loan)} is lent against {called.asset(n, x.collateral)} to {_share(x.lltv)}"
    early = f"; whoever agrees may be liquidated in part from {_share(x.early_line)} on" if x.early_line else ""
    return f"{market}, {_share(x.fee)} of the interest is the fee{early}"


def _updated(n: Names, x: e.PairUpdated) -> str:
    loan = _loan_of(n, x.pool)
    lent = f"lenders have {called.amount(n, x.supplied, loan)}, borrowers owe {called.amount(n, x.borrowed, loan)}"
    return f"{called.pool(n, x.pool)}: {lent}; {_share(x.at_target * YEAR)} a year at the target usage"


def _lost(n: Names, x: e.LendersLost) -> str:
    lost, had = called.amount(n, x.units, x.reserve), called.amount(n, x.supplied, x.reserve)
    share = words.percent(int(x.units) * PPM // max(int(x.supplied), 1), 2)
    return (f"{called.loan(n, x.loan)} owed {lost} when its last collateral was seized: all lenders of "
            f"{called.reserve(n, x.reserve)} lose it at once, {share} of {had}")  # fmt: skip


def _allowed(n: Names, x: e.PreLiquidationAllowed) -> str:
    return f"{called.loan(n, x.loan)} may {'be' if x.allowed else 'no longer be'} liquidated from the early line on"


def _early(n: Names, x: e.LoanPreLiquidated) -> str:
    moved = f"{called.amount(n, x.repaid, x.owing)} repaid, {called.amount(n, x.seized, x.collateral)} seized"
    health, bonus = called.health(x.health), _share(int(x.incentive) - WAD)
    return f"{called.loan(n, x.loan)} is liquidated early, at a health factor of {health} there: {moved}, bonus {bonus}"


def _loan_of(n: Names, pool: int) -> int:
    """The reserve a market lends."""
    found = [int(loan) for of, loan in zip(n.book.pairs.pool, n.book.pairs.loan, strict=True) if of == pool]
    return found[0] if found else n.book.reserves.n


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.PairTermsSet: _terms,
    e.PairUpdated: _updated,
    e.LendersLost: _lost,
    e.PreLiquidationAllowed: _allowed,
    e.LoanPreLiquidated: _early,
}


def _allow(_: Any, x: c.AllowPreLiquidation) -> str:
    how = "agrees" if x.allowed else "no longer agrees"
    return f"{plain(x.account)} {how} to be liquidated from the early line of {plain(x.pool)} on"


def _liquidate(_: Any, x: c.LiquidateExactly) -> str:
    asked = f"{plain(x.shares)} shares of its debt" if x.seized == "0" else f"{plain(x.seized)} units of collateral"
    who, how = plain(x.actor) or "a stranger", " by its early line" if x.early else ""
    return f"{who} would liquidate the loan of {plain(x.account)} in {plain(x.pool)}{how}: {asked}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.AllowPreLiquidation: _allow,
    c.LiquidateExactly: _liquidate,
}
