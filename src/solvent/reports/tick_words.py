"""Vaults of Fluid as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.lending.fluid.vault import At
from solvent.reasons import Bearer
from solvent.reports import loan_names as called
from solvent.reports import words
from solvent.reports.naming import Names, plain

STATES = {At.OPEN: "is open", At.LIQUIDATED: "is liquidated", At.MERGED: "has merged", At.CLOSED: "is closed"}
BEARERS = {int(one): one.name.lower() for one in Bearer}


def _vault(n: Names, row: int) -> str:
    t = n.book.tick_vaults
    return called.pool(n, int(t.pool[row]) if row < t.n else n.book.pools.n)


def _parts(x: int) -> str:
    return f"{words.decimal(x, 1, 1)} %"


def _bps(x: int) -> str:
    return f"{words.decimal(x, 2, 2)} %"


def _state(x: int) -> str:
    return STATES[At(x)]


def _raw(digits: str) -> str:
    return words.count(int(digits))


def _terms(n: Names, x: e.TickTermsSet) -> str:
    pair = f"{called.asset(n, x.borrowed)} is lent against {called.asset(n, x.collateral)}"
    lines = f"borrowed to {_parts(x.factor)}, liquidated above {_parts(x.threshold)}, absorbed above {_parts(x.limit)}"
    return f"{called.pool(n, x.pool)}: {pair}, {lines}, at a penalty of {_bps(x.penalty)}"


def _updated(n: Names, x: e.TickVaultUpdated) -> str:
    top = ("no debt stands in it", f"its highest tick is {x.top}", f"its highest tick is {x.top}, liquidated")[x.state]
    owed = f"all owe {_raw(x.owed)} raw units against {_raw(x.supplied)}"
    return f"{_vault(n, x.vault)}: {top}, branch {x.branch} of {x.branches}; {owed}"


def _layer(n: Names, x: e.LayerUpdated) -> str:
    year = f"{_bps(x.rate)} a year at a usage of {_bps(x.used)}"
    units = f"{_raw(x.lent)} raw units are lent, {_raw(x.lent_out)} lent out"
    return f"the layer below {_vault(n, x.vault)}: {units}, {year}"


def _tick(n: Names, x: e.TickSet) -> str:
    what = f"has {_raw(x.debt)} raw units of debt" if x.at == At.OPEN else _state(x.at)
    where = f" into branch {x.branch}" if x.at == At.LIQUIDATED else ""
    return f"tick {x.number} of {_vault(n, x.vault)}, time {x.mark}, {what}{where}"


def _branch(n: Names, x: e.TickBranchSet) -> str:
    where = f" at tick {x.tick} with {_raw(x.debt)} raw units" if x.at == At.LIQUIDATED else ""
    base = f", over branch {x.base}" if x.base else ""
    return f"branch {x.number} of {_vault(n, x.vault)} {_state(x.at)}{where}{base}"


def _loan(n: Names, x: e.TickLoanSet) -> str:
    where = f"in tick {x.tick}" if x.owes else "in no tick"
    return f"{called.loan(n, x.loan)} has {_raw(x.collateral)} raw units of collateral, {where}"


def _liquidated(n: Names, x: e.TicksLiquidated) -> str:
    t, row = n.book.tick_vaults, x.vault
    sides = (int(t.borrowed[row]), int(t.collateral[row])) if row < t.n else (n.book.reserves.n, n.book.reserves.n)
    swap = f"{called.amount(n, x.repaid, sides[0])} repaid for {called.amount(n, x.seized, sides[1])}"
    gone = f"; {_raw(x.absorbed_debt)} raw units of debt absorbed" if int(x.absorbed_debt) else ""
    return f"everybody above the line of {_vault(n, row)} is liquidated, from tick {x.first} to {x.last}: {swap}{gone}"


def _named(n: Names, x: e.AbsorbedLossNamed) -> str:
    reserve = int(n.book.tick_vaults.borrowed[x.vault]) if x.vault < n.book.tick_vaults.n else n.book.reserves.n
    if not int(x.units):
        return f"what {_vault(n, x.vault)} has absorbed is worth what it owes"
    who, less = BEARERS.get(x.bearer, "nobody"), called.amount(n, x.units, reserve)
    return f"what {_vault(n, x.vault)} has absorbed is worth {less} less than it owes: {who}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.TickTermsSet: _terms,
    e.TickVaultUpdated: _updated,
    e.LayerUpdated: _layer,
    e.TickSet: _tick,
    e.TickBranchSet: _branch,
    e.TickLoanSet: _loan,
    e.TicksLiquidated: _liquidated,
    e.AbsorbedLossNamed: _named,
}


def _liquidate(_: Any, x: c.LiquidateTicks) -> str:
    who, pool = plain(x.actor) or "a stranger", plain(x.pool)
    if x.amount == "0":
        return f"{who} would have {pool} absorb what is beyond its highest line"
    first = ", first for what was absorbed before" if x.absorbs else ""
    return f"{who} would repay up to {plain(x.amount)} units in {pool}, from its highest tick down{first}"


def _rebalance(_: Any, x: c.RebalanceVault) -> str:
    return f"{plain(x.actor) or 'somebody'} would rebalance {plain(x.pool)} with the layer below it"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.LiquidateTicks: _liquidate,
    c.RebalanceVault: _rebalance,
}
