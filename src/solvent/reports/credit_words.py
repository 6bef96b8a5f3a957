"""Credit desks and their loans as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.lending.credit.calls import Cause, Ease
from solvent.lending.credit.ratio import PRICE_DECIMALS
from solvent.reasons import Bearer
from solvent.reports import words
from solvent.reports.naming import Names, plain, short_hash
from solvent.units import INT64_MAX

ENDLESS = "beyond all bounds"


def share(ppm: int) -> str:
    """A loan to value as percent."""
    return ENDLESS if ppm >= INT64_MAX else words.percent(ppm, 2)


def moment(time_ns: int) -> str:
    """A time with its day, UTC."""
    return f"{words.day(time_ns)}, {words.clock(time_ns)} UTC"


def loan(n: Names, credit: int) -> str:
    """A loan by its name and whose it is."""
    if credit >= n.book.credits.n:
        return "–"
    owner = plain(n.book.account_names[int(n.book.credits.account[credit])])
    return f"the loan {plain(n.book.credit_names[credit])} of {owner}"


def money(n: Names, atoms: int, credit: int) -> str:
    """Atoms of the currency of a loan's desk."""
    if credit >= n.book.credits.n:
        return words.count(atoms)
    return n.money(atoms, int(n.book.desks.currency[n.book.credits.desk[credit]]))


def _desk(n: Names, desk: int) -> str:
    return plain(n.book.desk_names[desk]) if desk < n.book.desks.n else "–"


def _asset(n: Names, collateral: int) -> str:
    t = n.book.collaterals
    return plain(n.book.assets[int(t.asset[collateral])]) if collateral < t.n else "–"


def _price(n: Names, price: int, collateral: int) -> str:
    t, figure = n.book.collaterals, words.size(price, PRICE_DECIMALS)
    if collateral >= t.n:
        return figure
    return f"{figure} {plain(n.book.assets[int(n.book.desks.currency[t.desk[collateral]])])}"


def _place(n: Names, pledge: int) -> tuple[int, int]:
    """The loan and the collateral of a pledge."""
    t = n.book.pledges
    known = 0 <= pledge < t.n
    return (int(t.credit[pledge]), int(t.collateral[pledge])) if known else (n.book.credits.n, n.book.collaterals.n)


def _amount(n: Names, amount: int, pledge: int) -> str:
    _, collateral = _place(n, pledge)
    known = collateral < n.book.collaterals.n
    decimals = n.book.asset_decimals[int(n.book.collaterals.asset[collateral])] if known else 0
    return f"{words.size(amount, decimals)} {_asset(n, collateral)}"


def _adopted(n: Names, x: e.CreditAdopted) -> str:
    currency = plain(n.book.assets[x.currency])
    return f"the credit desk {plain(x.name)} lends {currency} under the agreement {short_hash(x.content_hash)}"


def _collateral(n: Names, x: e.CollateralSet) -> str:
    how = f"at the index of {n.market(x.market)}" if x.market >= 0 else "at the price it is told"
    return f"{_desk(n, x.desk)} takes {plain(n.book.assets[x.asset])} as collateral, {how}"


def _priced(n: Names, x: e.CollateralPriced) -> str:
    t = n.book.collaterals
    desk = _desk(n, int(t.desk[x.collateral])) if x.collateral < t.n else "–"
    return f"{desk} counts {_asset(n, x.collateral)} at {_price(n, x.price, x.collateral)}"


def _due(n: Names, x: e.SaleDue) -> str:
    if x.pledge < 0:
        return f"nothing of {loan(n, x.credit)} is to be sold any more"
    floor = f", not below {_price(n, x.floor, _place(n, x.pledge)[1])}" if x.floor else ""
    return f"{_amount(n, x.amount, x.pledge)} of {loan(n, x.credit)} are to be sold{floor}"


def _opened(n: Names, x: e.CreditOpened) -> str:
    return f"{plain(n.book.account_names[x.account])} has a loan {plain(x.name)} at {_desk(n, x.desk)}"


def _pledge(n: Names, x: e.PledgeOpened) -> str:
    return f"{loan(n, x.credit)} has a place for {_asset(n, x.collateral)}"


def _changed(n: Names, x: e.CreditChanged) -> str:
    owed = f"{money(n, x.principal, x.credit)} and {money(n, x.interest, x.credit)} of interest"
    taken = f", with what {loan(n, x.stands_in)} lacked" if x.stands_in >= 0 else ""
    return f"{loan(n, x.credit)} owes {owed}{taken}"


def _sides(n: Names, x: e.CreditCalled | e.CreditDefaulted | e.CreditEased) -> str:
    return f"debt {money(n, x.debt, x.credit)}, collateral {money(n, x.worth, x.credit)}"


def _called(n: Names, x: e.CreditCalled) -> str:
    missing = f"{money(n, x.repay, x.credit)} repaid or {money(n, x.add, x.credit)} more in collateral"
    return (f"{loan(n, x.credit)} is called at a loan to value of {share(x.ratio)} ({_sides(n, x)}): {missing} "
            f"until {moment(x.deadline_ns)}")  # fmt: skip


def _eased(n: Names, x: e.CreditEased) -> str:
    by = f"{plain(x.person)} ({plain(x.reason)})"
    said: dict[int, str] = {
        Ease.CURED: "has answered its call",
        Ease.PARTLY_CURED: "is below the first line at the deadline, which is enough",
        Ease.RESTORED: "is not in default any more",
        Ease.RELEASED: "is not in default for another loan any more",
        Ease.WAIVED: f"is waived until {moment(x.until_ns)} by {by}",
        Ease.EXTENDED: f"has until {moment(x.until_ns)} by {by}",
    }  # fmt: skip
    return f"{loan(n, x.credit)} {said.get(x.ease, '–')} ({_sides(n, x)})"


def _defaulted(n: Names, x: e.CreditDefaulted) -> str:
    why: dict[int, str] = {
        Cause.LIQUIDATION_LTV: "its loan to value reached the liquidation line",
        Cause.DEADLINE: "its call was not answered in time",
        Cause.CROSS_DEFAULT: f"{loan(n, x.other)} is" if x.other >= 0 else "another one is",
    }  # fmt: skip
    at = f"a loan to value of {share(x.ratio)}"
    return f"{loan(n, x.credit)} is in default at {at}: {why.get(x.cause, '–')} ({_sides(n, x)})"


def _sold(n: Names, x: e.CollateralSold) -> str:
    credit, collateral = _place(n, x.pledge)
    paid = {"a fee of": x.fee, "interest of": x.interest, "principal of": x.principal, "to the client": x.surplus}
    parts = ", ".join(f"{what} {money(n, atoms, credit)}" for what, atoms in paid.items() if atoms)
    brought = f"{money(n, x.gross, credit)}{f' ({parts})' if parts else ''}"
    at = _price(n, x.price, collateral)
    return f"{_amount(n, x.amount, x.pledge)} of {loan(n, credit)} are sold at {at} for {brought}"


def _loss(n: Names, x: e.LossBorne) -> str:
    bearer = "the reserve of the desk" if x.bearer == Bearer.RESERVE else _lender(n, x.credit)
    claim = f"; the client still owes {money(n, x.claim, x.credit)}" if x.claim else ""
    verb = "bears" if x.amount >= 0 else "has back"
    return f"{bearer} {verb} {money(n, abs(x.amount), x.credit)} of what {loan(n, x.credit)} lacks{claim}"


def _lender(n: Names, credit: int) -> str:
    if credit >= n.book.credits.n:
        return "the lender"
    return plain(n.book.agreements[int(n.book.credits.desk[credit])].lender)


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.CreditAdopted: _adopted,
    e.CollateralSet: _collateral,
    e.CollateralPriced: _priced,
    e.SaleDue: _due,
    e.CreditOpened: _opened,
    e.PledgeOpened: _pledge,
    e.CreditChanged: _changed,
    e.CreditCalled: _called,
    e.CreditEased: _eased,
    e.CreditDefaulted: _defaulted,
    e.CollateralSold: _sold,
    e.LossBorne: _loss,
}
