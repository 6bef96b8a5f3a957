"""Pools of troves as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.reasons import Bearer
from solvent.reports import words
from solvent.reports.loan_names import base, in_pool, loan, pool
from solvent.reports.naming import Names, plain

WAD = 18
BEARERS = {Bearer.DEPOSITORS: "the depositors of the stability pool", Bearer.BORROWERS: "the other borrowers"}


def coins(digits: str) -> str:
    """Digits of wad with four decimals."""
    return words.decimal(int(digits), WAD, 4)


def share(digits: str) -> str:
    """Digits of wad as a percentage."""
    return words.percent(int(digits) * 10**6 // 10**WAD, 2)


def branch(n: Names, at: int) -> str:
    """A branch by its pool."""
    return pool(n, int(n.book.branches.pool[at]) if at < n.book.branches.n else n.book.pools.n)


def _terms(n: Names, x: e.BranchTermsSet) -> str:
    lines = f"a trove stays above {share(x.minimum)}, all together above {share(x.critical)}"
    aside = f"{coins(x.set_aside)} set aside, {share(x.fee)} of a loan is the fee"
    return f"in {pool(n, x.pool)} {lines}; {aside}"


def _updated(n: Names, x: e.BranchUpdated) -> str:
    backing = f"its stability pool has {coins(x.deposits)} and has earned {coins(x.earned)}"
    shared = f"{coins(x.waiting)} of collateral and {coins(x.owing)} of debt were shared out"
    return f"{branch(n, x.branch)}: {backing}; {shared}"


def _sum(n: Names, x: e.SumSet) -> str:
    where = f"the stability pool of {branch(n, x.branch)}"
    return f"what a coin in {where} has gained in scale {x.scale} is {plain(x.total)}"


def _trove(n: Names, x: e.TroveChanged) -> str:
    left = f", {coins(x.surplus)} of collateral is its owner's to claim" if x.surplus != "0" else ""
    return f"{loan(n, x.loan)} has a stake of {coins(x.stake)}{left}"


def _deposit(n: Names, x: e.PoolDepositChanged) -> str:
    who = plain(n.book.account_names[x.account])
    return f"{who} has {coins(x.amount)} in the stability pool of {branch(n, x.branch)}"


def _liquidated(n: Names, x: e.TroveLiquidated) -> str:
    parts = []
    if x.offset != "0":
        parts.append(f"the stability pool pays {coins(x.offset)} for {coins(x.to_pool)} of collateral")
    if x.debt != "0":
        parts.append(f"the other borrowers take over {coins(x.debt)} and {coins(x.collateral)} of collateral")
    if x.surplus != "0":
        parts.append(f"{coins(x.surplus)} of collateral stays its owner's")
    return f"{loan(n, x.loan)} is closed at {share(x.ratio)}: {', '.join(parts) or 'nothing is left of it'}"


def _loss(n: Names, x: e.TroveLossBorne) -> str:
    worth = base(n, x.units, in_pool(n, x.loan))
    who = BEARERS.get(Bearer(x.bearer), "–") if x.bearer in set(Bearer) else "–"
    return f"{loan(n, x.loan)} owed {worth} more than what stood behind it: {who} bear it"


def _rate(n: Names, x: e.BaseRateSet) -> str:
    return f"{branch(n, x.branch)}: redemptions put {share(x.rate)} on top of fees"


def _redeemed(n: Names, x: e.TroveRedeemed) -> str:
    end = f", which closes it; {coins(x.surplus)} of collateral stays its owner's" if x.closed else ""
    return f"{coins(x.paid)} of {loan(n, x.loan)} are paid for {coins(x.collateral)} of its collateral{end}"


def _recovery(n: Names, x: e.RecoveryModeSet) -> str:
    mode = f"is {'' if x.on else 'no longer '}in recovery mode"
    return f"{branch(n, x.branch)} {mode}: all troves together at {share(x.ratio)}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.BranchTermsSet: _terms,
    e.BranchUpdated: _updated,
    e.SumSet: _sum,
    e.TroveChanged: _trove,
    e.PoolDepositChanged: _deposit,
    e.TroveLiquidated: _liquidated,
    e.TroveLossBorne: _loss,
    e.RecoveryModeSet: _recovery,
    e.BaseRateSet: _rate,
    e.TroveRedeemed: _redeemed,
}


def _open(_: Any, x: c.OpenTrove) -> str:
    return f"{plain(x.account)} opens a trove in {plain(x.pool)}: {plain(x.collateral)} units in, {plain(x.amount)} out"


def _close(_: Any, x: c.LiquidateTroves) -> str:
    who, which = plain(x.actor) or "a stranger", ", ".join(plain(account) for account in x.accounts) or "nobody"
    return f"{who} would close the troves of {which} in {plain(x.pool)}"


def _claim(_: Any, x: c.ClaimSurplus) -> str:
    return f"{plain(x.account)} claims what was left of its trove in {plain(x.pool)}"


def _redeem(_: Any, x: c.RedeemCoin) -> str:
    return f"{plain(x.actor) or 'somebody'} gives {plain(x.amount)} units of the coin of {plain(x.pool)} for collateral"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.OpenTrove: _open,
    c.LiquidateTroves: _close,
    c.ClaimSurplus: _claim,
    c.RedeemCoin: _redeem,
}
