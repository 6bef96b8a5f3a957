"""Branches of Liquity v2 as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.reports.loan_names import loan
from solvent.reports.naming import Names, plain
from solvent.reports.trove_words import branch, coins, share


def _terms(n: Names, x: e.RatedTermsSet) -> str:
    penalties = f"the stability pool takes {share(str(x.pool_penalty))} on top, other borrowers {share(str(x.penalty))}"
    return f"{branch(n, x.branch)} may be shut down below {share(str(x.shutdown))}; {penalties}"


def _aggregate(n: Names, x: e.AggregateUpdated) -> str:
    return (
        f"{branch(n, x.branch)}: all owe {coins(x.recorded)}, of which {coins(x.minted)} were minted now for interest"
    )


def _rated(n: Names, x: e.TroveRated) -> str:
    idle = "" if x.place else ", and takes no turn in redemptions"
    return f"{loan(n, x.loan)} is at {share(str(x.rate))} a year{idle}"


def _yield(n: Names, x: e.YieldSet) -> str:
    return (
        f"what a coin in the stability pool of {branch(n, x.branch)} has earned in scale {x.scale} is {plain(x.total)}"
    )


def _noted(n: Names, x: e.YieldNoted) -> str:
    who = plain(n.book.account_names[x.account])
    return f"{who} earns interest in the stability pool of {branch(n, x.branch)} from here on"


def _shut(n: Names, x: e.BranchShut) -> str:
    return f"{branch(n, x.branch)} is shut down: all troves together at {share(x.ratio)}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.RatedTermsSet: _terms,
    e.AggregateUpdated: _aggregate,
    e.TroveRated: _rated,
    e.YieldSet: _yield,
    e.YieldNoted: _noted,
    e.BranchShut: _shut,
}


def _open(_: Any, x: c.OpenRatedTrove) -> str:
    what = f"{plain(x.collateral)} units in, {plain(x.amount)} out"
    return f"{plain(x.account)} opens a trove in {plain(x.pool)} at {share(str(x.rate))} a year: {what}"


def _rate(_: Any, x: c.SetTroveRate) -> str:
    return f"{plain(x.account)} chooses {share(str(x.rate))} a year for its trove in {plain(x.pool)}"


def _says(_: Any, x: c.ShutBranch) -> str:
    return f"{plain(x.actor) or 'somebody'} would shut {plain(x.pool)} down"


def _urgent(_: Any, x: c.RedeemUrgently) -> str:
    which = ", ".join(plain(account) for account in x.accounts) or "nobody"
    who, what = plain(x.actor) or "somebody", f"{plain(x.amount)} units of the coin of {plain(x.pool)}"
    return f"{who} gives {what} for collateral of {which}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.OpenRatedTrove: _open,
    c.SetTroveRate: _rate,
    c.ShutBranch: _says,
    c.RedeemUrgently: _urgent,
}
