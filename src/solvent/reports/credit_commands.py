"""What is asked of a credit desk, as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent.lending.credit.ratio import PRICE_DECIMALS
from solvent.reports import words
from solvent.reports.credit_words import moment
from solvent.reports.naming import plain, short_hash


def _adopt(_: Any, x: c.AdoptAgreement) -> str:
    return f"{plain(x.desk)} lends under {plain(x.policy.name)} ({short_hash(x.policy.content_hash)})"


def _fund(n: Any, x: c.FundDesk) -> str:
    return f"the lender pays {_money(n, x.amount, x.desk)} into the {plain(x.to)} of {plain(x.desk)}"


def _observe(_: Any, x: c.ObserveCollateral) -> str:
    pairs = zip(x.assets, x.prices, strict=False)
    told = (f"{plain(asset)} at {words.size(price, PRICE_DECIMALS)}" for asset, price in pairs)
    return f"{plain(x.desk)} counts {', '.join(told) or 'nothing'}"


def _follow(_: Any, x: c.FollowCollateral) -> str:
    how = f"follows the index of {plain(x.market)}" if x.market else "is told"
    return f"the price of {plain(x.asset)} at {plain(x.desk)} {how}"


def _open(_: Any, x: c.OpenCredit) -> str:
    return f"{plain(x.account)} asks {plain(x.desk)} for a loan {plain(x.loan)}"


def _load(n: Any, x: c.LoadCredit) -> str:
    held = ", ".join(n.money(amount, asset) for asset, amount in zip(x.assets, x.amounts, strict=False))
    owed = f"{_money(n, x.principal, x.desk)} and {_money(n, x.interest, x.desk)} of interest"
    return (
        f"{plain(x.account)} has a loan {plain(x.loan)} at {plain(x.desk)} already: {owed}, against {held or 'nothing'}"
    )


def _post(n: Any, x: c.PostCollateral) -> str:
    return f"{n.money(x.amount, x.asset)} more are pledged for {plain(x.loan)} at {plain(x.desk)}"


def _return(n: Any, x: c.ReturnCollateral) -> str:
    return f"{n.money(x.amount, x.asset)} of {plain(x.loan)} at {plain(x.desk)} are asked back"


def _draw(n: Any, x: c.DrawCredit) -> str:
    return f"{_money(n, x.amount, x.desk)} are drawn on {plain(x.loan)} at {plain(x.desk)}"


def _repay(n: Any, x: c.RepayCredit) -> str:
    return f"up to {_money(n, x.amount, x.desk)} are repaid on {plain(x.loan)} at {plain(x.desk)}"


def _sale(n: Any, x: c.ReportSale) -> str:
    at = words.size(x.price, PRICE_DECIMALS)
    return f"a buyer takes {n.money(x.amount, x.asset)} of {plain(x.loan)} at {plain(x.desk)} for {at} each"


def _waive(_: Any, x: c.WaiveCall) -> str:
    why = f"{plain(x.actor) or 'nobody'}: {plain(x.reason)}"
    return f"calls on {plain(x.loan)} at {plain(x.desk)} are waived until {moment(x.until_ns)} ({why})"


def _extend(_: Any, x: c.ExtendCall) -> str:
    why = f"{plain(x.actor) or 'nobody'}: {plain(x.reason)}"
    return f"{plain(x.loan)} at {plain(x.desk)} has until {moment(x.deadline_ns)} ({why})"


def _money(n: Any, atoms: int, desk: str) -> str:
    """Atoms of a desk's currency, as far as the desk is known."""
    if desk not in n.book.desk_names:
        return words.count(atoms)
    currency = int(n.book.desks.currency[n.book.desk_names.index(desk)])
    return str(n.money(atoms, n.book.assets[currency]))


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.AdoptAgreement: _adopt,
    c.FundDesk: _fund,
    c.ObserveCollateral: _observe,
    c.FollowCollateral: _follow,
    c.OpenCredit: _open,
    c.LoadCredit: _load,
    c.PostCollateral: _post,
    c.ReturnCollateral: _return,
    c.DrawCredit: _draw,
    c.RepayCredit: _repay,
    c.ReportSale: _sale,
    c.WaiveCall: _waive,
    c.ExtendCall: _extend,
}
