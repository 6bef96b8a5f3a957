"""Spokes of Aave v4 as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.lending.aave.hub import units_up
from solvent.reports import loan_names as called
from solvent.reports import words
from solvent.reports.naming import Names, plain

PPM_IN_BPS = 100
BPS = 10**4
RAY_IN_PPM = 10**21


def _bps(parts: int) -> str:
    return words.percent(parts * PPM_IN_BPS, 2)


def _spoke(n: Names, x: e.SpokeTermsSet) -> str:
    target, most_at = (called.health(str(wad)) for wad in (x.target, x.most_at))
    bonus = f"the bonus is the most at {most_at} and below, and {_bps(x.least)} of that at 1"
    return f"{called.pool(n, x.pool)} liquidates to a health of {target}; {bonus}"


def _terms(n: Names, x: e.HubTermsSet) -> str:
    bonus = f"a bonus of at most {_bps(x.bonus - BPS)}, of which {_bps(x.charge)} is a fee"
    risk = f"debt against it is charged {_bps(x.risk)} more"
    return f"{called.reserve(n, x.reserve)}: terms {x.key}: {_bps(x.factor)} of it counts, {bonus}; {risk}"


def _updated(n: Names, x: e.HubUpdated) -> str:
    year, lost = words.percent(int(x.rate) // RAY_IN_PPM, 2), units_up(int(x.deficit))
    rest = f"; {called.amount(n, str(lost), x.reserve)} of it is owed by nobody" if lost else ""
    return f"{called.reserve(n, x.reserve)} costs {year} a year, before any premium{rest}"


def _premium(n: Names, x: e.PremiumChanged) -> str:
    loan, reserve = called.place(n, x.holding)
    owed, more = called.amount(n, str(units_up(int(x.accrued))), reserve), called.amount(n, x.shares, reserve)
    grows = f"which grows as if it had drawn {more} (shares) more"
    counts = f"what it supplies of {called.asset(n, reserve)} counts by terms {x.key}"
    return f"{called.loan(n, loan)} owes {owed} of premium, {grows}; {counts}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.SpokeTermsSet: _spoke,
    e.HubTermsSet: _terms,
    e.HubUpdated: _updated,
    e.PremiumChanged: _premium,
}


def _refresh(_: Any, x: c.RefreshLoan) -> str:
    newest = " and counted by the newest terms" if x.terms else ""
    return f"{plain(x.account)} would be charged in {plain(x.pool)} by what its collateral is worth now{newest}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {c.RefreshLoan: _refresh}
