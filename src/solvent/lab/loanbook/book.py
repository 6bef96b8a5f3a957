"""The loans of a file as the rules of Aave are told of them, at the prices of the file or after a gap.

Amounts are balances of today, so indices are 1. A book in totals knows no assets: what stands behind a loan is one
asset with the account's own threshold, and its debt is owed in that asset or in others that do not move with it.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from solvent.errors import BadInput
from solvent.feeds.holdings import Holdings, is_by_asset, read_holdings
from solvent.feeds.loans import LoanTotals, table_of, totals
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.aave.account import Account, account, balance, value
from solvent.lending.aave.pool import Category, Holding, Reserve
from solvent.lending.aave.versions import VERSIONS, Version
from solvent.lending.scales import BPS, RAY
from solvent.policy import LendingPolicy, Protocol, ReservePolicy
from solvent.units import PPM

TOTALS_DECIMALS = 18  # of a book in totals
OTHERS = "others"  # what a debt is owed in that is not the collateral's own asset
ETHER = ("WETH", "ETH")  # what prices of v2 are told in


class Loan(NamedTuple):
    """An account: scaled amounts by reserve, and its e-mode."""

    account: str
    holdings: dict[int, Holding]
    category: str


class LoanBook(NamedTuple):
    """Loans under a rulebook.

    assets       the asset of each reserve; in a book in totals several reserves are of one asset
    reserves     terms and price, by index
    categories   e-modes by name
    base         the asset that prices are told in, "" for money outside the pool
    in_totals    whether the file had totals only
    """

    policy: LendingPolicy
    version: Version
    assets: tuple[str, ...]
    reserves: dict[int, Reserve]
    categories: dict[str, Category]
    loans: tuple[Loan, ...]
    base: str
    in_totals: bool
    notes: tuple[str, ...]

    def account(self, loan: Loan, reserves: Mapping[int, Reserve] | None = None) -> Account:
        """A loan's values and health by the exact rule."""
        return account(self.version, reserves or self.reserves, loan.holdings, self.category(loan))

    def category(self, loan: Loan) -> Category | None:
        """The e-mode a loan is in."""
        return self.categories[loan.category] if loan.category else None

    def alike(self, held: int, owed: int) -> bool:
        """Whether a collateral need not be sold to repay a debt; in a book in totals it may be of several assets."""
        return not self.in_totals and self.assets[held] == self.assets[owed]

    def decimals(self, asset: str) -> int:
        """How finely amounts of an asset are counted."""
        return self.reserves[self.assets.index(asset)].decimals

    def worth(self, loan: Loan, reserves: Mapping[int, Reserve] | None = None) -> dict[str, int]:
        """A loan's collateral in base units by asset."""
        found: dict[str, int] = {}
        for at, one in loan.holdings.items():
            reserve = (reserves or self.reserves)[at]
            if one.pledged and one.supplied:
                held = value(reserve, balance(self.version, reserve, one))
                found[self.assets[at]] = found.get(self.assets[at], 0) + held
        return found

    def pledged(self) -> list[str]:
        """The assets that are collateral of somebody who owes something, in the rulebook's order."""
        used = {
            self.assets[at] for loan in self.loans if any(one.owed for one in loan.holdings.values())
            for at, one in loan.holdings.items() if one.pledged and one.supplied
        }  # fmt: skip
        return [asset for asset in dict.fromkeys(self.assets) if asset in used]

    def fallen(self, assets: list[str], fall: int) -> dict[int, Reserve]:
        """The reserves after some assets fell against the others.

        fall      ppm, below 10^6
        returns   prices of what fell rounded down; where the asset fell that prices are told in, it stays at 1 and the
                  others rise instead, rounded up
        """
        found = {}
        for at, reserve in self.reserves.items():
            falls = self.assets[at] in assets
            if self.base in assets:
                price = reserve.price if falls else mul_div_up(reserve.price, PPM, PPM - fall)
            else:
                price = mul_div_down(reserve.price, PPM - fall, PPM) if falls else reserve.price
            if price < 1:
                raise BadInput(f"expected a price that is above 0 after a fall, that of {self.assets[at]} is not")
            found[at] = reserve._replace(price=price)
        return found


def read_book(
    path: str | Path, policy: LendingPolicy, prices: Mapping[str, Decimal] | None = None, base: str | None = None,
    collateral: str | None = None,
) -> LoanBook:  # fmt: skip
    """The loans of a CSV, JSON or Parquet file, by asset or in totals.

    prices       whole base units of one whole asset; only for a book by asset
    base         the asset that prices are told in; None: ether in Aave v2, nothing in the pool in v3
    collateral   what the collateral of a book in totals is; None: the base, or the rulebook's first asset
    """
    if policy.protocol not in VERSIONS:
        raise BadInput(f"expected a rulebook of Aave, found one of {Protocol(policy.protocol).name}")
    table, told = table_of(path), dict(prices or {})
    unit = base if base is not None else _ether(policy)
    if unit and unit not in policy.reserves:
        raise BadInput(f"expected an asset of {policy.name} ({', '.join(policy.reserves)}), found {unit!r}", "--base")
    if is_by_asset(table):
        if collateral:
            raise BadInput("expected no --collateral with a book that names assets itself")
        return _by_asset(read_holdings(table, policy, told), policy, unit)
    if told:
        raise BadInput("expected no --prices with a book of totals, whose values are told in the base currency")
    named = collateral or unit or next(iter(policy.reserves))
    if named not in policy.reserves:
        of = ", ".join(policy.reserves)
        raise BadInput(f"expected an asset of {policy.name} ({of}), found {named!r}", "--collateral")
    loans, notes = totals(table)
    return _of_totals(loans, notes, policy, unit, named)


def reserve_of(terms: ReservePolicy, price: int) -> Reserve:
    """A reserve of a rulebook at a price, with indices of 1."""
    return Reserve(
        decimals=terms.decimals, price=price, supply_index=RAY, borrow_index=RAY, ltv=terms.ltv,
        threshold=terms.threshold, bonus=terms.bonus, fee=terms.fee, active=terms.active,
    )  # fmt: skip


def categories_of(policy: LendingPolicy, assets: tuple[str, ...]) -> dict[str, Category]:
    """The e-modes of a rulebook, by name, over these reserves."""
    return {
        name: Category(frozenset(at for at, asset in enumerate(assets) if asset in mode.collateral), mode.ltv,
                       mode.threshold, mode.bonus, mode.isolated)
        for name, mode in policy.categories.items()
    }  # fmt: skip


def _ether(policy: LendingPolicy) -> str:
    """What prices are told in: ether in v2; in v3 a dollar that no reserve is."""
    if policy.protocol != Protocol.AAVE_V2:
        return ""
    return next((asset for asset in ETHER if asset in policy.reserves), "")


def _by_asset(read: Holdings, policy: LendingPolicy, base: str) -> LoanBook:
    assets = tuple(asset for asset in policy.reserves if asset in read.prices)
    if base in assets and read.prices[base] != 10**policy.base_decimals:
        raise BadInput(f"expected a price of 1 for {base}, in which prices are told, found another", "--base")
    place = {asset: at for at, asset in enumerate(assets)}
    reserves = {at: reserve_of(policy.reserves[asset], read.prices[asset]) for asset, at in place.items()}
    loans = tuple(
        Loan(one.account, {place[asset]: held for asset, held in one.holdings.items()}, one.category)
        for one in read.loans
    )
    modes = categories_of(policy, assets)
    version = VERSIONS[policy.protocol]
    return LoanBook(policy, version, assets, reserves, modes, loans, base, False, tuple(read.notes))


def _of_totals(read: list[LoanTotals], notes: list[str], policy: LendingPolicy, base: str, named: str) -> LoanBook:
    """One reserve a threshold, all of one asset; then the two that are owed."""
    thresholds = sorted({one.threshold for one in read})
    place = {threshold: at for at, threshold in enumerate(thresholds)}
    one_base = 10**policy.base_decimals
    terms = reserve_of(policy.reserves[named], one_base)._replace(decimals=TOTALS_DECIMALS)
    reserves = {at: terms._replace(threshold=threshold, ltv=min(terms.ltv, threshold))
                for threshold, at in place.items()}  # fmt: skip
    own, other = len(reserves), len(reserves) + 1
    owed_only = terms._replace(ltv=0, threshold=0, bonus=BPS, fee=0)
    reserves |= {own: owed_only, other: owed_only}
    loans = []
    for one in read:
        holdings = {place[one.threshold]: Holding(supplied=one.collateral)}
        holdings |= {at: Holding(owed=owed) for at, owed in ((own, one.own), (other, one.debt - one.own)) if owed}
        loans.append(Loan(one.account, holdings, ""))
    assets = (*(named for _ in thresholds), named, OTHERS)
    notes = [*notes, f"the file has totals: all collateral is taken for {named}, each with the account's own threshold"]
    return LoanBook(
        policy, VERSIONS[policy.protocol], assets, reserves, {}, tuple(loans), base, True, tuple(notes)
    )  # fmt: skip
