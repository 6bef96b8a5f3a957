"""Lending pools and loans as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.policy import Protocol
from solvent.reasons import Bearer
from solvent.reports import loan_names as called
from solvent.reports import words
from solvent.reports.naming import Names, plain, short_hash


def _adopted(_: Names, x: e.PoolAdopted) -> str:
    kinds = {int(kind): kind.name for kind in Protocol}
    kind = kinds.get(x.protocol, "–").lower().replace("_", " ")
    return f"the pool {plain(x.name)} lends by {plain(x.rulebook)} ({short_hash(x.content_hash)}), {kind}"


def _listed(n: Names, x: e.ReserveListed) -> str:
    return f"{called.pool(n, x.pool)} lends {plain(n.book.assets[x.asset])}, counted in units of 10^-{x.decimals}"


def _terms(n: Names, x: e.ReserveTermsSet) -> str:
    rates = f"threshold {words.percent(x.threshold * 100, 2)}, bonus {words.percent((x.bonus - 10_000) * 100, 2)}"
    return f"{called.reserve(n, x.reserve)}: lent against to {words.percent(x.ltv * 100, 2)}, {rates}"


def _oracle(n: Names, x: e.OracleUpdated) -> str:
    pool, asset = called.pool_of(n, x.reserve), called.asset(n, x.reserve)
    if x.price == "0":
        return f"the oracle of {called.pool(n, pool)} answers nothing that is believed for {asset}"
    return f"the oracle of {called.pool(n, pool)} answers {called.base(n, x.price, pool)} for {asset}"


def _updated(n: Names, x: e.ReserveUpdated) -> str:
    ray = 10**27
    rates = [words.percent(int(rate) * 10**6 // ray, 2) for rate in (x.supply_rate, x.borrow_rate)]
    return f"{called.reserve(n, x.reserve)} earns {rates[0]} a year and costs {rates[1]}"


def _opened(n: Names, x: e.LoanOpened) -> str:
    return f"{plain(n.book.account_names[x.account])} has a loan in {called.pool(n, x.pool)}"


def _holding(n: Names, x: e.HoldingOpened) -> str:
    return f"{called.loan(n, x.loan)} has a place in {called.reserve(n, x.reserve)}"


def _changed(n: Names, x: e.HoldingChanged) -> str:
    loan, reserve = called.place(n, x.holding)
    pledged = "as collateral" if x.pledged else "not as collateral"
    return (f"{called.loan(n, loan)} supplies {called.amount(n, x.supplied, reserve)} (scaled), {pledged}, and owes "
            f"{called.amount(n, x.owed, reserve)} (scaled)")  # fmt: skip


def _liquidatable(n: Names, x: e.LoanLiquidatable) -> str:
    pool = called.in_pool(n, x.loan)
    values = f"collateral {called.base(n, x.collateral, pool)}, debt {called.base(n, x.debt, pool)}"
    threshold = words.percent(x.threshold * 100, 2)
    factor = called.health(x.health)
    return f"{called.loan(n, x.loan)} may be liquidated: health factor {factor} ({values}, threshold {threshold})"


def _recovered(n: Names, x: e.LoanRecovered) -> str:
    return f"{called.loan(n, x.loan)} may not be liquidated any more: health factor {called.health(x.health)}"


def _liquidated(n: Names, x: e.LoanLiquidated) -> str:
    moved = f"{called.amount(n, x.repaid, x.owing)} repaid, {called.amount(n, x.seized, x.collateral)} seized"
    if x.fee != "0":
        moved += f", {called.amount(n, x.fee, x.collateral)} to the treasury"
    return f"{called.loan(n, x.loan)} is liquidated at a health factor of {called.health(x.health)}: {moved}"


def _bad_debt(n: Names, x: e.BadDebtNamed) -> str:
    loan, reserve = called.place(n, x.holding)
    if x.units == "0":
        where = called.asset(n, reserve)
        return f"{called.loan(n, loan)} owes nothing in {where} any more that has no collateral behind it"
    owed, whose = called.amount(n, x.units, reserve), called.reserve(n, reserve)
    bears = f"the reserves of {whose}" if x.bearer == Bearer.PROTOCOL else f"the suppliers of {whose}"
    return f"{called.loan(n, loan)} owes {owed} with no collateral behind it: {bears} bear it"


def _followed(n: Names, x: e.IndexFollowed) -> str:
    how = f"follows the index of {n.market(x.market)}" if x.market >= 0 else "is told"
    return f"the price of {called.reserve(n, x.reserve)} {how}"


def _mode(n: Names, category: int) -> str:
    return plain(n.book.category_names[category]) if category < n.book.categories.n else "–"


def _category(n: Names, x: e.CategoryTermsSet) -> str:
    terms = [words.percent(one * 100, 2) for one in (x.ltv, x.threshold, x.bonus - 10_000)]
    name = f"{plain(x.name)} of {called.pool(n, x.pool)}"
    return f"the e-mode {name}: lent to {terms[0]}, threshold {terms[1]}, bonus {terms[2]}"


def _in_category(n: Names, x: e.LoanCategorySet) -> str:
    return f"{called.loan(n, x.loan)} is in {'no e-mode' if x.category < 0 else f'the e-mode {_mode(n, x.category)}'}"


def _deficit(n: Names, x: e.DeficitSet) -> str:
    return f"{called.reserve(n, x.reserve)} has a deficit of {called.amount(n, x.units, x.reserve)}, which nobody owes"


def _paused(n: Names, x: e.ReservePaused) -> str:
    return f"{called.reserve(n, x.reserve)} {'is paused' if x.paused else 'goes on'}"


WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {
    e.PoolAdopted: _adopted,
    e.ReserveListed: _listed,
    e.ReserveTermsSet: _terms,
    e.OracleUpdated: _oracle,
    e.ReserveUpdated: _updated,
    e.LoanOpened: _opened,
    e.HoldingOpened: _holding,
    e.HoldingChanged: _changed,
    e.LoanLiquidatable: _liquidatable,
    e.LoanRecovered: _recovered,
    e.LoanLiquidated: _liquidated,
    e.BadDebtNamed: _bad_debt,
    e.IndexFollowed: _followed,
    e.CategoryTermsSet: _category,
    e.LoanCategorySet: _in_category,
    e.DeficitSet: _deficit,
    e.ReservePaused: _paused,
}


def _adopt(_: Any, x: c.AdoptLending) -> str:
    return f"{plain(x.pool)} lends by {plain(x.policy.name)} ({short_hash(x.policy.content_hash)})"


def _observe(_: Any, x: c.ObserveOracle) -> str:
    return f"the oracle of {plain(x.pool)} answers {plain(x.price)} base units for {plain(x.asset)}"


def _observe_all(_: Any, x: c.ObserveOracles) -> str:
    return f"the oracle of {plain(x.pool)} answers for {', '.join(plain(asset) for asset in x.assets) or 'nothing'}"


def _follow(_: Any, x: c.FollowIndex) -> str:
    how = f"follows the index of {plain(x.market)}" if x.market else "is told"
    return f"the price of {plain(x.asset)} in {plain(x.pool)} {how}"


def _load(_: Any, x: c.LoadLoan) -> str:
    what = f"{plain(x.supplied)} units supplied and {plain(x.owed)} owed of {plain(x.asset)}"
    return f"{plain(x.account)} has {what} in {plain(x.pool)} already"


def _verb(verb: str) -> Callable[[Any, Any], str]:
    def say(_: Any, x: c.Supply | c.Redeem | c.Borrow | c.Repay) -> str:
        return f"{plain(x.account)} {verb} {plain(x.amount)} units of {plain(x.asset)} in {plain(x.pool)}"

    return say


def _pledge(_: Any, x: c.SetCollateral) -> str:
    verb = "pledges" if x.pledged else "releases"
    return f"{plain(x.account)} {verb} its {plain(x.asset)} in {plain(x.pool)}"


def _liquidate(_: Any, x: c.LiquidateLoan) -> str:
    who, what = plain(x.actor) or "a stranger", f"{plain(x.amount)} units of {plain(x.debt)}"
    return f"{who} would repay {what} that {plain(x.account)} owes {plain(x.pool)}, for {plain(x.collateral)}"


def _enter(_: Any, x: c.SetCategory) -> str:
    where = f"enters the e-mode {plain(x.category)}" if x.category else "leaves every e-mode"
    return f"{plain(x.account)} {where} of {plain(x.pool)}"


def _pause(_: Any, x: c.PauseReserve) -> str:
    return f"{plain(x.actor)} {'pauses' if x.paused else 'resumes'} {plain(x.asset)} of {plain(x.pool)}"


COMMANDS: dict[type[c.Command], Callable[[Any, Any], str]] = {
    c.AdoptLending: _adopt,
    c.ObserveOracle: _observe,
    c.ObserveOracles: _observe_all,
    c.FollowIndex: _follow,
    c.LoadLoan: _load,
    c.Supply: _verb("supplies"),
    c.Redeem: _verb("redeems"),
    c.Borrow: _verb("borrows"),
    c.Repay: _verb("repays"),
    c.SetCollateral: _pledge,
    c.LiquidateLoan: _liquidate,
    c.SetCategory: _enter,
    c.PauseReserve: _pause,
    c.CoverDeficit: _verb("covers with"),
}
