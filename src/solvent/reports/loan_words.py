"""Lending pools and loans as one line of text each: events, and the commands they follow from."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent import events as e
from solvent.lending.scales import INFINITE
from solvent.policy import Protocol
from solvent.reports import words
from solvent.reports.naming import Names, plain, short_hash

WAD_DECIMALS = 18
SHOWN = 4  # decimals of a health factor


def health(digits: str) -> str:
    """A health factor in wad with four decimals, cut towards the line: 0.99999 is not 1."""
    wad = int(digits)
    if wad >= INFINITE:
        return "endless"
    whole, rest = divmod(wad, 10**WAD_DECIMALS)
    return f"{words.count(whole)}.{str(rest).rjust(WAD_DECIMALS, '0')[:SHOWN]}"


def units(amount: str, decimals: int) -> str:
    """Digits of units as an amount of the asset, all its decimals but trailing zeros."""
    return words.size(int(amount), decimals)


def _asset(n: Names, reserve: int) -> str:
    return plain(n.book.assets[int(n.book.reserves.asset[reserve])]) if reserve < n.book.reserves.n else "–"


def _amount(n: Names, amount: str, reserve: int) -> str:
    decimals = int(n.book.reserves.decimals[reserve]) if reserve < n.book.reserves.n else 0
    return f"{units(amount, decimals)} {_asset(n, reserve)}"


def pool_name(n: Names, pool: int) -> str:
    """A pool by its name."""
    return plain(n.book.pool_names[pool]) if pool < n.book.pools.n else "–"


def _reserve(n: Names, reserve: int) -> str:
    pool = int(n.book.reserves.pool[reserve]) if reserve < n.book.reserves.n else n.book.pools.n
    return f"{_asset(n, reserve)} of {pool_name(n, pool)}"


def value(n: Names, amount: str, pool: int) -> str:
    """Digits of base units of a pool."""
    decimals = int(n.book.pools.base_decimals[pool]) if pool < n.book.pools.n else 0
    return words.decimal(int(amount), decimals, SHOWN)


def loan(n: Names, row: int) -> str:
    """A loan by whose it is."""
    if row >= n.book.loans.n:
        return "–"
    return f"the loan of {plain(n.book.account_names[int(n.book.loans.account[row])])}"


def place_of(n: Names, row: int) -> int:
    """The pool of a loan."""
    return int(n.book.loans.pool[row]) if row < n.book.loans.n else n.book.pools.n


def _place(n: Names, holding: int) -> tuple[int, int]:
    h = n.book.holdings
    return (int(h.loan[holding]), int(h.reserve[holding])) if holding < h.n else (n.book.loans.n, n.book.reserves.n)


def _adopted(_: Names, x: e.PoolAdopted) -> str:
    kinds = {int(kind): kind.name for kind in Protocol}
    kind = kinds.get(x.protocol, "–").lower().replace("_", " ")
    return f"the pool {plain(x.name)} lends by {plain(x.rulebook)} ({short_hash(x.content_hash)}), {kind}"


def _listed(n: Names, x: e.ReserveListed) -> str:
    return f"{pool_name(n, x.pool)} lends {plain(n.book.assets[x.asset])}, counted in units of 10^-{x.decimals}"


def _terms(n: Names, x: e.ReserveTermsSet) -> str:
    rates = f"threshold {words.percent(x.threshold * 100, 2)}, bonus {words.percent((x.bonus - 10_000) * 100, 2)}"
    return f"{_reserve(n, x.reserve)}: lent against to {words.percent(x.ltv * 100, 2)}, {rates}"


def _oracle(n: Names, x: e.OracleUpdated) -> str:
    pool = int(n.book.reserves.pool[x.reserve]) if x.reserve < n.book.reserves.n else n.book.pools.n
    return f"the oracle of {pool_name(n, pool)} answers {value(n, x.price, pool)} for {_asset(n, x.reserve)}"


def _updated(n: Names, x: e.ReserveUpdated) -> str:
    ray = 10**27
    rates = [words.percent(int(rate) * 10**6 // ray, 2) for rate in (x.supply_rate, x.borrow_rate)]
    return f"{_reserve(n, x.reserve)} earns {rates[0]} a year and costs {rates[1]}"


def _opened(n: Names, x: e.LoanOpened) -> str:
    return f"{plain(n.book.account_names[x.account])} has a loan in {pool_name(n, x.pool)}"


def _holding(n: Names, x: e.HoldingOpened) -> str:
    return f"{loan(n, x.loan)} has a place in {_reserve(n, x.reserve)}"


def _changed(n: Names, x: e.HoldingChanged) -> str:
    row, reserve = _place(n, x.holding)
    pledged = "as collateral" if x.pledged else "not as collateral"
    return (f"{loan(n, row)} supplies {_amount(n, x.supplied, reserve)} (scaled), {pledged}, and owes "
            f"{_amount(n, x.owed, reserve)} (scaled)")  # fmt: skip


def _liquidatable(n: Names, x: e.LoanLiquidatable) -> str:
    pool = place_of(n, x.loan)
    values = f"collateral {value(n, x.collateral, pool)}, debt {value(n, x.debt, pool)}"
    threshold = words.percent(x.threshold * 100, 2)
    return f"{loan(n, x.loan)} may be liquidated: health factor {health(x.health)} ({values}, threshold {threshold})"


def _recovered(n: Names, x: e.LoanRecovered) -> str:
    return f"{loan(n, x.loan)} may not be liquidated any more: health factor {health(x.health)}"


def _liquidated(n: Names, x: e.LoanLiquidated) -> str:
    moved = f"{_amount(n, x.repaid, x.owing)} repaid, {_amount(n, x.seized, x.collateral)} seized"
    if x.fee != "0":
        moved += f", {_amount(n, x.fee, x.collateral)} to the treasury"
    return f"{loan(n, x.loan)} is liquidated at a health factor of {health(x.health)}: {moved}"


def _bad_debt(n: Names, x: e.BadDebtNamed) -> str:
    row, reserve = _place(n, x.holding)
    if x.units == "0":
        return f"{loan(n, row)} owes nothing in {_asset(n, reserve)} any more that has no collateral behind it"
    return (f"{loan(n, row)} owes {_amount(n, x.units, reserve)} with no collateral behind it: the suppliers of "
            f"{_reserve(n, reserve)} bear it")  # fmt: skip


def _followed(n: Names, x: e.IndexFollowed) -> str:
    how = f"follows the index of {n.market(x.market)}" if x.market >= 0 else "is told"
    return f"the price of {_reserve(n, x.reserve)} {how}"


def _mode(n: Names, category: int) -> str:
    return plain(n.book.category_names[category]) if category < n.book.categories.n else "–"


def _category(n: Names, x: e.CategoryTermsSet) -> str:
    terms = [words.percent(one * 100, 2) for one in (x.ltv, x.threshold, x.bonus - 10_000)]
    said = f"lent to {terms[0]}, threshold {terms[1]}, bonus {terms[2]}"
    return f"the e-mode {plain(x.name)} of {pool_name(n, x.pool)}: {said}"


def _in_category(n: Names, x: e.LoanCategorySet) -> str:
    return f"{loan(n, x.loan)} is in {'no e-mode' if x.category < 0 else f'the e-mode {_mode(n, x.category)}'}"


def _deficit(n: Names, x: e.DeficitSet) -> str:
    return f"{_reserve(n, x.reserve)} has a deficit of {_amount(n, x.units, x.reserve)}, which nobody owes"


def _paused(n: Names, x: e.ReservePaused) -> str:
    return f"{_reserve(n, x.reserve)} {'is paused' if x.paused else 'goes on'}"


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
