"""A book of loans by asset: one row an account and asset, what is supplied and what is owed, in whole assets.

What an asset's unit cannot hold is rounded against the account: a supply down, a debt up; a note counts those cells.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from solvent.errors import BadInput
from solvent.feeds import cells
from solvent.feeds.columns import Row, plain, recognise, require, rows, unread
from solvent.feeds.files import Table
from solvent.lending.aave.pool import Holding
from solvent.policy import LendingPolicy

COLUMNS: dict[str, tuple[str, ...]] = {
    "account": ("account", "acct", "user", "address"),
    "asset": ("asset", "reserve", "coin", "symbol"),
    "supplied": ("supplied", "collateral", "supply", "deposited"),
    "owed": ("owed", "debt", "borrowed"),
    "pledged": ("pledged", "as_collateral", "usage_as_collateral_enabled"),
    "price": ("price", "price_base"),
    "category": ("category", "emode", "e_mode"),
}
MOST = 2**126 - 1  # units that a scaled balance may be


class Held(NamedTuple):
    """What a file says of an account: units by asset, and the name of its e-mode, "" for none."""

    account: str
    holdings: dict[str, Holding]
    category: str


class Holdings(NamedTuple):
    """A file of loans by asset; prices: base units of one whole asset, as far as the file or the caller told them."""

    loans: list[Held]
    prices: dict[str, int]
    notes: list[str]


def is_by_asset(table: Table) -> bool:
    """Whether a table has a column that names assets."""
    named = {plain(name) for name in COLUMNS["asset"]}
    return any(plain(column) in named for column in table.columns)


def read_holdings(table: Table, policy: LendingPolicy, told: dict[str, Decimal]) -> Holdings:
    """The loans of a table under a rulebook.

    told      whole base units of one whole asset, in place of the file's own
    returns   every asset that is held or owed has a price; else BadInput
    """
    found, unknown = recognise(table.columns, COLUMNS, table.source)
    require(found, ("account", "asset"), table, COLUMNS)
    if not {"supplied", "owed"} & set(found):
        require(found, ("supplied", "owed"), table, COLUMNS)
    loans: dict[str, Held] = {}
    prices: dict[str, int] = {}
    rounded = 0
    for row in rows(table, found):
        asset = known(cells.name(row.get("asset"), row.where, row.column("asset")), policy, row.where)
        held, cut = _holding(row, policy.decimals[asset])
        rounded += cut
        _placed(loans, row, asset, held, policy)
        _priced(prices, row, asset, policy)
    notes = [*table.notes, *unread(unknown, table.source)]
    if rounded:
        notes.append(f"{table.source}: {rounded} amounts are finer than the asset's unit; rounded against the account")
    for asset, price in told.items():
        prices[known(asset, policy, "--prices")] = base_price(price, policy, "--prices")
    used = {asset for loan in loans.values() for asset in loan.holdings}
    missing = [asset for asset in policy.decimals if asset in used and asset not in prices]
    if missing:
        raise BadInput(
            f"expected a price of {', '.join(missing)} (a column price, or --prices), found none", table.source
        )
    return Holdings(list(loans.values()), prices, notes)


def known(asset: str, policy: LendingPolicy, where: str) -> str:
    """An asset of the rulebook, or BadBook naming those it has."""
    if asset not in policy.decimals:
        cells.refuse(where, "", f"an asset of {policy.name} ({', '.join(policy.decimals)})", asset)
    return asset


def base_price(price: Decimal, policy: LendingPolicy, where: str) -> int:
    """Whole base units of one whole asset as base units, rounded down as an oracle would tell it."""
    units: int = floor(Fraction(price) * 10**policy.base_decimals)
    if units < 1:
        cells.refuse(where, "", f"a price of at least 10^-{policy.base_decimals}", str(price))
    return units


def names(texts: Iterable[str], known_ones: Iterable[str], where: str) -> list[str]:
    """Assets given as `A,B` or one at a time, each once and one of those known."""
    known_list = list(known_ones)
    given = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    for name in given:
        if name not in known_list:
            raise BadInput(f"expected assets among {', '.join(known_list)}, found {cells.cut(name)}", where)
    return list(dict.fromkeys(given))


def _holding(row: Row, decimals: int) -> tuple[Holding, int]:
    """A row's amounts in units, and how many were rounded."""
    amounts = {}
    for name, whole in (("supplied", floor), ("owed", ceil)):
        cell = row.get(name)
        value = Decimal(0) if cells.is_empty(cell) else cells.not_negative(cell, row.where, row.column(name))
        exact = Fraction(value) * 10**decimals
        if exact > MOST:
            cells.refuse(row.where, row.column(name), "at most 2^126 units", str(cell))
        amounts[name] = whole(exact), int(exact.denominator > 1)
    pledged = cells.optional(cells.flag, row.get("pledged"), row.where, row.column("pledged"))
    held = Holding(amounts["supplied"][0], amounts["owed"][0], pledged is not False)
    return held, amounts["supplied"][1] + amounts["owed"][1]


def _placed(loans: dict[str, Held], row: Row, asset: str, held: Holding, policy: LendingPolicy) -> None:
    """Adds a holding to its account; an asset twice and two e-modes are refused."""
    account = cells.name(row.get("account"), row.where, row.column("account"))
    mode = cells.optional(cells.name, row.get("category"), row.where, row.column("category")) or ""
    if mode and mode not in policy.categories:
        modes = ", ".join(policy.categories) or "which has none"
        cells.refuse(row.where, row.column("category"), f"an e-mode of {policy.name} ({modes})", mode)
    loan = loans.setdefault(account, Held(account, {}, mode))
    if asset in loan.holdings:
        cells.refuse(row.where, row.column("asset"), f"each asset of {account} once", asset)
    if mode != loan.category:
        cells.refuse(row.where, row.column("category"), f"one e-mode of {account}", mode)
    loan.holdings[asset] = held


def _priced(prices: dict[str, int], row: Row, asset: str, policy: LendingPolicy) -> None:
    """Keeps the price of a row; two prices of one asset are refused."""
    price = cells.optional(cells.positive, row.get("price"), row.where, row.column("price"))
    if price is None:
        return
    units = base_price(price, policy, row.where)
    if prices.setdefault(asset, units) != units:
        cells.refuse(row.where, row.column("price"), f"one price of {asset}", str(row.get("price")))
