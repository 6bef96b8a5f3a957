"""Pools of Compound III as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.reasons import Bearer
from solvent.reports import loan_names as called
from solvent.reports import words
from solvent.reports.naming import Names, plain

PPM_IN_BPS = 100


def _share(bps: int) -> str:
    return words.percent(bps * PPM_IN_BPS, 2)


def _terms(n: Names, x: e.CometTermsSet) -> str:
    least, target = (called.amount(n, digits, x.base) for digits in (x.borrow_min, x.target))
    front = words.percent(x.storefront, 2)
    return f"{called.pool(n, x.pool)} lends {least} or more, sells below reserves of {target}, {front} of a penalty off"


def _collateral(n: Names, x: e.CollateralTermsSet) -> str:
    shares = [_share(one) for one in (x.borrow_factor, x.liquidate_factor, x.liquidation_factor)]
    return (f"{called.reserve(n, x.reserve)} counts {shares[0]} to borrow and {shares[1]} before it is seized, which "
            f"credits {shares[2]}; at most {words.count(x.supply_cap)} in all")  # fmt: skip


def _absorbed(n: Names, x: e.LoanAbsorbed) -> str:
    base = _base_of(n, called.in_pool(n, x.loan))
    kept = "" if x.left == "0" else f", {called.amount(n, x.left, base)} of it left to the account as supply"
    moved = f"{called.amount(n, x.owed, base)} owed, {called.amount(n, x.paid, base)} paid by the reserves"
    return f"{called.loan(n, x.loan)} is absorbed at a health factor of {called.health(x.health)}: {moved}{kept}"


def _seized(n: Names, x: e.CollateralAbsorbed) -> str:
    worth = called.base(n, x.value, called.in_pool(n, x.loan))
    return (
        f"{called.amount(n, x.units, x.reserve)} of {called.loan(n, x.loan)}, worth {worth}, is the protocol's to sell"
    )


def _bought(n: Names, x: e.CollateralBought) -> str:
    base = _base_of(n, called.pool_of(n, x.reserve))
    return f"{called.amount(n, x.units, x.reserve)} is bought from the protocol for {called.amount(n, x.paid, base)}"


def _named(n: Names, x: e.ReservesNamed) -> str:
    held = called.amount(n, x.units, x.reserve)
    if x.bearer != Bearer.SUPPLIERS_SHARE:
        return f"the protocol's reserves of {called.reserve(n, x.reserve)} are {held}"
    return (f"the protocol's reserves of {called.reserve(n, x.reserve)} are {held}: so much suppliers cannot all take "
            f"out")  # fmt: skip


def _base_of(n: Names, pool: int) -> int:
    """The reserve a pool of Compound III lends."""
    found = [int(base) for of, base in zip(n.book.comets.pool, n.book.comets.base, strict=True) if of == pool]
    return found[0] if found else n.book.reserves.n


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.CometTermsSet: _terms,
    e.CollateralTermsSet: _collateral,
    e.LoanAbsorbed: _absorbed,
    e.CollateralAbsorbed: _seized,
    e.CollateralBought: _bought,
    e.ReservesNamed: _named,
}


def _absorb(_: Any, x: c.AbsorbLoan) -> str:
    return f"{plain(x.actor) or 'a stranger'} would have {plain(x.pool)} absorb the loan of {plain(x.account)}"


def _buy(_: Any, x: c.BuyCollateral) -> str:
    who = plain(x.actor) or "a buyer"
    return f"{who} would buy {plain(x.asset)} from {plain(x.pool)} for {plain(x.paid)} units of what it lends"


def _add(_: Any, x: c.AddReserves) -> str:
    return f"{plain(x.amount)} units are given to {plain(x.pool)} for nothing"


def _withdraw(_: Any, x: c.WithdrawReserves) -> str:
    return f"{plain(x.actor) or 'governance'} would take {plain(x.amount)} units of the reserves of {plain(x.pool)}"


def _pause(_: Any, x: c.PauseActions) -> str:
    paused = ", ".join(plain(action) for action in x.actions) or "nothing"
    return f"{plain(x.actor) or 'a guardian'} has {paused} paused in {plain(x.pool)}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.AbsorbLoan: _absorb,
    c.BuyCollateral: _buy,
    c.AddReserves: _add,
    c.WithdrawReserves: _withdraw,
    c.PauseActions: _pause,
}
